//! Customers, and THE write function of each kind: a new document, version + 1, the former document into history, the
//! search tokens, one event. Nothing else changes a customer.

use diesel::prelude::*;
use serde::de::Deserialize;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::domain::customer::{
    Cause, Channel, Customer, CustomerId, Document, Kind, Reference, Signature, Stamp, Status, Version,
};
use crate::domain::diff;
use crate::domain::event::{Event, EventKind};
use crate::domain::folding::{self, Part};
use crate::domain::operator::ActorId;
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::audit::{self, Outcome};
use crate::store::connection::{Conn, Sequence, draw};
use crate::store::error::StoreError;
use crate::store::schema::customers;
use crate::store::uid::Id;
use crate::store::{assets, counts, events, lists, references, search, versions};

/// The row, as both engines have it.
#[derive(Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = customers, primary_key(id), treat_none_as_default_value = false, treat_none_as_null = true)]
pub(in crate::store) struct CustomerRow {
    pub seq: i64,
    pub id: Id,
    pub organization_id: i64,
    pub number: i64,
    pub version: i64,
    pub kind: i16,
    pub status: i16,
    pub display_name: String,
    pub sort_name: String,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub father_name: Option<String>,
    pub company: Option<String>,
    pub tax_number: Option<String>,
    pub registration_number: Option<String>,
    pub locale: Option<String>,
    pub notes: Option<String>,
    pub email_hash: Option<i64>,
    pub country: Option<String>,
    pub contact_points: String,
    pub addresses: String,
    pub attributes: String,
    pub changed_by: Option<Id>,
    pub changed_at: i64,
    pub cause: String,
    pub cause_id: Option<Id>,
    pub cause_row: Option<i64>,
    pub created_by: Option<Id>,
    pub created_at: i64,
    pub deleted_at: Option<i64>,
}

/// What came of an update.
#[derive(Debug)]
pub enum Updated {
    /// It is a new version now.
    Changed(Customer),
    /// The document is what it was: no version was made.
    Unchanged(Customer),
}

impl Updated {
    /// The customer as it is now.
    #[must_use]
    pub fn into_customer(self) -> Customer {
        match self {
            Self::Changed(customer) | Self::Unchanged(customer) => customer,
        }
    }
}

/// The customer, live or in the trash.
///
/// # Errors
/// [`StoreError::NotFound`] when the organization has none of this id.
pub fn find(conn: &mut Conn, organization: OrganizationId, id: CustomerId) -> Result<Customer, StoreError> {
    let row = customers::table
        .filter(customers::organization_id.eq(organization.0))
        .filter(customers::id.eq(Id(id.0)))
        .select(CustomerRow::as_select())
        .first(conn)?;
    let references = references::of(conn, organization, id)?;
    row.into_customer(references)
}

/// Creates a customer of this document, as version 1.
///
/// # Errors
/// [`StoreError::Taken`] when a reference that is unique is in use.
pub fn insert(conn: &mut Conn, by: &Signature, mut document: Document) -> Result<Customer, StoreError> {
    let (organization, stamp) = (by.actor.organization, by.stamp());
    let (seq, number) = (draw_one(conn, Sequence::Change)?, draw_one(conn, Sequence::Customer)?);
    let id = CustomerId::new();
    lists::number_keys(id, &mut document);
    let customer = Customer {
        id,
        organization,
        number,
        version: Version::FIRST,
        seq,
        document,
        changed: stamp,
        created_by: stamp.by,
        created_at: stamp.at,
        deleted_at: None,
    };
    references::put(conn, &customer)?;
    diesel::insert_into(customers::table).values(CustomerRow::of(&customer)?).execute(conn)?;
    search::add(conn, organization, seq, &search_text(&customer.document))?;
    counts::add(conn, organization, 1, 0)?;
    events::record(conn, &customer, &Event::of(&customer, EventKind::Created))?;
    note(conn, by, "create", id)?;
    Ok(customer)
}

/// Makes `document` the next version, if `read` is still the current one.
///
/// # Errors
/// [`StoreError::Stale`] when it is not, [`StoreError::NotFound`] when there is no such live customer, and
/// [`StoreError::Taken`].
pub fn update(
    conn: &mut Conn,
    by: &Signature,
    id: CustomerId,
    read: Version,
    document: Document,
) -> Result<Updated, StoreError> {
    let organization = by.actor.organization;
    let former = find(conn, organization, id)?;
    if former.deleted_at.is_some() {
        return Err(StoreError::NotFound);
    }
    if former.version != read {
        return Err(StoreError::Stale);
    }
    if former.document == document {
        return Ok(Updated::Unchanged(former));
    }
    let customer = Customer {
        version: read.next(),
        seq: draw_one(conn, Sequence::Change)?,
        document,
        changed: by.stamp(),
        ..former.clone()
    };
    replace(conn, &former, &customer)?;
    versions::keep(conn, &former)?;
    if former.document.references != customer.document.references {
        references::put(conn, &customer)?;
    }
    search::remove(conn, former.seq)?;
    search::add(conn, organization, customer.seq, &search_text(&customer.document))?;
    let fields = diff::changed_fields(&former.document, &customer.document);
    let kind = match by.cause {
        Cause::Restore { version: from } => EventKind::VersionRestored { from, fields },
        _ => EventKind::Updated { fields },
    };
    events::record(conn, &customer, &Event::of(&customer, kind))?;
    note(conn, by, "update", id)?;
    Ok(Updated::Changed(customer))
}

/// Puts a live customer into the trash.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such live customer.
pub fn trash(conn: &mut Conn, by: &Signature, id: CustomerId) -> Result<Customer, StoreError> {
    let organization = by.actor.organization;
    let former = find(conn, organization, id)?;
    if former.deleted_at.is_some() {
        return Err(StoreError::NotFound);
    }
    let seq = draw_one(conn, Sequence::Change)?;
    let customer = Customer { seq, deleted_at: Some(by.at), ..former.clone() };
    replace(conn, &former, &customer)?;
    references::set_live(conn, &customer, false)?;
    search::remove(conn, former.seq)?;
    counts::add(conn, organization, -1, 1)?;
    events::record(conn, &customer, &Event::signed(&customer, EventKind::Trashed, by.stamp()))?;
    note(conn, by, "trash", id)?;
    Ok(customer)
}

/// Takes a customer out of the trash.
///
/// # Errors
/// [`StoreError::NotFound`] when none of this id is in it, [`StoreError::Taken`] when a live customer has taken a
/// unique reference of it meanwhile.
pub fn restore(conn: &mut Conn, by: &Signature, id: CustomerId) -> Result<Customer, StoreError> {
    let organization = by.actor.organization;
    let former = find(conn, organization, id)?;
    if former.deleted_at.is_none() {
        return Err(StoreError::NotFound);
    }
    let seq = draw_one(conn, Sequence::Change)?;
    let customer = Customer { seq, deleted_at: None, ..former.clone() };
    references::ensure_free(conn, &customer)?;
    replace(conn, &former, &customer)?;
    references::set_live(conn, &customer, true)?;
    search::add(conn, organization, seq, &search_text(&customer.document))?;
    counts::add(conn, organization, 1, -1)?;
    events::record(conn, &customer, &Event::signed(&customer, EventKind::Restored, by.stamp()))?;
    note(conn, by, "restore", id)?;
    Ok(customer)
}

/// Deletes a customer that is in the trash for ever, with its history, references, events and files.
///
/// # Errors
/// [`StoreError::NotFound`] when none of this id is in the trash.
pub fn purge(conn: &mut Conn, by: &Signature, id: CustomerId) -> Result<(), StoreError> {
    let organization = by.actor.organization;
    let in_trash = customers::table
        .filter(customers::organization_id.eq(organization.0))
        .filter(customers::id.eq(Id(id.0)))
        .filter(customers::deleted_at.is_not_null());
    if diesel::delete(in_trash).execute(conn)? == 0 {
        return Err(StoreError::NotFound);
    }
    versions::purge(conn, organization, id)?;
    references::purge(conn, organization, id)?;
    events::purge(conn, organization, id)?;
    assets::purge_of_customer(conn, by, id)?;
    counts::add(conn, organization, 0, -1)?;
    note(conn, by, "purge", id)
}

/// The audit's line of a change, without anything personal.
fn note(conn: &mut Conn, by: &Signature, action: &str, id: CustomerId) -> Result<(), StoreError> {
    audit::record(conn, &by.actor, action, "customer", Some(id.0), Outcome::Done, by.at)
}

/// Customers that have been in the trash since `before`, the longest first, of every organization.
///
/// # Errors
/// When the database does not answer.
pub fn overdue_in_trash(
    conn: &mut Conn,
    organization: OrganizationId,
    before: Time,
    limit: i64,
) -> Result<Vec<CustomerId>, StoreError> {
    let ids: Vec<Id> = customers::table
        .filter(customers::organization_id.eq(organization.0))
        .filter(customers::deleted_at.is_not_null())
        .filter(customers::deleted_at.lt(before.micros()))
        .order(customers::deleted_at)
        .limit(limit)
        .select(customers::id)
        .load(conn)?;
    Ok(ids.into_iter().map(|id| CustomerId(id.0)).collect())
}

/// Writes `customer` over `former`, whose version and change number must still be there: on PostgreSQL another
/// transaction may have changed it since it was read.
pub(in crate::store) fn replace(
    conn: &mut Conn,
    former: &Customer,
    customer: &Customer,
) -> Result<(), StoreError> {
    let current = customers::table
        .filter(customers::organization_id.eq(former.organization.0))
        .filter(customers::id.eq(Id(former.id.0)))
        .filter(customers::seq.eq(former.seq));
    match diesel::update(current).set(CustomerRow::of(customer)?).execute(conn)? {
        0 => Err(StoreError::Stale),
        _ => Ok(()),
    }
}

fn draw_one(conn: &mut Conn, sequence: Sequence) -> Result<i64, StoreError> {
    draw(conn, sequence, 1)?.pop().ok_or_else(|| StoreError::unavailable("no number was drawn"))
}

/// The tokens a customer is found by.
pub(in crate::store) fn search_text(document: &Document) -> String {
    let names = [
        Some(&document.display_name),
        document.given_name.as_ref(),
        document.family_name.as_ref(),
        document.father_name.as_ref(),
        document.company.name.as_ref(),
        document.company.acronym.as_ref(),
        document.company.business_line.as_ref(),
        document.company.manager.as_ref(),
    ];
    let names = names.into_iter().flatten().map(|name| Part::Words(name));
    // The first address is found as a whole by the column of its hash.
    let main = document.email();
    let points = document.contact_points.iter().map(|point| match &point.channel {
        Channel::Email { value } if main.is_some_and(|main| std::ptr::eq(main, value)) => {
            Part::Words(value.as_str())
        }
        Channel::Email { value } => Part::Email(value),
        Channel::Phone(phone) => Part::Phone { typed: &phone.value, e164: phone.e164.as_deref() },
        Channel::Other { value } => Part::Words(value),
    });
    let values = document.attributes.0.values().flat_map(std::collections::BTreeMap::values);
    let numbers: Vec<String> =
        values.clone().filter(|value| value.is_number()).map(ToString::to_string).collect();
    let texts = values.filter_map(serde_json::Value::as_str).map(Part::Words);
    folding::document_tokens(
        names.chain(points).chain(texts).chain(numbers.iter().map(|number| Part::Words(number))),
    )
}

impl CustomerRow {
    pub(in crate::store) fn of(customer: &Customer) -> Result<Self, StoreError> {
        let document = &customer.document;
        let company = Some(&document.company).filter(|company| !company.is_empty());
        let (cause, cause_id, cause_row) = cause_columns(customer.changed.cause);
        Ok(Self {
            seq: customer.seq,
            id: Id(customer.id.0),
            organization_id: customer.organization.0,
            number: customer.number,
            version: customer.version.0,
            kind: kind_code(document.kind),
            status: status_code(document.status),
            display_name: document.display_name.clone(),
            sort_name: folding::sort_key(&document.display_name),
            given_name: document.given_name.clone(),
            family_name: document.family_name.clone(),
            father_name: document.father_name.clone(),
            company: company.map(json).transpose()?,
            tax_number: document.tax_number.clone(),
            registration_number: document.registration_number.clone(),
            locale: document.locale.clone(),
            notes: document.notes.clone(),
            email_hash: document.email().map(|email| email_hash(&email.key())),
            country: document.country().map(|country| country.as_str().into()),
            contact_points: lists::points_text(customer.id, &document.contact_points)?,
            addresses: lists::addresses_text(customer.id, &document.addresses)?,
            attributes: json(&document.attributes)?,
            changed_by: customer.changed.by.map(|by| Id(by.0)),
            changed_at: customer.changed.at.micros(),
            cause: cause.into(),
            cause_id,
            cause_row,
            created_by: customer.created_by.map(|by| Id(by.0)),
            created_at: customer.created_at.micros(),
            deleted_at: customer.deleted_at.map(Time::micros),
        })
    }

    pub(in crate::store) fn into_customer(self, references: Vec<Reference>) -> Result<Customer, StoreError> {
        let id = CustomerId(self.id.0);
        Ok(Customer {
            id,
            organization: OrganizationId(self.organization_id),
            number: self.number,
            version: Version(self.version),
            seq: self.seq,
            changed: stamp(self.changed_by, self.changed_at, &self.cause, self.cause_id, self.cause_row),
            created_by: self.created_by.map(|by| ActorId(by.0)),
            created_at: Time::from_micros(self.created_at),
            deleted_at: self.deleted_at.map(Time::from_micros),
            document: Document {
                kind: kind_of(self.kind),
                status: status_of(self.status),
                display_name: self.display_name,
                given_name: self.given_name,
                family_name: self.family_name,
                father_name: self.father_name,
                company: self.company.as_deref().map(from_json).transpose()?.unwrap_or_default(),
                tax_number: self.tax_number,
                registration_number: self.registration_number,
                locale: self.locale,
                notes: self.notes,
                contact_points: lists::points(id, &self.contact_points)?,
                addresses: lists::addresses(id, &self.addresses)?,
                attributes: from_json(&self.attributes)?,
                references,
            },
        })
    }
}

/// What an index keeps of the key of an e-mail address: an eighth of its size. Whoever finds a customer by it compares
/// the key itself.
pub(in crate::store) fn email_hash(key: &str) -> i64 {
    let hash = Sha256::digest(key.as_bytes());
    let (first, _) = hash.split_first_chunk::<8>().expect("a hash has 32 bytes");
    i64::from_be_bytes(*first)
}

/// A kind in a row: a number, because three indexes carry it or its like.
pub(in crate::store) const fn kind_code(kind: Kind) -> i16 {
    match kind {
        Kind::Personal => 0,
        Kind::Corporate => 1,
    }
}

pub(in crate::store) const fn kind_of(code: i16) -> Kind {
    match code {
        1 => Kind::Corporate,
        _ => Kind::Personal,
    }
}

/// A status in a row.
pub(in crate::store) const fn status_code(status: Status) -> i16 {
    match status {
        Status::Active => 0,
        Status::Inactive => 1,
    }
}

pub(in crate::store) const fn status_of(code: i16) -> Status {
    match code {
        1 => Status::Inactive,
        _ => Status::Active,
    }
}

/// A cause as its three columns: word, id, row or version.
pub(in crate::store) fn cause_columns(cause: Cause) -> (&'static str, Option<Id>, Option<i64>) {
    match cause {
        Cause::Hand => ("hand", None, None),
        Cause::Token => ("token", None, None),
        Cause::Import { import, row } => ("import", Some(Id(import)), Some(row)),
        Cause::Restore { version } => ("restore", None, Some(version.0)),
        Cause::Merge => ("merge", None, None),
        Cause::Undo => ("undo", None, None),
    }
}

/// The stamp of a row.
pub(in crate::store) fn stamp(
    by: Option<Id>,
    at: i64,
    cause: &str,
    cause_id: Option<Id>,
    cause_row: Option<i64>,
) -> Stamp {
    let row = cause_row.unwrap_or_default();
    let cause = match cause {
        "token" => Cause::Token,
        "import" => Cause::Import { import: cause_id.map_or(Uuid::nil(), |id| id.0), row },
        "restore" => Cause::Restore { version: Version(row) },
        "merge" => Cause::Merge,
        "undo" => Cause::Undo,
        _ => Cause::Hand,
    };
    Stamp { by: by.map(|by| ActorId(by.0)), at: Time::from_micros(at), cause }
}

pub(in crate::store) fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(StoreError::unavailable)
}

pub(in crate::store) fn from_json<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(StoreError::unavailable)
}
