//! A database of its own for every test: a SQLite file, or a schema in the PostgreSQL server of this run.

use std::path::Path;

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
            None => Self::Sqlite { url: format!("sqlite://{}", folder.join("customary.db").display()) },
            Some(server) => {
                let schema = format!("test_{}", uuid::Uuid::now_v7().simple());
                execute(&server, &format!("create schema {schema}"));
                Self::Postgres { server, schema }
            }
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
