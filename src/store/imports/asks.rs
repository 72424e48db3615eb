//! What a person asks of an import: that its rows be judged, or written, or that it stop.

use std::time::Duration;

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::import::{Import, State};
use crate::domain::organization::OrganizationId;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::imports::{changed, merges, work};
use crate::store::schema::imports as table;
use crate::store::uid::Id;

/// Asks for every row to be judged. With `lease`, the caller does it itself.
///
/// # Errors
/// [`StoreError::Stale`] when it cannot be checked now.
pub fn ask_check(
    conn: &mut Conn,
    import: &Import,
    lease: Option<(Uuid, Duration)>,
) -> Result<(), StoreError> {
    ask(conn, import, &[State::Uploaded], State::Checking, lease)
}

/// Asks for the plan to be carried out.
///
/// # Errors
/// [`StoreError::Stale`] when there is no plan, or it is carried out already.
pub fn ask_apply(
    conn: &mut Conn,
    import: &Import,
    lease: Option<(Uuid, Duration)>,
) -> Result<(), StoreError> {
    ask(conn, import, &[State::Checked], State::Queued, lease)
}

fn ask(
    conn: &mut Conn,
    import: &Import,
    from: &[State],
    to: State,
    lease: Option<(Uuid, Duration)>,
) -> Result<(), StoreError> {
    let until = match lease {
        Some((_, length)) => Some(work::now(conn)?.plus(length).micros()),
        None => None,
    };
    merges::ensure_possible(conn, import)?;
    let from: Vec<&str> = from.iter().map(|state| state.as_str()).collect();
    let row = table::table
        .filter(table::organization_id.eq(import.organization.0))
        .filter(table::id.eq(Id(import.id.0)))
        .filter(table::is_file_kept.eq(true))
        .filter(table::state.eq_any(from));
    let change = (
        table::state.eq(to.as_str()),
        table::is_stop_asked.eq(false),
        table::lease_owner.eq(lease.map(|(owner, _)| Id(owner))),
        table::lease_until.eq(until),
    );
    changed(diesel::update(row).set(change).execute(conn)?)
}

/// Keeps an import as it is to the end of the transaction, and tells where it stands: meanwhile nobody begins its undo or
/// corrections of it, and nobody else decides about what an undo kept. SQLite has one writer anyway.
pub(in crate::store::imports) fn hold(
    conn: &mut Conn,
    organization: OrganizationId,
    number: i64,
) -> Result<State, StoreError> {
    let row = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::number.eq(number))
        .select(table::state);
    let state: String = match conn {
        Conn::Sqlite(conn) => row.first(conn)?,
        Conn::Postgres(conn) => row.for_update().first(conn)?,
    };
    State::parse(&state).ok_or_else(|| StoreError::unavailable("an import of unknown state"))
}

/// Asks the runner to stop it after its current batch.
///
/// # Errors
/// [`StoreError::Stale`] when it is not at work.
pub fn ask_stop(conn: &mut Conn, import: &Import) -> Result<(), StoreError> {
    let at_work = State::ALL.into_iter().filter(|state| state.is_at_work()).map(State::as_str);
    let row = table::table
        .filter(table::organization_id.eq(import.organization.0))
        .filter(table::id.eq(Id(import.id.0)))
        .filter(table::state.eq_any(at_work));
    changed(diesel::update(row).set(table::is_stop_asked.eq(true)).execute(conn)?)
}
