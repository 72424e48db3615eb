//! Former documents of customers. The current one is in `customers`; on the next write it moves here.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::attribute::Changes;
use crate::domain::customer::{Cause, Customer, CustomerId, Document, Signature, Stamp, Version};
use crate::domain::diff::{self, Field};
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::connection::Conn;
use crate::store::customers::{self, Updated, cause_columns, from_json, json, stamp};
use crate::store::error::StoreError;
use crate::store::schema::{customer_versions, customers as current};
use crate::store::uid::Id;
use crate::store::{attributes, operations, tags};

#[derive(Insertable)]
#[diesel(table_name = customer_versions, treat_none_as_default_value = false)]
struct VersionRow {
    organization_id: i64,
    customer_id: Id,
    version: i64,
    document: String,
    changed_by: Option<Id>,
    changed_at: i64,
    cause: i16,
    cause_id: Option<Id>,
    cause_row: Option<i64>,
}

/// Customers asked for in one statement.
const MOST_BOUND: usize = 1_000;

/// Former documents of customers, and who made each.
pub(in crate::store) type Former = HashMap<(CustomerId, Version), (Document, Stamp)>;

/// The columns of [`StampColumns`].
const STAMP: (
    customer_versions::version,
    customer_versions::changed_by,
    customer_versions::changed_at,
    customer_versions::cause,
    customer_versions::cause_id,
    customer_versions::cause_row,
) = (
    customer_versions::version,
    customer_versions::changed_by,
    customer_versions::changed_at,
    customer_versions::cause,
    customer_versions::cause_id,
    customer_versions::cause_row,
);

/// A version's number and who made it, when and why, as a row has them.
type StampColumns = (i64, Option<Id>, i64, i16, Option<Id>, Option<i64>);

/// Keeps the document that is about to be replaced, with who made it and why.
pub(in crate::store) fn keep(conn: &mut Conn, former: &Customer) -> Result<(), StoreError> {
    let (cause, cause_id, cause_row) = cause_columns(former.changed.cause);
    let row = VersionRow {
        organization_id: former.organization.0,
        customer_id: Id(former.id.0),
        version: former.version.0,
        document: json(&former.document)?,
        changed_by: former.changed.by.map(|by| Id(by.0)),
        changed_at: former.changed.at.micros(),
        cause,
        cause_id,
        cause_row,
    };
    diesel::insert_into(customer_versions::table).values(row).execute(conn)?;
    Ok(())
}

/// The document of one version, the current one included.
///
/// # Errors
/// [`StoreError::NotFound`] when the customer never had it.
pub fn document(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
    version: Version,
) -> Result<(Document, Stamp), StoreError> {
    let now = customers::find(conn, organization, customer)?;
    if now.version == version {
        return Ok((now.document, now.changed));
    }
    let (document, columns): (String, StampColumns) = former(organization, customer)
        .filter(customer_versions::version.eq(version.0))
        .select((customer_versions::document, STAMP))
        .first(conn)?;
    Ok((from_json(&document)?, signed(columns).1))
}

/// Every version with its document, the newest first.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such customer.
pub fn list(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
    before: Option<Version>,
    limit: usize,
) -> Result<Vec<(Version, Document, Stamp)>, StoreError> {
    let now = customers::find(conn, organization, customer)?;
    let before = before.map_or(i64::MAX, |version| version.0);
    let rows: Vec<(String, StampColumns)> = former(organization, customer)
        .filter(customer_versions::version.lt(before))
        .order(customer_versions::version.desc())
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select((customer_versions::document, STAMP))
        .load(conn)?;
    let mut versions = Vec::with_capacity(rows.len() + 1);
    if now.version.0 < before {
        versions.push((now.version, now.document, now.changed));
    }
    for (document, columns) in rows {
        let (version, stamp) = signed(columns);
        versions.push((version, from_json(&document)?, stamp));
    }
    versions.truncate(limit);
    Ok(versions)
}

/// The documents of these versions, of those that the customer had.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such customer.
pub fn documents(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
    versions: impl IntoIterator<Item = Version>,
) -> Result<BTreeMap<Version, Document>, StoreError> {
    let versions: BTreeSet<i64> = versions.into_iter().map(|version| version.0).collect();
    if versions.is_empty() {
        return Ok(BTreeMap::new());
    }
    let now = customers::find(conn, organization, customer)?;
    let rows: Vec<(i64, String)> = former(organization, customer)
        .filter(customer_versions::version.eq_any(&versions))
        .select((customer_versions::version, customer_versions::document))
        .load(conn)?;
    let former = rows.into_iter().map(|(version, document)| Ok((Version(version), from_json(&document)?)));
    let mut documents = former.collect::<Result<BTreeMap<_, _>, StoreError>>()?;
    if versions.contains(&now.version.0) {
        documents.insert(now.version, now.document);
    }
    Ok(documents)
}

/// Who made the former versions of these customers, when and why.
pub(in crate::store) fn stamps_of(
    conn: &mut Conn,
    organization: OrganizationId,
    ids: &[CustomerId],
) -> Result<HashMap<(CustomerId, Version), Stamp>, StoreError> {
    let mut stamps = HashMap::new();
    for ids in ids.chunks(MOST_BOUND) {
        let rows: Vec<(Id, StampColumns)> = customer_versions::table
            .filter(customer_versions::organization_id.eq(organization.0))
            .filter(customer_versions::customer_id.eq_any(ids.iter().map(|id| Id(id.0))))
            .select((customer_versions::customer_id, STAMP))
            .load(conn)?;
        for (id, columns) in rows {
            let (version, stamp) = signed(columns);
            stamps.insert((CustomerId(id.0), version), stamp);
        }
    }
    Ok(stamps)
}

/// These former versions of customers; those that do not exist are left out.
pub(in crate::store) fn some(
    conn: &mut Conn,
    organization: OrganizationId,
    pairs: &[(CustomerId, Version)],
) -> Result<Former, StoreError> {
    let mut found = HashMap::with_capacity(pairs.len());
    // Customers of the same version together: they are few versions, and no other documents are read.
    let mut by_version: BTreeMap<Version, Vec<Id>> = BTreeMap::new();
    for (id, version) in pairs {
        by_version.entry(*version).or_default().push(Id(id.0));
    }
    for (version, ids) in by_version {
        for ids in ids.chunks(MOST_BOUND) {
            let rows: Vec<(Id, String, StampColumns)> = customer_versions::table
                .filter(customer_versions::organization_id.eq(organization.0))
                .filter(customer_versions::customer_id.eq_any(ids))
                .filter(customer_versions::version.eq(version.0))
                .select((customer_versions::customer_id, customer_versions::document, STAMP))
                .load(conn)?;
            for (id, document, columns) in rows {
                found.insert((CustomerId(id.0), version), (from_json(&document)?, signed(columns).1));
            }
        }
    }
    Ok(found)
}

/// The versions that imports made until then, who made them, when and by which row: the newest `limit`, or all.
pub(in crate::store) fn imported(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
    until: Time,
    limit: Option<usize>,
) -> Result<Vec<(Version, Stamp)>, StoreError> {
    let (import, ..) = cause_columns(Cause::Import { import: Uuid::nil(), row: 0 });
    let now: StampColumns = current::table
        .filter(current::organization_id.eq(organization.0))
        .filter(current::id.eq(Id(customer.0)))
        .select((
            current::version,
            current::changed_by,
            current::changed_at,
            current::cause,
            current::cause_id,
            current::cause_row,
        ))
        .first(conn)?;
    let rows: Vec<StampColumns> = former(organization, customer)
        .filter(customer_versions::cause.eq(import))
        .filter(customer_versions::changed_at.le(until.micros()))
        .order(customer_versions::version.desc())
        .limit(limit.and_then(|limit| i64::try_from(limit).ok()).unwrap_or(i64::MAX))
        .select(STAMP)
        .load(conn)?;
    let now = std::iter::once(now).filter(|(_, _, at, cause, ..)| *cause == import && *at <= until.micros());
    Ok(now.chain(rows).map(signed).collect())
}

/// What came of bringing a former version back.
#[derive(Debug)]
pub struct Restored {
    /// The customer.
    pub updated: Updated,
    /// What the tags and attributes are called that no longer exist, or no longer fit, and were left out.
    pub skipped: Vec<String>,
}

/// Makes the document of a former version the next one, or only this `field` of it. What has been renamed, merged or
/// typed otherwise since is brought back as it is by now.
///
/// # Errors
/// [`StoreError::NotFound`] when the customer never had that version, and those of [`customers::update`].
pub fn restore(
    conn: &mut Conn,
    by: &Signature,
    id: CustomerId,
    read: Version,
    from: Version,
    field: Option<Field>,
) -> Result<Restored, StoreError> {
    let organization = by.actor.organization;
    let (mut earlier, stamp) = document(conn, organization, id, from)?;
    let now = customers::find(conn, organization, id)?.document;
    let since = operations::changes(conn, organization, Some(stamp.at))?;
    earlier.attributes = since.applied(&earlier.attributes);
    let mut document = match field {
        None => earlier,
        Some(field) => {
            let field = named_by_now(field, &since);
            let part = diff::parts(&earlier).remove(&field);
            diff::with_part(now.clone(), &field, part)
        }
    };
    let mut skipped = tags::settle(conn, organization, &mut document)?;
    skipped.extend(attributes::settle(&attributes::list(conn, organization)?, &now, &mut document));
    Ok(Restored { updated: customers::update(conn, by, id, read, document)?, skipped })
}

/// The field as it is called since its attribute got another key.
fn named_by_now(field: Field, since: &Changes) -> Field {
    match field {
        Field::Attribute(namespace, key) if namespace.is_empty() => {
            Field::Attribute(namespace, since.key(&key).to_owned())
        }
        other => other,
    }
}

/// Removes a customer's history.
pub(in crate::store) fn purge(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
) -> Result<(), StoreError> {
    let of_customer = customer_versions::table
        .filter(customer_versions::organization_id.eq(organization.0))
        .filter(customer_versions::customer_id.eq(Id(customer.0)));
    diesel::delete(of_customer).execute(conn)?;
    Ok(())
}

#[diesel::dsl::auto_type(no_type_alias)]
fn former(organization: OrganizationId, customer: CustomerId) -> _ {
    let organization: i64 = organization.0;
    let customer: Id = Id(customer.0);
    customer_versions::table
        .filter(customer_versions::organization_id.eq(organization))
        .filter(customer_versions::customer_id.eq(customer))
}

fn signed((version, by, at, cause, id, row): StampColumns) -> (Version, Stamp) {
    (Version(version), stamp(by, at, cause, id, row))
}
