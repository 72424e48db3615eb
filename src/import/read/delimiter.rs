//! Which delimiter a CSV file has: each candidate parses the first records, quotes and all, and the one
//! that makes a table of them wins.

use csv_core::ReadRecordResult;

use super::reading::Delimiter;
use super::records::separator_line;

/// Records looked at.
const RECORDS: usize = 100;

/// Guesses the delimiter from the start of a file's text; `is_whole` if the file ends there too.
pub(super) fn guess(text: &[u8], is_whole: bool) -> Delimiter {
    if let Some(named) = separator_line(text) {
        return Delimiter::ALL
            .into_iter()
            .find(|delimiter| delimiter.byte() == named)
            .unwrap_or(Delimiter::Comma);
    }
    let mut best = (Fit::default(), Delimiter::Comma);
    for delimiter in Delimiter::ALL {
        let fit = Fit::of(&widths(text, is_whole, delimiter));
        if fit > best.0 {
            best = (fit, delimiter);
        }
    }
    best.1
}

/// How well the records fit one table; compared from the first field on.
#[derive(Default, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    /// Whether the first record, usually a header, is as wide as most.
    has_usual_start: bool,
    /// Records of the usual width, in percent.
    regular: usize,
    /// The usual width, at least two.
    width: usize,
}

impl Fit {
    fn of(widths: &[usize]) -> Self {
        let count = |width| widths.iter().filter(|other| **other == width).count();
        let Some(usual) = widths.iter().copied().max_by_key(|width| (count(*width), *width)) else {
            return Self::default();
        };
        if usual < 2 {
            return Self::default();
        }
        Self { has_usual_start: widths[0] == usual, regular: count(usual) * 100 / widths.len(), width: usual }
    }
}

/// The number of cells of each of the first records.
fn widths(text: &[u8], is_whole: bool, delimiter: Delimiter) -> Vec<usize> {
    let mut core = csv_core::ReaderBuilder::new().delimiter(delimiter.byte()).build();
    let (mut fields, mut ends) = ([0; 1024], [0; 64]);
    let (mut rest, mut width, mut widths) = (text, 0, Vec::new());
    while widths.len() < RECORDS {
        let (result, read, _, ended) = core.read_record(rest, &mut fields, &mut ends);
        rest = &rest[read..];
        width += ended;
        match result {
            ReadRecordResult::Record => widths.push(std::mem::take(&mut width)),
            ReadRecordResult::End => break,
            // The last record of a part of a file is cut off, and counts only if it is the only one.
            ReadRecordResult::InputEmpty if !is_whole && !widths.is_empty() => break,
            ReadRecordResult::InputEmpty
            | ReadRecordResult::OutputFull
            | ReadRecordResult::OutputEndsFull => {}
        }
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_that_makes_a_table_wins() {
        for (text, expected) in [
            ("a,b,c\n1,2,3\n", Delimiter::Comma),
            ("a;b;c\n1,5;2,5;3,5\n", Delimiter::Semicolon),
            ("name\tnote\nAda\tone, two, three\nBob\t\n", Delimiter::Tab),
            ("a|b\n1|2", Delimiter::Bar),
            ("name,note\nAda,\"a;b;c;d\"\nBob,\"x\n;y;z\"\n", Delimiter::Comma),
            ("name;address\nAda;1, High Street, London\nBob;2, High Street, Leeds\n", Delimiter::Semicolon),
            ("email\nada@example.com\n", Delimiter::Comma),
            ("sep=|\na;b|c;d\n", Delimiter::Bar),
            ("a;b;c", Delimiter::Semicolon),
            ("", Delimiter::Comma),
        ] {
            assert_eq!(guess(text.as_bytes(), true), expected, "{text:?}");
        }
    }
}
