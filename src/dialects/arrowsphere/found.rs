//! The records that an address names.

use super::ids;
use crate::domain::customer::Customer;
use crate::domain::issues::Issue;
use crate::domain::organization::OrganizationId;
use crate::domain::person::Person;
use crate::store::{Conn, StoreError, customers};

/// The customer of this reference, also one that is deleted: it goes on answering.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub fn customer(
    conn: &mut Conn,
    organization: OrganizationId,
    reference: &str,
) -> Result<Customer, StoreError> {
    let number = ids::customer_number(reference).ok_or(StoreError::NotFound)?;
    customers::numbered(conn, organization, number)
}

/// The customer of this reference that is to be written.
///
/// # Errors
/// [`StoreError::NotFound`], and [`StoreError::Refused`] when it is deleted.
pub fn open_customer(
    conn: &mut Conn,
    organization: OrganizationId,
    reference: &str,
) -> Result<Customer, StoreError> {
    open(customer(conn, organization, reference)?)
}

/// The customer, if it may be written.
///
/// # Errors
/// [`StoreError::Refused`] when it is deleted.
pub fn open(customer: Customer) -> Result<Customer, StoreError> {
    match customer.deleted_at {
        None => Ok(customer),
        Some(_) => Err(StoreError::Refused(Issue::new("customer-deleted"))),
    }
}

/// The person of this reference among those of a customer.
///
/// # Errors
/// [`StoreError::NotFound`] when it is none of them.
pub fn person<'a>(customer: &'a Customer, reference: &str) -> Result<&'a Person, StoreError> {
    let number = ids::person_number(reference).ok_or(StoreError::NotFound)?;
    let mut people = customer.document.people.iter();
    people.find(|person| person.number == number).ok_or(StoreError::NotFound)
}
