//! `/customers/import`: the customers of an uploaded file. It is the import that the console and the native API have,
//! with its check, its ledger and its undo; this call waits for its end.

use std::time::{Duration, Instant};

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use crate::dialects::echonio::body::Fields;
use crate::dialects::echonio::customer_input::field_name;
use crate::dialects::echonio::errors::refusal;
use crate::dialects::echonio::import_file::{MOST_ROWS, Rows, Unreadable, rows};
use crate::domain::asset::{Asset, AssetId};
use crate::domain::draft::RawCustomer;
use crate::domain::import::{Import, ImportId, MatchBy, Mode, OnMatch, Outcome, State, Target};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::{Actor, Right};
use crate::files::{FileHash, Files};
use crate::import::intake::{self, Brought, Insert, Refusal, Then};
use crate::import::read::Format;
use crate::import::runner::Waker;
use crate::import::wishes::Wishes;
use crate::store::idempotency::{self, Answer, Call};
use crate::store::imports::ledger::{self, Ledger};
use crate::store::{Conn, Db, StoreError, assets, imports, tags};
use crate::web::{Failure, once};

/// How long a call waits for its import.
const PATIENCE: Duration = Duration::from_secs(25);
/// How long it waits between looks.
const PAUSE: Duration = Duration::from_millis(40);
/// Most rows that are told to be wrong.
const MOST_ERRORS: i64 = 1_000;
/// The one column that every row of the import has.
const COLUMN: &str = "echonio.customer";

/// One thing that is wrong with a row; rows are counted from 1, without a header.
#[derive(Debug, Serialize)]
struct RowError {
    row: usize,
    field: String,
    message: String,
}

/// `POST /customers/import`, once for each `Idempotency-Key`: all of the file or nothing of it, unless the `mode` is
/// `partial`.
pub async fn create(
    db: Data<Db>,
    files: Data<Files>,
    waker: Data<Waker>,
    actor: Actor,
    request: HttpRequest,
    fields: Fields,
) -> Result<HttpResponse, Failure> {
    let until = Instant::now() + PATIENCE;
    let (file, is_partial) = asked(&fields)?;
    let asset = find(&db, &actor, file).await?;
    let read = match read(&db, &files, &actor, &asset).await? {
        Ok(read) => read,
        Err(Unreadable::File(issue)) => return Err(Issues::of("id", issue).into()),
        Err(Unreadable::TooLarge) => return Ok(too_large()),
    };
    let wrong = errors_of(&read);
    if !(wrong.is_empty() || is_partial) {
        return Ok(refused(&wrong));
    }
    let (places, good): (Vec<usize>, Vec<RawCustomer>) =
        read.into_iter().zip(1..).filter_map(|(row, place)| Some((place, row.ok()?))).unzip();
    if good.is_empty() {
        return Ok(done(0, wrong));
    }
    let call = once::call(&request, &actor, [fields.bytes.as_slice()])?;
    let import = begin(&db, &files, &actor, &asset, &good, call).await?;
    waker.wake();
    let Some(checked) = wait(&db, &actor, import, until, |state| state != State::Checking).await? else {
        return give_up(&db, &actor, import).await;
    };
    if let Some(problem) = &checked.problem {
        return Err(Issues::of("id", Issue::new("file-refused").with("reason", &problem.message)).into());
    }
    let rejected = rows_of(&db, &checked, Outcome::Rejected, &places).await?;
    let mut wrong: Vec<RowError> = wrong.into_iter().chain(rejected).collect();
    wrong.sort_by_key(|error| error.row);
    if checked.state == State::Checked {
        if !(wrong.is_empty() || is_partial) {
            return Ok(refused(&wrong));
        }
        let ask = move |conn: &mut Conn| imports::ask_apply(conn, &checked, None);
        match db.write(&actor, Right::ImportCustomers, ask).await {
            // A twin of this call has asked already.
            Ok(()) | Err(StoreError::Stale) => waker.wake(),
            Err(other) => return Err(other.into()),
        }
    }
    match wait(&db, &actor, import, until, State::is_over).await? {
        Some(ended) => {
            // What changed in the store between the check and the writing.
            let skipped = rows_of(&db, &ended, Outcome::Skipped, &places).await?;
            let is_whole = ended.state == State::Completed && (skipped.is_empty() || is_partial);
            wrong.extend(skipped);
            Ok(if is_whole {
                done(ended.checkpoint.counts.created, wrong)
            } else {
                broken_off(&ended, &wrong)
            })
        }
        None => Ok(still_at_it(import)),
    }
}

/// Nobody would carry out the plan of a check that this call did not wait for.
async fn give_up(db: &Db, actor: &Actor, import: ImportId) -> Result<HttpResponse, Failure> {
    let organization = actor.organization;
    let stop = move |conn: &mut Conn| {
        let import = imports::find(conn, organization, import)?;
        imports::ask_stop(conn, &import)
    };
    match db.write(actor, Right::ImportCustomers, stop).await {
        // It has just been checked, and stays so.
        Ok(()) | Err(StoreError::Stale) => {}
        Err(other) => return Err(other.into()),
    }
    let message = "Nothing was imported: the server is busy with other imports. Try again later.";
    Ok(refusal(StatusCode::SERVICE_UNAVAILABLE, message, &[] as &[RowError]))
}

fn asked(fields: &Fields) -> Result<(AssetId, bool), Failure> {
    let mut issues = Issues::new();
    let (id, mode) = (fields.text("id", &mut issues), fields.text("mode", &mut issues));
    if mode.as_deref().is_some_and(|mode| mode != "partial") {
        issues.add("mode", Issue::new("parameter-unknown"));
    }
    if id.is_none() {
        issues.add("id", Issue::new("file-missing"));
    }
    match id.filter(|_| issues.is_empty()) {
        // One that is no id at all is a file that there is not, too.
        Some(id) => Ok((id.parse().map(AssetId).map_err(|_| Failure::NotFound)?, mode.is_some())),
        None => Err(issues.into()),
    }
}

async fn find(db: &Db, actor: &Actor, id: AssetId) -> Result<Asset, Failure> {
    let organization = actor.organization;
    let asset = db.read(move |conn| assets::find(conn, organization, id)).await?;
    if asset.deleted_at.is_some() { Err(Failure::NotFound) } else { Ok(asset) }
}

async fn read(
    db: &Db,
    files: &Files,
    actor: &Actor,
    asset: &Asset,
) -> Result<Result<Rows, Unreadable>, Failure> {
    let path = files.path(FileHash(asset.file.content.sha256)).await?;
    let organization = actor.organization;
    let known = db.read(move |conn| tags::keys(conn, organization)).await?.into_values().collect();
    let name = asset.file.content.name.clone();
    block(move || rows(&path, &name, &known)).await.map_err(Failure::fault)
}

/// What is wrong with rows before anything is asked of the store.
fn errors_of(read: &[Result<RawCustomer, Issues>]) -> Vec<RowError> {
    let wrong = read.iter().zip(1..).filter_map(|(row, place)| Some((row.as_ref().err()?, place)));
    let error = |(field, issue): (&str, &Issue), row| RowError {
        row,
        field: field.to_owned(),
        message: issue.english(),
    };
    wrong.flat_map(|(issues, row)| issues.iter().map(move |issue| error(issue, row))).collect()
}

/// Makes an import of the customers of a file, whose check begins at once; or finds the one that this call has made
/// before.
async fn begin(
    db: &Db,
    files: &Files,
    actor: &Actor,
    asset: &Asset,
    customers: &[RawCustomer],
    call: Option<Call>,
) -> Result<ImportId, Failure> {
    let now = db.now();
    if let Some(call) = &call {
        let asked = call.clone();
        let answered = db.write_as_system(move |conn| idempotency::answered(conn, &asked, now)).await?;
        if let Some(answer) = answered {
            return answer.body.parse().map_err(Failure::fault);
        }
    }
    let mut lines = Vec::new();
    for customer in customers {
        let customer = serde_json::to_string(customer).map_err(Failure::fault)?;
        let line = json!({ COLUMN: customer }).to_string();
        lines.extend_from_slice(line.as_bytes());
        lines.push(b'\n');
    }
    let here = files.clone();
    let kept = block(move || here.keep_here(lines.as_slice())).await.map_err(Failure::fault)??;
    let name = format!("{}.ndjson", asset.file.content.name);
    let (db, files, actor) = (db.clone(), files.clone(), actor.clone());
    let record = move |conn: &mut Conn, insert: Insert<'_>| {
        once::once(conn, call.as_ref(), now, |conn| {
            let id = insert(conn)?.id;
            let status = StatusCode::OK.as_u16();
            Ok(Answer { status, location: None, body: id.to_string(), about: None })
        })
    };
    let taken = block(move || {
        let brought = Brought { name, kept };
        intake::take(&db, &files, &actor, brought, Some(&wishes()), Then::Check(None), record)
    });
    let answer = taken.await.map_err(Failure::fault)?.map_err(failure)?;
    answer.body.parse::<Uuid>().map(ImportId).map_err(Failure::fault)
}

/// Every row is a new customer, whoever there is already.
fn wishes() -> Wishes {
    Wishes {
        mode: Some(Mode::Create),
        match_by: Some(MatchBy::Email),
        on_match: Some(OnMatch::Create),
        mapping: [(COLUMN.to_owned(), Target::Customer)].into(),
        format: Some(Format::Ndjson),
        apply: Some(false),
        ..Wishes::default()
    }
}

fn failure(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::File(error) => Issues::of("id", Issue::new("file-refused").with("reason", error)).into(),
        Refusal::Full(_) => Failure::TooMany(Duration::from_mins(1)),
        Refusal::Wishes(issues) => issues.into(),
        Refusal::Store(error) => error.into(),
        Refusal::Files(error) => error.into(),
    }
}

/// Looks at an import until it is so far; nothing when that takes too long.
async fn wait(
    db: &Db,
    actor: &Actor,
    id: ImportId,
    until: Instant,
    is_far: impl Fn(State) -> bool,
) -> Result<Option<Import>, Failure> {
    let organization = actor.organization;
    loop {
        let import = db.read(move |conn| imports::find(conn, organization, id)).await?;
        if is_far(import.state) {
            return Ok(Some(import));
        }
        if Instant::now() >= until {
            return Ok(None);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// The rows that came to this, with why. `places` are the rows of the file that the rows of the import came from.
async fn rows_of(
    db: &Db,
    import: &Import,
    outcome: Outcome,
    places: &[usize],
) -> Result<Vec<RowError>, Failure> {
    let ledger = Ledger { organization: import.organization, import: import.number };
    let read = move |conn: &mut Conn| ledger::of_outcome(conn, ledger, outcome, 0, MOST_ERRORS);
    let lines = db.read(read).await?;
    let errors = lines.into_iter().flat_map(|line| {
        let at = usize::try_from(line.rows.first - 1).ok().and_then(|at| places.get(at)).copied();
        let problems = line.note.map(|note| note.problems).unwrap_or_default();
        problems.into_iter().map(move |problem| RowError {
            row: at.unwrap_or_default(),
            field: field_name(&problem.column.unwrap_or_default()),
            message: problem.message,
        })
    });
    Ok(errors.collect())
}

fn done(created: i64, errors: Vec<RowError>) -> HttpResponse {
    let failed: std::collections::BTreeSet<usize> = errors.iter().map(|error| error.row).collect();
    HttpResponse::Ok().json(json!({
        "result": true,
        "count": created,
        "created": created,
        "failed": failed.len(),
        "errors": errors,
    }))
}

fn refused(errors: &[RowError]) -> HttpResponse {
    refusal(StatusCode::BAD_REQUEST, "Nothing was imported: rows of the file are not acceptable.", errors)
}

/// The import was stopped or failed, or rows of it met a change of the same moment.
fn broken_off(ended: &Import, errors: &[RowError]) -> HttpResponse {
    let message = format!(
        "Only {} customers were imported; GET /api/v1/imports/{} tells which, and can undo them.",
        ended.checkpoint.counts.created, ended.id
    );
    refusal(StatusCode::CONFLICT, &message, errors)
}

fn too_large() -> HttpResponse {
    let message = format!(
        "At most {MOST_ROWS} rows are imported at once here; POST /api/v1/imports takes larger files."
    );
    refusal(StatusCode::PAYLOAD_TOO_LARGE, &message, &[] as &[RowError])
}

fn still_at_it(import: ImportId) -> HttpResponse {
    let message = format!("The import goes on by itself; GET /api/v1/imports/{import} tells how far it is.");
    refusal(StatusCode::SERVICE_UNAVAILABLE, &message, &[] as &[RowError])
}
