//! The attributes that are defined, in their order, and the form for a new one.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

use crate::console::attributes::{form, kind_label, read, sign};
use crate::console::field::Problem;
use crate::console::frame::Frame;
use crate::console::shell::Section;
use crate::console::tags::edit::wake;
use crate::console::views::Crumb;
use crate::console::views::attributes::{AttributesPage, DefinitionRow};
use crate::console::{links, operations};
use crate::domain::attribute::{AttributeId, Definition, DefinitionDraft, Definitions, RawDefinition};
use crate::domain::issues::Issues;
use crate::domain::operation::Kind;
use crate::domain::operator::Right;
use crate::import::runner::Waker;
use crate::store::attributes::{self, Changed};
use crate::store::{Conn, StoreError, operations as work};
use crate::web::Failure;
use crate::web::flash::Flash;
use crate::web::forms::Form;

/// `GET /settings/attributes`
pub async fn list(frame: Frame) -> Result<HttpResponse, Failure> {
    answer(&frame, StatusCode::OK, &RawDefinition::default(), &Issues::default()).await
}

/// `POST /settings/attributes`
pub async fn create(frame: Frame, waker: Option<Data<Waker>>, form: Form) -> Result<HttpResponse, Failure> {
    let raw = read(&form);
    let made = match DefinitionDraft::parse(&raw) {
        Err(issues) => Err(StoreError::Invalid(issues)),
        Ok(draft) => {
            let by = sign(&frame);
            let insert = move |conn: &mut Conn| attributes::insert(conn, &by, &draft);
            frame.db.write(&frame.actor, Right::ManageAttributes, insert).await
        }
    };
    match made {
        Ok(changed) => {
            wake(waker);
            Ok(done(&frame, "attribute-added", &changed))
        }
        Err(StoreError::Invalid(issues)) => {
            answer(&frame, StatusCode::UNPROCESSABLE_ENTITY, &raw, &issues).await
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /settings/attributes/{id}/move`: one place up, or down.
pub async fn shift(frame: Frame, id: Path<AttributeId>, form: Form) -> Result<HttpResponse, Failure> {
    let (by, id, is_up) = (sign(&frame), id.into_inner(), form.text("to") == "up");
    let shift = move |conn: &mut Conn| attributes::shift(conn, &by, id, is_up);
    frame.db.write(&frame.actor, Right::ManageAttributes, shift).await?;
    Ok(frame.go(links::ATTRIBUTES))
}

/// Tells what was done, and leads to the work that is left, where there is some.
pub(super) fn done(frame: &Frame, message: &str, changed: &Changed) -> HttpResponse {
    let flash = Flash::ok(message).with("label", &changed.definition.label);
    match changed.operation {
        Some(operation) => frame.done(&links::operation(operation), &flash),
        None => frame.done(links::ATTRIBUTES, &flash),
    }
}

async fn answer(
    frame: &Frame,
    status: StatusCode,
    raw: &RawDefinition,
    issues: &Issues,
) -> Result<HttpResponse, Failure> {
    let organization = frame.organization();
    let read = move |conn: &mut Conn| {
        let mut running = Vec::new();
        for one in work::open(conn, organization)? {
            if matches!(one.kind, Kind::FillAttribute | Kind::ChangeAttribute) {
                let label = attributes::label(conn, organization, one.attribute())?;
                running.push((one, label));
            }
        }
        Ok((attributes::list(conn, organization)?, running))
    };
    let (defined, running) = frame.db.read(read).await?;
    let running = running
        .into_iter()
        .map(|(one, label)| Crumb::new(links::operation(one.id), operations::title(frame, &one, label)));
    let page = AttributesPage {
        shell: frame.shell(Section::Attributes, frame.customers().await?),
        total: frame.language.number(defined.len() as u64),
        rows: rows(frame, &defined),
        running: running.collect(),
        may_change: frame.actor.may(Right::ManageAttributes).is_ok(),
        is_making: !issues.is_empty(),
        problems: Problem::list(issues, frame.language),
        form: form(frame, raw, issues),
    };
    frame.page(status, &page)
}

fn rows(frame: &Frame, defined: &Definitions) -> Vec<DefinitionRow> {
    let last = defined.len().saturating_sub(1);
    let row = |(at, definition): (usize, &Definition)| DefinitionRow {
        url: links::attribute(definition.id),
        label: definition.label.clone(),
        key: definition.key.clone(),
        kind: kind_label(frame, definition.kind),
        marks: marks(frame, definition),
        is_first: at == 0,
        is_last: at == last,
    };
    defined.iter().enumerate().map(row).collect()
}

fn marks(frame: &Frame, definition: &Definition) -> String {
    let filter = match definition.index {
        None => None,
        Some(index) if index.is_ready => Some("attribute-filterable"),
        Some(_) => Some("attribute-filling"),
    };
    let marks = [
        definition.is_required.then_some("attribute-required"),
        definition.is_listed.then_some("attribute-listed"),
        filter,
    ];
    let said = marks.into_iter().flatten().map(|mark| frame.language.say(mark));
    said.collect::<Vec<_>>().join(" · ")
}
