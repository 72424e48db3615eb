//! Failures in the words of Nutcache.

use actix_web::HttpResponse;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::WWW_AUTHENTICATE;
use serde_json::json;

use crate::web::Failure;
use crate::web::trace::Reference;

/// The type of every answer.
pub(super) const JSON: &str = "application/json; charset=utf-8";

/// The answer that a failure is.
#[must_use]
pub fn tell(failure: &Failure, reference: Reference) -> HttpResponse<BoxBody> {
    let status = match failure.status() {
        StatusCode::UNPROCESSABLE_ENTITY => StatusCode::BAD_REQUEST,
        status => status,
    };
    let title = match status {
        StatusCode::NOT_FOUND => "Requested Resource not Found",
        status => status.canonical_reason().unwrap_or_default(),
    };
    let detail = match failure {
        Failure::Fault(_) => format!("{} The reference is {reference}.", failure.english()),
        other => other.english(),
    };
    let error = json!({ "code": status.as_u16(), "title": title, "detail": detail });
    let mut response = HttpResponse::build(status);
    if status == StatusCode::UNAUTHORIZED {
        response.insert_header((WWW_AUTHENTICATE, "nut-basic, Bearer"));
    }
    response.content_type(JSON).body(json!({ "errors": [error] }).to_string())
}
