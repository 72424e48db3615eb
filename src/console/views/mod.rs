//! What each page shows: one struct per template, holding text ready to be read. A handler fills them; a template only
//! shows them. Nothing here asks the store or decides who may do what.

use askama::Template;

use super::field::Choice;
use super::shell::Shell;

pub mod account;
pub mod assets;
pub mod attributes;
pub mod avatar;
pub mod customers;
pub mod dashboard;
pub mod gate;
pub mod history;
pub mod imports;
pub mod invitations;
pub mod ledger;
pub mod people;
pub mod portal;
pub mod provisions;
pub mod settings;
pub mod tags;
pub mod timeline;

/// One link of the way back.
#[derive(Clone, Debug, Default)]
pub struct Crumb {
    /// Where it leads.
    pub href: String,
    /// Its text.
    pub label: String,
}

impl Crumb {
    /// A link with its text.
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { href: href.into(), label: label.into() }
    }
}

/// The foot of a list: what is shown of how many, and the ways on.
#[derive(Clone, Debug, Default)]
pub struct Pager {
    /// "1–50 of 12,486".
    pub range: String,
    /// Rows on a page.
    pub size: String,
    /// The numbers of rows offered.
    pub sizes: Vec<Choice>,
    /// To the first page, unless this is it.
    pub first: Option<String>,
    /// To the page before.
    pub previous: Option<String>,
    /// To the page after.
    pub next: Option<String>,
    /// To the last page.
    pub last: Option<String>,
}

/// A state as a badge: with a tone when it needs a person, else plain grey text.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// `ok`, `info`, `warn`, `bad`, or nothing.
    pub tone: &'static str,
    /// "Active", "Failed".
    pub label: String,
}

/// What went wrong and what can be done next.
#[derive(Debug, Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// The frame.
    pub shell: Shell,
    /// What went wrong.
    pub title: String,
    /// What it means and what to do.
    pub detail: String,
    /// The number to tell an administrator, when there is something to look up.
    pub reference: Option<String>,
    /// The way on.
    pub back: Crumb,
}

/// The map of the keyboard.
#[derive(Debug, Template)]
#[template(path = "help/keys.html")]
pub struct KeysPage {
    /// The frame.
    pub shell: Shell,
}
