//! Mails that wait to be sent: written in the transaction that causes them, and taken by one server at a time. What
//! failed is tried again after a growing pause; a server that stops while it sends has it sent again.

use std::time::Duration;

use diesel::prelude::*;

use crate::domain::customer::CustomerId;
use crate::domain::invitation::{Invitation, InvitationId};
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::invitations;
use crate::store::schema::{invitations as invited, outbox as table};
use crate::store::uid::Id;

/// The first pause; each is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_mins(1);
/// The longest.
const LONGEST_PAUSE: Duration = Duration::from_hours(6);
/// Longest reason that is kept, in characters.
const ERROR_LIMIT_CHARS: usize = 500;

/// A mail as the console shows it.
#[derive(Debug, Clone)]
pub struct Message {
    /// What it tells of.
    pub invitation: Invitation,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next.
    pub next_at: Time,
    /// Why it failed the last time.
    pub error: Option<String>,
    /// When it was sent.
    pub sent_at: Option<Time>,
}

/// Has the mail of an invitation sent, in the place of a former one.
pub(in crate::store) fn put(conn: &mut Conn, invitation: &Invitation) -> Result<(), StoreError> {
    remove(conn, invitation.organization, invitation.id)?;
    diesel::insert_into(table::table)
        .values((
            table::organization_id.eq(invitation.organization.0),
            table::invitation_id.eq(Id(invitation.id.0)),
            table::created_at.eq(invitation.updated_at.micros()),
            table::attempts.eq(0_i64),
            table::next_at.eq(invitation.updated_at.micros()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Takes the mail of an invitation back.
pub(in crate::store) fn remove(
    conn: &mut Conn,
    organization: OrganizationId,
    id: InvitationId,
) -> Result<(), StoreError> {
    diesel::delete(table::table)
        .filter(table::organization_id.eq(organization.0))
        .filter(table::invitation_id.eq(Id(id.0)))
        .execute(conn)?;
    Ok(())
}

/// Whether a mail is due.
///
/// # Errors
/// When the database does not answer.
pub fn is_due(conn: &mut Conn, now: Time) -> Result<bool, StoreError> {
    let due: Option<Id> = due(now).select(table::invitation_id).first(conn).optional()?;
    Ok(due.is_some())
}

/// Takes the mail that is due longest: nobody else takes it before its next pause is over.
///
/// # Errors
/// When the database does not answer.
pub fn claim(conn: &mut Conn, now: Time) -> Result<Option<Invitation>, StoreError> {
    let next: Option<(i64, Id, i64, i64)> = due(now)
        .order(table::next_at)
        .select((table::organization_id, table::invitation_id, table::attempts, table::next_at))
        .first(conn)
        .optional()?;
    let Some((organization, id, attempts, next_at)) = next else { return Ok(None) };
    let claimed = diesel::update(table::table)
        .filter(table::organization_id.eq(organization))
        .filter(table::invitation_id.eq(id))
        .filter(table::next_at.eq(next_at))
        .set((table::attempts.eq(attempts + 1), table::next_at.eq(now.plus(pause(attempts)).micros())))
        .execute(conn)?;
    if claimed == 0 {
        return Ok(None);
    }
    let customer: Id = invited::table
        .filter(invited::organization_id.eq(organization))
        .filter(invited::id.eq(id))
        .select(invited::customer_id)
        .first(conn)?;
    let (organization, id) = (OrganizationId(organization), InvitationId(id.0));
    let invitation = invitations::find(conn, organization, CustomerId(customer.0), id)?;
    if invitation.expires_at <= now {
        remove(conn, organization, id)?;
        return Ok(None);
    }
    Ok(Some(invitation))
}

/// Notes what came of sending it: nothing when it was taken back, or is to be sent anew, meanwhile.
///
/// # Errors
/// When the database does not take it.
pub fn note(
    conn: &mut Conn,
    sent: &Invitation,
    outcome: Result<(), String>,
    at: Time,
) -> Result<(), StoreError> {
    let (sent_at, error) = match outcome {
        Ok(()) => (Some(at.micros()), None),
        Err(error) => (None, Some(error.chars().take(ERROR_LIMIT_CHARS).collect::<String>())),
    };
    diesel::update(table::table)
        .filter(table::organization_id.eq(sent.organization.0))
        .filter(table::invitation_id.eq(Id(sent.id.0)))
        .filter(table::created_at.eq(sent.updated_at.micros()))
        .set((table::sent_at.eq(sent_at), table::error.eq(error)))
        .execute(conn)?;
    Ok(())
}

/// The newest mails of an organization's open invitations.
///
/// # Errors
/// When the database does not answer.
pub fn list(conn: &mut Conn, organization: OrganizationId, limit: i64) -> Result<Vec<Message>, StoreError> {
    type Row = (Id, Id, i64, i64, Option<String>, Option<i64>);
    let on = invited::organization_id.eq(table::organization_id).and(invited::id.eq(table::invitation_id));
    let rows: Vec<Row> = table::table
        .inner_join(invited::table.on(on))
        .filter(table::organization_id.eq(organization.0))
        .order(table::created_at.desc())
        .limit(limit)
        .select((
            table::invitation_id,
            invited::customer_id,
            table::attempts,
            table::next_at,
            table::error,
            table::sent_at,
        ))
        .load(conn)?;
    let mut messages = Vec::with_capacity(rows.len());
    for (id, customer, attempts, next_at, error, sent_at) in rows {
        let id = InvitationId(id.0);
        messages.push(Message {
            invitation: invitations::find(conn, organization, CustomerId(customer.0), id)?,
            attempts,
            next_at: Time::from_micros(next_at),
            error,
            sent_at: sent_at.map(Time::from_micros),
        });
    }
    Ok(messages)
}

fn pause(attempts: i64) -> Duration {
    let doublings = u32::try_from(attempts).unwrap_or(u32::MAX).min(16);
    (FIRST_PAUSE * 2_u32.pow(doublings)).min(LONGEST_PAUSE)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn due(now: Time) -> _ {
    let now: i64 = now.micros();
    table::table.filter(table::sent_at.is_null()).filter(table::next_at.le(now))
}
