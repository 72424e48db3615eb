//! How much a request may bring, and how slowly. What cannot be read as a request at all never comes here: an address of
//! 64 KiB and more is answered 400 by the framework, more than 96 headers, or a head of 128 KiB and more, 431.

use std::time::Duration;

use actix_web::HttpMessage as _;
use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::header::CONTENT_ENCODING;
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use futures_util::stream::{self, Stream, StreamExt as _};
use tokio::time::{Instant, timeout_at};

use crate::domain::asset::Quota;
use crate::web::errors::Failure;
use crate::web::hosts;
use crate::web::site::Site;

/// Longest address, in bytes.
pub const URI_LIMIT_BYTES: usize = 8 * 1024;
const HEADERS_LIMIT_BYTES: usize = 32 * 1024;
/// Fewest bytes that a body must bring in a second.
pub const PACE_BYTES: u64 = 1024;

/// The ceilings that can be set.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest file that is taken, in bytes.
    pub upload_bytes: u64,
    /// Most exports that one caller begins in an hour.
    pub exports_per_hour: u32,
    /// How much an organization may keep.
    pub quota: Quota,
    /// How long the head of a request may take.
    pub head: Duration,
    /// How long a request may take that brings or takes no file.
    pub request: Duration,
    /// In each period of this length a body must keep the pace.
    pub pace: Duration,
}

/// Refuses what is not for this server, or more than it takes, before anything else is asked.
///
/// # Errors
/// None of its own: a refusal is an answer.
pub async fn admit(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let pace = match check(&request) {
        Ok(site) => site.limits.pace,
        Err(failure) => return Ok(request.error_response(failure).map_into_right_body()),
    };
    let payload = request.take_payload();
    request.set_payload(Payload::Stream { payload: Box::pin(paced(payload, pace)) });
    Ok(next.call(request).await?.map_into_left_body())
}

fn check(request: &ServiceRequest) -> Result<&Data<Site>, Failure> {
    let site = request.app_data::<Data<Site>>().ok_or_else(|| Failure::fault("no site is configured"))?;
    hosts::admit(request, site)?;
    if request.uri().to_string().len() > URI_LIMIT_BYTES {
        return Err(Failure::UriTooLong(URI_LIMIT_BYTES));
    }
    let headers = request.headers();
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if bytes > HEADERS_LIMIT_BYTES {
        return Err(Failure::HeadersTooLarge);
    }
    // No address takes compressed bodies: a small one could unpack to any size.
    if headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding.as_bytes() != b"identity") {
        return Err(Failure::UnsupportedMediaType);
    }
    Ok(site)
}

/// The body, cut when it comes slower than it must. A multipart reader asks on behind the end.
fn paced(payload: Payload, period: Duration) -> impl Stream<Item = Result<Bytes, PayloadError>> {
    let least_bytes = period.as_secs() * PACE_BYTES;
    let begun = Some((payload, Instant::now() + period, 0));
    stream::unfold(begun, move |state| async move {
        let (mut payload, mut period_ends, mut bytes) = state?;
        loop {
            match timeout_at(period_ends, payload.next()).await {
                Ok(Some(Ok(chunk))) => {
                    bytes += chunk.len() as u64;
                    return Some((Ok(chunk), Some((payload, period_ends, bytes))));
                }
                Ok(Some(Err(error))) => return Some((Err(error), None)),
                Ok(None) => return None,
                Err(_) if bytes < least_bytes => {
                    let slow = std::io::Error::from(std::io::ErrorKind::TimedOut);
                    return Some((Err(PayloadError::Io(slow)), None));
                }
                Err(_) => (period_ends, bytes) = (period_ends + period, 0),
            }
        }
    })
    .fuse()
}

/// What a body that did not arrive means.
#[must_use]
pub fn failed_body(error: &PayloadError) -> Failure {
    match error {
        PayloadError::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => Failure::TimedOut,
        _ => Failure::Malformed("body"),
    }
}

/// The body as a whole, when it has at most this many bytes; a body without a length is counted as it comes.
///
/// # Errors
/// [`Failure::TooLarge`], and what [`failed_body`] says.
pub async fn whole_body(payload: &mut Payload, limit_bytes: u64) -> Result<Vec<u8>, Failure> {
    let limit = usize::try_from(limit_bytes).unwrap_or(usize::MAX);
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| failed_body(&error))?;
        if body.len() + chunk.len() > limit {
            return Err(Failure::TooLarge(limit_bytes));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(chunks: Vec<(u64, usize)>) -> Payload {
        let chunks = stream::iter(chunks).then(|(seconds, bytes)| async move {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            Ok(Bytes::from(vec![b'x'; bytes]))
        });
        Payload::Stream {
            payload: Box::pin(paced(Payload::Stream { payload: Box::pin(chunks) }, Duration::from_secs(30))),
        }
    }

    #[actix_web::test]
    async fn d2_the_limit_holds_without_a_length() {
        let length = whole_body(&mut body(vec![(0, 600), (0, 400)]), 1000).await.unwrap().len();
        assert_eq!(length, 1000);
        let refused = whole_body(&mut body(vec![(0, 600), (0, 401)]), 1000).await;
        assert!(matches!(refused, Err(Failure::TooLarge(1000))));
    }
}
