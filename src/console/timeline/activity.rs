//! `/activity`: everything that happened in the organization, the newest first. An import is one line with its number,
//! however many customers it brought.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Query;
use serde::Deserialize;
use uuid::Uuid;

use super::{Mentioned, Place, days, line, topic_label};
use crate::console::field::{Choice, Field};
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::views::timeline::{ActivityPage, Chip};
use crate::domain::event::Topic;
use crate::domain::operator::ActorId;
use crate::store::{Conn, actors, counts, events};
use crate::web::Failure;
use crate::web::fragment::Fragment;

/// Events of a page.
const LIMIT: usize = 50;

/// Operators, tokens and contacts to choose from, of each.
const MOST_ACTORS: i64 = 100;

/// Which events are asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    show: String,
    by: String,
    before: String,
}

impl Sent {
    fn topic(&self) -> Option<Topic> {
        Topic::parse(&self.show)
    }

    /// The address that shows this topic of the same person.
    fn address(&self, topic: Option<Topic>, before: &str) -> String {
        let show = topic.map(Topic::as_str).unwrap_or_default();
        links::with_query(links::ACTIVITY, [("show", show), ("by", &self.by), ("before", before)])
    }
}

/// `GET /activity`
pub async fn show(
    frame: Frame,
    fragment: Fragment,
    Query(sent): Query<Sent>,
) -> Result<HttpResponse, Failure> {
    let (organization, topic) = (frame.organization(), sent.topic());
    let by = sent.by.parse::<Uuid>().ok().map(ActorId);
    let before = sent.before.parse::<Uuid>().ok();
    let read = move |conn: &mut Conn| {
        let lines = events::activity(conn, organization, topic, by, before, LIMIT + 1)?;
        let mentioned = Mentioned::read(conn, organization, lines.iter())?;
        let mut actors = actors::all(conn, organization, MOST_ACTORS)?;
        // Whoever is asked for stays in the choice, also when there are too many to list.
        let asked = by.filter(|by| actors.iter().all(|(known, _)| known != by));
        actors.extend(actors::names(conn, organization, asked)?);
        Ok((lines, mentioned, actors, counts::of(conn, organization)?.live))
    };
    let (lines, mentioned, actors, customers) = frame.db.read(read).await?;
    let shown = lines.get(..LIMIT).unwrap_or(&lines);
    let older = shown.last().filter(|_| lines.len() > LIMIT);
    let chip = |topic: Option<Topic>| Chip {
        href: sent.address(topic, ""),
        label: topic.map_or_else(|| frame.language.say("topic-all"), |topic| topic_label(&frame, topic)),
        is_on: sent.topic() == topic,
    };
    let page = ActivityPage {
        shell: frame.shell(Section::Dashboard, customers),
        chips: std::iter::once(None).chain(Topic::ALL.map(Some)).map(chip).collect(),
        kept: topic.map(|topic| ("show".to_owned(), topic.as_str().to_owned())).into_iter().collect(),
        by: Field::new("by", &sent.by),
        actors: actors.into_iter().map(|(ActorId(id), name)| Choice::new(id.to_string(), name)).collect(),
        days: days(&frame, shown, |event| line(&frame, &mentioned, Place::Organization, event)),
        older: older.map(|last| sent.address(topic, &last.id.to_string())),
        announce: frame.language.say("activity-title"),
    };
    if fragment.is_whole_page() { frame.page(StatusCode::OK, &page) } else { frame.part(&page.as_timeline()) }
}
