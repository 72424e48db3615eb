//! The words of other programs for what has a word of ours.

use crate::domain::import::Target;

/// The word of ours for a kind or a status as other programs write them.
pub(super) fn plain_word(target: &Target, typed: String) -> String {
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
                ],
            ),
            ("personal", &["person", "individual", "private", "privat", "b2c"]),
        ],
        Target::Status => {
            &[("active", &["yes", "true", "1", "enabled"]), ("inactive", &["no", "false", "0", "disabled"])]
        }
        _ => return typed,
    };
    let is_one_of = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(&typed));
    words.iter().find(|(_, names)| is_one_of(names)).map_or(typed, |(word, _)| (*word).to_owned())
}

/// The word of ours for a phone's type as other programs write it.
pub(super) fn phone_type(typed: &str) -> &str {
    let word = typed.to_lowercase();
    let has = |marks: &[&str]| marks.iter().any(|mark| word.contains(mark));
    if has(&["mobil", "cell", "handy", "portable", "móvil", "movil", "موبایل", "همراه", "جوال"])
    {
        "Mobile"
    } else if has(&["home", "work", "office", "business", "main", "land", "fest", "fix", "tel", "ثابت"]) {
        "Phone"
    } else if has(&["other", "fax", "custom"]) {
        "Unknown"
    } else {
        typed
    }
}

/// Whether a word says that something is so.
pub(super) fn is_yes(typed: &str) -> bool {
    ["yes", "y", "true", "1", "x"].iter().any(|word| word.eq_ignore_ascii_case(typed))
}
