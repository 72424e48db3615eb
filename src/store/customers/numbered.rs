//! Customers by their numbers, which other systems know them by.

use diesel::prelude::*;

use super::find;
use crate::domain::customer::{Customer, CustomerId};
use crate::domain::organization::OrganizationId;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::schema::customers as table;
use crate::store::uid::Id;

/// The customer of this number, live or in the trash.
///
/// # Errors
/// [`StoreError::NotFound`] when the organization has none.
pub fn numbered(conn: &mut Conn, organization: OrganizationId, number: i64) -> Result<Customer, StoreError> {
    let id: Id = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::number.eq(number))
        .select(table::id)
        .first(conn)?;
    find(conn, organization, CustomerId(id.0))
}
