//! What is logged of a request: its method, its route, its status and its id. Never its query, its address or anything
//! that a person typed.

use std::fmt;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::{HttpMessage as _, HttpRequest};
use tracing::Span;
use tracing_actix_web::{RequestId, RootSpanBuilder};

/// Opens the span that every log line of a request stands in.
#[derive(Debug)]
pub struct Requests;

impl RootSpanBuilder for Requests {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let id = request.extensions().get::<RequestId>().copied();
        tracing::info_span!(
            "request",
            method = request.method().as_str(),
            route = request.match_pattern().unwrap_or_default(),
            status = tracing::field::Empty,
            request_id = id.map(tracing::field::display),
        )
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, actix_web::Error>) {
        let status = match outcome {
            Ok(response) => response.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        span.record("status", status.as_u16());
        span.in_scope(|| tracing::debug!("answered"));
    }
}

/// The number on an error page, by which an administrator finds the log lines of the request: the beginning of its id.
#[derive(Debug, Clone, Copy)]
pub struct Reference(u32);

impl Reference {
    /// Of this request.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        let id = request.extensions().get::<RequestId>().map(|id| id.as_fields().0);
        Self(id.unwrap_or_default())
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04x}-{:04x}", self.0 >> 16, self.0 & 0xffff)
    }
}
