//! Calls that create: one that carries an `Idempotency-Key` is done once, and whoever has not heard the answer is given
//! the first one again.

use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, EntityTag, HeaderValue, LOCATION};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::domain::customer::Version;
use crate::domain::operator::Actor;
use crate::domain::time::Time;
use crate::store::idempotency::{self, Answer, Call};
use crate::store::{Conn, StoreError};
use crate::web::Failure;
use crate::web::forms::Form;

/// Longest key, in characters.
const KEY_LIMIT_CHARS: usize = 255;

/// The call that the key of a request names, if it carries one. A second one is compared by what was `said`, and to
/// which address.
///
/// # Errors
/// [`Failure::Malformed`] when the key is none.
pub fn call<'a>(
    request: &'a HttpRequest,
    actor: &Actor,
    said: impl IntoIterator<Item = &'a [u8]>,
) -> Result<Option<Call>, Failure> {
    let Some(header) = request.headers().get(idempotency::HEADER) else { return Ok(None) };
    let key = header.to_str().map_err(|_| Failure::Malformed(idempotency::HEADER))?;
    if key.is_empty() || key.chars().count() > KEY_LIMIT_CHARS {
        return Err(Failure::Malformed(idempotency::HEADER));
    }
    let Some(id) = actor.id else { return Ok(None) };
    let said = [request.path().as_bytes(), request.query_string().as_bytes()].into_iter().chain(said);
    Ok(Some(Call::new(actor.organization, id, key.to_owned(), said)))
}

/// What a form says, for [`call`].
pub fn said_by(form: &Form) -> impl Iterator<Item = &[u8]> {
    form.fields().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()])
}

/// Makes a change once for each call, and gives the first answer again.
///
/// # Errors
/// What the change fails with, and [`StoreError::Invalid`] when the key was used for something else.
pub fn once(
    conn: &mut Conn,
    call: Option<&Call>,
    now: Time,
    change: impl FnOnce(&mut Conn) -> Result<Answer, StoreError>,
) -> Result<Answer, StoreError> {
    if let Some(call) = call
        && let Some(answer) = idempotency::answered(conn, call, now)?
    {
        return Ok(answer);
    }
    let answer = change(conn)?;
    if let Some(call) = call {
        idempotency::keep(conn, call, &answer, now)?;
    }
    Ok(answer)
}

/// An answer that is kept, as it is sent.
///
/// # Errors
/// When what is kept is none.
pub fn answer(answer: Answer) -> Result<HttpResponse, Failure> {
    let mut response = HttpResponse::build(StatusCode::from_u16(answer.status).map_err(Failure::fault)?);
    if let Some(location) = answer.location {
        response.insert_header((LOCATION, location));
    }
    if answer.body.is_empty() {
        return Ok(response.finish());
    }
    Ok(response.content_type("application/json").body(answer.body))
}

/// The same with the version of what was made, which is its first.
///
/// # Errors
/// As [`answer`].
pub fn created(kept: Answer) -> Result<HttpResponse, Failure> {
    let mut response = answer(kept)?;
    let tag = HeaderValue::from_str(&etag(Version::FIRST).to_string()).map_err(Failure::fault)?;
    response.headers_mut().insert(ETAG, tag);
    Ok(response)
}

/// A version as a header says it.
#[must_use]
pub fn etag(version: Version) -> EntityTag {
    EntityTag::new_strong(version.to_string())
}

/// JSON as an answer keeps it.
///
/// # Errors
/// Never, in fact: what the API shows is plain.
pub fn text(json: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(json).map_err(StoreError::unavailable)
}
