//! The rows that were not taken, as a CSV file with the columns they came in, untouched, and what is wrong behind them, so
//! that they can be put right in a spreadsheet and brought again. It is made as it is read: no more than a piece of it is
//! in memory.

use std::collections::VecDeque;
use std::path::Path;

use crate::domain::import::{Import, Line, Outcome, Problem, cells};
use crate::import::read::{self, ReadError, Reading, Row, RowProblem, Rows};
use crate::import::suggestion::suggestion;
use crate::store::imports;
use crate::store::imports::ledger::{self, Ledger};
use crate::store::{Db, StoreError};

/// The header of the column that says which row of the import's file it was.
pub const ROW_COLUMN: &str = "_row";
/// The header of the column that says of which import it was.
pub const IMPORT_COLUMN: &str = "_import";
/// The headers of what stands behind the columns of the file: row, column, problem, suggestion, import.
pub const OWN_COLUMNS: [&str; 5] = [ROW_COLUMN, "_column", "_problem", "_suggestion", IMPORT_COLUMN];
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
    /// The columns that are copied: of corrections, those that stand behind them are made anew.
    columns: Vec<(usize, String)>,
    /// The import that the rows are of: of corrections, the one that they correct.
    import: String,
    /// Where corrections say which row of that one they are.
    row_column: Option<usize>,
    is_begun: bool,
}

impl Rejects {
    /// Opens the import's file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(db: &Db, import: &Import, path: &Path) -> Result<Self, RejectsError> {
        let reading: Reading = serde_json::from_str(&import.reading).map_err(StoreError::unavailable)?;
        let corrected = match import.merges_into {
            Some(number) => Some(db.read_here(|conn| imports::of_number(conn, import.organization, number))?),
            None => None,
        };
        let columns = reading.columns.iter().cloned().enumerate();
        Ok(Self {
            db: db.clone(),
            ledger: Ledger { organization: import.organization, import: import.number },
            columns: columns.filter(|(_, name)| !OWN_COLUMNS.contains(&name.as_str())).collect(),
            import: corrected.as_ref().unwrap_or(import).id.to_string(),
            row_column: corrected.and_then(|_| reading.columns.iter().position(|name| name == ROW_COLUMN)),
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
            let header = self.columns.iter().map(|(_, name)| name.as_str());
            write_row(&mut piece, header.chain(OWN_COLUMNS));
        }
        while piece.len() < PIECE_BYTES {
            let Some(line) = self.next_line()? else { break };
            if !self.find(line.rows.first)? {
                break;
            }
            let cells = self.columns.iter().map(|(column, name)| shown(&self.row, *column, name));
            let own = self.own_cells(&line);
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

    /// The row's number, everything that is wrong with it — where, what, and what may have been meant — and its import.
    fn own_cells(&self, line: &Line) -> [String; OWN_COLUMNS.len()] {
        let problems = line.note.as_ref().map_or(&[][..], |note| note.problems.as_slice());
        let joined = |part: &dyn Fn(&Problem) -> Option<String>| {
            problems.iter().filter_map(part).collect::<Vec<_>>().join("; ")
        };
        let left_out = left_out(&self.row, self.rows.columns().len());
        let what = joined(&|problem| Some(problem.message.clone()));
        [
            self.row_column
                .map_or_else(|| line.rows.first.to_string(), |column| self.row.get(column).to_owned()),
            joined(&|problem| problem.column.clone()),
            left_out.map_or_else(|| what.clone(), |cells| format!("{what}; left out here: {cells}")),
            joined(&suggestion),
            self.import.clone(),
        ]
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

/// A cell as the file shows it: a spreadsheet's error is no value, and is seen all the same.
pub(super) fn shown<'r>(row: &'r Row, column: usize, name: &str) -> &'r str {
    let error = row.problems().iter().find_map(|problem| match problem {
        RowProblem::CellError { column, value } if column == name => Some(value.as_str()),
        _ => None,
    });
    error.unwrap_or_else(|| row.get(column))
}

/// What stands in a row behind its last column.
fn left_out(row: &Row, columns: usize) -> Option<String> {
    let cells: Vec<String> = row.iter().skip(columns).map(|cell| format!("\"{cell}\"")).collect();
    Some(cells.join(", ")).filter(|_| !cells.is_empty())
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
