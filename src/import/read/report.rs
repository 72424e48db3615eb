//! What reports have around their table: title lines above the header, totals and a date below the rows. None of it is
//! a customer.

use super::row::Row;
use crate::domain::folding;

/// Rows from the start among which the header is looked for.
pub(super) const ROWS_LOOKED_AT: usize = 16;

/// The narrowest table that can be told from its title lines.
const TABLE_WIDTH: usize = 3;

/// How many of a file's first filled rows are title lines: those above the first that is about as wide as the table.
pub(super) fn title_rows(first: &[Row]) -> usize {
    let widths: Vec<usize> = first.iter().map(filled).collect();
    let widest = widths.iter().copied().max().unwrap_or(0);
    if widest < TABLE_WIDTH || widths.first().is_none_or(|width| *width > 1) {
        return 0;
    }
    let is_wide = |width: &usize| *width >= TABLE_WIDTH && width * 2 > widest;
    let header = widths.iter().position(is_wide).unwrap_or(0);
    // Below a header there are rows.
    if header + 1 < widths.len() { header } else { 0 }
}

/// Whether a row adds up those above it, or says when the report was made. In a file that is no report, only a row
/// with sums in it is one: there are firms called Total.
pub(super) fn is_footer(row: &Row, is_report: bool) -> bool {
    let Some(first) = row.iter().map(str::trim).find(|cell| !cell.is_empty()) else { return false };
    let word = folding::fold(first);
    let is_total =
        ["total", "totals", "grand total", "summe", "gesamt", "gesamtsumme"].contains(&word.as_str());
    let others = || row.iter().map(str::trim).filter(|cell| !cell.is_empty()).skip(1);
    if is_total || is_report && word.starts_with("total ") {
        return others().all(is_sum) && (is_report || others().next().is_some());
    }
    is_report && filled(row) == 1 && is_moment(first)
}

fn filled(row: &Row) -> usize {
    row.iter().filter(|cell| !cell.trim().is_empty()).count()
}

/// An amount, with its fraction; not a phone number.
fn is_sum(cell: &str) -> bool {
    let has_only = |letter: char| letter.is_ascii_digit() || ".,-() $€£".contains(letter);
    cell.chars().all(has_only) && cell.contains(['.', ','])
}

/// "Saturday, Nov 21, 2026 10:00 AM GMT+00:00".
fn is_moment(text: &str) -> bool {
    let has_time = text.as_bytes().windows(4).any(|four| {
        four[0].is_ascii_digit() && four[1] == b':' && four[2].is_ascii_digit() && four[3].is_ascii_digit()
    });
    has_time && text.contains("20")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[&[&str]]) -> Vec<Row> {
        (1..).zip(rows).map(|(number, cells)| Row::of(number, cells)).collect()
    }

    #[test]
    fn title_lines_are_told_from_the_header() {
        for (file, expected) in [
            (
                &[
                    &["Harbour & Vine", "", ""][..],
                    &["Contacts"],
                    &["Name", "Phone", "Email"],
                    &["Ada", "1", "a"],
                ][..],
                2,
            ),
            (&[&["Name", "Phone", "Email"], &["Ada", "", ""]], 0),
            (&[&["Name"], &["Ada"], &["Bo"]], 0),
            (&[&["Name", "Phone"], &["Ada", "1"]], 0),
            (&[&["Title"], &["Name", "Phone", "Email"]], 0),
        ] {
            assert_eq!(title_rows(&rows(file)), expected, "{file:?}");
        }
    }

    #[test]
    fn totals_are_told_from_firms() {
        for (cells, is_report, expected) in [
            (&["Total", "", "1,250.00"][..], false, true),
            (&["Total", "", ""], false, false),
            (&["Total", "", ""], true, true),
            (&["Total", "0123 456789", ""], false, false),
            (&["Total", "", "info@total.example"], true, false),
            (&["Total Energies", "", ""], false, false),
            (&["Saturday, Nov 21, 2026 10:00 AM GMT+00:00", "", ""], true, true),
            (&["Ada 2010", "", ""], true, false),
            (&["", "", ""], true, false),
        ] {
            assert_eq!(is_footer(&Row::of(2, cells), is_report), expected, "{cells:?} {is_report}");
        }
    }
}
