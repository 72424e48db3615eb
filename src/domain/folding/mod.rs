//! Folding: what a text has in common with the other ways of writing it. Search, sort order and comparison use
//! folded text; nothing folded is ever shown or stored in place of the text itself. All of it happens here and not
//! in the database, because the two engines fold and collate differently.

mod letters;
mod query;
mod tokens;

use std::fmt::Write as _;

pub use letters::digit;
pub use query::{Term, matches, query_terms, whole_number};
pub use tokens::{Part, document_tokens, exact_token};

/// The longest sort key, in characters; what differs only after that is in no particular order.
pub const SORT_KEY_MAX_CHARS: usize = 100;

/// The text in lower case, without accents and other marks, with one form for each letter and digit:
///
/// - compatibility forms are resolved (`ﬁ` is `fi`, `Ｂ` is `b`), and letters that do not decompose are spelled
///   out (`ß` is `ss`, `ø` is `o`, `þ` is `th`);
/// - in Arabic script `ی` and `ى` are `ي`, `ک` is `ك`, `أ إ آ ٱ` are `ا`, `ة` and the forms of heh are `ه`,
///   `ؤ` is `و`, and the vowel signs and the tatweel are gone;
/// - the digits of all scripts are ASCII, curly apostrophes and the dot of `l·l` are straight apostrophes;
/// - what cannot be seen (zero-width joiners, direction marks, soft hyphens) is gone.
///
/// Blanks and punctuation stay. Folding a folded text changes nothing, and the fold of a beginning of a text is the
/// beginning of the text's fold.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    text.chars().for_each(|character| letters::push_folded(character, &mut folded));
    folded
}

/// What a text is sorted by, compared byte by byte: folded, blanks collapsed, at most [`SORT_KEY_MAX_CHARS`] long.
/// The Persian letters sort behind the Arabic ones they are formed from, as both alphabets have them.
pub fn sort_key(text: &str) -> String {
    let folded = fold(text);
    let mut key = String::with_capacity(folded.len());
    for word in folded.split_whitespace() {
        if !key.is_empty() {
            key.push(' ');
        }
        if word.is_ascii() {
            key.push_str(word);
        } else {
            word.chars().for_each(|letter| push_in_order(letter, &mut key));
        }
    }
    if let Some((end, _)) = key.char_indices().nth(SORT_KEY_MAX_CHARS) {
        key.truncate(end);
    }
    key
}

/// Behind every word that goes on with another Arabic letter, because no such letter has a code point this high.
const AFTER_ARABIC: char = '\u{7FF}';

fn push_in_order(letter: char, key: &mut String) {
    let base = match letter {
        'پ' => 'ب',
        'چ' => 'ج',
        'ژ' => 'ز',
        'گ' => 'ك',
        _ => return key.push(letter),
    };
    write!(key, "{base}{AFTER_ARABIC}").expect("a String takes every write");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_ways_of_writing_one_text_fold_alike() {
        for (text, expected) in [
            ("Art Restaurant", "art restaurant"),
            ("Émilie TREMBLAY", "emilie tremblay"),
            ("E\u{301}milie", "emilie"),
            ("Weiß & Söhne", "weiss & sohne"),
            ("STRASSE STRAẞE", "strasse strasse"),
            ("Ærø Łódź Đặng Þór", "aero lodz dang thor"),
            ("İstanbul ısı", "istanbul isi"),
            ("ﬁnance Ｂｕｄｇｅｔ ①", "finance budget 1"),
            ("O’Hara O'Hara", "o'hara o'hara"),
            ("ندا یاری", "ندا ياري"),
            ("كافي", "كافي"),
            ("کافی\u{200C}شاپ", "كافيشاپ"),
            ("أحمد إبراهيم آمنة", "احمد ابراهيم امنه"),
            ("مُحَمَّد مـحـمـد", "محمد محمد"),
            ("مسؤول هيئة", "مسوول هييه"),
            ("۰۹۱۲ ٣٤٥ ५६७", "0912 345 567"),
            ("ΟΔΥΣΣΕΎΣ Οδυσσεύς", "οδυσσευσ οδυσσευσ"),
            ("Ёлка Й", "елка и"),
            ("한국 ｶﾞｽ", "한국 カス"),
            ("soft\u{AD}hyphen \u{200F}rtl", "softhyphen rtl"),
        ] {
            assert_eq!(fold(text), expected, "{text}");
        }
    }

    #[test]
    fn every_character_folds_once_and_for_all() {
        for character in '\0'..=char::MAX {
            let folded = fold(character.encode_utf8(&mut [0; 4]));
            assert_eq!(fold(&folded), folded, "U+{:04X}", u32::from(character));
        }
    }

    #[test]
    fn names_stand_in_the_order_of_their_keys() {
        for names in [
            ["  Aquaman", "Art  House", "art restaurant", "Ärzte", "Zoo"],
            ["بیتا", "پیمان", "تارا", "ندا", "یاسمن"],
            ["كمال", "کیان", "گلی", "لاله", "مینا"],
            ["جواد", "چمن", "حسن", "زهرا", "ژاله"],
        ] {
            assert!(names.is_sorted_by_key(|name| sort_key(name)), "{names:?}");
        }
        assert_eq!(sort_key(" \u{3000}"), "");
        assert_eq!(sort_key(&"é".repeat(200)), "e".repeat(SORT_KEY_MAX_CHARS));
    }

    proptest! {
        #[test]
        fn folding_is_done_letter_by_letter(begin in "\\PC{0,12}", end in "\\PC{0,12}") {
            prop_assert_eq!(fold(&format!("{begin}{end}")), fold(&begin) + &fold(&end));
        }

        #[test]
        fn a_key_sorts_like_itself(text in "\\PC{0,150}") {
            let key = sort_key(&text);
            prop_assert!(key.chars().count() <= SORT_KEY_MAX_CHARS);
            prop_assert!(!key.starts_with(' ') && !key.contains("  "));
        }
    }
}
