//! Imports that a person is told of without asking for one: those at work, and those that left rows to fix.

use diesel::prelude::*;

use crate::domain::import::{Import, State};
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::imports::{ImportRow, merges};
use crate::store::schema::imports as table;

/// Imports at work, the one that waits longest first.
///
/// # Errors
/// When the database does not answer.
pub fn at_work(conn: &mut Conn, organization: OrganizationId, limit: i64) -> Result<Vec<Import>, StoreError> {
    let at_work = State::ALL.into_iter().filter(|state| state.is_at_work()).map(State::as_str);
    let rows: Vec<ImportRow> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::state.eq_any(at_work))
        .order(table::number)
        .limit(limit)
        .select(ImportRow::as_select())
        .load(conn)?;
    rows.into_iter().map(ImportRow::into_import).collect()
}

/// Imports that ended since then and left rows to fix, the newest first.
///
/// # Errors
/// When the database does not answer.
pub fn with_rejected_rows(
    conn: &mut Conn,
    organization: OrganizationId,
    since: Time,
    limit: i64,
) -> Result<Vec<Import>, StoreError> {
    let rows: Vec<ImportRow> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::rejected.gt(0))
        .filter(table::number.ne_all(merges::all(organization)))
        .filter(table::finished_at.is_not_null())
        .filter(table::finished_at.ge(since.micros()))
        .order(table::number.desc())
        .limit(limit)
        .select(ImportRow::as_select())
        .load(conn)?;
    rows.into_iter().map(ImportRow::into_import).collect()
}
