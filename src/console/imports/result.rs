//! What the check found, and what became of an import: both are read from its ledger.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::console::frame::Frame;
use crate::console::imports::head::{self, At, Opened};
use crate::console::imports::problems::{self, Group, ledger_of};
use crate::console::imports::{rows, undo, words};
use crate::console::links;
use crate::console::shell::Section;
use crate::console::views::imports::{CheckPage, Rejects, ResultPage};
use crate::console::views::{Crumb, State as Badge};
use crate::domain::import::{ChangeCounts, Counts, Import, State};
use crate::domain::operator::Right;
use crate::store::imports::causes;
use crate::web::Failure;

/// The plan, before anything is written.
///
/// # Errors
/// When the store does not answer.
pub async fn check(frame: &Frame, opened: Opened) -> Result<HttpResponse, Failure> {
    let groups = groups(frame, &opened.import).await?;
    let import = &opened.import;
    let ledger = ledger_of(import);
    let causes = frame.db.read(move |conn| causes::list(conn, ledger)).await?;
    let counts = ChangeCounts::of(&causes);
    let plan = import.plan.unwrap_or(import.checkpoint.counts);
    let checked = import
        .checked_at
        .map(|at| frame.language.say_with("import-checked", &[("when", &frame.dates().moment(at.micros()))]));
    let rows = frame.language.count("import-rows", plan.rows().unsigned_abs());
    let page = CheckPage {
        shell: frame.shell(Section::Imports, opened.customers),
        head: head::head(frame, import, At::Check, std::iter::once(rows).chain(checked).collect()),
        sentence: sentence(frame, &plan),
        figures: head::equation(frame, import, &plan),
        would: would(frame, &counts, plan.updated),
        changes: rows::changed_fields(frame, import, &counts),
        verb: (plan.written() > 0)
            .then(|| frame.language.count("import-apply-verb", plan.written().unsigned_abs())),
        groups: problems::show(frame, import, &groups),
        rejects: rejects(frame, import, &plan),
    };
    frame.page(StatusCode::OK, &page)
}

/// "Will create 1,204, update 318, skip 22. 14 rows need a fix."
fn sentence(frame: &Frame, plan: &Counts) -> String {
    let (created, updated) = (frame.number(plan.created), frame.number(plan.updated));
    let skipped = frame.number(plan.skipped + plan.unchanged + plan.blank);
    let will = frame.language.say_with(
        "import-check-sentence",
        &[("created", &created), ("updated", &updated), ("skipped", &skipped)],
    );
    if plan.rejected == 0 {
        return will;
    }
    let fix = frame.language.count("import-need-fix", plan.rejected.unsigned_abs());
    frame.language.say_with("import-check-fix", &[("will", &will), ("fix", &fix)])
}

/// "312 would change the Email Address.": what most updates would change, or at least so many of them.
fn would(frame: &Frame, counts: &ChangeCounts, updated: i64) -> String {
    let Some((field, rows)) = counts.foremost() else { return String::new() };
    let field = rows::field_label(frame, &field);
    let are_all_told = counts.rows(None, None) >= updated;
    let sentence = if are_all_told { "import-would-change" } else { "import-would-change-at-least" };
    frame.language.count_with(sentence, rows.unsigned_abs(), &[("field", &field)])
}

/// The end of an import.
///
/// # Errors
/// When the store does not answer.
pub async fn show(frame: &Frame, opened: Opened) -> Result<HttpResponse, Failure> {
    let groups = groups(frame, &opened.import).await?;
    let import = &opened.import;
    let counts = &import.checkpoint.counts;
    let url = links::import(import.id.0);
    let may_import = frame.actor.may(Right::ImportCustomers).is_ok();
    let page = ResultPage {
        shell: frame.shell(Section::Imports, opened.customers),
        head: head::head(frame, import, At::Done, head::finished(frame, &opened)),
        title: match import.state {
            State::Undone => frame.language.say("import-was-undone"),
            _ => title(frame, counts),
        },
        notice: notice(frame, import),
        figures: head::equation(frame, import, counts),
        groups: problems::show(frame, import, &groups),
        rejects: rejects(frame, import, counts),
        // The list shows what changed last first, which is this.
        customers: (counts.written() > 0).then(|| links::CUSTOMERS.to_owned()),
        undo: undo(frame, &opened),
        undo_text: undo_text(frame, &opened),
        taken_back: undo::taken_back(frame, &opened),
        again: may_import.then(|| links::with_query(links::IMPORTS_NEW, [("like", &*import.id.to_string())])),
        file: import.file.is_kept.then(|| format!("{url}/file")),
        mapping: may_import.then(|| format!("{url}/mapping.json")),
    };
    frame.page(StatusCode::OK, &page)
}

/// The way to take it back, or to take that back in turn.
fn undo(frame: &Frame, opened: &Opened) -> Option<Crumb> {
    let label = if opened.import.state == State::Undone { "import-redo" } else { "import-undo" };
    let may_be_undone = undo::may_be_undone(frame, opened);
    may_be_undone.then(|| Crumb::new(links::import_undo(opened.import.id.0), frame.language.say(label)))
}

/// Until when, and what it keeps.
fn undo_text(frame: &Frame, opened: &Opened) -> String {
    let until = opened.import.undo_until().filter(|_| undo::may_be_undone(frame, opened));
    let Some(until) = until else { return String::new() };
    let day = frame.dates().day(until.micros());
    let id = if opened.import.state == State::Undone { "import-redo-until" } else { "import-undo-until" };
    frame.language.say_with(id, &[("day", &day)])
}

fn title(frame: &Frame, counts: &Counts) -> String {
    let saved = match counts.written() {
        0 => frame.language.say("import-nothing-saved-title"),
        written => frame.language.count("import-saved", written.unsigned_abs()),
    };
    if counts.rejected == 0 {
        return saved;
    }
    let fix = frame.language.count("import-need-fix", counts.rejected.unsigned_abs());
    frame.language.say_with("import-title-fix", &[("saved", &saved), ("fix", &fix)])
}

/// What ended it before its end.
fn notice(frame: &Frame, import: &Import) -> Option<(Badge, String)> {
    let why = import.problem.as_ref().map(|problem| format!("{}.", words::problem(frame, problem)));
    let badge = |tone| Badge { tone, ..words::state(frame, import) };
    let (badge, what) = match import.state {
        State::Failed => (badge("bad"), frame.language.say("import-ended-failed")),
        State::Cancelled => (badge("warn"), frame.language.say("import-ended-cancelled")),
        State::Uploaded | State::Checked if !import.file.is_kept => {
            (badge("info"), frame.language.say("import-file-gone"))
        }
        State::Uploaded | State::Checked => (badge("info"), frame.language.say("import-waits-for-editor")),
        _ => return None,
    };
    let sentences: Vec<String> = why.into_iter().chain([what]).collect();
    Some((badge, sentences.join(" ")))
}

fn rejects(frame: &Frame, import: &Import, counts: &Counts) -> Option<Rejects> {
    let is_there = counts.rejected > 0 && import.file.is_kept;
    is_there.then(|| Rejects {
        href: format!("{}/errors.csv", links::import(import.id.0)),
        workbook: format!("{}/errors.xlsx", links::import(import.id.0)),
        label: frame.language.count("import-download", counts.rejected.unsigned_abs()),
    })
}

async fn groups(frame: &Frame, import: &Import) -> Result<Vec<Group>, Failure> {
    let ledger = ledger_of(import);
    Ok(frame.db.read(move |conn| problems::find(conn, ledger)).await?)
}
