//! The one error type of the surfaces, and the one place that decides its status. A failure carries a code; the console
//! phrases it in the reader's language, an API sends it as a problem document (RFC 9457). Neither ever holds SQL, a path
//! or a library's name.

use std::fmt;
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{ALLOW, CONTENT_TYPE, HeaderValue, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse, ResponseError};

use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::{Forbidden, Right};
use crate::store::StoreError;
use crate::web::dialect::Dialect;
use crate::web::endpoint::Door;
use crate::web::trace::Reference;

/// What a client is told to wait when the server cannot say better, in seconds.
const BUSY_SECONDS: u64 = 5;

/// Why a request was not answered as asked.
#[derive(Debug)]
pub enum Failure {
    /// The request cannot be understood. The word says what of it.
    Malformed(&'static str),
    /// Nobody is signed in. The console leads to this page, which leads back.
    SignedOut(Option<String>),
    /// The caller has not this right.
    Forbidden(Right),
    /// The form's token is missing, wrong or of another session.
    FormExpired,
    /// The request comes from another site's page.
    CrossSite,
    /// There is none, or it is another organization's.
    NotFound,
    /// The address takes other methods: these.
    MethodNotAllowed(Vec<Method>),
    /// The body came too slowly, or the work took too long.
    TimedOut,
    /// The record has another version than the change was made from.
    Stale,
    /// A version named in `If-Match` is not the current one.
    PreconditionFailed,
    /// The record is at a step where this cannot be done.
    Conflict(Issue),
    /// Something unique is in use.
    Taken {
        /// What.
        what: &'static str,
        /// By which record.
        by: Option<uuid::Uuid>,
    },
    /// More bytes than this.
    TooLarge(u64),
    /// The address is longer than this many bytes.
    UriTooLong(usize),
    /// The headers are more, or larger, than is taken.
    HeadersTooLarge,
    /// The body is in a form that this address does not take.
    UnsupportedMediaType,
    /// Fields that are not acceptable.
    Invalid(Issues),
    /// The Host is not this server's.
    UnknownHost,
    /// Too many requests: come back after this long.
    TooMany(Duration),
    /// The server has too much to do.
    Busy,
    /// There is no room for files.
    StorageFull,
    /// A defect, or something below that does not answer. It is logged.
    Fault(Box<dyn std::error::Error + Send + Sync>),
}

impl Failure {
    /// A failure that is not the caller's.
    pub fn fault(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Fault(source.into())
    }

    /// The status it answers with.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::SignedOut(_) => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) | Self::FormExpired | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::TimedOut => StatusCode::REQUEST_TIMEOUT,
            Self::Stale | Self::Conflict(_) | Self::Taken { .. } => StatusCode::CONFLICT,
            Self::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UriTooLong(_) => StatusCode::URI_TOO_LONG,
            Self::HeadersTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::UnknownHost => StatusCode::MISDIRECTED_REQUEST,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
            Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Its kebab-case name, by which it is phrased: `error-` and this in the console, `code` in a problem document.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed",
            Self::SignedOut(_) => "signed-out",
            Self::Forbidden(_) => "forbidden",
            Self::FormExpired => "form-expired",
            Self::CrossSite => "cross-site",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed(_) => "method-not-allowed",
            Self::TimedOut => "timed-out",
            Self::Stale => "stale",
            Self::PreconditionFailed => "precondition-failed",
            Self::Conflict(issue) => issue.code(),
            Self::Taken { .. } => "taken",
            Self::TooLarge(_) => "too-large",
            Self::UriTooLong(_) => "uri-too-long",
            Self::HeadersTooLarge => "headers-too-large",
            Self::UnsupportedMediaType => "unsupported-media-type",
            Self::Invalid(_) => "invalid",
            Self::UnknownHost => "unknown-host",
            Self::TooMany(_) => "too-many",
            Self::Busy => "unavailable",
            Self::StorageFull => "storage-full",
            Self::Fault(_) => "fault",
        }
    }

    /// What a program's author reads: a short sentence in English, with the limit where there is one.
    #[must_use]
    pub fn english(&self) -> String {
        match self {
            Self::Malformed(what) => format!("The {what} cannot be understood."),
            Self::SignedOut(_) => "A valid bearer token is needed.".into(),
            Self::Forbidden(right) => format!("The right {} is needed.", right.as_str()),
            Self::FormExpired => "The form's token is missing or no longer valid.".into(),
            Self::CrossSite => "Requests from other sites' pages are refused.".into(),
            Self::NotFound => "There is no such record.".into(),
            Self::MethodNotAllowed(_) => "This address does not take this method.".into(),
            Self::TimedOut => "The request took too long.".into(),
            Self::Stale => "The record was changed since this version.".into(),
            Self::PreconditionFailed => "The record has another version than the one in If-Match.".into(),
            Self::Conflict(issue) => format!("{}.", issue.english()),
            Self::Taken { what, .. } => format!("Already in use: {what}."),
            Self::TooLarge(limit) => format!("At most {limit} bytes are taken."),
            Self::UriTooLong(limit) => format!("An address of at most {limit} bytes is taken."),
            Self::HeadersTooLarge => "Headers of at most 32 KiB together are taken.".into(),
            Self::UnsupportedMediaType => "The body is in a form that is not taken here.".into(),
            Self::Invalid(issues) => issues.english(),
            Self::UnknownHost => "This server does not answer under this name.".into(),
            Self::TooMany(_) => "There were too many requests.".into(),
            Self::Busy => "The server has too much to do. Nothing was saved.".into(),
            Self::StorageFull => "There is no room left. Nothing was saved.".into(),
            Self::Fault(_) => "Something went wrong on our side.".into(),
        }
    }

    /// How long to wait before trying again, in seconds.
    #[must_use]
    pub fn retry_seconds(&self) -> Option<u64> {
        match self {
            Self::TooMany(wait) => Some(wait.as_secs() + u64::from(wait.subsec_nanos() > 0)),
            Self::Busy => Some(BUSY_SECONDS),
            _ => None,
        }
    }

    /// Puts the headers that belong to it on its answer.
    fn head(&self, response: &mut HttpResponse<BoxBody>, door: Door) {
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_seconds() {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        match self {
            Self::SignedOut(_) if door.is_of_programs() && !headers.contains_key(WWW_AUTHENTICATE) => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Self::MethodNotAllowed(methods) => {
                let methods = methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
                if let Ok(methods) = HeaderValue::from_str(&methods) {
                    headers.insert(ALLOW, methods);
                }
            }
            _ => {}
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Fault(source) => Some(&**source),
            _ => None,
        }
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    /// An empty body: [`show`] fills it, knowing who reads.
    fn error_response(&self) -> HttpResponse<BoxBody> {
        HttpResponse::new(self.status())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Stale | StoreError::Redefined => Self::Stale,
            StoreError::Forbidden(forbidden) => forbidden.into(),
            StoreError::Invalid(issues) => Self::Invalid(issues),
            StoreError::Refused(issue) => Self::Conflict(issue),
            StoreError::Taken { what, by } => Self::Taken { what, by },
            StoreError::Full => Self::StorageFull,
            StoreError::Unavailable(source) => {
                tracing::error!(error = &*source as &dyn std::error::Error, "the store failed");
                Self::Busy
            }
        }
    }
}

impl From<Forbidden> for Failure {
    fn from(Forbidden(right): Forbidden) -> Self {
        Self::Forbidden(right)
    }
}

impl From<Issues> for Failure {
    fn from(issues: Issues) -> Self {
        Self::Invalid(issues)
    }
}

/// Writes the page of a failure: the console's, which stands on a floor above.
pub type Page = fn(&HttpRequest, &Failure, Reference) -> String;

/// Writes a failure as the system whose client asks would: status, body and type. It stands on a floor above, too.
pub type Wire = fn(Dialect, &Failure, Reference) -> HttpResponse<BoxBody>;

/// What the floor above says of failures.
#[derive(Debug, Clone, Copy)]
pub struct Voices {
    /// To people.
    pub page: Page,
    /// To the clients of other systems.
    pub wire: Wire,
}

/// Gives every failure its body: a page for people, a problem document for programs, for the clients of another system
/// what that would have said.
///
/// # Errors
/// None of its own.
pub async fn show(
    voices: Voices,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let Some(error) = response.response().error() else { return Ok(response) };
    let request = response.request().clone();
    let answer = if let Some(failure) = error.as_error::<Failure>() {
        answer(&request, failure, voices)
    } else {
        answer(&request, &of_status(error.as_response_error().status_code(), error), voices)
    };
    Ok(response.into_response(answer))
}

fn answer(request: &HttpRequest, failure: &Failure, voices: Voices) -> HttpResponse<BoxBody> {
    let door = Door::of(request.path());
    let reference = Reference::of(request);
    if let Failure::Fault(source) = failure {
        tracing::error!(error = &**source as &dyn std::error::Error, %reference, "a request failed");
    }
    if let (Door::Console | Door::Portal, Failure::SignedOut(Some(sign_in))) = (door, failure) {
        return HttpResponse::SeeOther().insert_header((LOCATION, sign_in.as_str())).finish();
    }
    let said = |kind: &str, body: String| {
        HttpResponse::build(failure.status()).insert_header((CONTENT_TYPE, kind)).body(body)
    };
    let mut response = match door {
        Door::Console | Door::Portal => {
            said("text/html; charset=utf-8", (voices.page)(request, failure, reference))
        }
        Door::Api => problem(failure, reference),
        Door::Dialect(dialect) => (voices.wire)(dialect, failure, reference),
        Door::Open => said("text/plain; charset=utf-8", format!("{}\n", failure.english())),
    };
    failure.head(&mut response, door);
    response
}

/// The answer that is the problem document (RFC 9457) of a failure.
#[must_use]
pub fn problem(failure: &Failure, reference: Reference) -> HttpResponse<BoxBody> {
    let status = failure.status();
    let mut problem = serde_json::json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or_default(),
        "status": status.as_u16(),
        "detail": failure.english(),
        "code": failure.code(),
        "reference": reference.to_string(),
    });
    match failure {
        Failure::Invalid(issues) => problem["issues"] = serde_json::json!(issues),
        Failure::Taken { by: Some(by), .. } => problem["takenBy"] = serde_json::json!(by),
        _ => {}
    }
    HttpResponse::build(status)
        .insert_header((CONTENT_TYPE, "application/problem+json"))
        .body(problem.to_string())
}

/// What the framework refused: a path that is no id, a body that ended early.
fn of_status(status: StatusCode, error: &actix_web::Error) -> Failure {
    match status {
        StatusCode::NOT_FOUND => Failure::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Failure::MethodNotAllowed(Vec::new()),
        StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge(crate::web::forms::LIMIT_BYTES),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Failure::UnsupportedMediaType,
        status if status.is_client_error() => Failure::Malformed("request"),
        _ => Failure::fault(error.to_string()),
    }
}
