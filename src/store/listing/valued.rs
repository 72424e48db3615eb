//! Who has which value of an attribute, by the index of its values.

use diesel::prelude::*;

use crate::domain::attribute::{Asked, Wanted};
use crate::domain::organization::OrganizationId;
use crate::store::connection::{Conn, MultiBackend};
use crate::store::error::StoreError;
use crate::store::listing::window::Window;
use crate::store::schema::attribute_values as table;
use crate::store::uid::Id;

/// The first of these that asks for one value: only its hits stand in the order of change numbers.
pub(super) fn one(asked: &[Asked]) -> Option<(&Asked, &str)> {
    asked.iter().find_map(|asked| match &asked.wanted {
        Wanted::Is(value) => Some((asked, value.as_str())),
        Wanted::Between(..) => None,
    })
}

/// Change numbers of live customers who meet it, in no order.
pub(super) fn any(
    conn: &mut Conn,
    organization: OrganizationId,
    asked: &Asked,
    limit: i64,
) -> Result<Vec<i64>, StoreError> {
    let rows = live(organization, asked).limit(limit);
    let rows = match &asked.wanted {
        Wanted::Is(value) => rows.filter(table::value.eq(value)),
        Wanted::Between(from, to) => rows.filter(table::value.ge(from)).filter(table::value.le(to)),
    };
    Ok(rows.load(conn)?)
}

/// Change numbers of live customers who have this value, in the window's order, which is by change number.
pub(super) fn in_order(
    conn: &mut Conn,
    organization: OrganizationId,
    asked: &Asked,
    value: &str,
    window: &Window,
    limit: i64,
) -> Result<Vec<i64>, StoreError> {
    let rows = live(organization, asked).filter(table::value.eq(value)).limit(limit);
    let from = window.seq_before();
    let rows = if window.is_oldest_first() {
        rows.filter(table::seq.gt(from)).order(table::seq.asc())
    } else {
        rows.filter(table::seq.lt(from)).order(table::seq.desc())
    };
    Ok(rows.load(conn)?)
}

type Boxed<'a> = diesel::dsl::IntoBoxed<'a, diesel::dsl::Select<table::table, table::seq>, MultiBackend>;

fn live<'a>(organization: OrganizationId, asked: &Asked) -> Boxed<'a> {
    table::table
        .select(table::seq)
        .into_boxed()
        .filter(table::organization_id.eq(organization.0))
        .filter(table::index_id.eq(Id(asked.index)))
        .filter(table::is_live.eq(true))
}
