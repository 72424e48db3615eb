//! An import: a file on its way into the store, what is done with each row, and the arithmetic of its ledger. How a
//! file is read and what is written is decided above; here is what may be said of it.

pub mod cells;
mod changes;
pub mod items;
mod ledger;
mod options;
mod parts;
mod target;
pub mod titles;
mod undo;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use changes::{CHANGES, ChangeCounts, ChangeKind, FieldChanges, LATER_ROWS, NoChanges};
pub use ledger::{Cause, CauseCount, Line, LineNote, Problem, RowSpan, Unread};
pub use options::{EmptyCells, MatchBy, Mode, OnMatch, Options, UnknownMatch};
pub use parts::{AddressPart, PersonPart, PhonePart};
pub use target::{Mapping, Target, UnknownTarget};
pub use undo::{Fate, Tally, UndoLine};

use crate::domain::operator::{Actor, ActorId, ActorKind, Right};
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;

/// Most imports of one organization that wait their turn.
pub const MOST_WAITING: i64 = 10;
/// Most imports one person starts in an hour.
pub const MOST_STARTS_PER_HOUR: i64 = 20;
/// How long the file, rejected values and downloads of an import are kept once it has ended.
pub const KEPT_DAYS: u64 = 30;

/// The id of an import, issued here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ImportId(pub Uuid);

impl ImportId {
    /// A new one, in order of time.
    #[must_use]
    pub fn new() -> Self {
        Self(Uuid::now_v7())
    }
}

impl Default for ImportId {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for ImportId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl FromStr for ImportId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// The file is in; its columns can be mapped.
    Uploaded,
    /// Every row is being judged; nothing is written to customers.
    Checking,
    /// The plan stands.
    Checked,
    /// It waits for its turn to be applied.
    Queued,
    /// Rows are being written.
    Running,
    /// Every accepted row is in, once.
    Completed,
    /// Somebody stopped it. What was written by then stays and is listed.
    Cancelled,
    /// It could not begin: nothing was written.
    Failed,
    /// What it did is being taken back, or that in turn.
    Undoing,
    /// What it did was taken back.
    Undone,
}

impl State {
    /// Every state, in the order an import goes through them.
    pub const ALL: [Self; 10] = [
        Self::Uploaded,
        Self::Checking,
        Self::Checked,
        Self::Queued,
        Self::Running,
        Self::Completed,
        Self::Cancelled,
        Self::Failed,
        Self::Undoing,
        Self::Undone,
    ];

    /// The word stored and sent for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Uploaded => "uploaded",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }

    /// The state a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether the runner reads its file, or will.
    #[must_use]
    pub const fn is_at_work(self) -> bool {
        matches!(self, Self::Checking | Self::Queued | Self::Running)
    }

    /// Whether its rows are all that they will be.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Cancelled | Self::Failed | Self::Undoing | Self::Undone)
    }
}

impl fmt::Display for State {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// A new customer.
    Created,
    /// A new version of a customer.
    Updated,
    /// The customer is already as the row says.
    Unchanged,
    /// A rule left it out, or the customer changed after the check.
    Skipped,
    /// Something in it needs a fix.
    Rejected,
    /// There was nothing in it.
    Blank,
}

impl Outcome {
    /// Every outcome, in the order of the ledger's counts.
    pub const ALL: [Self; 6] =
        [Self::Created, Self::Updated, Self::Unchanged, Self::Skipped, Self::Rejected, Self::Blank];

    /// The word sent for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Skipped => "skipped",
            Self::Rejected => "rejected",
            Self::Blank => "blank",
        }
    }

    /// The outcome a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == word)
    }
}

/// How many rows had each outcome. Their sum is the number of rows looked at, always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// New customers.
    pub created: i64,
    /// New versions.
    pub updated: i64,
    /// Nothing to change.
    pub unchanged: i64,
    /// Left out by a rule.
    pub skipped: i64,
    /// Need a fix.
    pub rejected: i64,
    /// Empty rows.
    pub blank: i64,
}

impl Counts {
    /// All rows.
    #[must_use]
    pub const fn rows(&self) -> i64 {
        self.created + self.updated + self.unchanged + self.skipped + self.rejected + self.blank
    }

    /// Rows that write a customer.
    #[must_use]
    pub const fn written(&self) -> i64 {
        self.created + self.updated
    }

    /// The rows of one outcome.
    #[must_use]
    pub const fn of(&self, outcome: Outcome) -> i64 {
        match outcome {
            Outcome::Created => self.created,
            Outcome::Updated => self.updated,
            Outcome::Unchanged => self.unchanged,
            Outcome::Skipped => self.skipped,
            Outcome::Rejected => self.rejected,
            Outcome::Blank => self.blank,
        }
    }

    /// Counts rows of one outcome.
    pub const fn add(&mut self, outcome: Outcome, rows: i64) {
        let count = match outcome {
            Outcome::Created => &mut self.created,
            Outcome::Updated => &mut self.updated,
            Outcome::Unchanged => &mut self.unchanged,
            Outcome::Skipped => &mut self.skipped,
            Outcome::Rejected => &mut self.rejected,
            Outcome::Blank => &mut self.blank,
        };
        *count += rows;
    }
}

/// The file of an import, as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportFile {
    /// Its name: text for people, never a path.
    pub name: String,
    /// SHA-256 of its content, by which it is kept.
    pub sha256: [u8; 32],
    /// Its length in bytes.
    pub length: u64,
    /// False once it was removed, 30 days after the import ended.
    pub is_kept: bool,
}

/// How far the current pass has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Checkpoint {
    /// The number, in the file, of the last row that is done.
    pub last_row: i64,
    /// What became of the rows up to it.
    pub counts: Counts,
}

/// An import as it is stored.
#[derive(Debug, Clone)]
pub struct Import {
    /// Short key, of its ledger's lines.
    pub number: i64,
    /// Its id.
    pub id: ImportId,
    /// Whose it is.
    pub organization: OrganizationId,
    /// Who brought the file; none for the command line.
    pub actor: Option<ActorId>,
    /// What kind of caller that was.
    pub actor_kind: ActorKind,
    /// What was brought.
    pub file: ImportFile,
    /// Where it stands.
    pub state: State,
    /// How the file is read, as JSON of the reading room.
    pub reading: String,
    /// What each column means; frozen when the check begins.
    pub mapping: Mapping,
    /// The rules; frozen too.
    pub options: Options,
    /// Rows of the file: an estimate until the check has counted them.
    pub row_total: Option<i64>,
    /// How far it is.
    pub checkpoint: Checkpoint,
    /// What the check found.
    pub plan: Option<Counts>,
    /// Why it failed.
    pub problem: Option<Problem>,
    /// Somebody asked it to stop.
    pub is_stop_asked: bool,
    /// When the file came in.
    pub created_at: Time,
    /// When the check that goes on, or went on last, began.
    pub checking_since: Option<Time>,
    /// When the check ended.
    pub checked_at: Option<Time>,
    /// When rows began to be written.
    pub started_at: Option<Time>,
    /// When it was over.
    pub finished_at: Option<Time>,
    /// The number of the import whose rejected rows these are, put right.
    pub merges_into: Option<i64>,
}

impl Import {
    /// What the current pass has done. One that waits for its turn has done nothing, and still holds what the check
    /// came to.
    #[must_use]
    pub fn done(&self) -> Counts {
        if self.state == State::Queued { Counts::default() } else { self.checkpoint.counts }
    }

    /// Rows done in the current pass.
    #[must_use]
    pub fn rows_done(&self) -> i64 {
        self.done().rows()
    }

    /// What the file of its rejected rows is called, with this extension.
    #[must_use]
    pub fn rejects_name(&self, extension: &str) -> String {
        let stem = self.file.name.rsplit_once('.').map_or(self.file.name.as_str(), |(stem, _)| stem);
        format!("{stem}.rejected.{extension}")
    }

    /// Whether rows that were put right can be merged into it.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.state, State::Completed | State::Cancelled) && self.merges_into.is_none()
    }

    /// Whether rows that it rejected can be put right and merged into it.
    #[must_use]
    pub const fn takes_corrections(&self) -> bool {
        self.is_open() && self.file.is_kept && self.checkpoint.counts.rejected > 0
    }

    /// The end of the time in which it can be undone, or an undo be taken back.
    #[must_use]
    pub fn undo_until(&self) -> Option<Time> {
        let written = self.checkpoint.counts.written() > 0;
        let kept = Duration::from_hours(24 * KEPT_DAYS);
        self.finished_at.filter(|_| written && self.state.is_over()).map(|at| at.plus(kept))
    }

    /// Whether what it did, or its undo, can be taken back.
    #[must_use]
    pub fn may_be_undone(&self, now: Time) -> bool {
        matches!(self.state, State::Completed | State::Cancelled | State::Undone)
            && self.merges_into.is_none()
            && self.undo_until().is_some_and(|until| now < until)
    }

    /// Whether this caller may undo it: whoever brought the file, and whoever may undo those of others.
    #[must_use]
    pub fn may_be_undone_by(&self, actor: &Actor) -> bool {
        let is_own = self.actor.is_some() && self.actor == actor.id;
        let right = if is_own { Right::ImportCustomers } else { Right::UndoAnyImport };
        actor.may(right).is_ok()
    }

    /// Whether a person may still change how the file is read and mapped.
    #[must_use]
    pub const fn may_be_mapped(&self) -> bool {
        matches!(self.state, State::Uploaded | State::Checked) && self.file.is_kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for state in State::ALL {
            assert_eq!(State::parse(state.as_str()), Some(state));
        }
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::parse(outcome.as_str()), Some(outcome));
        }
    }

    #[test]
    fn the_counts_add_up_to_the_rows() {
        let mut counts = Counts::default();
        for (rows, outcome) in (1..).zip(Outcome::ALL) {
            counts.add(outcome, rows);
            assert_eq!(counts.of(outcome), rows);
        }
        assert_eq!(counts.rows(), 21);
        assert_eq!(counts.written(), 3);
    }
}
