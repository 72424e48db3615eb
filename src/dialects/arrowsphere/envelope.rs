//! What every answer is wrapped in. The body says the status again, because some of the client's calls show nothing else.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use crate::domain::customer::CustomerId;
use crate::store::StoreError;
use crate::store::idempotency::Answer;
use crate::web::once;

#[derive(Serialize)]
struct Envelope<T> {
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pagination: Option<Pagination>,
}

/// Where a page stands in its list.
#[derive(Debug, Serialize)]
pub struct Pagination {
    /// Most items of a page, as it was really used.
    pub per_page: i64,
    /// Which page this is, from 1.
    pub current_page: i64,
    /// How many pages there are; none of an empty list.
    pub total_page: i64,
    /// How many items there are.
    pub total: i64,
    /// The address of the next page, behind the address of the API.
    pub next: Option<String>,
    /// That of the page before.
    pub previous: Option<String>,
}

/// An answer with this in it.
pub fn answer(status: StatusCode, data: impl Serialize) -> HttpResponse {
    wrap(status, Some(data), None)
}

/// An answer about a customer that is kept, so that the same call is answered alike.
///
/// # Errors
/// Never, in fact: what is shown here is plain.
pub fn kept(status: StatusCode, about: CustomerId, data: impl Serialize) -> Result<Answer, StoreError> {
    let envelope = Envelope { status: status.as_u16(), data: Some(data), pagination: None };
    Ok(Answer { status: status.as_u16(), location: None, body: once::text(&envelope)?, about: Some(about.0) })
}

/// A page of a list.
pub fn page(data: impl Serialize, pagination: Pagination) -> HttpResponse {
    wrap(StatusCode::OK, Some(data), Some(pagination))
}

/// That something is under way.
#[must_use]
pub fn accepted() -> HttpResponse {
    wrap::<()>(StatusCode::ACCEPTED, None, None)
}

fn wrap<T: Serialize>(status: StatusCode, data: Option<T>, pagination: Option<Pagination>) -> HttpResponse {
    HttpResponse::build(status).json(Envelope { status: status.as_u16(), data, pagination })
}
