//! Which customers have which value of the attributes that they are filtered by: an index beside the documents, which
//! hold the values. Where nothing is filterable, a write asks that once and does no more.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::attribute::AttributeKind;
use crate::domain::customer::{Attributes, Customer};
use crate::domain::organization::OrganizationId;
use crate::store::connection::{Conn, Turn, share_turn};
use crate::store::customers::from_json;
use crate::store::error::StoreError;
use crate::store::insert::insert_all;
use crate::store::schema::{attribute_definitions, attribute_values as table};
use crate::store::uid::Id;

/// The filterable attributes, which stay as they are until the transaction ends.
#[derive(Debug, Default)]
pub(in crate::store) struct Kept(Vec<KeptIndex>);

#[derive(Debug)]
struct KeptIndex {
    id: Uuid,
    key: String,
    kind: AttributeKind,
    choices: Vec<String>,
}

/// A row of the index, without its organization and whether its customer is live.
pub(in crate::store) type ValueRow = (Uuid, String, i64);

/// Holds what is filterable: nobody changes that before this transaction ends.
pub(in crate::store) fn hold(conn: &mut Conn, organization: OrganizationId) -> Result<Kept, StoreError> {
    share_turn(conn, Turn::Attributes(organization))?;
    let rows: Vec<(Option<Id>, String, String, String)> = attribute_definitions::table
        .filter(attribute_definitions::organization_id.eq(organization.0))
        .filter(attribute_definitions::deleted_at.is_null())
        .filter(attribute_definitions::index_id.is_not_null())
        .select((
            attribute_definitions::index_id,
            attribute_definitions::key,
            attribute_definitions::kind,
            attribute_definitions::choices,
        ))
        .load(conn)?;
    let mut kept = Vec::with_capacity(rows.len());
    for (index, key, kind, choices) in rows {
        let (Some(Id(id)), Ok(kind)) = (index, AttributeKind::parse(&kind)) else { continue };
        kept.push(KeptIndex { id, key, kind, choices: from_json(&choices)? });
    }
    Ok(Kept(kept))
}

impl Kept {
    /// Only this index.
    pub(in crate::store) fn only(mut self, index: Uuid) -> Self {
        self.0.retain(|known| known.id == index);
        self
    }

    /// The rows of a customer of this change number.
    pub(in crate::store) fn rows_of<'a>(
        &'a self,
        seq: i64,
        attributes: &'a Attributes,
    ) -> impl Iterator<Item = ValueRow> + 'a {
        self.0.iter().filter_map(move |KeptIndex { id, key, kind, choices }| {
            let value = attributes.own_value(key)?;
            Some((*id, kind.index_key(value, choices), seq))
        })
    }
}

/// Moves a customer's rows from its former change number to its new one. `None` is a customer that is not there yet, or
/// not any more.
pub(in crate::store) fn put(
    conn: &mut Conn,
    kept: &Kept,
    former: Option<&Customer>,
    customer: Option<&Customer>,
) -> Result<(), StoreError> {
    if let Some(old) = former {
        for (index, value, seq) in kept.rows_of(old.seq, &old.document.attributes) {
            let row = table::table
                .filter(table::organization_id.eq(old.organization.0))
                .filter(table::index_id.eq(Id(index)))
                .filter(table::is_live.eq(old.deleted_at.is_none()))
                .filter(table::value.eq(value))
                .filter(table::seq.eq(seq));
            diesel::delete(row).execute(conn)?;
        }
    }
    if let Some(new) = customer {
        let rows = kept.rows_of(new.seq, &new.document.attributes).collect();
        insert(conn, new.organization, new.deleted_at.is_none(), rows)?;
    }
    Ok(())
}

/// Writes rows, many at once on PostgreSQL.
pub(in crate::store) fn insert(
    conn: &mut Conn,
    organization: OrganizationId,
    is_live: bool,
    rows: Vec<ValueRow>,
) -> Result<(), StoreError> {
    let row = |(index, value, seq): ValueRow| {
        (
            table::organization_id.eq(organization.0),
            table::index_id.eq(Id(index)),
            table::is_live.eq(is_live),
            table::value.eq(value),
            table::seq.eq(seq),
        )
    };
    let rows: Vec<_> = rows.into_iter().map(row).collect();
    insert_all!(conn, table::table, rows);
    Ok(())
}

/// Removes some rows of an index that nothing leads to any more. Answers how many.
pub(in crate::store) fn remove_some(
    conn: &mut Conn,
    organization: OrganizationId,
    index: Uuid,
    limit: i64,
) -> Result<usize, StoreError> {
    let some: Vec<(bool, String, i64)> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::index_id.eq(Id(index)))
        .limit(limit)
        .select((table::is_live, table::value, table::seq))
        .load(conn)?;
    for (is_live, value, seq) in &some {
        let row = table::table
            .filter(table::organization_id.eq(organization.0))
            .filter(table::index_id.eq(Id(index)))
            .filter(table::is_live.eq(is_live))
            .filter(table::value.eq(value))
            .filter(table::seq.eq(seq));
        diesel::delete(row).execute(conn)?;
    }
    Ok(some.len())
}
