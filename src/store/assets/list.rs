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

/// Which assets, and where in their order: the newest first.
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
    /// Where the page begins or ends.
    pub place: Place,
}

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
    /// The newest first.
    pub items: Vec<Asset>,
    /// There are newer ones.
    pub has_newer: bool,
    /// There are older ones.
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
    let rows = found(organization, query);
    let rows = match query.place {
        Place::First => rows.order(table::number.desc()),
        Place::After(number) => rows.filter(table::number.lt(number)).order(table::number.desc()),
        Place::Before(number) => rows.filter(table::number.gt(number)).order(table::number.asc()),
    };
    let rows: Vec<AssetRow> = rows.limit(one_more(limit)).select(AssetRow::as_select()).load(conn)?;
    let mut items = whole(conn, organization, rows)?;
    let has_more = items.len() > limit;
    items.truncate(limit);
    let (has_newer, has_older) = match query.place {
        Place::First => (false, has_more),
        Place::After(_) => (true, has_more),
        Place::Before(_) => {
            items.reverse();
            (has_more, true)
        }
    };
    Ok(AssetPage { items, has_newer, has_older, total })
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
        let of_customer = asset_customers::table
            .filter(asset_customers::organization_id.eq(organization.0))
            .filter(asset_customers::customer_id.eq(Id(customer.0)))
            .select(asset_customers::asset_id);
        rows = rows.filter(table::id.eq_any(of_customer));
    }
    rows = match query.permission {
        Some(Permission::Public) => rows.filter(table::public_key.is_not_null()),
        Some(Permission::Private) => rows.filter(table::public_key.is_null()),
        None => rows,
    };
    query_terms(&query.search).iter().fold(rows, |rows, term| rows.filter(holds(term)))
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
