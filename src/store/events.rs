//! The timeline: what people and programs did, written in the transaction that did it. What an import did is told by
//! the history itself, so that a million rows do not cost a million events.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::customer::{Cause, Customer, CustomerId, Version};
use crate::domain::event::{Event, EventKind};
use crate::domain::operator::ActorId;
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::connection::Conn;
use crate::store::customers::{from_json, json};
use crate::store::error::StoreError;
use crate::store::schema::events;
use crate::store::uid::Id;
use crate::store::versions;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = events, treat_none_as_default_value = false)]
struct EventRow {
    id: Id,
    organization_id: i64,
    customer_id: Id,
    actor_id: Option<Id>,
    kind: String,
    version: Option<i64>,
    data: String,
    created_at: i64,
}

/// Writes a line of the customer's timeline.
///
/// # Errors
/// When the database does not answer.
pub fn record(conn: &mut Conn, customer: &Customer, event: &Event) -> Result<(), StoreError> {
    let row = EventRow {
        id: Id(event.id),
        organization_id: customer.organization.0,
        customer_id: Id(customer.id.0),
        actor_id: event.actor.map(|actor| Id(actor.0)),
        kind: event.kind.as_str().into(),
        version: Some(event.version.0),
        data: json(&event.kind)?,
        created_at: event.at.micros(),
    };
    diesel::insert_into(events::table).values(row).execute(conn)?;
    Ok(())
}

/// The newest `limit` lines of a customer's timeline before `before`, newest first.
///
/// # Errors
/// When the database does not answer.
pub fn list(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
    before: Option<Time>,
    limit: usize,
) -> Result<Vec<Event>, StoreError> {
    let before = before.map_or(i64::MAX, Time::micros);
    let rows: Vec<EventRow> = events::table
        .filter(events::organization_id.eq(organization.0))
        .filter(events::customer_id.eq(Id(customer.0)))
        .filter(events::created_at.lt(before))
        .order((events::created_at.desc(), events::id.desc()))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(EventRow::as_select())
        .load(conn)?;
    let mut lines = rows.into_iter().map(EventRow::into_event).collect::<Result<Vec<_>, _>>()?;
    let signs = versions::stamps(conn, organization, customer)?;
    lines.extend(signs.into_iter().filter(|(_, stamp)| stamp.at.micros() < before).filter_map(
        |(version, stamp)| match stamp.cause {
            Cause::Import { import, row } => Some(Event {
                // Imports have no event of their own to name; their version does.
                id: Uuid::from_u64_pair(stamp.at.micros().unsigned_abs(), version.0.unsigned_abs()),
                customer,
                actor: stamp.by,
                version,
                at: stamp.at,
                kind: EventKind::Imported { import, row, created: version == Version::FIRST },
            }),
            _ => None,
        },
    ));
    lines.sort_by_key(|line| std::cmp::Reverse((line.at, line.version, line.id)));
    lines.truncate(limit);
    Ok(lines)
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

impl EventRow {
    fn into_event(self) -> Result<Event, StoreError> {
        Ok(Event {
            id: self.id.0,
            customer: CustomerId(self.customer_id.0),
            actor: self.actor_id.map(|actor| ActorId(actor.0)),
            version: Version(self.version.unwrap_or_default()),
            at: Time::from_micros(self.created_at),
            kind: from_json(&self.data)?,
        })
    }
}
