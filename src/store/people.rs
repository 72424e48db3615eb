//! The people of customers. They are part of a customer's document; they are a table because invitations and other
//! systems point at them.

use std::collections::HashMap;

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::customer::{Customer, CustomerId, Document, Reference};
use crate::domain::organization::OrganizationId;
use crate::domain::person::Person;
use crate::domain::values::Email;
use crate::store::connection::{Conn, Sequence, draw};
use crate::store::customers::{from_json, json};
use crate::store::error::StoreError;
use crate::store::schema::people as table;
use crate::store::uid::Id;
use crate::store::{contacts, invitations};

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = table, treat_none_as_default_value = false)]
pub(in crate::store) struct PersonRow {
    organization_id: i64,
    customer_id: Id,
    id: Id,
    number: i64,
    position: i32,
    given_name: Option<String>,
    family_name: Option<String>,
    display_name: String,
    email: Option<String>,
    phone: Option<String>,
    e164: Option<String>,
    kind: Option<String>,
    role: Option<String>,
    external_ids: Option<String>,
    is_main: bool,
    is_live: bool,
}

/// The people of one customer in their order, and the key of the main one.
pub(in crate::store) type People = (Vec<Person>, Option<Uuid>);

impl PersonRow {
    /// The rows of a customer's people.
    pub(in crate::store) fn all(
        organization: OrganizationId,
        customer: Id,
        document: &Document,
        is_live: bool,
    ) -> Result<Vec<Self>, StoreError> {
        let row = |(position, person): (i32, &Person)| {
            let external_ids = Some(&person.references).filter(|references| !references.is_empty());
            Ok(Self {
                organization_id: organization.0,
                customer_id: customer,
                id: Id(person.key),
                number: person.number,
                position,
                given_name: person.given_name.clone(),
                family_name: person.family_name.clone(),
                display_name: person.display_name.clone(),
                email: person.email.as_ref().map(|email| email.as_str().to_owned()),
                phone: person.phone.clone(),
                e164: person.e164.clone(),
                kind: person.kind.clone(),
                role: person.role.clone(),
                external_ids: external_ids.map(json).transpose()?,
                is_main: document.main_person == Some(person.key),
                is_live,
            })
        };
        (0..).zip(&document.people).map(row).collect()
    }

    fn into_person(self) -> Result<Person, StoreError> {
        let email = self.email.as_deref().map(Email::parse).transpose();
        let references: Option<Vec<Reference>> = self.external_ids.as_deref().map(from_json).transpose()?;
        Ok(Person {
            key: self.id.0,
            number: self.number,
            given_name: self.given_name,
            family_name: self.family_name,
            display_name: self.display_name,
            email: email.map_err(|_| StoreError::unavailable("a person whose e-mail address is none"))?,
            phone: self.phone,
            e164: self.e164,
            kind: self.kind,
            role: self.role,
            references: references.unwrap_or_default(),
        })
    }
}

/// The people of one customer.
pub(in crate::store) fn of(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
) -> Result<People, StoreError> {
    let mut all = of_some(conn, organization, &[Id(customer.0)])?;
    Ok(all.remove(&customer.0).unwrap_or_default())
}

/// The customer that the person of this number is of, live or in the trash, and the person's key.
///
/// # Errors
/// [`StoreError::NotFound`] when the organization has none.
pub fn numbered(
    conn: &mut Conn,
    organization: OrganizationId,
    number: i64,
) -> Result<(CustomerId, Uuid), StoreError> {
    let (customer, person): (Id, Id) = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::number.eq(number))
        .select((table::customer_id, table::id))
        .first(conn)?;
    Ok((CustomerId(customer.0), person.0))
}

/// The people of each of these customers that has any.
pub(in crate::store) fn of_some(
    conn: &mut Conn,
    organization: OrganizationId,
    customers: &[Id],
) -> Result<HashMap<Uuid, People>, StoreError> {
    let rows: Vec<PersonRow> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::customer_id.eq_any(customers))
        .order((table::customer_id, table::position))
        .select(PersonRow::as_select())
        .load(conn)?;
    let mut people: HashMap<Uuid, People> = HashMap::new();
    for row in rows {
        let (list, main) = people.entry(row.customer_id.0).or_default();
        if row.is_main {
            *main = Some(row.id.0);
        }
        list.push(row.into_person()?);
    }
    Ok(people)
}

/// Makes a document ready to be stored: new people get their numbers, and a main one that is not there is none.
pub(in crate::store) fn settle(conn: &mut Conn, document: &mut Document) -> Result<(), StoreError> {
    if document.main_person.is_some_and(|main| document.person(main).is_none()) {
        document.main_person = None;
    }
    let fresh: Vec<&mut Person> = document.people.iter_mut().filter(|person| person.number == 0).collect();
    if fresh.is_empty() {
        return Ok(());
    }
    let numbers = draw(conn, Sequence::Person, fresh.len())?;
    for (person, number) in fresh.into_iter().zip(numbers) {
        person.number = number;
    }
    Ok(())
}

/// Puts the people of a customer's new document in the place of the former's.
pub(in crate::store) fn put(
    conn: &mut Conn,
    former: Option<&Document>,
    customer: &Customer,
) -> Result<(), StoreError> {
    let document = &customer.document;
    let same =
        |former: &Document| former.people == document.people && former.main_person == document.main_person;
    if former.is_some_and(same) {
        return Ok(());
    }
    if let Some(former) = former.filter(|former| !former.people.is_empty()) {
        remove(conn, customer.organization, customer.id)?;
        invitations::follow(conn, former, customer)?;
    }
    let is_live = customer.deleted_at.is_none();
    insert_many(conn, PersonRow::all(customer.organization, Id(customer.id.0), document, is_live)?)
}

/// Writes people of customers that have none yet.
pub(in crate::store) fn insert_many(conn: &mut Conn, rows: Vec<PersonRow>) -> Result<(), StoreError> {
    for row in rows {
        diesel::insert_into(table::table).values(row).execute(conn)?;
    }
    Ok(())
}

pub(in crate::store) fn set_live(
    conn: &mut Conn,
    customer: &Customer,
    is_live: bool,
) -> Result<(), StoreError> {
    if customer.document.people.is_empty() {
        return Ok(());
    }
    let of_customer = table::table
        .filter(table::organization_id.eq(customer.organization.0))
        .filter(table::customer_id.eq(Id(customer.id.0)));
    diesel::update(of_customer).set(table::is_live.eq(is_live)).execute(conn)?;
    // Nobody is signed in again by a restore.
    contacts::end_sessions_of(conn, customer.organization, customer.id)
}

/// Removes a customer's people and what they were invited to.
pub(in crate::store) fn purge(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
) -> Result<(), StoreError> {
    invitations::purge(conn, organization, customer)?;
    remove(conn, organization, customer)
}

fn remove(conn: &mut Conn, organization: OrganizationId, customer: CustomerId) -> Result<(), StoreError> {
    let of_customer = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::customer_id.eq(Id(customer.0)));
    diesel::delete(of_customer).execute(conn)?;
    Ok(())
}
