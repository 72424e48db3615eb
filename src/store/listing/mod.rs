//! Lists of customers: pages by key, and bounded work whatever is asked. A page never counts and never skips rows.
//!
//! Without conditions a page is a walk along the order's index. A condition that few customers meet gives them all,
//! to be sorted here; when every condition is common, a walk meets enough of them soon. A search gives its hits newest
//! change first, and keeps that order where there are too many of them to sort.

mod condition;
mod duplicates;
mod offset;
mod row;
mod searched;
mod valued;
mod walk;
mod window;

use std::collections::HashMap;

use diesel::dsl::{AsExprOf, sql};
use diesel::expression::{SqlLiteral, UncheckedBind};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

use crate::domain::customer::{Attributes, CustomerId};
use crate::domain::folding;
use crate::domain::listing::{Count, Filter, ListQuery, Page, Sort};
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::any_of::any_of;
use crate::store::attribute_names::Names;
use crate::store::connection::{Conn, MultiBackend};
use crate::store::error::StoreError;
use crate::store::provisions;
use crate::store::schema::customers;
use crate::store::uid::Id;

pub use duplicates::duplicates;
pub use offset::{Stretch, stretch};
pub use row::Listed;

use condition::{Condition, KeyRow, Sieve, conditions, keys_of_ids};
use row::ListedRow;
use window::{Window, ordered};

/// Most hits that are fetched and sorted. Beyond, a list walks an index, and a count says "more than".
pub const MOST_SORTED: usize = 10_000;
/// Most rows that one request looks at while it walks.
const MOST_WALKED: usize = 50_000;

/// A page of customers, and how many there are where that is known without counting.
#[derive(Debug)]
pub struct List {
    /// The page.
    pub page: Page<Listed>,
    /// The hits of a search or filter; none for a list without either.
    pub hits: Option<Count>,
    /// The order it really is in: a search with many hits keeps its own.
    pub sort: Sort,
}

/// The page that `query` asks for.
///
/// # Errors
/// When the database does not answer.
pub fn list(conn: &mut Conn, organization: OrganizationId, query: &ListQuery) -> Result<List, StoreError> {
    let terms = folding::query_terms(&query.filter.search);
    if let Some(invited) = query.filter.invited {
        return searched::invited(conn, organization, query, invited, &terms);
    }
    if terms.is_empty() {
        return match conditions(&query.filter).as_slice() {
            [] => walk_all(conn, organization, query),
            conditions => filtered(conn, organization, query, conditions),
        };
    }
    searched::list(conn, organization, query, &terms)
}

/// How many customers a filter lets through, as far as a list counts them; none where it asks nothing. One condition
/// alone takes no customer's row.
///
/// # Errors
/// When the database does not answer.
pub fn count(
    conn: &mut Conn,
    organization: OrganizationId,
    filter: Filter,
) -> Result<Option<Count>, StoreError> {
    let is_plain = filter.search.is_empty() && filter.invited.is_none() && filter.provisioning.is_none();
    if let ([condition], true) = (conditions(&filter).as_slice(), is_plain) {
        let hits = seqs_of(conn, organization, *condition)?.len();
        let count = rows_of(hits.min(MOST_SORTED));
        return Ok(Some(if hits <= MOST_SORTED { Count::Exact(count) } else { Count::MoreThan(count) }));
    }
    Ok(list(conn, organization, &ListQuery { filter, limit: 1, ..ListQuery::default() })?.hits)
}

/// The attributes of listed customers, by their ids.
///
/// # Errors
/// When the database does not answer.
pub fn attributes(
    conn: &mut Conn,
    organization: OrganizationId,
    listed: &[Listed],
) -> Result<HashMap<CustomerId, Attributes>, StoreError> {
    let seqs: Vec<i64> = listed.iter().map(|listed| listed.seq).collect();
    let rows: Vec<(Id, String)> = customers::table
        .filter(belongs_to(organization))
        .filter(any_of(customers::seq, seqs))
        .select((customers::id, customers::attributes))
        .load(conn)?;
    let names = Names::read(conn, organization, rows.iter().map(|(_, text)| text))?;
    rows.iter().map(|(id, text)| Ok((CustomerId(id.0), names.attributes(text)?))).collect()
}

/// The customers in the trash, the last deleted first.
///
/// # Errors
/// When the database does not answer.
pub fn trash(
    conn: &mut Conn,
    organization: OrganizationId,
    before: Option<(Time, i64)>,
    limit: usize,
) -> Result<Vec<Listed>, StoreError> {
    let (at, seq) = before.map_or((i64::MAX, i64::MAX), |(at, seq)| (at.micros(), seq));
    let rows: Vec<ListedRow> = customers::table
        .filter(customers::organization_id.eq(organization.0))
        .filter(customers::deleted_at.is_not_null())
        .filter(
            sql::<Bool>("(deleted_at, seq) < (")
                .bind::<BigInt, _>(at)
                .sql(", ")
                .bind::<BigInt, _>(seq)
                .sql(")"),
        )
        .order((customers::deleted_at.desc(), customers::seq.desc()))
        .limit(rows_of(limit))
        .select(ListedRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Listed::try_from).collect()
}

/// The customers of these ids that are live, in no order: what a selection names.
///
/// # Errors
/// When the database does not answer.
pub fn of_ids(
    conn: &mut Conn,
    organization: OrganizationId,
    ids: &[CustomerId],
) -> Result<Vec<Listed>, StoreError> {
    let ids: Vec<Id> = ids.iter().map(|id| Id(id.0)).collect();
    let rows: Vec<ListedRow> = customers::table
        .filter(customers::organization_id.eq(organization.0))
        .filter(customers::id.eq_any(ids))
        .filter(customers::deleted_at.is_null())
        .select(ListedRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Listed::try_from).collect()
}

fn walk_all(conn: &mut Conn, organization: OrganizationId, query: &ListQuery) -> Result<List, StoreError> {
    let window = Window::of(query, query.sort);
    let found: Vec<ListedRow> = ordered(live(organization), &window)
        .limit(rows_of(query.limit + 1))
        .select(ListedRow::as_select())
        .load(conn)?;
    let found = found.into_iter().map(Listed::try_from).collect::<Result<Vec<_>, _>>()?;
    Ok(List { page: window.page(found, query.limit, false), hits: None, sort: query.sort })
}

fn filtered(
    conn: &mut Conn,
    organization: OrganizationId,
    query: &ListQuery,
    conditions: &[Condition<'_>],
) -> Result<List, StoreError> {
    for condition in conditions {
        if let Some(keys) = few(conn, organization, *condition)? {
            return sorted(conn, organization, query, keys);
        }
    }
    walk::list(conn, organization, query)
}

/// Every customer that meets the condition, unless there are more than can be sorted.
fn few(
    conn: &mut Conn,
    organization: OrganizationId,
    condition: Condition<'_>,
) -> Result<Option<Vec<KeyRow>>, StoreError> {
    if let Condition::Provisioning(asked) = condition {
        let ids = provisions::customers_of(conn, organization, asked, MOST_SORTED)?;
        return ids.map(|ids| keys_of_ids(conn, organization, &ids)).transpose();
    }
    let seqs = seqs_of(conn, organization, condition)?;
    if seqs.len() > MOST_SORTED {
        return Ok(None);
    }
    keys(conn, organization, &seqs).map(Some)
}

/// The change numbers of those who meet the condition, up to one more than can be sorted. Programs are of customers,
/// not of change numbers.
fn seqs_of(
    conn: &mut Conn,
    organization: OrganizationId,
    condition: Condition<'_>,
) -> Result<Vec<i64>, StoreError> {
    match condition {
        Condition::ChangedSince(since) => changed_since(conn, organization, since),
        Condition::Tags(tags) => walk::tagged(conn, organization, tags, &Window::newest(), MOST_SORTED + 1),
        Condition::Attribute(asked) => valued::any(conn, organization, asked, rows_of(MOST_SORTED + 1)),
        other => Ok(other
            .narrow(live(organization))
            .limit(rows_of(MOST_SORTED + 1))
            .select(customers::seq)
            .load(conn)?),
    }
}

/// The newest changes, up to one more than can be sorted, that are not older than `since`. Change numbers ascend with
/// time, so no index of times is needed; where a clock went backwards between them, an older change may hide.
fn changed_since(conn: &mut Conn, organization: OrganizationId, since: Time) -> Result<Vec<i64>, StoreError> {
    let newest: Vec<(i64, i64)> = live(organization)
        .order(customers::seq.desc())
        .limit(rows_of(MOST_SORTED + 1))
        .select((customers::seq, customers::changed_at))
        .load(conn)?;
    Ok(newest
        .into_iter()
        .filter(|(_, changed_at)| *changed_at >= since.micros())
        .map(|(seq, _)| seq)
        .collect())
}

/// Sorts hits that are few, and takes the page out of them.
fn sorted(
    conn: &mut Conn,
    organization: OrganizationId,
    query: &ListQuery,
    hits: Vec<KeyRow>,
) -> Result<List, StoreError> {
    let mut hits = Sieve::of(organization, &query.filter).sift(conn, hits)?;
    let count = Count::Exact(rows_of(hits.len()));
    let window = Window::of(query, query.sort);
    hits.sort_by(|one, other| window.compare(one, other));
    hits.retain(|key| window.is_behind(key));
    hits.truncate(query.limit + 1);
    let seqs: Vec<i64> = hits.iter().map(|key| key.seq).collect();
    let found = rows(conn, organization, &seqs)?;
    Ok(List { page: window.page(found, query.limit, false), hits: Some(count), sort: query.sort })
}

/// The rows of these change numbers, in that order.
fn rows(conn: &mut Conn, organization: OrganizationId, seqs: &[i64]) -> Result<Vec<Listed>, StoreError> {
    let found: Vec<ListedRow> = customers::table
        .filter(belongs_to(organization))
        .filter(customers::seq.eq_any(seqs))
        .select(ListedRow::as_select())
        .load(conn)?;
    let mut found = found.into_iter().map(Listed::try_from).collect::<Result<Vec<_>, _>>()?;
    let place: HashMap<i64, usize> = seqs.iter().enumerate().map(|(at, seq)| (*seq, at)).collect();
    found.sort_by_key(|listed| place.get(&listed.seq).copied());
    Ok(found)
}

/// Rows of the organization, found by something else: the sign keeps the engine from reading all of an organization by
/// an index of it, which SQLite takes for quicker than a list of change numbers (200 ms instead of 0.1 at a million).
fn belongs_to(organization: OrganizationId) -> UncheckedBind<SqlLiteral<Bool>, AsExprOf<i64, BigInt>> {
    sql::<Bool>("+organization_id = ").bind::<BigInt, _>(organization.0)
}

/// The keys of these change numbers, in no order.
fn keys(conn: &mut Conn, organization: OrganizationId, seqs: &[i64]) -> Result<Vec<KeyRow>, StoreError> {
    let mut keys = Vec::with_capacity(seqs.len());
    for some in seqs.chunks(2_000) {
        let found = customers::table
            .filter(belongs_to(organization))
            .filter(customers::seq.eq_any(some))
            .select(KeyRow::as_select())
            .load(conn)?;
        keys.extend::<Vec<KeyRow>>(found);
    }
    Ok(keys)
}

type Boxed<'a> = customers::BoxedQuery<'a, MultiBackend>;

fn live<'a>(organization: OrganizationId) -> Boxed<'a> {
    customers::table
        .filter(customers::organization_id.eq(organization.0))
        .filter(customers::deleted_at.is_null())
        .into_boxed()
}

fn rows_of(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
