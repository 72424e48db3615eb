//! The rows that were not taken, as a CSV file or a workbook with the columns they came in, untouched, and what is wrong behind them, so
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
use crate::workbook::{Workbook, WorkbookError};

/// The header of the column that says which row of the import's file it was.
pub const ROW_COLUMN: &str = "_row";
/// The header of the column that says of which import it was.
pub const IMPORT_COLUMN: &str = "_import";
/// The headers of what stands behind the columns of the file: row, column, problem, suggestion, import.
pub const OWN_COLUMNS: [&str; 5] = [ROW_COLUMN, "_column", "_problem", "_suggestion", IMPORT_COLUMN];
/// Lines of the ledger that are fetched at once.
const LINES_AT_ONCE: i64 = 500;
/// What the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// Separated values.
    Csv,
    /// A workbook, of texts only: no program takes a value of it for anything else.
    Xlsx,
}

impl Table {
    /// How the names of such files end.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// What HTTP calls them.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// Why the file cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum RejectsError {
    /// The import's file cannot be read any more.
    #[error("the file cannot be read")]
    Read(#[from] ReadError),
    /// The ledger cannot be read.
    #[error("the ledger cannot be read")]
    Store(#[from] StoreError),
    /// They are more than a workbook holds.
    #[error("the workbook cannot be written")]
    Workbook(#[from] WorkbookError),
}

/// What is made of the rows.
enum Writer {
    Csv(Vec<u8>),
    Xlsx(Box<Workbook>),
}

impl Writer {
    fn of(table: Table) -> Self {
        match table {
            Table::Csv => Self::Csv(Vec::new()),
            Table::Xlsx => Self::Xlsx(Box::new(Workbook::new("Rows"))),
        }
    }

    fn begin(&mut self, header: &[String]) -> Result<(), WorkbookError> {
        match self {
            Self::Csv(out) => {
                // Spreadsheets take a file without this mark for whatever their country used in 1995.
                out.extend_from_slice("\u{FEFF}".as_bytes());
                write_row(out, header.iter().map(String::as_str));
                Ok(())
            }
            Self::Xlsx(workbook) => workbook.begin(header),
        }
    }

    fn row<'c>(&mut self, cells: impl Iterator<Item = &'c str>) -> Result<(), WorkbookError> {
        match self {
            Self::Csv(out) => {
                write_row(out, cells);
                Ok(())
            }
            Self::Xlsx(workbook) => workbook.row(cells.map(cells::unguarded)),
        }
    }

    fn end(&mut self) -> Result<(), WorkbookError> {
        match self {
            Self::Csv(_) => Ok(()),
            Self::Xlsx(workbook) => workbook.end(),
        }
    }

    fn take(&mut self) -> Vec<u8> {
        match self {
            Self::Csv(out) => std::mem::take(out),
            Self::Xlsx(workbook) => workbook.take(),
        }
    }
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
    writer: Writer,
    is_begun: bool,
    is_over: bool,
}

impl Rejects {
    /// Opens the import's file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(db: &Db, import: &Import, path: &Path, table: Table) -> Result<Self, RejectsError> {
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
            writer: Writer::of(table),
            is_begun: false,
            is_over: false,
        })
    }

    /// The next piece of the file; none at its end.
    ///
    /// # Errors
    /// When the file or the ledger cannot be read.
    pub fn piece(&mut self) -> Result<Option<Vec<u8>>, RejectsError> {
        if !std::mem::replace(&mut self.is_begun, true) {
            let header = self.columns.iter().map(|(_, name)| name.clone());
            let header: Vec<String> = header.chain(OWN_COLUMNS.map(str::to_owned)).collect();
            self.writer.begin(&header)?;
        }
        // A piece of nothing would be taken for the end.
        let mut piece = Vec::new();
        while piece.is_empty() && !self.is_over {
            self.write_some()?;
            piece = self.writer.take();
        }
        Ok(Some(piece).filter(|piece| !piece.is_empty()))
    }

    /// Writes some rows, or the end.
    fn write_some(&mut self) -> Result<(), RejectsError> {
        for _ in 0..LINES_AT_ONCE {
            let line = self.next_line()?;
            let line = match line {
                Some(line) if self.find(line.rows.first)? => line,
                _ => {
                    self.is_over = true;
                    self.writer.end()?;
                    break;
                }
            };
            let own = self.own_cells(&line);
            let cells = self.columns.iter().map(|(column, name)| shown(&self.row, *column, name));
            self.writer.row(cells.chain(own.iter().map(String::as_str)))?;
        }
        Ok(())
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
/// off again. One that has it already gets no other.
pub(super) fn write_row<'c>(out: &mut Vec<u8>, row: impl Iterator<Item = &'c str>) {
    for (at, cell) in row.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        let is_guarded = cells::is_guarded(cell);
        write_cell(out, &if is_guarded { cell.into() } else { cells::guarded(cell) });
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
        write_row(&mut out, ["a,b", "say \"hi\"", "=1+1", "+49 30", "", "'-1", "'0012"].into_iter());
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "\"a,b\",\"say \"\"hi\"\"\",\"'=1+1\",\"'+49 30\",\"\",\"'-1\",\"'0012\"\r\n"
        );
    }
}
