//! The list as a file.

use actix_web::http::Method;
use actix_web::web::{Query, block};
use actix_web::{HttpRequest, HttpResponse};

use crate::console::again::{Fresh, Stale};
use crate::console::customers::query::{ListState, Sent};
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::views::customers::Tab;
use crate::domain::listing::ListQuery;
use crate::domain::operator::Right;
use crate::export::{Chosen, Export, ExportError, Format, WriteError};
use crate::store::attributes;
use crate::web::flash::{Flash, Tone};
use crate::web::{Failure, csrf, download};

/// When a person who began too many had better come again.
const COME_AGAIN: std::time::Duration = std::time::Duration::from_mins(15);

/// `GET /customers/export`: what the list shows, on all its pages. The password is typed first, whatever is asked for: a
/// filter may match everybody, and two of them together do. No page of another site leads here, as it counts.
pub async fn export(
    request: HttpRequest,
    frame: Frame,
    fresh: Fresh,
    sent: Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Failure> {
    csrf::check_site(request.headers())?;
    let sent = sent.into_inner();
    let format = sent.iter().find(|(name, _)| name == "format").and_then(|(_, word)| word.parse().ok());
    let format: Format = format.ok_or(Failure::NotFound)?;
    let columns = sent.iter().find(|(name, _)| name == "columns").and_then(|(_, word)| word.parse().ok());
    let columns: Chosen = columns.unwrap_or_default();
    if request.method() == Method::HEAD {
        return Ok(download::announced(format.content_type(), &format.file_name()));
    }
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
    if fresh == Fresh::No {
        return Ok(Stale::lead(&frame, &link(&state, format, columns)));
    }
    let list = state.link();
    let query = ListQuery { filter: state.query.filter, sort: state.query.sort, ..ListQuery::default() };
    let most = frame.site().limits.exports_per_hour;
    let (db, actor) = (frame.db.clone(), frame.actor.clone());
    let begun = block(move || Export::begin(&db, &actor, query, format, most)).await;
    let export = match begun.map_err(Failure::fault)? {
        Ok(export) => export.with_columns(columns),
        Err(ExportError::Write(WriteError::TooLong)) => {
            let flash = Flash::toned(Tone::Warn, "issue-export-too-long");
            return Ok(frame.done(&list, &flash));
        }
        Err(ExportError::TooMany(_)) => return Err(Failure::TooMany(COME_AGAIN)),
        Err(ExportError::Store(error)) => return Err(error.into()),
        Err(ExportError::Write(error)) => return Err(Failure::fault(error)),
    };
    Ok(download::made(format.content_type(), &format.file_name(), export, Export::piece))
}

/// The list of this state as a file, in each format, tables with all columns or with those shown; nothing for who may not take it.
#[must_use]
pub fn links(frame: &Frame, state: &ListState) -> Vec<Tab> {
    if frame.actor.may(Right::ExportCustomers).is_err() {
        return Vec::new();
    }
    let tab = |(format, columns, label): (Format, Chosen, &str)| Tab {
        label: frame.language.say(label),
        href: link(state, format, columns),
        ..Tab::default()
    };
    let offered = [
        (Format::Csv, Chosen::All, "customers-export-csv"),
        (Format::Csv, Chosen::Listed, "customers-export-csv-listed"),
        (Format::Xlsx, Chosen::All, "customers-export-xlsx"),
        (Format::Xlsx, Chosen::Listed, "customers-export-xlsx-listed"),
        (Format::Json, Chosen::All, "customers-export-json"),
        (Format::Ndjson, Chosen::All, "customers-export-ndjson"),
    ];
    offered.map(tab).into()
}

fn link(state: &ListState, format: Format, columns: Chosen) -> String {
    let chosen = if columns == Chosen::All { "" } else { columns.as_str() };
    let pairs = state.from_start().pairs();
    let pairs = pairs.iter().map(|(name, value)| (name.as_ref(), value.as_str()));
    let file = [("format", format.as_str()), ("columns", chosen)];
    links::with_query(links::CUSTOMERS_EXPORT, file.into_iter().chain(pairs))
}
