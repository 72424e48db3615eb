//! Checking and importing, as they go on. Scripts ask for the middle of the page each second; without them the page
//! asks again by itself.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::{figures, head, problems, shell};
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::views::imports::ProgressPage;
use crate::domain::import::{Import, State};
use crate::domain::operator::Right;
use crate::web::Failure;
use crate::web::fragment::Fragment;

pub(super) async fn page(
    frame: &Frame,
    import: &Import,
    fragment: &Fragment,
) -> Result<HttpResponse, Failure> {
    let shown = import.clone();
    let rejected = frame.db.read(move |conn| problems::first_rows(conn, &shown)).await?;
    let language = frame.language;
    let name = [("name", import.file.name.as_str())];
    let is_check = import.state == State::Checking;
    let title = language.say_with(if is_check { "import-checking" } else { "import-importing" }, &name);
    let may_stop = frame.actor.may(Right::ImportCustomers).is_ok() && !import.is_stop_asked;
    let total = import.row_total.filter(|total| *total >= import.rows_done());
    let page = ProgressPage {
        head: head(frame, import, Vec::new()),
        title,
        stop: (may_stop && import.state.is_at_work()).then(|| links::import_stop(import.id.0)),
        done: import.rows_done().unsigned_abs(),
        total: total.map(i64::unsigned_abs),
        rows: rows(frame, import, total),
        left: left(frame, import, total),
        figures: figures::figures(frame, &import.checkpoint.counts),
        problems: rejected.iter().map(|line| problems::row(frame, line)).collect(),
        then: (!import.state.is_at_work()).then(|| links::import(import.id.0)),
        shell: shell(frame).await?,
    };
    if !fragment.is_whole_page() {
        return frame.part(&page.as_progress());
    }
    frame.page(StatusCode::OK, &page)
}

/// "962 of 1,558 rows".
fn rows(frame: &Frame, import: &Import, total: Option<i64>) -> String {
    let done = frame.number(import.rows_done());
    match total {
        Some(total) => {
            let total = frame.number(total);
            frame.language.say_with("import-progress-rows", &[("done", &done), ("total", &total)])
        }
        None => frame.language.count("import-rows", import.rows_done().unsigned_abs()),
    }
}

/// "62%, about 20 seconds left", or why nothing moves.
fn left(frame: &Frame, import: &Import, total: Option<i64>) -> String {
    let language = frame.language;
    if import.is_stop_asked {
        return language.say("import-stopping");
    }
    if import.state == State::Queued {
        return language.say("import-waiting");
    }
    let done = import.rows_done();
    let (Some(total), Some(began), true) = (total, import.started_at, done > 0) else { return String::new() };
    let percent = format!("{}%", frame.number(done * 100 / total.max(1)));
    let spent = frame.db.now().since(began);
    let rest = u32::try_from((total - done).max(0)).unwrap_or(u32::MAX);
    let rest = spent.saturating_mul(rest) / u32::try_from(done).unwrap_or(u32::MAX).max(1);
    let time = figures::duration(frame, rest);
    language.say_with("import-progress-left", &[("percent", &percent), ("time", &time)])
}
