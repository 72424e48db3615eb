//! One attribute: what does not touch customers is saved at once; another key or type is looked at first. Deleting asks,
//! and says who has a value.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

use crate::console::attributes::list::done;
use crate::console::attributes::{form, kind_label, read, sign};
use crate::console::field::Problem;
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::tags::edit::wake;
use crate::console::views::Crumb;
use crate::console::views::attributes::AttributePage;
use crate::console::views::customers::ConfirmPage;
use crate::domain::attribute::{AttributeId, Definition, DefinitionDraft, RawDefinition};
use crate::domain::issues::Issues;
use crate::domain::listing::Count;
use crate::domain::operator::Right;
use crate::import::runner::Waker;
use crate::store::{Conn, StoreError, attributes};
use crate::web::Failure;
use crate::web::flash::Flash;
use crate::web::forms::Form;

/// `GET /settings/attributes/{id}`
pub async fn edit(frame: Frame, id: Path<AttributeId>) -> Result<HttpResponse, Failure> {
    let definition = open(&frame, id.into_inner()).await?;
    show(&frame, &definition, Refused::default()).await
}

/// `POST /settings/attributes/{id}`: everything but key and type.
pub async fn save(
    frame: Frame,
    id: Path<AttributeId>,
    waker: Option<Data<Waker>>,
    form: Form,
) -> Result<HttpResponse, Failure> {
    let id = id.into_inner();
    let definition = open(&frame, id).await?;
    let stored = RawDefinition::of(&definition);
    let raw = RawDefinition { key: stored.key, kind: stored.kind, choices: stored.choices, ..read(&form) };
    let saved = match DefinitionDraft::parse(&raw) {
        Err(issues) => Err(StoreError::Invalid(issues)),
        Ok(draft) => {
            let by = sign(&frame);
            let update = move |conn: &mut Conn| attributes::update(conn, &by, id, &draft);
            frame.db.write(&frame.actor, Right::ManageAttributes, update).await
        }
    };
    match saved {
        Ok(changed) => {
            wake(waker);
            Ok(done(&frame, "attribute-saved", &changed))
        }
        Err(StoreError::Invalid(issues)) => {
            show(&frame, &definition, Refused { details: Some((raw, issues)), ..Refused::default() }).await
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /settings/attributes/{id}/change`: asks what another key or type would make of the customers.
pub async fn change(
    frame: Frame,
    id: Path<AttributeId>,
    waker: Option<Data<Waker>>,
    form: Form,
) -> Result<HttpResponse, Failure> {
    let id = id.into_inner();
    let definition = open(&frame, id).await?;
    let typed = read(&form);
    let stored = RawDefinition::of(&definition);
    let raw = RawDefinition { key: typed.key, kind: typed.kind, choices: typed.choices, ..stored };
    // The default is held against the new type by the store, which says so beside the type.
    let begun = match DefinitionDraft::parse(&RawDefinition { default: String::new(), ..raw.clone() }) {
        Err(issues) => Err(StoreError::Invalid(issues)),
        Ok(draft) => {
            let by = sign(&frame);
            let begin = move |conn: &mut Conn| attributes::begin(conn, &by, id, &draft);
            frame.db.write(&frame.actor, Right::ManageAttributes, begin).await
        }
    };
    match begun {
        Ok(Some(operation)) => {
            wake(waker);
            Ok(frame.go(&links::operation(operation)))
        }
        Ok(None) => Ok(frame.done(&links::attribute(id), &Flash::ok("attribute-unchanged"))),
        Err(StoreError::Invalid(issues)) => {
            show(&frame, &definition, Refused { change: Some((raw, issues)), ..Refused::default() }).await
        }
        Err(other) => Err(other.into()),
    }
}

/// `GET /settings/attributes/{id}/delete`
pub async fn confirm_delete(frame: Frame, id: Path<AttributeId>) -> Result<HttpResponse, Failure> {
    let organization = frame.organization();
    let definition = open(&frame, id.into_inner()).await?;
    let key = definition.key.clone();
    let carriers = frame.db.read(move |conn| attributes::carriers(conn, organization, &key)).await?;
    let (count, message) = match carriers {
        Count::Exact(count) => (count, "attribute-delete-text"),
        Count::MoreThan(count) => (count, "attribute-delete-text-many"),
    };
    let names = [("label", definition.label.as_str()), ("key", definition.key.as_str())];
    let url = links::attribute(definition.id);
    let page = ConfirmPage {
        shell: frame.shell(Section::Attributes, frame.customers().await?),
        crumbs: vec![
            Crumb::new(links::ATTRIBUTES, frame.language.say("nav-attributes")),
            Crumb::new(&url, &definition.label),
        ],
        title: frame.language.say_with("attribute-delete-title", &names),
        text: frame.language.count_with(message, count.unsigned_abs(), &names),
        action: format!("{url}/delete"),
        verb: frame.language.say("attribute-delete"),
        is_danger: true,
        cancel: url,
        ..ConfirmPage::default()
    };
    frame.page(StatusCode::OK, &page)
}

/// `POST /settings/attributes/{id}/delete`
pub async fn delete(
    frame: Frame,
    id: Path<AttributeId>,
    waker: Option<Data<Waker>>,
    _form: Form,
) -> Result<HttpResponse, Failure> {
    let (by, id) = (sign(&frame), id.into_inner());
    let delete = move |conn: &mut Conn| attributes::delete(conn, &by, id);
    let changed = frame.db.write(&frame.actor, Right::ManageAttributes, delete).await?;
    wake(waker);
    Ok(done(&frame, "attribute-deleted", &changed))
}

async fn open(frame: &Frame, id: AttributeId) -> Result<Definition, Failure> {
    let organization = frame.organization();
    Ok(frame.db.read(move |conn| attributes::find(conn, organization, id)).await?)
}

/// What was typed into one of the page's two forms, and what is wrong with it. The other form shows what is stored: its
/// button sends all of it.
#[derive(Default)]
struct Refused {
    details: Option<(RawDefinition, Issues)>,
    change: Option<(RawDefinition, Issues)>,
}

async fn show(frame: &Frame, definition: &Definition, refused: Refused) -> Result<HttpResponse, Failure> {
    let stored = || (RawDefinition::of(definition), Issues::default());
    let is_refused = refused.details.is_some() || refused.change.is_some();
    let (details, wrong_details) = refused.details.unwrap_or_else(stored);
    let (change, wrong_change) = refused.change.unwrap_or_else(stored);
    let problems =
        [&wrong_details, &wrong_change].map(|issues| Problem::list(issues, frame.language)).concat();
    let page = AttributePage {
        shell: frame.shell(Section::Attributes, frame.customers().await?),
        url: links::attribute(definition.id),
        title: definition.label.clone(),
        key: definition.key.clone(),
        kind: kind_label(frame, definition.kind),
        is_filling: definition.index.is_some_and(|index| !index.is_ready),
        unfit: definition.ready_index().map(|_| links::unfit(definition.id)),
        problems,
        form: form(frame, &details, &wrong_details),
        change: form(frame, &change, &wrong_change),
    };
    let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    frame.page(status, &page)
}
