//! What the pages of events show: a customer's timeline, one note of it, the activity of the organization.

use askama::Template;

use super::customers::CustomerHead;
use super::history::Change;
use super::{Crumb, customers, tags::TagChip};
use crate::console::avatar::Avatar;
use crate::console::field::{Choice, Field, Problem};
use crate::console::shell::Shell;

/// The timeline tab. `as_timeline()` renders what a swap replaces.
#[derive(Debug, Default, Template)]
#[template(path = "timeline/of_customer.html", blocks = ["timeline"])]
pub struct TimelinePage {
    /// The frame.
    pub shell: Shell,
    /// Title, actions, tabs.
    pub head: CustomerHead,
    /// What is wrong with the note.
    pub problems: Vec<Problem>,
    /// The note that is being written; nothing for who writes none.
    pub note: Option<Field>,
    /// What can be shown.
    pub chips: Vec<Chip>,
    /// Pinned notes.
    pub pinned: Vec<Line>,
    /// Days, newest first.
    pub days: Vec<Day>,
    /// "Show 17 older events" and where to.
    pub older: Option<Crumb>,
    /// The tags of the customer.
    pub tags: Vec<TagChip>,
    /// Facts about the record.
    pub record: Vec<customers::Line>,
    /// What a screen reader hears after a swap.
    pub announce: String,
}

/// One note, to be edited.
#[derive(Debug, Default, Template)]
#[template(path = "timeline/note.html")]
pub struct NotePage {
    /// The frame.
    pub shell: Shell,
    /// The way back: to the customers, to this one, to its timeline.
    pub crumbs: Vec<Crumb>,
    /// Where it is saved.
    pub action: String,
    /// Where Cancel leads.
    pub back: String,
    /// The revision that the edit is made from.
    pub version: String,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// The words.
    pub note: Field,
    /// Somebody edited it meanwhile: what they made of it, and who.
    pub theirs: Option<Theirs>,
}

/// What somebody else made of a note.
#[derive(Clone, Debug, Default)]
pub struct Theirs {
    /// "Neda Yari edited this note 2 min ago."
    pub who: String,
    /// Its words now.
    pub text: String,
}

/// The activity of the organization. `as_timeline()` renders what a swap replaces.
#[derive(Debug, Default, Template)]
#[template(path = "timeline/activity.html", blocks = ["timeline"])]
pub struct ActivityPage {
    /// The frame.
    pub shell: Shell,
    /// What can be shown.
    pub chips: Vec<Chip>,
    /// What the form of who did it keeps: names and values.
    pub kept: Vec<(String, String)>,
    /// Who did it.
    pub by: Field,
    /// Operators and tokens.
    pub actors: Vec<Choice>,
    /// Days, newest first.
    pub days: Vec<Day>,
    /// To older events.
    pub older: Option<String>,
    /// What a screen reader hears after a swap.
    pub announce: String,
}

/// A filter that is a link.
#[derive(Clone, Debug, Default)]
pub struct Chip {
    /// Where it leads.
    pub href: String,
    /// What it shows.
    pub label: String,
    /// It is what is shown.
    pub is_on: bool,
}

/// The events of one day.
#[derive(Clone, Debug, Default)]
pub struct Day {
    /// "Today", "Tuesday 18 November".
    pub heading: String,
    /// The events, newest first.
    pub lines: Vec<Line>,
}

/// One event.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Its symbol.
    pub icon: &'static str,
    /// Beside the name.
    pub avatar: Avatar,
    /// Who did it, or nothing.
    pub actor: String,
    /// What they did.
    pub sentence: Vec<Piece>,
    /// What became of the fields.
    pub changes: Vec<Change>,
    /// To all of them, when there are more.
    pub more: Option<Crumb>,
    /// The words of a note.
    pub quote: Option<String>,
    /// What can be done with the note.
    pub deeds: Option<Deeds>,
    /// "Edited yesterday by Neda Yari", or nothing.
    pub edited: String,
    /// "14:12".
    pub time: String,
    /// "12 min ago".
    pub ago: String,
    /// The machine form.
    pub machine: String,
}

/// What can be done with a note.
#[derive(Clone, Debug, Default)]
pub struct Deeds {
    /// The note's address.
    pub url: String,
    /// It stands above the others.
    pub is_pinned: bool,
    /// The reader may edit and delete it.
    pub may_change: bool,
}

/// A run of a sentence: words, or something it mentions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Where it leads, or nothing.
    pub href: String,
    /// The class of a tag's hue, or nothing.
    pub hue: &'static str,
    /// It is of the language, not of the data.
    pub is_words: bool,
}

impl Piece {
    /// Words of the sentence itself.
    pub fn words(text: impl Into<String>) -> Self {
        Self { is_words: true, ..Self::text(text) }
    }

    /// A name or a number.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A name that leads somewhere.
    pub fn link(href: impl Into<String>, text: impl Into<String>) -> Self {
        Self { href: href.into(), ..Self::text(text) }
    }
}
