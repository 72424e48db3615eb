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
use crate::store::schema::{customers, invitations as invited, outbox as table};
use crate::store::uid::Id;

/// The first pause; each is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_mins(1);
/// The longest.
const LONGEST_PAUSE: Duration = Duration::from_hours(6);
/// Most that is kept of what a server said, in characters.
const DETAIL_LIMIT_CHARS: usize = 500;

/// What kept a mail from being sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It could not be written.
    Message,
    /// Its address is none that mail can be sent to.
    Address,
    /// The mail server did not take it.
    Server,
    /// Its link was made under another secret of this server.
    Secret,
}

impl Reason {
    const ALL: [Self; 4] = [Self::Message, Self::Address, Self::Server, Self::Secret];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Address => "address",
            Self::Server => "server",
            Self::Secret => "secret",
        }
    }

    fn parse(word: &str) -> Result<Self, StoreError> {
        let found = Self::ALL.into_iter().find(|reason| reason.as_str() == word);
        found.ok_or_else(|| StoreError::unavailable("a mail that failed for no known reason"))
    }
}

/// Why a mail was not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What it was.
    pub reason: Reason,
    /// What the mail server said of it, in its own words; or nothing.
    pub detail: String,
}

/// A mail as the console shows it.
#[derive(Debug, Clone)]
pub struct Message {
    /// What it tells of.
    pub invitation: Invitation,
    /// What its customer is called.
    pub customer_name: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next.
    pub next_at: Time,
    /// Why it failed the last time.
    pub refusal: Option<Refusal>,
    /// When it was sent.
    pub sent_at: Option<Time>,
    /// Its customer is in the trash: it waits until that is restored.
    pub is_held: bool,
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
    type Next = (i64, Id, Id, i64, i64);
    let next: Option<Next> = due(now)
        .order(table::next_at)
        .select((
            table::organization_id,
            table::invitation_id,
            invited::customer_id,
            table::attempts,
            table::next_at,
        ))
        .first(conn)
        .optional()?;
    let Some((organization, id, customer, attempts, next_at)) = next else { return Ok(None) };
    let claimed = diesel::update(table::table)
        .filter(table::organization_id.eq(organization))
        .filter(table::invitation_id.eq(id))
        .filter(table::next_at.eq(next_at))
        .set((table::attempts.eq(attempts + 1), table::next_at.eq(now.plus(pause(attempts)).micros())))
        .execute(conn)?;
    if claimed == 0 {
        return Ok(None);
    }
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
    outcome: Result<(), Refusal>,
    at: Time,
) -> Result<(), StoreError> {
    let sent_at = outcome.is_ok().then(|| at.micros());
    let detail = |refusal: &Refusal| refusal.detail.chars().take(DETAIL_LIMIT_CHARS).collect::<String>();
    let refusal = outcome.err();
    diesel::update(table::table)
        .filter(table::organization_id.eq(sent.organization.0))
        .filter(table::invitation_id.eq(Id(sent.id.0)))
        .filter(table::created_at.eq(sent.updated_at.micros()))
        .set((
            table::sent_at.eq(sent_at),
            table::detail.eq(refusal.as_ref().map(detail)),
            table::error.eq(refusal.map(|refusal| refusal.reason.as_str())),
        ))
        .execute(conn)?;
    Ok(())
}

/// The newest mails of an organization's open invitations.
///
/// # Errors
/// When the database does not answer.
pub fn list(conn: &mut Conn, organization: OrganizationId, limit: i64) -> Result<Vec<Message>, StoreError> {
    type Row = (Id, Id, String, i64, i64, Option<String>, Option<String>, Option<i64>, Option<i64>);
    let rows: Vec<Row> = table::table
        .inner_join(invited::table.on(is_of_mail()))
        .inner_join(customers::table.on(is_invited()))
        .filter(table::organization_id.eq(organization.0))
        .order(table::created_at.desc())
        .limit(limit)
        .select((
            table::invitation_id,
            invited::customer_id,
            customers::display_name,
            table::attempts,
            table::next_at,
            table::error,
            table::detail,
            table::sent_at,
            customers::deleted_at,
        ))
        .load(conn)?;
    let mut messages = Vec::with_capacity(rows.len());
    for (id, customer, customer_name, attempts, next_at, error, detail, sent_at, deleted_at) in rows {
        let id = InvitationId(id.0);
        let reason = error.as_deref().map(Reason::parse).transpose()?;
        messages.push(Message {
            invitation: invitations::find(conn, organization, CustomerId(customer.0), id)?,
            customer_name,
            attempts,
            next_at: Time::from_micros(next_at),
            refusal: reason.map(|reason| Refusal { reason, detail: detail.unwrap_or_default() }),
            sent_at: sent_at.map(Time::from_micros),
            is_held: deleted_at.is_some(),
        });
    }
    Ok(messages)
}

fn pause(attempts: i64) -> Duration {
    let doublings = u32::try_from(attempts).unwrap_or(u32::MAX).min(16);
    (FIRST_PAUSE * 2_u32.pow(doublings)).min(LONGEST_PAUSE)
}

/// What is to be sent, but for customers in the trash.
#[diesel::dsl::auto_type(no_type_alias)]
fn due(now: Time) -> _ {
    let now: i64 = now.micros();
    table::table
        .inner_join(invited::table.on(is_of_mail()))
        .inner_join(customers::table.on(is_invited()))
        .filter(table::sent_at.is_null())
        .filter(table::next_at.le(now))
        .filter(customers::deleted_at.is_null())
}

#[diesel::dsl::auto_type]
fn is_of_mail() -> _ {
    invited::organization_id.eq(table::organization_id).and(invited::id.eq(table::invitation_id))
}

#[diesel::dsl::auto_type]
fn is_invited() -> _ {
    customers::organization_id.eq(invited::organization_id).and(customers::id.eq(invited::customer_id))
}
