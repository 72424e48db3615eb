//! `/customers/{id}/timeline-events`: the newest first, and notes to add to it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};

use crate::dialects::echonio::body::Fields;
use crate::dialects::echonio::customers::ListJson;
use crate::dialects::echonio::event_json::{EventJson, word};
use crate::dialects::echonio::query::{Parameters, Stretch, text};
use crate::dialects::{sign, write};
use crate::domain::customer::CustomerId;
use crate::domain::event::{Event, note_text};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::{Actor, Right};
use crate::store::events::{self, Asked};
use crate::store::{Conn, Db, customers, notes};
use crate::web::Failure;

/// Most lines that are looked through for those of one type.
const MOST_LINES: usize = 10_000;
/// The type of what a caller may write.
const NOTE: &str = "note";

/// `GET /customers/{id}/timeline-events`
pub async fn list(
    db: Data<Db>,
    actor: Actor,
    id: Path<CustomerId>,
    parameters: Parameters,
) -> Result<HttpResponse, Failure> {
    let (asked, kind) = (Stretch::read(&parameters)?, text(&parameters, "type"));
    let (organization, id) = (actor.organization, id.into_inner());
    let read = move |conn: &mut Conn| {
        customers::find_live(conn, organization, id)?;
        let all = Asked::default();
        let until = asked.offset.saturating_add(asked.limit);
        let (lines, count) = if kind.is_empty() {
            let count = events::count(conn, organization, id, all)?;
            (events::list(conn, organization, id, all, until.min(MOST_LINES))?, count)
        } else {
            let mut lines = events::list(conn, organization, id, all, MOST_LINES)?;
            lines.retain(|line| word(&line.kind) == kind);
            let count = lines.len();
            (lines, count)
        };
        Ok((lines.into_iter().skip(asked.offset).take(asked.limit).collect::<Vec<Event>>(), count))
    };
    let (lines, count) = db.read(read).await?;
    let items = lines.iter().map(EventJson::of).collect();
    Ok(HttpResponse::Ok().json(ListJson { items, count: i64::try_from(count).map_err(Failure::fault)? }))
}

/// `POST /customers/{id}/timeline-events`: a note.
pub async fn create(
    db: Data<Db>,
    actor: Actor,
    id: Path<CustomerId>,
    fields: Fields,
) -> Result<HttpResponse, Failure> {
    let mut issues = Issues::new();
    let kind = fields.text("type", &mut issues);
    if kind.is_some_and(|kind| kind != NOTE) {
        issues.add("type", Issue::new("parameter-unknown"));
    }
    if fields.json("data", &mut issues).is_some_and(|data| data != serde_json::json!({})) {
        // A note is its words: what else was sent would be lost without a word.
        issues.add("data", Issue::new("parameter-unknown"));
    }
    let words = fields.text("description", &mut issues).unwrap_or_default();
    let words = issues.keep("description", note_text(&words));
    let Some(words) = words.filter(|_| issues.is_empty()) else { return Err(issues.into()) };
    let (by, id) = (sign(&db, &actor), id.into_inner());
    let insert = move |conn: &mut Conn| notes::insert(conn, &by, id, words, false);
    let note = write(&db, &actor, Right::EditCustomers, insert).await?;
    Ok(HttpResponse::build(StatusCode::CREATED).json(EventJson::of(&note)))
}
