//! Provisioning: a program that is set up for a customer by a worker outside. There is one record for each customer and
//! program; it moves from state to state, and every move and every report of the worker is a step that is kept.

mod draft;
mod state;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::customer::CustomerId;
use crate::domain::operator::ActorId;
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;

pub use draft::{Claim, Program, Report, Start, attribute_list};
pub use state::{Asked, Move, State};

/// Most programs of one customer.
pub const MOST_PROGRAMS: usize = 50;
/// Steps of a record that are kept; of a worker that reports more, the oldest go.
pub const STEPS_KEPT: i64 = 200;
/// How long a worker keeps what it has claimed, unless it says otherwise.
pub const LEASE: Duration = Duration::from_mins(5);
/// Shortest and longest time that a worker may ask for, in seconds.
pub const LEASE_SECONDS: (u64, u64) = (5, 86_400);

/// The id of a record, issued here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProvisionId(pub Uuid);

impl ProvisionId {
    /// A new one, in order of time.
    #[must_use]
    pub fn new() -> Self {
        Self(Uuid::now_v7())
    }
}

impl Default for ProvisionId {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for ProvisionId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl FromStr for ProvisionId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}

/// Texts by their names; which names there are is the program's business.
pub type Attributes = BTreeMap<String, String>;

/// Where a program stands with a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provision {
    /// Its id.
    pub id: ProvisionId,
    /// Whose it is.
    pub organization: OrganizationId,
    /// For whom.
    pub customer: CustomerId,
    /// What is set up.
    pub program: Program,
    /// Where it stands.
    pub state: State,
    /// The latest word on it, for people; may be empty.
    pub message: String,
    /// What it was started with, and what the worker added.
    pub attributes: Attributes,
    /// It takes over what the customer has elsewhere.
    pub is_migration: bool,
    /// How often it was begun.
    pub run: i64,
    /// Counts the steps: what a change is made from.
    pub version: i64,
    /// The change number of the latest step; what waits is taken in this order.
    pub seq: i64,
    /// The customer is not in the trash.
    pub is_live: bool,
    /// Who works on it, or did so last.
    pub worker: Option<ActorId>,
    /// The worker's right to it, which only that worker is told.
    pub lease: Option<Lease>,
    /// When the first run was asked for.
    pub created_at: Time,
    /// When this run was asked for.
    pub started_at: Time,
    /// When the latest step was.
    pub reported_at: Time,
}

impl Provision {
    /// Whether nothing was heard of it for too long: it is in progress, and its latest step is older than `before`.
    #[must_use]
    pub fn is_stuck(&self, before: Time) -> bool {
        Trouble::of(self.state, self.reported_at, before) == Some(Trouble::Stuck)
    }
}

/// A worker's right to a record: as long as it lasts nobody else may take it, and whoever names it may report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// What the worker names.
    pub id: Uuid,
    /// Until when, by the database's clock.
    pub until: Time,
}

/// What a customer's list shows of its programs: the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// One is in progress.
    InProgress,
    /// Nothing was heard of one for too long.
    Stuck,
    /// One failed.
    Failed,
}

impl Trouble {
    /// What a record of this state and latest step means, where nothing should be silent since `before`.
    #[must_use]
    pub fn of(state: State, reported_at: Time, before: Time) -> Option<Self> {
        match state {
            State::Failed => Some(Self::Failed),
            State::InProgress if reported_at < before => Some(Self::Stuck),
            State::InProgress => Some(Self::InProgress),
            State::Pending | State::Fulfilled | State::Cancelled => None,
        }
    }
}

/// One thing that happened to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its number, from 1.
    pub number: i64,
    /// What was done.
    pub moved: Move,
    /// What was said, may be empty.
    pub message: String,
    /// When.
    pub at: Time,
    /// By whom.
    pub actor: Option<ActorId>,
}

/// What a timeline tells of a record: the program as it was called, and what happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Which record.
    pub provision: ProvisionId,
    /// What is set up.
    pub program: String,
    /// What happened.
    pub moved: Move,
}
