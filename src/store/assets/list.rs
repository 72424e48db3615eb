//! Lists of assets: pages by key. A library is no larger than its quota, so that a search may read through it, and
//! what is found may be counted; it needs no index of words as customers do.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

use super::attached;
use super::row::AssetRow;
use crate::domain::asset::{Asset, Category, Permission};
use crate::domain::customer::CustomerId;
use crate::domain::folding::{Term, query_terms};
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::connection::{Conn, MultiBackend};
use crate::store::error::StoreError;
use crate::store::schema::{asset_customers, assets as table};
use crate::store::uid::Id;

/// Which assets, in which order, and where in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssetQuery {
    /// Words typed into the search box.
    pub search: String,
    /// Only this category.
    pub category: Option<Category>,
    /// Only those with this permission.
    pub permission: Option<Permission>,
    /// Only those of this customer.
    pub customer: Option<CustomerId>,
    /// Only those that do not hang on this customer.
    pub without: Option<CustomerId>,
    /// In which order.
    pub sort: AssetSort,
    /// Where the page begins or ends.
    pub place: Place,
}

/// Orders of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AssetSort {
    /// The newest first.
    #[default]
    Added,
    /// By title.
    Title,
    /// By title, backwards.
    TitleDescending,
    /// The largest first.
    Largest,
    /// The smallest first.
    Smallest,
    /// The last changed first.
    Changed,
    /// The longest unchanged first.
    ChangedAscending,
}

impl AssetSort {
    const ALL: [(Self, &'static str); 7] = [
        (Self::Added, ""),
        (Self::Title, "title"),
        (Self::TitleDescending, "-title"),
        (Self::Largest, "-size"),
        (Self::Smallest, "size"),
        (Self::Changed, "-changed"),
        (Self::ChangedAscending, "changed"),
    ];

    /// The word for it in URLs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(sort, _)| *sort == self).map_or("", |(_, word)| word)
    }

    /// The order a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == word).map(|(sort, _)| sort)
    }

    const fn column(self) -> Column {
        match self {
            Self::Added => Column::Number,
            Self::Title | Self::TitleDescending => Column::Title,
            Self::Largest | Self::Smallest => Column::Length,
            Self::Changed | Self::ChangedAscending => Column::Changed,
        }
    }

    const fn is_descending(self) -> bool {
        matches!(self, Self::Added | Self::TitleDescending | Self::Largest | Self::Changed)
    }
}

/// What an order compares first; of those that are alike, the numbers.
#[derive(Debug, Clone, Copy)]
enum Column {
    Number,
    Title,
    Length,
    Changed,
}

/// An asset as orders see it: number, title, length, last change.
type Key = (i64, String, i64, i64);

/// Where a page stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Place {
    /// At the start.
    #[default]
    First,
    /// Behind the asset of this number.
    After(i64),
    /// Before it.
    Before(i64),
}

/// A page of assets.
#[derive(Debug)]
pub struct AssetPage {
    /// In the order that was asked for.
    pub items: Vec<Asset>,
    /// There are some before them.
    pub has_newer: bool,
    /// There are some behind them.
    pub has_older: bool,
    /// How many the query finds.
    pub total: i64,
}

type Boxed<'a> = table::BoxedQuery<'a, MultiBackend>;

/// The page of at most `limit` live assets that `query` asks for.
///
/// # Errors
/// When the database does not answer.
pub fn list(
    conn: &mut Conn,
    organization: OrganizationId,
    query: &AssetQuery,
    limit: usize,
) -> Result<AssetPage, StoreError> {
    let total = found(organization, query).count().get_result(conn)?;
    let (place, key) = place(conn, organization, query.place)?;
    // A page that ends before something is read backwards from there.
    let is_descending = query.sort.is_descending() != matches!(place, Place::Before(_));
    let rows = found(organization, query);
    let rows = match key {
        Some(key) => beyond(rows, query.sort.column(), is_descending, key),
        None => rows,
    };
    let rows = ordered(rows, query.sort.column(), is_descending);
    let rows: Vec<AssetRow> = rows.limit(one_more(limit)).select(AssetRow::as_select()).load(conn)?;
    let mut items = whole(conn, organization, rows)?;
    let has_more = items.len() > limit;
    items.truncate(limit);
    let (has_newer, has_older) = match place {
        Place::First => (false, has_more),
        Place::After(_) => (true, has_more),
        Place::Before(_) => {
            items.reverse();
            (has_more, true)
        }
    };
    Ok(AssetPage { items, has_newer, has_older, total })
}

/// Where a page stands, and the asset that it stands beside; at the start when that one is gone.
fn place(
    conn: &mut Conn,
    organization: OrganizationId,
    place: Place,
) -> Result<(Place, Option<Key>), StoreError> {
    let (Place::After(number) | Place::Before(number)) = place else { return Ok((place, None)) };
    let key: Option<Key> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::number.eq(number))
        .select((table::number, table::sort_title, table::length, table::changed_at))
        .first(conn)
        .optional()?;
    Ok(if key.is_some() { (place, key) } else { (Place::First, None) })
}

fn ordered(rows: Boxed<'_>, column: Column, is_descending: bool) -> Boxed<'_> {
    match (column, is_descending) {
        (Column::Number, true) => rows.order(table::number.desc()),
        (Column::Number, false) => rows.order(table::number.asc()),
        (Column::Title, true) => rows.order((table::sort_title.desc(), table::number.desc())),
        (Column::Title, false) => rows.order((table::sort_title.asc(), table::number.asc())),
        (Column::Length, true) => rows.order((table::length.desc(), table::number.desc())),
        (Column::Length, false) => rows.order((table::length.asc(), table::number.asc())),
        (Column::Changed, true) => rows.order((table::changed_at.desc(), table::number.desc())),
        (Column::Changed, false) => rows.order((table::changed_at.asc(), table::number.asc())),
    }
}

/// Those behind the asset of this key, in this order.
fn beyond(
    rows: Boxed<'_>,
    column: Column,
    is_descending: bool,
    (number, title, length, changed): Key,
) -> Boxed<'_> {
    use table::{changed_at, length as of_length, number as of_number, sort_title};
    match (column, is_descending) {
        (Column::Number, true) => rows.filter(of_number.lt(number)),
        (Column::Number, false) => rows.filter(of_number.gt(number)),
        (Column::Title, true) => {
            rows.filter(sort_title.lt(title.clone()).or(sort_title.eq(title).and(of_number.lt(number))))
        }
        (Column::Title, false) => {
            rows.filter(sort_title.gt(title.clone()).or(sort_title.eq(title).and(of_number.gt(number))))
        }
        (Column::Length, true) => {
            rows.filter(of_length.lt(length).or(of_length.eq(length).and(of_number.lt(number))))
        }
        (Column::Length, false) => {
            rows.filter(of_length.gt(length).or(of_length.eq(length).and(of_number.gt(number))))
        }
        (Column::Changed, true) => {
            rows.filter(changed_at.lt(changed).or(changed_at.eq(changed).and(of_number.lt(number))))
        }
        (Column::Changed, false) => {
            rows.filter(changed_at.gt(changed).or(changed_at.eq(changed).and(of_number.gt(number))))
        }
    }
}

/// The assets in the trash, the last deleted first, and how many there are.
///
/// # Errors
/// When the database does not answer.
pub fn trash_list(
    conn: &mut Conn,
    organization: OrganizationId,
    before: Option<(Time, i64)>,
    limit: usize,
) -> Result<(Vec<Asset>, i64), StoreError> {
    let (at, number) = before.map_or((i64::MAX, i64::MAX), |(at, number)| (at.micros(), number));
    let trashed = || {
        table::table.filter(table::organization_id.eq(organization.0)).filter(table::deleted_at.is_not_null())
    };
    let total = trashed().count().get_result(conn)?;
    let rows: Vec<AssetRow> = trashed()
        .filter(
            sql::<Bool>("(deleted_at, number) < (")
                .bind::<BigInt, _>(at)
                .sql(", ")
                .bind::<BigInt, _>(number)
                .sql(")"),
        )
        .order((table::deleted_at.desc(), table::number.desc()))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(AssetRow::as_select())
        .load(conn)?;
    Ok((whole(conn, organization, rows)?, total))
}

/// These assets with the customers that they hang on.
fn whole(
    conn: &mut Conn,
    organization: OrganizationId,
    rows: Vec<AssetRow>,
) -> Result<Vec<Asset>, StoreError> {
    let ids: Vec<Id> = rows.iter().map(AssetRow::id).collect();
    let mut customers = attached::of(conn, organization, &ids)?;
    rows.into_iter().map(|row| row.into_asset(&mut customers)).collect()
}

/// How many live assets a customer has.
///
/// # Errors
/// When the database does not answer.
pub fn count_of_customer(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
) -> Result<i64, StoreError> {
    let query = AssetQuery { customer: Some(customer), ..AssetQuery::default() };
    Ok(found(organization, &query).count().get_result(conn)?)
}

fn found<'a>(organization: OrganizationId, query: &AssetQuery) -> Boxed<'a> {
    let mut rows = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::deleted_at.is_null())
        .into_boxed();
    if let Some(category) = query.category {
        rows = rows.filter(table::category.eq(category.as_str()));
    }
    if let Some(customer) = query.customer {
        rows = rows.filter(table::id.eq_any(hung_on(organization, customer)));
    }
    if let Some(customer) = query.without {
        rows = rows.filter(table::id.ne_all(hung_on(organization, customer)));
    }
    rows = match query.permission {
        Some(Permission::Public) => rows.filter(table::public_key.is_not_null()),
        Some(Permission::Private) => rows.filter(table::public_key.is_null()),
        None => rows,
    };
    query_terms(&query.search).iter().fold(rows, |rows, term| rows.filter(holds(term)))
}

#[diesel::dsl::auto_type(no_type_alias)]
fn hung_on(organization: OrganizationId, customer: CustomerId) -> _ {
    let organization: i64 = organization.0;
    let customer: Id = Id(customer.0);
    asset_customers::table
        .filter(asset_customers::organization_id.eq(organization))
        .filter(asset_customers::customer_id.eq(customer))
        .select(asset_customers::asset_id)
}

type Condition<'a> = Box<dyn BoxableExpression<table::table, MultiBackend, SqlType = Bool> + 'a>;

/// The term as a condition on the words. Terms are letters and digits only: no sign of a pattern is among them.
fn holds<'a>(term: &Term) -> Condition<'a> {
    let all = |terms: &[Term], joined: fn(Condition<'a>, Condition<'a>) -> Condition<'a>, empty: bool| {
        let conditions = terms.iter().map(holds);
        conditions.reduce(joined).unwrap_or_else(|| Box::new(empty.into_sql::<Bool>()))
    };
    match term {
        Term::Word(word) => Box::new(table::words.like(format!("% {word} %"))),
        Term::Prefix(word) => Box::new(table::words.like(format!("% {word}%"))),
        Term::AnyOf(terms) => all(terms, |one, other| Box::new(one.or(other)), false),
        Term::AllOf(terms) => all(terms, |one, other| Box::new(one.and(other)), true),
    }
}

fn one_more(limit: usize) -> i64 {
    i64::try_from(limit + 1).unwrap_or(i64::MAX)
}
