//! Many rows at once, each engine's own way.

/// Inserts rows, however many: PostgreSQL takes them in one stream, SQLite one after the other by a statement that is
/// prepared once. A macro, because a function over any table would have to name what Diesel makes of its rows.
macro_rules! insert_all {
    ($conn:expr, $table:expr, $rows:expr) => {{
        let rows = $rows;
        match $conn {
            _ if rows.is_empty() => {}
            $crate::store::connection::Conn::Sqlite(conn) => {
                for row in rows {
                    diesel::insert_into($table).values(row).execute(conn)?;
                }
            }
            $crate::store::connection::Conn::Postgres(conn) => {
                diesel::copy_from($table).from_insertable(rows).execute(conn)?;
            }
        }
    }};
}

pub(in crate::store) use insert_all;
