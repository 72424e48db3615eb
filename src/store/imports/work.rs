//! Who works on an import, and how far it is. A lease by the database's clock says whose turn it is; every change below
//! asks for it again in its own transaction, so that a runner that was away too long can write nothing any more.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::import::{Checkpoint, Counts, Import, ImportId, Problem, State};
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::connection::Conn;
use crate::store::customers::json;
use crate::store::error::StoreError;
use crate::store::imports::{ImportRow, changed, counts, merges};
use crate::store::leases::leased;
use crate::store::schema::imports as table;
use crate::store::uid::Id;

pub(in crate::store) use crate::store::leases::now;
pub use crate::store::leases::{LEASE, Lease};

leased!(table, at_work: State::ALL.into_iter().filter(|state| state.is_at_work()).map(State::as_str));

/// Takes the import that waits longest, of an organization of which none is worked on. One whose runner is gone waits
/// too, once its lease has run out. Those that have `failed`, in the order in which they did, are taken when nothing else
/// waits.
///
/// # Errors
/// When the database does not answer.
pub fn claim(conn: &mut Conn, owner: Uuid, failed: &[i64]) -> Result<Option<Import>, StoreError> {
    let Some(number) = take(conn, owner, failed)? else { return Ok(None) };
    let row: ImportRow = table::table.find(number).select(ImportRow::as_select()).first(conn)?;
    merges::whole(conn, row).map(Some)
}

/// Takes an import that was found to be at work and whose lease this caller wants to hold from the start.
///
/// # Errors
/// [`StoreError::Stale`] when somebody else holds it.
pub fn held(
    conn: &mut Conn,
    organization: OrganizationId,
    id: ImportId,
    owner: Uuid,
) -> Result<Import, StoreError> {
    let import = crate::store::imports::find(conn, organization, id)?;
    renew(conn, &Lease { organization, number: import.number, owner })?;
    Ok(import)
}

/// Says that the runner is alive, and answers whether somebody asked for a stop.
///
/// # Errors
/// [`StoreError::Stale`] when the lease is another's by now.
pub fn renew(conn: &mut Conn, lease: &Lease) -> Result<bool, StoreError> {
    extend(conn, lease)?;
    Ok(row_of(lease).select(table::is_stop_asked).first(conn)?)
}

/// Moves the checkpoint on, renews the lease, and answers whether somebody asked for a stop.
///
/// # Errors
/// [`StoreError::Stale`] when the lease is another's by now: the whole transaction must go back.
pub fn advance(conn: &mut Conn, lease: &Lease, checkpoint: &Checkpoint) -> Result<bool, StoreError> {
    let until = now(conn)?.plus(LEASE).micros();
    let change = (table::lease_until.eq(Some(until)), counts(checkpoint));
    changed(diesel::update(row_of(lease)).set(change).execute(conn)?)?;
    Ok(row_of(lease).select(table::is_stop_asked).first(conn)?)
}

/// Rows begin to be judged: the counts start from nothing.
///
/// # Errors
/// [`StoreError::Stale`].
pub fn begin_check(conn: &mut Conn, lease: &Lease, at: Time) -> Result<(), StoreError> {
    let change = (table::checking_since.eq(Some(at.micros())), counts(&Checkpoint::default()));
    changed(diesel::update(row_of(lease)).set(change).execute(conn)?)
}

/// The check is at its end: the counts it came to are the plan.
///
/// # Errors
/// [`StoreError::Stale`].
pub fn checked(
    conn: &mut Conn,
    lease: &Lease,
    plan: &Counts,
    next: State,
    at: Time,
) -> Result<(), StoreError> {
    let change = (
        table::state.eq(next.as_str()),
        table::plan.eq(Some(json(plan)?)),
        table::row_total.eq(Some(plan.rows())),
        table::checked_at.eq(Some(at.micros())),
    );
    changed(diesel::update(row_of(lease)).set(change).execute(conn)?)
}

/// Rows begin to be written: the counts start again from nothing.
///
/// # Errors
/// [`StoreError::Stale`].
pub fn start(conn: &mut Conn, lease: &Lease, at: Time) -> Result<(), StoreError> {
    let waiting = row_of(lease).filter(table::state.eq(State::Queued.as_str()));
    let change = (
        table::state.eq(State::Running.as_str()),
        table::started_at.eq(Some(at.micros())),
        counts(&Checkpoint::default()),
    );
    changed(diesel::update(waiting).set(change).execute(conn)?)
}

/// It is over, one way or another, and nobody's.
///
/// # Errors
/// [`StoreError::Stale`].
pub fn finish(
    conn: &mut Conn,
    lease: &Lease,
    state: State,
    problem: Option<&Problem>,
    checkpoint: &Checkpoint,
    at: Time,
) -> Result<(), StoreError> {
    let change = (
        table::state.eq(state.as_str()),
        table::problem.eq(problem.map(json).transpose()?),
        table::finished_at.eq(Some(at.micros())),
        table::lease_owner.eq(None::<Id>),
        table::lease_until.eq(None::<i64>),
        counts(checkpoint),
    );
    changed(diesel::update(row_of(lease)).set(change).execute(conn)?)
}
