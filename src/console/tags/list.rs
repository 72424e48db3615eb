//! The tags with the number of customers of each, and the form for a new one.

use std::collections::HashMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::console::field::{Field, Problem};
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::operations;
use crate::console::shell::Section;
use crate::console::tags::{chip, palette, sign, wrong};
use crate::console::views::Crumb;
use crate::console::views::tags::{Hue, TagRow, TagsPage};
use crate::domain::issues::Issues;
use crate::domain::operation::Operation;
use crate::domain::operator::Right;
use crate::domain::tag::{Tag, TagDraft, TagId};
use crate::store::{Conn, StoreError, operations as work, tags};
use crate::web::Failure;
use crate::web::flash::Flash;
use crate::web::forms::Form;

/// `GET /tags`
pub async fn list(frame: Frame) -> Result<HttpResponse, Failure> {
    answer(&frame, StatusCode::OK, &Form::default(), &Issues::default()).await
}

/// `POST /tags`
pub async fn create(frame: Frame, form: Form) -> Result<HttpResponse, Failure> {
    let draft = match TagDraft::parse(form.text("title"), form.text("color")) {
        Ok(draft) => draft,
        Err(issues) => return answer(&frame, StatusCode::UNPROCESSABLE_ENTITY, &form, &issues).await,
    };
    let by = sign(&frame);
    let insert = move |conn: &mut Conn| tags::insert(conn, &by, &draft.new_tag());
    match frame.db.write(&frame.actor, Right::EditCustomers, insert).await {
        Ok(tag) => Ok(frame.done(links::TAGS, &Flash::ok("tag-added").with("tag", tag.title))),
        Err(StoreError::Invalid(issues)) => {
            answer(&frame, StatusCode::UNPROCESSABLE_ENTITY, &form, &issues).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn answer(
    frame: &Frame,
    status: StatusCode,
    form: &Form,
    issues: &Issues,
) -> Result<HttpResponse, Failure> {
    let organization = frame.organization();
    let read = move |conn: &mut Conn| {
        let mut running = work::open(conn, organization)?;
        running.retain(|operation| !operation.kind.is_of_attribute());
        let ids = running.iter().map(Operation::tag).collect();
        let about = tags::of_ids(conn, organization, &ids)?;
        let list = tags::list(conn, organization)?;
        Ok((list, tags::counts::of(conn, organization)?, running, about))
    };
    let (list, counts, running, about) = frame.db.read(read).await?;
    let customers = frame.customers().await?;
    let automatic = Hue { label: frame.language.say("tag-color-any"), ..Hue::default() };
    let field = |name: &str| Field::new(name, form.text(name)).wrong(wrong(frame, issues, name));
    let page = TagsPage {
        shell: frame.shell(Section::Tags, customers),
        total: frame.language.number(list.len() as u64),
        rows: list.iter().map(|tag| row(frame, &counts, tag)).collect(),
        running: running
            .iter()
            .map(|one| {
                let title = about.get(&one.tag()).map(|tag| tag.title.clone());
                Crumb::new(links::operation(one.id), operations::title(frame, one, title))
            })
            .collect(),
        is_making: !issues.is_empty(),
        problems: Problem::list(issues, frame.language),
        title: field("title"),
        color: field("color"),
        palette: std::iter::once(automatic).chain(palette(frame)).collect(),
    };
    frame.page(status, &page)
}

fn row(frame: &Frame, counts: &HashMap<TagId, i64>, tag: &Tag) -> TagRow {
    let customers = counts.get(&tag.id).copied().unwrap_or_default().max(0);
    TagRow {
        url: links::tag(tag.id),
        tag: chip(tag),
        customers: frame.language.count("customers-count", customers.unsigned_abs()),
        listed: links::tagged(tag.id),
    }
}
