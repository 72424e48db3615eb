//! Imports: the files that came in, and the step that each is at. A page per step; what is slow is done by the runner
//! and has an address of its own.

pub mod downloads;
mod figures;
mod mapping;
mod preview;
mod problems;
mod progress;
mod result;
mod targets;
mod upload;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::{Section, Shell};
use crate::console::views::State as Badge;
use crate::console::views::customers::Upload as UploadLimits;
use crate::console::views::imports::{ImportHead, ImportRow, NewImportPage, Step};
use crate::domain::import::{Import, ImportId, State};
use crate::domain::operator::Right;
use crate::import::runner::Waker;
use crate::store::{actors, imports};
use crate::web::Failure;
use crate::web::flash::{Flash, Tone};
use crate::web::fragment::Fragment;

pub use mapping::choose;
pub use upload::create;

/// Earlier imports on a page.
const ROWS: i64 = 20;

/// Where in the list of earlier imports.
#[derive(Debug, Default, Deserialize)]
pub struct Earlier {
    /// Those before this number.
    before: Option<i64>,
}

/// `GET /imports` and `GET /imports/new`
pub async fn list(frame: Frame, earlier: Query<Earlier>) -> Result<HttpResponse, Failure> {
    list_page(&frame, earlier.before, None, StatusCode::OK).await
}

/// Which step of an import is looked at, where there is a choice.
#[derive(Debug, Default, Deserialize)]
pub struct Looked {
    step: Option<String>,
}

/// `GET /imports/{id}`: the step that it is at.
pub async fn show(
    frame: Frame,
    id: Path<ImportId>,
    looked: Query<Looked>,
    fragment: Fragment,
) -> Result<HttpResponse, Failure> {
    let import = open(&frame, id.into_inner()).await?;
    let wants_map = looked.step.as_deref() == Some("map");
    match import.state {
        State::Uploaded if !import.file.is_kept => result::page(&frame, &import).await,
        State::Uploaded => mapping::page(&frame, &import).await,
        State::Checked if wants_map && import.may_be_mapped() => mapping::page(&frame, &import).await,
        State::Checked => result::check_page(&frame, &import).await,
        State::Checking | State::Queued | State::Running => progress::page(&frame, &import, &fragment).await,
        State::Completed | State::Cancelled | State::Failed if fragment.is_whole_page() => {
            result::page(&frame, &import).await
        }
        State::Completed | State::Cancelled | State::Failed => {
            progress::page(&frame, &import, &fragment).await
        }
    }
}

/// `POST /imports/{id}/check`
pub async fn check(frame: Frame, waker: Data<Waker>, id: Path<ImportId>) -> Result<HttpResponse, Failure> {
    let import = open(&frame, id.into_inner()).await?;
    start_check(&frame, &waker, import).await
}

/// `POST /imports/{id}/apply`
pub async fn apply(frame: Frame, waker: Data<Waker>, id: Path<ImportId>) -> Result<HttpResponse, Failure> {
    let import = open(&frame, id.into_inner()).await?;
    let id = import.id;
    let asked = frame
        .db
        .write(&frame.actor, Right::ImportCustomers, move |conn| imports::ask_apply(conn, &import, None));
    Ok(led_on(&frame, id, asked.await, &waker)?)
}

/// `POST /imports/{id}/stop`
pub async fn stop(frame: Frame, waker: Data<Waker>, id: Path<ImportId>) -> Result<HttpResponse, Failure> {
    let import = open(&frame, id.into_inner()).await?;
    let id = import.id;
    let asked =
        frame.db.write(&frame.actor, Right::ImportCustomers, move |conn| imports::ask_stop(conn, &import));
    Ok(led_on(&frame, id, asked.await, &waker)?)
}

async fn start_check(frame: &Frame, waker: &Waker, import: Import) -> Result<HttpResponse, Failure> {
    let id = import.id;
    let asked = frame
        .db
        .write(&frame.actor, Right::ImportCustomers, move |conn| imports::ask_check(conn, &import, None));
    led_on(frame, id, asked.await, waker)
}

/// To the import's page; when it went on without us, that is what the page shows.
fn led_on(
    frame: &Frame,
    id: ImportId,
    asked: Result<(), crate::store::StoreError>,
    waker: &Waker,
) -> Result<HttpResponse, Failure> {
    match asked {
        Err(crate::store::StoreError::Stale) => {
            let flash = Flash::toned(Tone::Info, "import-went-on");
            Ok(frame.done(&links::import(id.0), &flash))
        }
        other => {
            other?;
            waker.wake();
            Ok(frame.go(&links::import(id.0)))
        }
    }
}

async fn open(frame: &Frame, id: ImportId) -> Result<Import, Failure> {
    let organization = frame.organization();
    Ok(frame.db.read(move |conn| imports::find(conn, organization, id)).await?)
}

/// The first step above the earlier imports; `problem` is why a file was refused.
async fn list_page(
    frame: &Frame,
    before: Option<i64>,
    problem: Option<String>,
    status: StatusCode,
) -> Result<HttpResponse, Failure> {
    let organization = frame.organization();
    let (mut all, names) = frame
        .db
        .read(move |conn| {
            let all = imports::list(conn, organization, before, ROWS + 1)?;
            let names = actors::names(conn, organization, all.iter().filter_map(|import| import.actor))?;
            Ok((all, names))
        })
        .await?;
    let is_more = all.len() > usize::try_from(ROWS).unwrap_or(usize::MAX);
    all.truncate(usize::try_from(ROWS).unwrap_or(usize::MAX));
    let older = all
        .last()
        .filter(|_| is_more)
        .map(|last| links::with_query(links::IMPORTS, [("before", last.number.to_string().as_str())]));
    let dates = frame.dates();
    let row = |import: &Import| ImportRow {
        name: import.file.name.clone(),
        url: links::import(import.id.0),
        summary: figures::summary(frame, import),
        by: import.actor.and_then(|actor| names.get(&actor).cloned()).unwrap_or_else(|| by_nobody(frame)),
        when: dates.moment(import.created_at.micros()),
        state: badge(frame, import.state),
    };
    let page = NewImportPage {
        shell: shell(frame).await?,
        steps: steps(frame, State::Uploaded, None),
        problem,
        upload: limits(frame),
        template: links::IMPORT_TEMPLATE.to_owned(),
        earlier: all.iter().map(row).collect(),
        older,
    };
    frame.page(status, &page)
}

/// Who brought a file when no operator or token did.
fn by_nobody(frame: &Frame) -> String {
    frame.language.say("import-by-command-line")
}

async fn shell(frame: &Frame) -> Result<Shell, Failure> {
    let customers = frame.customers().await?;
    Ok(frame.shell(Section::Imports, customers))
}

fn limits(frame: &Frame) -> UploadLimits {
    let limit_bytes = frame.site().limits.upload_bytes;
    UploadLimits { limit_bytes, limit: frame.language.bytes(limit_bytes) }
}

fn badge(frame: &Frame, state: State) -> Badge {
    let tone = match state {
        State::Completed => "",
        State::Uploaded | State::Checked | State::Cancelled => "warn",
        State::Checking | State::Queued | State::Running => "info",
        State::Failed => "bad",
    };
    Badge { tone, label: frame.language.say(&format!("import-status-{}", state.as_str())) }
}

/// The steps, those behind us done; an import whose mapping may be changed leads back to it.
fn steps(frame: &Frame, state: State, back: Option<&Import>) -> Vec<Step> {
    let at = match state {
        State::Uploaded if back.is_none() => 0,
        State::Uploaded => 1,
        State::Checking | State::Checked => 2,
        State::Queued | State::Running | State::Completed | State::Cancelled | State::Failed => 3,
    };
    let labels = ["import-step-upload", "import-step-map", "import-step-check", "import-step-import"];
    let map = back.filter(|import| import.may_be_mapped()).map(|import| links::import_mapping(import.id.0));
    let step = |(place, label): (usize, &str)| Step {
        label: frame.language.say(label),
        is_done: place < at,
        is_current: place == at,
        href: map.clone().filter(|_| place == 1 && place < at),
    };
    labels.into_iter().enumerate().map(step).collect()
}

fn head(frame: &Frame, import: &Import, meta: Vec<String>) -> ImportHead {
    ImportHead {
        url: links::import(import.id.0),
        name: import.file.name.clone(),
        meta,
        steps: steps(frame, import.state, Some(import)),
    }
}
