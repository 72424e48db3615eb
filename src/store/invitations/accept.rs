//! Accepting: a code is looked at, and used once.

use diesel::prelude::*;

use super::row::InvitationRow;
use super::{addressee, note, tell};
use crate::domain::customer::{Cause, Customer, Signature};
use crate::domain::event::EventKind;
use crate::domain::invitation::{Invitation, InvitationState};
use crate::domain::operator::{Actor, ActorId};
use crate::domain::secret::SecretHash;
use crate::domain::time::Time;
use crate::domain::values::Email;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::schema::invitations as table;
use crate::store::{contacts, customers, outbox};

/// Accepts the invitation of this code: its person has an account with this password from now on, in the place of the
/// one that they may have had.
///
/// # Errors
/// [`StoreError::NotFound`] when it cannot be used (any more).
pub fn accept(
    conn: &mut Conn,
    secret: SecretHash,
    password_hash: &str,
    at: Time,
    address: Option<String>,
) -> Result<(), StoreError> {
    let invitation = by_code(conn, secret)?.ok_or(StoreError::NotFound)?;
    let organization = invitation.organization;
    let customer = customers::hold_live(conn, organization, invitation.customer)?;
    let used = diesel::update(table::table)
        .filter(table::secret.eq(&secret.0[..]))
        .filter(table::accepted_at.is_null())
        .filter(table::ended_at.is_null())
        .filter(table::expires_at.gt(at.micros()))
        .set(table::accepted_at.eq(Some(at.micros())))
        .execute(conn)?;
    let (_, email) = addressee(&customer.document, invitation.person)?;
    if used == 0 || email.key() != invitation.email.key() {
        return Err(StoreError::NotFound);
    }
    let id = ActorId(invitation.person);
    let actor = Actor::contact(organization, id, &invitation.policy, invitation.name.clone(), address);
    contacts::insert(conn, &invitation, password_hash, at)?;
    outbox::remove(conn, organization, invitation.id)?;
    let by = Signature { actor, at, cause: Cause::Portal };
    tell(conn, &by, &customer, EventKind::InvitationAccepted)?;
    note(conn, &by.actor, "accept", &invitation, at)
}

/// The invitation of this code, whatever became of it.
///
/// # Errors
/// When the database does not answer.
pub fn by_code(conn: &mut Conn, secret: SecretHash) -> Result<Option<Invitation>, StoreError> {
    let row: Option<InvitationRow> = table::table
        .filter(table::secret.eq(&secret.0[..]))
        .select(InvitationRow::as_select())
        .first(conn)
        .optional()?;
    row.map(InvitationRow::into_invitation).transpose()
}

/// The invitation of this code while it can be accepted, and to whose details it leads.
///
/// # Errors
/// [`StoreError::NotFound`] when it cannot, whatever the reason.
pub fn acceptable(
    conn: &mut Conn,
    secret: SecretHash,
    now: Time,
) -> Result<(Invitation, Customer), StoreError> {
    let invitation = by_code(conn, secret)?.ok_or(StoreError::NotFound)?;
    if invitation.state(now) != InvitationState::Pending {
        return Err(StoreError::NotFound);
    }
    let customer = customers::find_live(conn, invitation.organization, invitation.customer)?;
    let current = customer.document.person(invitation.person).and_then(|person| person.email.as_ref());
    if current.map(Email::key) != Some(invitation.email.key()) {
        return Err(StoreError::NotFound);
    }
    Ok((invitation, customer))
}
