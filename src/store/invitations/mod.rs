//! Invitations of customers' people to the portal. A code is used by one atomic update, so that of two who use it at
//! once one wins; whatever ends an invitation ends, in the same transaction, what it let in. Who invites, sends again or
//! accepts holds the customer first: of two at once the later sees what the earlier did.

mod accept;
mod list;
mod row;

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::customer::{Customer, CustomerId, Document, Signature, Stamp};
use crate::domain::event::{Event, EventKind};
use crate::domain::invitation::{self, Invitation, InvitationId, Policy};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::Actor;
use crate::domain::organization::OrganizationId;
use crate::domain::person::Person;
use crate::domain::secret::{Keys, Secret};
use crate::domain::time::Time;
use crate::domain::values::Email;
use crate::store::audit::{self, Outcome};
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::schema::invitations as table;
use crate::store::uid::Id;
use crate::store::{contacts, customers, events, outbox};

pub use accept::{accept, acceptable, by_code};
pub(in crate::store) use list::pending_of;
pub(in crate::store) use list::seqs;
pub use list::{Expiring, count_pending, expiring_soon, of_customer};

use row::InvitationRow;

/// Invites a person of a live customer. A pending invitation of theirs ends; the mail waits in the outbox.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such customer or person, [`StoreError::Invalid`] when the person has no
/// e-mail address.
pub fn insert(
    conn: &mut Conn,
    by: &Signature,
    keys: &Keys,
    customer: CustomerId,
    person: Uuid,
    policy: Policy,
) -> Result<(Invitation, Secret), StoreError> {
    let customer = customers::hold_live(conn, by.actor.organization, customer)?;
    let (name, email) = addressee(&customer.document, person)?;
    end_pending(conn, customer.organization, person, by.at)?;
    let id = InvitationId(Uuid::now_v7());
    let code = invitation::new_code(keys, id, 1);
    let invitation = Invitation {
        id,
        organization: customer.organization,
        customer: customer.id,
        person,
        name,
        email,
        policy,
        generation: 1,
        secret: code.hash(),
        created_at: by.at,
        updated_at: by.at,
        expires_at: by.at.plus(invitation::LASTS),
        accepted_at: None,
        ended_at: None,
    };
    diesel::insert_into(table::table).values(InvitationRow::of(&invitation, by.actor.id)).execute(conn)?;
    outbox::put(conn, &invitation)?;
    tell(conn, by, &customer, EventKind::Invited { name: invitation.name.clone() })?;
    note(conn, &by.actor, "invite", &invitation, by.at)?;
    Ok((invitation, code))
}

fn addressee(document: &Document, person: Uuid) -> Result<(String, Email), StoreError> {
    let person = document.person(person).ok_or(StoreError::NotFound)?;
    let email = person.email.clone();
    let email =
        email.ok_or_else(|| StoreError::Invalid(Issues::of("person", Issue::new("person-without-email"))))?;
    Ok((person.display_name.clone(), email))
}

/// Sends an invitation that is pending or has expired again: under a new code, for the whole time again.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none of this id that may be, and those of [`insert`].
pub fn resend(
    conn: &mut Conn,
    by: &Signature,
    keys: &Keys,
    customer: CustomerId,
    id: InvitationId,
) -> Result<(Invitation, Secret), StoreError> {
    let customer = customers::hold_live(conn, by.actor.organization, customer)?;
    let former = find(conn, customer.organization, customer.id, id)?;
    if former.accepted_at.is_some() || former.ended_at.is_some() {
        return Err(StoreError::NotFound);
    }
    let (name, email) = addressee(&customer.document, former.person)?;
    let generation = former.generation + 1;
    let code = invitation::new_code(keys, id, generation);
    let sent = Invitation {
        name,
        email,
        generation,
        secret: code.hash(),
        updated_at: by.at,
        expires_at: by.at.plus(invitation::LASTS),
        ..former
    };
    let changed = diesel::update(open(sent.organization).filter(table::id.eq(Id(id.0))))
        .set((
            table::name.eq(&sent.name),
            table::email.eq(sent.email.as_str()),
            table::generation.eq(generation),
            table::secret.eq(&sent.secret.0[..]),
            table::updated_at.eq(by.at.micros()),
            table::expires_at.eq(sent.expires_at.micros()),
        ))
        .execute(conn)?;
    if changed == 0 {
        return Err(StoreError::NotFound);
    }
    outbox::put(conn, &sent)?;
    tell(conn, by, &customer, EventKind::InvitedAgain { name: sent.name.clone() })?;
    note(conn, &by.actor, "resend", &sent, by.at)?;
    Ok((sent, code))
}

/// Takes back whatever the person of an invitation was invited to: they are signed out and let in no more.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none of this id, or it was taken back before.
pub fn revoke(
    conn: &mut Conn,
    by: &Signature,
    customer: CustomerId,
    id: InvitationId,
) -> Result<Invitation, StoreError> {
    let organization = by.actor.organization;
    let invitation = find(conn, organization, customer, id)?;
    if invitation.ended_at.is_some() {
        return Err(StoreError::NotFound);
    }
    end_of_person(conn, organization, invitation.person, by.at)?;
    let customer = customers::find(conn, organization, customer)?;
    tell(conn, by, &customer, EventKind::InvitationRevoked { name: invitation.name.clone() })?;
    note(conn, &by.actor, "revoke", &invitation, by.at)?;
    Ok(invitation)
}

/// One invitation of a customer.
///
/// # Errors
/// [`StoreError::NotFound`] when the customer has none of this id.
pub fn find(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
    id: InvitationId,
) -> Result<Invitation, StoreError> {
    let row: InvitationRow = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::id.eq(Id(id.0)))
        .filter(table::customer_id.eq(Id(customer.0)))
        .select(InvitationRow::as_select())
        .first(conn)?;
    row.into_invitation()
}

/// Ends what people who are gone from a customer, or have another address now, were invited to, and what came of it.
pub(in crate::store) fn follow(
    conn: &mut Conn,
    former: &Document,
    customer: &Customer,
) -> Result<(), StoreError> {
    let address = |person: &Person| person.email.as_ref().map(Email::key);
    let is_kept =
        |old: &Person| customer.document.person(old.key).is_some_and(|now| address(now) == address(old));
    let gone = former.people.iter().filter(|old| !is_kept(old));
    gone.map(|old| old.key)
        .try_for_each(|person| end_of_person(conn, customer.organization, person, customer.changed.at))
}

/// Ends everything a person was invited to, and what came of it: mails, account, sessions.
fn end_of_person(
    conn: &mut Conn,
    organization: OrganizationId,
    person: Uuid,
    at: Time,
) -> Result<(), StoreError> {
    let unended = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::person_id.eq(Id(person)))
        .filter(table::ended_at.is_null());
    let ids: Vec<Id> = unended.select(table::id).load(conn)?;
    diesel::update(unended).set(table::ended_at.eq(Some(at.micros()))).execute(conn)?;
    for id in ids {
        outbox::remove(conn, organization, InvitationId(id.0))?;
    }
    contacts::remove(conn, organization, person)
}

/// Ends the invitations of a person that a newer one takes the place of, and takes back their mails. One that is
/// accepted stays until the newer is.
fn end_pending(
    conn: &mut Conn,
    organization: OrganizationId,
    person: Uuid,
    at: Time,
) -> Result<(), StoreError> {
    let pending: Vec<Id> =
        open(organization).filter(table::person_id.eq(Id(person))).select(table::id).load(conn)?;
    for id in pending {
        let still_pending = open(organization).filter(table::id.eq(id));
        if diesel::update(still_pending).set(table::ended_at.eq(Some(at.micros()))).execute(conn)? > 0 {
            outbox::remove(conn, organization, InvitationId(id.0))?;
        }
    }
    Ok(())
}

/// Removes a customer's invitations and what came of them.
pub(in crate::store) fn purge(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
) -> Result<(), StoreError> {
    let of_customer = || {
        table::table
            .filter(table::organization_id.eq(organization.0))
            .filter(table::customer_id.eq(Id(customer.0)))
    };
    let ids: Vec<Id> = of_customer().select(table::id).load(conn)?;
    for id in &ids {
        outbox::remove(conn, organization, InvitationId(id.0))?;
    }
    contacts::purge(conn, organization, customer)?;
    diesel::delete(of_customer()).execute(conn)?;
    Ok(())
}

fn tell(conn: &mut Conn, by: &Signature, customer: &Customer, kind: EventKind) -> Result<(), StoreError> {
    let stamp: Stamp = by.stamp();
    events::record(conn, customer, &Event::signed(customer, kind, stamp))
}

fn note(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    invitation: &Invitation,
    at: Time,
) -> Result<(), StoreError> {
    audit::record(conn, actor, action, "invitations", Some(invitation.id.0), Outcome::Done, at)
}

#[diesel::dsl::auto_type(no_type_alias)]
pub(in crate::store) fn open(organization: OrganizationId) -> _ {
    let organization: i64 = organization.0;
    table::table
        .filter(table::organization_id.eq(organization))
        .filter(table::accepted_at.is_null())
        .filter(table::ended_at.is_null())
}
