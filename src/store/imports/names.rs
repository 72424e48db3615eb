//! What imports are called, and what came of them, for those who only point at one.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::import::ImportId;
use crate::domain::organization::OrganizationId;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::schema::imports as table;
use crate::store::uid::Id;

/// What is told of an import where it is only pointed at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// The name of its file.
    pub file: String,
    /// Customers that it created or changed.
    pub saved: i64,
}

/// What is told of these imports, at most a page of them; those that do not exist are left out.
///
/// # Errors
/// When the database does not answer.
pub fn of_ids(
    conn: &mut Conn,
    organization: OrganizationId,
    ids: impl IntoIterator<Item = ImportId>,
) -> Result<HashMap<ImportId, Brought>, StoreError> {
    let mut ids: Vec<Id> = ids.into_iter().map(|id| Id(id.0)).collect();
    ids.sort_unstable_by_key(|id| id.0);
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Id, String, i64, i64)> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::id.eq_any(ids))
        .select((table::id, table::file_name, table::created, table::updated))
        .load(conn)?;
    let brought = |(id, file, created, updated): (Id, _, i64, i64)| {
        (ImportId(id.0), Brought { file, saved: created + updated })
    };
    Ok(rows.into_iter().map(brought).collect())
}
