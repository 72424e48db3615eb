//! `/api/v1/customers/{id}/versions`: what a customer was, what changed between two of its versions, and bringing one
//! back.

use actix_web::http::StatusCode;
use actix_web::http::header::ETAG;
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::api::customer_json::CustomerJson;
use crate::api::customers::{if_match, shown};
use crate::api::pointers::CustomerPointers;
use crate::domain::customer::{Cause, Customer, CustomerId, Document, Signature, Stamp, Version};
use crate::domain::diff::{self, Difference, Field, Part};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::{Actor, Right};
use crate::store::{Conn, Db, StoreError, customers, versions};
use crate::web::Failure;
use crate::web::once::etag;

/// Versions of a page, unless asked for otherwise.
const LIMIT: usize = 50;
/// Most versions of a page.
const MOST: usize = 200;

/// What a list is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Parameters {
    limit: Option<String>,
    cursor: Option<String>,
}

/// From which version the changes are asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Since {
    since: Option<String>,
}

/// What of a version is brought back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Only {
    field: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct VersionJson {
    version: String,
    changed_by: Option<Uuid>,
    changed_at: Option<String>,
    cause: &'static str,
    /// Pointers to the members that it changed; none of the first, which made them all.
    fields: Vec<String>,
}

#[derive(Serialize)]
struct ListJson {
    items: Vec<VersionJson>,
    next: Option<String>,
}

#[derive(Serialize)]
struct ChangesJson {
    from: String,
    to: String,
    changes: Vec<ChangeJson>,
}

#[derive(Serialize)]
struct ChangeJson {
    /// The member that it is in.
    pointer: String,
    /// By which it can be restored alone.
    field: String,
    before: Option<String>,
    after: Option<String>,
}

#[derive(Serialize)]
struct RestoredJson<'a> {
    customer: CustomerJson<'a>,
    /// What the tags and attributes are called that could not be brought back.
    skipped: &'a [String],
}

/// `GET /api/v1/customers/{id}/versions`: the newest first.
pub async fn list(
    db: Data<Db>,
    actor: Actor,
    id: Path<CustomerId>,
    Query(parameters): Query<Parameters>,
) -> Result<HttpResponse, Failure> {
    let (before, limit) = asked(&parameters)?;
    let (organization, id) = (actor.organization, id.into_inner());
    let read = move |conn: &mut Conn| {
        customers::find_live(conn, organization, id)?;
        // One more than is shown, for what the last one changed.
        versions::list(conn, organization, id, before, limit + 1)
    };
    let kept = db.read(read).await?;
    let next = kept.get(limit - 1).filter(|_| kept.len() > limit).map(|(last, ..)| last.to_string());
    let json = |(at, (version, document, stamp)): (usize, &(Version, Document, Stamp))| {
        let former = kept.get(at + 1).map(|(_, former, _)| former);
        VersionJson {
            version: version.to_string(),
            changed_by: stamp.by.map(|by| by.0),
            changed_at: stamp.at.rfc3339(),
            cause: word(stamp.cause),
            fields: former.map(|former| pointers(former, document)).unwrap_or_default(),
        }
    };
    Ok(HttpResponse::Ok()
        .json(ListJson { items: kept.iter().take(limit).enumerate().map(json).collect(), next }))
}

fn asked(parameters: &Parameters) -> Result<(Option<Version>, usize), Issues> {
    let mut issues = Issues::new();
    let limit = match parameters.limit.as_deref().map(str::parse) {
        None => Ok(LIMIT),
        Some(Ok(limit)) if (1..=MOST).contains(&limit) => Ok(limit),
        Some(_) => Err(Issue::new("number-out-of-range").with("min", 1).with("max", MOST)),
    };
    let limit = issues.keep("limit", limit);
    let before = parameters.cursor.as_deref().map(str::parse).transpose();
    let before = issues.keep("cursor", before.map_err(|_| Issue::new("parameter-unknown")));
    match (limit, before) {
        (Some(limit), Some(before)) => Ok((before.map(Version), limit)),
        _ => Err(issues),
    }
}

/// `GET /api/v1/customers/{id}/versions/{version}`: the customer as it was.
pub async fn find(
    db: Data<Db>,
    actor: Actor,
    path: Path<(CustomerId, i64)>,
) -> Result<HttpResponse, Failure> {
    let (organization, (id, version)) = (actor.organization, path.into_inner());
    let read = move |conn: &mut Conn| {
        let now = customers::find_live(conn, organization, id)?;
        let (document, changed) = versions::document(conn, organization, id, Version(version))?;
        shown(conn, Customer { version: Version(version), document, changed, ..now })
    };
    let (customer, carried) = db.read(read).await?;
    Ok(HttpResponse::Ok().json(CustomerJson::of(&customer, &carried)))
}

/// `GET /api/v1/customers/{id}/versions/{version}/changes`: since the version before, or the one that `since` names.
pub async fn changes(
    db: Data<Db>,
    actor: Actor,
    path: Path<(CustomerId, i64)>,
    Query(since): Query<Since>,
) -> Result<HttpResponse, Failure> {
    let (organization, (id, to)) = (actor.organization, path.into_inner());
    let from = match since.since.as_deref() {
        None => to.saturating_sub(1),
        Some(text) => text.parse().map_err(|_| Issues::of("since", Issue::new("number-invalid")))?,
    };
    let read = move |conn: &mut Conn| {
        customers::find_live(conn, organization, id)?;
        // Before the first there was nothing.
        let before = match from {
            0 => Document::default(),
            from => versions::document(conn, organization, id, Version(from))?.0,
        };
        Ok((before, versions::document(conn, organization, id, Version(to))?.0))
    };
    let (before, after) = db.read(read).await?;
    // What has no name yet is called nothing.
    let text = |part: Option<Part>| part.map(|part| part.text()).filter(|text| !text.is_empty());
    let json = |Difference { field, before, after }: Difference| ChangeJson {
        pointer: CustomerPointers::default().pointer(&field.name()),
        field: field.to_string(),
        before: text(before),
        after: text(after),
    };
    let changes = diff::differences(&before, &after).into_iter().map(json).collect();
    Ok(HttpResponse::Ok().json(ChangesJson { from: from.to_string(), to: to.to_string(), changes }))
}

/// `POST /api/v1/customers/{id}/versions/{version}/restore`: it is the next version then, or only the `field` of it that
/// is named; `If-Match` names the current one.
pub async fn restore(
    db: Data<Db>,
    actor: Actor,
    path: Path<(CustomerId, i64)>,
    request: HttpRequest,
    Query(only): Query<Only>,
) -> Result<HttpResponse, Failure> {
    let (id, from) = path.into_inner();
    let precondition = if_match(&request)?;
    let field = only.field.as_deref().map(str::parse::<Field>).transpose();
    let field = field.map_err(|_| Issues::of("field", Issue::new("parameter-unknown")))?;
    let cause = Cause::Restore { version: Version(from) };
    let by = Signature { actor: actor.clone(), at: db.now(), cause };
    let restore = move |conn: &mut Conn| {
        let current = customers::find_live(conn, by.actor.organization, id)?;
        if precondition.is_some_and(|version| version != current.version) {
            return Ok(Err(Failure::PreconditionFailed));
        }
        let restored = versions::restore(conn, &by, id, current.version, Version(from), field)?;
        let (customer, carried) = shown(conn, restored.updated.into_customer())?;
        Ok::<_, StoreError>(Ok((customer, carried, restored.skipped)))
    };
    let (customer, carried, skipped) = db.write(&actor, Right::EditCustomers, restore).await??;
    let json = RestoredJson { customer: CustomerJson::of(&customer, &carried), skipped: &skipped };
    Ok(HttpResponse::build(StatusCode::OK).insert_header((ETAG, etag(customer.version))).json(json))
}

fn pointers(before: &Document, after: &Document) -> Vec<String> {
    let pointers = CustomerPointers::default();
    diff::changed_fields(before, after).iter().map(|field| pointers.pointer(field)).collect()
}

const fn word(cause: Cause) -> &'static str {
    match cause {
        Cause::Hand => "hand",
        Cause::Token => "token",
        Cause::Dialect => "dialect",
        Cause::Portal => "portal",
        Cause::Import { .. } => "import",
        Cause::ImportUndone { .. } => "import-undone",
        Cause::ImportRedone { .. } => "import-redone",
        Cause::Restore { .. } => "restore",
        Cause::Merge => "merge",
        Cause::Undo => "undo",
        Cause::Operation { .. } => "operation",
    }
}
