//! What the pages about a customer's past show: versions, comparison, conflict.

use askama::Template;

use super::Crumb;
use super::customers::{CustomerHead, Line};
use crate::console::avatar::Avatar;
use crate::console::shell::Shell;

/// The history tab.
#[derive(Debug, Default, Template)]
#[template(path = "customers/history.html")]
pub struct HistoryPage {
    /// The frame.
    pub shell: Shell,
    /// Title, actions, tabs.
    pub head: CustomerHead,
    /// Versions, newest first.
    pub versions: Vec<Version>,
    /// To older versions.
    pub older: Option<String>,
}

/// One version.
#[derive(Clone, Debug, Default)]
pub struct Version {
    /// Its number, for the form.
    pub number: String,
    /// It is the current one.
    pub is_current: bool,
    /// "Email Address, accountTier".
    pub changed: String,
    /// Who made it.
    pub by: String,
    /// Beside the name.
    pub avatar: Avatar,
    /// "Console", the import's file, the token's name.
    pub through: Crumb,
    /// "20 Nov 2025, 14:12".
    pub when: String,
    /// It is compared from.
    pub is_from: bool,
    /// It is compared to.
    pub is_to: bool,
}

/// Two versions side by side.
#[derive(Debug, Default, Template)]
#[template(path = "customers/compare.html")]
pub struct ComparePage {
    /// The frame.
    pub shell: Shell,
    /// The customer's page.
    pub url: String,
    /// The display name.
    pub name: String,
    /// The earlier version's number.
    pub from: String,
    /// The later version's number.
    pub to: String,
    /// The current version's number: what a restore is made against.
    pub version: String,
    /// It is not in the trash.
    pub is_live: bool,
    /// "4 fields changed", who and when.
    pub meta: Vec<String>,
    /// What changed.
    pub changes: Vec<Change>,
    /// What did not.
    pub unchanged: Vec<Line>,
    /// "Show 9 unchanged fields".
    pub show_unchanged: String,
    /// To the comparison before this one.
    pub older: Option<String>,
    /// To the one after.
    pub newer: Option<String>,
}

/// A field that changed.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// The field, for the form that restores it alone.
    pub field: String,
    /// The field's label.
    pub label: String,
    /// It is an attribute's key.
    pub is_key: bool,
    /// The former value; empty: not set.
    pub before: Vec<Piece>,
    /// The later value; empty: not set.
    pub after: Vec<Piece>,
}

/// A run of words in a comparison.
#[derive(Clone, Debug, Default)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// What became of them.
    pub mark: Mark,
}

/// What became of some words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// They stayed.
    #[default]
    Same,
    /// They went.
    Removed,
    /// They came.
    Added,
}

impl Piece {
    /// Words that went.
    #[must_use]
    pub fn is_removed(&self) -> bool {
        self.mark == Mark::Removed
    }

    /// Words that came.
    #[must_use]
    pub fn is_added(&self) -> bool {
        self.mark == Mark::Added
    }
}

/// Someone saved before: what clashes, and what merged by itself.
#[derive(Debug, Default, Template)]
#[template(path = "customers/conflict.html")]
pub struct ConflictPage {
    /// The frame.
    pub shell: Shell,
    /// The customer's page.
    pub url: String,
    /// The display name.
    pub name: String,
    /// "Reza Moradi saved version 8 two minutes ago, while you were editing version 7."
    pub what: String,
    /// "Nothing of yours is lost. 2 fields changed on both sides: …"
    pub then: String,
    /// "Saved by Reza Moradi, version 8".
    pub theirs: String,
    /// The version that the edit was made from.
    pub version: String,
    /// The version that is stored now, which the choices hold for.
    pub their_version: String,
    /// The whole form as it was typed: names and values.
    pub kept: Vec<(String, String)>,
    /// Fields changed on both sides.
    pub clashes: Vec<Clash>,
    /// Fields changed on one side.
    pub merged: Vec<Merged>,
}

/// A field changed on both sides. Its radio is named `choose.` and the field, with `theirs` or `mine`.
#[derive(Clone, Debug, Default)]
pub struct Clash {
    /// The field's name in the form.
    pub field: String,
    /// Its label.
    pub label: String,
    /// The value both started from.
    pub was: String,
    /// What is stored now.
    pub theirs: Vec<Piece>,
    /// What was typed.
    pub mine: Vec<Piece>,
}

/// A field changed on one side.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    /// Its label.
    pub label: String,
    /// It is an attribute's key.
    pub is_key: bool,
    /// What changed.
    pub result: Vec<Piece>,
    /// Who changed it.
    pub from: String,
}
