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

/// Names that are offered.
const MOST_NAMES: i64 = 100;
/// The name of what was chosen last.
const LAST: &str = "";

/// What was chosen the last time for a file with these columns. Attributes go by the keys that they have by now.
///
/// # Errors
/// When the database does not answer.
pub fn find(
    conn: &mut Conn,
    organization: OrganizationId,
    columns: &[u8; 32],
) -> Result<Option<(NamedTargets, Options)>, StoreError> {
    let row: Option<Row> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::columns_hash.eq(columns.as_slice()))
        .filter(table::name.eq(LAST))
        .select((table::mapping, table::options, table::used_at))
        .first(conn)
        .optional()?;
    row.map(|row| read(conn, organization, row)).transpose()
}

/// What was saved under this name: for a file with these columns, or else for the last one.
///
/// # Errors
/// When the database does not answer.
pub fn named(
    conn: &mut Conn,
    organization: OrganizationId,
    name: &str,
    columns: &[u8; 32],
) -> Result<Option<(NamedTargets, Options)>, StoreError> {
    let rows: Vec<(Vec<u8>, Row)> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::name.eq(name))
        .filter(table::name.ne(LAST))
        .order(table::used_at.desc())
        .limit(MOST_NAMES)
        .select((table::columns_hash, (table::mapping, table::options, table::used_at)))
        .load(conn)?;
    let same = rows.iter().position(|(hash, _)| hash == columns).unwrap_or(0);
    let row = rows.into_iter().nth(same).map(|(_, row)| row);
    row.map(|row| read(conn, organization, row)).transpose()
}

/// The names that mappings were saved under, in their order.
///
/// # Errors
/// When the database does not answer.
pub fn names(conn: &mut Conn, organization: OrganizationId) -> Result<Vec<String>, StoreError> {
    let mut names: Vec<String> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::name.ne(LAST))
        .order(table::used_at.desc())
        .limit(MOST_NAMES)
        .select(table::name)
        .load(conn)?;
    names.sort();
    names.dedup();
    Ok(names)
}

type Row = (String, String, i64);

fn read(
    conn: &mut Conn,
    organization: OrganizationId,
    (mapping, options, used_at): Row,
) -> Result<(NamedTargets, Options), StoreError> {
    let since = operations::changes(conn, organization, Some(Time::from_micros(used_at)))?;
    let mut targets: NamedTargets = from_json(&mapping)?;
    for (_, target) in &mut targets {
        if let Target::Attribute(key) = target {
            *key = since.key(key).to_owned();
        }
    }
    Ok((targets, from_json(&options)?))
}

/// Remembers what was chosen, and keeps it under a name where it is given one.
///
/// # Errors
/// When the database does not answer.
pub fn save(
    conn: &mut Conn,
    organization: OrganizationId,
    columns: &[u8; 32],
    name: Option<&str>,
    (mapping, options): (&NamedTargets, &Options),
    at: Time,
) -> Result<(), StoreError> {
    for name in std::iter::once(LAST).chain(name) {
        let chosen = (
            table::mapping.eq(json(mapping)?),
            table::options.eq(json(options)?),
            table::used_at.eq(at.micros()),
        );
        let same = table::table
            .filter(table::organization_id.eq(organization.0))
            .filter(table::columns_hash.eq(columns.as_slice()))
            .filter(table::name.eq(name));
        if diesel::update(same).set(chosen.clone()).execute(conn)? == 0 {
            let key = (
                table::organization_id.eq(organization.0),
                table::columns_hash.eq(columns.as_slice()),
                table::name.eq(name),
            );
            diesel::insert_into(table::table).values((key, chosen)).execute(conn)?;
        }
    }
    Ok(())
}
