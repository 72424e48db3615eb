//! Lists of customers: pages by key, and bounded work whatever is asked. A page never counts and never skips rows.
//!
//! Without conditions a page is a walk along the order's index. A condition that few customers meet gives them all,
//! to be sorted here; when every condition is common, a walk meets enough of them soon. A search gives its hits newest
//! change first, and keeps that order where there are too many of them to sort.

mod condition;
mod row;
mod valued;
mod window;

use std::collections::HashMap;

use diesel::dsl::{AsExprOf, sql};
use diesel::expression::{SqlLiteral, UncheckedBind};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

use crate::domain::customer::{Attributes, CustomerId};
use crate::domain::folding::{self, Term};
use crate::domain::invitation::SOON;
use crate::domain::listing::{Count, Cursor, Invited, ListQuery, Page, Sort};
use crate::domain::organization::OrganizationId;
use crate::domain::tag::TagId;
use crate::domain::time::Time;
use crate::store::any_of::any_of;
use crate::store::attribute_names::Names;
use crate::store::connection::{Conn, MultiBackend, database_time};
use crate::store::customers::email_hash;
use crate::store::error::StoreError;
use crate::store::invitations;
use crate::store::lists;
use crate::store::provisions;
use crate::store::schema::{customer_tags, customers};
use crate::store::search;
use crate::store::uid::Id;

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
        return invited_only(conn, organization, query, invited, &terms);
    }
    if terms.is_empty() {
        return match conditions(&query.filter).as_slice() {
            [] => walk_all(conn, organization, query),
            conditions => filtered(conn, organization, query, conditions),
        };
    }
    searched(conn, organization, query, &terms)
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

/// Those with an invitation are few: it ends within days. They are fetched, the soonest to end first, and sorted.
fn invited_only(
    conn: &mut Conn,
    organization: OrganizationId,
    query: &ListQuery,
    invited: Invited,
    terms: &[Term],
) -> Result<List, StoreError> {
    let now = Time::from_micros(database_time(conn)?);
    let until = matches!(invited, Invited::ExpiresSoon).then(|| now.plus(SOON));
    let mut seqs = invitations::seqs(conn, organization, now, until, rows_of(MOST_SORTED))?;
    if !terms.is_empty() {
        let search = search::Query::new(conn, organization, terms)?;
        let found = search::hits(conn, &search, search::Order::NewestFirst, None, rows_of(MOST_SORTED))?;
        seqs.retain(|seq| found.contains(seq));
    }
    let keys = keys(conn, organization, &seqs)?;
    sorted(conn, organization, query, keys)
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

/// Live customers that have this e-mail key or one of these international numbers, without `except`: what a new
/// customer may be a duplicate of. At most five.
///
/// # Errors
/// When the database does not answer.
pub fn duplicates(
    conn: &mut Conn,
    organization: OrganizationId,
    email_key: Option<&str>,
    e164: &[&str],
    except: Option<CustomerId>,
) -> Result<Vec<Listed>, StoreError> {
    let further = email_key.map(|key| Term::Word(folding::exact_token(key)));
    let numbers = e164.iter().map(|number| folding::whole_number(number));
    let terms: Vec<Term> = further.into_iter().chain(numbers).collect();
    let mut seqs = match email_key {
        Some(key) => of_email(conn, organization, key)?,
        None => Vec::new(),
    };
    if !terms.is_empty() {
        let any = search::Query::new(conn, organization, &[Term::AnyOf(terms)])?;
        seqs.extend(search::hits(conn, &any, search::Order::NewestFirst, None, 6)?);
    }
    let mut found = rows(conn, organization, &seqs)?;
    found.retain(|listed| Some(listed.id) != except);
    found.truncate(5);
    Ok(found)
}

/// The newest live customers whose main address has this key; its hash only leads to them.
fn of_email(conn: &mut Conn, organization: OrganizationId, key: &str) -> Result<Vec<i64>, StoreError> {
    let hits: Vec<(i64, String)> = live(organization)
        .filter(customers::email_hash.eq(email_hash(key)))
        .order(customers::seq.desc())
        .limit(6)
        .select((customers::seq, customers::contact_points))
        .load(conn)?;
    let mut seqs = Vec::with_capacity(hits.len());
    for (seq, points) in hits {
        if lists::main_email_key(&points)?.as_deref() == Some(key) {
            seqs.push(seq);
        }
    }
    Ok(seqs)
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
    walk_filtered(conn, organization, query)
}

/// Every customer that meets the condition, unless there are more than can be sorted.
fn few(
    conn: &mut Conn,
    organization: OrganizationId,
    condition: Condition<'_>,
) -> Result<Option<Vec<KeyRow>>, StoreError> {
    let seqs: Vec<i64> = match condition {
        Condition::ChangedSince(since) => changed_since(conn, organization, since)?,
        Condition::Provisioning(asked) => {
            let ids = provisions::customers_of(conn, organization, asked, MOST_SORTED)?;
            return ids.map(|ids| keys_of_ids(conn, organization, &ids)).transpose();
        }
        Condition::Tags(tags) => tagged(conn, organization, tags, &Window::newest(), MOST_SORTED + 1)?,
        Condition::Attribute(asked) => valued::any(conn, organization, asked, rows_of(MOST_SORTED + 1))?,
        other => other
            .narrow(live(organization))
            .limit(rows_of(MOST_SORTED + 1))
            .select(customers::seq)
            .load(conn)?,
    };
    if seqs.len() > MOST_SORTED {
        return Ok(None);
    }
    keys(conn, organization, &seqs).map(Some)
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
    let mut hits = Sieve::of(conn, organization, &query.filter)?.sift(conn, hits)?;
    let count = Count::Exact(rows_of(hits.len()));
    let window = Window::of(query, query.sort);
    hits.sort_by(|one, other| window.compare(one, other));
    hits.retain(|key| window.is_behind(key));
    hits.truncate(query.limit + 1);
    let seqs: Vec<i64> = hits.iter().map(|key| key.seq).collect();
    let found = rows(conn, organization, &seqs)?;
    Ok(List { page: window.page(found, query.limit, false), hits: Some(count), sort: query.sort })
}

/// Walks the order's index and keeps what meets the conditions, which are all common ones.
fn walk_filtered(
    conn: &mut Conn,
    organization: OrganizationId,
    query: &ListQuery,
) -> Result<List, StoreError> {
    let mut window = Window::of(query, query.sort);
    let started_at = window.clone();
    let sieve = Sieve::of(conn, organization, &query.filter)?;
    let (mut seqs, mut walked, mut slice) = (Vec::new(), 0, 256);
    while seqs.len() <= query.limit && walked < MOST_WALKED {
        let step = step(conn, organization, query, &window, slice)?;
        walked += step.looked_at;
        window.from = step.last.or(window.from);
        seqs.extend(sieve.sift(conn, step.keys)?.into_iter().map(|key| key.seq));
        if step.looked_at < slice {
            break;
        }
        slice = (slice * 2).min(8_192);
    }
    let is_partial = walked >= MOST_WALKED && seqs.len() <= query.limit;
    seqs.truncate(query.limit + 1);
    let found = rows(conn, organization, &seqs)?;
    let mut page = started_at.page(found, query.limit, is_partial);
    if is_partial {
        page.next = window.from;
    }
    Ok(List { page, hits: Some(Count::MoreThan(rows_of(MOST_SORTED))), sort: query.sort })
}

/// A stretch of a walk.
struct Step {
    keys: Vec<KeyRow>,
    /// The place of the last row that was looked at.
    last: Option<Cursor>,
    looked_at: usize,
}

/// The next stretch of a walk. By change number, tags and values of attributes have an index of their own, in which
/// every row is a hit; in any other order they are looked for among all customers.
fn step(
    conn: &mut Conn,
    organization: OrganizationId,
    query: &ListQuery,
    window: &Window,
    limit: usize,
) -> Result<Step, StoreError> {
    let by_change = match &query.filter {
        _ if !window.is_by_change() => None,
        filter if !filter.tags.is_empty() => Some(tagged(conn, organization, &filter.tags, window, limit)?),
        filter => match valued::one(&filter.attributes) {
            Some((asked, value)) => {
                Some(valued::in_order(conn, organization, asked, value, window, rows_of(limit))?)
            }
            None => None,
        },
    };
    if let Some(seqs) = by_change {
        let mut keys = keys(conn, organization, &seqs)?;
        keys.sort_by(|one, other| window.compare(one, other));
        // Of a customer that changes in this moment the row is there, but not the customer.
        let last = seqs.last().map(|seq| Cursor { key: None, seq: *seq });
        return Ok(Step { keys, last, looked_at: seqs.len() });
    }
    let keys = ordered(live(organization), window).limit(rows_of(limit)).select(KeyRow::as_select());
    let keys: Vec<KeyRow> = keys.load(conn)?;
    let last = keys.last().map(|key| key.cursor(query.sort));
    Ok(Step { last, looked_at: keys.len(), keys })
}

/// Change numbers of live customers that carry one of the tags, in the window's order, which is by change number.
fn tagged(
    conn: &mut Conn,
    organization: OrganizationId,
    tags: &[TagId],
    window: &Window,
    limit: usize,
) -> Result<Vec<i64>, StoreError> {
    let mut seqs: Vec<i64> = Vec::new();
    for tag in tags {
        let rows = customer_tags::table
            .filter(customer_tags::organization_id.eq(organization.0))
            .filter(customer_tags::tag_id.eq(Id(tag.0)))
            .filter(customer_tags::is_live.eq(true))
            .select(customer_tags::seq)
            .limit(rows_of(limit));
        let (from, is_oldest_first) = (window.seq_before(), window.is_oldest_first());
        let found: Vec<i64> = if is_oldest_first {
            rows.filter(customer_tags::seq.gt(from)).order(customer_tags::seq.asc()).load(conn)?
        } else {
            rows.filter(customer_tags::seq.lt(from)).order(customer_tags::seq.desc()).load(conn)?
        };
        seqs.extend(found);
    }
    seqs.sort_unstable();
    seqs.dedup();
    if !window.is_oldest_first() {
        seqs.reverse();
    }
    seqs.truncate(limit);
    Ok(seqs)
}

fn searched(
    conn: &mut Conn,
    organization: OrganizationId,
    query: &ListQuery,
    terms: &[Term],
) -> Result<List, StoreError> {
    let most = rows_of(MOST_SORTED);
    let search = search::Query::new(conn, organization, terms)?;
    let count = search::count(conn, &search, most + 1)?;
    let is_own_order = matches!(query.sort, Sort::Updated) && !query.filter.has_conditions();
    if count <= most && !is_own_order {
        let all = search::hits(conn, &search, search::Order::NewestFirst, None, most)?;
        let keys = keys(conn, organization, &all)?;
        return sorted(conn, organization, query, keys);
    }
    let hits = if count <= most { Count::Exact(count) } else { Count::MoreThan(most) };
    walk_hits(conn, organization, query, &search, hits)
}

/// Reads hits newest change first until a page is full of those that meet the conditions.
fn walk_hits(
    conn: &mut Conn,
    organization: OrganizationId,
    query: &ListQuery,
    search: &search::Query,
    hits: Count,
) -> Result<List, StoreError> {
    let window = Window::of(query, Sort::Updated);
    let order = match window.sort {
        Sort::UpdatedAscending => search::Order::OldestFirst,
        _ => search::Order::NewestFirst,
    };
    let (mut seqs, mut walked, mut from) = (Vec::new(), 0, window.from.as_ref().map(|cursor| cursor.seq));
    let mut slice = query.limit + 1;
    let sieve = Sieve::of(conn, organization, &query.filter)?;
    while seqs.len() <= query.limit && walked < MOST_WALKED {
        let found = search::hits(conn, search, order, from, rows_of(slice))?;
        let is_end = found.len() < slice;
        walked += found.len();
        from = found.last().copied().or(from);
        if query.filter.has_conditions() {
            let keys = keys(conn, organization, &found)?;
            let keys = sieve.sift(conn, keys)?;
            seqs.extend(found.into_iter().filter(|seq| keys.iter().any(|key| key.seq == *seq)));
        } else {
            seqs.extend(found);
        }
        if is_end {
            break;
        }
        slice = (slice * 2).min(2_048);
    }
    let is_partial = walked >= MOST_WALKED && seqs.len() <= query.limit;
    seqs.truncate(query.limit + 1);
    let found = rows(conn, organization, &seqs)?;
    let mut page = window.page(found, query.limit, is_partial);
    if is_partial {
        page.next = from.map(|seq| Cursor { key: None, seq });
    }
    Ok(List { page, hits: Some(hits), sort: Sort::Updated })
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
