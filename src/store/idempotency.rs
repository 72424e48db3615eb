//! First answers to calls that carried an `Idempotency-Key`. They are written in the transaction of what the call
//! created, so that an answer is there exactly when its customer is.

use std::time::Duration;

use diesel::prelude::*;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::ActorId;
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::connection::{Conn, Turn, take_turn};
use crate::store::error::StoreError;
use crate::store::schema::idempotency_keys as table;
use crate::store::uid::Id;

/// The header that carries the key.
pub const HEADER: &str = "Idempotency-Key";
/// How long an answer is kept.
const KEPT: Duration = Duration::from_hours(24);

/// A call that may come twice.
#[derive(Debug, Clone)]
pub struct Call {
    /// Whose it is.
    pub organization: OrganizationId,
    /// Who makes it: keys are per caller.
    pub actor: ActorId,
    /// The key it carries.
    pub key: String,
    /// What was asked for, as SHA-256.
    request_hash: Vec<u8>,
}

/// An answer that can be given again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `Location`.
    pub location: Option<String>,
    /// The body.
    pub body: String,
    /// The customer or asset that it tells of: when that is deleted for ever, so is the answer.
    pub about: Option<Uuid>,
}

impl Call {
    /// A call by its key and what it asks for. Each part counts with its length, so that no two lists of parts are
    /// alike.
    #[must_use]
    pub fn new<'a>(
        organization: OrganizationId,
        actor: ActorId,
        key: String,
        request: impl IntoIterator<Item = &'a [u8]>,
    ) -> Self {
        let mut hash = Sha256::new();
        for part in request {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self { organization, actor, key, request_hash: hash.finalize().to_vec() }
    }
}

type AnswerColumns = (Vec<u8>, Option<i32>, Option<String>, Option<String>, Option<Id>);

/// What the call was answered before, if it was. A concurrent twin waits here for the first one's commit, and is then
/// answered as that one was.
///
/// # Errors
/// [`StoreError::Invalid`] when the key was used for something else.
pub fn answered(conn: &mut Conn, call: &Call, now: Time) -> Result<Option<Answer>, StoreError> {
    take_turn(conn, Turn::Call(call.actor, &call.key))?;
    let of_key = || table::table.find((call.organization.0, Id(call.actor.0), &call.key));
    diesel::delete(of_key().filter(table::created_at.lt(now.minus(KEPT).micros()))).execute(conn)?;
    let former: Option<AnswerColumns> = of_key()
        .select((table::request_hash, table::status, table::location, table::body, table::about))
        .first(conn)
        .optional()?;
    let Some((request_hash, status, location, body, about)) = former else { return Ok(None) };
    if request_hash != call.request_hash {
        return Err(StoreError::Invalid(Issues::of(HEADER, Issue::new("idempotency-key-used"))));
    }
    let status = status.and_then(|status| u16::try_from(status).ok()).unwrap_or(200);
    Ok(Some(Answer { status, location, body: body.unwrap_or_default(), about: about.map(|id| id.0) }))
}

/// Keeps the answer that the call is about to get.
///
/// # Errors
/// When the database does not answer.
pub fn keep(conn: &mut Conn, call: &Call, answer: &Answer, now: Time) -> Result<(), StoreError> {
    let row = (
        table::organization_id.eq(call.organization.0),
        table::actor_id.eq(Id(call.actor.0)),
        table::key.eq(&call.key),
        table::request_hash.eq(&call.request_hash),
        table::status.eq(i32::from(answer.status)),
        table::location.eq(&answer.location),
        table::body.eq(&answer.body),
        table::about.eq(answer.about.map(Id)),
        table::created_at.eq(now.micros()),
    );
    diesel::insert_into(table::table).values(row).execute(conn)?;
    Ok(())
}

/// Removes the answers that tell of this customer or asset.
pub(in crate::store) fn forget(
    conn: &mut Conn,
    organization: OrganizationId,
    about: Uuid,
) -> Result<(), StoreError> {
    let answers = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::about.eq(Some(Id(about))));
    diesel::delete(answers).execute(conn)?;
    Ok(())
}

/// Removes answers that are not given again any more, at most `limit` of them; tells how many.
///
/// # Errors
/// When the database does not answer.
pub fn expire(
    conn: &mut Conn,
    organization: OrganizationId,
    now: Time,
    limit: i64,
) -> Result<usize, StoreError> {
    let expired: Vec<(Id, String)> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::created_at.lt(now.minus(KEPT).micros()))
        .order(table::created_at)
        .limit(limit)
        .select((table::actor_id, table::key))
        .load(conn)?;
    for (actor, key) in &expired {
        diesel::delete(table::table.find((organization.0, *actor, key))).execute(conn)?;
    }
    Ok(expired.len())
}
