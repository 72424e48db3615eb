//! The patterns of numbering plans: compiled when first needed, shared by all threads without a lock.
//! They meet nothing but ASCII digits, so they are compiled for ASCII, which is quicker to do and to run.

use std::sync::OnceLock;

use phonenumber::metadata::Descriptor;
use regex::{Captures, Regex, RegexBuilder};

/// A pattern of the metadata, anchored the one way it is used.
#[derive(Debug)]
pub(super) struct Pattern {
    source: &'static str,
    to_the_end: bool,
    regex: OnceLock<Regex>,
}

impl Pattern {
    /// Matches a whole text.
    pub const fn of_whole(source: &'static str) -> Self {
        Self { source, to_the_end: true, regex: OnceLock::new() }
    }

    /// Matches the beginning of a text.
    pub const fn of_beginning(source: &'static str) -> Self {
        Self { source, to_the_end: false, regex: OnceLock::new() }
    }

    /// Whether the text matches.
    pub fn is_match(&self, digits: &str) -> bool {
        self.regex().is_match(digits)
    }

    /// The match with its groups.
    pub fn captures<'a>(&self, digits: &'a str) -> Option<Captures<'a>> {
        self.regex().captures(digits)
    }

    /// Where the match ends.
    pub fn end_of_match(&self, digits: &str) -> Option<usize> {
        self.regex().find(digits).map(|found| found.end())
    }

    fn regex(&self) -> &Regex {
        self.regex.get_or_init(|| {
            let end = if self.to_the_end { "$" } else { "" };
            RegexBuilder::new(&format!("^(?:{}){end}", self.source))
                .ignore_whitespace(true)
                .unicode(false)
                .build()
                .expect("the metadata's patterns are tested to compile")
        })
    }
}

/// A replacement of the metadata: text, and groups of a match by their number.
#[derive(Debug)]
pub(super) struct Template(Vec<Piece>);

#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// From 1.
    Group(usize),
}

impl Template {
    /// Reads `0$1 $2`: a group is a sign and one digit.
    pub fn read(replacement: &str) -> Self {
        let mut parts = replacement.split('$');
        let mut pieces = vec![Piece::Text(parts.next().unwrap_or_default().to_owned())];
        for part in parts {
            let group = part.chars().next().and_then(|digit| digit.to_digit(10));
            match group {
                Some(group) => {
                    pieces.push(Piece::Group(group as usize));
                    pieces.push(Piece::Text(part[1..].to_owned()));
                }
                None => pieces.push(Piece::Text(format!("${part}"))),
            }
        }
        pieces.retain(|piece| *piece != Piece::Text(String::new()));
        Self(pieces)
    }

    /// Writes it with its groups in place.
    pub fn write<'a>(&self, group: impl Fn(usize) -> &'a str, to: &mut String) {
        for piece in &self.0 {
            to.push_str(match piece {
                Piece::Text(text) => text,
                Piece::Group(number) => group(*number),
            });
        }
    }
}

/// One kind of number — mobile, toll free and so on — or what all kinds of a plan have in common.
#[derive(Debug)]
pub(super) struct Kind {
    lengths: Lengths,
    pattern: Pattern,
}

impl Kind {
    /// The kind that the metadata describes.
    pub fn of(descriptor: &'static Descriptor) -> Self {
        Self {
            lengths: Lengths::of(descriptor.possible_length()),
            pattern: Pattern::of_whole(descriptor.national_number().as_str()),
        }
    }

    /// Whether digits are a number of this kind.
    pub fn has(&self, digits: &str) -> bool {
        (self.lengths.is_empty() || self.lengths.contains(digits.len())) && self.has_pattern_of(digits)
    }

    /// Whether digits look like a number of this kind, whatever their length.
    pub fn has_pattern_of(&self, digits: &str) -> bool {
        self.pattern.is_match(digits)
    }
}

/// A set of numbers of digits, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lengths(u32);

impl Lengths {
    /// No length at all.
    pub const NONE: Self = Self(0);

    /// The lengths of a list.
    pub fn of(lengths: &[u16]) -> Self {
        Self(lengths.iter().filter(|length| **length < 32).fold(0, |bits, length| bits | 1 << length))
    }

    /// The lengths in either set.
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The lengths that the other set has not.
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether a length is in the set.
    pub fn contains(self, length: usize) -> bool {
        length < 32 && self.0 >> length & 1 == 1
    }

    /// Whether the set is empty.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether a length is less than all of the set.
    pub fn begin_above(self, length: usize) -> bool {
        u32::try_from(length).is_ok_and(|length| length < self.0.trailing_zeros())
    }

    /// Whether a length is more than all of the set.
    pub fn end_below(self, length: usize) -> bool {
        length >= 32 || self.0 >> length == 0
    }
}

#[cfg(test)]
mod tests {
    use phonenumber::metadata::DATABASE;

    use super::*;

    #[test]
    fn lengths_are_a_set() {
        let lengths = Lengths::of(&[7, 10]).or(Lengths::of(&[8]));
        for (length, is_in) in
            [(0, false), (6, false), (7, true), (8, true), (9, false), (10, true), (40, false)]
        {
            assert_eq!(lengths.contains(length), is_in, "{length}");
        }
        assert!(lengths.begin_above(6) && !lengths.begin_above(7));
        assert!(lengths.end_below(11) && !lengths.end_below(10) && lengths.end_below(64));
        assert!(Lengths::NONE.is_empty() && Lengths::NONE.end_below(0));
    }

    #[test]
    fn a_group_ends_after_its_digit() {
        for (replacement, written) in [("0$1 $2-15$3", "0a b-15c"), ("$15$", "a5$"), ("", "")] {
            let mut to = String::new();
            Template::read(replacement).write(|number| &"-abc"[number..=number], &mut to);
            assert_eq!(to, written, "{replacement}");
        }
    }

    #[test]
    fn every_pattern_of_the_metadata_compiles() {
        let metas = (1..1000).filter_map(|code: u16| DATABASE.by_code(&code)).flatten();
        for meta in metas {
            let formats = meta.formats().iter().chain(meta.international_formats());
            let of_formats =
                formats.flat_map(|format| format.leading_digits().iter().chain([format.pattern()]));
            let prefixes =
                [meta.international_prefix(), meta.national_prefix_for_parsing(), meta.leading_digits()];
            for source in of_formats.chain(prefixes.into_iter().flatten()) {
                Pattern::of_beginning(source.as_str()).regex();
                assert!(!Pattern::of_whole(source.as_str()).is_match("x"), "{}", meta.id());
            }
        }
    }
}
