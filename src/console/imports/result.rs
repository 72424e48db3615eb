//! What the check found, and what became of an import: both from its ledger.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::{badge, by_nobody, figures, head, problems, shell};
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::views::imports::{CheckPage, ResultPage};
use crate::domain::import::{Import, State};
use crate::domain::operator::Right;
use crate::store::actors;
use crate::web::Failure;

/// The plan, with the button that carries it out.
pub(super) async fn check_page(frame: &Frame, import: &Import) -> Result<HttpResponse, Failure> {
    let shown = import.clone();
    let groups = frame.db.read(move |conn| problems::groups(conn, &shown)).await?;
    let plan = import.plan.unwrap_or_default();
    let language = frame.language;
    let skipped = plan.skipped + plan.unchanged;
    let numbers = [plan.created, plan.updated, skipped].map(|rows| frame.number(rows));
    let [created, updated, skipped] = &numbers;
    let mut sentence = language.say_with(
        "import-check-sentence",
        &[("created", created), ("updated", updated), ("skipped", skipped)],
    );
    if plan.rejected > 0 {
        sentence = format!("{sentence} {}.", language.count("import-need-fix", plan.rejected.unsigned_abs()));
    }
    let may = plan.written() > 0 && frame.actor.may(Right::ImportCustomers).is_ok() && import.file.is_kept;
    let rows = language.count("import-rows", plan.rows().unsigned_abs());
    let page = CheckPage {
        head: head(frame, import, vec![import.file.name.clone(), rows]),
        sentence,
        figures: figures::figures(frame, &plan),
        verb: may.then(|| language.count("import-apply-verb", plan.written().unsigned_abs())),
        groups: groups.iter().map(|group| group.shown(frame)).collect(),
        rejects: problems::rejects(frame, import),
        shell: shell(frame).await?,
    };
    frame.page(StatusCode::OK, &page)
}

/// What became of it.
pub(super) async fn page(frame: &Frame, import: &Import) -> Result<HttpResponse, Failure> {
    let shown = import.clone();
    let organization = frame.organization();
    let (groups, names) = frame
        .db
        .read(move |conn| {
            let names = actors::names(conn, organization, shown.actor)?;
            Ok((problems::groups(conn, &shown)?, names))
        })
        .await?;
    let by = import.actor.and_then(|actor| names.get(&actor).cloned()).unwrap_or_else(|| by_nobody(frame));
    let counts = import.checkpoint.counts;
    let page = ResultPage {
        head: head(frame, import, facts(frame, import, &by)),
        title: title(frame, import),
        notice: notice(frame, import),
        figures: figures::figures(frame, &counts),
        groups: groups.iter().map(|group| group.shown(frame)).collect(),
        rejects: problems::rejects(frame, import),
        customers: (counts.written() > 0).then(|| links::CUSTOMERS.to_owned()),
        undo: None,
        undo_text: String::new(),
        shell: shell(frame).await?,
    };
    frame.page(StatusCode::OK, &page)
}

/// "1,522 customers saved, 14 rows need a fix".
fn title(frame: &Frame, import: &Import) -> String {
    let counts = &import.checkpoint.counts;
    let saved = frame.language.count("import-saved", counts.written().unsigned_abs());
    if counts.rejected == 0 {
        return saved;
    }
    let to_fix = frame.language.count("import-need-fix", counts.rejected.unsigned_abs());
    format!("{saved}, {to_fix}")
}

fn facts(frame: &Frame, import: &Import, by: &str) -> Vec<String> {
    let language = frame.language;
    let mut facts = vec![import.file.name.clone()];
    if let Some(finished) = import.finished_at {
        let when = frame.dates().moment(finished.micros());
        let began = import.started_at.unwrap_or(import.created_at);
        let time = figures::duration(frame, finished.since(began));
        facts.push(language.say_with("import-finished", &[("when", &when), ("time", &time)]));
    }
    facts.push(language.say_with("import-by", &[("who", by)]));
    facts
}

/// What ended it, when that was not its end.
fn notice(frame: &Frame, import: &Import) -> Option<(crate::console::views::State, String)> {
    let mut state = badge(frame, import.state);
    let text = match (import.state, &import.problem) {
        (State::Completed, _) => return None,
        (State::Failed, Some(problem)) => {
            format!("{} {}", problems::sentence(frame, problem), frame.language.say("import-nothing-written"))
        }
        (_, Some(problem)) => problems::sentence(frame, problem),
        (State::Cancelled, None) => frame.language.say("import-stopped"),
        _ => frame.language.say("import-file-gone"),
    };
    if state.tone.is_empty() {
        state.tone = "info";
    }
    Some((state, text))
}
