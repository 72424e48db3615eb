//! Ids that other systems use for a customer. They are a table because they are looked up by value, and some of them
//! are unique among live customers.

use diesel::prelude::*;

use crate::domain::customer::{Customer, CustomerId, Reference};
use crate::domain::organization::OrganizationId;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::insert::insert_all;
use crate::store::schema::customer_references as table;
use crate::store::uid::Id;

/// The references of one customer, in their order.
pub(in crate::store) fn of(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
) -> Result<Vec<Reference>, StoreError> {
    let rows: Vec<(String, String, String)> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::customer_id.eq(Id(customer.0)))
        .order((table::system, table::name, table::value))
        .select((table::system, table::name, table::value))
        .load(conn)?;
    let mut references: Vec<Reference> =
        rows.into_iter().map(|(system, name, value)| Reference { system, name, value }).collect();
    // The engines collate differently; a document has one order.
    references.sort();
    Ok(references)
}

/// The live customers that have this reference; two at the most, which is enough to know that it is not one.
///
/// # Errors
/// When the database does not answer.
pub fn holders(
    conn: &mut Conn,
    organization: OrganizationId,
    reference: &Reference,
) -> Result<Vec<CustomerId>, StoreError> {
    let ids: Vec<Id> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::system.eq(&reference.system))
        .filter(table::name.eq(&reference.name))
        .filter(table::value.eq(&reference.value))
        .filter(table::is_live.eq(true))
        .limit(2)
        .select(table::customer_id)
        .load(conn)?;
    Ok(ids.into_iter().map(|id| CustomerId(id.0)).collect())
}

/// Makes these the references of a live customer.
pub(in crate::store) fn put(conn: &mut Conn, customer: &Customer) -> Result<(), StoreError> {
    ensure_free(conn, customer)?;
    purge(conn, customer.organization, customer.id)?;
    for reference in &customer.document.references {
        let row = (
            table::organization_id.eq(customer.organization.0),
            table::customer_id.eq(Id(customer.id.0)),
            table::system.eq(&reference.system),
            table::name.eq(&reference.name),
            table::value.eq(&reference.value),
            table::is_live.eq(true),
        );
        diesel::insert_into(table::table).values(row).execute(conn)?;
    }
    Ok(())
}

/// Writes references of new customers, which have none yet.
pub(in crate::store) fn insert_many(
    conn: &mut Conn,
    organization: OrganizationId,
    references: Vec<(Id, Reference)>,
) -> Result<(), StoreError> {
    let row = |(customer, Reference { system, name, value }): (Id, Reference)| {
        (
            table::organization_id.eq(organization.0),
            table::customer_id.eq(customer),
            table::system.eq(system),
            table::name.eq(name),
            table::value.eq(value),
            table::is_live.eq(true),
        )
    };
    let rows: Vec<_> = references.into_iter().map(row).collect();
    insert_all!(conn, table::table, rows);
    Ok(())
}

/// Refuses a unique reference that another live customer has, naming it.
pub(in crate::store) fn ensure_free(conn: &mut Conn, customer: &Customer) -> Result<(), StoreError> {
    for reference in customer.document.references.iter().filter(|reference| reference.is_unique()) {
        let holders = holders(conn, customer.organization, reference)?;
        if let Some(other) = holders.into_iter().find(|holder| *holder != customer.id) {
            return Err(StoreError::Taken { what: "reference", by: Some(other.0) });
        }
    }
    Ok(())
}

pub(in crate::store) fn set_live(
    conn: &mut Conn,
    customer: &Customer,
    is_live: bool,
) -> Result<(), StoreError> {
    let of_customer = table::table
        .filter(table::organization_id.eq(customer.organization.0))
        .filter(table::customer_id.eq(Id(customer.id.0)));
    diesel::update(of_customer).set(table::is_live.eq(is_live)).execute(conn)?;
    Ok(())
}

pub(in crate::store) fn purge(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
) -> Result<(), StoreError> {
    let of_customer = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::customer_id.eq(Id(customer.0)));
    diesel::delete(of_customer).execute(conn)?;
    Ok(())
}
