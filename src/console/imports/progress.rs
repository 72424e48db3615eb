//! An import at work. The page's part is polled by scripts; without them the page asks again by itself.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};

use crate::console::frame::Frame;
use crate::console::imports::head::{self, At, Opened};
use crate::console::imports::problems::{self, ledger_of};
use crate::console::imports::undo;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::views::imports::{ImportHead, ProgressPage};
use crate::domain::import::{Import, Line, Outcome, State};
use crate::domain::operation::{Kind, Operation};
use crate::store::imports::ledger;
use crate::web::Failure;
use crate::web::fragment::Fragment;

/// How often a page without script asks again, in seconds.
const REFRESH_SECONDS: &str = "5";
const REFRESH: HeaderName = HeaderName::from_static("refresh");
/// Problems that are shown while it goes on.
const PROBLEMS: i64 = 5;

/// The page, or its part that changes.
///
/// # Errors
/// When the store does not answer.
pub async fn show(frame: &Frame, fragment: &Fragment, opened: Opened) -> Result<HttpResponse, Failure> {
    let ledger = ledger_of(&opened.import);
    let read = move |conn: &mut _| ledger::of_outcome(conn, ledger, Outcome::Rejected, 0, PROBLEMS);
    let mut rejected = frame.db.read(read).await?;
    // While rows are written, those behind the checkpoint are still plans.
    rejected.retain(|line: &Line| line.rows.first <= opened.import.checkpoint.last_row);
    let page = page(frame, &opened, &rejected);
    if !fragment.is_whole_page() {
        return frame.part(&page.as_progress());
    }
    let mut answer = frame.page(StatusCode::OK, &page)?;
    answer.headers_mut().insert(REFRESH, HeaderValue::from_static(REFRESH_SECONDS));
    Ok(answer)
}

/// Whether what it did is being taken back by a runner, or will be.
#[must_use]
pub fn is_undone_now(opened: &Opened) -> bool {
    opened.undo.as_ref().is_some_and(|undo| undo.state.is_at_work())
}

/// What an undo is at.
fn undoing(frame: &Frame, opened: &Opened, undo: &Operation) -> ProgressPage {
    let import = &opened.import;
    let (name, url) = (import.file.name.as_str(), links::import(import.id.0));
    let id = if undo.kind == Kind::RedoImport { "import-redoing" } else { "import-undoing" };
    let (done, total) = (frame.number(undo.done), frame.number(undo::total(undo)));
    ProgressPage {
        shell: frame.shell(Section::Imports, opened.customers),
        head: ImportHead { meta: Vec::new(), ..head::head(frame, import, At::Done, Vec::new()) },
        title: frame.language.say_with(id, &[("name", name)]),
        stop: import.may_be_undone_by(&frame.actor).then(|| format!("{url}/stop")),
        done: undo.done.unsigned_abs(),
        total: Some(undo::total(undo).unsigned_abs()),
        rows: frame.language.say_with("operation-progress", &[("done", &done), ("total", &total)]),
        figures: undo::figures(frame, &undo.tally),
        ..ProgressPage::default()
    }
}

fn page(frame: &Frame, opened: &Opened, rejected: &[Line]) -> ProgressPage {
    let import = &opened.import;
    if let Some(undo) = opened.undo.as_ref().filter(|undo| undo.state.is_at_work()) {
        return undoing(frame, opened, undo);
    }
    let (name, url) = (import.file.name.as_str(), links::import(import.id.0));
    let is_checking = import.state == State::Checking;
    let title = if is_checking {
        frame.language.say_with("import-checking", &[("name", name)])
    } else {
        frame.language.say_with("import-importing", &[("name", name)])
    };
    let at = if is_checking { At::Check } else { At::Import };
    let is_at_work = import.state.is_at_work();
    ProgressPage {
        shell: frame.shell(Section::Imports, opened.customers),
        // The title names the file already.
        head: ImportHead { meta: Vec::new(), ..head::head(frame, import, at, Vec::new()) },
        title,
        stop: (is_at_work && !import.is_stop_asked).then(|| format!("{url}/stop")),
        done: import.rows_done().unsigned_abs(),
        total: total(import).map(i64::unsigned_abs),
        rows: rows(frame, import),
        left: left(frame, import),
        figures: head::figures(frame, &import.done()),
        problems: rejected.iter().map(|line| problems::row(frame, line)).collect(),
        then: (!is_at_work).then_some(url),
    }
}

/// The rows of the file; an estimate can be too low.
fn total(import: &Import) -> Option<i64> {
    import.row_total.map(|total| total.max(import.rows_done())).filter(|total| *total > 0)
}

fn rows(frame: &Frame, import: &Import) -> String {
    let done = frame.number(import.rows_done());
    match total(import) {
        Some(total) => frame
            .language
            .say_with("import-progress-rows", &[("done", &done), ("total", &frame.number(total))]),
        None => frame.language.count("import-rows", import.rows_done().unsigned_abs()),
    }
}

fn left(frame: &Frame, import: &Import) -> String {
    if import.is_stop_asked {
        return frame.language.say("import-stopping");
    }
    if import.state == State::Queued {
        return frame.language.say("import-waiting");
    }
    let Some(total) = total(import) else { return String::new() };
    let done = import.rows_done();
    let percent = frame.language.say_with("import-percent", &[("n", &frame.number(done * 100 / total))]);
    let begun = if import.state == State::Checking { import.checking_since } else { import.started_at };
    match begun.and_then(|begun| time_left(frame.db.now().since(begun), done, total)) {
        Some(time) => frame.language.say_with(
            "import-progress-left",
            &[("percent", &percent), ("time", &head::lasting(frame, time))],
        ),
        None => percent,
    }
}

/// The rest takes as long for each row as what is done; not said before there is something to go by.
fn time_left(passed: Duration, done: i64, total: i64) -> Option<Duration> {
    let (done, total) = (u32::try_from(done).ok()?, u32::try_from(total).ok()?);
    if done == 0 || passed < Duration::from_secs(2) {
        return None;
    }
    Some(passed.mul_f64(f64::from(total.saturating_sub(done)) / f64::from(done)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_takes_as_long_for_each_row() {
        let seconds = Duration::from_secs;
        assert_eq!(time_left(seconds(10), 250, 1000), Some(seconds(30)));
        assert_eq!(time_left(seconds(10), 1000, 1000), Some(seconds(0)));
        assert_eq!(time_left(seconds(1), 250, 1000), None);
        assert_eq!(time_left(seconds(10), 0, 1000), None);
    }
}
