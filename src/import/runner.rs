//! The one thread of a process that works in the background: imports that wait, and what is overdue. It takes work by
//! lease, so that any number of servers may share a database, and leaves it resumable whenever it ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use uuid::Uuid;

use super::failed::Failed;
use super::operation;
use super::run::{Job, RunError};
use crate::domain::customer::{Cause, Signature};
use crate::domain::import::{Import, KEPT_DAYS};
use crate::domain::operator::Actor;
use crate::domain::organization::OrganizationId;
use crate::files::{FileHash, Files};
use crate::store::imports::work;
use crate::store::{
    Conn, Db, StoreError, assets, contents, counts, customers, growth, idempotency, imports, notes,
    organizations, tags, uploads,
};

/// How often it looks for work that nobody told it of: another server's, or one whose lease ran out.
const LOOKED_EVERY: Duration = Duration::from_secs(2);
/// How often it removes what is overdue.
const TIDIED_EVERY: Duration = Duration::from_mins(10);
/// Things removed in one transaction.
const REMOVED_AT_ONCE: i64 = 100;
const DAY: Duration = Duration::from_hours(24);

/// The running thread. Dropped without [`Runner::stop`], it goes on until the process ends.
pub struct Runner {
    thread: JoinHandle<()>,
    waker: Waker,
    is_ending: Arc<AtomicBool>,
}

/// Tells the runner that there is something to do.
#[derive(Debug, Clone)]
pub struct Waker(SyncSender<()>);

impl Waker {
    /// Has it look at once.
    pub fn wake(&self) {
        // A full channel wakes it just as well, and one that is closed has nobody to wake.
        let _ = self.0.try_send(());
    }
}

impl Runner {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system has no thread left.
    pub fn start(db: Db, files: Files) -> std::io::Result<Self> {
        let (waker, calls) = mpsc::sync_channel(1);
        let is_ending = Arc::new(AtomicBool::new(false));
        let ending = Arc::clone(&is_ending);
        let work = Work { db, files, owner: Uuid::now_v7(), is_ending: ending };
        let thread = std::thread::Builder::new().name("runner".into()).spawn(move || work.go_on(&calls))?;
        Ok(Self { thread, waker: Waker(waker), is_ending })
    }

    /// What wakes it.
    #[must_use]
    pub fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// Has it end after the batch it is at, give back what it holds, and waits for that.
    pub fn stop(self) {
        self.is_ending.store(true, Ordering::Relaxed);
        self.waker.wake();
        if self.thread.join().is_err() {
            tracing::error!("the runner panicked");
        }
    }
}

struct Work {
    db: Db,
    files: Files,
    owner: Uuid,
    is_ending: Arc<AtomicBool>,
}

impl Work {
    fn go_on(&self, calls: &Receiver<()>) {
        let mut tidied_at: Option<Instant> = None;
        let (mut failed_imports, mut failed_operations) = (Failed::default(), Failed::default());
        while !self.is_ending.load(Ordering::Relaxed) {
            match self.one_import(&mut failed_imports) {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::error!(error = &error as &dyn std::error::Error, "an import waits"),
            }
            match operation::run_one(&self.db, self.owner, &mut failed_operations, &self.is_ending) {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::error!(error = &error as &dyn std::error::Error, "an operation waits"),
            }
            if tidied_at.is_none_or(|at| at.elapsed() >= TIDIED_EVERY) {
                tidied_at = Some(Instant::now());
                if let Err(error) = self.tidy() {
                    tracing::error!(error = &error as &dyn std::error::Error, "tidying up failed");
                }
            }
            if let Err(error) = self.delete_released() {
                tracing::error!(error = &error as &dyn std::error::Error, "files were not deleted");
            }
            match calls.recv_timeout(LOOKED_EVERY) {
                Ok(()) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Works on the import that waits longest, and tells whether there was one.
    fn one_import(&self, failed: &mut Failed) -> Result<bool, RunError> {
        let (owner, passed_over) = (self.owner, failed.numbers());
        let claimed = self.db.write_slice(move |conn| work::claim(conn, owner, &passed_over))?;
        let Some(import) = claimed else { return Ok(false) };
        let number = import.number;
        let ended = self.work_on(import);
        failed.note(number, &ended);
        ended.map(|()| true)
    }

    fn work_on(&self, import: Import) -> Result<(), RunError> {
        let id = import.id;
        tracing::info!(import = %id, state = %import.state, "import taken up");
        let mut job = Job::new(&self.db, &self.files, import, self.owner, &self.is_ending)?;
        let ended = job.run();
        if ended.is_err() {
            // It waits for the database; whoever is first may go on with it then.
            job.give_back()?;
        }
        tracing::info!(import = %id, ended = ?ended.as_ref().ok(), "import left");
        ended.map(drop)
    }

    fn tidy(&self) -> Result<(), RunError> {
        let now = self.db.now();
        let month_ago = now.minus(DAY * u32::try_from(KEPT_DAYS).unwrap_or(u32::MAX));
        for organization in self.db.read_here(organizations::list)? {
            self.empty_trash(organization.id)?;
            self.empty_trash_of_assets(organization.id)?;
            self.fold_counts(organization.id)?;
            self.db.write_slice(move |conn| {
                notes::expire(conn, organization.id, now.minus(DAY * 30), REMOVED_AT_ONCE)
            })?;
            self.until_none(move |conn| idempotency::expire(conn, organization.id, now, REMOVED_AT_ONCE))?;
        }
        self.db.write_slice(move |conn| imports::forget_files(conn, month_ago, now, REMOVED_AT_ONCE))?;
        self.end_uploads()
    }

    /// Removes one slice after the other of what is overdue, until there is nothing more of it.
    fn until_none(
        &self,
        remove: impl Fn(&mut Conn) -> Result<usize, StoreError> + Clone + Send + 'static,
    ) -> Result<(), RunError> {
        while !self.is_ending.load(Ordering::Relaxed) {
            if self.db.write_slice(remove.clone())? == 0 {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Forgets uploads that nobody went on with, and removes what is there of them; also what a process that was
    /// stopped at the wrong moment has left of one that is none any more.
    fn end_uploads(&self) -> Result<(), RunError> {
        let (now, files) = (self.db.now(), self.files.clone());
        self.until_none(move |conn| {
            let overdue = uploads::expire(conn, now, REMOVED_AT_ONCE)?;
            overdue.iter().try_for_each(|id| files.cancel_here(*id)).map_err(StoreError::unavailable)?;
            Ok(overdue.len())
        })?;
        let left = self.files.partials_before_here(now.minus(uploads::LASTS))?;
        let known = self.db.read_here(|conn| uploads::known(conn, &left))?;
        for id in left.iter().filter(|id| !known.contains(id)) {
            self.files.cancel_here(*id)?;
        }
        Ok(())
    }

    /// Deletes the files that nothing needs any more. They go before the transaction ends: whoever is about to record
    /// the same content waits for it, and sees that it is gone.
    fn delete_released(&self) -> Result<(), RunError> {
        let (now, files) = (self.db.now(), self.files.clone());
        Ok(self.db.write_slice(move |conn| {
            for sha256 in contents::unneeded(conn, now, REMOVED_AT_ONCE)? {
                files.delete_here(FileHash(sha256)).map_err(StoreError::unavailable)?;
            }
            Ok(())
        })?)
    }

    /// Deletes for ever what has been in the trash for 30 days.
    fn empty_trash(&self, organization: OrganizationId) -> Result<(), RunError> {
        let now = self.db.now();
        self.until_none(move |conn| {
            let overdue =
                customers::overdue_in_trash(conn, organization, now.minus(DAY * 30), REMOVED_AT_ONCE)?;
            let by = Signature { actor: Actor::system(organization), at: now, cause: Cause::Hand };
            for id in &overdue {
                customers::purge(conn, &by, *id)?;
            }
            Ok(overdue.len())
        })
    }

    fn empty_trash_of_assets(&self, organization: OrganizationId) -> Result<(), RunError> {
        let now = self.db.now();
        self.until_none(move |conn| {
            let overdue = assets::overdue_in_trash(conn, organization, now.minus(DAY * 30), REMOVED_AT_ONCE)?;
            for id in &overdue {
                assets::purge(conn, &Actor::system(organization), *id, now)?;
            }
            Ok(overdue.len())
        })
    }

    fn fold_counts(&self, organization: OrganizationId) -> Result<(), RunError> {
        let fold = move |conn: &mut Conn| {
            counts::fold(conn, organization)?;
            growth::fold(conn, organization)?;
            tags::counts::fold(conn, organization)
        };
        match self.db.write_slice(fold) {
            // Another server folds them at the same time.
            Err(StoreError::Stale) => Ok(()),
            other => Ok(other?),
        }
    }
}
