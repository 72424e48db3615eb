//! Failures in the words of Echonio.

use actix_web::HttpResponse;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use serde::Serialize;

use crate::domain::issues::Issues;
use crate::web::Failure;
use crate::web::trace::Reference;

#[derive(Serialize)]
struct ErrorJson<'a, T> {
    code: u16,
    error: &'static str,
    message: &'a str,
    details: &'a [T],
}

/// One thing that is wrong, and where.
#[derive(Debug, Serialize)]
struct Detail<'a> {
    field: &'a str,
    message: String,
}

/// The answer that a failure is.
#[must_use]
pub fn tell(failure: &Failure, reference: Reference) -> HttpResponse<BoxBody> {
    let message = match failure {
        Failure::Fault(_) => format!("{} The reference is {reference}.", failure.english()),
        other => other.english(),
    };
    let details = match failure {
        Failure::Invalid(issues) => details(issues),
        _ => Vec::new(),
    };
    refusal(failure.status(), &message, &details)
}

/// An answer that refuses.
pub(super) fn refusal<T: Serialize>(
    status: StatusCode,
    message: &str,
    details: &[T],
) -> HttpResponse<BoxBody> {
    let (status, error) = named(status);
    HttpResponse::build(status).json(ErrorJson { code: status.as_u16(), error, message, details })
}

fn details(issues: &Issues) -> Vec<Detail<'_>> {
    issues.iter().map(|(field, issue)| Detail { field, message: issue.english() }).collect()
}

/// The status that is answered, and its name. What cannot be read and what is not acceptable are one to Echonio.
fn named(status: StatusCode) -> (StatusCode, &'static str) {
    let name = match status {
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => {
            return (StatusCode::BAD_REQUEST, "VALIDATION");
        }
        StatusCode::UNAUTHORIZED => "UNAUTHORIZED",
        StatusCode::FORBIDDEN => "FORBIDDEN",
        StatusCode::NOT_FOUND => "NOT_FOUND",
        StatusCode::METHOD_NOT_ALLOWED => "METHOD_NOT_ALLOWED",
        StatusCode::REQUEST_TIMEOUT => "TIMEOUT",
        StatusCode::CONFLICT => "CONFLICT",
        StatusCode::PAYLOAD_TOO_LARGE => "TOO_LARGE",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "UNSUPPORTED_MEDIA_TYPE",
        StatusCode::TOO_MANY_REQUESTS => "TOO_MANY_REQUESTS",
        StatusCode::SERVICE_UNAVAILABLE => "UNAVAILABLE",
        status if status.is_client_error() => "REFUSED",
        _ => "SERVER_ERROR",
    };
    (status, name)
}
