//! Customers that an undo kept because somebody changed them since, each with what was changed and its own choice.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query};
use serde::Deserialize;

use crate::console::customers::editor::sign;
use crate::console::customers::past::change;
use crate::console::frame::Frame;
use crate::console::imports::head::{self, Opened};
use crate::console::imports::show::open;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::tags::titles::Titles;
use crate::console::views::ledger::{KeptPage, KeptRow};
use crate::domain::customer::{Cause, Customer, Version};
use crate::domain::import::{ImportId, State};
use crate::domain::operator::Right;
use crate::store::imports::kept::{self, Decision, Kept};
use crate::store::{Conn, StoreError, imports};
use crate::web::Failure;
use crate::web::flash::{Flash, Tone};
use crate::web::forms::Form;

/// Customers of a page.
const LIMIT: u8 = 20;

/// Where a page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct After {
    after: i64,
}

/// `GET /imports/{id}/kept`
pub async fn list(
    frame: Frame,
    id: Path<ImportId>,
    Query(After { after }): Query<After>,
) -> Result<HttpResponse, Failure> {
    let opened = open(&frame, id.into_inner()).await?;
    let import = opened.import.clone();
    let read = move |conn: &mut Conn| {
        let kept = kept::list(conn, &import, after, i64::from(LIMIT) + 1)?;
        let documents = kept.iter().flat_map(|kept| {
            let now = kept.customer.as_ref().map(|customer| &customer.document);
            now.into_iter().chain([&kept.left])
        });
        let titles = Titles::of(conn, import.organization, documents)?;
        Ok((kept, titles))
    };
    let (mut kept, titles) = frame.db.read(read).await?;
    let has_more = kept.len() > usize::from(LIMIT);
    kept.truncate(usize::from(LIMIT));
    let url = format!("{}/kept", links::import(opened.import.id.0));
    let may_decide = opened.import.state == State::Undone && opened.import.may_be_undone_by(&frame.actor);
    let page = KeptPage {
        shell: frame.shell(Section::Imports, opened.customers),
        head: head::head(&frame, &opened.import, head::At::Done, Vec::new()),
        title: title(&frame, &opened),
        rows: kept.iter().map(|kept| row(&frame, &titles, kept, may_decide)).collect(),
        next: kept.last().filter(|_| has_more).map(|last| format!("{url}?after={}", last.row)),
        url,
    };
    frame.page(StatusCode::OK, &page)
}

fn title(frame: &Frame, opened: &Opened) -> String {
    let kept = opened.undo.as_ref().map_or(0, |undo| undo.tally.kept);
    frame.language.count("import-kept", kept.unsigned_abs())
}

fn row(frame: &Frame, titles: &Titles, kept: &Kept, may_decide: bool) -> KeptRow {
    let say = |id: &str| frame.language.say(id);
    let decision = |decision, word: &'static str, label: &str| {
        (may_decide && kept.may_be(decision)).then(|| (word, say(label)))
    };
    let is_in_trash = |customer: &Customer| customer.deleted_at.is_some();
    let differences = kept.differences();
    let why = match &kept.customer {
        None => say("import-kept-gone"),
        Some(customer) if is_in_trash(customer) => say("import-kept-in-trash"),
        Some(_) if differences.is_empty() => say("import-kept-taken"),
        Some(_) => String::new(),
    };
    let all = if kept.is_created() { "import-kept-trash" } else { "import-kept-all" };
    KeptRow {
        row: kept.row.to_string(),
        number: frame.number(kept.row),
        name: kept.customer.as_ref().map_or_else(String::new, |found| found.document.display_name.clone()),
        href: kept.customer.as_ref().map(|found| links::customer(found.id)),
        version: kept.customer.as_ref().map_or(0, |found| found.version.0).to_string(),
        what: if kept.is_created() { say("import-created") } else { say("import-updated") },
        why,
        changes: differences.iter().map(|difference| change(frame, titles, difference)).collect(),
        decisions: [
            decision(Decision::Part, "part", "import-kept-part"),
            decision(Decision::All, "all", all),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}

/// `POST /imports/{id}/kept/{row}` with `choice` = `part` or `all`, and the `version` that it is about.
pub async fn decide(frame: Frame, path: Path<(ImportId, i64)>, form: Form) -> Result<HttpResponse, Failure> {
    let (id, row) = path.into_inner();
    let version = Version(form.text("version").parse().map_err(|_| Failure::Malformed("version"))?);
    let decision = match form.text("choice") {
        "all" => Decision::All,
        "part" => Decision::Part,
        _ => return Err(Failure::Malformed("choice")),
    };
    let (by, organization) = (sign(&frame, Cause::Hand), frame.organization());
    let decide = move |conn: &mut Conn| {
        let import = imports::find(conn, organization, id)?;
        kept::decide(conn, &by, &import, row, version, decision)
    };
    let decided = frame.db.write(&frame.actor, Right::ImportCustomers, decide).await;
    let to = format!("{}/kept", links::import(id.0));
    let flash = match decided {
        Ok(customer) => Flash::ok("import-kept-decided").with("name", &customer.document.display_name),
        Err(StoreError::Stale | StoreError::NotFound) => Flash::toned(Tone::Warn, "import-kept-moved-on"),
        Err(StoreError::Taken { .. }) => Flash::toned(Tone::Warn, "import-kept-is-taken"),
        Err(other) => return Err(other.into()),
    };
    Ok(frame.done(&to, &flash))
}
