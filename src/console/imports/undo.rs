//! An import taken back, and that taken back in turn: the question, and how far it is.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

use crate::console::customers::editor::sign;
use crate::console::customers::head::who;
use crate::console::frame::Frame;
use crate::console::imports::head::{Opened, lasting};
use crate::console::imports::show::{answer, open};
use crate::console::links;
use crate::console::shell::Section;
use crate::console::views::Crumb;
use crate::console::views::customers::ConfirmPage;
use crate::console::views::ledger::{Figure, Figures, TakenBack};
use crate::domain::customer::Cause;
use crate::domain::import::{Fate, ImportId, State, Tally};
use crate::domain::operation::{Kind, Operation, State as Stage};
use crate::domain::operator::Right;
use crate::import::runner::Waker;
use crate::store::{Conn, imports};
use crate::web::Failure;
use crate::web::forms::Form;

/// `GET /imports/{id}/undo`
pub async fn confirm(frame: Frame, id: Path<ImportId>) -> Result<HttpResponse, Failure> {
    let opened = open(&frame, id.into_inner()).await?;
    let import = &opened.import;
    if !may_be_undone(&frame, &opened) {
        return Err(Failure::NotFound);
    }
    let (counts, name) = (&import.checkpoint.counts, import.file.name.as_str());
    let is_redo = import.state == State::Undone;
    let (title, text, verb) = if is_redo {
        ("import-redo-title", frame.language.say("import-redo-text"), "import-redo")
    } else {
        let created = frame.number(counts.created);
        let updated = frame.number(counts.updated);
        let numbers = [("created", created.as_str()), ("updated", updated.as_str())];
        ("import-undo-title", frame.language.say_with("import-undo-question", &numbers), "import-undo-verb")
    };
    let url = links::import(import.id.0);
    let page = ConfirmPage {
        shell: frame.shell(Section::Imports, opened.customers),
        crumbs: vec![Crumb::new(links::IMPORTS, frame.language.say("nav-imports")), Crumb::new(&url, name)],
        title: frame.language.say_with(title, &[("name", name)]),
        text,
        action: links::import_undo(import.id.0),
        verb: frame.language.say(verb),
        is_danger: !is_redo,
        cancel: url,
        ..ConfirmPage::default()
    };
    frame.page(StatusCode::OK, &page)
}

/// `POST /imports/{id}/undo`: takes it back, or that in turn, or goes on with what was stopped.
pub async fn ask(
    frame: Frame,
    id: Path<ImportId>,
    waker: Option<Data<Waker>>,
    _form: Form,
) -> Result<HttpResponse, Failure> {
    let (by, id, organization) = (sign(&frame, Cause::Hand), id.into_inner(), frame.organization());
    let ask = move |conn: &mut Conn| {
        let import = imports::find(conn, organization, id)?;
        imports::undo::ask(conn, &by, &import)
    };
    let asked = frame.db.write(&frame.actor, Right::ImportCustomers, ask).await;
    answer(&frame, id, waker, asked)
}

/// Whether the reader may take it back now, or its undo.
#[must_use]
pub fn may_be_undone(frame: &Frame, opened: &Opened) -> bool {
    opened.import.may_be_undone(frame.db.now()) && opened.import.may_be_undone_by(&frame.actor)
}

/// What became of the customers, as numbers.
#[must_use]
pub fn figures(frame: &Frame, tally: &Tally) -> Figures {
    let said = [
        (Fate::Trashed, "k-bad", "import-fate-trashed"),
        (Fate::Restored, "k-ok", "import-fate-restored"),
        (Fate::Returned, "k-up", "import-fate-returned"),
        (Fate::Kept, "k-sk", "import-fate-kept"),
        (Fate::Gone, "k-sk", "import-fate-gone"),
    ];
    let shown = said.into_iter().filter(|(fate, ..)| *fate == Fate::Kept || tally.of(*fate) > 0);
    let figure = |(fate, key, label)| Figure {
        key,
        label: frame.language.say(label),
        text: frame.number(tally.of(fate)),
        n: tally.of(fate).unsigned_abs(),
        ..Figure::default()
    };
    Figures { parts: shown.map(figure).collect() }
}

/// The last undo of an import, for the page of its result.
#[must_use]
pub fn taken_back(frame: &Frame, opened: &Opened) -> Option<TakenBack> {
    let operation = opened.undo.as_ref().filter(|undo| !undo.state.is_at_work())?;
    let who = who(frame, &opened.names, operation.actor);
    let is_stopped = operation.state == Stage::Stopped;
    let facts = if is_stopped {
        let (done, total) = (frame.number(operation.done), frame.number(total(operation)));
        frame.language.say_with("import-undo-stopped", &[("done", &done), ("total", &total)])
    } else {
        ended(frame, operation, &who)
    };
    let url = links::import(opened.import.id.0);
    let kept = operation.tally.kept;
    Some(TakenBack {
        title: frame.language.say(title(operation.kind)),
        facts,
        figures: figures(frame, &operation.tally),
        kept: (kept > 0).then(|| {
            Crumb::new(format!("{url}/kept"), frame.language.count("import-kept", kept.unsigned_abs()))
        }),
        go_on: (is_stopped && opened.import.may_be_undone_by(&frame.actor))
            .then(|| links::import_undo(opened.import.id.0)),
    })
}

fn ended(frame: &Frame, operation: &Operation, who: &str) -> String {
    let ended = operation.finished_at.unwrap_or(operation.created_at);
    let when = frame.dates().moment(ended.micros());
    let time = lasting(frame, ended.since(operation.created_at));
    frame.language.say_with("import-undo-ended", &[("when", &when), ("time", &time), ("who", who)])
}

const fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::RedoImport => "import-was-redone",
        _ => "import-was-undone",
    }
}

/// The customers that it is about; of an undo that is taken back they may be fewer.
#[must_use]
pub fn total(operation: &Operation) -> i64 {
    operation.total.max(operation.done)
}
