//! `/api/v1/imports`: a file goes in, the import is watched until it is over, the rows that need a fix come back.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, Path, Query, block};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::api::import_json::ImportJson;
use crate::domain::import::{Import, ImportId};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::{Actor, Right};
use crate::files::{FileHash, Files};
use crate::import::intake::{self, Brought, Refusal, Then};
use crate::import::rejects::{Rejects, RejectsError};
use crate::import::run;
use crate::import::runner::Waker;
use crate::import::wishes::Wishes;
use crate::store::imports::ledger::{self, Ledger};
use crate::store::{Conn, Db, StoreError, imports};
use crate::web::upload::Upload;
use crate::web::{Failure, Site, download};

/// Imports of a page, unless asked for otherwise.
const LIMIT: i64 = 50;
/// Most imports of a page.
const MOST: i64 = 200;

/// What a list is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListParameters {
    limit: Option<String>,
    cursor: Option<String>,
}

/// What the address of a new import says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewParameters {
    apply: Option<String>,
}

#[derive(Serialize)]
struct ListJson {
    items: Vec<ImportJson>,
    next: Option<String>,
}

/// `GET /api/v1/imports`, the newest first.
pub async fn list(
    db: Data<Db>,
    actor: Actor,
    Query(parameters): Query<ListParameters>,
) -> Result<HttpResponse, Failure> {
    let mut issues = Issues::new();
    let limit = match parameters.limit.as_deref().map(str::parse) {
        None => LIMIT,
        Some(Ok(limit)) if (1..=MOST).contains(&limit) => limit,
        Some(_) => {
            issues.add("limit", Issue::new("number-out-of-range").with("min", 1).with("max", MOST));
            LIMIT
        }
    };
    let before = match parameters.cursor.as_deref().map(str::parse) {
        None => None,
        Some(Ok(number)) => Some(number),
        Some(Err(_)) => {
            issues.add("cursor", Issue::new("parameter-unknown"));
            None
        }
    };
    if !issues.is_empty() {
        return Err(issues.into());
    }
    let organization = actor.organization;
    let mut found = db.read(move |conn| imports::list(conn, organization, before, limit + 1)).await?;
    let size = usize::try_from(limit).map_err(Failure::fault)?;
    let has_more = found.len() > size;
    found.truncate(size);
    let next = found.last().filter(|_| has_more).map(|last| last.number.to_string());
    let items = found.iter().map(|import| ImportJson::of(import, &[])).collect();
    Ok(HttpResponse::Ok().json(ListJson { items, next }))
}

/// `POST /api/v1/imports`: checks and applies by itself, unless `apply=false`.
pub async fn create(
    db: Data<Db>,
    files: Data<Files>,
    site: Data<Site>,
    actor: Actor,
    waker: Option<Data<Waker>>,
    Query(parameters): Query<NewParameters>,
    upload: Upload,
) -> Result<HttpResponse, Failure> {
    let mut received = upload.receive(&files, site.limits.upload_bytes).await?;
    let apply = parameters.apply.as_deref().or(received.form.get("apply"));
    let wishes = wishes(received.form.text("options"), apply)?;
    if received.files.len() != 1 {
        return Err(Issues::of("file", Issue::new("file-missing")).into());
    }
    let file = received.files.remove(0);
    let brought = Brought { name: file.name, kept: files.keep(file.incoming).await? };
    let take = move || intake::take(&db, &files, &actor, brought, Some(&wishes), Then::Check(None));
    let import = match block(take).await.map_err(Failure::fault)? {
        Ok(import) => import,
        Err(Refusal::File(error)) => {
            let problem = run::problem_of_file(&error);
            return Ok(refused(StatusCode::UNPROCESSABLE_ENTITY, &problem.code, &error.to_string()));
        }
        Err(Refusal::Full(full)) => {
            let detail = format!("{full}: wait, then try again");
            return Ok(refused(StatusCode::TOO_MANY_REQUESTS, "too-many-imports", &detail));
        }
        Err(Refusal::Wishes(issues)) => return Err(issues.into()),
        Err(Refusal::Files(error)) => return Err(error.into()),
        Err(Refusal::Store(error)) => return Err(error.into()),
    };
    wake(waker);
    Ok(accepted(&import))
}

/// What the form says beside the file; `apply` may also stand by itself.
fn wishes(options: &str, apply: Option<&str>) -> Result<Wishes, Failure> {
    let text = if options.trim().is_empty() { "{}" } else { options };
    let wishes: Wishes = serde_json::from_str(text)
        .map_err(|error| Issues::of("options", Issue::new("options-wrong").with("reason", error)))?;
    let apply = match apply {
        None => wishes.apply,
        Some("true") => Some(true),
        Some("false") => Some(false),
        Some(_) => return Err(Issues::of("apply", Issue::new("parameter-unknown")).into()),
    };
    Ok(Wishes { apply, ..wishes })
}

fn refused(status: StatusCode, code: &str, detail: &str) -> HttpResponse {
    let problem = json!({
        "type": "about:blank",
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "detail": detail,
        "code": code,
    });
    HttpResponse::build(status).content_type("application/problem+json").body(problem.to_string())
}

fn accepted(import: &Import) -> HttpResponse {
    let location = format!("/api/v1/imports/{}", import.id);
    HttpResponse::Accepted().insert_header((LOCATION, location)).json(ImportJson::of(import, &[]))
}

/// `GET /api/v1/imports/{id}`
pub async fn find(db: Data<Db>, actor: Actor, id: Path<ImportId>) -> Result<HttpResponse, Failure> {
    let (organization, id) = (actor.organization, id.into_inner());
    let (import, causes) = db
        .read(move |conn| {
            let import = imports::find(conn, organization, id)?;
            let causes = ledger::causes(conn, Ledger { organization, import: import.number })?;
            Ok((import, causes))
        })
        .await?;
    Ok(HttpResponse::Ok().json(ImportJson::of(&import, &causes)))
}

/// `POST /api/v1/imports/{id}/apply`
pub async fn apply(
    db: Data<Db>,
    actor: Actor,
    id: Path<ImportId>,
    waker: Option<Data<Waker>>,
) -> Result<HttpResponse, Failure> {
    ask(&db, &actor, id.into_inner(), waker, |conn, import| imports::ask_apply(conn, import, None)).await
}

/// `POST /api/v1/imports/{id}/stop`
pub async fn stop(
    db: Data<Db>,
    actor: Actor,
    id: Path<ImportId>,
    waker: Option<Data<Waker>>,
) -> Result<HttpResponse, Failure> {
    ask(&db, &actor, id.into_inner(), waker, imports::ask_stop).await
}

/// Asks for something in one transaction; 409 when the import is at a step where that makes no sense.
async fn ask(
    db: &Db,
    actor: &Actor,
    id: ImportId,
    waker: Option<Data<Waker>>,
    change: impl FnOnce(&mut Conn, &Import) -> Result<(), StoreError> + Send + 'static,
) -> Result<HttpResponse, Failure> {
    let organization = actor.organization;
    let asked = move |conn: &mut Conn| {
        let import = imports::find(conn, organization, id)?;
        change(conn, &import)?;
        imports::find(conn, organization, id)
    };
    let import = db.write(actor, Right::ImportCustomers, asked).await?;
    wake(waker);
    Ok(accepted(&import))
}

fn wake(waker: Option<Data<Waker>>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// `GET /api/v1/imports/{id}/errors.csv`
pub async fn errors(
    db: Data<Db>,
    files: Data<Files>,
    actor: Actor,
    id: Path<ImportId>,
) -> Result<HttpResponse, Failure> {
    let (organization, id) = (actor.organization, id.into_inner());
    let import = db.read(move |conn| imports::find(conn, organization, id)).await?;
    if !import.file.is_kept {
        return Err(Failure::NotFound);
    }
    let path = files.path(FileHash(import.file.sha256)).await?;
    let (db, name) = (db.get_ref().clone(), import.rejects_name());
    let opened = block(move || Rejects::open(&db, &import, &path)).await.map_err(Failure::fault)?;
    let rejects = opened.map_err(|error| match error {
        RejectsError::Read(error) => Failure::fault(error),
        RejectsError::Store(error) => error.into(),
    })?;
    Ok(download::made("text/csv; charset=utf-8", &name, rejects, Rejects::piece))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::import::Target;

    #[test]
    fn whether_it_applies_may_be_said_in_two_places() {
        for (options, apply, expected) in [
            ("", None, None),
            ("", Some("false"), Some(false)),
            (r#"{"apply":false}"#, None, Some(false)),
            (r#"{"apply":false}"#, Some("true"), Some(true)),
        ] {
            assert_eq!(wishes(options, apply).unwrap().apply, expected, "{options} {apply:?}");
        }
        assert!(wishes("", Some("maybe")).is_err());
    }

    #[test]
    fn options_name_columns_and_fields_and_nothing_else() {
        let wishes = |options| super::wishes(options, None);
        let known = wishes(r#"{"mapping":{"E-mail":"email_address"},"onMatch":"skip"}"#).unwrap();
        assert_eq!(known.mapping["E-mail"], Target::Email);
        for wrong in [r#"{"mapping":{"E-mail":"version"}}"#, "[1]", r#"{"organization":1}"#, "{"] {
            assert!(matches!(wishes(wrong), Err(Failure::Invalid(_))), "{wrong}");
        }
    }
}
