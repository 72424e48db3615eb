//! How many of the live customers were created when, kept in the transactions that change it: by the quarter of an hour,
//! of which the days and weeks of every time zone are made, so that a chart reads some rows however many customers there
//! are. As with `store::counts`, SQLite keeps one row for each quarter and PostgreSQL adds differences, which the runner
//! folds.

use std::collections::BTreeMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::schema::customer_growth as table;

/// The length of a slot, in microseconds: a quarter of an hour. Days begin at one in every time zone, in Nepal's and that
/// of the Chatham Islands too.
const SLOT_MICROS: i64 = 15 * 60 * 1_000_000;
/// Slots whose differences are folded in one transaction.
const FOLDED_AT_ONCE: i64 = 500;

/// Adds customers by the time they were created at; all of one slot are one change.
pub(in crate::store) fn add(
    conn: &mut Conn,
    organization: OrganizationId,
    created: impl IntoIterator<Item = (Time, i64)>,
) -> Result<(), StoreError> {
    let mut sums: BTreeMap<i64, i64> = BTreeMap::new();
    for (at, customers) in created {
        *sums.entry(slot(at)).or_default() += customers;
    }
    for (slot, customers) in sums.into_iter().filter(|(_, customers)| *customers != 0) {
        add_one(conn, organization, slot, customers)?;
    }
    Ok(())
}

fn add_one(
    conn: &mut Conn,
    organization: OrganizationId,
    slot: i64,
    customers: i64,
) -> Result<(), StoreError> {
    if matches!(conn, Conn::Sqlite(_)) {
        let row = table::table.filter(table::organization_id.eq(organization.0)).filter(table::slot.eq(slot));
        let sum = table::customers.eq(table::customers + customers);
        if diesel::update(row).set(sum).execute(conn)? > 0 {
            return Ok(());
        }
    }
    let difference =
        (table::organization_id.eq(organization.0), table::slot.eq(slot), table::customers.eq(customers));
    diesel::insert_into(table::table).values(difference).execute(conn)?;
    Ok(())
}

/// The live customers created from each of these times, which are in order, until the next; from the last, until now.
///
/// # Errors
/// When the database does not answer.
pub fn since(conn: &mut Conn, organization: OrganizationId, times: &[Time]) -> Result<Vec<i64>, StoreError> {
    let starts: Vec<i64> = times.iter().copied().map(slot).collect();
    let first = starts.first().copied().unwrap_or(i64::MAX);
    let rows: Vec<(i64, i64)> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::slot.ge(first))
        .select((table::slot, table::customers))
        .load(conn)?;
    let mut sums = vec![0; starts.len()];
    for (slot, customers) in rows {
        let place = starts.partition_point(|start| *start <= slot) - 1;
        sums[place] += customers;
    }
    Ok(sums)
}

/// Folds the differences of slots into one row each, so that reading them stays cheap.
///
/// # Errors
/// [`StoreError::Stale`] when another server folds at the same time.
pub fn fold(conn: &mut Conn, organization: OrganizationId) -> Result<(), StoreError> {
    let many: Vec<i64> = table::table
        .filter(table::organization_id.eq(organization.0))
        .group_by(table::slot)
        .having(count_star().gt(1))
        .select(table::slot)
        .limit(FOLDED_AT_ONCE)
        .load(conn)?;
    for slot in many {
        let rows: Vec<(i64, i64)> = table::table
            .filter(table::organization_id.eq(organization.0))
            .filter(table::slot.eq(slot))
            .select((table::id, table::customers))
            .limit(10_000)
            .load(conn)?;
        let ids: Vec<i64> = rows.iter().map(|(id, _)| *id).collect();
        if diesel::delete(table::table.filter(table::id.eq_any(&ids))).execute(conn)? != rows.len() {
            // The other's transaction is not seen yet, so this one must not count its rows again.
            return Err(StoreError::Stale);
        }
        add_one(conn, organization, slot, rows.iter().map(|(_, customers)| customers).sum())?;
    }
    Ok(())
}

fn slot(at: Time) -> i64 {
    at.micros().div_euclid(SLOT_MICROS)
}
