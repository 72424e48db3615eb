//! `/api/v1/tags`. A tag that many customers carry changes at once; its customers follow by themselves.

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, Path};
use serde::Serialize;

use crate::api::pointers::pointer;
use crate::api::tag_json::{TagJson, read};
use crate::domain::customer::{Cause, Signature};
use crate::domain::operator::{Actor, Right};
use crate::domain::tag::TagId;
use crate::domain::time::Time;
use crate::import::runner::Waker;
use crate::store::{Conn, Db, StoreError, tags};
use crate::web::Failure;
use crate::web::json::Body;

#[derive(Serialize)]
struct ListJson<'a> {
    items: Vec<TagJson<'a>>,
    next: Option<String>,
}

/// `GET /api/v1/tags`: all of them, by title. There are never more than fit into one answer.
pub async fn list(db: Data<Db>, actor: Actor) -> Result<HttpResponse, Failure> {
    let organization = actor.organization;
    let read =
        move |conn: &mut Conn| Ok((tags::list(conn, organization)?, tags::counts::of(conn, organization)?));
    let (list, counts) = db.read(read).await?;
    let json = |tag| TagJson::of(tag, Some(counts.get(&tag.id).copied().unwrap_or_default().max(0)));
    Ok(HttpResponse::Ok().json(ListJson { items: list.iter().map(json).collect(), next: None }))
}

/// `POST /api/v1/tags`
pub async fn create(db: Data<Db>, actor: Actor, body: Body) -> Result<HttpResponse, Failure> {
    let draft = read(&body.json, None).map_err(|issues| failure(StoreError::Invalid(issues)))?;
    let by = sign(&actor, db.now());
    let insert = move |conn: &mut Conn| tags::insert(conn, &by, &draft.new_tag());
    let tag = db.write(&actor, Right::EditCustomers, insert).await.map_err(failure)?;
    let location = format!("/api/v1/tags/{}", tag.id);
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(TagJson::of(&tag, Some(0))))
}

/// `GET /api/v1/tags/{id}`
pub async fn find(db: Data<Db>, actor: Actor, id: Path<TagId>) -> Result<HttpResponse, Failure> {
    let (organization, id) = (actor.organization, id.into_inner());
    let read = move |conn: &mut Conn| {
        Ok((tags::find(conn, organization, id)?, tags::counts::of_tag(conn, organization, id)?))
    };
    let (tag, customers) = db.read(read).await?;
    Ok(HttpResponse::Ok().json(TagJson::of(&tag, Some(customers.max(0)))))
}

/// `PUT` and `PATCH /api/v1/tags/{id}`: what is absent stays.
pub async fn update(
    db: Data<Db>,
    actor: Actor,
    id: Path<TagId>,
    waker: Option<Data<Waker>>,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let (by, id) = (sign(&actor, db.now()), id.into_inner());
    let rename = move |conn: &mut Conn| {
        let former = tags::find(conn, by.actor.organization, id)?;
        let draft = read(&body.json, Some(&former)).map_err(StoreError::Invalid)?;
        tags::rename(conn, &by, id, &draft)
    };
    let changed = db.write(&actor, Right::ManageTags, rename).await.map_err(failure)?;
    wake(waker);
    Ok(HttpResponse::Ok().json(TagJson::of(&changed.tag, Some(changed.customers.max(0)))))
}

/// `DELETE /api/v1/tags/{id}`
pub async fn delete(
    db: Data<Db>,
    actor: Actor,
    id: Path<TagId>,
    waker: Option<Data<Waker>>,
) -> Result<HttpResponse, Failure> {
    let (by, id) = (sign(&actor, db.now()), id.into_inner());
    let delete = move |conn: &mut Conn| tags::delete(conn, &by, id);
    db.write(&actor, Right::ManageTags, delete).await?;
    wake(waker);
    Ok(HttpResponse::NoContent().finish())
}

/// What is wrong, by where it stands in the body.
fn failure(error: StoreError) -> Failure {
    match error {
        StoreError::Invalid(issues) => issues.renamed(pointer).into(),
        other => other.into(),
    }
}

pub(super) fn wake(waker: Option<Data<Waker>>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}

fn sign(actor: &Actor, at: Time) -> Signature {
    Signature { actor: actor.clone(), at, cause: Cause::Token }
}
