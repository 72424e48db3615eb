//! Work on many customers, as it goes on. The page's part is polled by scripts; without them it asks again by itself.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Path;

use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::views::tags::OperationPage;
use crate::domain::operation::{Kind, Operation, OperationId, State};
use crate::domain::tag::Tag;
use crate::store::{Conn, operations, tags};
use crate::web::Failure;
use crate::web::fragment::Fragment;

/// How often a page without script asks again, in seconds.
const REFRESH_SECONDS: &str = "5";

/// `GET /operations/{id}`
pub async fn show(frame: Frame, fragment: Fragment, id: Path<OperationId>) -> Result<HttpResponse, Failure> {
    let (organization, id) = (frame.organization(), id.into_inner());
    let read = move |conn: &mut Conn| {
        let operation = operations::find(conn, organization, id)?;
        let tag = tags::of_ids(conn, organization, &[operation.tag].into())?.remove(&operation.tag);
        Ok((operation, tag))
    };
    let (operation, tag) = frame.db.read(read).await?;
    let is_over = operation.state == State::Completed;
    // Customers may have come to carry it since it began.
    let total = operation.total.max(operation.done).max(1);
    let url = links::operation(id);
    let page = OperationPage {
        shell: frame.shell(Section::Tags, frame.customers().await?),
        title: title(&frame, &operation, tag.as_ref()),
        done: if is_over { total.unsigned_abs() } else { operation.done.unsigned_abs() },
        total: total.unsigned_abs(),
        rows: if is_over {
            frame.language.count("operation-done", operation.done.unsigned_abs())
        } else {
            let (done, total) = (frame.number(operation.done), frame.number(total));
            frame.language.say_with("operation-progress", &[("done", &done), ("total", &total)])
        },
        is_over,
        then: is_over.then(|| url.clone()),
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

/// What an operation does, with the title of its tag.
#[must_use]
pub fn title(frame: &Frame, operation: &Operation, tag: Option<&Tag>) -> String {
    let tag = tag.map_or_else(|| frame.language.say("tag-gone"), |tag| tag.title.clone());
    let sentence = match operation.kind {
        Kind::RenameTag => "operation-rename-tag",
        Kind::MergeTag => "operation-merge-tag",
        Kind::DeleteTag => "operation-delete-tag",
    };
    frame.language.say_with(sentence, &[("tag", &tag)])
}
