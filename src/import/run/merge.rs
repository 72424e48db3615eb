//! Rows that correct those that another import rejected: which they are, and what became of them in its ledger.

use std::collections::{HashMap, HashSet};

use super::kinds::Causes;
use super::unread;
use super::write::{Done, Todo, Work};
use crate::domain::import::{Import, ImportId, Line, LineNote, Outcome, RowSpan, Unread, cells};
use crate::import::read::{Reading, Row};
use crate::import::rejects::{IMPORT_COLUMN, ROW_COLUMN};
use crate::store::imports::ledger::Ledger;
use crate::store::imports::{self, causes, merges};
use crate::store::{Conn, Db, StoreError};

/// The import whose rejected rows are put right, and where their numbers in its file stand.
pub(super) struct Merging {
    pub into: Import,
    column: usize,
    /// Where the import that a row is of stands; what was typed on the page is of this one.
    import_column: Option<usize>,
    /// The columns of the import that is corrected.
    former: Vec<String>,
    /// Where its columns stand here.
    places: HashMap<String, usize>,
}

impl Merging {
    /// What an import corrects, if it does.
    pub(super) fn read(db: &Db, import: &Import, columns: &[String]) -> Result<Option<Self>, StoreError> {
        let Some(number) = import.merges_into else { return Ok(None) };
        let organization = import.organization;
        let into = db.read_here(|conn| imports::of_number(conn, organization, number))?;
        let reading: Reading = serde_json::from_str(&into.reading).map_err(StoreError::unavailable)?;
        let column = |of: &str| columns.iter().position(|name| name == of);
        Ok(column(ROW_COLUMN).map(|row| Self {
            into,
            column: row,
            import_column: column(IMPORT_COLUMN),
            former: reading.columns,
            places: columns.iter().cloned().enumerate().map(|(at, name)| (name, at)).collect(),
        }))
    }

    /// The row that this one was.
    pub(super) fn row_of(&self, row: &Row) -> Option<i64> {
        if self.is_of_another(row) {
            return None;
        }
        cells::read(row.get(self.column)).parse().ok()
    }

    /// Whether the row names another import than the one that is corrected.
    pub(super) fn is_of_another(&self, row: &Row) -> bool {
        let named = |column| cells::read(row.get(column)).parse::<ImportId>().ok();
        self.import_column.and_then(named).is_some_and(|import| import != self.into.id)
    }

    /// Whether what could not be read of a row stands in its correction as it did.
    pub(super) fn is_unmended(&self, row: &Row, unread: &Unread) -> bool {
        let cell = |name: &str| self.places.get(name).map(|column| row.get(*column));
        unread::is_as_it_was(unread, &self.former, cell)
    }

    /// Those of these rows that are still rejected, with what is said of them.
    pub(super) fn rejected(
        &self,
        conn: &mut Conn,
        rows: &[i64],
    ) -> Result<HashMap<i64, LineNote>, StoreError> {
        let lines = merges::rejected(conn, self.ledger(), rows)?;
        Ok(lines.into_iter().map(|line| (line.rows.first, line.note.unwrap_or_default())).collect())
    }

    /// Rows that were to correct one and that correct none that is still rejected.
    pub(super) fn settled(&self, conn: &mut Conn, works: &[Work]) -> Result<HashSet<i64>, StoreError> {
        let of = |work: &Work| self.row_of(&work.row);
        let numbers: Vec<i64> = works.iter().filter_map(of).collect();
        let rejected = self.rejected(conn, &numbers)?;
        let is_planned =
            |work: &&Work| !matches!(work.todo, Todo::Nothing(Outcome::Skipped | Outcome::Blank));
        let is_settled = |work: &&Work| of(work).is_none_or(|row| !rejected.contains_key(&row));
        Ok(works.iter().filter(is_planned).filter(is_settled).map(|work| work.number).collect())
    }

    /// What a row corrects, as it is to stand in the ledger of the import that rejected it.
    pub(super) fn corrects(&self, work: &Work) -> Option<Line> {
        let row = self.row_of(&work.row)?;
        let outcome = if work.note.is_some() { Outcome::Rejected } else { Outcome::Skipped };
        Some(Line {
            customer: work.customer,
            version: work.version,
            note: work.note.clone(),
            ..Line::plain(RowSpan::one(row), outcome)
        })
    }

    /// Puts what became of corrected rows into the ledger of the import that had rejected them.
    pub(super) fn merge(
        &self,
        conn: &mut Conn,
        corrections: &Import,
        done: &[Done],
    ) -> Result<(), StoreError> {
        merges::ensure_possible(conn, corrections)?;
        let mut lines: Vec<Line> = done.iter().filter_map(line_of).collect();
        let mut known = Causes::known(causes::all(conn, self.ledger())?);
        for line in &mut lines {
            let problem = line.note.as_ref().and_then(|note| note.problems.first());
            line.cause = problem.map(|problem| known.count(problem.cause(), Outcome::Rejected));
        }
        merges::merge(conn, self.ledger(), &lines)?;
        causes::count(conn, self.ledger(), &known.take())
    }

    const fn ledger(&self) -> Ledger {
        Ledger { organization: self.into.organization, import: self.into.number }
    }
}

/// What the ledger of the import that is corrected says of a row from now on; nothing of one that was left out.
fn line_of(done: &Done) -> Option<Line> {
    let corrects = done.corrects.clone()?;
    // A later row of the same customer has met another version than the check saw.
    let met = done.line.as_ref().unwrap_or(&corrects);
    match done.outcome {
        Outcome::Created => {
            let plain = Line::plain(corrects.rows, Outcome::Created);
            Some(Line { customer_number: done.customer_number, ..plain })
        }
        Outcome::Updated | Outcome::Unchanged => Some(Line {
            customer: met.customer,
            version: met.version,
            ..Line::plain(corrects.rows, done.outcome)
        }),
        Outcome::Rejected => Some(corrects),
        Outcome::Skipped | Outcome::Blank => None,
    }
}
