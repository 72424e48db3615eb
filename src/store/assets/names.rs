//! What files are called, for those who only point at one.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::asset::AssetId;
use crate::domain::organization::OrganizationId;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::schema::assets as table;
use crate::store::uid::Id;

/// The titles of these files, at most a page of them; those that do not exist are left out.
///
/// # Errors
/// When the database does not answer.
pub fn of_ids(
    conn: &mut Conn,
    organization: OrganizationId,
    ids: impl IntoIterator<Item = AssetId>,
) -> Result<HashMap<AssetId, String>, StoreError> {
    let ids: Vec<Id> = ids.into_iter().map(|id| Id(id.0)).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Id, String)> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::id.eq_any(ids))
        .select((table::id, table::title))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, title)| (AssetId(id.0), title)).collect())
}
