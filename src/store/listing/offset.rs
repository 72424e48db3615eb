//! Lists by offset, with the exact number of all: for clients of other systems, which page until they have as many
//! customers as they were told there are. Rows before the page are walked over; lists of our own go by key.

use diesel::prelude::*;

use crate::domain::customer::{Customer, CustomerId};
use crate::domain::folding;
use crate::domain::listing::{ListQuery, Sort};
use crate::domain::organization::OrganizationId;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::listing::window::{Window, ordered};
use crate::store::listing::{belongs_to, live, rows_of};
use crate::store::schema::customers as table;
use crate::store::uid::Id;
use crate::store::{counts, customers, search};

/// A stretch of a list.
#[derive(Debug)]
pub struct Stretch {
    /// Its customers, in the list's order.
    pub items: Vec<Customer>,
    /// How many the whole list has.
    pub count: i64,
}

/// The customers from `offset` on that a search finds, at most `limit` of them; a blank search finds all. What is found
/// by a search is always in the order of the newest change.
///
/// # Errors
/// When the database does not answer.
pub fn stretch(
    conn: &mut Conn,
    organization: OrganizationId,
    search: &str,
    sort: Sort,
    offset: usize,
    limit: usize,
) -> Result<Stretch, StoreError> {
    let terms = folding::query_terms(search);
    let query = match terms.as_slice() {
        [] => None,
        terms => Some(search::Query::new(conn, organization, terms)?),
    };
    let count = match &query {
        None => counts::of(conn, organization)?.live,
        Some(query) => search::count(conn, query, i64::MAX)?,
    };
    if limit == 0 || rows_of(offset) >= count {
        return Ok(Stretch { items: Vec::new(), count });
    }
    let ids = match query {
        None => walked(conn, organization, sort, offset, limit)?,
        Some(query) => found(conn, organization, &query, offset, limit)?,
    };
    let items: Result<_, _> = ids.into_iter().map(|id| customers::find(conn, organization, id)).collect();
    Ok(Stretch { items: items?, count })
}

fn walked(
    conn: &mut Conn,
    organization: OrganizationId,
    sort: Sort,
    offset: usize,
    limit: usize,
) -> Result<Vec<CustomerId>, StoreError> {
    let window = Window::of(&ListQuery::default(), sort);
    let ids: Vec<Id> = ordered(live(organization), &window)
        .offset(rows_of(offset))
        .limit(rows_of(limit))
        .select(table::id)
        .load(conn)?;
    Ok(ids.into_iter().map(|id| CustomerId(id.0)).collect())
}

fn found(
    conn: &mut Conn,
    organization: OrganizationId,
    query: &search::Query,
    offset: usize,
    limit: usize,
) -> Result<Vec<CustomerId>, StoreError> {
    let until = rows_of(offset.saturating_add(limit));
    let seqs = search::hits(conn, query, search::Order::NewestFirst, None, until)?;
    let seqs: Vec<i64> = seqs.into_iter().skip(offset).collect();
    let mut rows: Vec<(i64, Id)> = table::table
        .filter(belongs_to(organization))
        .filter(table::seq.eq_any(seqs))
        .select((table::seq, table::id))
        .load(conn)?;
    rows.sort_unstable_by_key(|(seq, _)| std::cmp::Reverse(*seq));
    Ok(rows.into_iter().map(|(_, id)| CustomerId(id.0)).collect())
}
