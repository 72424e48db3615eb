//! The rows behind a number of an import: those of one outcome, of updates those that change a field, each with its
//! customer and what it changes. What would be changed is found out when it is looked at.

use std::collections::{BTreeMap, HashMap};

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query, block};
use serde::Deserialize;

use crate::console::customers::form;
use crate::console::customers::past::change;
use crate::console::frame::Frame;
use crate::console::imports::head::{self, At, Opened};
use crate::console::imports::problems::ledger_of;
use crate::console::imports::show::open;
use crate::console::imports::words;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::tags::titles::Titles;
use crate::console::views::customers::Tab;
use crate::console::views::ledger::{LedgerRow, RowsPage};
use crate::domain::customer::{CustomerId, Document, Version};
use crate::domain::diff;
use crate::domain::import::{
    ChangeCounts, ChangeKind, Import, ImportId, LATER_ROWS, Line, Outcome, RowSpan, State,
};
use crate::files::{FileHash, Files};
use crate::import::run::{self, Seen};
use crate::store::imports::{causes, ledger};
use crate::store::{Conn, StoreError, bulk, customers, versions};
use crate::web::Failure;

/// Rows of a page.
const LIMIT: u8 = 50;
/// Fields that can be chosen from; what fewer updates change is found by looking through them.
const MOST_FIELDS: usize = 15;

/// Which rows.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    outcome: String,
    field: String,
    kind: String,
    after: i64,
}

/// What was asked for, read.
struct Asked {
    outcome: Outcome,
    field: Option<String>,
    kind: Option<ChangeKind>,
    after: i64,
}

/// `GET /imports/{id}/rows`
pub async fn list(
    frame: Frame,
    files: Data<Files>,
    id: Path<ImportId>,
    Query(sent): Query<Sent>,
) -> Result<HttpResponse, Failure> {
    let opened = open(&frame, id.into_inner()).await?;
    let asked = Asked {
        // An address typed by hand: all that is new is as good an answer.
        outcome: Outcome::parse(&sent.outcome).unwrap_or(Outcome::Created),
        field: Some(sent.field).filter(|field| !field.is_empty()),
        kind: ChangeKind::parse(&sent.kind),
        after: sent.after,
    };
    if !is_listed(opened.import.state) {
        return Ok(frame.go(&links::import(opened.import.id.0)));
    }
    let (import, outcome, field, kind, after) =
        (opened.import.clone(), asked.outcome, asked.field.clone(), asked.kind, asked.after);
    let read = move |conn: &mut Conn| {
        let ledger = ledger_of(&import);
        let counts = ChangeCounts::of(&causes::list(conn, ledger)?);
        let most = i64::from(LIMIT) + 1;
        let lines = if outcome == Outcome::Updated && (field.is_some() || kind.is_some()) {
            let causes = counts.numbers(field.as_deref(), kind);
            ledger::of_causes(conn, ledger, &causes, after, most)?
        } else {
            ledger::reaching(conn, ledger, outcome, after, most)?
        };
        let mut lines: Vec<Line> =
            lines.iter().flat_map(|line| singles(line, after)).take(usize::from(LIMIT) + 1).collect();
        let has_more = lines.len() > usize::from(LIMIT);
        lines.truncate(usize::from(LIMIT));
        Ok((counts, has_more, Past::read(conn, &import, &lines)?, lines))
    };
    let (counts, has_more, past, lines) = frame.db.read(read).await?;
    let seen = look(&frame, &files, &opened.import, &lines).await?;
    let documents = past.documents.values().flat_map(|(before, after)| [before, after]);
    let planned = seen.values().filter_map(|seen| seen.update.as_ref());
    let documents: Vec<Document> =
        documents.chain(planned.flat_map(|(before, after)| [before, after])).cloned().collect();
    let organization = frame.organization();
    let titles = frame.db.read(move |conn| Titles::of(conn, organization, &documents)).await?;
    let page = RowsPage {
        shell: frame.shell(Section::Imports, opened.customers),
        head: head::head(&frame, &opened.import, At::Done, Vec::new()),
        title: title(&frame, &opened, &asked, &counts),
        fields: fields(&frame, &opened.import, &asked, &counts),
        kinds: kinds(&frame, &opened.import, &asked, &counts),
        rows: lines.iter().map(|line| row(&frame, &titles, line, &past, &seen)).collect(),
        next: lines.last().filter(|_| has_more).map(|last| {
            format!(
                "{}&after={}",
                url(&opened.import, asked.outcome, asked.field.as_deref(), asked.kind),
                last.rows.last()
            )
        }),
    };
    frame.page(StatusCode::OK, &page)
}

/// Whether the ledger of an import in this state stands still.
const fn is_listed(state: State) -> bool {
    state.is_over() || matches!(state, State::Checked)
}

/// The rows of a line that are behind `after`, each by itself; empty ones stay together.
fn singles(line: &Line, after: i64) -> Vec<Line> {
    if line.outcome == Outcome::Blank {
        return vec![line.clone()];
    }
    let first = line.rows.first;
    let rows = (first.max(after.saturating_add(1))..=line.rows.last()).take(usize::from(LIMIT) + 1);
    let single = |row| Line {
        rows: RowSpan::one(row),
        customer_number: line.customer_number.map(|number| number + row - first),
        ..line.clone()
    };
    rows.map(single).collect()
}

/// What the store knows of the customers of some rows.
struct Past {
    ids: HashMap<i64, CustomerId>,
    names: HashMap<CustomerId, String>,
    /// By row: before and after it.
    documents: BTreeMap<i64, (Document, Document)>,
}

impl Past {
    fn read(conn: &mut Conn, import: &Import, lines: &[Line]) -> Result<Self, StoreError> {
        let organization = import.organization;
        let numbers: Vec<i64> = lines.iter().filter_map(|line| line.customer_number).collect();
        let ids = bulk::ids_of_numbers(conn, organization, &numbers)?;
        let known = lines.iter().filter_map(|line| line.customer).chain(ids.values().copied());
        let names = customers::names::of_ids(conn, organization, known)?;
        let mut documents = BTreeMap::new();
        let is_written = |line: &&Line| line.outcome == Outcome::Updated && import.state.is_over();
        for line in lines.iter().filter(is_written) {
            let (Some(id), Some(version)) = (line.customer, line.version) else { continue };
            if !names.contains_key(&id) {
                continue;
            }
            let mut both = versions::documents(conn, organization, id, [version, version.next()])?;
            if let (Some(before), Some(after)) = (both.remove(&version), both.remove(&version.next())) {
                documents.insert(line.rows.first, (before, after));
            }
        }
        Ok(Self { ids, names, documents })
    }

    fn customer(&self, line: &Line) -> Option<CustomerId> {
        let id = line.customer.or_else(|| self.ids.get(&line.customer_number?).copied())?;
        self.names.contains_key(&id).then_some(id)
    }
}

/// The rows of a plan in the file itself.
async fn look(
    frame: &Frame,
    files: &Files,
    import: &Import,
    lines: &[Line],
) -> Result<BTreeMap<i64, Seen>, Failure> {
    let is_read = import.state == State::Checked && import.file.is_kept;
    let wanted: Vec<Line> =
        lines.iter().filter(|line| is_read && line.outcome != Outcome::Blank).cloned().collect();
    if wanted.is_empty() {
        return Ok(BTreeMap::new());
    }
    let path = files.path(FileHash(import.file.sha256)).await?;
    let (db, import) = (frame.db.clone(), import.clone());
    let looked = block(move || run::look(&db, &import, &path, &wanted)).await.map_err(Failure::fault)?;
    looked.map_err(Failure::fault)
}

fn row(frame: &Frame, titles: &Titles, line: &Line, past: &Past, seen: &BTreeMap<i64, Seen>) -> LedgerRow {
    let first = line.rows.first;
    let id = past.customer(line);
    let label = || seen.get(&first).map(|seen| seen.label.clone());
    let noted = || line.note.as_ref().map(|note| note.label.clone());
    let name = id.and_then(|id| past.names.get(&id).cloned()).or_else(noted).or_else(label);
    let planned = seen.get(&first).and_then(|seen| seen.update.as_ref());
    let differences = past
        .documents
        .get(&first)
        .or(planned)
        .map(|(before, after)| diff::differences(before, after))
        .unwrap_or_default();
    let compared = past.documents.contains_key(&first).then_some(()).and(id.zip(line.version));
    LedgerRow {
        number: if line.rows.count > 1 {
            let (first, last) = (frame.number(first), frame.number(line.rows.last()));
            frame.language.say_with("import-row-span", &[("first", &first), ("last", &last)])
        } else {
            frame.number(first)
        },
        name: name.unwrap_or_default(),
        href: match compared {
            Some((id, version)) => Some(links::compare(id, version, Version(version.0 + 1))),
            None => id.map(links::customer),
        },
        why: why(frame, line, planned.is_none() && differences.is_empty()),
        changes: differences.iter().map(|difference| change(frame, titles, difference)).collect(),
    }
}

/// Why a row is what it is, where its changes do not tell.
fn why(frame: &Frame, line: &Line, is_untold: bool) -> String {
    let problems = line.note.iter().flat_map(|note| &note.problems);
    let said: Vec<String> = problems
        .map(|problem| match &problem.column {
            Some(column) => {
                let said = words::problem(frame, problem);
                frame.language.say_with("form-problem", &[("field", column), ("problem", &said)])
            }
            None => words::problem(frame, problem),
        })
        .collect();
    if !said.is_empty() {
        return said.join(" ");
    }
    match (line.outcome, line.same_as) {
        (Outcome::Updated, Some(row)) => {
            frame.language.say_with("import-same-as", &[("row", &frame.number(row))])
        }
        (Outcome::Updated, None) if is_untold => frame.language.say("import-changed-between"),
        (Outcome::Skipped, _) if line.customer.is_some() => frame.language.say("import-skipped-found"),
        (Outcome::Skipped, _) if line.cause.is_none() => frame.language.say("import-skipped-missing"),
        _ => String::new(),
    }
}

fn title(frame: &Frame, opened: &Opened, asked: &Asked, counts: &ChangeCounts) -> String {
    let all = opened.import.plan.filter(|_| opened.import.state == State::Checked);
    let all = all.unwrap_or(opened.import.checkpoint.counts).of(asked.outcome);
    let rows = if asked.field.is_some() || asked.kind.is_some() {
        counts.rows(asked.field.as_deref(), asked.kind)
    } else {
        all
    };
    let rows = frame.language.count("import-rows", rows.unsigned_abs());
    let what = frame.language.say(head::outcome_label(asked.outcome));
    frame.language.say_with("import-rows-of", &[("what", &what), ("rows", &rows)])
}

/// Where the rows of an import are listed.
#[must_use]
pub fn url(import: &Import, outcome: Outcome, field: Option<&str>, kind: Option<ChangeKind>) -> String {
    let path = format!("{}/rows", links::import(import.id.0));
    let word = kind.and_then(|kind| ChangeKind::ALL.into_iter().find(|(known, ..)| *known == kind));
    let query =
        [("outcome", Some(outcome.as_str())), ("field", field), ("kind", word.map(|(_, word, _)| word))];
    let query = query.into_iter().filter_map(|(name, value)| Some((name, value?)));
    links::with_query(&path, query)
}

/// "Email Address 312": every field that updates change, as ways to exactly these.
#[must_use]
pub fn changed_fields(frame: &Frame, import: &Import, counts: &ChangeCounts) -> Vec<Tab> {
    let tab = |(field, rows): (String, i64)| Tab {
        label: field_label(frame, &field),
        count: frame.number(rows),
        href: url(import, Outcome::Updated, Some(&field), None),
        is_current: false,
    };
    counts.by_field().into_iter().take(MOST_FIELDS).map(tab).collect()
}

/// What a field is called.
#[must_use]
pub fn field_label(frame: &Frame, field: &str) -> String {
    match field.strip_prefix("attributes.") {
        _ if field == LATER_ROWS => frame.language.say("import-later-rows"),
        Some(key) => key.to_owned(),
        None => form::label(frame.language, field),
    }
}

fn fields(frame: &Frame, import: &Import, asked: &Asked, counts: &ChangeCounts) -> Vec<Tab> {
    if asked.outcome != Outcome::Updated {
        return Vec::new();
    }
    let is_asked = |tab: Tab| {
        let is_current = asked.field.as_ref().is_some_and(|field| field_label(frame, field) == tab.label);
        Tab { is_current, ..tab }
    };
    let all = Tab {
        label: frame.language.say("topic-all"),
        count: String::new(),
        href: url(import, asked.outcome, None, asked.kind),
        is_current: asked.field.is_none(),
    };
    std::iter::once(all).chain(changed_fields(frame, import, counts).into_iter().map(is_asked)).collect()
}

fn kinds(frame: &Frame, import: &Import, asked: &Asked, counts: &ChangeCounts) -> Vec<Tab> {
    if asked.outcome != Outcome::Updated {
        return Vec::new();
    }
    let field = asked.field.as_deref();
    let tab = |kind: Option<ChangeKind>, label: &str| Tab {
        label: frame.language.say(label),
        count: frame.number(counts.rows(field, kind)),
        href: url(import, asked.outcome, field, kind),
        is_current: asked.kind == kind,
    };
    vec![
        tab(None, "import-change-any"),
        tab(Some(ChangeKind::Added), "import-change-added"),
        tab(Some(ChangeKind::Changed), "import-change-changed"),
        tab(Some(ChangeKind::Removed), "import-change-removed"),
    ]
}
