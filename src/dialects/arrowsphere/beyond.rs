//! Calls of the API that are about its vendor's business. Nothing of that is kept here: what would be an empty list is
//! one, and the rest is answered as what it is, so that nobody takes it for a customer that does not exist.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::Serialize;

use super::envelope;
use super::errors::not_offered;
use super::found;
use super::paging::Paging;
use crate::domain::operator::Actor;
use crate::store::Db;
use crate::web::Failure;

#[derive(Serialize)]
struct OrdersJson {
    /// There are none here.
    orders: [(); 0],
}

/// `GET /customers/{ref}/orders`: no customer has any.
pub async fn orders(
    db: Data<Db>,
    actor: Actor,
    reference: Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Failure> {
    let paging = Paging::read(&query)?;
    let organization = actor.organization;
    let customer = reference.clone();
    db.read(move |conn| found::customer(conn, organization, &customer)).await?;
    let pagination = paging.within(&format!("/customers/{reference}/orders"), 0);
    Ok(envelope::page(OrdersJson { orders: [] }, pagination))
}

/// Any call that this server does not have.
pub async fn missing() -> HttpResponse {
    not_offered()
}
