//! Some rows of a file as the plan has them, with what each would change: read again when somebody looks.

use std::collections::BTreeMap;
use std::path::Path;

use super::RunError;
use super::judge::Judge;
use crate::domain::customer::{CustomerId, Document};
use crate::domain::import::{Import, Line, Outcome};
use crate::import::read::{self, Reading, Row};
use crate::store::{Db, StoreError, bulk};

/// A row that was looked at.
pub struct Seen {
    /// What it calls its customer.
    pub label: String,
    /// The document it would be written over, and the one it would make.
    pub update: Option<(Document, Document)>,
}

/// Looks at the rows of these lines, which are in the order of the file.
///
/// # Errors
/// When the file or the store cannot be read.
pub fn look(db: &Db, import: &Import, path: &Path, lines: &[Line]) -> Result<BTreeMap<i64, Seen>, RunError> {
    let reading: Reading = serde_json::from_str(&import.reading).map_err(StoreError::unavailable)?;
    let judge = Judge::read(db, import, &reading.columns)?;
    let updated = |line: &&Line| line.outcome == Outcome::Updated && line.same_as.is_none();
    let ids: Vec<CustomerId> = lines.iter().filter(updated).filter_map(|line| line.customer).collect();
    let customers = db.read_here(|conn| bulk::find(conn, import.organization, &ids))?;
    let mut rows = read::open(path, &reading)?;
    let mut row = Row::default();
    let mut seen = BTreeMap::new();
    for line in lines {
        if !find(&mut rows, &mut row, line.rows.first)? {
            break;
        }
        let before = updated(&line).then(|| customers.get(&line.customer?)).flatten();
        let before = before.filter(|customer| Some(customer.version) == line.version);
        let update = before.and_then(|customer| {
            let after = judge.next_document(&row, &customer.document).ok()?;
            Some((customer.document.clone(), after))
        });
        seen.insert(line.rows.first, Seen { label: judge.label(&row), update });
    }
    Ok(seen)
}

/// Reads on to the row of this number; false when the file has ended.
fn find(rows: &mut read::Rows, row: &mut Row, number: i64) -> Result<bool, RunError> {
    while i64::try_from(row.number()).unwrap_or(i64::MAX) < number {
        if !rows.read(row)? {
            return Ok(false);
        }
    }
    Ok(true)
}
