//! What the files of imports are called, for those who only point at an import.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::import::ImportId;
use crate::domain::organization::OrganizationId;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::schema::imports as table;
use crate::store::uid::Id;

/// Imports by the name of their file.
pub type FileNames = HashMap<ImportId, String>;

/// The names of the files of these imports, at most a page of them; those that do not exist are left out.
///
/// # Errors
/// When the database does not answer.
pub fn of_files(
    conn: &mut Conn,
    organization: OrganizationId,
    ids: impl IntoIterator<Item = ImportId>,
) -> Result<FileNames, StoreError> {
    let mut ids: Vec<Id> = ids.into_iter().map(|id| Id(id.0)).collect();
    ids.sort_unstable_by_key(|id| id.0);
    ids.dedup();
    let rows: Vec<(Id, String)> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::id.eq_any(ids))
        .select((table::id, table::file_name))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, name)| (ImportId(id.0), name)).collect())
}
