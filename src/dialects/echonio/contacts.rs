//! `/customers/{id}/contacts`: one contact at a time of the list that a customer has.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::dialects::echonio::body::Fields;
use crate::dialects::echonio::contact_input::{ContactInput, unchanged};
use crate::dialects::echonio::customer_json::ContactJson;
use crate::dialects::{sign, write};
use crate::domain::customer::{ContactPoint, Customer, CustomerId, Signature};
use crate::domain::draft::{RawContact, RawCustomer};
use crate::domain::issues::Issues;
use crate::domain::operator::{Actor, Right};
use crate::store::{Conn, Db, StoreError, customers, drafts};
use crate::web::Failure;

/// `GET /customers/{id}/contacts`: the list itself, without anything around it.
pub async fn list(db: Data<Db>, actor: Actor, id: Path<CustomerId>) -> Result<HttpResponse, Failure> {
    let (organization, id) = (actor.organization, id.into_inner());
    let customer = db.read(move |conn| customers::find_live(conn, organization, id)).await?;
    let points = customer.document.contact_points.iter();
    Ok(HttpResponse::Ok().json(points.map(ContactJson::of).collect::<Vec<_>>()))
}

/// `GET /customers/{id}/contacts/{contact}`
pub async fn find(
    db: Data<Db>,
    actor: Actor,
    path: Path<(CustomerId, Uuid)>,
) -> Result<HttpResponse, Failure> {
    let (organization, (id, contact)) = (actor.organization, path.into_inner());
    let customer = db.read(move |conn| customers::find_live(conn, organization, id)).await?;
    let point = point(&customer, contact)?;
    Ok(HttpResponse::Ok().json(ContactJson::of(point)))
}

/// `POST /customers/{id}/contacts`: behind the others.
pub async fn create(
    db: Data<Db>,
    actor: Actor,
    id: Path<CustomerId>,
    fields: Fields,
) -> Result<HttpResponse, Failure> {
    let (input, by, id) = (read(&fields)?, sign(&db, &actor), id.into_inner());
    let insert = move |conn: &mut Conn| {
        let current = customers::find_live(conn, by.actor.organization, id)?;
        let points = &current.document.contact_points;
        let mut contacts = unchanged(points);
        contacts.push(input.raw(&[]));
        let changed = put(conn, &by, &current, contacts).map_err(|error| of_one(error, points.len()))?;
        changed.document.contact_points.last().cloned().ok_or(StoreError::NotFound)
    };
    let point = write(&db, &actor, Right::EditCustomers, insert).await?;
    Ok(HttpResponse::build(StatusCode::CREATED).json(ContactJson::of(&point)))
}

/// `PUT /customers/{id}/contacts/{contact}`: what is not sent stays.
pub async fn update(
    db: Data<Db>,
    actor: Actor,
    path: Path<(CustomerId, Uuid)>,
    fields: Fields,
) -> Result<HttpResponse, Failure> {
    let (input, by, (id, contact)) = (read(&fields)?, sign(&db, &actor), path.into_inner());
    let update = move |conn: &mut Conn| {
        let current = customers::find_live(conn, by.actor.organization, id)?;
        let points = &current.document.contact_points;
        let at = points.iter().position(|point| point.key == contact).ok_or(StoreError::NotFound)?;
        let mut contacts = unchanged(points);
        contacts[at] = input.of(contact).raw(points);
        let changed = put(conn, &by, &current, contacts).map_err(|error| of_one(error, at))?;
        point(&changed, contact).cloned()
    };
    let point = write(&db, &actor, Right::EditCustomers, update).await?;
    Ok(HttpResponse::Ok().json(ContactJson::of(&point)))
}

/// `DELETE /customers/{id}/contacts/{contact}`
pub async fn delete(
    db: Data<Db>,
    actor: Actor,
    path: Path<(CustomerId, Uuid)>,
) -> Result<HttpResponse, Failure> {
    let (by, (id, contact)) = (sign(&db, &actor), path.into_inner());
    let delete = move |conn: &mut Conn| {
        let current = customers::find_live(conn, by.actor.organization, id)?;
        point(&current, contact)?;
        let mut contacts = unchanged(&current.document.contact_points);
        contacts.retain(|raw| raw.key != contact.to_string());
        put(conn, &by, &current, contacts)
    };
    write(&db, &actor, Right::EditCustomers, delete).await?;
    Ok(HttpResponse::Ok().json(json!({ "result": true, "contactId": contact })))
}

fn point(customer: &Customer, id: Uuid) -> Result<&ContactPoint, StoreError> {
    customer.document.contact_points.iter().find(|point| point.key == id).ok_or(StoreError::NotFound)
}

fn put(
    conn: &mut Conn,
    by: &Signature,
    current: &Customer,
    contacts: Vec<RawContact>,
) -> Result<Customer, StoreError> {
    let raw = RawCustomer { contacts: Some(contacts), ..RawCustomer::default() };
    Ok(drafts::change(conn, by, current, &raw)?.into_customer())
}

fn read(fields: &Fields) -> Result<ContactInput, Issues> {
    let mut issues = Issues::new();
    let names = ["type", "value", "title", "role", "responder", "fullName", "fullname", "note", "data"];
    let sent = names.into_iter().filter_map(|name| Some((name.to_owned(), fields.get(name)?.clone())));
    let members: Map<String, Value> = sent.collect();
    let input = ContactInput::read(&members, "", &mut issues);
    if issues.is_empty() { Ok(input) } else { Err(issues) }
}

/// What is wrong with the contact of a call, which is this one of the list.
fn of_one(error: StoreError, at: usize) -> StoreError {
    let place = format!("contacts.{at}.");
    let name = |field: &str| match field.strip_prefix(&place) {
        Some("label") => "title".to_owned(),
        Some(name) => name.to_owned(),
        None => field.to_owned(),
    };
    match error {
        StoreError::Invalid(issues) => StoreError::Invalid(issues.renamed(name)),
        other => other,
    }
}
