//! Sessions of the portal.

use diesel::prelude::*;
use uuid::Uuid;

use super::{Contact, ContactRow, is_person};
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

/// The session of this cookie, with its contact, while that is one.
///
/// # Errors
/// When the database does not answer.
pub fn session(conn: &mut Conn, secret: SecretHash) -> Result<Option<ContactSession>, StoreError> {
    type Row = (Id, i64, i64, ContactRow, OrganizationRow);
    let is_account = accounts::organization_id
        .eq(sessions::organization_id)
        .and(accounts::person_id.eq(sessions::person_id));
    let found: Option<Row> = sessions::table
        .inner_join(accounts::table.on(is_account))
        .inner_join(people::table.on(is_person()))
        .inner_join(organizations::table.on(organizations::id.eq(sessions::organization_id)))
        .filter(sessions::secret.eq(&secret.0[..]))
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

/// Begins a session of a contact who has just typed the password, and answers whether it is still that: whoever sets
/// another one at the same moment ends this session too, or this begins none. The account is always taken first.
///
/// # Errors
/// When the database does not take it.
pub fn begin(
    conn: &mut Conn,
    account: &Account,
    secret: SecretHash,
    expires_at: Time,
    at: Time,
) -> Result<bool, StoreError> {
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
            sessions::secret.eq(&secret.0[..]),
            sessions::id.eq(Id(Uuid::now_v7())),
            sessions::organization_id.eq(contact.organization.0),
            sessions::person_id.eq(Id(contact.id.0)),
            sessions::created_at.eq(at.micros()),
            sessions::seen_at.eq(at.micros()),
            sessions::expires_at.eq(expires_at.micros()),
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

/// Ends the session of this cookie; that there is none is what was wanted.
///
/// # Errors
/// When the database does not answer.
pub fn end(conn: &mut Conn, secret: SecretHash) -> Result<(), StoreError> {
    diesel::delete(sessions::table.filter(sessions::secret.eq(&secret.0[..]))).execute(conn)?;
    Ok(())
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
