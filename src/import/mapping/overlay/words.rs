//! The words of other programs for what has a word of ours.

use crate::domain::import::Target;
use crate::domain::values::PhoneType;

/// The word of ours for a kind or a status as other programs write them.
pub fn plain_word(target: &Target, typed: String) -> String {
    let words: &[(&str, &[&str])] = match target {
        Target::Kind => &[
            (
                "corporate",
                &[
                    "company",
                    "business",
                    "organization",
                    "organisation",
                    "firm",
                    "firma",
                    "corporation",
                    "b2b",
                    "true",
                    "yes",
                    "1",
                ],
            ),
            (
                "personal",
                &["person", "individual", "contact", "private", "privat", "b2c", "false", "no", "0"],
            ),
        ],
        Target::Status => {
            &[("active", &["yes", "true", "1", "enabled"]), ("inactive", &["no", "false", "0", "disabled"])]
        }
        Target::Locale => return typed.replace('_', "-"),
        _ => return typed,
    };
    let is_one_of = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(&typed));
    words.iter().find(|(_, names)| is_one_of(names)).map_or(typed, |(word, _)| (*word).to_owned())
}

/// Whether a spreadsheet wrote a number in its exponent form, `9.12E+11`: the digits behind are lost.
pub(super) fn is_damaged(cell: &str) -> bool {
    let Some((mantissa, exponent)) = cell.split_once("E+") else { return false };
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    whole.len() == 1 && exponent.len() == 2 && [whole, fraction, exponent].into_iter().all(is_digits)
}

/// Whether a cell holds what programs write for a day that nobody entered.
pub(super) fn is_no_date(cell: &str) -> bool {
    matches!(cell, "0/0/00" | "0/0/0000" | "00/00/0000" | "0000-00-00" | "0000-00-00 00:00:00")
}

/// The word of ours for a phone's type as other programs write it. What somebody made up tells nothing.
pub(super) fn phone_type(typed: &str) -> &str {
    let word = typed.to_lowercase();
    let has = |marks: &[&str]| marks.iter().any(|mark| word.contains(mark));
    if has(&["mobil", "cell", "handy", "portable", "móvil", "movil", "موبایل", "همراه", "جوال"])
    {
        "Mobile"
    } else if has(&["home", "work", "office", "business", "main", "land", "fest", "fix", "tel", "ثابت"])
        && !word.contains("fax")
    {
        "Phone"
    } else if typed.is_empty() {
        typed
    } else {
        PhoneType::from_name(typed).unwrap_or_default().as_str()
    }
}

/// Whether a word says that something is so.
pub(super) fn is_yes(typed: &str) -> bool {
    ["yes", "y", "true", "1", "x"].iter().any(|word| word.eq_ignore_ascii_case(typed))
}
