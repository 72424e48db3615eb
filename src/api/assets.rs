//! `/api/v1/assets`.

use actix_web::http::StatusCode;
use actix_web::http::header::ETAG;
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};

use crate::api::asset_json::{AssetInput, AssetJson};
use crate::api::customers::{if_match, known};
use crate::api::pointers::pointer;
use crate::domain::asset::{Asset, AssetId, Category, Details, MOST_CUSTOMERS, Permission};
use crate::domain::customer::CustomerId;
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::{Actor, Right};
use crate::domain::time::Time;
use crate::files::Files;
use crate::store::assets::{self, AssetQuery, AssetSort, NewAsset, Place};
use crate::store::idempotency::{self, Answer};
use crate::store::{Conn, Db, StoreError, usage};
use crate::web::forms::Form;
use crate::web::json::Body;
use crate::web::library;
use crate::web::once::{self, etag};
use crate::web::upload::{ReceivedFile, Upload};
use crate::web::{Failure, Site};

/// Assets of a page, unless asked for otherwise.
const LIMIT: usize = 50;
/// Most assets of a page.
const MOST: usize = 200;

/// What a list is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ListParameters {
    search: String,
    kind: Option<String>,
    access_permission: Option<String>,
    customer_id: Option<String>,
    sort: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
    count: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListJson<'a> {
    items: Vec<AssetJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count_is_exact: Option<bool>,
    next: Option<String>,
}

/// `GET /api/v1/assets`: the newest first, unless asked for otherwise.
pub async fn list(
    db: Data<Db>,
    site: Data<Site>,
    actor: Actor,
    Query(parameters): Query<ListParameters>,
) -> Result<HttpResponse, Failure> {
    let (query, limit, is_counted) = asked(parameters)?;
    let organization = actor.organization;
    let found = db.read(move |conn| assets::list(conn, organization, &query, limit)).await?;
    let last = found.items.last().filter(|_| found.has_older);
    Ok(HttpResponse::Ok().json(ListJson {
        items: found.items.iter().map(|asset| AssetJson::of(asset, &site.origin)).collect(),
        count: is_counted.then_some(found.total),
        count_is_exact: is_counted.then_some(true),
        next: last.map(|asset| asset.number.to_string()),
    }))
}

fn asked(parameters: ListParameters) -> Result<(AssetQuery, usize, bool), Failure> {
    let mut issues = Issues::new();
    let limit = match parameters.limit.as_deref().map(str::parse) {
        None => Ok(LIMIT),
        Some(Ok(limit)) if (1..=MOST).contains(&limit) => Ok(limit),
        Some(_) => Err(Issue::new("number-out-of-range").with("min", 1).with("max", MOST)),
    };
    let limit = issues.keep("limit", limit);
    let cursor = known(&mut issues, "cursor", parameters.cursor.as_deref(), |word| word.parse().ok());
    let count = known(&mut issues, "count", parameters.count.as_deref(), |word| word.parse().ok());
    let permission = parameters.access_permission.as_deref();
    let query = AssetQuery {
        search: parameters.search,
        category: known(&mut issues, "kind", parameters.kind.as_deref(), Category::parse),
        permission: known(&mut issues, "accessPermission", permission, Permission::parse),
        customer: known(&mut issues, "customerId", parameters.customer_id.as_deref(), |id| id.parse().ok()),
        without: None,
        sort: known(&mut issues, "sort", parameters.sort.as_deref(), AssetSort::parse).unwrap_or_default(),
        place: cursor.map_or(Place::First, Place::After),
    };
    match limit {
        Some(limit) if issues.is_empty() => Ok((query, limit, count.unwrap_or(false))),
        _ => Err(issues.into()),
    }
}

/// `POST /api/v1/assets`, once for each `Idempotency-Key`: multipart, a `file` and, if wanted, `title`, `description`,
/// `accessPermission` and `customerId`, which may name several with commas between them.
pub async fn create(
    db: Data<Db>,
    files: Data<Files>,
    site: Data<Site>,
    actor: Actor,
    request: HttpRequest,
    upload: Upload,
) -> Result<HttpResponse, Failure> {
    let (form, file) = receive(&db, &files, &site, &actor, &request, upload).await?;
    let customers = customers(&form)?;
    let hash = file.incoming.hash();
    let said = [file.name.as_bytes(), hash.0.as_slice()].into_iter().chain(once::said_by(&form));
    let call = once::call(&request, &actor, said)?;
    let (title, description) = (form.text("title"), form.text("description"));
    let details = Details::parse(title, description, form.text("accessPermission"), &file.name)
        .map_err(|issues| issues.renamed(part))?;
    let (by, quota, at) = (actor.clone(), site.limits.quota, db.now());
    let insert = move |conn: &mut Conn, content| {
        once::once(conn, call.as_ref(), at, |conn| {
            let asset = assets::insert(conn, &by, &NewAsset { details, content, customers }, quota, at)?;
            Ok(Answer {
                status: StatusCode::CREATED.as_u16(),
                location: Some(format!("/api/v1/assets/{}", asset.id)),
                body: once::text(&AssetJson::of(&asset, &site.origin))?,
                about: Some(asset.id.0),
            })
        })
    };
    once::created(library::keep(&db, &files, &actor, file, insert).await?.map_err(not_taken)?)
}

/// The parts of a multipart form are called as the members of the JSON are.
fn part(field: &str) -> String {
    if field == "access_permission" { "accessPermission".to_owned() } else { field.to_owned() }
}

fn customers(form: &Form) -> Result<Vec<CustomerId>, Failure> {
    let named = form.all("customerId").flat_map(|part| part.split(',')).map(str::trim);
    let ids: Result<Vec<CustomerId>, _> = named.map(str::parse).collect();
    let mut ids = ids.map_err(|_| Failure::Malformed("part customerId"))?;
    ids.sort_unstable();
    ids.dedup();
    if ids.len() > MOST_CUSTOMERS {
        let issue = Issue::new("too-many-rows").with("max", MOST_CUSTOMERS);
        return Err(Issues::of("customerId", issue).into());
    }
    Ok(ids)
}

/// Reads a form with its one file, which is no larger than there is room for. A call that may have been made before is
/// read whole: what it brought then may be what has taken the room.
async fn receive(
    db: &Db,
    files: &Files,
    site: &Site,
    actor: &Actor,
    request: &HttpRequest,
    upload: Upload,
) -> Result<(Form, ReceivedFile), Failure> {
    let most = site.limits.upload_bytes;
    let room = if request.headers().contains_key(idempotency::HEADER) {
        most
    } else {
        let (organization, quota) = (actor.organization, site.limits.quota);
        let usage = db.read(move |conn| usage::kept(conn, organization)).await?;
        quota.left(usage).filter(|left| *left > 0).ok_or(Failure::StorageFull)?
    };
    let mut received = match upload.receive(files, room.min(most)).await {
        Err(Failure::TooLarge(_)) if room < most => return Err(Failure::StorageFull),
        other => other?,
    };
    match received.files.pop() {
        Some(file) if file.field == "file" && received.files.is_empty() => Ok((received.form, file)),
        _ => Err(Issues::of("file", Issue::new("file-missing")).into()),
    }
}

/// What is in the file is not what its name says.
fn not_taken(issue: Issue) -> Failure {
    Issues::of("file", issue).into()
}

/// `GET /api/v1/assets/{id}`: live or in the trash, with its earlier files.
pub async fn find(
    db: Data<Db>,
    site: Data<Site>,
    actor: Actor,
    id: Path<AssetId>,
) -> Result<HttpResponse, Failure> {
    let (organization, id) = (actor.organization, id.into_inner());
    let read = move |conn: &mut Conn| {
        Ok((assets::find(conn, organization, id)?, assets::files::list(conn, organization, id)?))
    };
    let (asset, earlier) = db.read(read).await?;
    let mut response = HttpResponse::Ok();
    response.insert_header((ETAG, etag(asset.version)));
    Ok(response.json(AssetJson::of(&asset, &site.origin).with_earlier(&earlier)))
}

/// `PUT` and `PATCH /api/v1/assets/{id}`: what is absent stays.
pub async fn update(
    db: Data<Db>,
    site: Data<Site>,
    actor: Actor,
    id: Path<AssetId>,
    request: HttpRequest,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let input = AssetInput::read(&body.json).map_err(|issues| issues.renamed(pointer))?;
    let precondition = if_match(&request)?;
    let (id, by, at) = (id.into_inner(), actor.clone(), db.now());
    let update = move |conn: &mut Conn| {
        let current = assets::find(conn, by.organization, id)?;
        if precondition.is_some_and(|version| version != current.version) {
            return Ok(Err(Failure::PreconditionFailed));
        }
        if input.version.is_some_and(|version| version != current.version) {
            return Err(StoreError::Stale);
        }
        change(conn, &by, current, input, at).map(Ok)
    };
    let asset = db.write(&actor, Right::EditAssets, update).await.map_err(failure)??;
    Ok(shown(&asset, &site))
}

fn change(
    conn: &mut Conn,
    by: &Actor,
    current: Asset,
    input: AssetInput,
    at: Time,
) -> Result<Asset, StoreError> {
    let id = current.id;
    let permission = input.access_permission.unwrap_or_else(|| current.permission().as_str().to_owned());
    let former = current.description.unwrap_or_default();
    let (title, description) = (input.title.unwrap_or(current.title), input.description.unwrap_or(former));
    let details = Details::parse(&title, &description, &permission, &current.file.content.name)
        .map_err(StoreError::Invalid)?;
    let mut asset = assets::update(conn, by, id, current.version, &details, at)?;
    if let Some(wanted) = input.customers {
        for gone in current.customers.iter().filter(|id| !wanted.contains(id)) {
            asset = assets::attached::detach(conn, by, id, *gone, at)?;
        }
        for new in wanted.iter().filter(|id| !current.customers.contains(id)) {
            asset = assets::attached::attach(conn, by, id, *new, at)?;
        }
    }
    Ok(asset)
}

/// `GET /api/v1/assets/{id}/content`: the file, whole or in ranges, or not again when it is known.
pub async fn content(
    db: Data<Db>,
    files: Data<Files>,
    actor: Actor,
    request: HttpRequest,
    id: Path<AssetId>,
) -> Result<HttpResponse, Failure> {
    let (organization, id) = (actor.organization, id.into_inner());
    let asset = db.read(move |conn| assets::find(conn, organization, id)).await?;
    library::send(&db, &files, &actor, &request, id, &asset.file).await
}

/// `GET /api/v1/assets/{id}/files/{version}`: one that was replaced.
pub async fn earlier(
    db: Data<Db>,
    files: Data<Files>,
    actor: Actor,
    request: HttpRequest,
    path: Path<(AssetId, i64)>,
) -> Result<HttpResponse, Failure> {
    let (organization, (id, number)) = (actor.organization, path.into_inner());
    let file = db.read(move |conn| assets::files::find(conn, organization, id, number)).await?;
    library::send(&db, &files, &actor, &request, id, &file).await
}

/// `PUT /api/v1/assets/{id}/content`: multipart, another `file`; the former one stays among the earlier files.
pub async fn replace(
    db: Data<Db>,
    files: Data<Files>,
    site: Data<Site>,
    actor: Actor,
    request: HttpRequest,
    path: Path<AssetId>,
    upload: Upload,
) -> Result<HttpResponse, Failure> {
    let precondition = if_match(&request)?;
    let id = path.into_inner();
    let (_, file) = receive(&db, &files, &site, &actor, &request, upload).await?;
    let (by, quota, at) = (actor.clone(), site.limits.quota, db.now());
    let replace = move |conn: &mut Conn, content| {
        let current = assets::find(conn, by.organization, id)?.version;
        let read = precondition.unwrap_or(current);
        assets::replace(conn, &by, id, read, &content, quota, at)
    };
    let kept = library::keep(&db, &files, &actor, file, replace).await;
    let kept = kept.map_err(|failure| match failure {
        Failure::Stale if precondition.is_some() => Failure::PreconditionFailed,
        other => other,
    });
    Ok(shown(&kept?.map_err(not_taken)?, &site))
}

/// `DELETE /api/v1/assets/{id}`: into the trash.
pub async fn delete(db: Data<Db>, actor: Actor, id: Path<AssetId>) -> Result<HttpResponse, Failure> {
    let (id, by, at) = (id.into_inner(), actor.clone(), db.now());
    db.write(&actor, Right::EditAssets, move |conn| assets::trash(conn, &by, id, at)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /api/v1/assets/{id}/restore`: out of the trash.
pub async fn restore(
    db: Data<Db>,
    site: Data<Site>,
    actor: Actor,
    id: Path<AssetId>,
) -> Result<HttpResponse, Failure> {
    let (id, by, at) = (id.into_inner(), actor.clone(), db.now());
    let restore = move |conn: &mut Conn| assets::restore(conn, &by, id, at);
    Ok(shown(&db.write(&actor, Right::EditAssets, restore).await?, &site))
}

/// What is wrong, by where it stands in the body.
fn failure(error: StoreError) -> Failure {
    match error {
        StoreError::Invalid(issues) => issues.renamed(pointer).into(),
        other => other.into(),
    }
}

fn shown(asset: &Asset, site: &Site) -> HttpResponse {
    HttpResponse::Ok().insert_header((ETAG, etag(asset.version))).json(AssetJson::of(asset, &site.origin))
}
