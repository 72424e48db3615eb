//! What a filter asks, and whether a row meets it.

use diesel::prelude::*;

use crate::domain::attribute::Asked;
use crate::domain::customer::{Kind, Status};
use crate::domain::listing::{Cursor, Filter, Sort};
use crate::domain::organization::OrganizationId;
use crate::domain::provision;
use crate::domain::tag::TagId;
use crate::domain::time::Time;
use crate::domain::values::CountryCode;
use crate::store::attribute_names::Names;
use crate::store::connection::Conn;
use crate::store::customers::{kind_code, status_code};
use crate::store::error::StoreError;
use crate::store::listing::{Boxed, live, row};
use crate::store::provisions;
use crate::store::schema::customers;
use crate::store::uid::Id;

/// What filters and orders look at, without the rest of the row.
#[derive(Queryable, Selectable, Clone)]
#[diesel(table_name = customers)]
pub(super) struct KeyRow {
    pub(super) seq: i64,
    id: Id,
    pub(super) number: i64,
    pub(super) sort_name: String,
    kind: i16,
    status: i16,
    country: Option<String>,
    email_hash: Option<i64>,
    changed_at: i64,
    attributes: String,
    tags: String,
}

/// One thing a filter asks, which an index answers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Condition<'a> {
    Kind(Kind),
    Status(Status),
    Country(CountryCode),
    HasEmail(bool),
    ChangedSince(Time),
    Tags(&'a [TagId]),
    Attribute(&'a Asked),
    Provisioning(provision::Asked),
}

pub(super) fn conditions(filter: &Filter) -> Vec<Condition<'_>> {
    let asked = [
        Some(filter.tags.as_slice()).filter(|tags| !tags.is_empty()).map(Condition::Tags),
        filter.provisioning.map(Condition::Provisioning),
        filter.country.map(Condition::Country),
        filter.status.map(Condition::Status),
        filter.kind.map(Condition::Kind),
        filter.has_email.map(Condition::HasEmail),
        filter.changed_since.map(Condition::ChangedSince),
    ];
    let attributes = filter.attributes.iter().map(Condition::Attribute);
    attributes.chain(asked.into_iter().flatten()).collect()
}

impl Condition<'_> {
    /// The query for those who meet it; tags, attributes and programs are in tables of their own.
    pub(super) fn narrow(self, query: Boxed<'_>) -> Boxed<'_> {
        match self {
            Self::Kind(kind) => query.filter(customers::kind.eq(kind_code(kind))),
            Self::Status(status) => query.filter(customers::status.eq(status_code(status))),
            Self::Country(country) => query.filter(customers::country.eq(country.as_str().to_owned())),
            Self::HasEmail(true) => query.filter(customers::email_hash.is_not_null()),
            Self::HasEmail(false) => query.filter(customers::email_hash.is_null()),
            Self::ChangedSince(since) => query.filter(customers::changed_at.ge(since.micros())),
            Self::Tags(_) | Self::Attribute(_) | Self::Provisioning(_) => query,
        }
    }
}

/// A filter, ready to be held against rows.
pub(super) struct Sieve<'a> {
    organization: OrganizationId,
    filter: &'a Filter,
}

impl<'a> Sieve<'a> {
    pub(super) const fn of(organization: OrganizationId, filter: &'a Filter) -> Self {
        Self { organization, filter }
    }

    /// Those of these rows that meet the filter, in their order.
    pub(super) fn sift(&self, conn: &mut Conn, mut keys: Vec<KeyRow>) -> Result<Vec<KeyRow>, StoreError> {
        keys.retain(|key| key.meets(self.filter));
        if !self.filter.attributes.is_empty() {
            // Behind the rows: a customer saved a moment ago may bring a name that was new.
            let names = Names::read(conn, self.organization, keys.iter().map(|key| &key.attributes))?;
            let mut met = Vec::with_capacity(keys.len());
            for key in keys {
                let own = names.attributes(&key.attributes)?;
                if self.filter.attributes.iter().all(|asked| asked.is_met_by(&own)) {
                    met.push(key);
                }
            }
            keys = met;
        }
        if let Some(asked) = self.filter.provisioning {
            let ids: Vec<Id> = keys.iter().map(|key| key.id).collect();
            let found = provisions::among(conn, self.organization, asked, &ids)?;
            keys.retain(|key| found.contains(&key.id.0));
        }
        Ok(keys)
    }
}

/// The keys of those of these customers that are live, in no order.
pub(super) fn keys_of_ids(
    conn: &mut Conn,
    organization: OrganizationId,
    ids: &[Id],
) -> Result<Vec<KeyRow>, StoreError> {
    let mut keys = Vec::with_capacity(ids.len());
    for some in ids.chunks(2_000) {
        let found = live(organization).filter(customers::id.eq_any(some)).select(KeyRow::as_select());
        keys.extend::<Vec<KeyRow>>(found.load(conn)?);
    }
    Ok(keys)
}

impl KeyRow {
    /// Whether it meets what the row itself can tell.
    fn meets(&self, filter: &Filter) -> bool {
        filter.kind.is_none_or(|kind| kind_code(kind) == self.kind)
            && filter.status.is_none_or(|status| status_code(status) == self.status)
            && filter.country.is_none_or(|country| Some(country.as_str()) == self.country.as_deref())
            && filter.has_email.is_none_or(|has_email| has_email == self.email_hash.is_some())
            && filter.changed_since.is_none_or(|since| self.changed_at >= since.micros())
            && (filter.tags.is_empty() || filter.tags.iter().any(|tag| self.carries(*tag)))
    }

    /// Ids have one length, so one that stands in the list's text is in the list.
    fn carries(&self, tag: TagId) -> bool {
        let mut id = [0; uuid::fmt::Hyphenated::LENGTH];
        self.tags.contains(&*tag.0.hyphenated().encode_lower(&mut id))
    }

    pub(super) fn cursor(&self, sort: Sort) -> Cursor {
        row::cursor(sort, self.seq, self.number, &self.sort_name)
    }
}
