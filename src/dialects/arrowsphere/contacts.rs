//! `/customers/{ref}/contacts`: the people of a customer, one by one.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use uuid::Uuid;

use super::contact_json::{self, ContactJson};
use super::envelope::{self, answer};
use super::found;
use crate::dialects::{sign, write};
use crate::domain::customer::{Customer, Signature};
use crate::domain::draft::{RawCustomer, RawPerson};
use crate::domain::invitation::{Invitation, InvitationState};
use crate::domain::operator::{Actor, Right};
use crate::domain::person::Person;
use crate::domain::time::Time;
use crate::store::{Conn, Db, StoreError, contacts, drafts, invitations};
use crate::web::json::Body;
use crate::web::{Failure, once};

/// A customer with what has become of its people's invitations.
struct Opened {
    customer: Customer,
    invitations: Vec<Invitation>,
    usernames: HashMap<Uuid, String>,
    now: Time,
}

impl Opened {
    fn of(conn: &mut Conn, customer: Customer, now: Time) -> Result<Self, StoreError> {
        let (organization, id) = (customer.organization, customer.id);
        let invitations = invitations::of_customer(conn, organization, id)?;
        Ok(Self { invitations, usernames: contacts::of_customer(conn, organization, id)?, customer, now })
    }

    fn json<'a>(&'a self, person: &'a Person) -> ContactJson<'a> {
        let is_theirs = |invitation: &&Invitation| {
            invitation.person == person.key && invitation.state(self.now) != InvitationState::Revoked
        };
        let invitation = self.invitations.iter().find(is_theirs);
        let username = self.usernames.get(&person.key).map(String::as_str);
        ContactJson::of(person, &self.customer.document, invitation, username)
    }
}

/// `GET /customers/{ref}/contacts`: all of them, in their order, and nothing around them.
pub async fn list(db: Data<Db>, actor: Actor, reference: Path<String>) -> Result<HttpResponse, Failure> {
    let (organization, now) = (actor.organization, db.now());
    let read = move |conn: &mut Conn| {
        let customer = found::customer(conn, organization, &reference)?;
        Opened::of(conn, customer, now)
    };
    let opened = db.read(read).await?;
    let all: Vec<ContactJson<'_>> =
        opened.customer.document.people.iter().map(|person| opened.json(person)).collect();
    Ok(answer(StatusCode::OK, all))
}

/// `GET /customers/{ref}/contacts/{cref}`
pub async fn find(db: Data<Db>, actor: Actor, path: Path<(String, String)>) -> Result<HttpResponse, Failure> {
    let (organization, now) = (actor.organization, db.now());
    let (reference, person) = path.into_inner();
    let read = move |conn: &mut Conn| {
        let customer = found::customer(conn, organization, &reference)?;
        let key = found::person(&customer, &person)?.key;
        Ok((Opened::of(conn, customer, now)?, key))
    };
    shown(&db.read(read).await?)
}

/// `POST /customers/{ref}/contacts`, once for each `Idempotency-Key`.
pub async fn create(
    db: Data<Db>,
    actor: Actor,
    reference: Path<String>,
    request: HttpRequest,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let call = once::call(&request, &actor, [body.bytes.as_slice()])?;
    let (by, reference, body) = (sign(&db, &actor), reference.into_inner(), body.json);
    let insert = move |conn: &mut Conn| {
        once::once(conn, call.as_ref(), by.at, |conn| {
            let current = found::open_customer(conn, by.actor.organization, &reference)?;
            let people = contact_json::create(&body, &current.document).map_err(StoreError::Invalid)?;
            let opened = put(conn, &by, &current, people)?;
            let person = opened.customer.document.people.last().ok_or(StoreError::NotFound)?;
            envelope::kept(StatusCode::CREATED, current.id, opened.json(person))
        })
    };
    once::answer(write(&db, &actor, Right::EditCustomers, insert).await?)
}

/// `PATCH /customers/{ref}/contacts/{cref}`: what is absent stays.
pub async fn update(
    db: Data<Db>,
    actor: Actor,
    path: Path<(String, String)>,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let (by, body) = (sign(&db, &actor), body.json);
    let (reference, person) = path.into_inner();
    let update = move |conn: &mut Conn| {
        let current = found::open_customer(conn, by.actor.organization, &reference)?;
        let person = found::person(&current, &person)?;
        let people = contact_json::update(&body, person, &current.document).map_err(StoreError::Invalid)?;
        Ok((put(conn, &by, &current, people)?, person.key))
    };
    shown(&write(&db, &actor, Right::EditCustomers, update).await?)
}

/// `DELETE /customers/{ref}/contacts/{cref}`
pub async fn delete(
    db: Data<Db>,
    actor: Actor,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Failure> {
    let by = sign(&db, &actor);
    let (reference, person) = path.into_inner();
    let remove = move |conn: &mut Conn| {
        let current = found::open_customer(conn, by.actor.organization, &reference)?;
        let people = contact_json::remove(found::person(&current, &person)?, &current.document);
        put(conn, &by, &current, people).map(drop)
    };
    write(&db, &actor, Right::EditCustomers, remove).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Makes these the people of a customer.
fn put(
    conn: &mut Conn,
    by: &Signature,
    current: &Customer,
    people: Vec<RawPerson>,
) -> Result<Opened, StoreError> {
    let raw = RawCustomer { people: Some(people), ..RawCustomer::default() };
    let updated = drafts::change(conn, by, current, &raw).map_err(|error| match error {
        StoreError::Invalid(issues) => StoreError::Invalid(contact_json::spelled(issues)),
        other => other,
    })?;
    Opened::of(conn, updated.into_customer(), by.at)
}

fn shown((opened, key): &(Opened, Uuid)) -> Result<HttpResponse, Failure> {
    let person = opened.customer.document.person(*key).ok_or(Failure::NotFound)?;
    Ok(answer(StatusCode::OK, opened.json(person)))
}
