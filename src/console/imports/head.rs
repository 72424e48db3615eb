//! What all pages of an import share: its title with the facts below, the steps, and how long things take.

use std::time::Duration;

use crate::console::customers::head::who;
use crate::console::frame::Frame;
use crate::console::imports::rows;
use crate::console::links;
use crate::console::views::imports::{ImportHead, Step};
use crate::console::views::ledger::{Figure, Figures};
use crate::domain::import::{Counts, Import, ImportId, Outcome, State};
use crate::domain::operation::Operation;
use crate::domain::organization::OrganizationId;
use crate::store::actors::{self, Names};
use crate::store::{Conn, StoreError, counts, imports};

/// An import with what its pages show beside it.
pub struct Opened {
    /// The import.
    pub import: Import,
    /// The name of who brought it.
    pub names: Names,
    /// The organization's customers.
    pub customers: i64,
    /// The last time that it was taken back, or that in turn.
    pub undo: Option<Operation>,
    /// The import whose rejected rows these are.
    pub corrects: Option<Import>,
}

/// The steps of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum At {
    /// Choosing a file.
    Upload,
    /// Mapping its columns.
    Map,
    /// Judging its rows.
    Check,
    /// Writing them.
    Import,
    /// Behind all of them.
    Done,
}

/// Opens an import.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn open(conn: &mut Conn, organization: OrganizationId, id: ImportId) -> Result<Opened, StoreError> {
    let import = imports::find(conn, organization, id)?;
    let undo = imports::undo::last(conn, &import)?;
    let actors = import.actor.into_iter().chain(undo.as_ref().and_then(|undo| undo.actor));
    let names = actors::names(conn, organization, actors)?;
    let corrects = match import.merges_into {
        Some(number) => Some(imports::of_number(conn, organization, number)?),
        None => None,
    };
    Ok(Opened { import, names, customers: counts::of(conn, organization)?.live, undo, corrects })
}

/// The head of an opened import, standing at a step.
#[must_use]
pub fn head(frame: &Frame, import: &Import, at: At, facts: Vec<String>) -> ImportHead {
    let meta = std::iter::once(import.file.name.clone()).chain(facts).collect();
    ImportHead {
        url: links::import(import.id.0),
        name: import.file.name.clone(),
        meta,
        steps: steps(frame, at, Some(import)),
    }
}

/// The stepper. Of an import whose choices are still open, the steps behind are links.
#[must_use]
pub fn steps(frame: &Frame, at: At, import: Option<&Import>) -> Vec<Step> {
    let open = import.filter(|import| import.may_be_mapped());
    let url = open.map(|import| links::import(import.id.0));
    let has_plan = open.is_some_and(|import| import.state == State::Checked);
    let labels = [
        (At::Upload, frame.language.say("import-step-upload")),
        (At::Map, frame.language.say("import-step-map")),
        (At::Check, frame.language.say("import-step-check")),
        (At::Import, frame.language.say("import-step-import")),
    ];
    let step = |(of, label): (At, String)| Step {
        label,
        is_done: of < at,
        is_current: of == at,
        href: match of {
            At::Map if at > At::Map => url.as_ref().map(|url| format!("{url}?step=map")),
            At::Check if at == At::Map && has_plan => url.clone(),
            _ => None,
        },
    };
    labels.map(step).into()
}

/// Who brought it and when it ended, as facts under the title.
#[must_use]
pub fn finished(frame: &Frame, opened: &Opened) -> Vec<String> {
    let import = &opened.import;
    let begun = import.started_at.unwrap_or(import.created_at);
    let ended = import.finished_at.map(|ended| {
        let when = frame.dates().moment(ended.micros());
        let time = lasting(frame, ended.since(begun));
        frame.language.say_with("import-finished", &[("when", &when), ("time", &time)])
    });
    let by = frame.language.say_with("import-by", &[("who", &who(frame, &opened.names, import.actor))]);
    ended.into_iter().chain([by]).collect()
}

/// A stretch of time as people say it: "52 seconds", "3 minutes".
#[must_use]
pub fn lasting(frame: &Frame, time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..90 => frame.language.count("time-seconds", seconds.max(1)),
        90..5400 => frame.language.count("time-minutes", (seconds + 30) / 60),
        _ => frame.language.count("time-hours", (seconds + 1800) / 3600),
    }
}

/// Counts as numbers to read and as widths of the bar.
#[must_use]
pub fn figures(frame: &Frame, counts: &Counts) -> Figures {
    let figure = |(outcome, key): (Outcome, &'static str)| Figure {
        key,
        label: frame.language.say(outcome_label(outcome)),
        text: frame.number(counts.of(outcome)),
        n: counts.of(outcome).unsigned_abs(),
        ..Figure::default()
    };
    Figures { parts: OUTCOMES.into_iter().map(figure).collect() }
}

/// The same as an equation that begins with the rows of the file, each number the way to exactly its rows.
#[must_use]
pub fn equation(frame: &Frame, import: &Import, counts: &Counts) -> Figures {
    let rows = Figure {
        label: frame.language.say("import-rows-in-file"),
        text: frame.number(counts.rows()),
        ..Figure::default()
    };
    let blank = Figure {
        label: frame.language.say(outcome_label(Outcome::Blank)),
        text: frame.number(counts.blank),
        ..Figure::default()
    };
    let outcomes = OUTCOMES.into_iter().map(|(outcome, _)| outcome).chain([Outcome::Blank]);
    let parts = figures(frame, counts).parts.into_iter().chain([blank]).zip(outcomes).enumerate();
    let term = |(at, (figure, outcome)): (usize, (Figure, Outcome))| Figure {
        sign: if at == 0 { "=" } else { "+" },
        href: (counts.of(outcome) > 0).then(|| rows::url(import, outcome, None, None)),
        ..figure
    };
    Figures { parts: std::iter::once(rows).chain(parts.map(term)).collect() }
}

/// What an outcome is called.
#[must_use]
pub const fn outcome_label(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Created => "import-created",
        Outcome::Updated => "import-updated",
        Outcome::Unchanged => "import-unchanged",
        Outcome::Skipped => "import-skipped",
        Outcome::Rejected => "import-rejected",
        Outcome::Blank => "import-blank-rows",
    }
}

/// The outcomes with the class of their colour.
const OUTCOMES: [(Outcome, &str); 5] = [
    (Outcome::Created, "k-ok"),
    (Outcome::Updated, "k-up"),
    (Outcome::Unchanged, "k-sk"),
    (Outcome::Skipped, "k-sk"),
    (Outcome::Rejected, "k-bad"),
];
