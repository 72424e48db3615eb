//! The coloured initials beside a name, or a customer's picture in their place. The colour is one of eight hues of the style sheet, chosen by the id, so that a
//! rename does not change it.

use super::language::is_rtl;
use super::links;
use crate::domain::customer::{AvatarId, CustomerId, Kind};

const HUES: [&str; 8] = ["h0", "h1", "h2", "h3", "h4", "h5", "h6", "h7"];

/// What stands for a customer or a person beside the name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Avatar {
    /// One or two letters.
    pub initials: String,
    /// The class of the hue, `h0` to `h7`.
    pub hue: &'static str,
    /// A company has a square, a person a circle.
    pub is_company: bool,
    /// Where the picture is that takes the place of the letters.
    pub picture: Option<String>,
}

impl Avatar {
    /// The avatar of a name and an id.
    #[must_use]
    pub fn new(name: &str, id: &[u8], is_company: bool) -> Self {
        Self { initials: initials(name), hue: hue(id), is_company, picture: None }
    }

    /// The avatar of a customer.
    #[must_use]
    pub fn of_customer(id: CustomerId, name: &str, kind: Kind, picture: Option<AvatarId>) -> Self {
        let picture = picture.map(|picture| links::avatar(id, picture));
        Self { picture, ..Self::new(name, id.0.as_bytes(), kind == Kind::Corporate) }
    }
}

/// The first letters of the first two words; in Arabic script a zero-width non-joiner keeps them apart.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut shown = String::with_capacity(8);
    let first_letter = |word: &str| word.chars().find(|letter| letter.is_alphanumeric());
    for letter in name.split([' ', '-', '\u{a0}']).filter_map(first_letter).take(2) {
        if is_rtl(letter) && !shown.is_empty() {
            shown.push('\u{200c}');
        }
        shown.extend(letter.to_uppercase().take(1));
    }
    shown
}

/// The hue class of an id: FNV-1a over its bytes, folded to three bits.
#[must_use]
pub fn hue(id: &[u8]) -> &'static str {
    let mix = |hash: u32, byte: &u8| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    let hash = id.iter().fold(0x811c_9dc5, mix);
    HUES[((hash >> 16) % 8) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_the_first_letters_of_two_words() {
        for (name, expected) in [
            ("Gary Shook", "GS"),
            ("Aquaman client", "AC"),
            ("Harbour & Vine Hospitality", "HV"),
            ("Taxable Québec Client", "TQ"),
            ("émilie", "É"),
            ("کافی شاپ رادیو", "ک\u{200c}ش"),
            ("  ", ""),
            ("3M", "3"),
            ("ßen", "S"),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn every_hue_is_used_about_equally() {
        let mut seen = [0; 8];
        for n in 0_u128..8_000 {
            let class = hue(&(n << 64 | n).to_be_bytes());
            seen[HUES.iter().position(|hue| *hue == class).unwrap()] += 1;
        }
        assert!(seen.iter().all(|count| (700..1_300).contains(count)), "{seen:?}");
    }
}
