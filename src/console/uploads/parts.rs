//! Uploads in parts, so that a large file that was cut off goes on where it stopped: tus 1.0 (tus.io/protocols), with the
//! extensions creation, expiration and termination. What is uploaded so becomes something when a form names it.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION};
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt as _;
use uuid::Uuid;

use crate::console::frame::Frame;
use crate::console::uploads::Refused;
use crate::domain::operator::Right;
use crate::domain::time::Time;
use crate::files::{Files, FilesError, Filling, Partial};
use crate::store::StoreError;
use crate::store::uploads::{self, UnderWay};
use crate::web::limits::failed_body;
use crate::web::upload::{HEAD_BYTES, ReceivedFile, harmless_name};
use crate::web::{Failure, Site};

const PROTOCOL: &str = "1.0.0";
const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const VERSION: HeaderName = HeaderName::from_static("tus-version");
const EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
const MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const KIND: &str = "application/offset+octet-stream";

/// `OPTIONS /assets/uploads`
pub async fn offer(_frame: Frame, site: Data<Site>) -> HttpResponse {
    answer(StatusCode::NO_CONTENT)
        .insert_header((VERSION, PROTOCOL))
        .insert_header((EXTENSION, "creation,expiration,termination"))
        .insert_header((MAX_SIZE, site.limits.upload_bytes))
        .finish()
}

/// `POST /assets/uploads`
pub async fn begin(
    frame: Frame,
    site: Data<Site>,
    files: Data<Files>,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    if let Some(refusal) = other_protocol(&request) {
        return Ok(refusal);
    }
    let headers = request.headers();
    let length = number(headers, &LENGTH).ok_or(Failure::Malformed("header Upload-Length"))?;
    if length > site.limits.upload_bytes {
        return Err(Failure::TooLarge(site.limits.upload_bytes));
    }
    let begun = match insert(&frame, &files, &file_name(headers), length).await {
        Err(Failure::StorageFull) => return Ok(Refused::for_room(&frame).problem()),
        begun => begun?.ok_or(Failure::Busy)?,
    };
    let location = format!("/assets/uploads/{}", begun.id);
    let mut answer = answer(StatusCode::CREATED);
    Ok(answer
        .insert_header((LOCATION, location))
        .insert_header((EXPIRES, http_date(begun.expires_at)))
        .finish())
}

/// `HEAD /assets/uploads/{id}`: how much is there.
pub async fn look(
    frame: Frame,
    files: Data<Files>,
    request: HttpRequest,
    id: Path<Uuid>,
) -> Result<HttpResponse, Failure> {
    if let Some(refusal) = other_protocol(&request) {
        return Ok(refusal);
    }
    let under_way = find(&frame, *id).await?;
    let partial = match open(&files, *id).await {
        Ok(partial) => partial,
        Err(refusal) => return refusal,
    };
    Ok(answer(StatusCode::OK)
        .insert_header((OFFSET, partial.bytes()))
        .insert_header((LENGTH, under_way.length))
        .insert_header((EXPIRES, http_date(under_way.expires_at)))
        .finish())
}

/// `PATCH /assets/uploads/{id}`: more of it, from the offset on. What has arrived when the connection breaks stays.
pub async fn go_on(
    frame: Frame,
    files: Data<Files>,
    request: HttpRequest,
    id: Path<Uuid>,
    body: Payload,
) -> Result<HttpResponse, Failure> {
    if let Some(refusal) = other_protocol(&request) {
        return Ok(refusal);
    }
    if request.headers().get(CONTENT_TYPE).is_none_or(|kind| kind != KIND) {
        return Err(Failure::UnsupportedMediaType);
    }
    let under_way = find(&frame, *id).await?;
    let partial = match open(&files, *id).await {
        Ok(partial) => partial,
        Err(refusal) => return refusal,
    };
    let offset = number(request.headers(), &OFFSET).ok_or(Failure::Malformed("header Upload-Offset"))?;
    if offset != partial.bytes() {
        return Ok(answer(StatusCode::CONFLICT).insert_header((OFFSET, partial.bytes())).finish());
    }
    let partial = write(partial, body, under_way.length).await?;
    Ok(answer(StatusCode::NO_CONTENT)
        .insert_header((OFFSET, partial.bytes()))
        .insert_header((EXPIRES, http_date(under_way.expires_at)))
        .finish())
}

/// `DELETE /assets/uploads/{id}`
pub async fn cancel(
    frame: Frame,
    files: Data<Files>,
    request: HttpRequest,
    id: Path<Uuid>,
) -> Result<HttpResponse, Failure> {
    if let Some(refusal) = other_protocol(&request) {
        return Ok(refusal);
    }
    let (actor, files) = (frame.actor.clone(), files.clone());
    // The file goes before the transaction ends: a stop between the two leaves a row without a file, which is swept.
    let remove = move |conn: &mut _| {
        uploads::remove(conn, &actor, *id)?;
        files.cancel_here(*id).map_err(StoreError::unavailable)
    };
    frame.db.write(&frame.actor, Right::EditAssets, remove).await?;
    Ok(answer(StatusCode::NO_CONTENT).finish())
}

/// A whole upload, of which nobody else writes or takes anything.
pub struct Whole {
    under_way: UnderWay,
    partial: Partial,
}

impl Whole {
    /// Its length.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.under_way.length
    }
}

/// The whole of an upload that a form names.
///
/// # Errors
/// [`Failure::NotFound`] when the person has no such upload, [`Failure::Malformed`] when it is not whole.
pub async fn whole(frame: &Frame, files: &Files, id: Uuid) -> Result<Whole, Failure> {
    let under_way = find(frame, id).await?;
    let partial = files.partial(id).await?;
    if partial.bytes() != under_way.length {
        return Err(Failure::Malformed("upload: it is not whole, and"));
    }
    Ok(Whole { under_way, partial })
}

/// Its file. It is no upload any more: kept, or gone.
///
/// # Errors
/// When the store or the disk does not answer.
pub async fn finish(frame: &Frame, Whole { under_way, partial }: Whole) -> Result<ReceivedFile, Failure> {
    // A large one is read for a while: until then it keeps its room.
    let (incoming, head) = partial.finish(HEAD_BYTES).await?;
    let actor = frame.actor.clone();
    let remove = move |conn: &mut _| uploads::remove(conn, &actor, under_way.id);
    frame.db.write(&frame.actor, Right::EditAssets, remove).await?;
    Ok(ReceivedFile { field: "file".into(), name: under_way.name, head, incoming })
}

/// Begins an upload; nothing when the person has too many under way.
///
/// # Errors
/// [`Failure::StorageFull`].
pub async fn insert(
    frame: &Frame,
    files: &Files,
    name: &str,
    length: u64,
) -> Result<Option<UnderWay>, Failure> {
    let (actor, name, now) = (frame.actor.clone(), name.to_owned(), frame.db.now());
    let (files, quota) = (files.clone(), frame.site().limits.quota);
    let insert = move |conn: &mut _| {
        let begun = uploads::insert(conn, &actor, &name, length, quota, now)?;
        if let Some(begun) = &begun {
            files.begin_partial_here(begun.id).map_err(StoreError::unavailable)?;
        }
        Ok(begun)
    };
    Ok(frame.db.write(&frame.actor, Right::EditAssets, insert).await?)
}

/// An upload of the person who asks.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn find(frame: &Frame, id: Uuid) -> Result<UnderWay, Failure> {
    let (actor, now) = (frame.actor.clone(), frame.db.now());
    Ok(frame.db.read(move |conn| uploads::find(conn, &actor, id, now)).await?)
}

/// The upload's file, or 423 while another request writes to it.
async fn open(files: &Files, id: Uuid) -> Result<Partial, Result<HttpResponse, Failure>> {
    files.partial(id).await.map_err(|error| match error {
        FilesError::Busy => Ok(answer(StatusCode::LOCKED).finish()),
        other => Err(other.into()),
    })
}

async fn write(partial: Partial, mut body: Payload, length: u64) -> Result<Partial, Failure> {
    let mut filling = Filling::of(partial);
    let mut outcome = Ok(());
    while let Some(chunk) = body.next().await {
        outcome = match chunk {
            Ok(chunk) if filling.bytes() + chunk.len() as u64 > length => Err(Failure::TooLarge(length)),
            Ok(chunk) => Ok(filling.push(&chunk).await?),
            Err(error) => Err(failed_body(&error)),
        };
        if outcome.is_err() {
            break;
        }
    }
    let partial = filling.finish().await?;
    outcome.map(|()| partial)
}

fn answer(status: StatusCode) -> HttpResponseBuilder {
    let mut answer = HttpResponse::build(status);
    answer.insert_header((RESUMABLE, PROTOCOL));
    answer
}

/// 412, when the request is not of this version of the protocol.
fn other_protocol(request: &HttpRequest) -> Option<HttpResponse> {
    let is_known = request.headers().get(RESUMABLE).is_some_and(|version| version == PROTOCOL);
    let refusal = || answer(StatusCode::PRECONDITION_FAILED).insert_header((VERSION, PROTOCOL)).finish();
    (!is_known).then(refusal)
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.parse().ok()
}

/// `filename` of the metadata: names and values in base64, with commas between the pairs.
fn file_name(headers: &HeaderMap) -> String {
    let metadata = headers.get(METADATA).and_then(|metadata| metadata.to_str().ok()).unwrap_or_default();
    let pairs = metadata.split(',').filter_map(|pair| pair.trim().split_once(' '));
    let name =
        pairs.filter(|(name, _)| *name == "filename").find_map(|(_, value)| STANDARD.decode(value).ok());
    harmless_name(&String::from_utf8_lossy(&name.unwrap_or_default()))
}

/// As `Upload-Expires` has it (RFC 9110, 5.6.7).
fn http_date(time: Time) -> HeaderValue {
    let at = jiff::Timestamp::from_microsecond(time.micros()).unwrap_or_default();
    let text = at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}
