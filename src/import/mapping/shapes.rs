//! What a column holds, by the look of its values: for columns whose names say nothing.

use crate::domain::values::{CountryCode, email::Email};

/// What most values of a column look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Email,
    Phone,
    SeveralPhones,
    Uuid,
    Country,
    Website,
}

/// The shape that nine of ten values share; `None` for a column without values.
pub(super) fn of(samples: &[String]) -> Option<Shape> {
    let values: Vec<&str> =
        samples.iter().map(|value| value.trim()).filter(|value| !value.is_empty()).collect();
    if values.is_empty() {
        return None;
    }
    let fits =
        |test: fn(&str) -> bool| values.iter().filter(|value| test(value)).count() * 10 >= values.len() * 9;
    if fits(is_email) {
        return Some(Shape::Email);
    }
    if fits(is_uuid) {
        return Some(Shape::Uuid);
    }
    if fits(is_phone) {
        return Some(Shape::Phone);
    }
    if fits(|value| phones_in(value) > 0) && values.iter().any(|value| phones_in(value) > 1) {
        return Some(Shape::SeveralPhones);
    }
    if fits(is_website) {
        return Some(Shape::Website);
    }
    fits(is_country).then_some(Shape::Country)
}

/// Whether a number can be dialled from anywhere.
pub(super) fn is_international(number: &str) -> bool {
    let number = number.trim_start();
    number.starts_with('+') || number.starts_with("00")
}

/// How many phones stand in a cell, if it holds nothing else.
pub(super) fn phones_in(value: &str) -> usize {
    let parts: Vec<&str> = super::overlay::phone_numbers(value).collect();
    if parts.iter().all(|part| is_phone(part)) { parts.len() } else { 0 }
}

fn is_email(value: &str) -> bool {
    Email::parse(value).is_ok()
}

fn is_uuid(value: &str) -> bool {
    value.len() >= 32 && uuid::Uuid::try_parse(value).is_ok()
}

/// Digits with the marks people put between them. A bare row of digits may be any number, so it must begin as phones
/// do, or have marks.
fn is_phone(value: &str) -> bool {
    let digits = value.chars().filter(|letter| letter.is_numeric()).count();
    let has_only_marks = value.chars().all(|letter| letter.is_numeric() || "+-–/(). ".contains(letter));
    let is_dialled = value.starts_with(['+', '0', '(', '۰', '٠']) || value.contains(['-', ' ', '(']);
    let is_date = value.len() == 10 && value.matches(['-', '/', '.']).count() == 2;
    (7..=15).contains(&digits) && has_only_marks && is_dialled && !is_date
}

fn is_website(value: &str) -> bool {
    ["http://", "https://", "www."].iter().any(|start| value.starts_with(start))
}

/// Codes alone: names of countries are also names of other things.
fn is_country(value: &str) -> bool {
    value.len() == 2
        && value.bytes().all(|byte| byte.is_ascii_uppercase())
        && CountryCode::parse(value).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_known_by_its_values() {
        for (values, expected) in [
            (&["neda@radiocafe.example", "", "gary@dayrep.example"][..], Some(Shape::Email)),
            (&["0912 555 6666", "418-555-0137"], Some(Shape::Phone)),
            (&["+98 21 2342 2342; 0912 111 2222", "030 1234567"], Some(Shape::SeveralPhones)),
            (&["5f0f6f0e-6f5e-4a7e-9a44-0a2f6f1a1c11"], Some(Shape::Uuid)),
            (&["DE", "IR", "US"], Some(Shape::Country)),
            (&["https://example.org"], Some(Shape::Website)),
            (&["004418", "004419"], None),
            (&["2026-11-20", "2026-01-02"], None),
            (&["Gold", "Silver"], None),
            (&["", " "], None),
        ] {
            let samples: Vec<String> = values.iter().map(ToString::to_string).collect();
            assert_eq!(of(&samples), expected, "{values:?}");
        }
    }
}
