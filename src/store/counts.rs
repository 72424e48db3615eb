//! How many customers an organization has, kept in the transactions that change it, so that no page ever counts.

use diesel::prelude::*;

use crate::domain::organization::OrganizationId;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::schema::customer_counts as table;

/// Customers of an organization.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// In the list.
    pub live: i64,
    /// In the trash.
    pub trashed: i64,
}

/// Adds to the counts. SQLite, with one writer, keeps one row. On PostgreSQL every transaction inserts its own: with
/// one row that all must lock, 50 clients had half the rate.
pub(in crate::store) fn add(
    conn: &mut Conn,
    organization: OrganizationId,
    live: i64,
    trashed: i64,
) -> Result<(), StoreError> {
    if matches!(conn, Conn::Sqlite(_)) {
        let row = table::table.filter(table::organization_id.eq(organization.0));
        let sums = (table::live.eq(table::live + live), table::trashed.eq(table::trashed + trashed));
        if diesel::update(row).set(sums).execute(conn)? > 0 {
            return Ok(());
        }
    }
    let difference =
        (table::organization_id.eq(organization.0), table::live.eq(live), table::trashed.eq(trashed));
    diesel::insert_into(table::table).values(difference).execute(conn)?;
    Ok(())
}

/// The counts now.
///
/// # Errors
/// When the database does not answer.
pub fn of(conn: &mut Conn, organization: OrganizationId) -> Result<Counts, StoreError> {
    let rows: Vec<(i64, i64)> = table::table
        .filter(table::organization_id.eq(organization.0))
        .select((table::live, table::trashed))
        .load(conn)?;
    let sum =
        |sums: Counts, (live, trashed)| Counts { live: sums.live + live, trashed: sums.trashed + trashed };
    Ok(rows.into_iter().fold(Counts::default(), sum))
}

/// Folds an organization's differences into one row, so that reading them stays cheap.
///
/// # Errors
/// When the database does not answer.
pub fn fold(conn: &mut Conn, organization: OrganizationId) -> Result<(), StoreError> {
    let rows: Vec<(i64, i64, i64)> = table::table
        .filter(table::organization_id.eq(organization.0))
        .select((table::id, table::live, table::trashed))
        .limit(10_000)
        .load(conn)?;
    if rows.len() < 2 {
        return Ok(());
    }
    let ids: Vec<i64> = rows.iter().map(|(id, ..)| *id).collect();
    let folded = diesel::delete(table::table.filter(table::id.eq_any(&ids))).execute(conn)?;
    if folded != rows.len() {
        // Another server folds at the same time; its transaction is not seen yet, so this one must not count it again.
        return Err(StoreError::Stale);
    }
    add(conn, organization, rows.iter().map(|row| row.1).sum(), rows.iter().map(|row| row.2).sum())
}
