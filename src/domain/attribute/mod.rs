//! Attributes that an organization has defined: what each is called, which values it takes, and who needs one. A key
//! that nobody defined is free, and takes anything.

mod asked;
mod change;
mod draft;
mod judge;
mod value;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::issues::Issue;

pub use asked::{Asked, MOST_ASKED, Typed, Wanted};
pub use change::{Change, Changes, Fate, Findings, MOST_EXAMPLES};
pub use draft::{DefinitionDraft, RawDefinition};
pub(in crate::domain) use judge::{any_value, is_empty, judge};

/// Most definitions of an organization.
pub const MOST_DEFINITIONS: usize = 50;
/// Longest key, in characters.
pub const KEY_MAX_CHARS: usize = 100;
/// Longest label, in characters.
pub const LABEL_MAX_CHARS: usize = 60;
/// Most attributes that are columns of the list.
pub const MOST_COLUMNS: usize = 3;
/// Most values to choose from.
pub const MOST_CHOICES: usize = 100;

/// The id of a definition, issued here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AttributeId(pub Uuid);

impl fmt::Display for AttributeId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl FromStr for AttributeId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}

/// Which values an attribute takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttributeKind {
    /// Any line of text.
    #[default]
    Text,
    /// A decimal number, kept as its digits.
    Number,
    /// A day, kept as ISO 8601 writes it.
    Date,
    /// Yes or no, kept as a JSON truth value.
    YesNo,
    /// One of a list.
    Choice,
    /// The address of a web page.
    Url,
}

impl AttributeKind {
    /// Every kind, in the order a person chooses from.
    pub const ALL: [Self; 6] = [Self::Text, Self::Number, Self::Date, Self::YesNo, Self::Choice, Self::Url];

    /// The word stored and sent for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Date => "date",
            Self::YesNo => "yes-no",
            Self::Choice => "choice",
            Self::Url => "url",
        }
    }

    /// The kind a word names.
    ///
    /// # Errors
    /// It names none.
    pub fn parse(word: &str) -> Result<Self, Issue> {
        let named = Self::ALL.into_iter().find(|kind| kind.as_str() == word);
        named.ok_or_else(|| Issue::new("attribute-kind-unknown"))
    }

    /// Whether its values have an order that a person asks for a part of.
    #[must_use]
    pub const fn has_order(self) -> bool {
        matches!(self, Self::Number | Self::Date)
    }
}

/// Where the values of a filterable attribute are looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Index {
    /// Its own id: another one each time values come to be written otherwise.
    pub id: Uuid,
    /// Every customer is in it.
    pub is_ready: bool,
}

/// An attribute as it was defined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Its id.
    pub id: AttributeId,
    /// The name of its values in documents, files and calls.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// Which values it takes.
    pub kind: AttributeKind,
    /// The values to choose from, in their order.
    pub choices: Vec<String>,
    /// A new customer must have one.
    pub is_required: bool,
    /// What a new customer gets that says nothing of it.
    pub default: Option<Value>,
    /// It is a column of the list.
    pub is_listed: bool,
    /// How customers are filtered by it; none where they are not.
    pub index: Option<Index>,
    /// Its place among the others.
    pub position: i64,
}

impl Definition {
    /// The index to filter by, once every customer is in it.
    #[must_use]
    pub fn ready_index(&self) -> Option<Uuid> {
        self.index.filter(|index| index.is_ready).map(|index| index.id)
    }

    /// The value as this attribute keeps it.
    ///
    /// # Errors
    /// It takes no such value.
    pub fn read(&self, value: &Value) -> Result<Value, Issue> {
        self.kind.read(value, &self.choices)
    }
}

/// The definitions of an organization in their order, and when they last changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Definitions {
    all: Vec<Definition>,
    /// The change number of the last change of any of them; 0 before the first.
    pub revision: i64,
}

impl Definitions {
    /// These, in this order.
    #[must_use]
    pub const fn new(all: Vec<Definition>, revision: i64) -> Self {
        Self { all, revision }
    }

    /// Each of them, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Definition> {
        self.all.iter()
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The one of this key.
    #[must_use]
    pub fn of_key(&self, key: &str) -> Option<&Definition> {
        self.all.iter().find(|definition| definition.key == key)
    }

    /// Those that are columns of the list: the first few, because names need the room.
    pub fn listed(&self) -> impl Iterator<Item = &Definition> {
        self.all.iter().filter(|definition| definition.is_listed).take(MOST_COLUMNS)
    }

    /// Those that customers can be filtered by now.
    pub fn filterable(&self) -> impl Iterator<Item = &Definition> {
        self.all.iter().filter(|definition| definition.ready_index().is_some())
    }
}

impl<'a> IntoIterator for &'a Definitions {
    type Item = &'a Definition;
    type IntoIter = std::slice::Iter<'a, Definition>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
