//! `/customers`.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::json;

use crate::dialects::echonio::avatar::{self, Picture};
use crate::dialects::echonio::body::Fields;
use crate::dialects::echonio::customer_input::{CustomerInput, field_name};
use crate::dialects::echonio::customer_json::CustomerJson;
use crate::dialects::echonio::query::{Parameters, Stretch, text};
use crate::dialects::{sign, write};
use crate::domain::customer::{Customer, CustomerId};
use crate::domain::draft::AvatarChange;
use crate::domain::listing::Sort;
use crate::domain::operator::{Actor, Right};
use crate::domain::organization::Organization;
use crate::files::Files;
use crate::store::idempotency::Answer;
use crate::store::{Conn, Db, StoreError, customers, drafts, listing, organizations};
use crate::web::{Failure, Site, once};

/// Items of a list, and how many there are altogether.
#[derive(Serialize)]
pub(super) struct ListJson<T> {
    pub(super) items: Vec<T>,
    pub(super) count: i64,
}

/// `GET /customers`: the last changed first, and how many there are of them altogether.
pub async fn list(db: Data<Db>, actor: Actor, parameters: Parameters) -> Result<HttpResponse, Failure> {
    let (search, asked) = (text(&parameters, "search"), Stretch::read(&parameters)?);
    let organization = actor.organization;
    let read = move |conn: &mut Conn| {
        let (offset, limit) = (asked.offset, asked.limit);
        let found = listing::stretch(conn, organization, &search, Sort::Updated, offset, limit)?;
        Ok((found, organizations::find(conn, organization)?))
    };
    let (found, organization) = db.read(read).await?;
    let items = found.items.iter().map(|customer| CustomerJson::of(customer, &organization)).collect();
    Ok(HttpResponse::Ok().json(ListJson { items, count: found.count }))
}

/// `GET /customers/{id}`
pub async fn find(db: Data<Db>, actor: Actor, id: Path<CustomerId>) -> Result<HttpResponse, Failure> {
    let (organization, id) = (actor.organization, id.into_inner());
    let read = move |conn: &mut Conn| {
        let customer = customers::find_live(conn, organization, id)?;
        shown(conn, customer)
    };
    Ok(answer(&db.read(read).await?))
}

/// `POST /customers`, once for each `Idempotency-Key`.
pub async fn create(
    db: Data<Db>,
    files: Data<Files>,
    site: Data<Site>,
    actor: Actor,
    request: HttpRequest,
    fields: Fields,
) -> Result<HttpResponse, Failure> {
    let input = CustomerInput::read(&fields)?;
    let mut raw = input.new_customer()?;
    let picture = avatar::picture(&db, &files, &site, &actor, input.avatar).await?;
    raw.avatar = picture.map(|picture| AvatarChange::Give(picture.id));
    let call = once::call(&request, &actor, [fields.bytes.as_slice()])?;
    let by = sign(&db, &actor);
    let insert = move |conn: &mut Conn| {
        once::once(conn, call.as_ref(), by.at, |conn| {
            let customer = drafts::create(conn, &by, &raw)?;
            keep(conn, &files, picture, &customer)?;
            let (customer, organization) = shown(conn, customer)?;
            Ok(Answer {
                status: StatusCode::CREATED.as_u16(),
                location: None,
                body: once::text(&CustomerJson::of(&customer, &organization))?,
                about: Some(customer.id.0),
            })
        })
    };
    once::answer(write(&db, &actor, Right::EditCustomers, insert).await.map_err(failure)?)
}

/// `PUT /customers/{id}`: what is not sent stays; an identity, and a list of contacts, is whole.
pub async fn update(
    db: Data<Db>,
    files: Data<Files>,
    site: Data<Site>,
    actor: Actor,
    id: Path<CustomerId>,
    fields: Fields,
) -> Result<HttpResponse, Failure> {
    let (id, organization) = (id.into_inner(), actor.organization);
    let input = CustomerInput::read(&fields)?;
    let current = db.read(move |conn| customers::find_live(conn, organization, id)).await?;
    let wanted = input.avatar.filter(|wanted| wanted.given() != current.document.avatar);
    let picture = avatar::picture(&db, &files, &site, &actor, wanted).await?;
    let by = sign(&db, &actor);
    let update = move |conn: &mut Conn| {
        let current = customers::find_live(conn, organization, id)?;
        let mut raw = input.changed_customer(&current.document).map_err(StoreError::Invalid)?;
        raw.avatar = wanted;
        let customer = drafts::change(conn, &by, &current, &raw)?.into_customer();
        keep(conn, &files, picture, &customer)?;
        shown(conn, customer)
    };
    Ok(answer(&write(&db, &actor, Right::EditCustomers, update).await.map_err(failure)?))
}

/// Keeps the picture that a customer was given.
fn keep(
    conn: &mut Conn,
    files: &Files,
    picture: Option<Picture>,
    customer: &Customer,
) -> Result<(), StoreError> {
    picture.map_or(Ok(()), |picture| picture.keep(conn, files, customer))
}

/// `DELETE /customers/{id}`: for ever, with everything that was told of it.
pub async fn delete(db: Data<Db>, actor: Actor, id: Path<CustomerId>) -> Result<HttpResponse, Failure> {
    let (by, id) = (sign(&db, &actor), id.into_inner());
    let purge = move |conn: &mut Conn| {
        customers::trash(conn, &by, id)?;
        customers::purge(conn, &by, id)
    };
    write(&db, &actor, Right::PurgeCustomers, purge).await?;
    // A text here, where every other answer of Echonio's has a true.
    Ok(HttpResponse::Ok().json(json!({ "result": "true", "id": id })))
}

/// A customer with whose it is.
pub(super) fn shown(conn: &mut Conn, customer: Customer) -> Result<(Customer, Organization), StoreError> {
    let organization = organizations::find(conn, customer.organization)?;
    Ok((customer, organization))
}

fn answer((customer, organization): &(Customer, Organization)) -> HttpResponse {
    HttpResponse::Ok().json(CustomerJson::of(customer, organization))
}

/// What is wrong, by the names that it has in a body.
pub(super) fn failure(error: StoreError) -> Failure {
    match error {
        StoreError::Invalid(issues) => issues.renamed(field_name).into(),
        other => other.into(),
    }
}
