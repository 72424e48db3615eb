//! The rows that were not taken, as a CSV file with the columns they came in, untouched, and what is wrong behind them, so
//! that they can be put right in a spreadsheet and brought again. It is made as it is read: no more than a piece of it is
//! in memory.

use std::collections::VecDeque;
use std::path::Path;

use crate::domain::import::{Import, Line, Outcome, Problem, cells};
use crate::import::read::{self, ReadError, Reading, Row, Rows};
use crate::import::suggestion::suggestion;
use crate::store::imports::ledger::{self, Ledger};
use crate::store::{Db, StoreError};

/// The header of the column that says which row of the import's file it was.
pub const ROW_COLUMN: &str = "_row";
/// The headers of what stands behind the columns of the file: row, column, problem, suggestion.
pub const OWN_COLUMNS: [&str; 4] = [ROW_COLUMN, "_column", "_problem", "_suggestion"];
/// Lines of the ledger that are fetched at once.
const LINES_AT_ONCE: i64 = 500;
/// About how large a piece is.
const PIECE_BYTES: usize = 64 * 1024;

/// Why the file cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum RejectsError {
    /// The import's file cannot be read any more.
    #[error("the file cannot be read")]
    Read(#[from] ReadError),
    /// The ledger cannot be read.
    #[error("the ledger cannot be read")]
    Store(#[from] StoreError),
}

/// The rejected rows of an import, piece by piece.
pub struct Rejects {
    db: Db,
    ledger: Ledger,
    rows: Rows,
    row: Row,
    lines: VecDeque<Line>,
    last: i64,
    /// How far the import is: what is planned behind it was never carried out.
    until: i64,
    columns: usize,
    is_begun: bool,
}

impl Rejects {
    /// Opens the import's file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(db: &Db, import: &Import, path: &Path) -> Result<Self, RejectsError> {
        let reading: Reading = serde_json::from_str(&import.reading).map_err(StoreError::unavailable)?;
        Ok(Self {
            db: db.clone(),
            ledger: Ledger { organization: import.organization, import: import.number },
            columns: reading.columns.len(),
            rows: read::open(path, &reading)?,
            row: Row::default(),
            lines: VecDeque::new(),
            last: 0,
            until: import.checkpoint.last_row,
            is_begun: false,
        })
    }

    /// The next piece of the file; none at its end.
    ///
    /// # Errors
    /// When the file or the ledger cannot be read.
    pub fn piece(&mut self) -> Result<Option<Vec<u8>>, RejectsError> {
        let mut piece = Vec::with_capacity(PIECE_BYTES + 4096);
        if !std::mem::replace(&mut self.is_begun, true) {
            // Spreadsheets take a file without this mark for whatever their country used in 1995.
            piece.extend_from_slice("\u{FEFF}".as_bytes());
            let header: Vec<String> = self.rows.columns().to_vec();
            write_row(&mut piece, header.iter().map(String::as_str).chain(OWN_COLUMNS));
        }
        while piece.len() < PIECE_BYTES {
            let Some(line) = self.next_line()? else { break };
            if !self.find(line.rows.first)? {
                break;
            }
            let cells = (0..self.columns.max(self.row.len())).map(|column| self.row.get(column));
            let own = own_cells(&line);
            write_row(&mut piece, cells.chain(own.iter().map(String::as_str)));
        }
        Ok(Some(piece).filter(|piece| !piece.is_empty()))
    }

    fn next_line(&mut self) -> Result<Option<Line>, RejectsError> {
        if self.lines.is_empty() {
            let (ledger, last) = (self.ledger, self.last);
            let lines = self
                .db
                .read_here(|conn| ledger::of_outcome(conn, ledger, Outcome::Rejected, last, LINES_AT_ONCE))?;
            self.lines.extend(lines);
        }
        let line = self.lines.pop_front().filter(|line| line.rows.first <= self.until);
        self.last = line.as_ref().map_or(self.last, |line| line.rows.last());
        Ok(line)
    }

    /// Reads on to the row of this number.
    fn find(&mut self, number: i64) -> Result<bool, RejectsError> {
        loop {
            if !self.rows.read(&mut self.row)? {
                return Ok(false);
            }
            if i64::try_from(self.row.number()).is_ok_and(|at| at >= number) {
                return Ok(true);
            }
        }
    }
}

/// The row's number, and everything that is wrong with it: where, what, and what may have been meant.
fn own_cells(line: &Line) -> [String; 4] {
    let problems = line.note.as_ref().map_or(&[][..], |note| note.problems.as_slice());
    let joined = |part: &dyn Fn(&Problem) -> Option<String>| {
        problems.iter().filter_map(part).collect::<Vec<_>>().join("; ")
    };
    [
        line.rows.first.to_string(),
        joined(&|problem| problem.column.clone()),
        joined(&|problem| Some(problem.message.clone())),
        joined(&suggestion),
    ]
}

/// Every field quoted, quotes doubled; what a spreadsheet would take for a formula gets a `'`, which an import takes
/// off again.
pub(super) fn write_row<'c>(out: &mut Vec<u8>, row: impl Iterator<Item = &'c str>) {
    for (at, cell) in row.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        write_cell(out, &cells::guarded(cell));
    }
    out.extend_from_slice(b"\r\n");
}

fn write_cell(out: &mut Vec<u8>, cell: &str) {
    out.push(b'"');
    for byte in cell.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f9_cells_are_quoted_and_formulas_are_text() {
        let mut out = Vec::new();
        write_row(&mut out, ["a,b", "say \"hi\"", "=1+1", "+49 30", "", "why"].into_iter());
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "\"a,b\",\"say \"\"hi\"\"\",\"'=1+1\",\"'+49 30\",\"\",\"why\"\r\n"
        );
    }
}
