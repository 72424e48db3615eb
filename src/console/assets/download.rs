//! Files on their way out: to who is signed in, to whoever has a public address, and small copies of pictures.

use actix_web::http::Method;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::console::frame::Frame;
use crate::domain::asset::{AssetId, Media};
use crate::domain::operator::Actor;
use crate::domain::secret::SecretHash;
use crate::files::picture::Edge;
use crate::files::{FileHash, Files};
use crate::store::audit::{self, Outcome};
use crate::store::{Db, assets};
use crate::web::download::{self, Reach};
use crate::web::hosts::ClientAddress;
use crate::web::{Failure, Site, library};

/// `GET /assets/{id}/file`
pub async fn file(
    frame: Frame,
    files: Data<Files>,
    request: HttpRequest,
    id: Path<AssetId>,
) -> Result<HttpResponse, Failure> {
    let (organization, id) = (frame.organization(), id.into_inner());
    let asset = frame.db.read(move |conn| assets::find(conn, organization, id)).await?;
    library::send(&frame.db, &files, &frame.actor, &request, id, &asset.file).await
}

/// `GET /assets/{id}/files/{version}`: one that was replaced.
pub async fn former(
    frame: Frame,
    files: Data<Files>,
    request: HttpRequest,
    path: Path<(AssetId, i64)>,
) -> Result<HttpResponse, Failure> {
    let (organization, (id, version)) = (frame.organization(), path.into_inner());
    let file = frame.db.read(move |conn| assets::files::find(conn, organization, id, version)).await?;
    library::send(&frame.db, &files, &frame.actor, &request, id, &file).await
}

/// `GET /public/{key}`: without signing in, as long as the file is public.
pub async fn public(
    db: Data<Db>,
    files: Data<Files>,
    request: HttpRequest,
    key: Path<String>,
) -> Result<HttpResponse, Failure> {
    let asset = db.read(move |conn| assets::by_public_key(conn, &key)).await?;
    library::open(&files, &request, &asset.file.content, Reach::Public).await
}

/// `GET /shared/{secret}`: without signing in, as long and as often as the link is good for. Each request is a use of
/// it, but one that only looks.
pub async fn shared(
    db: Data<Db>,
    files: Data<Files>,
    request: HttpRequest,
    secret: Path<String>,
) -> Result<HttpResponse, Failure> {
    let (hash, now) = (SecretHash::of(&secret), db.now());
    let asset = if request.method() == Method::HEAD {
        db.read(move |conn| assets::links::look(conn, hash, now)).await?
    } else {
        let ClientAddress(address) = ClientAddress::of(&request);
        let redeem = move |conn: &mut _| {
            let asset = assets::links::redeem(conn, hash, now)?;
            let visitor = Actor::anonymous(asset.organization, Some(address.to_string()));
            audit::record(conn, &visitor, "open_link", "asset", Some(asset.id.0), Outcome::Done, now)?;
            Ok(asset)
        };
        db.write_as_system(redeem).await?
    };
    let mut response = library::open(&files, &request, &asset.file.content, Reach::Private).await?;
    // A copy that a browser keeps would outlive the link.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

/// `GET /assets/{id}/thumbnail/{size}`: made when it is first asked for, in a pool of its own.
pub async fn thumbnail(
    frame: Frame,
    site: Data<Site>,
    files: Data<Files>,
    request: HttpRequest,
    path: Path<(AssetId, String)>,
) -> Result<HttpResponse, Failure> {
    let (organization, (id, size)) = (frame.organization(), path.into_inner());
    let edge = match size.as_str() {
        "row" => Edge::Row,
        "page" => Edge::Page,
        _ => return Err(Failure::NotFound),
    };
    let content = frame.db.read(move |conn| assets::find(conn, organization, id)).await?.file.content;
    if !content.media.is_picture() {
        return Err(Failure::NotFound);
    }
    let here = files.get_ref().clone();
    let made = site.pictures.run(move || here.thumbnail_here(FileHash(content.sha256), edge)).await?;
    let path = made.map_err(|error| {
        tracing::info!(asset = %id, error = &error as &dyn std::error::Error, "no thumbnail");
        Failure::NotFound
    })?;
    let (file, media) = opened(&path).await?;
    Ok(download::asset(&request, file, media, "thumbnail", Reach::Private))
}

/// A picture that this program made, and what it is: it tells by its first bytes.
///
/// # Errors
/// [`Failure::NotFound`] when it is gone.
pub async fn opened(path: &std::path::Path) -> Result<(actix_files::NamedFile, Media), Failure> {
    use std::os::unix::fs::FileExt as _;

    let file = download::open(path).await?;
    let mut head = [0; 8];
    file.file().read_exact_at(&mut head, 0).map_err(Failure::fault)?;
    let media = Media::of(&head, "").map_err(|_| Failure::NotFound)?;
    Ok((file, media))
}
