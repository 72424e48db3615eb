//! `/customers`.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::customer_input::{create as create_input, spelled, update as update_input};
use super::customer_json::CustomerJson;
use super::envelope::{self, answer};
use super::filter::Filter;
use super::paging::Paging;
use super::{found, ids};
use crate::dialects::{sign, write};
use crate::domain::customer::Customer;
use crate::domain::draft::RawCustomer;
use crate::domain::operator::{Actor, Right};
use crate::store::{Conn, Db, StoreError, customers, drafts};
use crate::web::json::Body;
use crate::web::{Failure, once};

/// Customers, also where it is one: the client takes the first of the list.
#[derive(Serialize)]
struct ListJson<'a> {
    customers: Vec<CustomerJson<'a>>,
}

impl<'a> ListJson<'a> {
    fn of(customers: impl IntoIterator<Item = &'a Customer>) -> Self {
        Self { customers: customers.into_iter().map(CustomerJson::of).collect() }
    }
}

#[derive(Serialize)]
struct CreatedJson {
    reference: String,
}

/// `GET /customers`: the oldest first.
pub async fn list(
    db: Data<Db>,
    actor: Actor,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Failure> {
    let paging = Paging::read(&query)?;
    let (organization, filter) = (actor.organization, Filter::read(&query));
    let (offset, limit) = (paging.offset(), paging.limit());
    let read = move |conn: &mut Conn| filter.stretch(conn, organization, offset, limit);
    let found = db.read(read).await?;
    Ok(envelope::page(ListJson::of(&found.items), paging.within("/customers", found.count)))
}

/// `GET /customers/{ref}`
pub async fn find(db: Data<Db>, actor: Actor, reference: Path<String>) -> Result<HttpResponse, Failure> {
    let organization = actor.organization;
    let customer = db.read(move |conn| found::customer(conn, organization, &reference)).await?;
    Ok(answer(StatusCode::OK, ListJson::of([&customer])))
}

/// `POST /customers`, once for each `Idempotency-Key`: nothing is answered of the customer but its reference.
pub async fn create(
    db: Data<Db>,
    actor: Actor,
    request: HttpRequest,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let raw = create_input(&body.json)?;
    let call = once::call(&request, &actor, [body.bytes.as_slice()])?;
    let by = sign(&db, &actor);
    let insert = move |conn: &mut Conn| {
        once::once(conn, call.as_ref(), by.at, |conn| {
            let customer = drafts::create(conn, &by, &raw).map_err(|error| respelled(error, &raw))?;
            let created = CreatedJson { reference: ids::reference(customer.number) };
            envelope::kept(StatusCode::CREATED, customer.id, created)
        })
    };
    once::answer(write(&db, &actor, Right::EditCustomers, insert).await?)
}

/// `PATCH /customers/{ref}`: what is absent stays.
pub async fn update(
    db: Data<Db>,
    actor: Actor,
    reference: Path<String>,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let (by, reference, body) = (sign(&db, &actor), reference.into_inner(), body.json);
    let update = move |conn: &mut Conn| {
        let current = found::open_customer(conn, by.actor.organization, &reference)?;
        let raw = update_input(&body, &current).map_err(StoreError::Invalid)?;
        let updated = drafts::change(conn, &by, &current, &raw);
        Ok(updated.map_err(|error| respelled(error, &raw))?.into_customer())
    };
    let customer = write(&db, &actor, Right::EditCustomers, update).await?;
    Ok(answer(StatusCode::OK, ListJson::of([&customer])))
}

/// `DELETE /customers/{ref}`: into the trash. A second time does no more.
pub async fn delete(db: Data<Db>, actor: Actor, reference: Path<String>) -> Result<HttpResponse, Failure> {
    let (by, reference) = (sign(&db, &actor), reference.into_inner());
    let trash = move |conn: &mut Conn| {
        let current = found::customer(conn, by.actor.organization, &reference)?;
        if current.deleted_at.is_none() {
            customers::trash(conn, &by, current.id)?;
        }
        Ok(())
    };
    write(&db, &actor, Right::EditCustomers, trash).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `PUT /customers/{ref}`: out of the trash. One that is not in it stays as it is.
pub async fn reactivate(
    db: Data<Db>,
    actor: Actor,
    reference: Path<String>,
) -> Result<HttpResponse, Failure> {
    let (by, reference) = (sign(&db, &actor), reference.into_inner());
    let restore = move |conn: &mut Conn| {
        let current = found::customer(conn, by.actor.organization, &reference)?;
        if current.deleted_at.is_some() {
            customers::restore(conn, &by, current.id)?;
        }
        Ok(())
    };
    write(&db, &actor, Right::EditCustomers, restore).await?;
    Ok(HttpResponse::Ok().finish())
}

fn respelled(error: StoreError, raw: &RawCustomer) -> StoreError {
    match error {
        StoreError::Invalid(issues) => StoreError::Invalid(spelled(issues, raw)),
        other => other,
    }
}
