//! How cells show their numbers, as far as it decides what a number is: a day, a time, or digits with
//! leading zeros.

use std::collections::HashMap;
use std::io::Read;

use quick_xml::events::Event;

use super::xml::{Xml, attribute};
use crate::import::read::error::ReadError;

/// Excel's own limit is 65,490 formats.
const FORMATS: usize = 65_536;

/// What a number in a cell stands for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Shown {
    /// A number.
    #[default]
    Plain,
    /// A number with at least so many digits, as postal codes are shown.
    Padded(usize),
    /// A day, a time of day, or both.
    Moment { has_date: bool, has_time: bool },
    /// Hours that go beyond a day.
    Duration,
}

/// Reads what each style of a workbook shows, by the style's number.
pub(super) fn read<R: Read>(mut xml: Xml<R>) -> Result<Vec<Shown>, ReadError> {
    let mut custom = HashMap::new();
    let mut styles = Vec::new();
    let mut section = String::new();
    loop {
        match xml.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                name @ ("numFmts" | "cellXfs" | "dxfs" | "cellStyleXfs") => name.clone_into(&mut section),
                "numFmt" if section == "numFmts" => {
                    let number = number(attribute(&element, "numFmtId").as_deref());
                    let code = attribute(&element, "formatCode").unwrap_or_default();
                    custom.insert(number, of_code(&code));
                }
                "xf" if section == "cellXfs" => {
                    let number = number(attribute(&element, "numFmtId").as_deref());
                    styles.push(custom.get(&number).copied().unwrap_or_else(|| of_builtin(number)));
                }
                _ => {}
            },
            Event::Eof => return Ok(styles),
            _ => {}
        }
        if styles.len() > FORMATS || custom.len() > FORMATS {
            return Err(xml.damaged("has too many formats"));
        }
    }
}

fn number(text: Option<&str>) -> u32 {
    text.and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// The formats that have a number only (ECMA-376 part 1, 18.8.30, with the East Asian ones).
const fn of_builtin(number: u32) -> Shown {
    match number {
        14..=17 | 27..=31 | 36 | 50..=54 | 57 | 58 => Shown::Moment { has_date: true, has_time: false },
        18..=21 | 32..=35 | 45 | 47 | 55 | 56 => Shown::Moment { has_date: false, has_time: true },
        22 => Shown::Moment { has_date: true, has_time: true },
        46 => Shown::Duration,
        _ => Shown::Plain,
    }
}

/// What a format code shows (ECMA-376 part 1, 18.8.31); only its first section, for positive numbers.
fn of_code(code: &str) -> Shown {
    if code.len() > 1 && code.bytes().all(|byte| byte == b'0') {
        return Shown::Padded(code.len());
    }
    if code.eq_ignore_ascii_case("general") {
        return Shown::Plain;
    }
    let (mut has_date, mut has_time, mut has_month_or_minute) = (false, false, false);
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character.to_ascii_lowercase() {
            '\\' | '_' | '*' => _ = characters.next(),
            '"' => _ = characters.find(|other| *other == '"'),
            '[' => {
                let inside: String = characters.by_ref().take_while(|other| *other != ']').collect();
                if !inside.is_empty() && inside.chars().all(|letter| "hmsHMS".contains(letter)) {
                    return Shown::Duration;
                }
            }
            ';' => break,
            'y' | 'd' => has_date = true,
            'h' | 's' => has_time = true,
            'm' => has_month_or_minute = true,
            _ => {}
        }
    }
    has_date |= has_month_or_minute && !has_time;
    if has_date || has_time { Shown::Moment { has_date, has_time } } else { Shown::Plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_code_tells_days_from_numbers() {
        let day = Shown::Moment { has_date: true, has_time: false };
        let time = Shown::Moment { has_date: false, has_time: true };
        let both = Shown::Moment { has_date: true, has_time: true };
        for (code, expected) in [
            ("General", Shown::Plain),
            ("0.00", Shown::Plain),
            ("#,##0.00 [$€-407]", Shown::Plain),
            ("[Red]0;[Blue]-0", Shown::Plain),
            ("0 \"days\"", Shown::Plain),
            ("0\\d", Shown::Plain),
            ("0.0E+00", Shown::Plain),
            ("@", Shown::Plain),
            ("00000", Shown::Padded(5)),
            ("dd/mm/yyyy", day),
            ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", day),
            ("mmm", day),
            ("yyyy-mm-dd hh:mm", both),
            ("h:mm AM/PM", time),
            ("mm:ss.0", time),
            ("[h]:mm:ss", Shown::Duration),
        ] {
            assert_eq!(of_code(code), expected, "{code}");
        }
    }
}
