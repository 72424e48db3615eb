//! The audit: who did what to which record, when, from where, and how it ended. It is written in the transaction of
//! what it tells of, holds ids and no personal data, and nothing changes or deletes a row of it.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::operator::Actor;
use crate::domain::time::Time;
use crate::store::connection::{Conn, Turn, take_turn};
use crate::store::error::StoreError;
use crate::store::schema::audit;
use crate::store::uid::Id;

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Done,
    /// The caller may not.
    Refused,
    /// It was tried in vain: a wrong password.
    Failed,
}

impl Outcome {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// Adds a line: `action` is a verb such as "purge", `record` the table's name of what it was done to.
///
/// # Errors
/// When the database does not take it.
pub fn record(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    record: &str,
    record_id: Option<Uuid>,
    outcome: Outcome,
    at: Time,
) -> Result<(), StoreError> {
    insert(conn, actor, (action, record, record_id), outcome, None, at)
}

/// Adds a line about something done to so many rows of a table.
///
/// # Errors
/// When the database does not take it.
pub fn record_rows(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    record: &str,
    rows: i64,
    at: Time,
) -> Result<(), StoreError> {
    insert(conn, actor, (action, record, None), Outcome::Done, Some(rows), at)
}

/// Adds a line of what an actor may do only so often since then, unless it was that often; the command line may as often
/// as it likes. Two that come at once are counted one after the other.
///
/// # Errors
/// When the database does not take it.
pub fn record_one_of(
    conn: &mut Conn,
    actor: &Actor,
    (action, record): (&str, &str),
    most: i64,
    since: Time,
    at: Time,
) -> Result<bool, StoreError> {
    if let Some(id) = actor.id {
        take_turn(conn, Turn::Rationed(id))?;
        if count_since(conn, actor, action, since)? >= most {
            return Ok(false);
        }
    }
    insert(conn, actor, (action, record, None), Outcome::Done, None, at)?;
    Ok(true)
}

/// How often the actor did this since then. Ids are in order of time, and the table is by them.
///
/// # Errors
/// When the database does not answer.
pub fn count_since(conn: &mut Conn, actor: &Actor, action: &str, since: Time) -> Result<i64, StoreError> {
    let millis = u64::try_from(since.micros() / 1_000).unwrap_or_default();
    let first = uuid::Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid();
    Ok(audit::table
        .filter(audit::organization_id.eq(actor.organization.0))
        .filter(audit::id.gt(Id(first)))
        .filter(audit::actor_id.eq(actor.id.map(|id| Id(id.0))))
        .filter(audit::action.eq(action))
        .filter(audit::created_at.gt(since.micros()))
        .count()
        .get_result(conn)?)
}

fn insert(
    conn: &mut Conn,
    actor: &Actor,
    (action, record, record_id): (&str, &str, Option<Uuid>),
    outcome: Outcome,
    rows: Option<i64>,
    at: Time,
) -> Result<(), StoreError> {
    diesel::insert_into(audit::table)
        .values((
            audit::id.eq(Id(Uuid::now_v7())),
            audit::organization_id.eq(actor.organization.0),
            audit::actor_id.eq(actor.id.map(|id| Id(id.0))),
            audit::actor_kind.eq(actor.kind.as_str()),
            audit::action.eq(action),
            audit::record.eq(record),
            audit::record_id.eq(record_id.map(Id)),
            audit::address.eq(actor.address.as_deref()),
            audit::outcome.eq(outcome.as_str()),
            audit::row_count.eq(rows),
            audit::created_at.eq(at.micros()),
        ))
        .execute(conn)?;
    Ok(())
}
