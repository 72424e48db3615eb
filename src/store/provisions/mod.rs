//! Provisions: the state of each program of a customer, and its steps. Every change is one row, one step, one line of
//! the audit and, where people want to know, one event, in one transaction; it is made from a version that must still be
//! the current one.

mod list;
mod row;
mod work;

use diesel::prelude::*;

use crate::domain::customer::{Customer, CustomerId, Signature};
use crate::domain::event::{Event, EventKind};
use crate::domain::issues::{Issue, Issues};
use crate::domain::organization::OrganizationId;
use crate::domain::provision::{
    MOST_PROGRAMS, Move, Program, Provision, ProvisionId, STEPS_KEPT, Start, State, Step, Told,
};
use crate::store::audit::{self, Outcome};
use crate::store::connection::{Conn, Sequence, Turn, draw, take_turn};
use crate::store::error::StoreError;
use crate::store::schema::{provision_steps as steps_table, provisions as table};
use crate::store::uid::Id;
use crate::store::{customers, events};

pub use list::{Query, failed, list, programs, stuck};
pub(in crate::store) use list::{among, customers_of, troubles};
pub use work::{claim, extend, report};

use row::{ProvisionRow, StepRow};

/// The record of this id.
///
/// # Errors
/// [`StoreError::NotFound`] when the organization has none.
pub fn find(conn: &mut Conn, organization: OrganizationId, id: ProvisionId) -> Result<Provision, StoreError> {
    let row: ProvisionRow = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::id.eq(Id(id.0)))
        .select(ProvisionRow::as_select())
        .first(conn)?;
    row.into_provision()
}

/// The record of a customer's program.
///
/// # Errors
/// [`StoreError::NotFound`] when it was never started.
pub fn of_program(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
    program: &Program,
) -> Result<Provision, StoreError> {
    let row: ProvisionRow = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::customer_id.eq(Id(customer.0)))
        .filter(table::program.eq(program.as_str()))
        .select(ProvisionRow::as_select())
        .first(conn)?;
    row.into_provision()
}

/// All of a customer's records, the one that changed last first.
///
/// # Errors
/// When the database does not answer.
pub fn of_customer(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
) -> Result<Vec<Provision>, StoreError> {
    let rows: Vec<ProvisionRow> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::customer_id.eq(Id(customer.0)))
        .order(table::seq.desc())
        .select(ProvisionRow::as_select())
        .load(conn)?;
    rows.into_iter().map(ProvisionRow::into_provision).collect()
}

/// The latest steps of a record, at most `limit`, in their order.
///
/// # Errors
/// When the database does not answer.
pub fn steps(
    conn: &mut Conn,
    organization: OrganizationId,
    id: ProvisionId,
    limit: i64,
) -> Result<Vec<Step>, StoreError> {
    let rows: Vec<StepRow> = steps_table::table
        .filter(steps_table::organization_id.eq(organization.0))
        .filter(steps_table::provision_id.eq(Id(id.0)))
        .order(steps_table::number.desc())
        .limit(limit)
        .select(StepRow::as_select())
        .load(conn)?;
    rows.into_iter().rev().map(StepRow::into_step).collect()
}

/// Asks for a program to be set up for a live customer. What is over begins anew, with these attributes; of two who
/// ask at once one is refused.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such live customer, [`StoreError::Refused`] when the program waits or is
/// in progress already, [`StoreError::Invalid`] when the customer has too many.
pub fn start(
    conn: &mut Conn,
    by: &Signature,
    customer: CustomerId,
    start: &Start,
) -> Result<Provision, StoreError> {
    let organization = by.actor.organization;
    take_turn(conn, Turn::Provisions(organization))?;
    let customer = customers::find_live(conn, organization, customer)?;
    let former = match of_program(conn, organization, customer.id, &start.program) {
        Err(StoreError::NotFound) => None,
        found => Some(found?),
    };
    let state = Move::Start
        .from(former.as_ref().map(|former| former.state))
        .ok_or_else(|| StoreError::Refused(Issue::new("provision-running")))?;
    let begun = match &former {
        Some(former) => Provision {
            state,
            message: String::new(),
            attributes: start.attributes.clone(),
            is_migration: start.is_migration,
            run: former.run + 1,
            started_at: by.at,
            ..former.clone()
        },
        None => first(conn, by, &customer, start)?,
    };
    let customer = mark_migration(conn, by, customer, former.as_ref(), &begun)?;
    customers::hold(conn, customer.organization, customer.id)?;
    write(conn, by, former.as_ref(), begun, Move::Start, "")
}

/// The record that a program starts with.
fn first(
    conn: &mut Conn,
    by: &Signature,
    customer: &Customer,
    start: &Start,
) -> Result<Provision, StoreError> {
    let count: i64 = table::table
        .filter(table::organization_id.eq(customer.organization.0))
        .filter(table::customer_id.eq(Id(customer.id.0)))
        .count()
        .get_result(conn)?;
    if usize::try_from(count).is_ok_and(|count| count >= MOST_PROGRAMS) {
        let issue = Issue::new("programs-full").with("max", MOST_PROGRAMS);
        return Err(StoreError::Invalid(Issues::of("program", issue)));
    }
    Ok(Provision {
        id: ProvisionId::new(),
        organization: customer.organization,
        customer: customer.id,
        program: start.program.clone(),
        state: State::Pending,
        message: String::new(),
        attributes: start.attributes.clone(),
        is_migration: start.is_migration,
        run: 1,
        version: 0,
        seq: 0,
        is_live: true,
        worker: None,
        lease: None,
        created_at: by.at,
        started_at: by.at,
        reported_at: by.at,
    })
}

/// Asks again, with the same attributes, for what failed or was cancelled. With `read`, only if that is the version.
///
/// # Errors
/// [`StoreError::NotFound`], also when the customer is in the trash, [`StoreError::Stale`], and
/// [`StoreError::Refused`] when it neither failed nor was cancelled.
pub fn retry(
    conn: &mut Conn,
    by: &Signature,
    id: ProvisionId,
    read: Option<i64>,
) -> Result<Provision, StoreError> {
    take_turn(conn, Turn::Provisions(by.actor.organization))?;
    let former = current(conn, by, id, read)?;
    let state = Move::Retry
        .from(Some(former.state))
        .ok_or_else(|| StoreError::Refused(Issue::new("provision-not-failed")))?;
    let customer = customers::find_live(conn, former.organization, former.customer)?;
    let begun =
        Provision { state, message: String::new(), run: former.run + 1, started_at: by.at, ..former.clone() };
    let customer = mark_migration(conn, by, customer, Some(&former), &begun)?;
    customers::hold(conn, customer.organization, customer.id)?;
    write(conn, by, Some(&former), begun, Move::Retry, "")
}

/// Calls off what waits or is in progress: its worker is refused from now on. With `read`, only if that is the version.
///
/// # Errors
/// [`StoreError::NotFound`], [`StoreError::Stale`], and [`StoreError::Refused`] when it is over.
pub fn cancel(
    conn: &mut Conn,
    by: &Signature,
    id: ProvisionId,
    read: Option<i64>,
) -> Result<Provision, StoreError> {
    take_turn(conn, Turn::Provisions(by.actor.organization))?;
    let former = current(conn, by, id, read)?;
    let state = Move::Cancel
        .from(Some(former.state))
        .ok_or_else(|| StoreError::Refused(Issue::new("provision-over")))?;
    let called_off = Provision { state, ..former.clone() };
    let customer = customers::find(conn, former.organization, former.customer)?;
    mark_migration(conn, by, customer, Some(&former), &called_off)?;
    write(conn, by, Some(&former), called_off, Move::Cancel, "")
}

/// The record as it is, if that is what the caller has read.
fn current(
    conn: &mut Conn,
    by: &Signature,
    id: ProvisionId,
    read: Option<i64>,
) -> Result<Provision, StoreError> {
    let former = find(conn, by.actor.organization, id)?;
    if read.is_some_and(|read| read != former.version) { Err(StoreError::Stale) } else { Ok(former) }
}

/// Writes the next version of a record in the place of `former`, its step with what was `said`, what the timeline
/// tells, and the audit. A lease ends with what it was for; only claiming and reporting give one.
fn write(
    conn: &mut Conn,
    by: &Signature,
    former: Option<&Provision>,
    mut next: Provision,
    moved: Move,
    said: &str,
) -> Result<Provision, StoreError> {
    next.version += 1;
    next.seq = draw_one(conn)?;
    next.reported_at = by.at;
    if next.state != State::InProgress {
        next.lease = None;
    }
    match former {
        Some(former) => put(conn, former, &next)?,
        None => {
            diesel::insert_into(table::table).values(ProvisionRow::of(&next)?).execute(conn)?;
        }
    }
    let step = StepRow::of(&next, moved, said, by.actor.id);
    diesel::insert_into(steps_table::table).values(step).execute(conn)?;
    let forgotten = steps_table::table
        .filter(steps_table::organization_id.eq(next.organization.0))
        .filter(steps_table::provision_id.eq(Id(next.id.0)))
        .filter(steps_table::number.le(next.version - STEPS_KEPT));
    diesel::delete(forgotten).execute(conn)?;
    if moved.is_told() {
        tell(conn, by, &next, moved)?;
    }
    audit::record(conn, &by.actor, moved.as_str(), "provision", Some(next.id.0), Outcome::Done, by.at)?;
    Ok(next)
}

/// Writes `next` over `former`, which must still be there as it was read.
fn put(conn: &mut Conn, former: &Provision, next: &Provision) -> Result<(), StoreError> {
    let current = table::table
        .filter(table::organization_id.eq(former.organization.0))
        .filter(table::id.eq(Id(former.id.0)))
        .filter(table::version.eq(former.version))
        .filter(table::seq.eq(former.seq))
        .filter(table::is_live.eq(former.is_live));
    match diesel::update(current).set(ProvisionRow::of(next)?).execute(conn)? {
        0 => Err(StoreError::Stale),
        _ => Ok(()),
    }
}

fn tell(conn: &mut Conn, by: &Signature, provision: &Provision, moved: Move) -> Result<(), StoreError> {
    let customer = customers::find(conn, provision.organization, provision.customer)?;
    let told = Told { provision: provision.id, program: provision.program.as_str().to_owned(), moved };
    events::record(conn, &customer, &Event::signed(&customer, EventKind::Provision(told), by.stamp()))
}

fn draw_one(conn: &mut Conn) -> Result<i64, StoreError> {
    draw(conn, Sequence::Change, 1)?.pop().ok_or_else(|| StoreError::unavailable("no number was drawn"))
}

/// Keeps the customer's own word of a migration in step with its records, of which one becomes `next`: the attribute
/// that a vendor's contract shows says whether any that is not called off is one.
fn mark_migration(
    conn: &mut Conn,
    by: &Signature,
    customer: Customer,
    former: Option<&Provision>,
    next: &Provision,
) -> Result<Customer, StoreError> {
    if !next.is_migration && !former.is_some_and(|former| former.is_migration) {
        return Ok(customer);
    }
    let other: Option<Id> = of(customer.organization, customer.id)
        .filter(table::id.ne(Id(next.id.0)))
        .filter(table::is_migration.eq(true))
        .filter(table::state.ne(State::Cancelled.as_str()))
        .select(table::id)
        .first(conn)
        .optional()?;
    let is_on = other.is_some() || (next.is_migration && next.state != State::Cancelled);
    let mut document = customer.document.clone();
    let vendor = document.attributes.0.entry("vendor".to_owned()).or_default();
    vendor.insert("migration".to_owned(), is_on.into());
    if document == customer.document {
        return Ok(customer);
    }
    customers::rewrite(conn, by, &customer, document)
}

/// Follows a customer into the trash, where nothing of it is handed out, or out of it.
pub(in crate::store) fn set_live(
    conn: &mut Conn,
    customer: &Customer,
    is_live: bool,
) -> Result<(), StoreError> {
    diesel::update(of(customer.organization, customer.id)).set(table::is_live.eq(is_live)).execute(conn)?;
    Ok(())
}

/// Removes a customer's records and their steps.
pub(in crate::store) fn purge(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
) -> Result<(), StoreError> {
    let ids: Vec<Id> = of(organization, customer).select(table::id).load(conn)?;
    let steps = steps_table::table
        .filter(steps_table::organization_id.eq(organization.0))
        .filter(steps_table::provision_id.eq_any(ids));
    diesel::delete(steps).execute(conn)?;
    diesel::delete(of(organization, customer)).execute(conn)?;
    Ok(())
}

#[diesel::dsl::auto_type(no_type_alias)]
fn of(organization: OrganizationId, customer: CustomerId) -> _ {
    let organization: i64 = organization.0;
    let customer: Id = Id(customer.0);
    table::table.filter(table::organization_id.eq(organization)).filter(table::customer_id.eq(customer))
}
