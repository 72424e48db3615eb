//! The trash: in, out again, and for ever.

use diesel::prelude::*;

use super::{draw_one, find, find_live, note, replace};
use crate::domain::customer::{Customer, CustomerId, Signature};
use crate::domain::event::{Event, EventKind};
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::attribute_names::Names;
use crate::store::attributes::values::{self, Kept};
use crate::store::connection::{Conn, Sequence};
use crate::store::error::StoreError;
use crate::store::schema::customers;
use crate::store::tags::carried;
use crate::store::uid::Id;
use crate::store::{
    assets, avatars, counts, events, idempotency, people, provisions, references, search, versions,
};

/// Puts a live customer into the trash.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such live customer.
pub fn trash(conn: &mut Conn, by: &Signature, id: CustomerId) -> Result<Customer, StoreError> {
    let organization = by.actor.organization;
    let former = find_live(conn, organization, id)?;
    let kept = values::hold(conn, organization)?;
    let customer = throw_away(conn, &former, &kept, by.at)?;
    events::record(conn, &customer, &Event::signed(&customer, EventKind::Trashed, by.stamp()))?;
    note(conn, by, "trash", id)?;
    Ok(customer)
}

/// Takes a customer out of the trash.
///
/// # Errors
/// [`StoreError::NotFound`] when none of this id is in it, [`StoreError::Taken`] when a live customer has taken a
/// unique reference of it meanwhile.
pub fn restore(conn: &mut Conn, by: &Signature, id: CustomerId) -> Result<Customer, StoreError> {
    let organization = by.actor.organization;
    let former = find(conn, organization, id)?;
    if former.deleted_at.is_none() {
        return Err(StoreError::NotFound);
    }
    let kept = values::hold(conn, organization)?;
    let customer = bring_back(conn, &former, &kept)?;
    events::record(conn, &customer, &Event::signed(&customer, EventKind::Restored, by.stamp()))?;
    note(conn, by, "restore", id)?;
    Ok(customer)
}

/// Puts a live customer into the trash, and tells nobody.
///
/// # Errors
/// [`StoreError::Stale`] when it was written since it was read.
pub(in crate::store) fn throw_away(
    conn: &mut Conn,
    former: &Customer,
    kept: &Kept,
    at: Time,
) -> Result<Customer, StoreError> {
    let seq = draw_one(conn, Sequence::Change)?;
    let customer = Customer { seq, deleted_at: Some(at), ..former.clone() };
    follow(conn, former, &customer, kept)?;
    search::remove(conn, former.organization, former.seq)?;
    Ok(customer)
}

/// Takes a customer out of the trash, and tells nobody.
///
/// # Errors
/// As [`throw_away`], and [`StoreError::Taken`].
pub(in crate::store) fn bring_back(
    conn: &mut Conn,
    former: &Customer,
    kept: &Kept,
) -> Result<Customer, StoreError> {
    let held = carried::hold(conn, former.organization, &former.document.tags)?;
    let seq = draw_one(conn, Sequence::Change)?;
    let customer = Customer { seq, deleted_at: None, ..former.clone() };
    references::ensure_free(conn, &customer)?;
    follow(conn, former, &customer, kept)?;
    search::add(conn, former.organization, seq, &held.words(&customer.document))?;
    Ok(customer)
}

/// Has everything that points at a customer follow it into the trash, or out of it.
fn follow(conn: &mut Conn, former: &Customer, customer: &Customer, kept: &Kept) -> Result<(), StoreError> {
    let is_live = customer.deleted_at.is_none();
    let names = Names::numbering(conn, customer.organization, [&customer.document.attributes])?;
    replace(conn, former, customer, &names)?;
    references::set_live(conn, customer, is_live)?;
    people::set_live(conn, customer, is_live)?;
    provisions::set_live(conn, customer, is_live)?;
    carried::put(conn, Some(former), Some(customer))?;
    values::put(conn, kept, Some(former), Some(customer))?;
    counts::change(conn, Some(former), Some(customer))
}

/// Deletes a customer that is in the trash for ever, with its history, references, events and files.
///
/// # Errors
/// [`StoreError::NotFound`] when none of this id is in the trash.
pub fn purge(conn: &mut Conn, by: &Signature, id: CustomerId) -> Result<(), StoreError> {
    let organization = by.actor.organization;
    let former = find(conn, organization, id)?;
    let kept = values::hold(conn, organization)?;
    let in_trash = customers::table
        .filter(customers::organization_id.eq(organization.0))
        .filter(customers::id.eq(Id(id.0)))
        .filter(customers::seq.eq(former.seq))
        .filter(customers::deleted_at.is_not_null());
    if diesel::delete(in_trash).execute(conn)? == 0 {
        return Err(StoreError::NotFound);
    }
    carried::put(conn, Some(&former), None)?;
    values::put(conn, &kept, Some(&former), None)?;
    versions::purge(conn, organization, id)?;
    references::purge(conn, organization, id)?;
    people::purge(conn, organization, id)?;
    events::purge(conn, organization, id)?;
    assets::purge_of_customer(conn, by, id)?;
    avatars::purge(conn, organization, id, by.at)?;
    provisions::purge(conn, organization, id)?;
    idempotency::forget(conn, organization, id.0)?;
    counts::change(conn, Some(&former), None)?;
    note(conn, by, "purge", id)
}

/// Customers that have been in the trash since `before`, the longest first, of every organization.
///
/// # Errors
/// When the database does not answer.
pub fn overdue_in_trash(
    conn: &mut Conn,
    organization: OrganizationId,
    before: Time,
    limit: i64,
) -> Result<Vec<CustomerId>, StoreError> {
    let ids: Vec<Id> = customers::table
        .filter(customers::organization_id.eq(organization.0))
        .filter(customers::deleted_at.is_not_null())
        .filter(customers::deleted_at.lt(before.micros()))
        .order(customers::deleted_at)
        .limit(limit)
        .select(customers::id)
        .load(conn)?;
    Ok(ids.into_iter().map(|id| CustomerId(id.0)).collect())
}
