//! `/api/v1/customers/{id}/events`: a customer's timeline. Notes on it are written here; every other event is told by
//! what happened.

use actix_web::http::StatusCode;
use actix_web::http::header::ETAG;
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::api::customers::{if_match, sign};
use crate::api::event_json::{EventJson, NoteInput};
use crate::domain::customer::{CustomerId, Version};
use crate::domain::event::{Event, Topic};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::{Actor, Right};
use crate::store::events::{self, Asked};
use crate::store::idempotency::Answer;
use crate::store::{Conn, Db, StoreError, customers, notes};
use crate::web::Failure;
use crate::web::json::Body;
use crate::web::once::{self, etag};

/// Events of a page, unless asked for otherwise.
const LIMIT: usize = 50;
/// Most events of a page.
const MOST: usize = 200;

/// What a list is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Parameters {
    limit: Option<String>,
    cursor: Option<String>,
    topic: Option<String>,
}

impl Parameters {
    fn read(&self) -> Result<(Asked, usize), Issues> {
        let mut issues = Issues::new();
        let limit = match self.limit.as_deref().map(str::parse) {
            None => Ok(LIMIT),
            Some(Ok(limit)) if (1..=MOST).contains(&limit) => Ok(limit),
            Some(_) => Err(Issue::new("number-out-of-range").with("min", 1).with("max", MOST)),
        };
        let unknown = || Issue::new("parameter-unknown");
        let cursor = self.cursor.as_deref().map(|id| id.parse::<Uuid>().map_err(|_| unknown()));
        let topic = self.topic.as_deref().map(|word| Topic::parse(word).ok_or_else(unknown));
        let limit = issues.keep("limit", limit);
        let before = cursor.and_then(|cursor| issues.keep("cursor", cursor));
        let topic = topic.and_then(|topic| issues.keep("topic", topic));
        match limit.filter(|_| issues.is_empty()) {
            Some(limit) => Ok((Asked { topic, before, above: None }, limit)),
            None => Err(issues),
        }
    }
}

#[derive(Serialize)]
struct ListJson<'a> {
    items: Vec<EventJson<'a>>,
    next: Option<Uuid>,
}

/// `GET /api/v1/customers/{id}/events`: the newest first.
pub async fn list(
    db: Data<Db>,
    actor: Actor,
    id: Path<CustomerId>,
    Query(parameters): Query<Parameters>,
) -> Result<HttpResponse, Failure> {
    let (organization, id) = (actor.organization, id.into_inner());
    let (asked, limit) = parameters.read()?;
    let read = move |conn: &mut Conn| {
        customers::find_live(conn, organization, id)?;
        events::list(conn, organization, id, asked, limit + 1)
    };
    let mut lines = db.read(read).await?;
    let has_more = lines.len() > limit;
    lines.truncate(limit);
    let next = lines.last().filter(|_| has_more).map(|last| last.id);
    Ok(HttpResponse::Ok().json(ListJson { items: lines.iter().map(EventJson::of).collect(), next }))
}

/// `POST /api/v1/customers/{id}/events`: a note, once for each `Idempotency-Key`.
pub async fn create(
    db: Data<Db>,
    actor: Actor,
    id: Path<CustomerId>,
    request: HttpRequest,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let (input, id) = (NoteInput::read(&body.json)?, id.into_inner());
    let Some(text) = input.text else {
        return Err(Issues::of("/text", Issue::new("note-missing")).into());
    };
    let call = once::call(&request, &actor, [body.bytes.as_slice()])?;
    let by = sign(&actor, db.now());
    let insert = move |conn: &mut Conn| {
        once::once(conn, call.as_ref(), by.at, |conn| {
            let event = notes::insert(conn, &by, id, text, input.pinned.unwrap_or(false))?;
            Ok(Answer {
                status: StatusCode::CREATED.as_u16(),
                location: Some(format!("/api/v1/customers/{id}/events/{}", event.id)),
                body: once::text(&EventJson::of(&event))?,
                about: Some(id.0),
            })
        })
    };
    once::created(db.write(&actor, Right::EditCustomers, insert).await?)
}

/// `GET /api/v1/customers/{id}/events/{event}`: a note.
pub async fn find(
    db: Data<Db>,
    actor: Actor,
    path: Path<(CustomerId, Uuid)>,
) -> Result<HttpResponse, Failure> {
    let (organization, (id, note)) = (actor.organization, path.into_inner());
    let read = move |conn: &mut Conn| {
        customers::find_live(conn, organization, id)?;
        notes::find(conn, organization, id, note)
    };
    Ok(shown(&db.read(read).await?))
}

/// `PUT` and `PATCH /api/v1/customers/{id}/events/{event}`: a note; what is absent stays.
pub async fn update(
    db: Data<Db>,
    actor: Actor,
    path: Path<(CustomerId, Uuid)>,
    request: HttpRequest,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let (input, (id, note)) = (NoteInput::read(&body.json)?, path.into_inner());
    let precondition = if_match(&request)?;
    let by = sign(&actor, db.now());
    let update = move |conn: &mut Conn| {
        let former = notes::find(conn, by.actor.organization, id, note)?;
        let current = revision(&former);
        if precondition.is_some_and(|version| version != current) {
            return Ok(Err(Failure::PreconditionFailed));
        }
        if input.version.is_some_and(|version| version != current) {
            return Err(StoreError::Stale);
        }
        let mut event = former;
        if let Some(text) = input.text {
            event = notes::update(conn, &by, id, note, current, text)?;
        }
        if let Some(pinned) = input.pinned {
            event = notes::pin(conn, &by, id, note, pinned)?;
        }
        Ok(Ok(event))
    };
    Ok(shown(&db.write(&actor, Right::EditCustomers, update).await??))
}

/// `DELETE /api/v1/customers/{id}/events/{event}`: a note.
pub async fn delete(
    db: Data<Db>,
    actor: Actor,
    path: Path<(CustomerId, Uuid)>,
) -> Result<HttpResponse, Failure> {
    let (by, (id, note)) = (sign(&actor, db.now()), path.into_inner());
    let delete = move |conn: &mut Conn| notes::delete(conn, &by, id, note);
    db.write(&actor, Right::EditCustomers, delete).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn shown(note: &Event) -> HttpResponse {
    HttpResponse::Ok().insert_header((ETAG, etag(revision(note)))).json(EventJson::of(note))
}

fn revision(event: &Event) -> Version {
    event.note.as_ref().map_or(Version::FIRST, |note| note.revision)
}
