//! `/api/v1/assets/{id}/links`: addresses that open a file for a while. What such an address ends in is derived, so that
//! nothing keeps it, the answers to calls included.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::api::asset_json::{LinkJson, terms};
use crate::api::pointers::pointer;
use crate::domain::asset::{AssetId, new_link_secret};
use crate::domain::operator::{Actor, Right};
use crate::store::assets::links::{self, NewLink};
use crate::store::idempotency::Answer;
use crate::store::{Conn, Db, StoreError, assets};
use crate::web::json::Body;
use crate::web::once;
use crate::web::{Failure, Site};

#[derive(Serialize)]
struct LinksJson {
    items: Vec<LinkJson>,
    next: Option<String>,
}

/// `GET /api/v1/assets/{id}/links`: all of them, the newest first. There are never more than fit into one answer.
pub async fn list(db: Data<Db>, actor: Actor, id: Path<AssetId>) -> Result<HttpResponse, Failure> {
    let (organization, id, now) = (actor.organization, id.into_inner(), db.now());
    let read = move |conn: &mut Conn| {
        assets::find(conn, organization, id)?;
        links::list(conn, organization, id)
    };
    let found = db.read(read).await?;
    let items = found.iter().map(|link| LinkJson::of(link, now)).collect();
    Ok(HttpResponse::Ok().json(LinksJson { items, next: None }))
}

/// `POST /api/v1/assets/{id}/links`, once for each `Idempotency-Key`: `expiresAt` and, if wanted, `mostUses`. Its address
/// is answered this once, and again to the same call; kept it is nowhere.
pub async fn create(
    db: Data<Db>,
    site: Data<Site>,
    actor: Actor,
    id: Path<AssetId>,
    request: HttpRequest,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let (id, by, now) = (id.into_inner(), actor.clone(), db.now());
    let terms = terms(&body.json, now).map_err(|issues| issues.renamed(pointer))?;
    let call = once::call(&request, &actor, [body.bytes.as_slice()])?;
    let insert = move |conn: &mut Conn| {
        let answer = once::once(conn, call.as_ref(), now, |conn| {
            let link = Uuid::now_v7();
            let secret = new_link_secret(&site.keys.asset_link, link).hash();
            let link = links::insert(conn, &by, id, NewLink { id: link, secret, terms }, now)?;
            Ok(Answer {
                status: StatusCode::CREATED.as_u16(),
                location: Some(format!("/api/v1/assets/{id}/links/{}", link.id)),
                body: once::text(&LinkJson::of(&link, now))?,
                about: Some(id.0),
            })
        })?;
        with_address(conn, &site, &by, id, answer)
    };
    once::answer(db.write(&actor, Right::EditAssets, insert).await?)
}

/// Adds to an answer about a link, as it is kept, the address that the link has; none when it opens nothing any more.
fn with_address(
    conn: &mut Conn,
    site: &Site,
    by: &Actor,
    id: AssetId,
    answer: Answer,
) -> Result<Answer, StoreError> {
    let mut json: Value = serde_json::from_str(&answer.body).map_err(StoreError::unavailable)?;
    let link = json["linkId"].as_str().and_then(|link| link.parse().ok()).unwrap_or_default();
    let secret = match links::of_id(conn, by.organization, id, link) {
        // Newer links took its place: it was made, and is no more.
        Err(StoreError::NotFound) => None,
        found => found?.secret(&site.keys.asset_link),
    };
    json["url"] = secret.map(|secret| format!("{}/shared/{}", site.origin, secret.expose())).into();
    Ok(Answer { body: once::text(&json)?, ..answer })
}

/// `DELETE /api/v1/assets/{id}/links/{link}`: it opens nothing any more.
pub async fn revoke(
    db: Data<Db>,
    actor: Actor,
    path: Path<(AssetId, Uuid)>,
) -> Result<HttpResponse, Failure> {
    let ((id, link), by, now) = (path.into_inner(), actor.clone(), db.now());
    let revoke = move |conn: &mut Conn| links::revoke(conn, &by, id, link, now);
    db.write(&actor, Right::EditAssets, revoke).await?;
    Ok(HttpResponse::NoContent().finish())
}
