//! What happened: a customer's timeline with its notes, and the activity of the whole organization. A line is an event,
//! told in one sentence.

pub mod activity;
mod changes;
pub mod notes;
pub mod of_customer;
mod sentence;

pub use sentence::field_names;

use std::collections::{BTreeSet, HashMap};

use crate::console::avatar::Avatar;
use crate::console::customers::head;
use crate::console::frame::Frame;
use crate::console::tags::titles::Titles;
use crate::console::views::timeline::{Day, Line};
use crate::domain::asset::AssetId;
use crate::domain::customer::CustomerId;
use crate::domain::event::{Event, EventKind, Topic};
use crate::domain::import::ImportId;
use crate::domain::operator::ActorId;
use crate::domain::organization::OrganizationId;
use crate::store::actors::{self, Names};
use crate::store::imports::names::Brought;
use crate::store::{Conn, StoreError, assets, customers, imports};

/// What some lines mention, by its names: read for a page at once.
#[derive(Debug, Default)]
pub struct Mentioned {
    actors: Names,
    customers: HashMap<CustomerId, String>,
    assets: HashMap<AssetId, String>,
    imports: HashMap<ImportId, Brought>,
    tags: Titles,
}

impl Mentioned {
    /// Reads what these lines mention.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn read<'a>(
        conn: &mut Conn,
        organization: OrganizationId,
        lines: impl Iterator<Item = &'a Event> + Clone,
    ) -> Result<Self, StoreError> {
        let editors = lines.clone().filter_map(|line| line.note.as_ref()?.edited?.0);
        let actors = lines.clone().filter_map(|line| line.actor).chain(editors);
        let customers = lines.clone().filter_map(|line| line.customer);
        let assets = lines.clone().filter_map(|line| asset_of(&line.kind));
        let imports = lines.clone().filter_map(|line| match line.kind {
            EventKind::Imported { import, .. }
            | EventKind::ImportEnded { import }
            | EventKind::ImportUndone { import }
            | EventKind::ImportRedone { import }
            | EventKind::Undone { import, .. } => Some(ImportId(import)),
            _ => None,
        });
        let tags = lines.clone().filter_map(|line| match &line.kind {
            EventKind::TagAdded(told) | EventKind::TagRemoved(told) => Some(told.tag_id),
            _ => None,
        });
        Ok(Self {
            actors: actors::names(conn, organization, actors)?,
            customers: customers::names::of_ids(conn, organization, customers)?,
            assets: assets::names::of_ids(conn, organization, assets)?,
            imports: imports::names::of_ids(conn, organization, imports)?,
            tags: Titles::read(conn, organization, &tags.collect::<BTreeSet<_>>())?,
        })
    }

    fn who(&self, frame: &Frame, actor: Option<ActorId>) -> String {
        head::who(frame, &self.actors, actor)
    }
}

fn asset_of(kind: &EventKind) -> Option<AssetId> {
    match kind {
        EventKind::FileAdded { asset }
        | EventKind::FileReplaced { asset }
        | EventKind::FileDetached { asset }
        | EventKind::FileTrashed { asset }
        | EventKind::FileRestored { asset } => Some(AssetId(*asset)),
        _ => None,
    }
}

/// Whose page a line stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The customer's own, which need not be named.
    Customer,
    /// The organization's.
    Organization,
}

/// A line as it is shown there.
#[must_use]
pub fn line(frame: &Frame, mentioned: &Mentioned, place: Place, event: &Event) -> Line {
    let told = sentence::of(frame, mentioned, event);
    let (dates, at) = (frame.dates(), event.at.micros());
    // What an import did to a customer it did by itself.
    let is_by_somebody = !matches!(event.kind, EventKind::Imported { .. });
    let actor = if is_by_somebody { mentioned.who(frame, event.actor) } else { String::new() };
    let actor_id = event.actor.map(|ActorId(id)| id).unwrap_or_default();
    Line {
        icon: told.icon,
        avatar: Avatar::new(&actor, actor_id.as_bytes(), false),
        actor,
        sentence: told.say(frame, mentioned, place, event),
        quote: event.note.as_ref().map(|note| note.text.clone()),
        time: dates.time(at),
        ago: dates.ago(at),
        machine: dates.machine(at),
        ..Line::default()
    }
}

/// Lines under the days they fall on.
#[must_use]
pub fn days<'a>(
    frame: &Frame,
    events: impl IntoIterator<Item = &'a Event>,
    line: impl Fn(&Event) -> Line,
) -> Vec<Day> {
    let dates = frame.dates();
    let mut days: Vec<Day> = Vec::new();
    for event in events {
        let heading = dates.heading(event.at.micros());
        match days.last_mut() {
            Some(day) if day.heading == heading => day.lines.push(line(event)),
            _ => days.push(Day { heading, lines: vec![line(event)] }),
        }
    }
    days
}

/// What a topic is called.
fn topic_label(frame: &Frame, topic: Topic) -> String {
    frame.language.say(match topic {
        Topic::Notes => "topic-notes",
        Topic::Changes => "topic-changes",
        Topic::Tags => "topic-tags",
        Topic::Files => "topic-files",
        Topic::Imports => "topic-imports",
        Topic::Provisioning => "provisions-title",
        Topic::Invitations => "topic-invitations",
    })
}
