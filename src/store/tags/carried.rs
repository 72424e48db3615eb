//! Which customers carry which tags: an index beside the documents, which hold the tags themselves. Whoever writes a
//! customer holds its tags, so that none is renamed or deleted under its hands.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;

use crate::domain::customer::{Customer, Document};
use crate::domain::event::TagTold;
use crate::domain::folding::{self, Part};
use crate::domain::issues::{Issue, Issues};
use crate::domain::organization::OrganizationId;
use crate::domain::tag::TagId;
use crate::store::connection::Conn;
use crate::store::customers::search_text;
use crate::store::error::StoreError;
use crate::store::insert::insert_all;
use crate::store::schema::{customer_tags as table, tags};
use crate::store::tags::counts;
use crate::store::uid::Id;

/// Tags that stay as they are until the transaction ends.
#[derive(Debug, Default)]
pub(in crate::store) struct Held(HashMap<TagId, (String, bool)>);

/// Holds these tags: nobody renames, merges or deletes them before this transaction ends. On SQLite there is only one
/// that writes; PostgreSQL locks the rows, in the order of their ids.
pub(in crate::store) fn hold<'a>(
    conn: &mut Conn,
    organization: OrganizationId,
    ids: impl IntoIterator<Item = &'a TagId>,
) -> Result<Held, StoreError> {
    let ids: Vec<Id> = ids.into_iter().map(|id| Id(id.0)).collect();
    if ids.is_empty() {
        return Ok(Held::default());
    }
    let rows = tags::table
        .filter(tags::organization_id.eq(organization.0))
        .filter(tags::id.eq_any(ids))
        .order(tags::id)
        .select((tags::id, tags::title, tags::deleted_at.is_null()));
    let rows: Vec<(Id, String, bool)> = match conn {
        Conn::Sqlite(conn) => rows.load(conn)?,
        Conn::Postgres(conn) => rows.for_share().load(conn)?,
    };
    Ok(Held(rows.into_iter().map(|(id, title, is_live)| (TagId(id.0), (title, is_live))).collect()))
}

impl Held {
    fn is_live(&self, tag: TagId) -> bool {
        self.0.get(&tag).is_some_and(|(_, is_live)| *is_live)
    }

    /// Fails when one of these is no more, or never was.
    pub(in crate::store) fn ensure_live<'a>(
        &self,
        ids: impl IntoIterator<Item = &'a TagId>,
    ) -> Result<(), StoreError> {
        if ids.into_iter().all(|tag| self.is_live(*tag)) {
            return Ok(());
        }
        Err(StoreError::Invalid(Issues::of("tags", Issue::new("tag-unknown"))))
    }

    /// Those of these that are no more.
    pub(in crate::store) fn gone(&self, ids: &BTreeSet<TagId>) -> BTreeSet<TagId> {
        ids.iter().copied().filter(|tag| !self.is_live(*tag)).collect()
    }

    /// What an event tells of a tag.
    pub(in crate::store) fn told(&self, tag_id: TagId) -> TagTold {
        let title = self.0.get(&tag_id).map(|(title, _)| title.clone()).unwrap_or_default();
        TagTold { tag_id, title }
    }

    /// The tokens that a customer is found by, those of its tags included.
    pub(in crate::store) fn words(&self, document: &Document) -> String {
        self.with_tags(search_text(document), &document.tags)
    }

    /// These tokens with those of the tags. A word of both is there twice, which neither index keeps.
    pub(in crate::store) fn with_tags(&self, mut words: String, tags: &BTreeSet<TagId>) -> String {
        let live = tags.iter().filter_map(|tag| self.0.get(tag)).filter(|(_, is_live)| *is_live);
        let titles = folding::document_tokens(live.map(|(title, _)| Part::Words(title)));
        if !words.is_empty() && !titles.is_empty() {
            words.push(' ');
        }
        words + &titles
    }
}

/// Moves a customer's rows from its former change number to its new one, and counts what that changes. `None` is a
/// customer that is not there yet, or not any more.
pub(in crate::store) fn put(
    conn: &mut Conn,
    former: Option<&Customer>,
    customer: Option<&Customer>,
) -> Result<(), StoreError> {
    let Some(organization) = former.or(customer).map(|any| any.organization) else { return Ok(()) };
    if let Some(old) = former.filter(|old| !old.document.tags.is_empty()) {
        let ids: Vec<Id> = old.document.tags.iter().map(|tag| Id(tag.0)).collect();
        let rows = table::table
            .filter(table::organization_id.eq(organization.0))
            .filter(table::tag_id.eq_any(ids))
            .filter(table::is_live.eq(old.deleted_at.is_none()))
            .filter(table::seq.eq(old.seq));
        diesel::delete(rows).execute(conn)?;
    }
    if let Some(new) = customer {
        insert(conn, organization, new.deleted_at.is_none(), rows_of(new.seq, &new.document.tags))?;
    }
    let live = |customer: Option<&Customer>| {
        let live = customer.filter(|customer| customer.deleted_at.is_none());
        live.map(|customer| customer.document.tags.clone()).unwrap_or_default()
    };
    let (before, after) = (live(former), live(customer));
    let came = after.difference(&before).map(|tag| (*tag, 1));
    let went = before.difference(&after).map(|tag| (*tag, -1));
    counts::add(conn, organization, came.chain(went))
}

/// The rows of a customer of this change number.
pub(in crate::store) fn rows_of(seq: i64, tags: &BTreeSet<TagId>) -> impl Iterator<Item = (TagId, i64)> {
    tags.iter().map(move |tag| (*tag, seq))
}

/// Writes rows, many at once on PostgreSQL.
pub(in crate::store) fn insert(
    conn: &mut Conn,
    organization: OrganizationId,
    is_live: bool,
    rows: impl Iterator<Item = (TagId, i64)>,
) -> Result<(), StoreError> {
    let row = |(tag, seq): (TagId, i64)| {
        (
            table::organization_id.eq(organization.0),
            table::tag_id.eq(Id(tag.0)),
            table::is_live.eq(is_live),
            table::seq.eq(seq),
        )
    };
    let rows: Vec<_> = rows.map(row).collect();
    insert_all!(conn, table::table, rows);
    Ok(())
}
