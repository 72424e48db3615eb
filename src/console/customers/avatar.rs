//! A customer's picture: shown, uploaded, taken off. What is kept of an upload is a small square made of it. It is part
//! of the document, so that each change of it is a version, which can be restored.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::console::assets::download::opened;
use crate::console::customers::editor::{open, saved, sign};
use crate::console::customers::head;
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::uploads::{self, Came, Refused};
use crate::console::views::avatar::AvatarPage;
use crate::domain::asset::Media;
use crate::domain::customer::{AvatarId, Cause, Customer, CustomerId};
use crate::domain::operator::Right;
use crate::files::picture::PictureError;
use crate::files::{FileHash, Files};
use crate::store::avatars::Picture;
use crate::store::customers::Updated;
use crate::store::{Conn, StoreError, avatars, contents};
use crate::web::download::{self, Reach};
use crate::web::flash::Flash;
use crate::web::upload::{ReceivedFile, Upload};
use crate::web::{Failure, Site};

/// Largest picture that is taken, in bytes: more than a good camera makes.
pub const LIMIT_BYTES: u64 = 32 << 20;

/// `GET /customers/{id}/avatar`
pub async fn show(frame: Frame, id: Path<CustomerId>) -> Result<HttpResponse, Failure> {
    page(&frame, id.into_inner(), None).await
}

/// `POST /customers/{id}/avatar`
pub async fn save(
    frame: Frame,
    request: HttpRequest,
    site: Data<Site>,
    files: Data<Files>,
    id: Path<CustomerId>,
    upload: Upload,
) -> Result<HttpResponse, Failure> {
    let id = id.into_inner();
    let is_script = uploads::wants_json(&request);
    let limit = LIMIT_BYTES.min(site.limits.upload_bytes);
    let received = match uploads::receive(&frame, &files, upload, limit, "upload-too-large").await? {
        Ok(received) => received,
        Err(refused) => return refuse(&frame, id, is_script, refused).await,
    };
    let first = received.files.into_iter().take(1).collect();
    let take = async |file| take(&frame, &site, &files, id, file).await;
    match uploads::take_each(&frame, is_script, first, "upload-missing", take).await? {
        Came::One(customer) => {
            let flash = saved(&customer, Cause::Hand);
            Ok(uploads::lead(&frame, is_script, &links::customer(id), Some(&flash)))
        }
        Came::Nothing(refused) => refuse(&frame, id, is_script, refused).await,
        Came::Several(_) | Came::Some(..) => Err(Failure::fault("one picture became several")),
    }
}

/// Makes a square of a picture, keeps that, and gives it to the customer.
async fn take(
    frame: &Frame,
    site: &Site,
    files: &Files,
    id: CustomerId,
    file: ReceivedFile,
) -> Result<Result<Customer, Refused>, Failure> {
    let refused = |key: &str| Ok(Err(Refused::unacceptable(frame.language.say(key))));
    if !Media::of(&file.head, "").is_ok_and(Media::is_picture) {
        return refused("avatar-no-picture");
    }
    let here = files.clone();
    let kept = match site.pictures.run(move || here.keep_square_here(&file.incoming)).await? {
        Ok(kept) => kept,
        Err(PictureError::TooLarge) => return refused("avatar-too-many-pixels"),
        Err(PictureError::Unreadable(_)) => return refused("avatar-unreadable"),
        Err(PictureError::Unavailable(error)) => return Err(Failure::fault(error)),
    };
    let (by, here, quota) = (sign(frame, Cause::Hand), files.clone(), site.limits.quota);
    let picture = Picture { sha256: kept.hash.0, length: kept.bytes };
    let write = move |conn: &mut Conn| {
        let customer = avatars::insert(conn, &by, id, &picture, quota)?;
        // Whoever let go of the same content a moment ago may have had it deleted.
        here.path_here(kept.hash).map_err(StoreError::unavailable)?;
        Ok(customer)
    };
    let written = frame.db.write(&frame.actor, Right::EditCustomers, write).await;
    if written.is_err() && !frame.db.read(move |conn| contents::is_needed(conn, &kept.hash.0)).await? {
        files.delete(kept.hash).await?;
    }
    match written {
        Ok(customer) => Ok(Ok(customer)),
        Err(StoreError::Full) => Ok(Err(Refused::for_room(frame))),
        Err(other) => Err(other.into()),
    }
}

/// `POST /customers/{id}/avatar/remove`
pub async fn remove(frame: Frame, id: Path<CustomerId>) -> Result<HttpResponse, Failure> {
    let (id, by) = (id.into_inner(), sign(&frame, Cause::Hand));
    let remove = move |conn: &mut Conn| avatars::remove(conn, &by, id);
    let flash = match frame.db.write(&frame.actor, Right::EditCustomers, remove).await? {
        Updated::Changed(customer) => saved(&customer, Cause::Hand),
        Updated::Unchanged(_) => Flash::ok("customer-unchanged"),
    };
    Ok(frame.done(&links::customer(id), &flash))
}

/// `GET /customers/{id}/avatar/{avatar}`
pub async fn file(
    frame: Frame,
    files: Data<Files>,
    request: HttpRequest,
    path: Path<(CustomerId, AvatarId)>,
) -> Result<HttpResponse, Failure> {
    let (organization, (id, avatar)) = (frame.organization(), path.into_inner());
    let sha256 = frame.db.read(move |conn| avatars::find(conn, organization, id, avatar)).await?;
    let path = files.path(FileHash(sha256)).await?;
    let (file, media) = opened(&path).await?;
    Ok(download::asset(&request, file, media, "avatar", Reach::Private))
}

async fn refuse(
    frame: &Frame,
    id: CustomerId,
    is_script: bool,
    refused: Refused,
) -> Result<HttpResponse, Failure> {
    if is_script { Ok(refused.problem()) } else { page(frame, id, Some(refused)).await }
}

async fn page(frame: &Frame, id: CustomerId, refused: Option<Refused>) -> Result<HttpResponse, Failure> {
    let opened = open(frame, id).await?;
    if opened.customer.deleted_at.is_some() {
        return Err(Failure::NotFound);
    }
    let status = refused.as_ref().map_or(StatusCode::OK, |refused| refused.status);
    let page = AvatarPage {
        shell: frame.shell(Section::Customers, opened.counts.live),
        head: head::head(frame, &opened),
        refused: refused.map(|refused| refused.sentence),
    };
    frame.page(status, &page)
}
