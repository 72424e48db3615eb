//! How many customers carry each tag, kept in the transactions that change it: exact on every page and in every
//! question, where counting would read the rows of each tag. As with `store::counts`, SQLite keeps one row for each
//! tag and PostgreSQL adds differences, which the runner folds: one row that all lock has half the rate.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;

use crate::domain::organization::OrganizationId;
use crate::domain::tag::TagId;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::schema::tag_counts as table;
use crate::store::uid::Id;

/// Rows that are folded in one transaction.
const FOLDED_AT_ONCE: i64 = 10_000;

/// Adds to the counts of tags; several changes of one tag are one.
pub(in crate::store) fn add(
    conn: &mut Conn,
    organization: OrganizationId,
    changes: impl IntoIterator<Item = (TagId, i64)>,
) -> Result<(), StoreError> {
    let mut sums: BTreeMap<TagId, i64> = BTreeMap::new();
    for (tag, change) in changes {
        *sums.entry(tag).or_default() += change;
    }
    for (tag, change) in sums.into_iter().filter(|(_, change)| *change != 0) {
        add_one(conn, organization, tag, change)?;
    }
    Ok(())
}

fn add_one(conn: &mut Conn, organization: OrganizationId, tag: TagId, change: i64) -> Result<(), StoreError> {
    if matches!(conn, Conn::Sqlite(_)) {
        let row = table::table
            .filter(table::organization_id.eq(organization.0))
            .filter(table::tag_id.eq(Id(tag.0)));
        let sum = table::customers.eq(table::customers + change);
        if diesel::update(row).set(sum).execute(conn)? > 0 {
            return Ok(());
        }
    }
    let difference =
        (table::organization_id.eq(organization.0), table::tag_id.eq(Id(tag.0)), table::customers.eq(change));
    diesel::insert_into(table::table).values(difference).execute(conn)?;
    Ok(())
}

/// The live customers of each tag; a tag that is not here has none.
///
/// # Errors
/// When the database does not answer.
pub fn of(conn: &mut Conn, organization: OrganizationId) -> Result<HashMap<TagId, i64>, StoreError> {
    let rows: Vec<(Id, i64)> = table::table
        .filter(table::organization_id.eq(organization.0))
        .select((table::tag_id, table::customers))
        .load(conn)?;
    let mut sums: HashMap<TagId, i64> = HashMap::new();
    for (tag, customers) in rows {
        *sums.entry(TagId(tag.0)).or_default() += customers;
    }
    Ok(sums)
}

/// The live customers of one tag.
///
/// # Errors
/// When the database does not answer.
pub fn of_tag(conn: &mut Conn, organization: OrganizationId, tag: TagId) -> Result<i64, StoreError> {
    let rows: Vec<i64> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::tag_id.eq(Id(tag.0)))
        .select(table::customers)
        .load(conn)?;
    Ok(rows.into_iter().sum())
}

/// Folds an organization's differences into one row for each tag, so that reading them stays cheap.
///
/// # Errors
/// [`StoreError::Stale`] when another server folds at the same time.
pub fn fold(conn: &mut Conn, organization: OrganizationId) -> Result<(), StoreError> {
    let rows: Vec<(i64, Id, i64)> = table::table
        .filter(table::organization_id.eq(organization.0))
        .select((table::id, table::tag_id, table::customers))
        .limit(FOLDED_AT_ONCE)
        .load(conn)?;
    let mut sums: BTreeMap<TagId, (usize, i64)> = BTreeMap::new();
    for (_, tag, customers) in &rows {
        let sum = sums.entry(TagId(tag.0)).or_default();
        *sum = (sum.0 + 1, sum.1 + customers);
    }
    if sums.values().all(|(rows, _)| *rows < 2) {
        return Ok(());
    }
    let ids: Vec<i64> = rows.iter().map(|(id, ..)| *id).collect();
    if diesel::delete(table::table.filter(table::id.eq_any(&ids))).execute(conn)? != rows.len() {
        // The other's transaction is not seen yet, so this one must not count its rows again.
        return Err(StoreError::Stale);
    }
    add(conn, organization, sums.into_iter().map(|(tag, (_, customers))| (tag, customers)))
}
