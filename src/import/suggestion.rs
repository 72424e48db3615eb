//! What somebody may have meant by a value that was not taken: only where there is one good guess.

use jiff::civil::Date;
use similar::TextDiff;

use crate::domain::import::Problem;
use crate::domain::values::{CountryCode, Email};

/// How alike a country's name must be to what was written, from 0 to 1.
const ALIKE: f32 = 0.8;

/// What to write instead.
#[must_use]
pub fn suggestion(problem: &Problem) -> Option<String> {
    let value = problem.value.as_deref().filter(|_| !problem.is_cut)?;
    match problem.code.as_str() {
        "country-unknown" => country(value),
        "attribute-date-invalid" => day(value),
        code if code.starts_with("email-") => email(value),
        _ => None,
    }
}

/// The address with what fingers do: a comma for a dot, a space for the @, one too many.
fn email(value: &str) -> Option<String> {
    let text = value.trim().trim_matches(['<', '>', ';', ',', '.']).replace("mailto:", "").replace(',', ".");
    let joined: String = text.split_whitespace().collect();
    let spaced = text.split_whitespace().collect::<Vec<_>>().join("@");
    let single = joined.replace("@@", "@");
    let tries = [joined, single, text.replace(" at ", "@"), spaced];
    let is_other = |attempt: &String| attempt != value && Email::parse(attempt).is_ok();
    tries.into_iter().find(is_other)
}

/// A day that can be read in one way only: `31-12-1980` and `12/31/1980`, but not `01-05-1980`.
fn day(value: &str) -> Option<String> {
    let parts: Vec<&str> = value.trim().split(['-', '/', '.']).collect();
    let [first, second, year] = parts.as_slice() else { return None };
    let number = |part: &str| part.parse::<i8>().ok();
    let (first, second) = (number(first)?, number(second)?);
    let year = year.parse().ok().filter(|_| year.len() == 4)?;
    let read = |day, month| Date::new(year, month, day).ok();
    // A point stands between day and month, never between month and day.
    match (read(first, second), read(second, first).filter(|_| !value.contains('.'))) {
        (Some(one), other) if other.is_none_or(|other| other == one) => Some(one.to_string()),
        (None, Some(other)) => Some(other.to_string()),
        _ => None,
    }
}

/// The country whose name is most alike.
fn country(value: &str) -> Option<String> {
    let written = value.trim().to_lowercase();
    let alike = |country: &CountryCode| {
        (
            TextDiff::from_chars(written.as_str(), country.name().to_lowercase().as_str()).ratio(),
            country.name(),
        )
    };
    let best = CountryCode::all().iter().map(alike).max_by(|one, other| one.0.total_cmp(&other.0))?;
    (best.0 >= ALIKE).then(|| best.1.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::issues::Issue;

    #[test]
    fn one_good_guess_is_suggested_and_none_else() {
        for (code, value, expected) in [
            ("email-comma-for-dot", "info@nordlicht,example", Some("info@nordlicht.example")),
            ("email-space", "info@nord licht.example", Some("info@nordlicht.example")),
            ("email-two-ats", "info@@nordlicht.example", Some("info@nordlicht.example")),
            ("email-space-for-at", "farzam honarpizza.example", Some("farzam@honarpizza.example")),
            ("email-nothing-after-at", "marc.brun@", None),
            ("email-invalid", "see note", None),
            ("attribute-date-invalid", "31-12-1980", Some("1980-12-31")),
            ("attribute-date-invalid", "12/31/1980", Some("1980-12-31")),
            ("attribute-date-invalid", "05/05/1980", Some("1980-05-05")),
            ("attribute-date-invalid", "01.05.1980", Some("1980-05-01")),
            ("attribute-date-invalid", "01-05-1980", None),
            ("attribute-date-invalid", "12/31/80", None),
            ("attribute-date-invalid", "--02-29", None),
            ("country-unknown", "Germny", Some("Germany")),
            ("country-unknown", "Narnia", None),
            ("phone-too-short", "12", None),
        ] {
            let problem = Problem::of_cell(&Issue::new(code), "x", value);
            assert_eq!(suggestion(&problem).as_deref(), expected, "{code} {value}");
        }
    }
}
