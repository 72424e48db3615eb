//! Saved views. How many an organization has stands in its own row, which every request reads: a list of an organization
//! without any asks nothing more.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::Actor;
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::domain::view::{MOST_OF_ORGANIZATION, View, ViewId, ViewTitle};
use crate::store::audit::{self, Outcome};
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{organizations, views as table};
use crate::store::uid::Id;

#[derive(Queryable, Selectable)]
#[diesel(table_name = table)]
struct ViewRow {
    id: Id,
    title: String,
    query: String,
}

impl From<ViewRow> for View {
    fn from(row: ViewRow) -> Self {
        Self { id: ViewId(row.id.0), title: row.title, query: row.query }
    }
}

/// The organization's views, the oldest first.
///
/// # Errors
/// When the database does not answer.
pub fn list(conn: &mut Conn, organization: OrganizationId) -> Result<Vec<View>, StoreError> {
    let rows: Vec<ViewRow> = table::table
        .filter(table::organization_id.eq(organization.0))
        .order(table::id)
        .select(ViewRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(View::from).collect())
}

/// One of them.
///
/// # Errors
/// [`StoreError::NotFound`] when the organization has none of this id.
pub fn find(conn: &mut Conn, organization: OrganizationId, id: ViewId) -> Result<View, StoreError> {
    let row: ViewRow = of_id(organization, id).select(ViewRow::as_select()).first(conn)?;
    Ok(row.into())
}

/// Saves a query under a name.
///
/// # Errors
/// [`StoreError::Invalid`] when the name is another's, or there are too many views.
pub fn insert(
    conn: &mut Conn,
    by: &Actor,
    title: &ViewTitle,
    query: &str,
    at: Time,
) -> Result<View, StoreError> {
    let organization = by.organization;
    let counted = organizations::table
        .filter(organizations::id.eq(organization.0))
        .filter(organizations::view_count.lt(MOST_OF_ORGANIZATION));
    let counted = diesel::update(counted).set(organizations::view_count.eq(organizations::view_count + 1));
    if counted.execute(conn)? == 0 {
        let issue = Issue::new("views-too-many").with("max", MOST_OF_ORGANIZATION);
        return Err(StoreError::Invalid(Issues::of("title", issue)));
    }
    // The organization is held by now: nobody takes the same name at this moment.
    ensure_free(conn, organization, None, title)?;
    let id = ViewId(Uuid::now_v7());
    let row = (
        table::organization_id.eq(organization.0),
        table::id.eq(Id(id.0)),
        table::title.eq(title.as_str()),
        table::title_key.eq(title.key()),
        table::query.eq(query),
        table::created_by.eq(by.id.map(|id| Id(id.0))),
        table::created_at.eq(at.micros()),
    );
    diesel::insert_into(table::table).values(row).execute(conn)?;
    note(conn, by, "create", id, at)?;
    find(conn, organization, id)
}

/// Gives a view another name.
///
/// # Errors
/// [`StoreError::NotFound`], and [`StoreError::Invalid`] when the name is another's.
pub fn rename(
    conn: &mut Conn,
    by: &Actor,
    id: ViewId,
    title: &ViewTitle,
    at: Time,
) -> Result<View, StoreError> {
    let organization = by.organization;
    let held = organizations::table.filter(organizations::id.eq(organization.0));
    diesel::update(held).set(organizations::view_count.eq(organizations::view_count)).execute(conn)?;
    ensure_free(conn, organization, Some(id), title)?;
    let change = (table::title.eq(title.as_str()), table::title_key.eq(title.key()));
    if diesel::update(of_id(organization, id)).set(change).execute(conn)? == 0 {
        return Err(StoreError::NotFound);
    }
    note(conn, by, "rename", id, at)?;
    find(conn, organization, id)
}

/// Deletes a view; the customers that it lists stay.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn delete(conn: &mut Conn, by: &Actor, id: ViewId, at: Time) -> Result<(), StoreError> {
    let organization = by.organization;
    let held = organizations::table.filter(organizations::id.eq(organization.0));
    diesel::update(held).set(organizations::view_count.eq(organizations::view_count - 1)).execute(conn)?;
    if diesel::delete(of_id(organization, id)).execute(conn)? == 0 {
        return Err(StoreError::NotFound);
    }
    note(conn, by, "delete", id, at)
}

fn ensure_free(
    conn: &mut Conn,
    organization: OrganizationId,
    except: Option<ViewId>,
    title: &ViewTitle,
) -> Result<(), StoreError> {
    let holder: Option<Id> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::title_key.eq(title.key()))
        .select(table::id)
        .first(conn)
        .optional()?;
    if holder.is_some_and(|holder| Some(ViewId(holder.0)) != except) {
        return Err(StoreError::Invalid(Issues::of("title", Issue::new("view-title-taken"))));
    }
    Ok(())
}

/// The audit's line of a change.
fn note(conn: &mut Conn, by: &Actor, action: &str, id: ViewId, at: Time) -> Result<(), StoreError> {
    audit::record(conn, by, action, "view", Some(id.0), Outcome::Done, at)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn of_id(organization: OrganizationId, id: ViewId) -> _ {
    let organization: i64 = organization.0;
    let id: Id = Id(id.0);
    table::table.filter(table::organization_id.eq(organization)).filter(table::id.eq(id))
}
