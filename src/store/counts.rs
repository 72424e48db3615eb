//! How many customers an organization has, kept in the transactions that change it, so that no page ever counts.

use diesel::prelude::*;

use crate::domain::customer::{Customer, Kind};
use crate::domain::organization::OrganizationId;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::growth;
use crate::store::schema::customer_counts as table;

/// Customers of an organization.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// In the list.
    pub live: i64,
    /// In the trash.
    pub trashed: i64,
    /// In the list, and a company.
    pub corporate: i64,
}

impl Counts {
    /// What one customer is counted as.
    fn of(customer: &Customer) -> Self {
        let is_live = customer.deleted_at.is_none();
        let is_corporate = is_live && customer.document.kind == Kind::Corporate;
        Self { live: is_live.into(), trashed: (!is_live).into(), corporate: is_corporate.into() }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            live: self.live + other.live,
            trashed: self.trashed + other.trashed,
            corporate: self.corporate + other.corporate,
        }
    }

    fn minus(self, other: Self) -> Self {
        self.plus(Self { live: -other.live, trashed: -other.trashed, corporate: -other.corporate })
    }
}

/// Counts a customer as what it is now instead of as what it was.
pub(in crate::store) fn change(
    conn: &mut Conn,
    former: Option<&Customer>,
    now: Option<&Customer>,
) -> Result<(), StoreError> {
    let Some(either) = now.or(former) else { return Ok(()) };
    let counts = |customer: Option<&Customer>| customer.map(Counts::of).unwrap_or_default();
    let difference = counts(now).minus(counts(former));
    if difference == Counts::default() {
        return Ok(());
    }
    add(conn, either.organization, difference)?;
    growth::add(conn, either.organization, [(either.created_at, difference.live)])
}

/// Adds to the counts. SQLite, with one writer, keeps one row. On PostgreSQL every transaction inserts its own: with
/// one row that all must lock, 50 clients had half the rate.
pub(in crate::store) fn add(
    conn: &mut Conn,
    organization: OrganizationId,
    more: Counts,
) -> Result<(), StoreError> {
    if matches!(conn, Conn::Sqlite(_)) {
        let row = table::table.filter(table::organization_id.eq(organization.0));
        let sums = (
            table::live.eq(table::live + more.live),
            table::trashed.eq(table::trashed + more.trashed),
            table::corporate.eq(table::corporate + more.corporate),
        );
        if diesel::update(row).set(sums).execute(conn)? > 0 {
            return Ok(());
        }
    }
    let difference = (
        table::organization_id.eq(organization.0),
        table::live.eq(more.live),
        table::trashed.eq(more.trashed),
        table::corporate.eq(more.corporate),
    );
    diesel::insert_into(table::table).values(difference).execute(conn)?;
    Ok(())
}

/// The counts now.
///
/// # Errors
/// When the database does not answer.
pub fn of(conn: &mut Conn, organization: OrganizationId) -> Result<Counts, StoreError> {
    let rows: Vec<(i64, i64, i64)> = table::table
        .filter(table::organization_id.eq(organization.0))
        .select((table::live, table::trashed, table::corporate))
        .load(conn)?;
    Ok(rows.into_iter().map(counts).fold(Counts::default(), Counts::plus))
}

fn counts((live, trashed, corporate): (i64, i64, i64)) -> Counts {
    Counts { live, trashed, corporate }
}

/// Folds an organization's differences into one row, so that reading them stays cheap.
///
/// # Errors
/// When the database does not answer.
pub fn fold(conn: &mut Conn, organization: OrganizationId) -> Result<(), StoreError> {
    let rows: Vec<(i64, (i64, i64, i64))> = table::table
        .filter(table::organization_id.eq(organization.0))
        .select((table::id, (table::live, table::trashed, table::corporate)))
        .limit(10_000)
        .load(conn)?;
    if rows.len() < 2 {
        return Ok(());
    }
    let ids: Vec<i64> = rows.iter().map(|(id, _)| *id).collect();
    let folded = diesel::delete(table::table.filter(table::id.eq_any(&ids))).execute(conn)?;
    if folded != rows.len() {
        // Another server folds at the same time; its transaction is not seen yet, so this one must not count it again.
        return Err(StoreError::Stale);
    }
    let sum = rows.into_iter().map(|(_, row)| counts(row)).fold(Counts::default(), Counts::plus);
    add(conn, organization, sum)
}
