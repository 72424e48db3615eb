//! Work on one import: the check of every row, then the writing of those it accepted. One thread reads and judges, the
//! other writes; both hold a few batches and no more. Whoever runs this holds the import's lease.

mod apply;

mod check;
mod judge;
mod kinds;
mod look;
mod merge;
mod plan;
mod pump;
mod seen;
mod unread;
mod write;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use uuid::Uuid;

use crate::domain::event::{Event, EventKind};
use crate::domain::import::{Checkpoint, Import, Problem, State};
use crate::domain::issues::Issue;
use crate::domain::operator::{Actor, Right, Role};
use crate::files::{FileHash, Files, FilesError};
use crate::import::read::{ReadError, Reading};
use crate::store::audit;
use crate::store::events;
use crate::store::imports;
use crate::store::imports::ledger::{self, Ledger};
use crate::store::imports::work::{self, Lease};
use crate::store::imports::{causes, merges};
use crate::store::operators;
use crate::store::{Db, StoreError};

pub use judge::{plain, problem_of_row};
pub use look::{Seen, look};
pub use plan::{Planned, preview};

/// How a run ended, short of failing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// At its end.
    Done,
    /// Somebody asked for a stop.
    Stopped,
    /// The program ends; it goes on from the checkpoint.
    ShutDown,
    /// Another runner has the lease.
    Lost,
}

/// Why a run did not get to its end.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The file cannot be read, or not any further.
    #[error("the file cannot be read")]
    Read(#[from] ReadError),
    /// The kept file is not there, or not what it was.
    #[error("the kept file is not what it was")]
    FileLost,
    /// The database did not take something.
    #[error("the import could not be written")]
    Store(#[from] StoreError),
    /// What is corrected was undone.
    #[error("the import that is corrected was undone")]
    Closed,
    /// The reading thread panicked.
    #[error("reading the file failed")]
    Reader,
}

impl From<FilesError> for RunError {
    fn from(error: FilesError) -> Self {
        match error {
            FilesError::NotFound => Self::FileLost,
            other => Self::Store(StoreError::unavailable(other)),
        }
    }
}

/// An import that this process works on.
pub struct Job {
    db: Db,
    import: Import,
    lease: Lease,
    actor: Actor,
    path: PathBuf,
    reading: Reading,
    is_ending: Arc<AtomicBool>,
}

impl Job {
    /// Takes up an import whose lease `owner` holds. `is_ending` is set when the program should end.
    ///
    /// # Errors
    /// When the disk does not answer.
    pub fn new(
        db: &Db,
        files: &Files,
        import: Import,
        owner: Uuid,
        is_ending: &Arc<AtomicBool>,
    ) -> Result<Self, RunError> {
        // Whether it is there shows when it is opened, where its absence ends the import with a sentence.
        let path = match files.path_here(FileHash(import.file.sha256)) {
            Err(FilesError::NotFound) => PathBuf::new(),
            other => other?,
        };
        let reading = serde_json::from_str(&import.reading).map_err(StoreError::unavailable)?;
        Ok(Self {
            db: db.clone(),
            lease: Lease { organization: import.organization, number: import.number, owner },
            actor: actor_of(&import),
            path,
            reading,
            is_ending: Arc::clone(is_ending),
            import,
        })
    }

    /// Does what the import waits for: the check, the writing, or both.
    ///
    /// # Errors
    /// [`RunError::Store`] when the database is away: the import goes on when it is back. Everything else has ended
    /// the import, with a sentence that says why.
    pub fn run(&mut self) -> Result<Ended, RunError> {
        if self.import.state == State::Checking {
            match self.settle(check::run)? {
                Ended::Done => self.reload()?,
                other => return Ok(other),
            }
        }
        if matches!(self.import.state, State::Queued | State::Running) {
            return self.settle(apply::run);
        }
        self.give_back()?;
        Ok(Ended::Done)
    }

    /// Runs one pass, and ends the import when it was stopped or cannot go on.
    fn settle(&mut self, pass: fn(&mut Self) -> Result<Ended, RunError>) -> Result<Ended, RunError> {
        let ended = if self.import.is_stop_asked {
            Ok(Ended::Stopped)
        } else {
            self.ensure_open().and_then(|()| pass(self))
        };
        match ended {
            Ok(Ended::Stopped) => {
                self.end(State::Cancelled, None)?;
                Ok(Ended::Stopped)
            }
            Ok(Ended::ShutDown) => {
                self.give_back()?;
                Ok(Ended::ShutDown)
            }
            Ok(other) => Ok(other),
            Err(error) => match problem_of(&error) {
                Some(problem) => {
                    tracing::warn!(import = %self.import.id, error = &error as &dyn std::error::Error, "import ended");
                    // What was written by then stays, so that is no failure before the first row.
                    let is_cancelled = self.has_begun() || matches!(error, RunError::Closed);
                    self.end(if is_cancelled { State::Cancelled } else { State::Failed }, Some(problem))?;
                    Ok(Ended::Stopped)
                }
                None => Err(error),
            },
        }
    }

    /// Fails when the import that these rows correct takes no corrections any more.
    fn ensure_open(&self) -> Result<(), RunError> {
        if self.import.merges_into.is_none() {
            return Ok(());
        }
        let import = self.import.clone();
        let are_possible = self.db.write_slice(move |conn| merges::are_possible(conn, &import))?;
        if are_possible { Ok(()) } else { Err(RunError::Closed) }
    }

    fn has_begun(&self) -> bool {
        self.import.state == State::Running && self.import.rows_done() > 0
    }

    fn reload(&mut self) -> Result<(), RunError> {
        let (organization, id) = (self.import.organization, self.import.id);
        self.import = self.db.read_here(move |conn| imports::find(conn, organization, id))?;
        Ok(())
    }

    /// Says that this runner is alive.
    fn beat(&self) -> Result<Option<Ended>, RunError> {
        let lease = self.lease;
        match self.db.write_slice(move |conn| work::renew(conn, &lease)) {
            Ok(true) => Ok(Some(Ended::Stopped)),
            Ok(false) => Ok(None),
            Err(StoreError::Stale) => Ok(Some(Ended::Lost)),
            Err(other) => Err(other.into()),
        }
    }

    fn is_ending(&self) -> bool {
        self.is_ending.load(Ordering::Relaxed)
    }

    fn ledger(&self) -> Ledger {
        Ledger { organization: self.import.organization, import: self.import.number }
    }

    /// Gives the import back, for anyone to go on with.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn give_back(&self) -> Result<(), RunError> {
        let lease = self.lease;
        Ok(self.db.write_slice(move |conn| work::release(conn, &lease))?)
    }

    /// Ends the import. The plan of rows that were not reached goes; what is in the ledger then is what was done.
    fn end(&mut self, state: State, problem: Option<Problem>) -> Result<(), RunError> {
        let (ledger, lease, actor, at) = (self.ledger(), self.lease, self.actor.clone(), self.db.now());
        let is_whole = state == State::Completed;
        let checkpoint = match self.import.state {
            State::Running => self.import.checkpoint,
            _ => Checkpoint::default(),
        };
        if !is_whole {
            while self.db.write_slice(move |conn| {
                work::renew(conn, &lease)?;
                ledger::remove_some(conn, ledger, checkpoint.last_row, REMOVED_AT_ONCE)
            })? > 0
            {}
        }
        let (id, organization) = (self.import.id.0, self.import.organization);
        let has_written = self.import.state == State::Running;
        self.db.write_slice(move |conn| {
            if !is_whole {
                causes::recount(conn, ledger, checkpoint.last_row)?;
            }
            let outcome = if state == State::Failed { audit::Outcome::Failed } else { audit::Outcome::Done };
            audit::record(conn, &actor, "import", "imports", Some(id), outcome, at)?;
            if has_written {
                let event = Event::of_organization(EventKind::ImportEnded { import: id }, actor.id, at);
                events::record_of_organization(conn, organization, &event)?;
            }
            work::finish(conn, &lease, state, problem.as_ref(), &checkpoint, at)
        })?;
        self.import.state = state;
        Ok(())
    }
}

/// Lines removed in one slice.
const REMOVED_AT_ONCE: i64 = 5_000;

/// Whoever asked for the import. The role is an upper bound: what the actor may is read again in each transaction.
fn actor_of(import: &Import) -> Actor {
    Actor {
        id: import.actor,
        kind: import.actor_kind,
        role: Role::Admin,
        ..Actor::command_line(import.organization)
    }
}

/// Fails when whoever asked for the import may not import any more.
fn ensure_right(conn: &mut crate::store::Conn, actor: &Actor) -> Result<(), StoreError> {
    operators::still_may(conn, actor, Right::ImportCustomers)
}

/// What a person is told of an error that ends an import; `None` of one that will pass.
fn problem_of(error: &RunError) -> Option<Problem> {
    match error {
        RunError::Read(ReadError::Unreadable(_)) => None,
        RunError::Read(read) => Some(problem_of_file(read)),
        RunError::FileLost | RunError::Reader => Some(Problem::of_row(&Issue::new("file-lost"))),
        RunError::Closed => Some(Problem::of_row(&Issue::new("corrected-undone"))),
        RunError::Store(StoreError::Forbidden(_)) => Some(Problem::of_row(&Issue::new("right-missing"))),
        RunError::Store(_) => None,
    }
}

/// What a person is told of a file that cannot be read.
#[must_use]
pub fn problem_of_file(error: &ReadError) -> Problem {
    Problem {
        code: format!("file-{}", error.code()),
        args: judge::plain_args(error.args()),
        message: error.to_string().trim_end_matches('.').to_owned(),
        column: None,
        value: None,
        is_cut: false,
    }
}
