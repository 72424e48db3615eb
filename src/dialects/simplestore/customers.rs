//! `/v1/customers`.

use std::time::Instant;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use uuid::Uuid;

use super::customer_input;
use super::customer_json::CustomerJson;
use super::paging::Asked;
use crate::dialects::{sign, write};
use crate::domain::customer::{Customer, CustomerId};
use crate::domain::listing::Sort;
use crate::domain::operator::{Actor, Right};
use crate::domain::organization::OrganizationId;
use crate::store::idempotency::Answer;
use crate::store::listing::{self, Stretch};
use crate::store::{Conn, Db, StoreError, customers, drafts};
use crate::web::json::Body;
use crate::web::{Failure, once};

/// What is answered of a customer that was written.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WrittenJson {
    customer_id: Uuid,
    version: String,
}

impl WrittenJson {
    fn of(customer: &Customer) -> Self {
        Self { customer_id: customer.id.0, version: customer.version.to_string() }
    }
}

/// `GET /v1/customers`: the last changed first.
pub async fn list(
    db: Data<Db>,
    actor: Actor,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Failure> {
    let begun = Instant::now();
    let asked = Asked::read(&query)?;
    let (organization, of) = (actor.organization, asked.clone());
    let found = db.read(move |conn| stretch(conn, organization, &of)).await?;
    let items = found.items.iter().map(|customer| CustomerJson::listed(customer, &asked)).collect();
    Ok(HttpResponse::Ok().json(asked.page(items, found.count, begun.elapsed())))
}

fn stretch(conn: &mut Conn, organization: OrganizationId, asked: &Asked) -> Result<Stretch, StoreError> {
    if asked.ids.is_empty() {
        let (offset, limit) = (asked.offset(), asked.limit());
        return listing::stretch(conn, organization, &asked.email, Sort::Updated, offset, limit);
    }
    let mut found = Vec::new();
    for id in &asked.ids {
        match customers::find_live(conn, organization, *id) {
            Err(StoreError::NotFound) => {}
            customer => found.push(customer?),
        }
    }
    let count = i64::try_from(found.len()).unwrap_or(i64::MAX);
    Ok(Stretch { items: found.into_iter().skip(asked.offset()).take(asked.limit()).collect(), count })
}

/// `GET /v1/customers/{id}`
pub async fn find(db: Data<Db>, actor: Actor, id: Path<CustomerId>) -> Result<HttpResponse, Failure> {
    let (organization, id) = (actor.organization, id.into_inner());
    let customer = db.read(move |conn| customers::find_live(conn, organization, id)).await?;
    Ok(HttpResponse::Ok().json(CustomerJson::of(&customer)))
}

/// `POST /v1/customers`, once for each `Idempotency-Key`.
pub async fn create(
    db: Data<Db>,
    actor: Actor,
    request: HttpRequest,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let (raw, _) = customer_input::customer(&body.json)?;
    let call = once::call(&request, &actor, [body.bytes.as_slice()])?;
    let by = sign(&db, &actor);
    let insert = move |conn: &mut Conn| {
        once::once(conn, call.as_ref(), by.at, |conn| {
            let customer = drafts::create(conn, &by, &raw)?;
            Ok(Answer {
                status: StatusCode::CREATED.as_u16(),
                location: None,
                body: once::text(&WrittenJson::of(&customer))?,
                about: Some(customer.id.0),
            })
        })
    };
    once::answer(write(&db, &actor, Right::EditCustomers, insert).await?)
}

/// `PUT /v1/customers/{id}`: what is absent stays; a `version` in the body must be the current one. It is answered as a
/// creation, which is how it is documented.
pub async fn update(
    db: Data<Db>,
    actor: Actor,
    id: Path<CustomerId>,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let (raw, version) = customer_input::customer(&body.json)?;
    let (by, id) = (sign(&db, &actor), id.into_inner());
    let update = move |conn: &mut Conn| {
        let current = customers::find_live(conn, by.actor.organization, id)?;
        if version.is_some_and(|version| version != current.version) {
            return Ok(None);
        }
        Ok(Some(drafts::change(conn, &by, &current, &raw)?.into_customer()))
    };
    let updated = write(&db, &actor, Right::EditCustomers, update).await?;
    Ok(HttpResponse::Created().json(WrittenJson::of(&updated.ok_or(Failure::Stale)?)))
}

/// `DELETE /v1/customers/{id}`: into the trash.
pub async fn delete(db: Data<Db>, actor: Actor, id: Path<CustomerId>) -> Result<HttpResponse, Failure> {
    let (by, id) = (sign(&db, &actor), id.into_inner());
    let trash = move |conn: &mut Conn| customers::trash(conn, &by, id);
    write(&db, &actor, Right::EditCustomers, trash).await?;
    Ok(HttpResponse::Ok().finish())
}
