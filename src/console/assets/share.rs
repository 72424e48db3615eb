//! Links that open a file without signing in, for a while.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use uuid::Uuid;

use super::details::{self, Shown};
use crate::console::frame::Frame;
use crate::console::links;
use crate::domain::asset::{AssetId, LinkTerms, new_link_secret};
use crate::domain::operator::Right;
use crate::store::assets::{self, links::NewLink};
use crate::web::Failure;
use crate::web::flash::Flash;
use crate::web::forms::Form;

/// `POST /assets/{id}/links`: makes a link and shows it, this once.
pub async fn create(frame: Frame, id: Path<AssetId>, form: Form) -> Result<HttpResponse, Failure> {
    let id = id.into_inner();
    let now = frame.db.now();
    let terms = match LinkTerms::parse(form.text("until"), form.text("uses"), frame.time_zone(), now) {
        Ok(terms) => terms,
        Err(issues) => {
            let opened = details::open(&frame, id).await?;
            let shown = Shown { typed: Some(&form), issues, ..Shown::default() };
            return details::page(&frame, &opened, shown, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let link = Uuid::now_v7();
    let secret = new_link_secret(&frame.site().keys.asset_link, link);
    let (actor, new) = (frame.actor.clone(), NewLink { id: link, secret: secret.hash(), terms });
    let insert = move |conn: &mut _| assets::links::insert(conn, &actor, id, new, now);
    frame.db.write(&frame.actor, Right::EditAssets, insert).await?;
    let opened = details::open(&frame, id).await?;
    let shown = Shown { secret: Some(secret), ..Shown::default() };
    details::page(&frame, &opened, shown, StatusCode::OK)
}

/// `POST /assets/{id}/links/{link}/revoke`
pub async fn revoke(frame: Frame, path: Path<(AssetId, Uuid)>) -> Result<HttpResponse, Failure> {
    let (id, link) = path.into_inner();
    let (actor, now) = (frame.actor.clone(), frame.db.now());
    let revoke = move |conn: &mut _| assets::links::revoke(conn, &actor, id, link, now);
    frame.db.write(&frame.actor, Right::EditAssets, revoke).await?;
    Ok(frame.done(&links::asset(id), &Flash::ok("asset-link-revoked")))
}
