//! Earlier imports, below the area that takes the next file.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Query};
use serde::Deserialize;

use crate::console::customers::head::who;
use crate::console::frame::Frame;
use crate::console::imports::head::{self, At};
use crate::console::imports::words;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::uploads;
use crate::console::views::imports::{ImportRow, NewImportPage};
use crate::domain::import::{Import, ImportId, State};
use crate::store::actors::{self, Names};
use crate::store::{StoreError, counts, imports};
use crate::web::{Failure, Site};

/// Imports of a page.
const LIMIT: u8 = 20;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    /// The imports before the one of this number.
    before: Option<String>,
    /// The import whose settings the next file gets.
    like: Option<String>,
}

/// `GET /imports` and `GET /imports/new`
pub async fn list(frame: Frame, site: Data<Site>, sent: Query<Sent>) -> Result<HttpResponse, Failure> {
    // A number that is none comes from an address typed by hand: the newest are as good an answer.
    let before = sent.before.as_deref().and_then(|number| number.parse().ok());
    let like = sent.like.as_deref().and_then(|id| id.parse().ok());
    page(&frame, &site, before, like, None, StatusCode::OK).await
}

/// The page, with why a file was refused.
///
/// # Errors
/// When the store does not answer.
pub async fn page(
    frame: &Frame,
    site: &Site,
    before: Option<i64>,
    like: Option<ImportId>,
    problem: Option<String>,
    status: StatusCode,
) -> Result<HttpResponse, Failure> {
    let organization = frame.organization();
    let read = move |conn: &mut _| {
        let found = imports::list(conn, organization, before, i64::from(LIMIT) + 1)?;
        let names = actors::names(conn, organization, found.iter().filter_map(|import| import.actor))?;
        let like = like.map(|id| imports::find(conn, organization, id)).transpose();
        // One that is not there is an address typed by hand.
        let like =
            like.or_else(|error| if matches!(error, StoreError::NotFound) { Ok(None) } else { Err(error) })?;
        Ok((found, names, counts::of(conn, organization)?, like))
    };
    let (mut found, names, counts, like) = frame.db.read(read).await?;
    let has_more = found.len() > usize::from(LIMIT);
    found.truncate(usize::from(LIMIT));
    let older =
        found.last().filter(|_| has_more).map(|last| format!("{}?before={}", links::IMPORTS, last.number));
    let page = NewImportPage {
        shell: frame.shell(Section::Imports, counts.live),
        steps: head::steps(frame, At::Upload, None),
        problem,
        upload: uploads::shown(frame, site.limits.upload_bytes),
        template: links::IMPORT_TEMPLATE.to_owned(),
        like: like.map(|like| (like.id.to_string(), like.file.name)),
        earlier: found.iter().map(|import| row(frame, &names, import)).collect(),
        older,
    };
    frame.page(status, &page)
}

fn row(frame: &Frame, names: &Names, import: &Import) -> ImportRow {
    ImportRow {
        name: import.file.name.clone(),
        url: links::import(import.id.0),
        summary: summary(frame, import),
        by: who(frame, names, import.actor),
        when: frame.dates().moment(import.created_at.micros()),
        state: words::state(frame, import),
        undo_until: undo_until(frame, import),
        file: import.file.is_kept.then(|| format!("{}/file", links::import(import.id.0))),
    }
}

fn undo_until(frame: &Frame, import: &Import) -> String {
    let until = import.undo_until().filter(|_| import.may_be_undone(frame.db.now()));
    let said = until.map(|until| {
        let id =
            if import.state == State::Undone { "import-list-redo-until" } else { "import-list-undo-until" };
        frame.language.say_with(id, &[("day", &frame.dates().day(until.micros()))])
    });
    said.unwrap_or_default()
}

/// "1,558 rows · 1,522 saved · 22 unchanged · 14 not imported"; of one that is not over, its rows.
fn summary(frame: &Frame, import: &Import) -> String {
    let counts = &import.checkpoint.counts;
    let rows = match import.state {
        State::Completed | State::Cancelled => counts.rows(),
        _ => import.row_total.unwrap_or(0),
    };
    let rows = frame.language.count("import-rows", rows.unsigned_abs());
    if !import.state.is_over() {
        return rows;
    }
    let said = [
        ("import-summary-saved", counts.written()),
        ("import-summary-unchanged", counts.unchanged),
        ("import-summary-skipped", counts.skipped),
        ("import-summary-rejected", counts.rejected),
    ];
    let said = said
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(key, count)| frame.language.say_with(key, &[("count", &frame.number(count))]));
    let join = |first: String, rest: String| {
        frame.language.say_with("import-join", &[("first", &first), ("rest", &rest)])
    };
    said.fold(rows, join)
}
