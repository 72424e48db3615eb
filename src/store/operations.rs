//! Operations: work on many customers that waits for the runner, and how far it is. As with imports, a lease says whose
//! turn it is, and every slice moves the row on in its own transaction.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::customer::Signature;
use crate::domain::operation::{Kind, Operation, OperationId, State};
use crate::domain::operator::{ActorId, ActorKind};
use crate::domain::organization::OrganizationId;
use crate::domain::tag::TagId;
use crate::domain::time::Time;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::leases::{Lease, leased};
use crate::store::schema::operations as table;
use crate::store::tags;
use crate::store::uid::Id;

#[derive(Queryable, Selectable)]
#[diesel(table_name = table)]
struct OperationRow {
    number: i64,
    id: Id,
    organization_id: i64,
    actor_id: Option<Id>,
    actor_kind: String,
    kind: String,
    tag_id: Id,
    state: String,
    total: i64,
    done: i64,
    last_seq: i64,
    until_seq: i64,
    created_at: i64,
    finished_at: Option<i64>,
}

leased!(table, at_work: [State::Running.as_str()]);

/// Leaves work for the runner.
pub(in crate::store) fn insert(
    conn: &mut Conn,
    by: &Signature,
    kind: Kind,
    tag: TagId,
    total: i64,
    until_seq: i64,
) -> Result<OperationId, StoreError> {
    let id = Uuid::now_v7();
    let row = (
        table::id.eq(Id(id)),
        table::organization_id.eq(by.actor.organization.0),
        table::actor_id.eq(by.actor.id.map(|id| Id(id.0))),
        table::actor_kind.eq(by.actor.kind.as_str()),
        table::kind.eq(kind.as_str()),
        table::tag_id.eq(Id(tag.0)),
        table::state.eq(State::Running.as_str()),
        table::total.eq(total),
        table::done.eq(0),
        table::last_seq.eq(0),
        table::until_seq.eq(until_seq),
        table::created_at.eq(by.at.micros()),
    );
    diesel::insert_into(table::table).values(row).execute(conn)?;
    Ok(OperationId(id))
}

/// One operation of the organization.
///
/// # Errors
/// [`StoreError::NotFound`] when it has none of this id.
pub fn find(conn: &mut Conn, organization: OrganizationId, id: OperationId) -> Result<Operation, StoreError> {
    let row: OperationRow = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::id.eq(Id(id.0)))
        .select(OperationRow::as_select())
        .first(conn)?;
    row.into_operation()
}

/// The operations of an organization that go on, the one that waits longest first.
///
/// # Errors
/// When the database does not answer.
pub fn running(conn: &mut Conn, organization: OrganizationId) -> Result<Vec<Operation>, StoreError> {
    let rows: Vec<OperationRow> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::state.eq(State::Running.as_str()))
        .order(table::number)
        .limit(20)
        .select(OperationRow::as_select())
        .load(conn)?;
    rows.into_iter().map(OperationRow::into_operation).collect()
}

/// Takes the operation that waits longest, of an organization of which none is worked on.
///
/// # Errors
/// When the database does not answer.
pub fn claim(conn: &mut Conn, owner: Uuid) -> Result<Option<Operation>, StoreError> {
    let Some(number) = take(conn, owner)? else { return Ok(None) };
    let row: OperationRow = table::table.find(number).select(OperationRow::as_select()).first(conn)?;
    row.into_operation().map(Some)
}

/// Does the next slice of an operation, of `limit` customers at the most, and moves it on. Answers how many there
/// were; fewer than `limit` were the last, and the operation is over.
///
/// # Errors
/// [`StoreError::Stale`] when another runner has the lease, or a customer changed in this very moment.
pub fn advance(
    conn: &mut Conn,
    lease: &Lease,
    operation: &Operation,
    by: &Signature,
    limit: usize,
) -> Result<usize, StoreError> {
    extend(conn, lease)?;
    let most = i64::try_from(limit).map_err(StoreError::unavailable)?;
    let last: i64 = row_of(lease).select(table::last_seq).first(conn)?;
    let (last, done) = match operation.kind {
        Kind::RenameTag => {
            let until = operation.until_seq;
            tags::refresh_some(conn, operation.organization, operation.tag, last, until, most)?
        }
        Kind::MergeTag | Kind::DeleteTag => (last, tags::retag_some(conn, by, operation.tag, most)?),
    };
    let count = i64::try_from(done).map_err(StoreError::unavailable)?;
    let moved = (table::last_seq.eq(last), table::done.eq(table::done + count));
    diesel::update(row_of(lease)).set(moved).execute(conn)?;
    if done < limit {
        let over = (
            table::state.eq(State::Completed.as_str()),
            table::finished_at.eq(Some(by.at.micros())),
            table::lease_owner.eq(None::<Id>),
            table::lease_until.eq(None::<i64>),
        );
        diesel::update(row_of(lease)).set(over).execute(conn)?;
    }
    Ok(done)
}

impl OperationRow {
    fn into_operation(self) -> Result<Operation, StoreError> {
        let unknown = || StoreError::unavailable("an operation of unknown kind or state");
        Ok(Operation {
            number: self.number,
            id: OperationId(self.id.0),
            organization: OrganizationId(self.organization_id),
            actor: self.actor_id.map(|id| ActorId(id.0)),
            actor_kind: ActorKind::of_word(&self.actor_kind),
            kind: Kind::parse(&self.kind).ok_or_else(unknown)?,
            tag: TagId(self.tag_id.0),
            state: State::parse(&self.state).ok_or_else(unknown)?,
            total: self.total,
            done: self.done,
            last_seq: self.last_seq,
            until_seq: self.until_seq,
            created_at: Time::from_micros(self.created_at),
            finished_at: self.finished_at.map(Time::from_micros),
        })
    }
}
