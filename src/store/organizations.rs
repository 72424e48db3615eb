//! Organizations.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::organization::{Organization, OrganizationId};
use crate::domain::time::Time;
use crate::domain::values::CountryCode;
use crate::store::connection::{Conn, Sequence, draw};
use crate::store::error::StoreError;
use crate::store::schema::organizations;
use crate::store::uid::Id;

/// Most organizations that are listed.
const MOST: i64 = 1000;

#[derive(Queryable, Selectable)]
#[diesel(table_name = organizations)]
pub(in crate::store) struct OrganizationRow {
    id: i64,
    uuid: Id,
    name: String,
    locale: String,
    time_zone: String,
    country: Option<String>,
    view_count: i64,
}

impl OrganizationRow {
    pub(in crate::store) fn into_organization(self) -> Organization {
        Organization {
            id: OrganizationId(self.id),
            uuid: self.uuid.0,
            name: self.name,
            locale: self.locale,
            time_zone: self.time_zone,
            country: self.country.as_deref().and_then(|code| CountryCode::parse(code).ok()),
            has_views: self.view_count > 0,
        }
    }
}

/// The organization of this key.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub fn find(conn: &mut Conn, id: OrganizationId) -> Result<Organization, StoreError> {
    let row: OrganizationRow =
        organizations::table.find(id.0).select(OrganizationRow::as_select()).first(conn)?;
    Ok(row.into_organization())
}

/// All of the server, the oldest first.
///
/// # Errors
/// When the database does not answer.
pub fn list(conn: &mut Conn) -> Result<Vec<Organization>, StoreError> {
    let rows: Vec<OrganizationRow> = organizations::table
        .select(OrganizationRow::as_select())
        .order(organizations::id)
        .limit(MOST)
        .load(conn)?;
    Ok(rows.into_iter().map(OrganizationRow::into_organization).collect())
}

/// Adds one, with the settings of a new one: English, UTC.
///
/// # Errors
/// [`StoreError::Taken`] when another has this name: the command line tells them apart by it.
pub fn insert(conn: &mut Conn, name: &str, at: Time) -> Result<Organization, StoreError> {
    let taken: Option<Id> = organizations::table
        .filter(organizations::name.eq(name))
        .select(organizations::uuid)
        .first(conn)
        .optional()?;
    if let Some(Id(by)) = taken {
        return Err(StoreError::Taken { what: "this name", by: Some(by) });
    }
    let drawn = draw(conn, Sequence::Organization, 1)?;
    let id = *drawn.first().ok_or_else(|| StoreError::unavailable("no number was drawn"))?;
    diesel::insert_into(organizations::table)
        .values((
            organizations::id.eq(id),
            organizations::uuid.eq(Id(Uuid::now_v7())),
            organizations::name.eq(name),
            organizations::locale.eq("en"),
            organizations::time_zone.eq("UTC"),
            organizations::created_at.eq(at.micros()),
        ))
        .execute(conn)?;
    find(conn, OrganizationId(id))
}
