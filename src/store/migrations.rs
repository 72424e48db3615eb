//! From the schema a database has to the one this program knows.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection as _;
use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

use crate::store::connection::{Conn, Database};
use crate::store::error::StoreError;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Brings the schema up to date. Two servers that start at once do it one after the other.
///
/// # Errors
/// When a migration fails, or the database is of a newer program than this one.
pub fn run(conn: &mut Conn) -> Result<(), StoreError> {
    if let Conn::Postgres(conn) = conn {
        conn.batch_execute("SELECT pg_advisory_lock(4815162342)")?;
    }
    let run = run_pending(conn);
    if let Conn::Postgres(conn) = conn {
        conn.batch_execute("SELECT pg_advisory_unlock(4815162342)")?;
    }
    run
}

fn run_pending(conn: &mut Conn) -> Result<(), StoreError> {
    if !unknown(conn)?.is_empty() {
        return Err(StoreError::unavailable("the database was made by a newer Customary than this one"));
    }
    match conn {
        Conn::Sqlite(conn) => conn.run_pending_migrations(SQLITE).map(drop),
        Conn::Postgres(conn) => conn.run_pending_migrations(POSTGRES).map(drop),
    }
    .map_err(StoreError::unavailable)
}

/// Whether a migration waits to be run.
///
/// # Errors
/// When the database does not answer.
pub fn is_pending(conn: &mut Conn) -> Result<bool, StoreError> {
    match conn {
        Conn::Sqlite(conn) => conn.has_pending_migration(SQLITE),
        Conn::Postgres(conn) => conn.has_pending_migration(POSTGRES),
    }
    .map_err(StoreError::unavailable)
}

/// Copies a SQLite database that is about to be changed, beside it; `customary.db` of the schema 20261121000003 to
/// `customary.db.20261121000003`. An empty one is not worth it, and PostgreSQL has backups of its own.
///
/// # Errors
/// When there is no room for the copy, or the database does not answer: then nothing may be changed.
pub fn copy_before(conn: &mut Conn, database: &Database) -> Result<Option<PathBuf>, StoreError> {
    let Database::Sqlite(file) = database else { return Ok(None) };
    if !is_pending(conn)? {
        return Ok(None);
    }
    let Conn::Sqlite(conn) = conn else { return Ok(None) };
    let applied = conn.applied_migrations().map_err(StoreError::unavailable)?;
    let Some(schema) = applied.iter().map(ToString::to_string).max() else { return Ok(None) };
    let copy = beside(file, &schema);
    let unfinished = beside(&copy, "part");
    make_private(&unfinished).map_err(StoreError::unavailable)?;
    let path = unfinished.to_str().ok_or_else(|| StoreError::unavailable("the path is not UTF-8"))?;
    // Consistent while others write, and without what is in the log beside the file.
    diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(path).execute(conn)?;
    finish(&unfinished, &copy).map_err(StoreError::unavailable)?;
    Ok(Some(copy))
}

fn beside(file: &Path, extension: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

/// An empty file of its owner's alone, for SQLite to fill: it would let everyone read one that it makes.
fn make_private(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(file).map(drop)
}

/// On the disk under its name, before the original changes.
fn finish(unfinished: &Path, copy: &Path) -> io::Result<()> {
    File::open(unfinished)?.sync_all()?;
    fs::rename(unfinished, copy)?;
    match copy.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

/// Migrations that ran on the database and that this program does not know.
fn unknown(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    fn names<DB: diesel::backend::Backend>(
        known: &[Box<dyn Migration<DB>>],
        applied: &[MigrationVersion<'_>],
    ) -> Vec<String> {
        let is_known = |version: &&MigrationVersion<'_>| {
            known.iter().any(|migration| migration.name().version() == **version)
        };
        applied.iter().filter(|version| !is_known(version)).map(ToString::to_string).collect()
    }
    match conn {
        Conn::Sqlite(conn) => {
            let applied = conn.applied_migrations().map_err(StoreError::unavailable)?;
            let known = SQLITE.migrations().map_err(StoreError::unavailable)?;
            Ok(names::<diesel::sqlite::Sqlite>(&known, &applied))
        }
        Conn::Postgres(conn) => {
            let applied = conn.applied_migrations().map_err(StoreError::unavailable)?;
            let known = POSTGRES.migrations().map_err(StoreError::unavailable)?;
            Ok(names::<diesel::pg::Pg>(&known, &applied))
        }
    }
}
