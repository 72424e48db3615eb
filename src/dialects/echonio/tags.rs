//! `/customers/{id}/tags`, whose answers tell the line of the timeline, and `/settings/tags`, where tags are defined.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use crate::dialects::echonio::body::Fields;
use crate::dialects::echonio::event_json::EventJson;
use crate::dialects::{sign, write};
use crate::domain::customer::{Customer, CustomerId, Signature};
use crate::domain::draft::RawCustomer;
use crate::domain::event::{Event, EventKind, TagTold, Topic};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::{Actor, Right};
use crate::domain::organization::Organization;
use crate::domain::tag::{Tag, TagDraft, TagId};
use crate::import::runner::Waker;
use crate::store::events::Asked;
use crate::store::{Conn, Db, StoreError, customers, drafts, events, organizations, tags};
use crate::web::Failure;

/// Lines of a timeline in which the one is looked for that gave a customer a tag it carries.
const LINES_LOOKED_AT: usize = 500;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultJson {
    result: bool,
    customer_id: Uuid,
    tag_id: Uuid,
    timeline_event: EventJson,
}

/// `POST /customers/{id}/tags`: of one that it carries already, the line that told so is told again.
pub async fn add(
    db: Data<Db>,
    actor: Actor,
    id: Path<CustomerId>,
    fields: Fields,
) -> Result<HttpResponse, Failure> {
    let mut issues = Issues::new();
    let tag = fields.text("tagId", &mut issues);
    let Some(tag) = tag else {
        issues.add("tagId", Issue::new("tag-missing"));
        return Err(issues.into());
    };
    // One that is no id at all is a tag that there is not, too.
    let tag: TagId = tag.parse().map_err(|_| Failure::NotFound)?;
    let (by, id) = (sign(&db, &actor), id.into_inner());
    let add = move |conn: &mut Conn| {
        let current = customers::find_live(conn, by.actor.organization, id)?;
        let known = tags::find(conn, by.actor.organization, tag)?;
        if !current.document.tags.contains(&tag) {
            put(conn, &by, &current, current.document.tags.iter().copied().chain([tag]))?;
        }
        let told =
            last(conn, &current, |kind| matches!(kind, EventKind::TagAdded(told) if told.tag_id == tag))?;
        // An import, and an undo, tell of no tag by itself.
        let kind = EventKind::TagAdded(TagTold { tag_id: tag, title: known.title });
        let stamp = current.changed;
        Ok(told.unwrap_or_else(|| Event::untold(id, current.version, kind, stamp.by, stamp.at)))
    };
    let event = write(&db, &actor, Right::EditCustomers, add).await?;
    Ok(answer(id, tag, &event))
}

/// `DELETE /customers/{id}/tags/{tag}`
pub async fn remove(
    db: Data<Db>,
    actor: Actor,
    path: Path<(CustomerId, TagId)>,
) -> Result<HttpResponse, Failure> {
    let (by, (id, tag)) = (sign(&db, &actor), path.into_inner());
    let remove = move |conn: &mut Conn| {
        let current = customers::find_live(conn, by.actor.organization, id)?;
        if !current.document.tags.contains(&tag) {
            return Err(StoreError::NotFound);
        }
        put(conn, &by, &current, current.document.tags.iter().copied().filter(|other| *other != tag))?;
        let told =
            last(conn, &current, |kind| matches!(kind, EventKind::TagRemoved(told) if told.tag_id == tag))?;
        told.ok_or(StoreError::NotFound)
    };
    let event = write(&db, &actor, Right::EditCustomers, remove).await?;
    Ok(answer(id, tag, &event))
}

fn put(
    conn: &mut Conn,
    by: &Signature,
    current: &Customer,
    tags: impl Iterator<Item = TagId>,
) -> Result<(), StoreError> {
    let tags = tags.map(|tag| tag.to_string()).collect();
    let raw = RawCustomer { tags: Some(tags), ..RawCustomer::default() };
    drafts::change(conn, by, current, &raw).map(drop)
}

/// The last line of a customer's timeline of this kind.
fn last(
    conn: &mut Conn,
    customer: &Customer,
    is_it: impl Fn(&EventKind) -> bool,
) -> Result<Option<Event>, StoreError> {
    let asked = Asked { topic: Some(Topic::Tags), ..Asked::default() };
    let lines = events::list(conn, customer.organization, customer.id, asked, LINES_LOOKED_AT)?;
    Ok(lines.into_iter().find(|line| is_it(&line.kind)))
}

fn answer(customer: CustomerId, tag: TagId, event: &Event) -> HttpResponse {
    HttpResponse::Ok().json(ResultJson {
        result: true,
        customer_id: customer.0,
        tag_id: tag.0,
        timeline_event: EventJson::of(event),
    })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TagJson<'a> {
    id: Uuid,
    organization_id: Uuid,
    title: &'a str,
    color: &'static str,
    created_at: Option<String>,
    updated_at: Option<String>,
    deleted_at: Option<String>,
}

impl<'a> TagJson<'a> {
    fn of(tag: &'a Tag, organization: &Organization) -> Self {
        Self {
            id: tag.id.0,
            organization_id: organization.uuid,
            title: &tag.title,
            color: tag.color.as_str(),
            created_at: tag.created_at.rfc3339_millis(),
            updated_at: tag.changed_at.rfc3339_millis(),
            deleted_at: tag.deleted_at.and_then(crate::domain::time::Time::rfc3339_millis),
        }
    }
}

/// `GET /settings/tags`: the list itself, by title.
pub async fn list(db: Data<Db>, actor: Actor) -> Result<HttpResponse, Failure> {
    let id = actor.organization;
    let read = move |conn: &mut Conn| Ok((tags::list(conn, id)?, organizations::find(conn, id)?));
    let (list, organization) = db.read(read).await?;
    Ok(HttpResponse::Ok().json(list.iter().map(|tag| TagJson::of(tag, &organization)).collect::<Vec<_>>()))
}

/// `POST /settings/tags`
pub async fn create(db: Data<Db>, actor: Actor, fields: Fields) -> Result<HttpResponse, Failure> {
    let draft = draft(&fields, None)?;
    let by = sign(&db, &actor);
    let insert = move |conn: &mut Conn| {
        let tag = tags::insert(conn, &by, &draft.new_tag())?;
        Ok((tag, organizations::find(conn, by.actor.organization)?))
    };
    let (tag, organization) = write(&db, &actor, Right::EditCustomers, insert).await?;
    Ok(HttpResponse::build(StatusCode::CREATED).json(TagJson::of(&tag, &organization)))
}

/// `PUT /settings/tags/{tag}`: what is not sent stays.
pub async fn update(
    db: Data<Db>,
    actor: Actor,
    id: Path<TagId>,
    waker: Option<Data<Waker>>,
    fields: Fields,
) -> Result<HttpResponse, Failure> {
    let (by, id) = (sign(&db, &actor), id.into_inner());
    let organization = actor.organization;
    let former = db.read(move |conn| tags::find(conn, organization, id)).await?;
    let draft = draft(&fields, Some(&former))?;
    let rename = move |conn: &mut Conn| {
        let changed = tags::rename(conn, &by, id, &draft)?;
        Ok((changed.tag, organizations::find(conn, by.actor.organization)?))
    };
    let (tag, organization) = write(&db, &actor, Right::ManageTags, rename).await?;
    wake(waker);
    Ok(HttpResponse::Ok().json(TagJson::of(&tag, &organization)))
}

/// `DELETE /settings/tags/{tag}`: and off every customer that carries it.
pub async fn delete(
    db: Data<Db>,
    actor: Actor,
    id: Path<TagId>,
    waker: Option<Data<Waker>>,
) -> Result<HttpResponse, Failure> {
    let (by, id) = (sign(&db, &actor), id.into_inner());
    let delete = move |conn: &mut Conn| tags::delete(conn, &by, id).map(drop);
    write(&db, &actor, Right::ManageTags, delete).await?;
    wake(waker);
    Ok(HttpResponse::Ok().json(json!({ "result": true, "tagId": id })))
}

fn draft(fields: &Fields, former: Option<&Tag>) -> Result<TagDraft, Issues> {
    let mut issues = Issues::new();
    let (title, color) = (fields.text("title", &mut issues), fields.text("color", &mut issues));
    if !issues.is_empty() {
        return Err(issues);
    }
    let title = title.or_else(|| former.map(|former| former.title.clone()));
    TagDraft::parse(&title.unwrap_or_default(), &color.unwrap_or_default())
}

fn wake(waker: Option<Data<Waker>>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}
