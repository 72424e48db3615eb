//! Phone numbers: kept as typed, and understood where the numbering plan of a country takes them for valid.
//! A number that fits no plan is a doubt, not an error; people know numbers that plans do not.

mod pattern;
mod plan;
mod shown;
mod written;

use serde::{Deserialize, Serialize};

use super::CountryCode;
use super::text;
use crate::domain::issues::Issue;
use plan::{Misfit, Number, Plan};
use written::Written;

pub use shown::{digit_forms, display, national_form};

/// The longest text taken for a number, in characters; room for labels, brackets and an extension.
pub const PHONE_MAX_CHARS: usize = 64;

/// What is at the other end, as far as it was told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PhoneType {
    /// Not told.
    #[default]
    Unknown,
    /// A line to a place.
    #[serde(rename = "Phone")]
    Landline,
    /// A line to a person.
    Mobile,
}

impl PhoneType {
    /// Every type, in the order in which forms offer them.
    pub const ALL: [Self; 3] = [Self::Unknown, Self::Landline, Self::Mobile];

    /// The name in JSON, forms and files: `Unknown`, `Phone` or `Mobile`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "Unknown",
            Self::Landline => "Phone",
            Self::Mobile => "Mobile",
        }
    }

    /// The type of a name, in any letter case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(name))
    }
}

/// What is understood of a number as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedPhone {
    /// The number for every phone in the world, such as `+17606157972`; only when valid. An extension is not in it.
    pub e164: Option<String>,
    /// The country given, or else the one that the number is of.
    pub country: Option<CountryCode>,
    /// The number as it is shown within its country, such as `(760) 615-7972`; only when valid.
    pub national: Option<String>,
    /// Why the number is not understood, or is of another country than the one given.
    pub doubt: Option<Issue>,
}

/// Understands a number with the country given or, without one, with the default; a number that begins with `+` or
/// `00` needs neither.
///
/// # Errors
/// Texts that cannot be a number: no digits, a spreadsheet's exponent form, more than [`PHONE_MAX_CHARS`].
pub fn parse(
    typed: &str,
    country: Option<CountryCode>,
    default: Option<CountryCode>,
) -> Result<ParsedPhone, Issue> {
    text::check_line(typed, PHONE_MAX_CHARS)?;
    if written::is_exponent(typed) {
        return Err(Issue::new("phone-exponent"));
    }
    let written = Written::read(typed);
    if written.digits.is_empty() {
        return Err(Issue::new("phone-no-digits"));
    }
    Ok(match understood(&written, country.or(default)) {
        Ok(number) => {
            let Number { plan, national } = &number;
            ParsedPhone {
                e164: Some(format!("+{}{national}", plan.calling_code)),
                country: country.or(plan.country),
                national: Some(shown::within_country(plan, national)),
                doubt: country.and_then(|given| other_country(given, plan)),
            }
        }
        Err(doubt) => ParsedPhone { e164: None, country, national: None, doubt: Some(doubt) },
    })
}

fn understood(written: &Written, country: Option<CountryCode>) -> Result<Number, Issue> {
    if !written.is_readable {
        return Err(Issue::new("phone-unreadable"));
    }
    let digits = written.digits.as_str();
    if written.has_plus {
        return plan::international(digits).map_err(doubt);
    }
    let abroad = digits.strip_prefix("00").map(plan::international);
    if let Some(Ok(number)) = abroad {
        return Ok(number);
    }
    match country.map(|country| (country, Plan::of(country))) {
        Some((_, Some(plan))) => plan.national(digits).map_err(doubt),
        // Antarctica and a few uninhabited islands have no plan.
        Some((country, None)) => Err(Issue::new("phone-not-in-country").with("country", country.name())),
        None => Err(match abroad {
            Some(Err(misfit)) => doubt(misfit),
            _ => Issue::new("phone-needs-country"),
        }),
    }
}

fn doubt(misfit: Misfit) -> Issue {
    let (code, plan) = match misfit {
        Misfit::UnknownCode => return Issue::new("phone-code-unknown"),
        Misfit::TooShort(plan) => (Issue::new("phone-too-short"), plan),
        Misfit::TooLong(plan) => (Issue::new("phone-too-long"), plan),
        Misfit::NotInPlan(plan) => (Issue::new("phone-not-in-country"), plan),
    };
    code.with("country", plan.name())
}

/// Numbers of countries that share a calling code, as Canada and the United States do, are not told apart by it.
fn other_country(given: CountryCode, plan: &Plan) -> Option<Issue> {
    let is_same = Plan::of(given).is_some_and(|own| own.calling_code == plan.calling_code);
    let issue = || Issue::new("phone-other-country").with("country", given.name()).with("other", plan.name());
    (!is_same).then(issue)
}

#[cfg(test)]
mod tests;
