//! People of customers who accepted an invitation: their accounts and their sessions. An account counts while its person
//! is a person of a live customer; what takes that away holds at the next request.

mod sessions;

use std::collections::HashMap;

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::customer::CustomerId;
use crate::domain::invitation::{Invitation, Policy};
use crate::domain::operator::{Actor, ActorId, Role};
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::audit::{self, Outcome};
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{contact_accounts as accounts, customers, organizations, people};
use crate::store::uid::Id;

pub(in crate::store) use sessions::end_sessions_of;
pub use sessions::{ContactSession, NewSession, Opened, begin, end, opened, session, share_hash, touch};

use sessions::end_sessions;

/// A person who can sign in to the portal.
#[derive(Debug, Clone)]
pub struct Contact {
    /// The person's key; changes are signed with it.
    pub id: ActorId,
    /// Whose customer's.
    pub organization: OrganizationId,
    /// The one customer it reaches.
    pub customer: CustomerId,
    /// Its name.
    pub name: String,
    /// What it signs in with.
    pub email: String,
    /// What it may.
    pub policy: Policy,
}

impl Contact {
    /// Who acts when it does.
    #[must_use]
    pub fn actor(&self, address: Option<String>) -> Actor {
        Actor::contact(self.organization, self.id, &self.policy, self.name.clone(), address)
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = accounts)]
struct ContactRow {
    person_id: Id,
    organization_id: i64,
    customer_id: Id,
    #[diesel(select_expression = people::display_name)]
    name: String,
    email: String,
    policy: String,
}

impl ContactRow {
    fn into_contact(self) -> Result<Contact, StoreError> {
        let policy = Policy::parse(&self.policy);
        Ok(Contact {
            id: ActorId(self.person_id.0),
            organization: OrganizationId(self.organization_id),
            customer: CustomerId(self.customer_id.0),
            name: self.name,
            email: self.email,
            policy: policy.map_err(|_| StoreError::unavailable("an account without a policy"))?,
        })
    }
}

/// An account as whoever signs in to it knows it.
#[derive(Debug, Clone)]
pub struct Account {
    /// Whose it is.
    pub contact: Contact,
    /// The hash of its password.
    pub password_hash: String,
    /// What the customer is called.
    pub customer: String,
    /// What its organization is called.
    pub organization: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = accounts)]
struct AccountRow {
    #[diesel(embed)]
    contact: ContactRow,
    password_hash: String,
    #[diesel(select_expression = customers::display_name)]
    customer: String,
    #[diesel(select_expression = organizations::name)]
    organization: String,
}

impl AccountRow {
    fn into_account(self) -> Result<Account, StoreError> {
        let Self { contact, password_hash, customer, organization } = self;
        Ok(Account { contact: contact.into_contact()?, password_hash, customer, organization })
    }
}

/// The accounts that sign in with this address, of whatever organization: each has a password of its own.
///
/// # Errors
/// When the database does not answer.
pub fn by_email(conn: &mut Conn, email_key: &str) -> Result<Vec<Account>, StoreError> {
    let rows: Vec<AccountRow> = live_accounts()
        .filter(accounts::email_key.eq(email_key))
        .order((customers::sort_name, accounts::person_id))
        .select(AccountRow::as_select())
        .load(conn)?;
    rows.into_iter().map(AccountRow::into_account).collect()
}

/// The hash of a password that somebody other than this person signs in with under this address, if there is one: that
/// of the person is made beside it, so that checking all of an address takes no longer than checking one.
///
/// # Errors
/// When the database does not answer.
pub fn other_hash(conn: &mut Conn, email_key: &str, id: ActorId) -> Result<Option<String>, StoreError> {
    let others = accounts::table.filter(accounts::email_key.eq(email_key));
    let others = others.filter(accounts::person_id.ne(Id(id.0))).order(accounts::created_at);
    Ok(others.select(accounts::password_hash).first(conn).optional()?)
}

/// What the people of a customer sign in with, by their keys: those that have an account.
///
/// # Errors
/// When the database does not answer.
pub fn of_customer(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
) -> Result<HashMap<Uuid, String>, StoreError> {
    let rows: Vec<(Id, String)> = accounts::table
        .filter(accounts::organization_id.eq(organization.0))
        .filter(accounts::customer_id.eq(Id(customer.0)))
        .select((accounts::person_id, accounts::email))
        .load(conn)?;
    Ok(rows.into_iter().map(|(person, email)| (person.0, email)).collect())
}

/// The hash of a contact's password.
///
/// # Errors
/// [`StoreError::NotFound`] when it has no account any more.
pub fn password_hash(
    conn: &mut Conn,
    organization: OrganizationId,
    id: ActorId,
) -> Result<String, StoreError> {
    Ok(of_person(organization, id.0).select(accounts::password_hash).first(conn)?)
}

/// What a contact may now, as a role within the portal; nothing when it has no account any more.
pub(in crate::store) fn live_role(
    conn: &mut Conn,
    organization: OrganizationId,
    id: ActorId,
) -> Result<Option<Role>, StoreError> {
    let policy: Option<String> = of_person(organization, id.0)
        .inner_join(people::table.on(is_person()))
        .filter(people::is_live.eq(true))
        .select(accounts::policy)
        .first(conn)
        .optional()?;
    Ok(policy.and_then(|policy| Policy::parse(&policy).ok()).map(|policy| policy.role()))
}

/// Makes the account of an invitation that was accepted; the one that the person had ends.
pub(in crate::store) fn insert(
    conn: &mut Conn,
    invitation: &Invitation,
    password_hash: &str,
    at: Time,
) -> Result<(), StoreError> {
    remove(conn, invitation.organization, invitation.person)?;
    diesel::insert_into(accounts::table)
        .values((
            accounts::organization_id.eq(invitation.organization.0),
            accounts::person_id.eq(Id(invitation.person)),
            accounts::customer_id.eq(Id(invitation.customer.0)),
            accounts::email.eq(invitation.email.as_str()),
            accounts::email_key.eq(invitation.email.key()),
            accounts::policy.eq(invitation.policy.as_str()),
            accounts::password_hash.eq(password_hash),
            accounts::created_at.eq(at.micros()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Sets a contact's password, and ends its sessions.
///
/// # Errors
/// [`StoreError::NotFound`] when it has no account any more.
pub fn set_password(
    conn: &mut Conn,
    actor: &Actor,
    id: ActorId,
    password_hash: &str,
    at: Time,
) -> Result<(), StoreError> {
    let changed = diesel::update(accounts::table)
        .filter(accounts::organization_id.eq(actor.organization.0))
        .filter(accounts::person_id.eq(Id(id.0)))
        .set(accounts::password_hash.eq(password_hash))
        .execute(conn)?;
    if changed == 0 {
        return Err(StoreError::NotFound);
    }
    end_sessions(conn, actor.organization, id.0)?;
    audit::record(conn, actor, "set_password", "contact_accounts", Some(id.0), Outcome::Done, at)
}

/// Ends a person's account and sessions, in the order in which they begin.
pub(in crate::store) fn remove(
    conn: &mut Conn,
    organization: OrganizationId,
    person: Uuid,
) -> Result<(), StoreError> {
    diesel::delete(of_person(organization, person)).execute(conn)?;
    end_sessions(conn, organization, person)
}

/// Removes the accounts and sessions of a customer's contacts.
pub(in crate::store) fn purge(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
) -> Result<(), StoreError> {
    let people: Vec<Id> = accounts::table
        .filter(accounts::organization_id.eq(organization.0))
        .filter(accounts::customer_id.eq(Id(customer.0)))
        .select(accounts::person_id)
        .load(conn)?;
    people.into_iter().try_for_each(|person| remove(conn, organization, person.0))
}

#[diesel::dsl::auto_type(no_type_alias)]
fn of_person(organization: OrganizationId, person: Uuid) -> _ {
    let organization: i64 = organization.0;
    let person: Id = Id(person);
    accounts::table.filter(accounts::organization_id.eq(organization)).filter(accounts::person_id.eq(person))
}

#[diesel::dsl::auto_type(no_type_alias)]
fn live_accounts() -> _ {
    accounts::table
        .inner_join(people::table.on(is_person()))
        .inner_join(customers::table.on(is_customer()))
        .inner_join(organizations::table.on(organizations::id.eq(accounts::organization_id)))
        .filter(people::is_live.eq(true))
}

/// The person whose account it is, while it is one of the customer.
#[diesel::dsl::auto_type]
fn is_person() -> _ {
    people::organization_id
        .eq(accounts::organization_id)
        .and(people::customer_id.eq(accounts::customer_id))
        .and(people::id.eq(accounts::person_id))
}

/// The customer whose person it is.
#[diesel::dsl::auto_type]
fn is_customer() -> _ {
    customers::organization_id.eq(accounts::organization_id).and(customers::id.eq(accounts::customer_id))
}
