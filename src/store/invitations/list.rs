//! Invitations by customer and by when they end.

use std::collections::HashSet;

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::open;
use super::row::InvitationRow;
use crate::domain::customer::CustomerId;
use crate::domain::invitation::{self, Invitation};
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::any_of::any_of;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{customers as all_customers, invitations as table};
use crate::store::uid::Id;

diesel::alias! {
    const LATER: Alias<Later> = table as later;
}

/// The latest invitation of each of a customer's people, the newest first.
///
/// # Errors
/// When the database does not answer.
pub fn of_customer(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
) -> Result<Vec<Invitation>, StoreError> {
    let superseded = LATER
        .filter(LATER.field(table::organization_id).eq(table::organization_id))
        .filter(LATER.field(table::person_id).eq(table::person_id))
        .filter(LATER.field(table::id).gt(table::id));
    let rows: Vec<InvitationRow> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::customer_id.eq(Id(customer.0)))
        .filter(not(exists(superseded)))
        .order(table::id.desc())
        .select(InvitationRow::as_select())
        .load(conn)?;
    rows.into_iter().map(InvitationRow::into_invitation).collect()
}

/// Those of these customers that have an invitation which can be accepted.
///
/// # Errors
/// When the database does not answer.
pub(in crate::store) fn pending_of(
    conn: &mut Conn,
    organization: OrganizationId,
    customers: &[CustomerId],
    now: Time,
) -> Result<HashSet<CustomerId>, StoreError> {
    let ids: Vec<Id> = customers.iter().map(|id| Id(id.0)).collect();
    let pending: Vec<Id> = open(organization)
        .filter(any_of(table::customer_id, ids))
        .filter(table::expires_at.gt(now.micros()))
        .select(table::customer_id)
        .load(conn)?;
    Ok(pending.into_iter().map(|id| CustomerId(id.0)).collect())
}

/// Change numbers of the live customers with an invitation that ends between these moments, the soonest first; one for
/// each invitation.
pub(in crate::store) fn seqs(
    conn: &mut Conn,
    organization: OrganizationId,
    after: Time,
    until: Option<Time>,
    limit: i64,
) -> Result<Vec<i64>, StoreError> {
    Ok(open(organization)
        .inner_join(all_customers::table.on(is_of()))
        .filter(table::expires_at.gt(after.micros()))
        .filter(table::expires_at.le(until.map_or(i64::MAX, Time::micros)))
        .filter(all_customers::deleted_at.is_null())
        .order(table::expires_at)
        .limit(limit)
        .select(all_customers::seq)
        .load(conn)?)
}

/// How many invitations to live customers can be accepted, counted up to `most`.
///
/// # Errors
/// When the database does not answer.
pub fn count_pending(
    conn: &mut Conn,
    organization: OrganizationId,
    now: Time,
    most: i64,
) -> Result<usize, StoreError> {
    let ends: Vec<i64> = open(organization)
        .inner_join(all_customers::table.on(is_of()))
        .filter(table::expires_at.gt(now.micros()))
        .filter(all_customers::deleted_at.is_null())
        .order(table::expires_at)
        .limit(most)
        .select(table::expires_at)
        .load(conn)?;
    Ok(ends.len())
}

/// An invitation that ends soon.
#[derive(Debug, Clone)]
pub struct Expiring {
    /// Of which customer.
    pub customer: CustomerId,
    /// The customer's display name.
    pub customer_name: String,
    /// Who was invited.
    pub name: String,
    /// When it ends.
    pub expires_at: Time,
}

/// The first `limit` pending invitations of live customers that end within [`invitation::SOON`], the soonest first.
///
/// # Errors
/// When the database does not answer.
pub fn expiring_soon(
    conn: &mut Conn,
    organization: OrganizationId,
    now: Time,
    limit: i64,
) -> Result<Vec<Expiring>, StoreError> {
    let rows: Vec<(Id, String, String, i64)> = open(organization)
        .inner_join(all_customers::table.on(is_of()))
        .filter(table::expires_at.gt(now.micros()))
        .filter(table::expires_at.le(now.plus(invitation::SOON).micros()))
        .filter(all_customers::deleted_at.is_null())
        .order((table::expires_at, table::id))
        .limit(limit)
        .select((table::customer_id, all_customers::display_name, table::name, table::expires_at))
        .load(conn)?;
    let expiring = |(customer, customer_name, name, expires_at): (Id, String, String, i64)| Expiring {
        customer: CustomerId(customer.0),
        customer_name,
        name,
        expires_at: Time::from_micros(expires_at),
    };
    Ok(rows.into_iter().map(expiring).collect())
}

#[diesel::dsl::auto_type(no_type_alias)]
fn is_of() -> _ {
    all_customers::organization_id.eq(table::organization_id).and(all_customers::id.eq(table::customer_id))
}
