//! The mappings that people chose, for the next file with the same columns.

use diesel::prelude::*;

use crate::domain::import::{Options, Target};
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::connection::Conn;
use crate::store::customers::{from_json, json};
use crate::store::error::StoreError;
use crate::store::operations;
use crate::store::schema::import_mappings as table;

/// Targets by the names of their columns.
pub type NamedTargets = Vec<(String, Target)>;

/// What was chosen the last time for a file with these columns. Attributes go by the keys that they have by now.
///
/// # Errors
/// When the database does not answer.
pub fn find(
    conn: &mut Conn,
    organization: OrganizationId,
    columns: &[u8; 32],
) -> Result<Option<(NamedTargets, Options)>, StoreError> {
    let row: Option<(String, String, i64)> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::columns_hash.eq(columns.as_slice()))
        .select((table::mapping, table::options, table::used_at))
        .first(conn)
        .optional()?;
    let Some((mapping, options, used_at)) = row else { return Ok(None) };
    let since = operations::changes(conn, organization, Some(Time::from_micros(used_at)))?;
    let mut targets: NamedTargets = from_json(&mapping)?;
    for (_, target) in &mut targets {
        if let Target::Attribute(key) = target {
            *key = since.key(key).to_owned();
        }
    }
    Ok(Some((targets, from_json(&options)?)))
}

/// Remembers what was chosen.
///
/// # Errors
/// When the database does not answer.
pub fn save(
    conn: &mut Conn,
    organization: OrganizationId,
    columns: &[u8; 32],
    mapping: &NamedTargets,
    options: &Options,
    at: Time,
) -> Result<(), StoreError> {
    let chosen = (
        table::mapping.eq(json(mapping)?),
        table::options.eq(json(options)?),
        table::used_at.eq(at.micros()),
    );
    let same = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::columns_hash.eq(columns.as_slice()));
    if diesel::update(same).set(chosen.clone()).execute(conn)? == 0 {
        let key = (table::organization_id.eq(organization.0), table::columns_hash.eq(columns.as_slice()));
        diesel::insert_into(table::table).values((key, chosen)).execute(conn)?;
    }
    Ok(())
}
