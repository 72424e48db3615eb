//! Lists of customers: pages by key, and bounded work whatever is asked. A page never counts and never skips rows.
//!
//! Without conditions a page is a walk along the order's index. A condition that few customers meet gives them all,
//! to be sorted here; when every condition is common, a walk meets enough of them soon. A search gives its hits newest
//! change first, and keeps that order where there are too many of them to sort.

use diesel::dsl::{AsExprOf, sql};
use diesel::expression::{SqlLiteral, UncheckedBind};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};

use crate::domain::customer::{CustomerId, Kind, Status, Version};
use crate::domain::folding::{self, Term};
use crate::domain::listing::{Count, Cursor, CursorKey, Filter, ListQuery, Page, Position, Sort};
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::domain::values::CountryCode;
use crate::store::connection::{Conn, MultiBackend};
use crate::store::customers::{email_hash, kind_code, kind_of, status_code, status_of};
use crate::store::error::StoreError;
use crate::store::lists;
use crate::store::schema::customers;
use crate::store::search;
use crate::store::uid::Id;

/// Most hits that are fetched and sorted. Beyond, a list walks an index, and a count says "more than".
pub const MOST_SORTED: usize = 10_000;
/// Most rows that one request looks at while it walks.
const MOST_WALKED: usize = 50_000;

/// A customer as a list shows it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its id.
    pub id: CustomerId,
    /// Its number.
    pub number: i64,
    /// Its version.
    pub version: Version,
    /// Its change number.
    pub seq: i64,
    /// Person or company.
    pub kind: Kind,
    /// Active or inactive.
    pub status: Status,
    /// Display name.
    pub display_name: String,
    /// First name.
    pub given_name: Option<String>,
    /// Last name.
    pub family_name: Option<String>,
    /// The main e-mail address.
    pub email: Option<String>,
    /// The main phone: the international number, else what was typed.
    pub phone: Option<String>,
    /// When it was last changed.
    pub changed_at: Time,
    /// When it was created.
    pub created_at: Time,
    /// Since when it is in the trash.
    pub deleted_at: Option<Time>,
    sort_name: String,
}

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

#[derive(Queryable, Selectable)]
#[diesel(table_name = customers)]
struct ListedRow {
    id: Id,
    number: i64,
    version: i64,
    seq: i64,
    kind: i16,
    status: i16,
    display_name: String,
    sort_name: String,
    given_name: Option<String>,
    family_name: Option<String>,
    contact_points: String,
    changed_at: i64,
    created_at: i64,
    deleted_at: Option<i64>,
}

/// What filters and orders look at, without the rest of the row.
#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = customers)]
struct KeyRow {
    seq: i64,
    number: i64,
    sort_name: String,
    kind: i16,
    status: i16,
    country: Option<String>,
    email_hash: Option<i64>,
    changed_at: i64,
}

/// The page that `query` asks for.
///
/// # Errors
/// When the database does not answer.
pub fn list(conn: &mut Conn, organization: OrganizationId, query: &ListQuery) -> Result<List, StoreError> {
    let terms = folding::query_terms(&query.filter.search);
    if terms.is_empty() {
        return match conditions(&query.filter).as_slice() {
            [] => walk_all(conn, organization, query),
            conditions => filtered(conn, organization, query, conditions),
        };
    }
    searched(conn, organization, query, &terms)
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

/// The newest live customers whose main address has this key: by its hash, of which two differ in practice.
fn of_email(conn: &mut Conn, organization: OrganizationId, key: &str) -> Result<Vec<i64>, StoreError> {
    Ok(live(organization)
        .filter(customers::email_hash.eq(email_hash(key)))
        .order(customers::seq.desc())
        .limit(6)
        .select(customers::seq)
        .load(conn)?)
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
    conditions: &[Condition],
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
    condition: Condition,
) -> Result<Option<Vec<KeyRow>>, StoreError> {
    let seqs: Vec<i64> = match condition {
        Condition::ChangedSince(since) => changed_since(conn, organization, since)?,
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
    mut hits: Vec<KeyRow>,
) -> Result<List, StoreError> {
    hits.retain(|key| key.meets(&query.filter));
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
    let (mut seqs, mut walked, mut slice) = (Vec::new(), 0, 256);
    while seqs.len() <= query.limit && walked < MOST_WALKED {
        let keys: Vec<KeyRow> = ordered(live(organization), &window)
            .limit(rows_of(slice))
            .select(KeyRow::as_select())
            .load(conn)?;
        let is_end = keys.len() < slice;
        walked += keys.len();
        if let Some(last) = keys.last() {
            window.from = Some(last.cursor(query.sort));
        }
        seqs.extend(keys.iter().filter(|key| key.meets(&query.filter)).map(|key| key.seq));
        if is_end {
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
    while seqs.len() <= query.limit && walked < MOST_WALKED {
        let found = search::hits(conn, search, order, from, rows_of(slice))?;
        let is_end = found.len() < slice;
        walked += found.len();
        from = found.last().copied().or(from);
        if query.filter.has_conditions() {
            let keys = keys(conn, organization, &found)?;
            let meets = |seq: &i64| {
                let key = keys.iter().find(|key| key.seq == *seq);
                key.is_some_and(|key| key.meets(&query.filter))
            };
            seqs.extend(found.into_iter().filter(meets));
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
    let place: std::collections::HashMap<i64, usize> =
        seqs.iter().enumerate().map(|(at, seq)| (*seq, at)).collect();
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

/// The query in the window's order, from behind its place on. Row values are compared as such: spelled out with `or`,
/// SQLite would not use the index for them.
fn ordered<'a>(query: Boxed<'a>, window: &Window) -> Boxed<'a> {
    let query = match window.sort {
        Sort::Updated => query.order(customers::seq.desc()),
        Sort::UpdatedAscending => query.order(customers::seq.asc()),
        Sort::Name => query.order((customers::sort_name.asc(), customers::seq.asc())),
        Sort::NameDescending => query.order((customers::sort_name.desc(), customers::seq.desc())),
        Sort::Created => query.order(customers::number.desc()),
        Sort::CreatedAscending => query.order(customers::number.asc()),
    };
    let Some(from) = window.from.clone() else { return query };
    let key = from.key.unwrap_or(CursorKey::Number(0));
    match (window.sort, key) {
        (Sort::Updated, _) => query.filter(customers::seq.lt(from.seq)),
        (Sort::UpdatedAscending, _) => query.filter(customers::seq.gt(from.seq)),
        (Sort::Created, CursorKey::Number(number)) => query.filter(customers::number.lt(number)),
        (Sort::CreatedAscending, CursorKey::Number(number)) => query.filter(customers::number.gt(number)),
        (Sort::Name, CursorKey::Text(name)) => query.filter(
            sql::<Bool>("(sort_name, seq) > (")
                .bind::<Text, _>(name)
                .sql(", ")
                .bind::<BigInt, _>(from.seq)
                .sql(")"),
        ),
        (Sort::NameDescending, CursorKey::Text(name)) => query.filter(
            sql::<Bool>("(sort_name, seq) < (")
                .bind::<Text, _>(name)
                .sql(", ")
                .bind::<BigInt, _>(from.seq)
                .sql(")"),
        ),
        // A cursor of another order: the list starts at its beginning.
        _ => query,
    }
}

/// The order a page is read in, which is the list's or, before a place, its reverse, and the place it starts behind.
#[derive(Clone)]
struct Window {
    sort: Sort,
    from: Option<Cursor>,
    is_backwards: bool,
    is_inside: bool,
}

impl Window {
    fn of(query: &ListQuery, sort: Sort) -> Self {
        let (from, is_backwards) = match &query.position {
            Position::First => (None, false),
            Position::After(cursor) => (Some(cursor.clone()), false),
            Position::Before(cursor) => (Some(cursor.clone()), true),
            Position::Last => (None, true),
        };
        let sort = if is_backwards { sort.reversed() } else { sort };
        Self { sort, is_inside: from.is_some(), from, is_backwards }
    }

    fn compare(&self, one: &KeyRow, other: &KeyRow) -> std::cmp::Ordering {
        let by_name = (&one.sort_name, one.seq).cmp(&(&other.sort_name, other.seq));
        match self.sort {
            Sort::Updated => other.seq.cmp(&one.seq),
            Sort::UpdatedAscending => one.seq.cmp(&other.seq),
            Sort::Name => by_name,
            Sort::NameDescending => by_name.reverse(),
            Sort::Created => other.number.cmp(&one.number),
            Sort::CreatedAscending => one.number.cmp(&other.number),
        }
    }

    fn is_behind(&self, key: &KeyRow) -> bool {
        let Some(from) = &self.from else { return true };
        match (self.sort, &from.key) {
            (Sort::Updated, _) => key.seq < from.seq,
            (Sort::UpdatedAscending, _) => key.seq > from.seq,
            (Sort::Name, Some(CursorKey::Text(name))) => (&key.sort_name, key.seq) > (name, from.seq),
            (Sort::NameDescending, Some(CursorKey::Text(name))) => {
                (&key.sort_name, key.seq) < (name, from.seq)
            }
            (Sort::Created, Some(CursorKey::Number(number))) => key.number < *number,
            (Sort::CreatedAscending, Some(CursorKey::Number(number))) => key.number > *number,
            _ => true,
        }
    }

    /// Turns what was read, one row more than a page where there is more, into the page.
    fn page(&self, mut found: Vec<Listed>, limit: usize, is_partial: bool) -> Page<Listed> {
        let has_more = found.len() > limit;
        found.truncate(limit);
        if self.is_backwards {
            found.reverse();
        }
        let sort = if self.is_backwards { self.sort.reversed() } else { self.sort };
        let (has_next, has_previous) =
            if self.is_backwards { (self.is_inside, has_more) } else { (has_more, self.is_inside) };
        let cursor = |listed: Option<&Listed>| listed.map(|listed| listed.cursor(sort));
        Page {
            next: cursor(found.last().filter(|_| has_next)),
            previous: cursor(found.first().filter(|_| has_previous)),
            items: found,
            is_partial,
        }
    }
}

/// One thing a filter asks, which an index answers.
#[derive(Debug, Clone, Copy)]
enum Condition {
    Kind(Kind),
    Status(Status),
    Country(CountryCode),
    HasEmail(bool),
    ChangedSince(Time),
}

fn conditions(filter: &Filter) -> Vec<Condition> {
    let asked = [
        filter.country.map(Condition::Country),
        filter.status.map(Condition::Status),
        filter.kind.map(Condition::Kind),
        filter.has_email.map(Condition::HasEmail),
        filter.changed_since.map(Condition::ChangedSince),
    ];
    asked.into_iter().flatten().collect()
}

impl Condition {
    fn narrow(self, query: Boxed<'_>) -> Boxed<'_> {
        match self {
            Self::Kind(kind) => query.filter(customers::kind.eq(kind_code(kind))),
            Self::Status(status) => query.filter(customers::status.eq(status_code(status))),
            Self::Country(country) => query.filter(customers::country.eq(country.as_str().to_owned())),
            Self::HasEmail(true) => query.filter(customers::email_hash.is_not_null()),
            Self::HasEmail(false) => query.filter(customers::email_hash.is_null()),
            Self::ChangedSince(since) => query.filter(customers::changed_at.ge(since.micros())),
        }
    }
}

impl KeyRow {
    fn meets(&self, filter: &Filter) -> bool {
        filter.kind.is_none_or(|kind| kind_code(kind) == self.kind)
            && filter.status.is_none_or(|status| status_code(status) == self.status)
            && filter.country.is_none_or(|country| Some(country.as_str()) == self.country.as_deref())
            && filter.has_email.is_none_or(|has_email| has_email == self.email_hash.is_some())
            && filter.changed_since.is_none_or(|since| self.changed_at >= since.micros())
    }

    fn cursor(&self, sort: Sort) -> Cursor {
        cursor(sort, self.seq, self.number, &self.sort_name)
    }
}

impl Listed {
    /// The place of this row in an order.
    #[must_use]
    pub fn cursor(&self, sort: Sort) -> Cursor {
        cursor(sort, self.seq, self.number, &self.sort_name)
    }
}

fn cursor(sort: Sort, seq: i64, number: i64, name: &str) -> Cursor {
    let key = match sort {
        Sort::Updated | Sort::UpdatedAscending => None,
        Sort::Name | Sort::NameDescending => Some(CursorKey::Text(name.to_owned())),
        Sort::Created | Sort::CreatedAscending => Some(CursorKey::Number(number)),
    };
    Cursor { key, seq }
}

impl TryFrom<ListedRow> for Listed {
    type Error = StoreError;

    fn try_from(row: ListedRow) -> Result<Self, StoreError> {
        let (email, phone) = lists::first_points(&row.contact_points)?;
        Ok(Self {
            id: CustomerId(row.id.0),
            number: row.number,
            version: Version(row.version),
            seq: row.seq,
            kind: kind_of(row.kind),
            status: status_of(row.status),
            display_name: row.display_name,
            sort_name: row.sort_name,
            given_name: row.given_name,
            family_name: row.family_name,
            email,
            phone,
            changed_at: Time::from_micros(row.changed_at),
            created_at: Time::from_micros(row.created_at),
            deleted_at: row.deleted_at.map(Time::from_micros),
        })
    }
}

fn rows_of(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
