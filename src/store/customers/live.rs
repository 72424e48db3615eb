//! Customers that are not in the trash, and stay out of it while something is written beside them.

use diesel::prelude::*;

use super::find;
use crate::domain::customer::{Customer, CustomerId};
use crate::domain::organization::OrganizationId;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::schema::customers as table;
use crate::store::uid::Id;

/// The customer, unless it is in the trash.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such live customer.
pub fn find_live(
    conn: &mut Conn,
    organization: OrganizationId,
    id: CustomerId,
) -> Result<Customer, StoreError> {
    Some(find(conn, organization, id)?).filter(|found| found.deleted_at.is_none()).ok_or(StoreError::NotFound)
}

/// The live customer of this number.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such live customer.
pub fn of_number(conn: &mut Conn, organization: OrganizationId, number: i64) -> Result<Customer, StoreError> {
    let id: Id = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::number.eq(number))
        .filter(table::deleted_at.is_null())
        .select(table::id)
        .first(conn)?;
    find_live(conn, organization, CustomerId(id.0))
}

/// Keeps a live customer as it is, and out of the trash, until this transaction ends: of two that hold it at once the
/// second waits. SQLite has only one that writes. Who also changes its document does that first, because tags are held
/// before their customers.
///
/// # Errors
/// As [`find_live`].
pub(in crate::store) fn hold(
    conn: &mut Conn,
    organization: OrganizationId,
    id: CustomerId,
) -> Result<(), StoreError> {
    let Conn::Postgres(conn) = conn else { return Ok(()) };
    let held: Option<i64> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::id.eq(Id(id.0)))
        .filter(table::deleted_at.is_null())
        .select(table::number)
        .for_update()
        .first(conn)
        .optional()?;
    held.map(drop).ok_or(StoreError::NotFound)
}

/// The customer as it is once it is held.
///
/// # Errors
/// As [`find_live`].
pub(in crate::store) fn hold_live(
    conn: &mut Conn,
    organization: OrganizationId,
    id: CustomerId,
) -> Result<Customer, StoreError> {
    hold(conn, organization, id)?;
    find_live(conn, organization, id)
}
