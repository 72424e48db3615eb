//! What workers outside do: take the next record, say how far it is, end it. A lease keeps a record with its worker;
//! once it has run out anyone may take the record, and then the former worker is refused.

use std::time::Duration;

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::customer::Signature;
use crate::domain::draft::MOST_ATTRIBUTES;
use crate::domain::issues::{Issue, Issues};
use crate::domain::organization::OrganizationId;
use crate::domain::provision::{Attributes, Claim, Lease, Move, Provision, ProvisionId, Report, State};
use crate::domain::time::Time;
use crate::store::connection::{Conn, Turn, take_turn};
use crate::store::error::StoreError;
use crate::store::leases;
use crate::store::provisions::row::ProvisionRow;
use crate::store::provisions::{draw_one, find, put, table, write};
use crate::store::uid::Id;

/// Records looked at for one that may be taken: one that goes into the trash in this moment is passed over.
const CANDIDATES: i64 = 5;

/// Takes what a worker has left, else what waits longest; never what is another's.
///
/// # Errors
/// When the database does not answer.
pub fn claim(conn: &mut Conn, by: &Signature, claim: &Claim) -> Result<Option<Provision>, StoreError> {
    take_turn(conn, Turn::Provisions(by.actor.organization))?;
    let now = leases::now(conn)?;
    let mut free = left(conn, by.actor.organization, claim, now)?;
    if free.is_empty() {
        free = waiting(conn, by.actor.organization, claim)?;
    }
    for former in free {
        let Some(state) = Move::Claim.from(Some(former.state)) else { continue };
        let lease = Some(Lease { id: Uuid::new_v4(), until: now.plus(claim.lease) });
        let taken = Provision { state, lease, worker: by.actor.id, ..former.clone() };
        match write(conn, by, Some(&former), taken, Move::Claim, "") {
            Err(StoreError::Stale) => {}
            taken => return taken.map(Some),
        }
    }
    Ok(None)
}

/// Records whose worker's lease has run out, the longest ago first.
fn left(
    conn: &mut Conn,
    organization: OrganizationId,
    claim: &Claim,
    now: Time,
) -> Result<Vec<Provision>, StoreError> {
    let mut rows = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::is_live.eq(true))
        .filter(table::lease_until.le(now.micros()))
        .into_boxed();
    if let Some(program) = &claim.program {
        rows = rows.filter(table::program.eq(program.as_str()));
    }
    let rows: Vec<ProvisionRow> =
        rows.order(table::lease_until).limit(CANDIDATES).select(ProvisionRow::as_select()).load(conn)?;
    rows.into_iter().map(ProvisionRow::into_provision).collect()
}

/// Records that wait, in their order.
fn waiting(
    conn: &mut Conn,
    organization: OrganizationId,
    claim: &Claim,
) -> Result<Vec<Provision>, StoreError> {
    let mut rows = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::is_live.eq(true))
        .filter(table::state.eq(State::Pending.as_str()))
        .into_boxed();
    if let Some(program) = &claim.program {
        rows = rows.filter(table::program.eq(program.as_str()));
    }
    let rows: Vec<ProvisionRow> =
        rows.order(table::seq).limit(CANDIDATES).select(ProvisionRow::as_select()).load(conn)?;
    rows.into_iter().map(ProvisionRow::into_provision).collect()
}

/// Notes what the worker says that holds the lease. The same word again makes no step, but shows that it is there.
///
/// # Errors
/// [`StoreError::NotFound`], [`StoreError::Refused`] when the lease is not this worker's any more,
/// [`StoreError::Invalid`] when there would be too many attributes, and [`StoreError::Stale`].
pub fn report(
    conn: &mut Conn,
    by: &Signature,
    id: ProvisionId,
    report: &Report,
) -> Result<Provision, StoreError> {
    let former = held(conn, by.actor.organization, id, report.lease)?;
    let state = report.moved.from(Some(former.state)).ok_or_else(lost)?;
    let until = leases::now(conn)?.plus(report.lease_for);
    let next = Provision {
        state,
        message: report.message.clone().unwrap_or_else(|| former.message.clone()),
        attributes: merged(&former.attributes, &report.attributes)?,
        worker: by.actor.id,
        lease: Some(Lease { id: report.lease, until }),
        ..former.clone()
    };
    let is_the_same = next.message == former.message && next.attributes == former.attributes;
    if report.moved == Move::Report && is_the_same {
        let heard = Provision { seq: draw_one(conn)?, reported_at: by.at, ..next };
        put(conn, &former, &heard)?;
        return Ok(heard);
    }
    write(conn, by, Some(&former), next, report.moved, report.message.as_deref().unwrap_or_default())
}

/// Keeps a record with its worker for longer. That a worker is there says nothing of how far it is, so this is no word
/// of it. Answers until when.
///
/// # Errors
/// [`StoreError::NotFound`], and [`StoreError::Refused`] when the lease is not this worker's any more.
pub fn extend(
    conn: &mut Conn,
    organization: OrganizationId,
    id: ProvisionId,
    lease: Uuid,
    lease_for: Duration,
) -> Result<Lease, StoreError> {
    // Whoever claims has this turn: it may have read that the lease ran out, a moment ago.
    take_turn(conn, Turn::Provisions(organization))?;
    held(conn, organization, id, lease)?;
    let until = leases::now(conn)?.plus(lease_for);
    let row = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::id.eq(Id(id.0)))
        .filter(table::lease.eq(Id(lease)));
    match diesel::update(row).set(table::lease_until.eq(until.micros())).execute(conn)? {
        0 => Err(lost()),
        _ => Ok(Lease { id: lease, until }),
    }
}

/// The record, if this lease is the one that it is held by: claimed by another or called off, it has none or another.
fn held(
    conn: &mut Conn,
    organization: OrganizationId,
    id: ProvisionId,
    lease: Uuid,
) -> Result<Provision, StoreError> {
    let former = find(conn, organization, id)?;
    if former.lease.is_some_and(|held| held.id == lease) { Ok(former) } else { Err(lost()) }
}

fn lost() -> StoreError {
    StoreError::Refused(Issue::new("provision-lease-lost"))
}

fn merged(former: &Attributes, changes: &[(String, Option<String>)]) -> Result<Attributes, StoreError> {
    let mut attributes = former.clone();
    for (name, value) in changes {
        match value {
            Some(value) => attributes.insert(name.clone(), value.clone()),
            None => attributes.remove(name),
        };
    }
    if attributes.len() > MOST_ATTRIBUTES {
        let issue = Issue::new("too-many-rows").with("max", MOST_ATTRIBUTES);
        return Err(StoreError::Invalid(Issues::of("attributes", issue)));
    }
    Ok(attributes)
}
