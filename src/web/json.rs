//! The JSON that a call brings: at most 1 MiB, at most 32 levels deep, called JSON, and no member in it twice.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest};
use serde_json::Value;

use crate::domain::issues::Issues;
use crate::web::Failure;
use crate::web::limits::whole_body;
use crate::web::members;

/// Largest body, in bytes.
const LIMIT_BYTES: u64 = 1024 * 1024;
/// Deepest nesting.
const DEPTH_LIMIT: usize = 32;

/// A body, with the bytes it came as.
pub struct Body {
    /// What it says.
    pub json: Value,
    /// As it came: what an idempotent call is compared by.
    pub bytes: Vec<u8>,
}

impl FromRequest for Body {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json = request.headers().get(CONTENT_TYPE).is_some_and(|kind| {
            let kind = kind.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
            kind.eq_ignore_ascii_case("application/json")
        });
        let mut payload = payload.take();
        Box::pin(async move {
            if !is_json {
                return Err(Failure::UnsupportedMediaType);
            }
            let bytes = whole_body(&mut payload, LIMIT_BYTES).await?;
            let json = read(&bytes)?;
            Ok(Self { json, bytes })
        })
    }
}

/// Reads JSON.
///
/// # Errors
/// When it is none, or nested too deeply, and when a member is in an object twice: one of the two would be lost without
/// a word.
pub fn read(bytes: &[u8]) -> Result<Value, Failure> {
    if let Some(name) = members::first_twice(bytes) {
        return Err(Issues::of("", members::twice(&name)).into());
    }
    let json = serde_json::from_slice(bytes).map_err(|_| Failure::Malformed("JSON"))?;
    if depth(&json) > DEPTH_LIMIT {
        return Err(Failure::Malformed("JSON: it is nested too deeply"));
    }
    Ok(json)
}

/// How deep it is nested. The parser has refused more than 128 levels already, so this cannot overflow the stack.
fn depth(json: &Value) -> usize {
    match json {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_lists_and_objects() {
        for (text, expected) in [("1", 0), ("[]", 1), (r#"{"a":[{"b":1}]}"#, 3)] {
            assert_eq!(depth(&serde_json::from_str(text).unwrap()), expected, "{text}");
        }
    }
}
