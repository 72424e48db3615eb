//! How people and programs write numbers down: grouped, labelled, in the digits of their script, with an extension.

use crate::domain::folding;

/// The longest extension taken for one, in digits.
const EXTENSION_MAX_DIGITS: usize = 7;

/// What begins an extension, folded; the longer before the shorter.
const EXTENSION_SIGNS: &[&str] = &[
    "extension",
    "durchwahl",
    "anexo",
    "poste",
    "ramal",
    "extn",
    "ext",
    "доб",
    "داخلي",
    "int",
    "dw",
    "x",
    "#",
    ";ext=",
    ",",
    ";",
];

/// The digits of a number as typed, and what stood around them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    /// ASCII digits, without those of an extension.
    pub digits: String,
    /// Whether a plus stood before the first digit.
    pub has_plus: bool,
    /// Whether this is one number and nothing else; letters standing for digits are not read.
    pub is_readable: bool,
}

impl Written {
    /// Reads the first number of a text; a label before it is passed over.
    pub fn read(typed: &str) -> Self {
        let mut written = Self { digits: String::with_capacity(typed.len().min(24)), ..Self::default() };
        for (at, character) in typed.char_indices() {
            if let Some(digit) = folding::digit(character) {
                written.digits.push(char::from(b'0' + digit));
            } else if written.digits.is_empty() {
                written.has_plus |= matches!(character, '+' | '＋');
            } else if !is_separator(character) {
                written.is_readable = is_extension(&typed[at..]);
                return written;
            }
        }
        written.is_readable = true;
        written
    }
}

/// What groups the digits of a number, or is not seen at all.
fn is_separator(character: char) -> bool {
    matches!(character,
        ' ' | '-' | '.' | '/' | '(' | ')' | '[' | ']' | '\u{A0}' | '\u{AD}' | '‐'..='―' | '−' | '・' | '．' | '／'
        | '（' | '）' | '－' | '~' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'
        | '\u{2066}'..='\u{2069}' | '\u{202F}' | '\u{2009}' | '\u{3000}' | '\u{FEFF}' | '\u{61C}')
}

fn is_extension(rest: &str) -> bool {
    let rest = folding::fold(rest);
    let Some(rest) = EXTENSION_SIGNS.iter().find_map(|sign| rest.strip_prefix(sign)) else { return false };
    let digits = rest.trim_start_matches([' ', '.', ':', '-', '=']).trim_end_matches([' ', '#', ')', ']']);
    (1..=EXTENSION_MAX_DIGITS).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a spreadsheet wrote the number in its exponent form, `4.91512E+11`: the digits behind are lost.
pub(super) fn is_exponent(typed: &str) -> bool {
    let Some((mantissa, exponent)) = typed.trim().split_once(['e', 'E']) else { return false };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    [whole, fraction, exponent].iter().all(|part| is_digits(part)) && exponent.len() <= 3
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_from_what_stands_around_it() {
        for (typed, has_plus, digits, is_readable) in [
            ("(760) 615-7972", false, "7606157972", true),
            ("+49 (0) 89 / 5523–118", true, "490895523118", true),
            ("(+98) ۹۱۲ ۵۵۵ ۶۶۶۶", true, "989125556666", true),
            ("＋４９ ８９", true, "4989", true),
            ("Tel.: 089 5523", false, "0895523", true),
            ("tel:+1-760-615-7972", true, "17606157972", true),
            ("\u{202A}+1 760\u{202C}", true, "1760", true),
            ("089 5523 ext. 12", false, "0895523", true),
            ("089 5523x12", false, "0895523", true),
            ("089 5523 Durchwahl 12", false, "0895523", true),
            ("089 5523;ext=12", false, "0895523", true),
            ("021 5555 داخلی ۱۲", false, "0215555", true),
            ("089 5523 #12#", false, "0895523", true),
            ("089 5523, 089 5524", false, "0895523", false),
            ("1-800-FLOWERS", false, "1800", false),
            ("089 5523 privat", false, "0895523", false),
            ("someletters1110@gmail.com", false, "1110", false),
            ("089 + 5523", false, "089", false),
            ("089*5523", false, "089", false),
            ("n/a", false, "", true),
        ] {
            let expected = Written { digits: digits.to_owned(), has_plus, is_readable };
            assert_eq!(Written::read(typed), expected, "{typed}");
        }
    }

    #[test]
    fn a_spreadsheet_exponent_is_no_number() {
        for typed in ["4.91E+12", "4,91512E+11", " 4.91e12 ", "9E+9", "1E-3"] {
            assert!(is_exponent(typed), "{typed}");
        }
        for typed in ["491512", "+4.91", "E12", "4.91E", "4.9.1E+12", "12 34 e 5", "4.91E+1234", "ext"] {
            assert!(!is_exponent(typed), "{typed}");
        }
    }
}
