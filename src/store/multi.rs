//! The connection type over both engines. It has a file of its own because what its derive writes has no docs.

use diesel::{PgConnection, SqliteConnection};

/// A connection to either engine. Which one it is shows only in `connection`, `search` and `bulk`.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// A server.
    Postgres(PgConnection),
    /// A file of this machine.
    Sqlite(SqliteConnection),
}
