//! First answers to calls that carried an `Idempotency-Key`. They are written in the transaction of what the call
//! created, so that an answer is there exactly when its customer is.

use std::time::Duration;

use diesel::prelude::*;
use sha2::{Digest as _, Sha256};

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
}

impl Call {
    /// A call by its key and what it asks for.
    #[must_use]
    pub fn new(organization: OrganizationId, actor: ActorId, key: String, request: &[u8]) -> Self {
        Self { organization, actor, key, request_hash: Sha256::digest(request).to_vec() }
    }
}

type AnswerColumns = (Vec<u8>, Option<i32>, Option<String>, Option<String>);

/// What the call was answered before, if it was. A concurrent twin waits here for the first one's commit, and is then
/// answered as that one was.
///
/// # Errors
/// [`StoreError::Invalid`] when the key was used for something else.
pub fn answered(conn: &mut Conn, call: &Call, now: Time) -> Result<Option<Answer>, StoreError> {
    take_turn(conn, Turn::Call(call.actor, &call.key))?;
    let expired = table::table
        .filter(table::organization_id.eq(call.organization.0))
        .filter(table::created_at.lt(now.minus(KEPT).micros()));
    diesel::delete(expired).execute(conn)?;
    let former: Option<AnswerColumns> = table::table
        .filter(table::organization_id.eq(call.organization.0))
        .filter(table::actor_id.eq(Id(call.actor.0)))
        .filter(table::key.eq(&call.key))
        .select((table::request_hash, table::status, table::location, table::body))
        .first(conn)
        .optional()?;
    let Some((request_hash, status, location, body)) = former else { return Ok(None) };
    if request_hash != call.request_hash {
        return Err(StoreError::Invalid(Issues::of(HEADER, Issue::new("idempotency-key-used"))));
    }
    let status = status.and_then(|status| u16::try_from(status).ok()).unwrap_or(200);
    Ok(Some(Answer { status, location, body: body.unwrap_or_default() }))
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
        table::created_at.eq(now.micros()),
    );
    diesel::insert_into(table::table).values(row).execute(conn)?;
    Ok(())
}
