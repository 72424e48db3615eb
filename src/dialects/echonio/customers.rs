//! `/customers`.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

use crate::dialects::echonio::customer_json::CustomerJson;
use crate::dialects::echonio::query::{Parameters, Stretch, text};
use crate::domain::customer::CustomerId;
use crate::domain::listing::Sort;
use crate::domain::operator::Actor;
use crate::store::{Conn, Db, customers, listing, organizations};
use crate::web::Failure;

#[derive(Serialize)]
struct ListJson<T> {
    items: Vec<T>,
    count: i64,
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
        Ok((customers::find_live(conn, organization, id)?, organizations::find(conn, organization)?))
    };
    let (customer, organization) = db.read(read).await?;
    Ok(HttpResponse::Ok().json(CustomerJson::of(&customer, &organization)))
}
