//! What of a row cannot be read, and whether it comes back as it was: in a file of rejected rows, an error of a
//! spreadsheet is a text like any other, and a row of too few cells has as many as there are columns.

use sha2::{Digest as _, Sha256};

use crate::domain::import::{Unread, cells};
use crate::import::read::{Row, RowProblem};

/// What of a row cannot be read, among the columns that are imported.
pub(super) fn of(row: &Row, columns: usize, is_imported: impl Fn(&str) -> bool) -> Unread {
    let mut unread = Unread::default();
    for problem in row.problems() {
        match problem {
            RowProblem::CellError { column, value } if is_imported(column) => {
                unread.cells.insert(column.clone(), value.clone());
            }
            // A cell that is too long is too long again.
            RowProblem::CellError { .. } | RowProblem::CellTooLong { .. } => {}
            _ => unread.row = Some(fingerprint((0..columns).map(|column| row.get(column)))),
        }
    }
    unread
}

/// Whether anything that could not be read stands in these cells as it did; `cell` tells a column's, where there is one.
pub(super) fn is_as_it_was<'c>(
    unread: &Unread,
    columns: &'c [String],
    cell: impl Fn(&str) -> Option<&'c str>,
) -> bool {
    let is_same = |(name, shown): (&String, &String)| {
        cell(name).is_some_and(|cell| cells::read(cell) == cells::read(shown))
    };
    let row = || fingerprint(columns.iter().map(|name| cell(name).unwrap_or_default()));
    unread.cells.iter().any(is_same) || unread.row.as_ref().is_some_and(|former| *former == row())
}

/// The same for cells that read the same: a spreadsheet ends lines its own way.
fn fingerprint<'c>(cells: impl Iterator<Item = &'c str>) -> String {
    let mut hash = Sha256::new();
    for cell in cells {
        hash.update(cells::read(cell).replace('\r', ""));
        hash.update([0]);
    }
    // Half of it is enough: no row that was put right is taken for what it was.
    let start = hash.finalize().first_chunk().copied().unwrap_or_default();
    format!("{:032x}", u128::from_be_bytes(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_known_until_a_cell_of_it_is_another() {
        let columns = ["Name".to_owned(), "Notes".to_owned()];
        let was = Unread { row: Some(fingerprint(["Ada", "two\r\nlines"].into_iter())), ..Unread::default() };
        let error = Unread { cells: [("Notes".to_owned(), "#N/A".to_owned())].into(), row: None };
        for (unread, cells, expected) in [
            (&was, ["Ada", "two\nlines"], true),
            (&was, [" Ada ", "two\nlines"], true),
            (&was, ["Adatwo", "\nlines"], false),
            (&was, ["Ada", "two lines"], false),
            (&error, ["Bo", "#N/A"], true),
            (&error, ["Ada", ""], false),
        ] {
            let cell = |name: &str| columns.iter().position(|known| known == name).map(|at| cells[at]);
            assert_eq!(is_as_it_was(unread, &columns, cell), expected, "{cells:?}");
        }
    }
}
