//! Records across customers: the queue, those that need a person, and which customers have some. Records of customers in
//! the trash are in none of them.

use std::collections::{BTreeSet, HashMap, HashSet};

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::customer::CustomerId;
use crate::domain::organization::OrganizationId;
use crate::domain::provision::{Asked, Program, Provision, State, Trouble};
use crate::domain::time::Time;
use crate::store::any_of::any_of;
use crate::store::connection::{Conn, MultiBackend};
use crate::store::error::StoreError;
use crate::store::provisions::row::ProvisionRow;
use crate::store::schema::provisions as table;
use crate::store::uid::Id;

/// Ids asked for in one statement.
const SLICE: usize = 2_000;
/// The newest records whose programs are offered when another is started.
const PROGRAMS_OF: i64 = 200;

/// A page of records.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Which; all when there is none.
    pub asked: Vec<Asked>,
    /// Only of this program.
    pub program: Option<Program>,
    /// The latest change first; else what changed longest ago, which of those that wait is the queue.
    pub is_newest_first: bool,
    /// Behind the record of this change number.
    pub after: Option<i64>,
    /// At most so many.
    pub limit: i64,
}

type Boxed<'a> = table::BoxedQuery<'a, MultiBackend>;

/// The page that `query` asks for: a stretch of an index for each state that is asked for, joined.
///
/// # Errors
/// When the database does not answer.
pub fn list(
    conn: &mut Conn,
    organization: OrganizationId,
    query: &Query,
) -> Result<Vec<Provision>, StoreError> {
    let all = State::ALL.map(Asked::In);
    let asked: &[Asked] = if query.asked.is_empty() { &all } else { &query.asked };
    let mut found = Vec::new();
    for asked in asked {
        let mut rows = of_state(organization, *asked);
        if let Some(program) = &query.program {
            rows = rows.filter(table::program.eq(program.as_str().to_owned()));
        }
        rows = match (query.is_newest_first, query.after) {
            (true, Some(after)) => rows.filter(table::seq.lt(after)).order(table::seq.desc()),
            (true, None) => rows.order(table::seq.desc()),
            (false, Some(after)) => rows.filter(table::seq.gt(after)).order(table::seq.asc()),
            (false, None) => rows.order(table::seq.asc()),
        };
        let rows: Vec<ProvisionRow> = rows.limit(query.limit).select(ProvisionRow::as_select()).load(conn)?;
        for row in rows {
            found.push(row.into_provision()?);
        }
    }
    found.sort_by_key(|provision| if query.is_newest_first { -provision.seq } else { provision.seq });
    found.dedup_by_key(|provision| provision.seq);
    found.truncate(usize::try_from(query.limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// Those that failed, the latest first.
///
/// # Errors
/// When the database does not answer.
pub fn failed(
    conn: &mut Conn,
    organization: OrganizationId,
    limit: i64,
) -> Result<Vec<Provision>, StoreError> {
    let asked = vec![Asked::In(State::Failed)];
    list(conn, organization, &Query { asked, is_newest_first: true, limit, ..Query::default() })
}

/// Those in progress of which nothing was heard since `before`, the longest silent first.
///
/// # Errors
/// When the database does not answer.
pub fn stuck(
    conn: &mut Conn,
    organization: OrganizationId,
    before: Time,
    limit: i64,
) -> Result<Vec<Provision>, StoreError> {
    let asked = vec![Asked::Stuck(before)];
    list(conn, organization, &Query { asked, limit, ..Query::default() })
}

/// The programs of the newest records, by name: what may be started again for others.
///
/// # Errors
/// When the database does not answer.
pub fn programs(conn: &mut Conn, organization: OrganizationId) -> Result<BTreeSet<String>, StoreError> {
    let names: Vec<String> = table::table
        .filter(table::organization_id.eq(organization.0))
        .order(table::id.desc())
        .limit(PROGRAMS_OF)
        .select(table::program)
        .load(conn)?;
    Ok(names.into_iter().collect())
}

/// The worst that each of these customers has, where nothing should be silent since `before`; those without trouble are
/// left out.
///
/// # Errors
/// When the database does not answer.
pub(in crate::store) fn troubles(
    conn: &mut Conn,
    organization: OrganizationId,
    customers: &[CustomerId],
    before: Time,
) -> Result<HashMap<CustomerId, Trouble>, StoreError> {
    let ids: Vec<Id> = customers.iter().map(|id| Id(id.0)).collect();
    let mut troubles = HashMap::new();
    for stand in stands(conn, organization, &ids)? {
        let Some(state) = stand.state.filter(|_| stand.is_live) else { continue };
        let worst: &mut Option<Trouble> = troubles.entry(CustomerId(stand.customer)).or_default();
        *worst = (*worst).max(Trouble::of(state, stand.reported_at, before));
    }
    Ok(troubles.into_iter().filter_map(|(customer, trouble)| Some((customer, trouble?))).collect())
}

/// The customers that have a record of what is asked for; nothing when the records are more than `most`.
pub(in crate::store) fn customers_of(
    conn: &mut Conn,
    organization: OrganizationId,
    asked: Asked,
    most: usize,
) -> Result<Option<Vec<Id>>, StoreError> {
    let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    // In the order of the state's index: without one SQLite reads all records of the organization.
    let rows = of_state(organization, asked).order(table::seq).limit(limit).select(table::customer_id);
    let mut ids: Vec<Id> = rows.load(conn)?;
    if ids.len() > most {
        return Ok(None);
    }
    ids.sort_unstable_by_key(|id| id.0);
    ids.dedup();
    Ok(Some(ids))
}

/// Those among these customers that have a record of what is asked for.
pub(in crate::store) fn among(
    conn: &mut Conn,
    organization: OrganizationId,
    asked: Asked,
    customers: &[Id],
) -> Result<HashSet<Uuid>, StoreError> {
    let mut found = HashSet::new();
    for some in customers.chunks(SLICE) {
        let hits = stands(conn, organization, some)?.into_iter().filter(|stand| {
            let is_silent = match asked {
                Asked::In(_) => true,
                Asked::Stuck(before) => stand.reported_at < before,
            };
            stand.is_live && is_silent && stand.state == Some(asked.state())
        });
        found.extend(hits.map(|stand| stand.customer));
    }
    Ok(found)
}

/// Where one of a customer's programs stands.
struct Stand {
    customer: Uuid,
    is_live: bool,
    state: Option<State>,
    reported_at: Time,
}

/// Where all programs of these customers stand. The states are looked at here: asked for one of them, SQLite would read
/// all of that state, of whatever customer.
fn stands(conn: &mut Conn, organization: OrganizationId, customers: &[Id]) -> Result<Vec<Stand>, StoreError> {
    let rows: Vec<(Id, bool, String, i64)> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(any_of(table::customer_id, customers.to_vec()))
        .select((table::customer_id, table::is_live, table::state, table::reported_at))
        .load(conn)?;
    let stand = |(customer, is_live, state, reported_at): (Id, bool, String, i64)| Stand {
        customer: customer.0,
        is_live,
        state: State::parse(&state),
        reported_at: Time::from_micros(reported_at),
    };
    Ok(rows.into_iter().map(stand).collect())
}

fn of_state<'a>(organization: OrganizationId, asked: Asked) -> Boxed<'a> {
    let rows = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::is_live.eq(true))
        .filter(table::state.eq(asked.state().as_str()))
        .into_boxed();
    match asked {
        Asked::In(_) => rows,
        Asked::Stuck(before) => rows.filter(table::reported_at.lt(before.micros())),
    }
}
