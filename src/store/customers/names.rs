//! What customers are called, for those who only point at one.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::customer::CustomerId;
use crate::domain::organization::OrganizationId;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::schema::customers as table;
use crate::store::uid::Id;

/// The display names of these customers, at most a page of them; those that do not exist are left out.
///
/// # Errors
/// When the database does not answer.
pub fn of_ids(
    conn: &mut Conn,
    organization: OrganizationId,
    ids: impl IntoIterator<Item = CustomerId>,
) -> Result<HashMap<CustomerId, String>, StoreError> {
    let mut ids: Vec<Id> = ids.into_iter().map(|id| Id(id.0)).collect();
    ids.sort_unstable_by_key(|id| id.0);
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Id, String)> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::id.eq_any(ids))
        .select((table::id, table::display_name))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, name)| (CustomerId(id.0), name)).collect())
}
