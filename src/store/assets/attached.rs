//! What hangs on whom: a file on several customers, on one, or on none.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use uuid::Uuid;

use super::{at_version, changed, find, find_live, next, note, tell_one};
use crate::domain::asset::{Asset, AssetId, MOST_CUSTOMERS};
use crate::domain::customer::CustomerId;
use crate::domain::event::EventKind;
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::Actor;
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::connection::Conn;
use crate::store::customers;
use crate::store::error::StoreError;
use crate::store::schema::asset_customers as table;
use crate::store::uid::Id;

/// Hangs an asset on a customer; one that hangs there already stays as it is.
///
/// # Errors
/// [`StoreError::NotFound`] when either is not there or in the trash, [`StoreError::Invalid`] when it hangs on too many.
pub fn attach(
    conn: &mut Conn,
    by: &Actor,
    id: AssetId,
    customer: CustomerId,
    at: Time,
) -> Result<Asset, StoreError> {
    hold(conn, by.organization, &[customer])?;
    let former = find_live(conn, by.organization, id)?;
    if former.customers.contains(&customer) {
        return Ok(former);
    }
    if former.customers.len() >= MOST_CUSTOMERS {
        let issue = Issue::new("too-many-rows").with("max", MOST_CUSTOMERS);
        return Err(StoreError::Invalid(Issues::of("customer_id", issue)));
    }
    changed(diesel::update(at_version(&former, former.version)).set(next(&former, at)).execute(conn)?)?;
    insert(conn, by.organization, id, customer)?;
    tell_one(conn, by, by.organization, customer, EventKind::FileAdded { asset: id.0 }, at)?;
    note(conn, by, "attach", id, at)?;
    find(conn, by.organization, id)
}

/// Takes an asset off a customer.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such live asset on this customer.
pub fn detach(
    conn: &mut Conn,
    by: &Actor,
    id: AssetId,
    customer: CustomerId,
    at: Time,
) -> Result<Asset, StoreError> {
    let former = find_live(conn, by.organization, id)?;
    if !former.customers.contains(&customer) {
        return Err(StoreError::NotFound);
    }
    changed(diesel::update(at_version(&former, former.version)).set(next(&former, at)).execute(conn)?)?;
    remove(conn, by.organization, id, customer)?;
    tell_one(conn, by, by.organization, customer, EventKind::FileDetached { asset: id.0 }, at)?;
    note(conn, by, "detach", id, at)?;
    find(conn, by.organization, id)
}

/// Keeps these customers live until the transaction ends, always in the same order. It comes before any asset and any
/// content is taken: whoever deletes a customer for ever takes it first, then what hangs on it, then the contents.
pub(super) fn hold(
    conn: &mut Conn,
    organization: OrganizationId,
    customers: &[CustomerId],
) -> Result<(), StoreError> {
    let ordered: BTreeSet<CustomerId> = customers.iter().copied().collect();
    ordered.into_iter().try_for_each(|id| customers::hold_live(conn, organization, id).map(drop))
}

/// Hangs an asset on a customer that is held.
pub(super) fn insert(
    conn: &mut Conn,
    organization: OrganizationId,
    asset: AssetId,
    customer: CustomerId,
) -> Result<(), StoreError> {
    let row = (
        table::organization_id.eq(organization.0),
        table::customer_id.eq(Id(customer.0)),
        table::asset_id.eq(Id(asset.0)),
    );
    diesel::insert_into(table::table).values(row).execute(conn)?;
    Ok(())
}

/// The customers of these assets, in the order in which they were made.
pub(super) fn of(
    conn: &mut Conn,
    organization: OrganizationId,
    ids: &[Id],
) -> Result<HashMap<Uuid, Vec<CustomerId>>, StoreError> {
    let rows: Vec<(Id, Id)> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::asset_id.eq_any(ids))
        .order((table::asset_id, table::customer_id))
        .select((table::asset_id, table::customer_id))
        .load(conn)?;
    let mut customers: HashMap<Uuid, Vec<CustomerId>> = HashMap::new();
    for (asset, customer) in rows {
        customers.entry(asset.0).or_default().push(CustomerId(customer.0));
    }
    Ok(customers)
}

/// What hangs on a customer, in the order of the ids.
pub(super) fn on(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
) -> Result<Vec<AssetId>, StoreError> {
    let ids: Vec<Id> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::customer_id.eq(Id(customer.0)))
        .order(table::asset_id)
        .select(table::asset_id)
        .load(conn)?;
    Ok(ids.into_iter().map(|id| AssetId(id.0)).collect())
}

/// Takes an asset off a customer.
pub(super) fn remove(
    conn: &mut Conn,
    organization: OrganizationId,
    asset: AssetId,
    customer: CustomerId,
) -> Result<(), StoreError> {
    diesel::delete(table::table.find((organization.0, Id(customer.0), Id(asset.0)))).execute(conn)?;
    Ok(())
}

/// Takes an asset that goes for ever off everybody.
pub(super) fn purge(conn: &mut Conn, asset: &Asset) -> Result<(), StoreError> {
    let of_asset = table::table
        .filter(table::organization_id.eq(asset.organization.0))
        .filter(table::asset_id.eq(Id(asset.id.0)));
    diesel::delete(of_asset).execute(conn)?;
    Ok(())
}
