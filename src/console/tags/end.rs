//! The ends of a tag: merged into another, or deleted. Both ask first, and say how many customers carry it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::tags::edit::{Opened, open, show, wake};
use crate::console::tags::{done, sign};
use crate::console::views::Crumb;
use crate::console::views::customers::ConfirmPage;
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::Right;
use crate::domain::tag::{Tag, TagId};
use crate::import::runner::Waker;
use crate::store::{Conn, tags};
use crate::web::Failure;
use crate::web::forms::Form;

/// The tag that another is to be merged into.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    into: String,
}

/// `GET /tags/{id}/merge`
pub async fn confirm_merge(
    frame: Frame,
    id: Path<TagId>,
    sent: Query<Sent>,
) -> Result<HttpResponse, Failure> {
    let opened = open(&frame, id.into_inner()).await?;
    let Some(into) = other(&opened, &sent.into) else { return nowhere(&frame, &opened).await };
    let names = [("tag", opened.tag.title.as_str()), ("into", into.title.as_str())];
    let question = ConfirmPage {
        title: frame.language.say_with("tag-merge-title", &names),
        text: counted(&frame, "tag-merge-text", &opened, &names),
        action: format!("{}/merge", links::tag(opened.tag.id)),
        kept: vec![("into".to_owned(), into.id.to_string())],
        verb: frame.language.say("tag-merge"),
        ..ConfirmPage::default()
    };
    ask(&frame, &opened, question).await
}

/// `POST /tags/{id}/merge`
pub async fn merge(
    frame: Frame,
    id: Path<TagId>,
    waker: Option<Data<Waker>>,
    form: Form,
) -> Result<HttpResponse, Failure> {
    let opened = open(&frame, id.into_inner()).await?;
    let Some(into) = other(&opened, form.text("into")) else { return nowhere(&frame, &opened).await };
    let (by, id, into) = (sign(&frame), opened.tag.id, into.id);
    let merge = move |conn: &mut Conn| tags::merge(conn, &by, id, into);
    let changed = frame.db.write(&frame.actor, Right::ManageTags, merge).await?;
    wake(waker);
    Ok(done(&frame, "tag-merged", &changed))
}

/// `GET /tags/{id}/delete`
pub async fn confirm_delete(frame: Frame, id: Path<TagId>) -> Result<HttpResponse, Failure> {
    let opened = open(&frame, id.into_inner()).await?;
    let names = [("tag", opened.tag.title.as_str())];
    let question = ConfirmPage {
        title: frame.language.say_with("tag-delete-title", &names),
        text: counted(&frame, "tag-delete-text", &opened, &names),
        action: format!("{}/delete", links::tag(opened.tag.id)),
        verb: frame.language.say("tag-delete"),
        is_danger: true,
        ..ConfirmPage::default()
    };
    ask(&frame, &opened, question).await
}

/// `POST /tags/{id}/delete`
pub async fn delete(
    frame: Frame,
    id: Path<TagId>,
    waker: Option<Data<Waker>>,
    _form: Form,
) -> Result<HttpResponse, Failure> {
    let (by, id) = (sign(&frame), id.into_inner());
    let delete = move |conn: &mut Conn| tags::delete(conn, &by, id);
    let changed = frame.db.write(&frame.actor, Right::ManageTags, delete).await?;
    wake(waker);
    Ok(done(&frame, "tag-deleted", &changed))
}

/// The tag of this id, if it is another one of the organization's.
fn other<'a>(opened: &'a Opened, id: &str) -> Option<&'a Tag> {
    let id: TagId = id.parse().ok()?;
    opened.all.iter().find(|tag| tag.id == id && tag.id != opened.tag.id)
}

/// The tag's page again, with the question into which one.
async fn nowhere(frame: &Frame, opened: &Opened) -> Result<HttpResponse, Failure> {
    let issues = Issues::of("into", Issue::new("tag-merged-into-itself"));
    show(frame, opened, &opened.tag.title, opened.tag.color.as_str(), &issues).await
}

fn counted(frame: &Frame, id: &str, opened: &Opened, names: &[(&'static str, &str)]) -> String {
    frame.language.count_with(id, opened.customers.unsigned_abs(), names)
}

async fn ask(frame: &Frame, opened: &Opened, question: ConfirmPage) -> Result<HttpResponse, Failure> {
    let url = links::tag(opened.tag.id);
    let page = ConfirmPage {
        shell: frame.shell(Section::Tags, frame.customers().await?),
        crumbs: vec![
            Crumb::new(links::TAGS, frame.language.say("tags-title")),
            Crumb::new(&url, &opened.tag.title),
        ],
        cancel: url,
        ..question
    };
    frame.page(StatusCode::OK, &page)
}
