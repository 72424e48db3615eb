//! Another file for an asset. The former one stays among its earlier files, and can be taken back.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::create;
use super::details::{self, Shown};
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::uploads::{self, Came, Refused};
use crate::domain::asset::{AssetId, Content};
use crate::domain::customer::Version;
use crate::domain::operator::Right;
use crate::files::Files;
use crate::store::assets;
use crate::store::{Conn, StoreError};
use crate::web::flash::Flash;
use crate::web::forms::Form;
use crate::web::upload::Upload;
use crate::web::{Failure, Site};

/// `POST /assets/{id}/file`
pub async fn replace(
    frame: Frame,
    request: HttpRequest,
    site: Data<Site>,
    files: Data<Files>,
    id: Path<AssetId>,
    upload: Upload,
) -> Result<HttpResponse, Failure> {
    let id = id.into_inner();
    let is_script = uploads::wants_json(&request);
    details::open(&frame, id).await?;
    let received = match create::receive(&frame, &site, &files, upload).await? {
        Ok(received) => received,
        Err(refused) => return refuse(&frame, id, is_script, refused).await,
    };
    let read = version(&received.form)?;
    // One file takes the place of one: of several, the first.
    let first = received.files.into_iter().take(1).collect();
    let take = async |file| {
        let (actor, quota, at) = (frame.actor.clone(), site.limits.quota, frame.db.now());
        let record = move |conn: &mut Conn, content: Content| {
            assets::replace(conn, &actor, id, read, &content, quota, at)
        };
        match create::keep(&frame, &files, file, record).await {
            Err(Failure::Stale) => Ok(Err(stale(&frame, id).await?)),
            other => other,
        }
    };
    match uploads::take_each(&frame, is_script, first, "upload-missing", take).await? {
        Came::One(asset) => {
            let flash = Flash::ok("asset-replaced").with("title", &asset.title);
            Ok(uploads::lead(&frame, is_script, &links::asset(id), Some(&flash)))
        }
        Came::Nothing(refused) => refuse(&frame, id, is_script, refused).await,
        Came::Several(_) | Came::Some(..) => Err(Failure::fault("one file became several")),
    }
}

/// `POST /assets/{id}/files/{version}/restore`: takes an earlier file back, as a new one.
pub async fn restore(
    frame: Frame,
    site: Data<Site>,
    path: Path<(AssetId, i64)>,
    form: Form,
) -> Result<HttpResponse, Failure> {
    let (id, number) = path.into_inner();
    let read = version(&form)?;
    let (actor, quota, at) = (frame.actor.clone(), site.limits.quota, frame.db.now());
    let restore = move |conn: &mut _| {
        let former = assets::files::find(conn, actor.organization, id, number)?;
        assets::replace(conn, &actor, id, read, &former.content, quota, at)
    };
    let refused = match frame.db.write(&frame.actor, Right::EditAssets, restore).await {
        Ok(asset) => {
            let flash = Flash::ok("asset-replaced").with("title", &asset.title);
            return Ok(frame.done(&links::asset(id), &flash));
        }
        Err(StoreError::Full) => Refused::for_room(&frame),
        Err(StoreError::Stale) => stale(&frame, id).await?,
        Err(other) => return Err(other.into()),
    };
    refuse(&frame, id, false, refused).await
}

fn version(form: &Form) -> Result<Version, Failure> {
    form.text("version").parse().map(Version).map_err(|_| Failure::Malformed("version"))
}

async fn stale(frame: &Frame, id: AssetId) -> Result<Refused, Failure> {
    let sentence = details::stale(frame, &details::open(frame, id).await?);
    Ok(Refused { status: StatusCode::CONFLICT, sentence })
}

async fn refuse(
    frame: &Frame,
    id: AssetId,
    is_script: bool,
    refused: Refused,
) -> Result<HttpResponse, Failure> {
    if is_script {
        return Ok(refused.problem());
    }
    let opened = details::open(frame, id).await?;
    let shown = Shown { notice: Some(refused.sentence), ..Shown::default() };
    details::page(frame, &opened, shown, refused.status)
}
