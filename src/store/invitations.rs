//! Invitations of customers' people to the portal. A code is used by one atomic update, so that of two who use it at
//! once one wins; whatever ends an invitation ends, in the same transaction, what it let in.

use std::collections::HashSet;

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::customer::{Cause, Customer, CustomerId, Document, Signature, Stamp};
use crate::domain::event::{Event, EventKind};
use crate::domain::invitation::{self, Invitation, InvitationId, Policy};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::{Actor, ActorId};
use crate::domain::organization::OrganizationId;
use crate::domain::person::Person;
use crate::domain::secret::{Keys, Secret, SecretHash};
use crate::domain::time::Time;
use crate::domain::values::Email;
use crate::store::any_of::any_of;
use crate::store::audit::{self, Outcome};
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{customers as all_customers, invitations as table};
use crate::store::uid::Id;
use crate::store::{contacts, customers, events, outbox};

/// Most invitations of a customer that are listed.
const MOST: i64 = 200;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = table, treat_none_as_default_value = false)]
struct InvitationRow {
    organization_id: i64,
    id: Id,
    customer_id: Id,
    person_id: Id,
    name: String,
    email: String,
    policy: String,
    generation: i64,
    secret: Vec<u8>,
    created_by: Option<Id>,
    created_at: i64,
    updated_at: i64,
    expires_at: i64,
    accepted_at: Option<i64>,
    ended_at: Option<i64>,
}

impl InvitationRow {
    fn of(invitation: &Invitation, by: Option<ActorId>) -> Self {
        Self {
            organization_id: invitation.organization.0,
            id: Id(invitation.id.0),
            customer_id: Id(invitation.customer.0),
            person_id: Id(invitation.person),
            name: invitation.name.clone(),
            email: invitation.email.as_str().to_owned(),
            policy: invitation.policy.as_str().to_owned(),
            generation: invitation.generation,
            secret: invitation.secret.0.to_vec(),
            created_by: by.map(|by| Id(by.0)),
            created_at: invitation.created_at.micros(),
            updated_at: invitation.updated_at.micros(),
            expires_at: invitation.expires_at.micros(),
            accepted_at: invitation.accepted_at.map(Time::micros),
            ended_at: invitation.ended_at.map(Time::micros),
        }
    }

    fn into_invitation(self) -> Result<Invitation, StoreError> {
        let wrong = |what: &'static str| move |_| StoreError::unavailable(what);
        let secret =
            self.secret.try_into().map_err(|_| StoreError::unavailable("a hash of another length"))?;
        Ok(Invitation {
            id: InvitationId(self.id.0),
            organization: OrganizationId(self.organization_id),
            customer: CustomerId(self.customer_id.0),
            person: self.person_id.0,
            name: self.name,
            email: Email::parse(&self.email).map_err(wrong("an invitation to no address"))?,
            policy: Policy::parse(&self.policy).map_err(wrong("an invitation without a policy"))?,
            generation: self.generation,
            secret: SecretHash(secret),
            created_at: Time::from_micros(self.created_at),
            updated_at: Time::from_micros(self.updated_at),
            expires_at: Time::from_micros(self.expires_at),
            accepted_at: self.accepted_at.map(Time::from_micros),
            ended_at: self.ended_at.map(Time::from_micros),
        })
    }
}

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
    let customer = live_customer(conn, by.actor.organization, customer)?;
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

fn live_customer(
    conn: &mut Conn,
    organization: OrganizationId,
    id: CustomerId,
) -> Result<Customer, StoreError> {
    let customer = customers::find(conn, organization, id)?;
    if customer.deleted_at.is_some() { Err(StoreError::NotFound) } else { Ok(customer) }
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
    let former = find(conn, by.actor.organization, customer, id)?;
    if former.accepted_at.is_some() || former.ended_at.is_some() {
        return Err(StoreError::NotFound);
    }
    let customer = live_customer(conn, by.actor.organization, customer)?;
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
    let changed = diesel::update(table::table)
        .filter(table::organization_id.eq(sent.organization.0))
        .filter(table::id.eq(Id(id.0)))
        .filter(table::accepted_at.is_null())
        .filter(table::ended_at.is_null())
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

/// Takes an invitation back; whoever accepted it is signed out and let in no more.
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
    let ended = diesel::update(table::table)
        .filter(table::organization_id.eq(organization.0))
        .filter(table::id.eq(Id(id.0)))
        .filter(table::ended_at.is_null())
        .set(table::ended_at.eq(Some(by.at.micros())))
        .execute(conn)?;
    if ended == 0 {
        return Err(StoreError::NotFound);
    }
    outbox::remove(conn, organization, id)?;
    contacts::remove_of_invitation(conn, organization, id)?;
    let customer = customers::find(conn, organization, customer)?;
    tell(conn, by, &customer, EventKind::InvitationRevoked { name: invitation.name.clone() })?;
    note(conn, &by.actor, "revoke", &invitation, by.at)?;
    Ok(invitation)
}

/// Accepts the invitation of this code: its person has an account with this password from now on.
///
/// # Errors
/// [`StoreError::NotFound`] when it cannot be used (any more), [`StoreError::Invalid`] when somebody else signs in with
/// the address.
pub fn accept(
    conn: &mut Conn,
    secret: SecretHash,
    password_hash: &str,
    at: Time,
    address: Option<String>,
) -> Result<(), StoreError> {
    let used = diesel::update(table::table)
        .filter(table::secret.eq(&secret.0[..]))
        .filter(table::accepted_at.is_null())
        .filter(table::ended_at.is_null())
        .filter(table::expires_at.gt(at.micros()))
        .set(table::accepted_at.eq(Some(at.micros())))
        .execute(conn)?;
    let invitation = by_code(conn, secret)?.filter(|_| used == 1).ok_or(StoreError::NotFound)?;
    let organization = invitation.organization;
    let customer = live_customer(conn, organization, invitation.customer)?;
    let (_, email) = addressee(&customer.document, invitation.person)?;
    if email.key() != invitation.email.key() {
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
    if invitation.state(now) != invitation::InvitationState::Pending {
        return Err(StoreError::NotFound);
    }
    let customer = live_customer(conn, invitation.organization, invitation.customer)?;
    let current = customer.document.person(invitation.person).and_then(|person| person.email.as_ref());
    if current.map(Email::key) != Some(invitation.email.key()) {
        return Err(StoreError::NotFound);
    }
    Ok((invitation, customer))
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

/// The latest invitation of each of a customer's people, the newest first.
///
/// # Errors
/// When the database does not answer.
pub fn of_customer(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
) -> Result<Vec<Invitation>, StoreError> {
    let rows: Vec<InvitationRow> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::customer_id.eq(Id(customer.0)))
        .order(table::id.desc())
        .limit(MOST)
        .select(InvitationRow::as_select())
        .load(conn)?;
    let mut seen = HashSet::new();
    let latest = rows.into_iter().filter(|row| seen.insert(row.person_id.0));
    latest.map(InvitationRow::into_invitation).collect()
}

/// Those of these customers that have an invitation which can be accepted.
///
/// # Errors
/// When the database does not answer.
pub fn pending_of(
    conn: &mut Conn,
    organization: OrganizationId,
    customers: &[CustomerId],
    now: Time,
) -> Result<HashSet<CustomerId>, StoreError> {
    let ids: Vec<Id> = customers.iter().map(|id| Id(id.0)).collect();
    let pending: Vec<Id> = open(organization)
        .filter(any_of(table::customer_id, ids))
        .filter(table::expires_at.gt(now.micros()))
        .select(table::customer_id)
        .load(conn)?;
    Ok(pending.into_iter().map(|id| CustomerId(id.0)).collect())
}

/// Change numbers of the live customers with an invitation that ends between these moments, the soonest first.
pub(in crate::store) fn seqs(
    conn: &mut Conn,
    organization: OrganizationId,
    after: Time,
    until: Option<Time>,
    limit: i64,
) -> Result<Vec<i64>, StoreError> {
    let on = all_customers::organization_id
        .eq(table::organization_id)
        .and(all_customers::id.eq(table::customer_id));
    let mut seqs: Vec<i64> = open(organization)
        .inner_join(all_customers::table.on(on))
        .filter(table::expires_at.gt(after.micros()))
        .filter(table::expires_at.le(until.map_or(i64::MAX, Time::micros)))
        .filter(all_customers::deleted_at.is_null())
        .order(table::expires_at)
        .limit(limit)
        .select(all_customers::seq)
        .load(conn)?;
    seqs.sort_unstable();
    seqs.dedup();
    Ok(seqs)
}

/// An invitation that ends soon.
#[derive(Debug, Clone)]
pub struct Expiring {
    /// Of which customer.
    pub customer: CustomerId,
    /// The customer's display name.
    pub customer_name: String,
    /// Who was invited.
    pub name: String,
    /// When it ends.
    pub expires_at: Time,
}

/// The first `limit` pending invitations of live customers that end within [`invitation::SOON`], the soonest first.
///
/// # Errors
/// When the database does not answer.
pub fn expiring_soon(
    conn: &mut Conn,
    organization: OrganizationId,
    now: Time,
    limit: i64,
) -> Result<Vec<Expiring>, StoreError> {
    let on = all_customers::organization_id
        .eq(table::organization_id)
        .and(all_customers::id.eq(table::customer_id));
    let rows: Vec<(Id, String, String, i64)> = open(organization)
        .inner_join(all_customers::table.on(on))
        .filter(table::expires_at.gt(now.micros()))
        .filter(table::expires_at.le(now.plus(invitation::SOON).micros()))
        .filter(all_customers::deleted_at.is_null())
        .order((table::expires_at, table::id))
        .limit(limit)
        .select((table::customer_id, all_customers::display_name, table::name, table::expires_at))
        .load(conn)?;
    let expiring = |(customer, customer_name, name, expires_at): (Id, String, String, i64)| Expiring {
        customer: CustomerId(customer.0),
        customer_name,
        name,
        expires_at: Time::from_micros(expires_at),
    };
    Ok(rows.into_iter().map(expiring).collect())
}

/// Ends what people who are gone from a customer, or have another address now, were invited to; the accounts of those
/// who are gone end too.
pub(in crate::store) fn follow(
    conn: &mut Conn,
    former: &Document,
    customer: &Customer,
) -> Result<(), StoreError> {
    let address = |person: &Person| person.email.as_ref().map(Email::key);
    for old in &former.people {
        let now = customer.document.person(old.key);
        if now.is_none_or(|now| address(now) != address(old)) {
            end_pending(conn, customer.organization, old.key, customer.changed.at)?;
        }
        if now.is_none() {
            contacts::remove(conn, customer.organization, old.key)?;
        }
    }
    Ok(())
}

/// Ends the pending invitations of a person, and takes back their mails.
fn end_pending(
    conn: &mut Conn,
    organization: OrganizationId,
    person: Uuid,
    at: Time,
) -> Result<(), StoreError> {
    let pending: Vec<Id> =
        open(organization).filter(table::person_id.eq(Id(person))).select(table::id).load(conn)?;
    for id in pending {
        diesel::update(table::table)
            .filter(table::organization_id.eq(organization.0))
            .filter(table::id.eq(id))
            .set(table::ended_at.eq(Some(at.micros())))
            .execute(conn)?;
        outbox::remove(conn, organization, InvitationId(id.0))?;
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
fn open(organization: OrganizationId) -> _ {
    let organization: i64 = organization.0;
    table::table
        .filter(table::organization_id.eq(organization))
        .filter(table::accepted_at.is_null())
        .filter(table::ended_at.is_null())
}
