//! `/api/v1/provisions`, and those of a customer: started, listed, retried, cancelled. What a worker does is in
//! `provision_work`.

use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, EntityTag, IF_MATCH};
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};

use crate::api::customers::sign;
use crate::api::provision_json::{Incoming, ProvisionJson, failure};
use crate::domain::customer::{CustomerId, Signature};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::{Actor, Right};
use crate::domain::provision::{Asked, Program, Provision, ProvisionId, STEPS_KEPT};
use crate::domain::time::Time;
use crate::store::idempotency::Answer;
use crate::store::provisions::{self, Query as ListQuery};
use crate::store::{Conn, Db, StoreError, customers};
use crate::web::json::Body;
use crate::web::once;
use crate::web::{Failure, Site};

/// Provisions of a page, unless asked for otherwise.
const LIMIT: i64 = 50;
/// Most provisions of a page.
const MOST: i64 = 200;

#[derive(Serialize)]
struct ListJson<'a> {
    items: Vec<ProvisionJson<'a>>,
    next: Option<String>,
}

/// What a list is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListParameters {
    program: Option<String>,
    sort: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

/// `GET /api/v1/provisions`: what changed longest ago first, which of those that wait is the order they are taken in.
pub async fn list(
    db: Data<Db>,
    site: Data<Site>,
    actor: Actor,
    Query(parameters): Query<ListParameters>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Failure> {
    let silent_before = site.silent_before(db.now());
    let mut query = asked(&parameters, &pairs, silent_before)?;
    let page = usize::try_from(query.limit).unwrap_or(usize::MAX);
    query.limit += 1;
    let organization = actor.organization;
    let mut found = db.read(move |conn| provisions::list(conn, organization, &query)).await?;
    let is_more = found.len() > page;
    found.truncate(page);
    let next = found.last().filter(|_| is_more).map(|last| last.seq.to_string());
    let items = found.iter().map(|provision| ProvisionJson::of(provision, silent_before)).collect();
    Ok(HttpResponse::Ok().json(ListJson { items, next }))
}

fn asked(
    parameters: &ListParameters,
    pairs: &[(String, String)],
    silent_before: Time,
) -> Result<ListQuery, Failure> {
    let mut issues = Issues::new();
    let unknown = || Issue::new("parameter-unknown");
    let mut query = ListQuery { limit: LIMIT, ..ListQuery::default() };
    for (_, word) in pairs.iter().filter(|(name, _)| name == "status") {
        query.asked.extend(issues.keep("status", Asked::parse(word, silent_before).ok_or_else(unknown)));
    }
    if let Some(program) = &parameters.program {
        query.program = issues.keep("program", Program::parse(program));
    }
    match parameters.sort.as_deref() {
        None | Some("updated") => {}
        Some("-updated") => query.is_newest_first = true,
        Some(_) => issues.add("sort", unknown()),
    }
    if let Some(limit) = &parameters.limit {
        let limit = limit.parse().ok().filter(|limit| (1..=MOST).contains(limit));
        let wrong = || Issue::new("number-out-of-range").with("min", 1).with("max", MOST);
        query.limit = issues.keep("limit", limit.ok_or_else(wrong)).unwrap_or(LIMIT);
    }
    if let Some(cursor) = &parameters.cursor {
        query.after = issues.keep("cursor", cursor.parse().map_err(|_| unknown()));
    }
    if issues.is_empty() { Ok(query) } else { Err(issues.into()) }
}

/// `GET /api/v1/provisions/{id}`, with its steps.
pub async fn find(
    db: Data<Db>,
    site: Data<Site>,
    actor: Actor,
    id: Path<ProvisionId>,
) -> Result<HttpResponse, Failure> {
    let (organization, id) = (actor.organization, id.into_inner());
    let read = move |conn: &mut Conn| {
        let provision = provisions::find(conn, organization, id)?;
        Ok((provision, provisions::steps(conn, organization, id, STEPS_KEPT)?))
    };
    let (provision, steps) = db.read(read).await?;
    let json = ProvisionJson::of(&provision, site.silent_before(db.now())).with_steps(&steps);
    Ok(HttpResponse::Ok().insert_header((ETAG, etag(&provision))).json(json))
}

/// `GET /api/v1/customers/{id}/provisions`: all of them, the latest change first. There are never more than fit into
/// one answer.
pub async fn of_customer(
    db: Data<Db>,
    site: Data<Site>,
    actor: Actor,
    id: Path<CustomerId>,
) -> Result<HttpResponse, Failure> {
    let (organization, id) = (actor.organization, id.into_inner());
    let read = move |conn: &mut Conn| {
        if customers::find(conn, organization, id)?.deleted_at.is_some() {
            return Err(StoreError::NotFound);
        }
        provisions::of_customer(conn, organization, id)
    };
    let found = db.read(read).await?;
    let silent_before = site.silent_before(db.now());
    let items = found.iter().map(|provision| ProvisionJson::of(provision, silent_before)).collect();
    Ok(HttpResponse::Ok().json(ListJson { items, next: None }))
}

/// `POST /api/v1/customers/{id}/provisions`: a program, once for each `Idempotency-Key`. What is over begins anew.
pub async fn start(
    db: Data<Db>,
    site: Data<Site>,
    actor: Actor,
    id: Path<CustomerId>,
    request: HttpRequest,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let start = Incoming::of(&body.json)?.start()?;
    let (by, id) = (sign(&actor, db.now()), id.into_inner());
    let call = once::call(&request, &actor, [body.bytes.as_slice()])?;
    let silent_before = site.silent_before(by.at);
    let write = move |conn: &mut Conn| {
        once::once(conn, call.as_ref(), by.at, |conn| {
            let provision = provisions::start(conn, &by, id, &start)?;
            Ok(Answer {
                status: StatusCode::ACCEPTED.as_u16(),
                location: Some(format!("/api/v1/provisions/{}", provision.id)),
                body: once::text(&ProvisionJson::of(&provision, silent_before))?,
                about: Some(id.0),
            })
        })
    };
    let written = db.write(&actor, Right::EditCustomers, write).await;
    once::answer(written.map_err(|error| of_body(&body, error))?)
}

/// `POST /api/v1/provisions/{id}/retry`, for what failed or was cancelled; `If-Match` names the version.
pub async fn retry(
    db: Data<Db>,
    site: Data<Site>,
    actor: Actor,
    id: Path<ProvisionId>,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    change(&db, &site, &actor, id.into_inner(), &request, provisions::retry).await
}

/// `POST /api/v1/provisions/{id}/cancel`, for what waits or is in progress; `If-Match` names the version.
pub async fn cancel(
    db: Data<Db>,
    site: Data<Site>,
    actor: Actor,
    id: Path<ProvisionId>,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    change(&db, &site, &actor, id.into_inner(), &request, provisions::cancel).await
}

type Change = fn(&mut Conn, &Signature, ProvisionId, Option<i64>) -> Result<Provision, StoreError>;

async fn change(
    db: &Db,
    site: &Site,
    actor: &Actor,
    id: ProvisionId,
    request: &HttpRequest,
    change: Change,
) -> Result<HttpResponse, Failure> {
    let read = if_match(request)?;
    let by = sign(actor, db.now());
    let changed = db.write(actor, Right::EditCustomers, move |conn| change(conn, &by, id, read)).await;
    let provision = changed.map_err(|error| match error {
        StoreError::Stale if read.is_some() => Failure::PreconditionFailed,
        other => other.into(),
    })?;
    let json = ProvisionJson::of(&provision, site.silent_before(db.now()));
    Ok(HttpResponse::Ok().insert_header((ETAG, etag(&provision))).json(json))
}

fn etag(provision: &Provision) -> EntityTag {
    EntityTag::new_strong(provision.version.to_string())
}

/// The version that `If-Match` names; `*` names any.
fn if_match(request: &HttpRequest) -> Result<Option<i64>, Failure> {
    let Some(header) = request.headers().get(IF_MATCH) else { return Ok(None) };
    let text = header.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let version = text.strip_prefix("W/").unwrap_or(text).trim_matches('"').parse();
    version.map(Some).map_err(|_| Failure::Malformed("If-Match"))
}

/// What went wrong with a body, by where in it.
pub(super) fn of_body(body: &Body, error: StoreError) -> Failure {
    match body.json.as_object() {
        Some(members) => failure(members, error),
        None => error.into(),
    }
}
