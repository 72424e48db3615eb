//! `/files`: the same files that the library has. One comes as a form with one file in it, or as the body itself.

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::web::{Data, Path, Payload};
use actix_web::{FromRequest as _, HttpMessage as _, HttpRequest, HttpResponse};
use futures_util::StreamExt as _;
use serde::Serialize;
use uuid::Uuid;

use crate::dialects::echonio::query::{Parameters, text};
use crate::domain::asset::{Asset, AssetId, Details};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::Actor;
use crate::domain::organization::Organization;
use crate::files::Files;
use crate::store::assets::{self, NewAsset};
use crate::store::{Conn, Db, organizations};
use crate::web::forms::Form;
use crate::web::limits::failed_body;
use crate::web::upload::{HEAD_BYTES, ReceivedFile, Upload, harmless_name};
use crate::web::{Failure, Site, download, library};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FileJson<'a> {
    id: Uuid,
    organization_id: Uuid,
    creator_operator_id: Option<Uuid>,
    file_name: &'a str,
    content_type: &'static str,
    size: u64,
    created_at: Option<String>,
}

impl<'a> FileJson<'a> {
    fn of(asset: &'a Asset, organization: &Organization) -> Self {
        let content = &asset.file.content;
        Self {
            id: asset.id.0,
            organization_id: organization.uuid,
            creator_operator_id: asset.created_by.map(|by| by.0),
            file_name: &content.name,
            content_type: content.media.content_type(),
            size: content.length,
            created_at: asset.created_at.rfc3339_millis(),
        }
    }
}

/// `POST /files`
pub async fn create(
    db: Data<Db>,
    files: Data<Files>,
    site: Data<Site>,
    actor: Actor,
    request: HttpRequest,
    parameters: Parameters,
    payload: Payload,
) -> Result<HttpResponse, Failure> {
    let kind = request.content_type();
    let limit = site.limits.upload_bytes;
    let (form, file) = if kind.eq_ignore_ascii_case("multipart/form-data") {
        let upload = Upload::from_request(&request, &mut payload.into_inner()).await?;
        let received = upload.receive(&files, limit).await?;
        let mut all = received.files;
        let at = all.iter().position(|file| file.field == "file").unwrap_or(0);
        if all.is_empty() {
            return Err(Issues::of("file", Issue::new("file-missing")).into());
        }
        (received.form, all.swap_remove(at))
    } else if ["text/csv", "application/json"].iter().any(|known| kind.eq_ignore_ascii_case(known)) {
        let extension = if kind.eq_ignore_ascii_case("text/csv") { "csv" } else { "json" };
        let name = Some(text(&parameters, "fileName")).filter(|name| !name.is_empty());
        let name = harmless_name(&name.unwrap_or_else(|| format!("customers.{extension}")));
        (Form::default(), whole(payload, name, &files, limit).await?)
    } else {
        return Err(Failure::UnsupportedMediaType);
    };
    let (title, description) = (form.text("title"), form.text("description"));
    let details = Details::parse(title, description, form.text("accessPermission"), &file.name)?;
    let (by, quota, at) = (actor.clone(), site.limits.quota, db.now());
    let insert = move |conn: &mut Conn, content| {
        let new = NewAsset { details, content, customers: Vec::new() };
        Ok((assets::insert(conn, &by, &new, quota, at)?, organizations::find(conn, by.organization)?))
    };
    let kept = library::keep(&db, &files, &actor, file, insert).await?;
    let (asset, organization) = kept.map_err(|issue| Issues::of("file", issue))?;
    Ok(HttpResponse::build(StatusCode::CREATED).json(FileJson::of(&asset, &organization)))
}

/// A body that is the file itself, to the disk as it comes.
async fn whole(
    mut payload: Payload,
    name: String,
    files: &Files,
    limit_bytes: u64,
) -> Result<ReceivedFile, Failure> {
    let (mut incoming, mut head) = (files.begin().await?, Vec::new());
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| failed_body(&error))?;
        if incoming.bytes() + chunk.len() as u64 > limit_bytes {
            return Err(Failure::TooLarge(limit_bytes));
        }
        head.extend_from_slice(&chunk[..chunk.len().min(HEAD_BYTES.saturating_sub(head.len()))]);
        incoming = incoming.write(chunk.to_vec()).await?;
    }
    Ok(ReceivedFile { field: "file".to_owned(), name, head, incoming })
}

/// `GET /files/{id}`: its bytes, to be saved.
pub async fn find(
    db: Data<Db>,
    files: Data<Files>,
    actor: Actor,
    request: HttpRequest,
    id: Path<AssetId>,
) -> Result<HttpResponse, Failure> {
    let (organization, id) = (actor.organization, id.into_inner());
    let asset = db.read(move |conn| assets::find(conn, organization, id)).await?;
    if asset.deleted_at.is_some() {
        return Err(Failure::NotFound);
    }
    let mut response = library::send(&db, &files, &actor, &request, id, &asset.file).await?;
    let name = download::attachment(&asset.file.content.name);
    response.headers_mut().insert(CONTENT_DISPOSITION, name);
    Ok(response)
}
