//! The one connection type over both engines, and the few things that each engine says its own way. Everything else
//! in the store is written once.

use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::r2d2::{self, ManageConnection, R2D2Connection as _};
use diesel::sql_types::{BigInt, Text};

use crate::domain::operator::ActorId;
use crate::domain::organization::OrganizationId;
use crate::store::error::StoreError;
pub use crate::store::multi::{Conn, MultiBackend};

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// A file of this machine.
    Sqlite(PathBuf),
    /// A server, by its URL.
    Postgres(String),
}

impl Database {
    /// Reads `sqlite://PATH` or `postgres://…`.
    ///
    /// # Errors
    /// A sentence when the URL is neither.
    pub fn parse(url: &str) -> Result<Self, &'static str> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            return Ok(Self::Sqlite(path.into()));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.into()));
        }
        Err("a database URL starts with sqlite:// or postgres://")
    }

    /// Opens a connection that may write.
    ///
    /// # Errors
    /// When the file or the server does not open.
    pub fn open(&self) -> Result<Conn, ConnectionError> {
        self.connect(Access::ReadWrite)
    }

    fn connect(&self, access: Access) -> Result<Conn, ConnectionError> {
        match self {
            Self::Sqlite(path) => connect_sqlite(path, access).map(Conn::Sqlite),
            Self::Postgres(url) => connect_postgres(url).map(Conn::Postgres),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Access {
    Read,
    ReadWrite,
}

/// WAL with `synchronous=FULL`: a commit is on the disk when it answers. Readers cannot write, whatever they run. Pages
/// of 8 KiB hold customers with less left over than those of 4: a thirtieth of the database.
fn connect_sqlite(path: &Path, access: Access) -> Result<SqliteConnection, ConnectionError> {
    let url = path.to_str().ok_or_else(|| ConnectionError::BadConnection("the path is not UTF-8".into()))?;
    let mut conn = SqliteConnection::establish(url)?;
    let pragmas = "PRAGMA page_size = 8192; PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                   PRAGMA foreign_keys = ON; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY; \
                   PRAGMA journal_size_limit = 67108864;";
    conn.batch_execute(pragmas).map_err(ConnectionError::CouldntSetupConfiguration)?;
    // The one writer keeps the pages of its indexes, and copies its log back in larger parts: many pages are in it twice.
    let more = match access {
        Access::Read => "PRAGMA query_only = ON",
        Access::ReadWrite => "PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 4000",
    };
    conn.batch_execute(more).map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(conn)
}

/// New words wait in a list beside their index until there are this many, and whoever saves then merges them all: a second
/// for a save. `store::merging` does it long before, so this is what is left when it cannot.
fn connect_postgres(url: &str) -> Result<PgConnection, ConnectionError> {
    let mut conn = PgConnection::establish(url)?;
    let limits = "SET statement_timeout = '30s'; SET lock_timeout = '5s'; \
                  SET idle_in_transaction_session_timeout = '60s'; SET client_min_messages = 'warning'; \
                  SET gin_pending_list_limit = '64MB'";
    conn.batch_execute(limits).map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(conn)
}

/// Makes a pool's connections.
#[derive(Debug)]
pub(in crate::store) struct Manager {
    pub database: Database,
    pub access: Access,
}

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = r2d2::Error;

    fn connect(&self) -> Result<Conn, r2d2::Error> {
        self.database.connect(self.access).map_err(r2d2::Error::ConnectionError)
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), r2d2::Error> {
        match conn {
            Conn::Sqlite(_) => Ok(()),
            Conn::Postgres(conn) => conn.batch_execute("SELECT 1").map_err(r2d2::Error::QueryError),
        }
    }

    /// A connection whose transaction could not be ended must not be lent again.
    fn has_broken(&self, conn: &mut Conn) -> bool {
        std::thread::panicking()
            || match conn {
                Conn::Sqlite(conn) => conn.is_broken(),
                Conn::Postgres(conn) => conn.is_broken(),
            }
    }
}

/// Begins a transaction that may write. SQLite's is *immediate*: begun deferred, a transaction that reads first and
/// then writes failed in 59 to 87 of 100 requests under contention.
pub(in crate::store) fn begin(conn: &mut Conn) -> Result<(), StoreError> {
    let begin = match conn {
        Conn::Sqlite(_) => "BEGIN IMMEDIATE",
        Conn::Postgres(_) => "BEGIN",
    };
    Ok(conn.batch_execute(begin)?)
}

/// Moves what SQLite has in its log into the database file, before the program ends.
///
/// # Errors
/// When the file cannot be opened or written.
pub fn checkpoint(database: &Database) -> Result<(), StoreError> {
    if matches!(database, Database::Sqlite(_)) {
        let mut conn = database.open().map_err(StoreError::unavailable)?;
        conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?;
    }
    Ok(())
}

/// Tells PostgreSQL's planner how large the customers are by now. Its own analysis comes up to a minute after they have
/// grown; until then it takes an import's table for empty and reads all of it for every batch (43 s instead of 12 for
/// 100,000 rows). SQLite's statements are written so that they need no statistics.
///
/// # Errors
/// When the database does not answer.
pub fn analyze(conn: &mut Conn) -> Result<(), StoreError> {
    if matches!(conn, Conn::Postgres(_)) {
        // A tenth of the usual sample tells an empty table from a full one; words are what takes long.
        conn.batch_execute(
            "SET LOCAL default_statistics_target = 10; \
             ANALYZE customers, customer_references, customer_search (seq, organization_id)",
        )?;
    }
    Ok(())
}

/// A number that is drawn once and never again.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) enum Sequence {
    Change,
    Customer,
    Person,
    Organization,
}

#[derive(QueryableByName)]
struct Drawn {
    #[diesel(sql_type = BigInt)]
    value: i64,
}

/// Draws `count` numbers that follow each other on SQLite, and ascend on PostgreSQL, where other writers draw too.
pub(in crate::store) fn draw(
    conn: &mut Conn,
    sequence: Sequence,
    count: usize,
) -> Result<Vec<i64>, StoreError> {
    let count = i64::try_from(count).map_err(StoreError::unavailable)?;
    match conn {
        Conn::Sqlite(conn) => {
            let name = match sequence {
                Sequence::Change => "change",
                Sequence::Customer => "customer",
                Sequence::Person => "person",
                Sequence::Organization => "organization",
            };
            let last =
                diesel::sql_query("UPDATE sequences SET value = value + ? WHERE name = ? RETURNING value")
                    .bind::<BigInt, _>(count)
                    .bind::<diesel::sql_types::Text, _>(name)
                    .get_result::<Drawn>(conn)?
                    .value;
            Ok((last - count + 1..=last).collect())
        }
        Conn::Postgres(conn) => {
            let query = match sequence {
                Sequence::Change => "SELECT nextval('change_seq') AS value FROM generate_series(1, $1)",
                Sequence::Customer => "SELECT nextval('customer_seq') AS value FROM generate_series(1, $1)",
                Sequence::Person => "SELECT nextval('person_seq') AS value FROM generate_series(1, $1)",
                Sequence::Organization => {
                    "SELECT nextval('organization_seq') AS value FROM generate_series(1, $1)"
                }
            };
            let drawn = diesel::sql_query(query).bind::<BigInt, _>(count).load::<Drawn>(conn)?;
            Ok(drawn.into_iter().map(|drawn| drawn.value).collect())
        }
    }
}

/// What only one transaction at a time may decide, on whatever server.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) enum Turn<'a> {
    /// Who the administrators of an organization are.
    Operators(OrganizationId),
    /// How many wrong passwords there were.
    SignIn,
    /// What a store is begun with.
    Founding,
    /// Which tags an organization has.
    Tags(OrganizationId),
    /// What a repeated call of an actor is answered.
    Call(ActorId, &'a str),
    /// How much an organization keeps.
    Assets(OrganizationId),
    /// Which programs are asked for, and which worker takes the next.
    Provisions(OrganizationId),
    /// Which attributes an organization has defined; whoever writes a customer shares it.
    Attributes(OrganizationId),
    /// Who merges new words into the search index.
    Merging,
    /// How often an actor did what is done only so often.
    Rationed(ActorId),
}

impl Turn<'_> {
    /// Its kind and key among PostgreSQL's locks.
    fn lock(self) -> (i64, String) {
        match self {
            Turn::Operators(organization) => (1, organization.0.to_string()),
            Turn::SignIn => (2, String::new()),
            Turn::Founding => (3, String::new()),
            Turn::Tags(organization) => (6, organization.0.to_string()),
            Turn::Call(actor, key) => (4, format!("{}:{key}", actor.0)),
            Turn::Assets(organization) => (5, organization.0.to_string()),
            Turn::Provisions(organization) => (10, organization.0.to_string()),
            Turn::Attributes(organization) => (7, organization.0.to_string()),
            Turn::Merging => (8, String::new()),
            Turn::Rationed(actor) => (11, actor.0.to_string()),
        }
    }
}

/// Waits until no other transaction has this turn, and keeps it to the end of its own. SQLite has one writer anyway.
pub(in crate::store) fn take_turn(conn: &mut Conn, turn: Turn<'_>) -> Result<(), StoreError> {
    let Conn::Postgres(conn) = conn else { return Ok(()) };
    let (kind, key) = turn.lock();
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1::text, $2::bigint))")
        .bind::<Text, _>(key)
        .bind::<BigInt, _>(kind)
        .execute(conn)?;
    Ok(())
}

#[derive(QueryableByName)]
struct Taken {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    is_taken: bool,
}

/// Takes this turn, to the end of its transaction, if nobody has it now.
pub(in crate::store) fn try_turn(conn: &mut Conn, turn: Turn<'_>) -> Result<bool, StoreError> {
    let Conn::Postgres(conn) = conn else { return Ok(true) };
    let (kind, key) = turn.lock();
    let taken: Taken = diesel::sql_query(
        "SELECT pg_try_advisory_xact_lock(hashtextextended($1::text, $2::bigint)) AS is_taken",
    )
    .bind::<Text, _>(key)
    .bind::<BigInt, _>(kind)
    .get_result(conn)?;
    Ok(taken.is_taken)
}

/// Waits until nobody has taken this turn, and keeps others from it to the end of its own transaction. Any number of
/// transactions share one.
pub(in crate::store) fn share_turn(conn: &mut Conn, turn: Turn<'_>) -> Result<(), StoreError> {
    let Conn::Postgres(conn) = conn else { return Ok(()) };
    let (kind, key) = turn.lock();
    diesel::sql_query("SELECT pg_advisory_xact_lock_shared(hashtextextended($1::text, $2::bigint))")
        .bind::<Text, _>(key)
        .bind::<BigInt, _>(kind)
        .execute(conn)?;
    Ok(())
}

/// This moment by the database's clock, which all servers of a database share: microseconds since the Unix epoch.
pub(in crate::store) fn database_time(conn: &mut Conn) -> Result<i64, StoreError> {
    let drawn: Drawn = match conn {
        Conn::Sqlite(conn) => {
            diesel::sql_query("SELECT CAST(unixepoch('subsec') * 1000000 AS BIGINT) AS value")
                .get_result(conn)?
        }
        Conn::Postgres(conn) => {
            diesel::sql_query("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS value")
                .get_result(conn)?
        }
    };
    Ok(drawn.value)
}
