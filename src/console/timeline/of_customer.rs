//! A customer's timeline: pinned notes, then everything else by its day, the newest first.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query};
use serde::Deserialize;
use uuid::Uuid;

use super::changes::Documents;
use super::{Mentioned, Place, days, line, topic_label};
use crate::console::customers::head::{self, Opened};
use crate::console::customers::overview;
use crate::console::field::{Field, Problem};
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::views::Crumb;
use crate::console::views::timeline::{Chip, Deeds, Line, TimelinePage};
use crate::domain::customer::CustomerId;
use crate::domain::event::{Event, Topic};
use crate::domain::issues::Issues;
use crate::domain::operator::Right;
use crate::store::events::{self, Asked};
use crate::web::Failure;
use crate::web::fragment::Fragment;

/// Events of a page.
const LIMIT: usize = 50;
/// Pinned notes that stand above the others; older ones stay in their place.
const MOST_PINNED: usize = 20;

/// Which events are asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    show: String,
    before: String,
}

impl Sent {
    fn topic(&self) -> Option<Topic> {
        Topic::parse(&self.show)
    }

    fn before(&self) -> Option<Uuid> {
        self.before.parse().ok()
    }
}

/// `GET /customers/{id}/timeline`
pub async fn show(
    frame: Frame,
    fragment: Fragment,
    id: Path<CustomerId>,
    Query(sent): Query<Sent>,
) -> Result<HttpResponse, Failure> {
    let read = read(&frame, id.into_inner(), &sent).await?;
    let page = page(&frame, &read, &sent, None, &Issues::default());
    if fragment.is_whole_page() { frame.page(StatusCode::OK, &page) } else { frame.part(&page.as_timeline()) }
}

/// The timeline with a note as it was typed, which was refused.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn again(
    frame: &Frame,
    id: CustomerId,
    typed: &str,
    issues: &Issues,
) -> Result<HttpResponse, Failure> {
    let sent = Sent::default();
    let read = read(frame, id, &sent).await?;
    let wrong = issues.get("note").first().map(|issue| frame.issue(issue));
    let note = Field::new("note", typed).wrong(wrong);
    frame.page(StatusCode::UNPROCESSABLE_ENTITY, &page(frame, &read, &sent, Some(note), issues))
}

/// What a page is made of.
struct Read {
    opened: Opened,
    pinned: Vec<Event>,
    lines: Vec<Event>,
    older: usize,
    mentioned: Mentioned,
    documents: Documents,
}

async fn read(frame: &Frame, id: CustomerId, sent: &Sent) -> Result<Read, Failure> {
    let organization = frame.organization();
    let (topic, before) = (sent.topic(), sent.before());
    let shows_pinned = before.is_none() && topic.is_none_or(|topic| topic == Topic::Notes);
    let read = move |conn: &mut _| {
        let opened = head::open(conn, organization, id)?;
        let mut pinned = events::pinned(conn, organization, id, MOST_PINNED)?;
        let asked = Asked { topic, before, above: pinned.last().map(|oldest| oldest.id) };
        if !shows_pinned {
            pinned.clear();
        }
        let mut lines = events::list(conn, organization, id, asked, LIMIT + 1)?;
        let has_more = lines.len() > LIMIT;
        lines.truncate(LIMIT);
        let older = match lines.last().filter(|_| has_more) {
            Some(last) => {
                let older = Asked { before: Some(last.id), ..asked };
                events::count(conn, organization, id, older)?
            }
            None => 0,
        };
        let mentioned = Mentioned::read(conn, organization, pinned.iter().chain(&lines))?;
        let documents = Documents::read(conn, organization, id, &lines)?;
        Ok(Read { opened, pinned, lines, older, mentioned, documents })
    };
    Ok(frame.db.read(read).await?)
}

fn page(frame: &Frame, read: &Read, sent: &Sent, typed: Option<Field>, issues: &Issues) -> TimelinePage {
    let customer = &read.opened.customer;
    let may_write = customer.deleted_at.is_none() && frame.actor.may(Right::EditCustomers).is_ok();
    let shown = |event: &Event| with_details(frame, read, may_write, event);
    let older = read.lines.last().filter(|_| read.older > 0).map(|last| {
        let href = address(customer.id, sent.topic(), Some(last.id));
        Crumb::new(href, frame.language.count("timeline-older", read.older as u64))
    });
    let all = Chip {
        href: address(customer.id, None, None),
        label: frame.language.say("topic-all"),
        is_on: sent.topic().is_none(),
    };
    let chip = |topic| Chip {
        href: address(customer.id, Some(topic), None),
        label: topic_label(frame, topic),
        is_on: sent.topic() == Some(topic),
    };
    TimelinePage {
        shell: frame.shell(Section::Customers, read.opened.counts.live),
        head: head::head(frame, &read.opened),
        problems: Problem::list(issues, frame.language),
        // What was typed is shown also where it cannot be added as things are, so that it is not lost.
        note: typed.or_else(|| may_write.then(|| Field::new("note", ""))),
        chips: std::iter::once(all).chain(Topic::ALL.map(chip)).collect(),
        pinned: read.pinned.iter().map(shown).collect(),
        days: days(frame, &read.lines, shown),
        older,
        tags: read.opened.titles.chips(&customer.document.tags),
        record: overview::record(frame, &read.opened),
        announce: frame.language.say("customer-timeline"),
    }
}

/// A line with what a customer's own page has room for: what changed, and what can be done with a note.
fn with_details(frame: &Frame, read: &Read, may_write: bool, event: &Event) -> Line {
    let mut line = line(frame, &read.mentioned, Place::Customer, event);
    (line.changes, line.more) = read.documents.changes(frame, event);
    let Some(note) = &event.note else { return line };
    if let Some((by, at)) = note.edited {
        let (who, when) = (read.mentioned.who(frame, by), frame.dates().ago_within(at.micros()));
        line.edited = frame.language.say_with("timeline-note-edited", &[("who", &who), ("when", &when)]);
    }
    line.deeds = may_write.then(|| Deeds {
        url: links::note(read.opened.customer.id, event.id),
        is_pinned: note.is_pinned,
        may_change: event.may_be_changed_by(frame.actor.id, frame.actor.role),
    });
    line
}

fn address(id: CustomerId, topic: Option<Topic>, before: Option<Uuid>) -> String {
    let before = before.map(|id| id.to_string()).unwrap_or_default();
    let show = topic.map(Topic::as_str).unwrap_or_default();
    links::with_query(&links::timeline(id), [("show", show), ("before", &before)])
}
