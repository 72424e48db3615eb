//! A database of its own for every test: a SQLite file, or a schema in the PostgreSQL server of this run.

use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, RunQueryDsl};

use super::settings;

pub enum Database {
    Sqlite { url: String },
    Postgres { server: String, schema: String },
}

impl Database {
    /// A new, empty one; the file of SQLite goes into `folder`.
    pub fn create(folder: &Path) -> Self {
        match settings::database_url() {
            None => Self::create_sqlite(folder),
            Some(server) => {
                let schema = format!("test_{}", uuid::Uuid::now_v7().simple());
                execute(&server, &format!("create schema {schema}"));
                Self::Postgres { server, schema }
            }
        }
    }

    /// SQLite, whatever this run is on.
    pub fn create_sqlite(folder: &Path) -> Self {
        Self::of_file(&folder.join("customary.db"))
    }

    /// The SQLite database in this file.
    pub fn of_file(file: &Path) -> Self {
        Self::Sqlite { url: format!("sqlite://{}", file.display()) }
    }

    /// The file of SQLite.
    pub fn file(&self) -> Option<PathBuf> {
        match self {
            Self::Sqlite { url } => url.strip_prefix("sqlite://").map(PathBuf::from),
            Self::Postgres { .. } => None,
        }
    }

    /// What the program is told.
    pub fn url(&self) -> String {
        match self {
            Self::Sqlite { url } => url.clone(),
            Self::Postgres { server, schema } => {
                let separator = if server.contains('?') { '&' } else { '?' };
                format!("{server}{separator}options=-csearch_path%3D{schema}")
            }
        }
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres { .. })
    }

    /// Runs a statement beside the program: ages what a test cannot wait for.
    pub fn execute(&self, statement: &str) {
        match self {
            Self::Postgres { .. } => execute(&self.url(), statement),
            Self::Sqlite { url } => {
                let path = url.strip_prefix("sqlite://").unwrap();
                let connection = rusqlite::Connection::open(path).unwrap();
                connection.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
                connection.execute_batch(statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
            }
        }
    }

    /// The number that a query answers: what no page shows.
    pub fn count(&self, query: &str) -> i64 {
        match self {
            Self::Postgres { .. } => {
                let mut connection = PgConnection::establish(&self.url()).unwrap();
                diesel::dsl::sql::<diesel::sql_types::BigInt>(query).get_result(&mut connection).unwrap()
            }
            Self::Sqlite { url } => {
                let path = url.strip_prefix("sqlite://").unwrap();
                rusqlite::Connection::open(path).unwrap().query_row(query, [], |row| row.get(0)).unwrap()
            }
        }
    }

    /// The texts that a query answers, one in each row.
    pub fn texts(&self, query: &str) -> Vec<String> {
        match self {
            Self::Postgres { .. } => {
                let mut connection = PgConnection::establish(&self.url()).unwrap();
                diesel::dsl::sql::<diesel::sql_types::Text>(query).get_results(&mut connection).unwrap()
            }
            Self::Sqlite { url } => {
                let path = url.strip_prefix("sqlite://").unwrap();
                let connection = rusqlite::Connection::open(path).unwrap();
                let mut statement = connection.prepare(query).unwrap();
                statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
            }
        }
    }

    /// Everything that migrations have made, a line each: tables with their columns, indexes, triggers, functions.
    pub fn schema(&self) -> Vec<String> {
        self.texts(if self.is_postgres() {
            "SELECT 'relation ' || relname || ' ' || relkind::text || ' ' || coalesce(pg_get_indexdef(i.indexrelid), '') \
               FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid \
               WHERE relnamespace = current_schema()::regnamespace \
             UNION ALL SELECT 'column ' || table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable \
               FROM information_schema.columns WHERE table_schema = current_schema() \
             UNION ALL SELECT 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) \
               FROM pg_constraint WHERE connamespace = current_schema()::regnamespace \
             UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace \
             UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
               WHERE c.relnamespace = current_schema()::regnamespace AND NOT tgisinternal \
             UNION ALL SELECT 'type ' || typname FROM pg_type WHERE typnamespace = current_schema()::regnamespace \
             ORDER BY 1"
        } else {
            "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master \
             WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1"
        })
    }

    /// Asks SQLite to check every page and index of its file; PostgreSQL has no such question.
    pub fn assert_intact(&self) {
        let Self::Sqlite { url } = self else { return };
        let path = url.strip_prefix("sqlite://").unwrap();
        let connection = rusqlite::Connection::open(path).unwrap();
        let verdict: String = connection.query_row("pragma integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(verdict, "ok", "{path}");
        let orphans = connection.prepare("pragma foreign_key_check").unwrap().exists([]).unwrap();
        assert!(!orphans, "{path}: a row refers to one that is not there");
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Self::Postgres { server, schema } = self {
            execute(server, &format!("drop schema {schema} cascade"));
        }
    }
}

fn execute(server: &str, statement: &str) {
    let mut connection = PgConnection::establish(server).expect("TEST_DATABASE_URL answers");
    connection.batch_execute(statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// On PostgreSQL the search path in the URL is what keeps two tests apart.
    #[test]
    fn tests_do_not_see_each_others_tables() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (Database::create(folder.path()), Database::create(folder.path()));
        if one.is_postgres() {
            execute(&one.url(), "create table customers (id int)");
            execute(&other.url(), "create table customers (id int)");
        } else {
            let path = one.url().replace("sqlite://", "");
            rusqlite::Connection::open(path).unwrap().execute_batch("create table t (id int)").unwrap();
            one.assert_intact();
        }
    }
}
