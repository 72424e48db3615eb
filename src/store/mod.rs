//! The database, and the only place that speaks to it. `Db::read` runs queries, `Db::write` changes; a change outside
//! of `write` cannot be made, because readers' connections refuse it.

pub mod actors;
mod any_of;
pub mod assets;
pub mod attention;
mod attribute_names;
pub mod attributes;
pub mod audit;
pub mod avatars;
pub mod bulk;
pub mod connection;
pub mod contacts;
pub mod contents;
pub mod counts;
pub mod customers;
pub mod drafts;
mod error;
pub mod events;
pub mod failures;
pub mod founding;
pub mod growth;
pub mod idempotency;
pub mod imports;
mod insert;
pub mod invitations;
pub mod leases;
pub mod links;
pub mod listing;
mod lists;
mod merging;
pub mod migrations;
#[expect(missing_docs, reason = "the derive of the connection writes items without them")]
mod multi;
pub mod notes;
pub mod operations;
pub mod operators;
pub mod organizations;
pub mod outbox;
pub mod people;
pub mod provisions;
pub mod references;
mod schema;
mod search;
pub mod sessions;
mod slot;
pub mod tags;
pub mod tokens;
pub mod trust;
mod uid;
pub mod uploads;
pub mod usage;
pub mod versions;
pub mod views;
mod writer;

use std::sync::Arc;

use diesel::connection::Connection as _;
use diesel::r2d2::{Pool, PooledConnection};

pub use connection::{Conn, Database};
pub use error::StoreError;

use crate::domain::operator::{Actor, Right};
use crate::domain::time::{Clock, Time};
use connection::{Access, Manager};
use slot::Slot;
use writer::Writer;

/// The store, shared by every thread of a process.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    readers: Pool<Manager>,
    /// The database is a file of this machine.
    is_embedded: bool,
    writer: Writer,
    clock: Clock,
}

impl Db {
    /// Opens a migrated database with `connections` connections to read from.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(database: &Database, connections: u32, clock: Clock) -> Result<Self, StoreError> {
        let pool = |access| {
            Pool::builder()
                .max_size(connections)
                .min_idle(Some(1))
                .connection_timeout(std::time::Duration::from_secs(5))
                .test_on_check_out(matches!(database, Database::Postgres(_)))
                .build(Manager { database: database.clone(), access })
        };
        let readers = pool(Access::Read)?;
        let writer = match database {
            Database::Sqlite(_) => Writer::thread(database.open().map_err(StoreError::unavailable)?)?,
            Database::Postgres(_) => Writer::pool(pool(Access::ReadWrite)?),
        };
        let is_embedded = matches!(database, Database::Sqlite(_));
        let db = Self { inner: Arc::new(Inner { readers, is_embedded, writer, clock }) };
        if !is_embedded {
            merging::start(&db.inner).map_err(StoreError::unavailable)?;
        }
        Ok(db)
    }

    /// This moment, by the clock the store was opened with.
    #[must_use]
    pub fn now(&self) -> Time {
        self.inner.clock.now()
    }

    /// Runs a query off the request's thread.
    ///
    /// # Errors
    /// Those of the query, and [`StoreError::Unavailable`] when no connection is to be had.
    pub async fn read<T, F>(&self, query: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    {
        let db = self.clone();
        blocking(move || db.read_here(query)).await
    }

    /// Runs a query that finds a row by its key. In a file of this machine that is done sooner than another thread is
    /// woken for it, so it is done here, if a connection is free; a server's answer is awaited as [`Db::read`] does.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn glance<T, F>(&self, query: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    {
        match self.inner.at_hand() {
            Some(mut conn) => query(&mut conn),
            None => self.read(query).await,
        }
    }

    /// As [`Db::glance`], for the statements of a page that walks along an index: what is looked at is no more than what
    /// is shown. A search goes through [`Db::read`].
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn read_page<T, F>(&self, query: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    {
        match self.inner.at_hand() {
            Some(mut conn) => snapshot(&mut conn, query),
            None => self.read(query).await,
        }
    }

    /// Runs a query on this thread, which must be one that may wait.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub fn read_here<T>(
        &self,
        query: impl FnOnce(&mut Conn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        snapshot(&mut *self.inner.readers.get()?, query)
    }

    /// Makes a change that the actor must have the right to *when it is made*: the right is read again in the same
    /// transaction. It is on stable storage when this answers.
    ///
    /// # Errors
    /// Those of the change, after which nothing of it is left, and [`StoreError::Forbidden`].
    pub async fn write<T, F>(&self, actor: &Actor, right: Right, change: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    {
        let actor = actor.clone();
        self.write_as_system(move |conn| {
            operators::still_may(conn, &actor, right)?;
            change(conn)
        })
        .await
    }

    /// Makes a change that is nobody's: sessions, the runner's own records.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn write_as_system<T, F>(&self, change: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    {
        let db = self.clone();
        blocking(move || db.write_here(change)).await
    }

    /// As [`Db::write_as_system`], waiting on this thread.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub fn write_here<T, F>(&self, change: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    {
        self.inner.writer.run(writer::Urgency::Save, change)
    }

    /// Merges what was written lately into the search index, where the database leaves that for later. Answers whether
    /// there was anything; that it could not be done is no more than slow.
    pub fn merge_search(&self) -> bool {
        self.inner.merge_search()
    }

    /// A slice of a long piece of work: lets waiting saves go first. Keep it under 100 ms.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub fn write_slice<T, F>(&self, change: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    {
        self.inner.writer.run(writer::Urgency::Slice, change)
    }
}

impl Inner {
    /// A connection to a file of this machine that nobody uses just now.
    fn at_hand(&self) -> Option<PooledConnection<Manager>> {
        if self.is_embedded { self.readers.try_get() } else { None }
    }

    fn merge_search(&self) -> bool {
        match self.writer.run(writer::Urgency::Slice, search::merge) {
            Ok(pages) => pages > 0,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "new words were not merged");
                false
            }
        }
    }
}

/// Runs a query that sees one state of a file, however many statements it is of, and takes one lock for all of them. A
/// server would be asked twice more for the same.
fn snapshot<T>(
    conn: &mut Conn,
    query: impl FnOnce(&mut Conn) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    match conn {
        Conn::Sqlite(_) => conn.transaction(query),
        Conn::Postgres(_) => query(conn),
    }
}

/// Runs what waits on a thread made for waiting.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let slot = Slot::new();
    let answer = slot.clone();
    let work: Box<dyn FnOnce() + Send> = Box::new(move || answer.put(work()));
    tokio::task::spawn_blocking(work).await.map_err(StoreError::unavailable)?;
    slot.take().unwrap_or_else(|| Err(StoreError::unavailable("a thread left no answer")))
}
