//! One tag: its title and colour, and the ways to end it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

use crate::console::field::{Choice, Field, Problem};
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::tags::{chip, done, palette, sign, wrong};
use crate::console::views::tags::TagPage;
use crate::domain::issues::Issues;
use crate::domain::operator::Right;
use crate::domain::tag::{Tag, TagDraft, TagId};
use crate::import::runner::Waker;
use crate::store::{Conn, StoreError, tags};
use crate::web::Failure;
use crate::web::forms::Form;

/// A tag with what its pages show beside it.
pub struct Opened {
    /// The tag.
    pub tag: Tag,
    /// Live customers that carry it.
    pub customers: i64,
    /// All tags of the organization.
    pub all: Vec<Tag>,
}

/// Opens a tag of the reader's organization.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn open(frame: &Frame, id: TagId) -> Result<Opened, Failure> {
    let organization = frame.organization();
    let read = move |conn: &mut Conn| {
        Ok(Opened {
            tag: tags::find(conn, organization, id)?,
            customers: tags::counts::of_tag(conn, organization, id)?.max(0),
            all: tags::list(conn, organization)?,
        })
    };
    Ok(frame.db.read(read).await?)
}

/// `GET /tags/{id}`
pub async fn edit(frame: Frame, id: Path<TagId>) -> Result<HttpResponse, Failure> {
    let opened = open(&frame, id.into_inner()).await?;
    let (title, color) = (opened.tag.title.clone(), opened.tag.color.as_str());
    show(&frame, &opened, &title, color, &Issues::default()).await
}

/// `POST /tags/{id}`: another title, another colour.
pub async fn save(
    frame: Frame,
    id: Path<TagId>,
    waker: Option<Data<Waker>>,
    form: Form,
) -> Result<HttpResponse, Failure> {
    let (id, title, color) = (id.into_inner(), form.text("title"), form.text("color"));
    let saved = match TagDraft::parse(title, color) {
        Err(issues) => Err(StoreError::Invalid(issues)),
        Ok(draft) => {
            let by = sign(&frame);
            let rename = move |conn: &mut Conn| tags::rename(conn, &by, id, &draft);
            frame.db.write(&frame.actor, Right::ManageTags, rename).await
        }
    };
    match saved {
        Ok(changed) => {
            wake(waker);
            Ok(done(&frame, "tag-saved", &changed))
        }
        Err(StoreError::Invalid(issues)) => {
            let opened = open(&frame, id).await?;
            show(&frame, &opened, title, color, &issues).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Tells the runner that there may be work.
pub fn wake(waker: Option<Data<Waker>>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// The page, with what was typed and what is wrong with it.
///
/// # Errors
/// When the store does not answer.
pub async fn show(
    frame: &Frame,
    opened: &Opened,
    title: &str,
    color: &str,
    issues: &Issues,
) -> Result<HttpResponse, Failure> {
    let Opened { tag, customers, all } = opened;
    let others = all.iter().filter(|other| other.id != tag.id);
    let page = TagPage {
        shell: frame.shell(Section::Tags, frame.customers().await?),
        url: links::tag(tag.id),
        tag: chip(tag),
        customers: frame.language.count("customers-count", customers.unsigned_abs()),
        listed: links::tagged(tag.id),
        problems: Problem::list(issues, frame.language),
        title: Field::new("title", title).wrong(wrong(frame, issues, "title")),
        color: Field::new("color", color).wrong(wrong(frame, issues, "color")),
        palette: palette(frame),
        into: Field::new("into", "").wrong(wrong(frame, issues, "into")),
        others: others.map(|other| Choice::new(other.id.to_string(), &other.title)).collect(),
    };
    let status = if issues.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    frame.page(status, &page)
}
