//! One value: what each kind takes, how it is kept, and the text that it is looked up and put in order by.

use jiff::civil::Date;
use serde_json::Value;

use crate::domain::attribute::AttributeKind;
use crate::domain::customer::attribute_text;
use crate::domain::folding;
use crate::domain::issues::Issue;
use crate::domain::values::text::trimmed;

/// Most digits before the point of a number, and behind it.
const MOST_WHOLE_DIGITS: usize = 30;
const MOST_FRACTION_DIGITS: usize = 20;
/// Characters of a text that it is looked up by.
const INDEXED_CHARS: usize = 200;
/// What the key of a value begins with that does not fit: no text has it, and it stands before all that texts have.
pub(super) const UNFIT: char = '\u{1}';
const YES: [&str; 6] = ["yes", "y", "true", "t", "on", "1"];
const NO: [&str; 6] = ["no", "n", "false", "f", "off", "0"];

impl AttributeKind {
    /// The value as this kind keeps it: numbers as their digits, days as ISO 8601 writes them, a choice as it is
    /// spelled in the list.
    ///
    /// # Errors
    /// It takes no such value.
    pub fn read(self, value: &Value, choices: &[String]) -> Result<Value, Issue> {
        if value.is_object() || value.is_array() {
            return Err(Issue::new("attribute-not-one-value"));
        }
        let text = attribute_text(value);
        match self {
            Self::Text => Ok(Value::String(text)),
            Self::Number => Decimal::parse(&text)
                .map(|number| Value::String(number.to_string()))
                .ok_or_else(|| Issue::new("attribute-number-invalid")),
            Self::Date => day(&text)
                .map(|day| Value::String(day.to_string()))
                .ok_or_else(|| Issue::new("attribute-date-invalid")),
            Self::YesNo => {
                yes_or_no(&text).map(Value::Bool).ok_or_else(|| Issue::new("attribute-yes-no-invalid"))
            }
            Self::Choice => chosen(&text, choices).map(Value::String),
            Self::Url => url(&text)
                .map(|url| Value::String(url.to_owned()))
                .ok_or_else(|| Issue::new("attribute-url-invalid")),
        }
    }

    /// The text that a value is looked up by: equal for equal values, and in the values' order where they have one.
    /// What the kind, or its list of choices, does not take stands before all it does.
    #[must_use]
    pub fn index_key(self, value: &Value, choices: &[String]) -> String {
        let text = attribute_text(value);
        let key = match self {
            _ if value.is_object() || value.is_array() => None,
            Self::Text => Some(folded(&text)),
            Self::Choice => chosen(&text, choices).ok().map(|choice| folded(&choice)),
            Self::Url => url(&text).map(folded),
            Self::Number => Decimal::parse(&text).map(|number| number.sort_key()),
            Self::Date => day(&text).map(|day| day.to_string()),
            Self::YesNo => yes_or_no(&text).map(|is_yes| u8::from(is_yes).to_string()),
        };
        key.unwrap_or_else(|| format!("{UNFIT}{}", folded(&text)))
    }
}

fn folded(text: &str) -> String {
    let words = folding::fold(text);
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(INDEXED_CHARS).collect()
}

/// Digits of Arabic scripts are digits, and their decimal sign is a point.
fn with_plain_digits(text: &str) -> String {
    let plain = |letter: char| match letter {
        '\u{660}'..='\u{669}' => char::from_digit(u32::from(letter) - 0x660, 10).unwrap_or(letter),
        '\u{6F0}'..='\u{6F9}' => char::from_digit(u32::from(letter) - 0x6F0, 10).unwrap_or(letter),
        '\u{2212}' => '-',
        '\u{66B}' => '.',
        other => other,
    };
    trimmed(text).chars().map(plain).collect()
}

/// A day, as ISO 8601 writes it. A moment at midnight is what spreadsheets make of a day.
fn day(text: &str) -> Option<Date> {
    let text = with_plain_digits(text);
    let (day, time) = text.split_at_checked(10).unwrap_or((&text, ""));
    let is_midnight = time.trim_end_matches('Z').strip_prefix(['T', ' ']).is_some_and(|time| {
        time.starts_with("00:00") && time.chars().all(|letter| matches!(letter, '0' | ':' | '.'))
    });
    let is_iso = day.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let day = day.parse::<Date>().ok().filter(|day| is_iso && day.year() > 0)?;
    (time.is_empty() || is_midnight).then_some(day)
}

fn yes_or_no(text: &str) -> Option<bool> {
    let word = with_plain_digits(text).to_lowercase();
    match (YES.contains(&word.as_str()), NO.contains(&word.as_str())) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

/// The choice that a text names, spelled as in the list.
fn chosen(text: &str, choices: &[String]) -> Result<String, Issue> {
    let exact = choices.iter().find(|choice| *choice == text);
    let alike = || choices.iter().find(|choice| folded(choice) == folded(text));
    exact.or_else(alike).cloned().ok_or_else(|| {
        let offered: Vec<&str> = choices.iter().take(8).map(String::as_str).collect();
        let more = if choices.len() > offered.len() { ", …" } else { "" };
        Issue::new("attribute-choice-unknown").with("choices", format!("{}{more}", offered.join(", ")))
    })
}

/// An address that a browser opens, and that runs nothing.
fn url(text: &str) -> Option<&str> {
    let text = trimmed(text);
    let (scheme, rest) = text.split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = !host.is_empty() && !host.starts_with([':', '@']);
    let is_plain =
        !text.contains(|letter: char| letter.is_whitespace() || letter.is_control() || letter == '\\');
    (is_web && is_host && is_plain).then_some(text)
}

/// A decimal number by its digits; no float comes near it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Decimal {
    is_negative: bool,
    /// Without needless zeros; "0" at least.
    whole: String,
    /// As it was typed.
    fraction: String,
}

impl Decimal {
    fn parse(text: &str) -> Option<Self> {
        let text = with_plain_digits(text);
        let (sign, digits) = match text.strip_prefix(['-', '+']) {
            Some(digits) => (text.starts_with('-'), digits),
            None => (false, text.as_str()),
        };
        let (whole, fraction) = match digits.split_once('.') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None if digits.is_empty() => return None,
            None => (digits, ""),
        };
        let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let whole = whole.trim_start_matches('0');
        let is_short = whole.len() <= MOST_WHOLE_DIGITS && fraction.len() <= MOST_FRACTION_DIGITS;
        if !is_digits(whole) || !is_digits(fraction) || !is_short {
            return None;
        }
        let is_zero = whole.is_empty() && fraction.bytes().all(|byte| byte == b'0');
        Some(Self {
            is_negative: sign && !is_zero,
            whole: if whole.is_empty() { "0".into() } else { whole.into() },
            fraction: fraction.into(),
        })
    }

    /// Sorts as the number does: first the sign, then how long it is, then its digits. Of a negative number the larger
    /// digits come first, and a longer one before a shorter.
    fn sort_key(&self) -> String {
        let plain = format!("{:02}{}.{}", self.whole.len(), self.whole, self.fraction.trim_end_matches('0'));
        if !self.is_negative {
            return format!("1{plain}");
        }
        let turned = plain.chars().map(|letter| match letter.to_digit(10) {
            Some(digit) => char::from_digit(9 - digit, 10).unwrap_or(letter),
            None => letter,
        });
        format!("0{}~", turned.collect::<String>())
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.is_negative { "-" } else { "" };
        let point = if self.fraction.is_empty() { "" } else { "." };
        write!(out, "{sign}{}{point}{}", self.whole, self.fraction)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn choices() -> Vec<String> {
        ["Gold", "Café"].map(str::to_owned).into()
    }

    #[test]
    fn each_kind_takes_its_values_and_says_why_not_of_others() {
        use AttributeKind::{Choice, Date, Number, Text, Url, YesNo};
        for (kind, value, expected) in [
            (Text, json!("a"), Ok(json!("a"))),
            (Text, json!(7), Ok(json!("7"))),
            (Text, json!(["a"]), Err("attribute-not-one-value")),
            (Number, json!(3), Ok(json!("3"))),
            (Number, json!("007.50"), Ok(json!("7.50"))),
            (Number, json!("+.5"), Ok(json!("0.5"))),
            (Number, json!("-0.0"), Ok(json!("0.0"))),
            (Number, json!("۱۲٫۵"), Ok(json!("12.5"))),
            (Number, json!("۱۲"), Ok(json!("12"))),
            (Number, json!("1,250"), Err("attribute-number-invalid")),
            (Number, json!("1e5"), Err("attribute-number-invalid")),
            (Number, json!("-"), Err("attribute-number-invalid")),
            (Date, json!("2026-11-21"), Ok(json!("2026-11-21"))),
            (Date, json!("2026-11-21T00:00:00"), Ok(json!("2026-11-21"))),
            (Date, json!("2026-11-21T08:00:00"), Err("attribute-date-invalid")),
            (Date, json!("2026-02-30"), Err("attribute-date-invalid")),
            (Date, json!("21.11.2026"), Err("attribute-date-invalid")),
            (YesNo, json!(true), Ok(json!(true))),
            (YesNo, json!("No"), Ok(json!(false))),
            (YesNo, json!("perhaps"), Err("attribute-yes-no-invalid")),
            (Choice, json!("gold"), Ok(json!("Gold"))),
            (Choice, json!("CAFE"), Ok(json!("Café"))),
            (Choice, json!("Tin"), Err("attribute-choice-unknown")),
            (Url, json!("https://example.com/a?b=c"), Ok(json!("https://example.com/a?b=c"))),
            (Url, json!("javascript:alert(1)"), Err("attribute-url-invalid")),
            (Url, json!("javascript://%0aalert(1)"), Err("attribute-url-invalid")),
            (Url, json!("https:///path"), Err("attribute-url-invalid")),
            (Url, json!("example.com"), Err("attribute-url-invalid")),
        ] {
            let read = kind.read(&value, &choices()).map_err(|issue| issue.code());
            assert_eq!(read, expected, "{kind:?} {value}");
        }
    }

    #[test]
    fn what_a_kind_does_not_take_is_looked_up_apart() {
        assert_eq!(AttributeKind::Number.index_key(&json!("Many"), &[]), "\u{1}many");
        assert_eq!(AttributeKind::Text.index_key(&json!(" Café  Bar "), &[]), "cafe bar");
        assert_eq!(
            AttributeKind::YesNo.index_key(&json!("yes"), &[]),
            AttributeKind::YesNo.index_key(&json!(true), &[])
        );
    }

    proptest! {
        #[test]
        fn numbers_are_looked_up_in_their_order(one: i64, other: i64, places in 0_usize..6) {
            let scaled = |number: i64| {
                let digits = format!("{:07}", number.unsigned_abs());
                let (whole, fraction) = digits.split_at(digits.len() - places);
                format!("{}{whole}.{fraction}0", if number < 0 { "-" } else { "" })
            };
            let key = |number: i64| AttributeKind::Number.index_key(&json!(scaled(number)), &[]);
            prop_assert_eq!(one.cmp(&other), key(one).cmp(&key(other)), "{} {}", scaled(one), scaled(other));
        }

        #[test]
        fn a_value_that_was_read_reads_the_same_again(text in "\\PC{0,20}|[-+]?[0-9]{0,5}[.]?[0-9]{0,3}") {
            for kind in AttributeKind::ALL {
                if let Ok(value) = kind.read(&Value::String(text.clone()), &choices()) {
                    prop_assert_eq!(kind.read(&value, &choices()), Ok(value.clone()));
                    prop_assert!(!kind.index_key(&value, &choices()).starts_with(UNFIT), "{text}");
                } else {
                    let key = kind.index_key(&Value::String(text.clone()), &choices());
                    prop_assert!(key.starts_with(UNFIT), "{text}");
                }
            }
        }
    }
}
