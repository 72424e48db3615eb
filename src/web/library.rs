//! Files on their way into the library and out of it: what the console and the API do alike.

use actix_web::http::Method;
use actix_web::http::header::RANGE;
use actix_web::web::block;
use actix_web::{HttpRequest, HttpResponse};

use crate::domain::asset::{AssetFile, AssetId, Content, Media};
use crate::domain::issues::Issue;
use crate::domain::operator::{Actor, Right};
use crate::files::{FileHash, Files, picture};
use crate::store::audit::{self, Outcome};
use crate::store::{Conn, Db, StoreError, contents};
use crate::web::download::{self, Reach};
use crate::web::errors::Failure;
use crate::web::upload::ReceivedFile;

/// Keeps a file and records it; of one that is not taken, because it is not what its name says, nothing is left.
///
/// # Errors
/// What recording it fails with; and when the disk does not answer.
pub async fn keep<T: Send + 'static>(
    db: &Db,
    files: &Files,
    actor: &Actor,
    file: ReceivedFile,
    record: impl FnOnce(&mut Conn, Content) -> Result<T, StoreError> + Send + 'static,
) -> Result<Result<T, Issue>, Failure> {
    let media = match Media::of(&file.head, &file.name) {
        Ok(media) => media,
        Err(issue) => return Ok(Err(issue)),
    };
    let kept = files.keep(file.incoming).await?;
    let path = files.path(kept.hash).await?;
    let is_picture = media.is_picture();
    let size = block(move || is_picture.then(|| picture::measure(&path)).flatten()).await;
    let content = Content {
        name: file.name,
        media,
        length: kept.bytes,
        size: size.map_err(Failure::fault)?,
        sha256: kept.hash.0,
    };
    let here = files.clone();
    let write = move |conn: &mut Conn| {
        let recorded = record(conn, content)?;
        // Whoever let go of the same content a moment ago may have had it deleted.
        here.path_here(kept.hash).map_err(StoreError::unavailable)?;
        Ok(recorded)
    };
    let recorded = db.write(actor, Right::EditAssets, write).await;
    if recorded.is_err() {
        let is_needed = db.read(move |conn| contents::is_needed(conn, &kept.hash.0)).await?;
        if !is_needed {
            files.delete(kept.hash).await?;
        }
    }
    Ok(Ok(recorded?))
}

/// Sends a file to somebody who may have it, and notes that in the audit: once, not for each part that a viewer asks
/// for.
///
/// # Errors
/// [`Failure::NotFound`] when it is gone.
pub async fn send(
    db: &Db,
    files: &Files,
    actor: &Actor,
    request: &HttpRequest,
    id: AssetId,
    file: &AssetFile,
) -> Result<HttpResponse, Failure> {
    let response = open(files, request, &file.content, Reach::Private).await?;
    let is_taken = response.status().is_success() && request.method() == Method::GET && is_start(request);
    if is_taken {
        let (actor, at) = (actor.clone(), db.now());
        let note = move |conn: &mut _| {
            audit::record(conn, &actor, "download", "asset", Some(id.0), Outcome::Done, at)
        };
        db.write_as_system(note).await?;
    }
    Ok(response)
}

fn is_start(request: &HttpRequest) -> bool {
    let range = request.headers().get(RANGE).and_then(|range| range.to_str().ok());
    range.is_none_or(|range| range.replace(' ', "").starts_with("bytes=0-"))
}

/// A file of the library as an answer.
///
/// # Errors
/// [`Failure::NotFound`] when it is gone.
pub async fn open(
    files: &Files,
    request: &HttpRequest,
    content: &Content,
    reach: Reach,
) -> Result<HttpResponse, Failure> {
    let path = files.path(FileHash(content.sha256)).await?;
    let file = download::open(&path).await?;
    Ok(download::asset(request, file, content.media, &content.name, reach))
}
