//! The timeline: what people and programs did, written in the transaction that did it. What an import did to a customer
//! is told by the history itself, so that a million rows do not cost a million events; the import as a whole is one
//! event of the organization. Notes are changed in `store::notes`.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::customer::Customer;
use crate::domain::customer::{Cause, CustomerId, Stamp, Version};
use crate::domain::event::{self, Event, EventKind, Note, Topic};
use crate::domain::import::{Fate, UndoLine};
use crate::domain::operation::Kind;
use crate::domain::operator::ActorId;
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::connection::{Conn, MultiBackend};
use crate::store::customers::{from_json, json};
use crate::store::error::StoreError;
use crate::store::imports::undo_lines;
use crate::store::operations;
use crate::store::schema::events;
use crate::store::uid::Id;
use crate::store::versions;

/// Stands for the customer of an event that is about none.
const NOBODY: Id = Id(Uuid::nil());

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = events, treat_none_as_default_value = false)]
pub(in crate::store) struct EventRow {
    id: Id,
    organization_id: i64,
    customer_id: Id,
    actor_id: Option<Id>,
    kind: String,
    version: Option<i64>,
    data: String,
    created_at: i64,
    topic: i16,
    note: Option<String>,
    revision: i64,
    edited_by: Option<Id>,
    edited_at: Option<i64>,
    pinned_at: Option<i64>,
}

/// Which lines of a timeline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asked {
    /// Only those about this.
    pub topic: Option<Topic>,
    /// Only those before the one of this id.
    pub before: Option<Uuid>,
    /// Without the pinned notes from this one on, which stand above the others.
    pub above: Option<Uuid>,
}

pub(in crate::store) type Boxed<'a> = events::BoxedQuery<'a, MultiBackend>;

/// Writes a line of the customer's timeline.
///
/// # Errors
/// When the database does not answer.
pub fn record(conn: &mut Conn, customer: &Customer, event: &Event) -> Result<(), StoreError> {
    record_of_organization(conn, customer.organization, event)
}

/// Writes a line of an organization's activity, which may be about no customer.
///
/// # Errors
/// When the database does not answer.
pub fn record_of_organization(
    conn: &mut Conn,
    organization: OrganizationId,
    event: &Event,
) -> Result<(), StoreError> {
    let note = event.note.as_ref();
    let edited = note.and_then(|note| note.edited);
    let row = EventRow {
        id: Id(event.id),
        organization_id: organization.0,
        customer_id: event.customer.map_or(NOBODY, |customer| Id(customer.0)),
        actor_id: event.actor.map(|actor| Id(actor.0)),
        kind: event.kind.as_str().into(),
        version: Some(event.version.0),
        data: json(&event.kind)?,
        created_at: event.at.micros(),
        topic: event.kind.topic().code(),
        note: note.map(|note| note.text.clone()),
        revision: note.map_or(Version::FIRST, |note| note.revision).0,
        edited_by: edited.and_then(|(by, _)| by).map(|by| Id(by.0)),
        edited_at: edited.map(|(_, at)| at.micros()),
        pinned_at: note.filter(|note| note.is_pinned).map(|_| event.at.micros()),
    };
    diesel::insert_into(events::table).values(row).execute(conn)?;
    Ok(())
}

/// The newest `limit` lines of a customer's timeline that are asked for, newest first.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such customer.
pub fn list(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
    asked: Asked,
    limit: usize,
) -> Result<Vec<Event>, StoreError> {
    let query = of_customer(organization, customer, asked);
    let mut lines = newest(conn, query, limit)?;
    lines.extend(rows_of_imports(conn, organization, customer, asked, Some(limit))?);
    lines.sort_unstable_by_key(|line| std::cmp::Reverse(line.id));
    lines.truncate(limit);
    Ok(lines)
}

/// How many lines [`list`] would find if it found all.
///
/// # Errors
/// As [`list`].
pub fn count(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
    asked: Asked,
) -> Result<usize, StoreError> {
    let own: i64 = of_customer(organization, customer, asked).count().get_result(conn)?;
    let rows = rows_of_imports(conn, organization, customer, asked, None)?;
    Ok(usize::try_from(own).unwrap_or_default() + rows.len())
}

/// The newest `limit` events of an organization before the one of id `before`, newest first: of one topic and one
/// actor, where they are asked for. Each topic is the beginning of a range of an index, whatever else there is, so this
/// costs the same for any number of events and customers.
///
/// # Errors
/// When the database does not answer.
pub fn activity(
    conn: &mut Conn,
    organization: OrganizationId,
    topic: Option<Topic>,
    by: Option<ActorId>,
    before: Option<Uuid>,
    limit: usize,
) -> Result<Vec<Event>, StoreError> {
    let mut lines = Vec::new();
    for topic in Topic::ALL.into_iter().filter(|known| topic.is_none_or(|topic| topic == *known)) {
        let mut query = live(organization).filter(events::topic.eq(topic.code()));
        if let Some(by) = by {
            query = query.filter(events::actor_id.eq(Id(by.0)));
        }
        if let Some(before) = before {
            query = query.filter(events::id.lt(Id(before)));
        }
        lines.extend(newest(conn, query, limit)?);
    }
    lines.sort_unstable_by_key(|line| std::cmp::Reverse(line.id));
    lines.truncate(limit);
    Ok(lines)
}

/// The pinned notes of a customer, the newest first.
///
/// # Errors
/// When the database does not answer.
pub fn pinned(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
    limit: usize,
) -> Result<Vec<Event>, StoreError> {
    let query = of_customer(organization, customer, Asked::default()).filter(events::pinned_at.is_not_null());
    newest(conn, query, limit)
}

/// Removes a customer's timeline.
pub(in crate::store) fn purge(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
) -> Result<(), StoreError> {
    let of_customer = events::table
        .filter(events::organization_id.eq(organization.0))
        .filter(events::customer_id.eq(Id(customer.0)));
    diesel::delete(of_customer).execute(conn)?;
    Ok(())
}

fn live<'a>(organization: OrganizationId) -> Boxed<'a> {
    events::table
        .filter(events::organization_id.eq(organization.0))
        .filter(events::deleted_at.is_null())
        .into_boxed()
}

fn of_customer<'a>(organization: OrganizationId, customer: CustomerId, asked: Asked) -> Boxed<'a> {
    let mut query = live(organization).filter(events::customer_id.eq(Id(customer.0)));
    if let Some(topic) = asked.topic {
        query = query.filter(events::topic.eq(topic.code()));
    }
    if let Some(before) = asked.before {
        query = query.filter(events::id.lt(Id(before)));
    }
    if let Some(above) = asked.above {
        query = query.filter(events::pinned_at.is_null().or(events::id.lt(Id(above))));
    }
    query
}

fn newest(conn: &mut Conn, query: Boxed<'_>, limit: usize) -> Result<Vec<Event>, StoreError> {
    let rows: Vec<EventRow> = query
        .order(events::id.desc())
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(EventRow::as_select())
        .load(conn)?;
    rows.into_iter().map(EventRow::into_event).collect()
}

/// The lines that the versions of a customer stand for which an import made.
fn rows_of_imports(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
    asked: Asked,
    limit: Option<usize>,
) -> Result<Vec<Event>, StoreError> {
    if asked.topic.is_some_and(|topic| topic != Topic::Imports) {
        return Ok(Vec::new());
    }
    let until = asked.before.map_or(Time::from_micros(i64::MAX), event::time_of);
    let stamps = versions::imported(conn, organization, customer, until, limit)?;
    let undone = undone(conn, organization, customer, &stamps)?;
    let lines =
        stamps.into_iter().filter_map(|(version, stamp)| of_row(customer, version, stamp)).chain(undone);
    Ok(lines.filter(|line| asked.before.is_none_or(|before| line.id < before)).collect())
}

/// The lines that the ledgers of undos stand for which took some of these versions back, or brought them back.
fn undone(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
    stamps: &[(Version, Stamp)],
) -> Result<Vec<Event>, StoreError> {
    let row = |(_, stamp): &(Version, Stamp)| match stamp.cause {
        Cause::Import { import, row } => Some((import, row)),
        _ => None,
    };
    let rows: Vec<(Uuid, i64)> = stamps.iter().filter_map(row).collect();
    let imports: Vec<Uuid> = rows.iter().map(|(import, _)| *import).collect();
    if imports.is_empty() {
        return Ok(Vec::new());
    }
    let mut lines = Vec::new();
    for operation in operations::on(conn, organization, &imports, [Kind::UndoImport, Kind::RedoImport])? {
        for (import, row) in rows.iter().filter(|(import, _)| *import == operation.subject) {
            let line = undo_lines::of_row(conn, &operation, *row)?;
            let of_it = line.filter(|line| line.customer.is_none_or(|known| known == customer));
            // What a person decided afterwards has events of its own.
            let is_done = |line: &UndoLine| {
                let is_in_time = operation.finished_at.is_none_or(|ended| line.at <= ended);
                is_in_time && !matches!(line.fate, Fate::Kept | Fate::Gone)
            };
            let Some(line) = of_it.filter(is_done) else { continue };
            let is_redo = operation.kind == Kind::RedoImport;
            let kind = EventKind::Undone { import: *import, row: *row, fate: line.fate, is_redo };
            let version = line.version.map_or(Version(0), Version::next);
            lines.push(Event::untold(customer, version, kind, operation.actor, line.at));
        }
    }
    Ok(lines)
}

fn of_row(customer: CustomerId, version: Version, stamp: Stamp) -> Option<Event> {
    let Cause::Import { import, row } = stamp.cause else { return None };
    Some(Event::of_row(customer, version, stamp, import, row))
}

impl EventRow {
    pub(in crate::store) fn into_event(self) -> Result<Event, StoreError> {
        let kind: EventKind = from_json(&self.data)?;
        let edited_at = self.edited_at.map(Time::from_micros);
        let note = self.note.map(|text| Note {
            text,
            revision: Version(self.revision),
            edited: edited_at.map(|at| (self.edited_by.map(|by| ActorId(by.0)), at)),
            is_pinned: self.pinned_at.is_some(),
        });
        Ok(Event {
            id: self.id.0,
            customer: (self.customer_id.0 != NOBODY.0).then_some(CustomerId(self.customer_id.0)),
            actor: self.actor_id.map(|actor| ActorId(actor.0)),
            version: Version(self.version.unwrap_or_default()),
            at: Time::from_micros(self.created_at),
            kind,
            note,
        })
    }
}
