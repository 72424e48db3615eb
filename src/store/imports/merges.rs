//! Corrections: rows that an import rejected, put right and brought again. They are an import of their own, and what
//! becomes of them is merged into the one that they correct, in the same transaction.

use diesel::prelude::*;

use crate::domain::import::{Import, Line, Outcome, State};
use crate::domain::organization::OrganizationId;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::imports::ledger::{self, Ledger};
use crate::store::imports::{ImportRow, changed};
use crate::store::imports::{asks, causes};
use crate::store::schema::{import_corrections as corrections, imports as table};

/// The numbers of all corrections.
#[diesel::dsl::auto_type(no_type_alias)]
pub(in crate::store::imports) fn all(organization: OrganizationId) -> _ {
    let organization: i64 = organization.0;
    corrections::table.filter(corrections::organization_id.eq(organization)).select(corrections::import)
}

/// Notes which import these are corrections of.
pub(in crate::store::imports) fn record(
    conn: &mut Conn,
    import: &Import,
    into: i64,
) -> Result<(), StoreError> {
    let row = (
        corrections::organization_id.eq(import.organization.0),
        corrections::import.eq(import.number),
        corrections::merges_into.eq(into),
    );
    diesel::insert_into(corrections::table).values(row).execute(conn)?;
    Ok(())
}

/// Forgets that these were corrections, when they are removed.
pub(in crate::store::imports) fn forget(conn: &mut Conn, import: &Import) -> Result<(), StoreError> {
    let row = corrections::table
        .filter(corrections::organization_id.eq(import.organization.0))
        .filter(corrections::import.eq(import.number));
    diesel::delete(row).execute(conn)?;
    Ok(())
}

/// Notes which import these are corrections of, now that they are read another way: of none, where they do not say so.
///
/// # Errors
/// When the database does not answer.
pub fn set(conn: &mut Conn, import: &Import, into: Option<i64>) -> Result<(), StoreError> {
    forget(conn, import)?;
    into.map_or(Ok(()), |into| record(conn, import, into))
}

/// An import with what it corrects.
pub(in crate::store::imports) fn whole(conn: &mut Conn, row: ImportRow) -> Result<Import, StoreError> {
    let import = row.into_import()?;
    let merges_into = corrections::table
        .filter(corrections::organization_id.eq(import.organization.0))
        .filter(corrections::import.eq(import.number))
        .select(corrections::merges_into)
        .first(conn)
        .optional()?;
    Ok(Import { merges_into, ..import })
}

/// The rows among these that the import rejected.
///
/// # Errors
/// When the database does not answer.
pub fn rejected(conn: &mut Conn, into: Ledger, rows: &[i64]) -> Result<Vec<Line>, StoreError> {
    let lines = ledger::of_rows(conn, into, rows)?;
    Ok(lines.into_iter().filter(|line| line.outcome == Outcome::Rejected).collect())
}

/// Whether corrections of the import are being judged or written.
pub(in crate::store) fn is_at_work(conn: &mut Conn, import: &Import) -> Result<bool, StoreError> {
    let at_work = State::ALL.into_iter().filter(|state| state.is_at_work()).map(State::as_str);
    let of_it = corrections::table
        .filter(corrections::organization_id.eq(import.organization.0))
        .filter(corrections::merges_into.eq(import.number))
        .select(corrections::import);
    let some: Option<i64> = table::table
        .filter(table::organization_id.eq(import.organization.0))
        .filter(table::number.eq_any(of_it))
        .filter(table::state.eq_any(at_work))
        .select(table::number)
        .first(conn)
        .optional()?;
    Ok(some.is_some())
}

/// Whether the import that these are corrections of stands, and is not being undone; it stands until the transaction ends.
///
/// # Errors
/// When the database does not answer.
pub fn are_possible(conn: &mut Conn, corrections: &Import) -> Result<bool, StoreError> {
    let Some(number) = corrections.merges_into else { return Ok(true) };
    let state = asks::hold(conn, corrections.organization, number)?;
    Ok(matches!(state, State::Completed | State::Cancelled))
}

/// Fails when the import that these are corrections of has been undone, or is being.
///
/// # Errors
/// [`StoreError::Stale`].
pub fn ensure_possible(conn: &mut Conn, corrections: &Import) -> Result<(), StoreError> {
    if are_possible(conn, corrections)? { Ok(()) } else { Err(StoreError::Stale) }
}

/// Puts what became of rejected rows in the place of that they were rejected, in the ledger and in the counts.
///
/// # Errors
/// [`StoreError::Stale`] when one of them is not rejected any more.
pub fn merge(conn: &mut Conn, into: Ledger, lines: &[Line]) -> Result<(), StoreError> {
    if lines.is_empty() {
        return Ok(());
    }
    let rows: Vec<i64> = lines.iter().map(|line| line.rows.first).collect();
    let former = rejected(conn, into, &rows)?;
    if former.len() != lines.len() {
        return Err(StoreError::Stale);
    }
    let former_causes: Vec<i32> = former.iter().filter_map(|line| line.cause).collect();
    causes::uncount(conn, into, &former_causes)?;
    ledger::remove(conn, into, &rows)?;
    ledger::insert(conn, into, lines)?;
    let count = |outcome| lines.iter().filter(|line| line.outcome == outcome).map(|_| 1_i64).sum::<i64>();
    let row = table::table
        .filter(table::organization_id.eq(into.organization.0))
        .filter(table::number.eq(into.import));
    let fixed = count(Outcome::Created) + count(Outcome::Updated) + count(Outcome::Unchanged);
    let counts = (
        table::created.eq(table::created + count(Outcome::Created)),
        table::updated.eq(table::updated + count(Outcome::Updated)),
        table::unchanged.eq(table::unchanged + count(Outcome::Unchanged)),
        table::rejected.eq(table::rejected - fixed),
    );
    changed(diesel::update(row).set(counts).execute(conn)?)
}
