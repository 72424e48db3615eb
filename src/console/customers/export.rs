//! The list as a file.

use actix_web::HttpResponse;
use actix_web::web::{Query, block};

use crate::console::again::{Fresh, Stale};
use crate::console::customers::query::{ListState, Sent};
use crate::console::frame::Frame;
use crate::console::links;
use crate::domain::listing::ListQuery;
use crate::export::{Export, ExportError, Format};
use crate::store::attributes;
use crate::web::{Failure, download};

/// When a person who began too many had better come again.
const COME_AGAIN: std::time::Duration = std::time::Duration::from_mins(15);

/// `GET /customers/export`: what the list shows, on all its pages. Whoever takes everything types the password first.
pub async fn export(
    frame: Frame,
    fresh: Fresh,
    sent: Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Failure> {
    let sent = sent.into_inner();
    let format = sent.iter().find(|(name, _)| name == "format").and_then(|(_, word)| word.parse().ok());
    let format: Format = format.ok_or(Failure::NotFound)?;
    let silent_before = frame.silent_before();
    let (organization, zone, sent) = (frame.organization(), frame.time_zone().to_owned(), Sent::of(sent));
    let read = move |conn: &mut _| {
        let defined = attributes::list(conn, organization)?;
        Ok(ListState::read(&sent, &zone, silent_before, &defined))
    };
    let state = frame.db.read(read).await?;
    if !state.is_readable() {
        // The list says what cannot be read.
        return Ok(frame.go(&state.link()));
    }
    if state.query.filter.is_empty() && fresh == Fresh::No {
        return Ok(Stale::lead(&frame, &link(&state, format)));
    }
    let query = ListQuery { filter: state.query.filter, sort: state.query.sort, ..ListQuery::default() };
    let most = frame.site().limits.exports_per_hour;
    let (db, actor) = (frame.db.clone(), frame.actor.clone());
    let begun = block(move || Export::begin(&db, &actor, query, format, most)).await;
    let export = begun.map_err(Failure::fault)?.map_err(|error| match error {
        ExportError::TooMany(_) => Failure::TooMany(COME_AGAIN),
        ExportError::Store(error) => error.into(),
        ExportError::Write(error) => Failure::fault(error),
    })?;
    Ok(download::made(format.content_type(), &format.file_name(), export, Export::piece))
}

/// Where the list of this state is a file.
#[must_use]
pub fn link(state: &ListState, format: Format) -> String {
    let pairs = state.from_start().pairs();
    let pairs = pairs.iter().map(|(name, value)| (name.as_ref(), value.as_str()));
    links::with_query(links::CUSTOMERS_EXPORT, std::iter::once(("format", format.as_str())).chain(pairs))
}
