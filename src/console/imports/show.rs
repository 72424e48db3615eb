//! One import: the page of the step it is at, and what can be asked of it there.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use crate::console::customers::editor::sign;
use crate::console::frame::Frame;
use crate::console::imports::head::{self, Opened};
use crate::console::imports::{mapping, progress, result};
use crate::console::links;
use crate::domain::customer::Cause;
use crate::domain::import::{Import, ImportId, State};
use crate::domain::operator::Right;
use crate::files::Files;
use crate::import::runner::Waker;
use crate::store::{Conn, StoreError, imports};
use crate::web::Failure;
use crate::web::flash::{Flash, Tone};
use crate::web::forms::Form;
use crate::web::fragment::Fragment;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    /// `map`: back to the mapping, as long as it can be changed.
    step: String,
}

/// `GET /imports/{id}`
pub async fn show(
    frame: Frame,
    files: Data<Files>,
    fragment: Fragment,
    id: Path<ImportId>,
    sent: Query<Sent>,
) -> Result<HttpResponse, Failure> {
    let opened = open(&frame, id.into_inner()).await?;
    // A script that polls is told where the import has gone to.
    if !fragment.is_whole_page() {
        return progress::show(&frame, &fragment, opened).await;
    }
    // What became of corrections is in the ledger of the import that they correct.
    let has_ended = matches!(opened.import.state, State::Completed | State::Cancelled);
    if let Some(corrected) = opened.corrects.as_ref().filter(|_| has_ended && opened.import.problem.is_none())
    {
        return Ok(frame.go(&links::import(corrected.id.0)));
    }
    let may_be_mapped = opened.import.may_be_mapped() && frame.actor.may(Right::ImportCustomers).is_ok();
    match opened.import.state {
        State::Uploaded if may_be_mapped => mapping::show(&frame, &files, opened).await,
        State::Checked if may_be_mapped && sent.step == "map" => mapping::show(&frame, &files, opened).await,
        State::Checked if opened.import.file.is_kept => result::check(&frame, opened).await,
        State::Checking | State::Queued | State::Running => progress::show(&frame, &fragment, opened).await,
        State::Undoing if progress::is_undone_now(&opened) => progress::show(&frame, &fragment, opened).await,
        _ => result::show(&frame, opened).await,
    }
}

/// Opens an import of the reader's organization.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn open(frame: &Frame, id: ImportId) -> Result<Opened, Failure> {
    let organization = frame.organization();
    Ok(frame.db.read(move |conn| head::open(conn, organization, id)).await?)
}

/// `POST /imports/{id}/check`: with the choices as they are.
pub async fn check(
    frame: Frame,
    id: Path<ImportId>,
    waker: Option<Data<Waker>>,
    _form: Form,
) -> Result<HttpResponse, Failure> {
    ask(&frame, id.into_inner(), waker, |conn, import| imports::ask_check(conn, import, None)).await
}

/// `POST /imports/{id}/apply`
pub async fn apply(
    frame: Frame,
    id: Path<ImportId>,
    waker: Option<Data<Waker>>,
    _form: Form,
) -> Result<HttpResponse, Failure> {
    ask(&frame, id.into_inner(), waker, |conn, import| imports::ask_apply(conn, import, None)).await
}

/// `POST /imports/{id}/stop`
pub async fn stop(
    frame: Frame,
    id: Path<ImportId>,
    waker: Option<Data<Waker>>,
    _form: Form,
) -> Result<HttpResponse, Failure> {
    let by = sign(&frame, Cause::Hand);
    let stop = move |conn: &mut Conn, import: &Import| match import.state {
        State::Undoing => imports::undo::stop(conn, &by, import),
        _ => imports::ask_stop(conn, import),
    };
    ask(&frame, id.into_inner(), waker, stop).await
}

/// Asks for something in one transaction, and leads back to the import's page. One that has moved on meanwhile shows
/// where it is, which is what its reader needs to know.
async fn ask(
    frame: &Frame,
    id: ImportId,
    waker: Option<Data<Waker>>,
    change: impl FnOnce(&mut Conn, &Import) -> Result<(), StoreError> + Send + 'static,
) -> Result<HttpResponse, Failure> {
    let organization = frame.organization();
    let asked = move |conn: &mut Conn| {
        let import = imports::find(conn, organization, id)?;
        change(conn, &import)
    };
    let asked = frame.db.write(&frame.actor, Right::ImportCustomers, asked).await;
    answer(frame, id, waker, asked)
}

/// Where a change of an import leads.
///
/// # Errors
/// Those of the change, but [`StoreError::Stale`].
pub fn answer(
    frame: &Frame,
    id: ImportId,
    waker: Option<Data<Waker>>,
    changed: Result<(), StoreError>,
) -> Result<HttpResponse, Failure> {
    let page = links::import(id.0);
    match changed {
        Ok(()) => {
            if let Some(waker) = waker {
                waker.wake();
            }
            Ok(frame.go(&page))
        }
        Err(StoreError::Stale) => Ok(frame.done(&page, &Flash::toned(Tone::Warn, "import-moved-on"))),
        Err(other) => Err(other.into()),
    }
}
