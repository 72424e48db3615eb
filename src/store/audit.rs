//! The audit: who did what to which record, when, from where, and how it ended. It is written in the transaction of
//! what it tells of, holds ids and no personal data, and nothing changes or deletes a row of it.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::operator::Actor;
use crate::domain::time::Time;
use crate::store::connection::Conn;
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
            audit::created_at.eq(at.micros()),
        ))
        .execute(conn)?;
    Ok(())
}
