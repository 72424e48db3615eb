//! Work on many customers, as it goes on. The page's part is polled by scripts; without them it asks again by itself.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Path;

use crate::console::attributes::change;
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::views::Crumb;
use crate::console::views::tags::OperationPage;
use crate::domain::attribute::Definition;
use crate::domain::customer::Customer;
use crate::domain::operation::{Kind, Operation, OperationId, State};
use crate::domain::operator::Right;
use crate::domain::organization::OrganizationId;
use crate::store::{Conn, StoreError, attributes, bulk, imports, operations, tags};
use crate::web::Failure;
use crate::web::fragment::Fragment;

/// How often a page without script asks again, in seconds.
const REFRESH_SECONDS: &str = "5";

/// An operation with what its page names.
struct Opened {
    operation: Operation,
    about: Option<String>,
    definition: Option<Definition>,
    examples: Vec<Customer>,
}

fn open(conn: &mut Conn, organization: OrganizationId, id: OperationId) -> Result<Opened, StoreError> {
    let operation = operations::find(conn, organization, id)?;
    let about = if operation.kind.is_of_import() {
        let import = operation.import();
        imports::names::of_ids(conn, organization, [import])?.remove(&import).map(|brought| brought.file)
    } else if operation.kind.is_of_attribute() {
        attributes::label(conn, organization, operation.attribute())?
    } else {
        let tag = operation.tag();
        tags::of_ids(conn, organization, &[tag].into())?.remove(&tag).map(|tag| tag.title)
    };
    let definition = if operation.kind == Kind::ChangeAttribute {
        let definitions = attributes::list(conn, organization)?;
        definitions.iter().find(|definition| definition.id == operation.attribute()).cloned()
    } else {
        None
    };
    let mut examples: Vec<Customer> =
        bulk::find(conn, organization, &operation.findings.examples)?.into_values().collect();
    examples.sort_by_key(|customer| customer.number);
    Ok(Opened { operation, about, definition, examples })
}

/// `GET /operations/{id}`
pub async fn show(frame: Frame, fragment: Fragment, id: Path<OperationId>) -> Result<HttpResponse, Failure> {
    let (organization, id) = (frame.organization(), id.into_inner());
    let opened = frame.db.read(move |conn| open(conn, organization, id)).await?;
    let Opened { operation, about, definition, examples } = opened;
    // Customers may have come since it began.
    let total = operation.total.max(operation.done).max(1);
    let is_over = !operation.state.is_at_work();
    let is_whole = matches!(operation.state, State::Completed | State::Checked);
    let url = links::operation(id);
    let (section, home) = home(&frame, operation.kind);
    let may_decide = frame.actor.may(Right::ManageAttributes).is_ok() && operation.change.is_some();
    let page = OperationPage {
        shell: frame.shell(section, frame.customers().await?),
        title: title(&frame, &operation, about),
        done: if is_whole { total.unsigned_abs() } else { operation.done.unsigned_abs() },
        total: total.unsigned_abs(),
        rows: if is_whole {
            let is_done = operation.state == State::Completed;
            let message = if is_done { "operation-done" } else { "operation-looked-at" };
            frame.language.count(message, operation.done.unsigned_abs())
        } else {
            let (done, total) = (frame.number(operation.done), frame.number(total));
            frame.language.say_with("operation-progress", &[("done", &done), ("total", &total)])
        },
        state: frame.language.say(state(operation.state)),
        is_over,
        then: is_over.then(|| url.clone()),
        found: change::found(&frame, &operation, definition.as_ref(), &examples),
        decisions: if may_decide { decisions(&frame, operation.state) } else { Vec::new() },
        home,
        url,
    };
    if !fragment.is_whole_page() {
        return frame.part(&page.as_progress());
    }
    let mut answer = frame.page(StatusCode::OK, &page)?;
    if !is_over {
        let refresh = HeaderName::from_static("refresh");
        answer.headers_mut().insert(refresh, HeaderValue::from_static(REFRESH_SECONDS));
    }
    Ok(answer)
}

/// Where the work came from.
fn home(frame: &Frame, kind: Kind) -> (Section, Crumb) {
    let say = |id: &str| frame.language.say(id);
    if kind.is_of_import() {
        (Section::Imports, Crumb::new(links::IMPORTS, say("nav-imports")))
    } else if kind.is_of_attribute() {
        (Section::Attributes, Crumb::new(links::ATTRIBUTES, say("nav-attributes")))
    } else {
        (Section::Tags, Crumb::new(links::TAGS, say("tags-title")))
    }
}

/// What can be decided about a change of an attribute.
fn decisions(frame: &Frame, state: State) -> Vec<(&'static str, &'static str, String)> {
    let say = |id: &str| frame.language.say(id);
    match state {
        State::Checking | State::Running => vec![("stop", "", say("attribute-change-stop"))],
        State::Checked => {
            vec![("apply", "p", say("attribute-change-apply")), ("stop", "", say("attribute-change-drop"))]
        }
        State::Stopped => vec![("continue", "p", say("attribute-change-continue"))],
        State::Completed | State::Cancelled => Vec::new(),
    }
}

fn state(state: State) -> &'static str {
    match state {
        State::Checking | State::Running => "operation-leave",
        State::Checked => "operation-checked",
        State::Stopped => "operation-stopped",
        State::Completed => "operation-over",
        State::Cancelled => "operation-cancelled",
    }
}

/// What an operation does, with the name of its tag or attribute.
#[must_use]
pub fn title(frame: &Frame, operation: &Operation, about: Option<String>) -> String {
    let sentence = match operation.kind {
        Kind::RenameTag => "operation-rename-tag",
        Kind::MergeTag => "operation-merge-tag",
        Kind::DeleteTag => "operation-delete-tag",
        Kind::FillAttribute => "operation-fill-attribute",
        Kind::EmptyAttribute => return frame.language.say("operation-empty-attribute"),
        Kind::ChangeAttribute => "operation-change-attribute",
        Kind::UndoImport => "operation-undo-import",
        Kind::RedoImport => "operation-redo-import",
    };
    if operation.kind.is_of_attribute() || operation.kind.is_of_import() {
        return frame.language.say_with(sentence, &[("label", &about.unwrap_or_default())]);
    }
    let tag = about.unwrap_or_else(|| frame.language.say("tag-gone"));
    frame.language.say_with(sentence, &[("tag", &tag)])
}
