//! Customers that an undo kept because somebody changed them since: what the import had made of them, what they are now,
//! and what a person decides about each.

use crate::domain::customer::{Cause, Customer, Document, Signature, Stamp, Version};
use crate::domain::diff;
use crate::domain::import::{Fate, Import, Line, Outcome, State, UndoLine};
use crate::domain::operation::Operation;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::imports::ledger::{self, Ledger};
use crate::store::imports::undo::{count_decided, ensure_right, last};
use crate::store::imports::{asks, undo_lines};
use crate::store::{bulk, customers, versions};

/// A customer that was kept.
#[derive(Debug)]
pub struct Kept {
    /// The row of the file.
    pub row: i64,
    /// What the undo's ledger says.
    line: UndoLine,
    /// The customer as it is; none when it is no more.
    pub customer: Option<Customer>,
    /// Before the import; none when that created it.
    before: Option<(Document, Stamp)>,
    /// As the import left it.
    pub left: Document,
}

/// What a person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// All goes back to what it was before the import, what was changed since included.
    All,
    /// Only what the import changed and nobody since.
    Part,
}

impl Kept {
    /// What somebody changed since.
    #[must_use]
    pub fn differences(&self) -> Vec<diff::Difference> {
        let now = self.customer.as_ref().map(|customer| &customer.document);
        now.map(|now| diff::differences(&self.left, now)).unwrap_or_default()
    }

    /// Whether the import created it.
    #[must_use]
    pub const fn is_created(&self) -> bool {
        self.before.is_none()
    }

    /// Whether the decision makes sense for it.
    #[must_use]
    pub fn may_be(&self, decision: Decision) -> bool {
        let is_live = self.customer.as_ref().is_some_and(|customer| customer.deleted_at.is_none());
        is_live && (decision == Decision::All || self.before.is_some())
    }

    /// The document that the decision makes, and when what it brings back was made.
    fn made(&self, now: &Customer, decision: Decision) -> Option<(Document, Stamp)> {
        let (before, stamp) = self.before.as_ref()?;
        let document = match decision {
            Decision::All => before.clone(),
            Decision::Part => diff::merge(&self.left, &now.document, before).document,
        };
        Some((document, *stamp))
    }
}

/// The first `limit` customers behind the row `after` that the last undo kept.
///
/// # Errors
/// When the database does not answer.
pub fn list(conn: &mut Conn, import: &Import, after: i64, limit: i64) -> Result<Vec<Kept>, StoreError> {
    let Some(operation) = last(conn, import)? else { return Ok(Vec::new()) };
    let lines = undo_lines::kept(conn, &operation, after, limit)?;
    lines.into_iter().map(|line| read(conn, import, line)).collect()
}

fn read(conn: &mut Conn, import: &Import, line: UndoLine) -> Result<Kept, StoreError> {
    let organization = import.organization;
    let row = line.rows.first;
    let kept = |customer, before, left| Kept { row, line: line.clone(), customer, before, left };
    let Some(id) = line.customer else { return Ok(kept(None, None, Document::default())) };
    let Some(customer) = bulk::find(conn, organization, &[id])?.remove(&id) else {
        return Ok(kept(None, None, Document::default()));
    };
    let ledger = Ledger { organization, import: import.number };
    let base = match ledger::between(conn, ledger, row, row)?.first() {
        Some(Line { outcome: Outcome::Updated, version, .. }) => *version,
        _ => None,
    };
    let stamps = versions::stamps_of(conn, organization, &[id])?;
    let first = base.map_or(1, |base| base.0 + 1);
    let is_of_import = |version: &i64| {
        let stamp = stamps.get(&(id, Version(*version)));
        stamp
            .is_some_and(|stamp| matches!(stamp.cause, Cause::Import { import: by, .. } if by == import.id.0))
    };
    let left = (first..customer.version.0).take_while(is_of_import).last().map(Version);
    let wanted: Vec<_> = base.into_iter().chain(left).map(|version| (id, version)).collect();
    let mut documents = versions::some(conn, organization, &wanted)?;
    let before = base.and_then(|base| documents.remove(&(id, base)));
    let left = left.and_then(|left| Some(documents.remove(&(id, left))?.0));
    let left = left.unwrap_or_else(|| customer.document.clone());
    Ok(kept(Some(customer), before, left))
}

/// Takes an import back for one customer that was kept. `read` is the version that was decided about.
///
/// # Errors
/// [`StoreError::Stale`] when the customer changed since, or it was decided already, [`StoreError::Forbidden`] when the
/// import is another's and the caller may only undo their own, and those of saving a customer.
pub fn decide(
    conn: &mut Conn,
    by: &Signature,
    import: &Import,
    row: i64,
    read_version: Version,
    decision: Decision,
) -> Result<Customer, StoreError> {
    ensure_right(conn, by, import)?;
    // One decision after the other: each counts on from what the one before has come to.
    if asks::hold(conn, import.organization, import.number)? != State::Undone {
        return Err(StoreError::Stale);
    }
    let operation: Operation = last(conn, import)?.ok_or(StoreError::Stale)?;
    let line = undo_lines::of_row(conn, &operation, row)?.filter(|line| line.fate == Fate::Kept);
    let kept = read(conn, import, line.ok_or(StoreError::Stale)?)?;
    if !kept.may_be(decision) {
        return Err(StoreError::Stale);
    }
    let customer = kept.customer.as_ref().ok_or(StoreError::NotFound)?;
    if customer.version != read_version {
        return Err(StoreError::Stale);
    }
    let by = Signature { cause: Cause::ImportUndone { import: import.id.0, row }, ..by.clone() };
    let (fate, changed) = match kept.made(customer, decision) {
        None => (Fate::Trashed, customers::trash(conn, &by, customer.id)?),
        Some(former) => {
            let settle = customers::Settling::read(conn, import.organization, Some(former.1.at))?;
            let document = settle.settled(conn, &customer.document, former)?;
            let updated = customers::update(conn, &by, customer.id, read_version, document)?;
            (Fate::Returned, updated.into_customer())
        }
    };
    let line = UndoLine { fate, version: Some(read_version), at: by.at, ..kept.line.clone() };
    count_decided(conn, &operation, &line)?;
    Ok(changed)
}
