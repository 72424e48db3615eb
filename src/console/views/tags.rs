//! What the pages of tags show, and the pieces of them that stand on the pages of customers.

use askama::Template;

use super::Crumb;
use super::attributes::ChangeFound;
use crate::console::field::{Choice, Field, Problem};
use crate::console::shell::Shell;

/// A tag as it is shown: a dot of its colour and its title.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagChip {
    /// Its id, for forms.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The class of its hue, `h0` to `h7`.
    pub hue: &'static str,
    /// It is ticked.
    pub is_on: bool,
}

/// Tags to tick, and a field for new ones.
#[derive(Clone, Debug, Default)]
pub struct Picker {
    /// The tags offered.
    pub tags: Vec<TagChip>,
    /// `tags`: for what is wrong with those that are ticked.
    pub field: Field,
    /// `tag_titles`.
    pub titles: Field,
}

/// A colour of the palette.
#[derive(Clone, Debug, Default)]
pub struct Hue {
    /// Its word in the form; empty lets the program choose.
    pub value: String,
    /// Its name.
    pub label: String,
    /// The class of the hue, or nothing.
    pub class: &'static str,
}

/// All tags, and the form for a new one.
#[derive(Debug, Default, Template)]
#[template(path = "tags/list.html")]
pub struct TagsPage {
    /// The frame.
    pub shell: Shell,
    /// How many.
    pub total: String,
    /// The tags.
    pub rows: Vec<TagRow>,
    /// What goes on in the background.
    pub running: Vec<Crumb>,
    /// The form for a new one is open.
    pub is_making: bool,
    /// What is to be fixed in it.
    pub problems: Vec<Problem>,
    /// `title`.
    pub title: Field,
    /// `color`.
    pub color: Field,
    /// The palette.
    pub palette: Vec<Hue>,
}

/// A tag in the list.
#[derive(Clone, Debug, Default)]
pub struct TagRow {
    /// Its page, without a slash at its end.
    pub url: String,
    /// The tag.
    pub tag: TagChip,
    /// "12 customers".
    pub customers: String,
    /// The list of those.
    pub listed: String,
}

/// One tag, to be renamed, recoloured, merged or deleted.
#[derive(Debug, Default, Template)]
#[template(path = "tags/edit.html")]
pub struct TagPage {
    /// The frame.
    pub shell: Shell,
    /// Its page, without a slash at its end.
    pub url: String,
    /// The tag as it is stored.
    pub tag: TagChip,
    /// "12 customers".
    pub customers: String,
    /// The list of those.
    pub listed: String,
    /// What is to be fixed.
    pub problems: Vec<Problem>,
    /// `title`.
    pub title: Field,
    /// `color`.
    pub color: Field,
    /// The palette.
    pub palette: Vec<Hue>,
    /// `into`.
    pub into: Field,
    /// The other tags.
    pub others: Vec<Choice>,
}

/// Work on many customers. The block `progress` is polled.
#[derive(Debug, Default, Template)]
#[template(path = "operations/show.html", blocks = ["progress"])]
pub struct OperationPage {
    /// The frame.
    pub shell: Shell,
    /// This page.
    pub url: String,
    /// "Deleting the tag Premium".
    pub title: String,
    /// Customers done.
    pub done: u64,
    /// Customers in all.
    pub total: u64,
    /// "1,200 of 3,000 customers".
    pub rows: String,
    /// What it waits for, or that it is over.
    pub state: String,
    /// Nothing more will change by itself.
    pub is_over: bool,
    /// What a change of an attribute makes of the customers.
    pub found: Option<ChangeFound>,
    /// What the reader may decide: where the form goes, the class of its button, and its label.
    pub decisions: Vec<(&'static str, &'static str, String)>,
    /// Where the work came from.
    pub home: Crumb,
    /// Where a script leads when it is over.
    pub then: Option<String>,
}
