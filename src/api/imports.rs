//! `/api/v1/imports`: a file is brought, checked and applied by itself, unless it is to stop in between.

use actix_web::http::StatusCode;
use actix_web::http::header::{LOCATION, RETRY_AFTER};
use actix_web::web::{Data, Path, Query, block};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::import_json::ImportJson;
use crate::api::pointers;
use crate::domain::customer::{Cause, Signature};
use crate::domain::import::{Import, ImportId, Outcome, State};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::{Actor, Right};
use crate::files::{FileHash, Files};
use crate::import::intake::{self, Brought, Insert, Refusal, Then};
use crate::import::rejects::{Rejects, Table};
use crate::import::run::problem_of_file;
use crate::import::runner::Waker;
use crate::import::wishes::Wishes;
use crate::store::idempotency::{self, Answer};
use crate::store::imports::ledger::{self, Ledger};
use crate::store::imports::{self, Refused};
use crate::store::{Conn, Db, StoreError, audit};
use crate::web::forms::Form;
use crate::web::upload::Upload;
use crate::web::{Failure, Site, download, json, once};

/// Imports on a page, unless asked for otherwise.
const LIMIT: i64 = 50;
/// Most imports on a page.
const MOST: i64 = 200;
/// Rows whose problems are told with an import; the file of rejected rows has all.
const MOST_PROBLEMS: i64 = 1_000;
/// When a program had better ask again, in seconds.
const ASK_AGAIN_SECONDS: u32 = 1;

/// What a call says beside its body.
#[derive(Debug, Default, Deserialize)]
pub struct CreateParameters {
    apply: Option<bool>,
}

/// `POST /api/v1/imports`, once for each `Idempotency-Key`: multipart, a `file` and, if wanted, `options` as JSON.
#[expect(clippy::too_many_arguments, reason = "each is something the framework hands in")]
pub async fn create(
    db: Data<Db>,
    files: Data<Files>,
    site: Data<Site>,
    waker: Data<Waker>,
    actor: Actor,
    Query(parameters): Query<CreateParameters>,
    request: HttpRequest,
    upload: Upload,
) -> Result<HttpResponse, Failure> {
    let mut received = upload.receive(&files, site.limits.upload_bytes).await?;
    let wishes = wishes(&received.form, &parameters)?;
    let place = received.files.iter().position(|file| file.field == "file");
    let Some(place) = place.filter(|_| received.files.len() == 1) else {
        return Err(Issues::of("file", Issue::new("file-missing")).into());
    };
    let file = received.files.swap_remove(place);
    let hash = file.incoming.hash();
    let said = [hash.0.as_slice(), file.name.as_bytes()].into_iter().chain(once::said_by(&received.form));
    let call = once::call(&request, &actor, said)?;
    let now = db.now();
    // It is given again even when no more imports may be started by now.
    if let Some(call) = &call {
        let asked = call.clone();
        if let Some(answer) = db.write_as_system(move |conn| idempotency::answered(conn, &asked, now)).await?
        {
            return accepted(answer);
        }
    }
    let brought = Brought { name: file.name, kept: files.keep(file.incoming).await? };
    let (store, here) = (db.clone(), files.clone());
    let record = move |conn: &mut Conn, insert: Insert<'_>| {
        once::once(conn, call.as_ref(), now, |conn| {
            let import = insert(conn)?;
            Ok(Answer {
                status: StatusCode::ACCEPTED.as_u16(),
                location: Some(format!("/api/v1/imports/{}", import.id)),
                body: once::text(&ImportJson::of(&import))?,
                about: None,
            })
        })
    };
    let then = Then::Check(None);
    let taken =
        block(move || intake::take(&store, &here, &actor, brought, Some(&wishes), then, record)).await;
    let answer = taken.map_err(Failure::fault)?.map_err(refused)?;
    waker.wake();
    accepted(answer)
}

/// The options, and what of them was said outside of their JSON.
fn wishes(form: &Form, parameters: &CreateParameters) -> Result<Wishes, Failure> {
    let mut options = match form.text("options") {
        "" => Value::Object(serde_json::Map::new()),
        text => json::read(text.as_bytes())?,
    };
    let apply = match form.text("apply") {
        "" => parameters.apply,
        word => Some(word.parse().map_err(|_| Failure::Malformed("field apply"))?),
    };
    if let (Some(members), Some(apply)) = (options.as_object_mut(), apply) {
        members.entry("apply").or_insert(Value::Bool(apply));
    }
    serde_json::from_value(options)
        .map_err(|error| Issues::of("options", Issue::new("options-wrong").with("reason", error)).into())
}

fn accepted(answer: Answer) -> Result<HttpResponse, Failure> {
    let mut response = once::answer(answer)?;
    response.headers_mut().insert(RETRY_AFTER, ASK_AGAIN_SECONDS.into());
    Ok(response)
}

fn refused(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::File(error) => {
            Issues::of("file", Issue::new("file-refused").with("reason", problem_of_file(&error).message))
                .into()
        }
        Refusal::Full(Refused::TooManyWaiting | Refused::TooManyStarts) => {
            Failure::TooMany(std::time::Duration::from_mins(1))
        }
        Refusal::Wishes(issues) => issues.renamed(pointer_of_wish).into(),
        Refusal::Store(error) => error.into(),
        Refusal::Files(error) => error.into(),
    }
}

/// Where in the options it is. The form has `columns` by their positions, the options a `mapping` by their names.
fn pointer_of_wish(field: &str) -> String {
    match field.split_once('.') {
        Some(("mapping", column)) => format!("/mapping/{}", pointers::escaped(column)),
        _ if field.starts_with("columns") => "/mapping".to_owned(),
        _ => pointers::pointer(field),
    }
}

/// What a list is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct ListParameters {
    limit: Option<i64>,
    cursor: Option<i64>,
}

#[derive(Serialize)]
struct ListJson<'a> {
    items: Vec<ImportJson<'a>>,
    next: Option<String>,
}

/// `GET /api/v1/imports`: the newest first.
pub async fn list(
    db: Data<Db>,
    actor: Actor,
    Query(parameters): Query<ListParameters>,
) -> Result<HttpResponse, Failure> {
    let limit = parameters.limit.unwrap_or(LIMIT);
    if !(1..=MOST).contains(&limit) {
        let issue = Issue::new("number-out-of-range").with("min", 1).with("max", MOST);
        return Err(Issues::of("limit", issue).into());
    }
    let organization = actor.organization;
    let mut found =
        db.read(move |conn| imports::list(conn, organization, parameters.cursor, limit + 1)).await?;
    let page = usize::try_from(limit).unwrap_or(usize::MAX);
    let is_more = found.len() > page;
    found.truncate(page);
    let next = found.last().filter(|_| is_more).map(|last| last.number.to_string());
    Ok(HttpResponse::Ok().json(ListJson { items: found.iter().map(ImportJson::of).collect(), next }))
}

/// `GET /api/v1/imports/{id}`, with the problems of the first rows that have one.
pub async fn find(db: Data<Db>, actor: Actor, id: Path<ImportId>) -> Result<HttpResponse, Failure> {
    let (organization, id) = (actor.organization, id.into_inner());
    let (import, lines, undo) = db
        .read(move |conn| {
            let import = imports::find(conn, organization, id)?;
            let ledger = Ledger { organization, import: import.number };
            let mut lines = ledger::of_outcome(conn, ledger, Outcome::Rejected, 0, MOST_PROBLEMS)?;
            lines.extend(ledger::changed(conn, ledger, MOST_PROBLEMS)?);
            lines.sort_by_key(|line| line.rows.first);
            lines.truncate(usize::try_from(MOST_PROBLEMS).unwrap_or(usize::MAX));
            let undo = imports::undo::last(conn, &import)?;
            Ok((import, lines, undo))
        })
        .await?;
    Ok(HttpResponse::Ok().json(ImportJson::of(&import).with_problems(lines).with_undo(undo)))
}

/// `POST /api/v1/imports/{id}/apply`
pub async fn apply(
    db: Data<Db>,
    waker: Data<Waker>,
    actor: Actor,
    id: Path<ImportId>,
) -> Result<HttpResponse, Failure> {
    go_on(&db, &waker, &actor, id.into_inner(), |conn, import| imports::ask_apply(conn, import, None)).await
}

/// `POST /api/v1/imports/{id}/stop`
pub async fn stop(
    db: Data<Db>,
    waker: Data<Waker>,
    actor: Actor,
    id: Path<ImportId>,
) -> Result<HttpResponse, Failure> {
    let by = Signature { actor: actor.clone(), at: db.now(), cause: Cause::Token };
    let stop = move |conn: &mut Conn, import: &Import| match import.state {
        State::Undoing => imports::undo::stop(conn, &by, import),
        _ => imports::ask_stop(conn, import),
    };
    go_on(&db, &waker, &actor, id.into_inner(), stop).await
}

/// `POST /api/v1/imports/{id}/undo`: takes it back, or that in turn, or goes on with what was stopped.
pub async fn undo(
    db: Data<Db>,
    waker: Data<Waker>,
    actor: Actor,
    id: Path<ImportId>,
) -> Result<HttpResponse, Failure> {
    let by = Signature { actor: actor.clone(), at: db.now(), cause: Cause::Token };
    let ask = move |conn: &mut Conn, import: &Import| imports::undo::ask(conn, &by, import);
    go_on(&db, &waker, &actor, id.into_inner(), ask).await
}

async fn go_on(
    db: &Db,
    waker: &Waker,
    actor: &Actor,
    id: ImportId,
    ask: impl FnOnce(&mut crate::store::Conn, &Import) -> Result<(), StoreError> + Send + 'static,
) -> Result<HttpResponse, Failure> {
    let organization = actor.organization;
    let asked = db.write(actor, Right::ImportCustomers, move |conn| {
        let import = imports::find(conn, organization, id)?;
        ask(conn, &import)?;
        imports::find(conn, organization, id)
    });
    let import = asked.await?;
    waker.wake();
    Ok(HttpResponse::Accepted()
        .insert_header((RETRY_AFTER, ASK_AGAIN_SECONDS))
        .insert_header((LOCATION, format!("/api/v1/imports/{id}")))
        .json(ImportJson::of(&import)))
}

/// `GET /api/v1/imports/{id}/errors.csv`
pub async fn errors(
    db: Data<Db>,
    files: Data<Files>,
    actor: Actor,
    id: Path<ImportId>,
) -> Result<HttpResponse, Failure> {
    rejects(db, files, actor, id, Table::Csv).await
}

/// `GET /api/v1/imports/{id}/errors.xlsx`
pub async fn errors_workbook(
    db: Data<Db>,
    files: Data<Files>,
    actor: Actor,
    id: Path<ImportId>,
) -> Result<HttpResponse, Failure> {
    rejects(db, files, actor, id, Table::Xlsx).await
}

async fn rejects(
    db: Data<Db>,
    files: Data<Files>,
    actor: Actor,
    id: Path<ImportId>,
    table: Table,
) -> Result<HttpResponse, Failure> {
    let (organization, id, at) = (actor.organization, id.into_inner(), db.now());
    let import = db.read(move |conn| imports::find(conn, organization, id)).await?;
    if !import.file.is_kept {
        return Err(Failure::NotFound);
    }
    let path = files.path(FileHash(import.file.sha256)).await?;
    let note = move |conn: &mut _| {
        audit::record(conn, &actor, "download_rejected_rows", "imports", Some(id.0), audit::Outcome::Done, at)
    };
    db.write_as_system(note).await?;
    let name = import.rejects_name(table.extension());
    let rejects = block(move || Rejects::open(&db, &import, &path, table)).await.map_err(Failure::fault)?;
    let rejects = rejects.map_err(Failure::fault)?;
    Ok(download::made(table.media_type(), &name, rejects, Rejects::piece))
}
