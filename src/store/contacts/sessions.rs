//! Sessions of the portal.

use diesel::prelude::*;
use uuid::Uuid;

use super::{Contact, ContactRow, by_email, is_person, of_person};
use crate::domain::customer::CustomerId;
use crate::domain::organization::{Organization, OrganizationId};
use crate::domain::secret::SecretHash;
use crate::domain::time::Time;
use crate::store::connection::Conn;
use crate::store::contacts::Account;
use crate::store::error::StoreError;
use crate::store::organizations::OrganizationRow;
use crate::store::schema::{
    contact_accounts as accounts, contact_sessions as sessions, organizations, people,
};
use crate::store::uid::Id;

/// A session of the portal with whose it is.
#[derive(Debug, Clone)]
pub struct ContactSession {
    /// By which requests are counted.
    pub id: Uuid,
    /// What it is found by.
    pub secret: SecretHash,
    /// Whose it is.
    pub contact: Contact,
    /// Whose customer that is a person of.
    pub organization: Organization,
    /// When it was last used, to the minute.
    pub seen_at: Time,
    /// When it ends at the latest.
    pub expires_at: Time,
}

/// A session that begins.
#[derive(Debug, Clone, Copy)]
pub struct NewSession {
    /// What it will be found by.
    pub secret: SecretHash,
    /// When it ends at the latest.
    pub expires_at: Time,
    /// It is none yet: the password fits several accounts, and leads to the choice among them and to nothing else.
    pub is_choice: bool,
}

/// What the password opens that was typed when a session, or a choice, began.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The accounts.
    pub accounts: Vec<Account>,
    /// None of them was chosen yet.
    pub is_choice: bool,
    /// When it was last used, to the minute.
    pub seen_at: Time,
    /// When it ends at the latest.
    pub expires_at: Time,
}

/// The session of this cookie, with its contact, while that is one.
///
/// # Errors
/// When the database does not answer.
pub fn session(conn: &mut Conn, secret: SecretHash) -> Result<Option<ContactSession>, StoreError> {
    type Row = (Id, i64, i64, ContactRow, OrganizationRow);
    let found: Option<Row> = sessions::table
        .inner_join(accounts::table.on(is_account()))
        .inner_join(people::table.on(is_person()))
        .inner_join(organizations::table.on(organizations::id.eq(sessions::organization_id)))
        .filter(sessions::secret.eq(&secret.0[..]))
        .filter(sessions::is_choice.eq(false))
        .filter(people::is_live.eq(true))
        .select((
            sessions::id,
            sessions::seen_at,
            sessions::expires_at,
            ContactRow::as_select(),
            OrganizationRow::as_select(),
        ))
        .first(conn)
        .optional()?;
    let Some((id, seen_at, expires_at, contact, organization)) = found else { return Ok(None) };
    Ok(Some(ContactSession {
        id: id.0,
        secret,
        contact: contact.into_contact()?,
        organization: organization.into_organization(),
        seen_at: Time::from_micros(seen_at),
        expires_at: Time::from_micros(expires_at),
    }))
}

/// What the password opens that was typed for this cookie: the accounts of its address with the same hash. They have the
/// same salt, see [`share_hash`].
///
/// # Errors
/// When the database does not answer.
pub fn opened(conn: &mut Conn, secret: SecretHash) -> Result<Option<Opened>, StoreError> {
    let found: Option<(bool, i64, i64, String, String)> = sessions::table
        .inner_join(accounts::table.on(is_account()))
        .filter(sessions::secret.eq(&secret.0[..]))
        .select((
            sessions::is_choice,
            sessions::seen_at,
            sessions::expires_at,
            accounts::email_key,
            accounts::password_hash,
        ))
        .first(conn)
        .optional()?;
    let Some((is_choice, seen_at, expires_at, email_key, hash)) = found else { return Ok(None) };
    let accounts = by_email(conn, &email_key)?.into_iter().filter(|account| account.password_hash == hash);
    Ok(Some(Opened {
        accounts: accounts.collect(),
        is_choice,
        seen_at: Time::from_micros(seen_at),
        expires_at: Time::from_micros(expires_at),
    }))
}

/// Keeps the password of these accounts, which is the same, under one hash. They have several when the cost was raised
/// between two, or when two were accepted at the same moment.
///
/// # Errors
/// When the database does not take it.
pub fn share_hash(conn: &mut Conn, accounts: &[Account]) -> Result<(), StoreError> {
    let Some((first, others)) = accounts.split_first() else { return Ok(()) };
    for other in others.iter().filter(|other| other.password_hash != first.password_hash) {
        diesel::update(of_person(other.contact.organization, other.contact.id.0))
            .filter(accounts::password_hash.eq(&other.password_hash))
            .set(accounts::password_hash.eq(&first.password_hash))
            .execute(conn)?;
    }
    Ok(())
}

/// Begins a session of a contact who has just typed the password, and answers whether it is still that: whoever sets
/// another one at the same moment ends this session too, or this begins none. The account is always taken first.
///
/// # Errors
/// When the database does not take it.
pub fn begin(conn: &mut Conn, account: &Account, new: &NewSession, at: Time) -> Result<bool, StoreError> {
    let contact = &account.contact;
    let held = diesel::update(accounts::table)
        .filter(accounts::organization_id.eq(contact.organization.0))
        .filter(accounts::person_id.eq(Id(contact.id.0)))
        .filter(accounts::password_hash.eq(&account.password_hash))
        .set(accounts::seen_at.eq(Some(at.micros())))
        .execute(conn)?;
    if held == 0 {
        return Ok(false);
    }
    diesel::delete(sessions::table.filter(sessions::expires_at.le(at.micros()))).execute(conn)?;
    diesel::insert_into(sessions::table)
        .values((
            sessions::secret.eq(&new.secret.0[..]),
            sessions::id.eq(Id(Uuid::now_v7())),
            sessions::organization_id.eq(contact.organization.0),
            sessions::person_id.eq(Id(contact.id.0)),
            sessions::created_at.eq(at.micros()),
            sessions::seen_at.eq(at.micros()),
            sessions::expires_at.eq(new.expires_at.micros()),
            sessions::is_choice.eq(new.is_choice),
        ))
        .execute(conn)?;
    Ok(true)
}

/// Notes that a session was used.
///
/// # Errors
/// When the database does not take it.
pub fn touch(conn: &mut Conn, secret: SecretHash, at: Time) -> Result<(), StoreError> {
    diesel::update(sessions::table.filter(sessions::secret.eq(&secret.0[..])))
        .filter(sessions::seen_at.lt(at.micros()))
        .set(sessions::seen_at.eq(at.micros()))
        .execute(conn)?;
    Ok(())
}

/// Ends the session, or the choice, of this cookie, and answers whether there was one.
///
/// # Errors
/// When the database does not answer.
pub fn end(conn: &mut Conn, secret: SecretHash) -> Result<bool, StoreError> {
    let ended = diesel::delete(sessions::table.filter(sessions::secret.eq(&secret.0[..]))).execute(conn)?;
    Ok(ended > 0)
}

/// Ends the sessions of a person.
pub(super) fn end_sessions(
    conn: &mut Conn,
    organization: OrganizationId,
    person: Uuid,
) -> Result<(), StoreError> {
    diesel::delete(sessions::table)
        .filter(sessions::organization_id.eq(organization.0))
        .filter(sessions::person_id.eq(Id(person)))
        .execute(conn)?;
    Ok(())
}

/// Ends the sessions of a customer's contacts.
pub(in crate::store) fn end_sessions_of(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
) -> Result<(), StoreError> {
    let people: Vec<Id> = accounts::table
        .filter(accounts::organization_id.eq(organization.0))
        .filter(accounts::customer_id.eq(Id(customer.0)))
        .select(accounts::person_id)
        .load(conn)?;
    people.into_iter().try_for_each(|person| end_sessions(conn, organization, person.0))
}

/// The account whose session it is.
#[diesel::dsl::auto_type]
fn is_account() -> _ {
    accounts::organization_id.eq(sessions::organization_id).and(accounts::person_id.eq(sessions::person_id))
}
