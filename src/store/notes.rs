//! Notes on a customer's timeline: events whose words can be edited, pinned and deleted by whoever wrote them, or by an
//! administrator. The customer itself does not change with them.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::customer::{CustomerId, Signature, Version};
use crate::domain::event::{Event, EventKind, Note};
use crate::domain::operator::Right;
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::audit::{self, Outcome};
use crate::store::connection::Conn;
use crate::store::customers;
use crate::store::error::StoreError;
use crate::store::events::{self, EventRow};
use crate::store::schema::events as table;
use crate::store::uid::Id;

/// Writes a note.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such live customer.
pub fn insert(
    conn: &mut Conn,
    by: &Signature,
    customer: CustomerId,
    text: String,
    is_pinned: bool,
) -> Result<Event, StoreError> {
    let customer = customers::hold_live(conn, by.actor.organization, customer)?;
    let note = Note { text, revision: Version::FIRST, edited: None, is_pinned };
    let event = Event { note: Some(note), ..Event::signed(&customer, EventKind::Note, by.stamp()) };
    events::record(conn, &customer, &event)?;
    tell(conn, by, "create", event.id)?;
    Ok(event)
}

/// A note of a customer.
///
/// # Errors
/// [`StoreError::NotFound`] when the customer has none of this id.
pub fn find(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
    id: Uuid,
) -> Result<Event, StoreError> {
    let row: EventRow = of_id(organization, customer, id)
        .filter(table::deleted_at.is_null())
        .select(EventRow::as_select())
        .first(conn)?;
    row.into_event()
}

/// Gives a note other words, if `read` is still its revision.
///
/// # Errors
/// [`StoreError::Stale`] when it is not, [`StoreError::NotFound`], and [`StoreError::Forbidden`] for another's note.
pub fn update(
    conn: &mut Conn,
    by: &Signature,
    customer: CustomerId,
    id: Uuid,
    read: Version,
    text: String,
) -> Result<Event, StoreError> {
    let former = open(conn, by, customer, id)?;
    let words = former.note.as_ref().map(|note| (note.revision, note.text == text));
    match words {
        Some((revision, _)) if revision != read => return Err(StoreError::Stale),
        Some((_, true)) => return Ok(former),
        _ => {}
    }
    let change = (
        table::note.eq(Some(text)),
        table::revision.eq(read.next().0),
        table::edited_by.eq(by.actor.id.map(|by| Id(by.0))),
        table::edited_at.eq(Some(by.at.micros())),
    );
    let row = of_id(by.actor.organization, customer, id).filter(table::revision.eq(read.0));
    if diesel::update(row).set(change).execute(conn)? == 0 {
        return Err(StoreError::Stale);
    }
    tell(conn, by, "update", id)?;
    find(conn, by.actor.organization, customer, id)
}

/// Puts a note above the others, or back into its place. Anyone who writes may do that.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn pin(
    conn: &mut Conn,
    by: &Signature,
    customer: CustomerId,
    id: Uuid,
    is_pinned: bool,
) -> Result<Event, StoreError> {
    customers::find_live(conn, by.actor.organization, customer)?;
    find(conn, by.actor.organization, customer, id)?;
    let row = of_id(by.actor.organization, customer, id);
    let pinned_at = is_pinned.then_some(by.at.micros());
    diesel::update(row).set(table::pinned_at.eq(pinned_at)).execute(conn)?;
    tell(conn, by, if is_pinned { "pin" } else { "unpin" }, id)?;
    find(conn, by.actor.organization, customer, id)
}

/// Deletes a note. It can be taken back for 30 days.
///
/// # Errors
/// [`StoreError::NotFound`], and [`StoreError::Forbidden`] for another's note.
pub fn delete(conn: &mut Conn, by: &Signature, customer: CustomerId, id: Uuid) -> Result<(), StoreError> {
    open(conn, by, customer, id)?;
    let row = of_id(by.actor.organization, customer, id);
    diesel::update(row).set(table::deleted_at.eq(Some(by.at.micros()))).execute(conn)?;
    tell(conn, by, "delete", id)
}

/// Takes the deletion of a note back.
///
/// # Errors
/// As [`delete`].
pub fn restore(conn: &mut Conn, by: &Signature, customer: CustomerId, id: Uuid) -> Result<(), StoreError> {
    let deleted = of_id(by.actor.organization, customer, id).filter(table::deleted_at.is_not_null());
    let row: EventRow = deleted.select(EventRow::as_select()).first(conn)?;
    ensure_changeable(&row.into_event()?, by)?;
    customers::find_live(conn, by.actor.organization, customer)?;
    let row = of_id(by.actor.organization, customer, id);
    diesel::update(row).set(table::deleted_at.eq(None::<i64>)).execute(conn)?;
    tell(conn, by, "restore", id)
}

/// Removes the notes that were deleted before `before`, at most `limit` of them.
///
/// # Errors
/// When the database does not answer.
pub fn expire(
    conn: &mut Conn,
    organization: OrganizationId,
    before: Time,
    limit: i64,
) -> Result<(), StoreError> {
    let rows: Vec<(Id, Id)> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::deleted_at.is_not_null())
        .filter(table::deleted_at.lt(before.micros()))
        .limit(limit)
        .select((table::customer_id, table::id))
        .load(conn)?;
    for (customer, id) in rows {
        diesel::delete(of_id(organization, CustomerId(customer.0), id.0)).execute(conn)?;
    }
    Ok(())
}

/// A note that the signatory may change, of a customer that is not in the trash.
fn open(conn: &mut Conn, by: &Signature, customer: CustomerId, id: Uuid) -> Result<Event, StoreError> {
    let note = find(conn, by.actor.organization, customer, id)?;
    ensure_changeable(&note, by)?;
    customers::find_live(conn, by.actor.organization, customer)?;
    Ok(note)
}

fn ensure_changeable(note: &Event, by: &Signature) -> Result<(), StoreError> {
    if note.may_be_changed_by(by.actor.id, by.actor.role) {
        return Ok(());
    }
    Ok(by.actor.may(Right::ManageNotes)?)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn of_id(organization: OrganizationId, customer: CustomerId, id: Uuid) -> _ {
    let organization: i64 = organization.0;
    let customer: Id = Id(customer.0);
    let id: Id = Id(id);
    table::table
        .filter(table::organization_id.eq(organization))
        .filter(table::customer_id.eq(customer))
        .filter(table::id.eq(id))
        .filter(table::note.is_not_null())
}

/// The audit's line of a change, without a word of the note.
fn tell(conn: &mut Conn, by: &Signature, action: &str, id: Uuid) -> Result<(), StoreError> {
    audit::record(conn, &by.actor, action, "note", Some(id), Outcome::Done, by.at)
}
