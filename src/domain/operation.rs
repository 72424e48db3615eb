//! Work on many customers at once, done in slices by the runner: what a change of a tag leaves to be done when many
//! carry it, and what another key, kind or filter of an attribute asks of every customer.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use crate::domain::attribute::{AttributeId, Change, Findings};
use crate::domain::import::{ImportId, Tally};
use crate::domain::operator::{ActorId, ActorKind};
use crate::domain::organization::OrganizationId;
use crate::domain::tag::TagId;
use crate::domain::time::Time;

/// The id of an operation, issued here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OperationId(pub Uuid);

impl fmt::Display for OperationId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl FromStr for OperationId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}

impl<'de> serde::Deserialize<'de> for OperationId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self)
    }
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A tag's customers are found by its new title.
    RenameTag,
    /// A tag's customers carry the one it was merged into.
    MergeTag,
    /// A deleted tag is taken off its customers.
    DeleteTag,
    /// The values of an attribute are written where customers are filtered by it.
    FillAttribute,
    /// They are removed there.
    EmptyAttribute,
    /// An attribute gets another key, or another kind; first it is only looked at what that would do.
    ChangeAttribute,
    /// What an import did is taken back.
    UndoImport,
    /// That is taken back in turn.
    RedoImport,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::RenameTag,
        Self::MergeTag,
        Self::DeleteTag,
        Self::FillAttribute,
        Self::EmptyAttribute,
        Self::ChangeAttribute,
        Self::UndoImport,
        Self::RedoImport,
    ];

    /// The word stored for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RenameTag => "rename-tag",
            Self::MergeTag => "merge-tag",
            Self::DeleteTag => "delete-tag",
            Self::FillAttribute => "fill-attribute",
            Self::EmptyAttribute => "empty-attribute",
            Self::ChangeAttribute => "change-attribute",
            Self::UndoImport => "undo-import",
            Self::RedoImport => "redo-import",
        }
    }

    /// Whether it is about an import.
    #[must_use]
    pub const fn is_of_import(self) -> bool {
        matches!(self, Self::UndoImport | Self::RedoImport)
    }

    /// Whether somebody may stop it halfway, and have it go on.
    #[must_use]
    pub const fn may_be_stopped(self) -> bool {
        matches!(self, Self::ChangeAttribute) || self.is_of_import()
    }

    /// Whether it is about an attribute.
    #[must_use]
    pub const fn is_of_attribute(self) -> bool {
        matches!(self, Self::FillAttribute | Self::EmptyAttribute | Self::ChangeAttribute)
    }

    /// The kind a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is looked at what it would do; nothing is changed.
    Checking,
    /// A person is to decide whether it is done.
    Checked,
    /// It waits, or goes on: only whoever has its lease knows which.
    Running,
    /// Somebody stopped it on the way. It can go on.
    Stopped,
    /// Every customer has followed.
    Completed,
    /// It was given up before it changed anything.
    Cancelled,
}

impl State {
    const ALL: [Self; 6] =
        [Self::Checking, Self::Checked, Self::Running, Self::Stopped, Self::Completed, Self::Cancelled];

    /// The word stored for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether the runner has something to do.
    #[must_use]
    pub const fn is_at_work(self) -> bool {
        matches!(self, Self::Checking | Self::Running)
    }
}

/// An operation as it is stored.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Short key.
    pub number: i64,
    /// Its id.
    pub id: OperationId,
    /// Whose it is.
    pub organization: OrganizationId,
    /// Who asked for it; none for the command line.
    pub actor: Option<ActorId>,
    /// What kind of caller that was.
    pub actor_kind: ActorKind,
    /// What is done.
    pub kind: Kind,
    /// With the customers of which tag, attribute or import; for what is removed, its index.
    pub subject: Uuid,
    /// What is changed of an attribute.
    pub change: Option<Change>,
    /// What looking at the customers found.
    pub findings: Findings,
    /// What became of an import's customers.
    pub tally: Tally,
    /// Where it stands.
    pub state: State,
    /// Customers when it began; more may have come since.
    pub total: i64,
    /// Customers that have followed.
    pub done: i64,
    /// The change number of the last of them, where they are taken in that order; of an import's, the last row.
    pub last_seq: i64,
    /// How far they are taken, for now: when a change of an attribute is there, it looks at who was written meanwhile.
    pub until_seq: i64,
    /// Customers written after this one are in the indexes as they are now.
    pub began_seq: i64,
    /// When it was asked for.
    pub created_at: Time,
    /// When it was over.
    pub finished_at: Option<Time>,
}

impl Operation {
    /// The tag that it is about.
    #[must_use]
    pub const fn tag(&self) -> TagId {
        TagId(self.subject)
    }

    /// The import that it is about.
    #[must_use]
    pub const fn import(&self) -> ImportId {
        ImportId(self.subject)
    }

    /// The attribute that it is about.
    #[must_use]
    pub const fn attribute(&self) -> AttributeId {
        AttributeId(self.subject)
    }
}
