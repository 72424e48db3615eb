//! `/api/v1/attributes`: what the organization defines of its customers' attributes.

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, Path};
use serde::Serialize;

use crate::api::attribute_json::{DefinitionJson, read};
use crate::api::customers::sign;
use crate::api::pointers::pointer;
use crate::api::tags::wake;
use crate::domain::attribute::{AttributeId, DefinitionDraft};
use crate::domain::operator::{Actor, Right};
use crate::import::runner::Waker;
use crate::store::{Conn, Db, StoreError, attributes};
use crate::web::Failure;
use crate::web::json::Body;

#[derive(Serialize)]
struct ListJson<'a> {
    items: Vec<DefinitionJson<'a>>,
    next: Option<String>,
}

/// `GET /api/v1/attributes`: all of them, in their order. There are never more than fit into one answer.
pub async fn list(db: Data<Db>, actor: Actor) -> Result<HttpResponse, Failure> {
    let organization = actor.organization;
    let defined = db.read(move |conn| attributes::list(conn, organization)).await?;
    Ok(HttpResponse::Ok()
        .json(ListJson { items: defined.iter().map(DefinitionJson::of).collect(), next: None }))
}

/// `POST /api/v1/attributes`
pub async fn create(
    db: Data<Db>,
    actor: Actor,
    waker: Option<Data<Waker>>,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let by = sign(&actor, db.now());
    let insert = move |conn: &mut Conn| {
        let draft = read(&body.json, None).and_then(|raw| DefinitionDraft::parse(&raw));
        attributes::insert(conn, &by, &draft.map_err(StoreError::Invalid)?)
    };
    let made = db.write(&actor, Right::ManageAttributes, insert).await.map_err(failure)?.definition;
    wake(waker);
    let location = format!("/api/v1/attributes/{}", made.id);
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(DefinitionJson::of(&made)))
}

/// `GET /api/v1/attributes/{id}`
pub async fn find(db: Data<Db>, actor: Actor, id: Path<AttributeId>) -> Result<HttpResponse, Failure> {
    let (organization, id) = (actor.organization, id.into_inner());
    let found = db.read(move |conn| attributes::find(conn, organization, id)).await?;
    Ok(HttpResponse::Ok().json(DefinitionJson::of(&found)))
}

/// `PUT` and `PATCH /api/v1/attributes/{id}`: what is absent stays.
pub async fn update(
    db: Data<Db>,
    actor: Actor,
    id: Path<AttributeId>,
    waker: Option<Data<Waker>>,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let (by, id) = (sign(&actor, db.now()), id.into_inner());
    let update = move |conn: &mut Conn| {
        let former = attributes::find(conn, by.actor.organization, id)?;
        let draft = read(&body.json, Some(&former)).and_then(|raw| DefinitionDraft::parse(&raw));
        attributes::update(conn, &by, id, &draft.map_err(StoreError::Invalid)?)
    };
    let changed = db.write(&actor, Right::ManageAttributes, update).await.map_err(failure)?;
    wake(waker);
    Ok(HttpResponse::Ok().json(DefinitionJson::of(&changed.definition)))
}

/// `DELETE /api/v1/attributes/{id}`: its values stay where they are, as free ones.
pub async fn delete(
    db: Data<Db>,
    actor: Actor,
    id: Path<AttributeId>,
    waker: Option<Data<Waker>>,
) -> Result<HttpResponse, Failure> {
    let (by, id) = (sign(&actor, db.now()), id.into_inner());
    let delete = move |conn: &mut Conn| attributes::delete(conn, &by, id);
    db.write(&actor, Right::ManageAttributes, delete).await.map_err(failure)?;
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
