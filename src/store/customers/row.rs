//! A customer's row: plain columns, and the document they hold.

use diesel::prelude::*;
use serde::de::Deserialize;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::domain::customer::{
    AvatarId, Cause, Customer, CustomerId, Document, Kind, Reference, Stamp, Status, Version,
};
use crate::domain::folding;
use crate::domain::operator::ActorId;
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::domain::values::CountryCode;
use crate::store::attribute_names::Names;
use crate::store::error::StoreError;
use crate::store::lists;
use crate::store::people::People;
use crate::store::schema::customers;
use crate::store::uid::Id;

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
    pub tags: String,
    pub avatar_id: Option<Id>,
    pub changed_by: Option<Id>,
    pub changed_at: i64,
    pub cause: i16,
    pub cause_id: Option<Id>,
    pub cause_row: Option<i64>,
    pub created_by: Option<Id>,
    pub created_at: i64,
    pub deleted_at: Option<i64>,
}

impl CustomerRow {
    pub(in crate::store) fn of(customer: &Customer, names: &Names) -> Result<Self, StoreError> {
        let document = &customer.document;
        let company = Some(&document.company).filter(|company| !company.is_empty());
        let country = document.country();
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
            country: country.map(|country| country.as_str().into()),
            contact_points: lists::points_text(customer.id, country, &document.contact_points)?,
            addresses: lists::addresses_text(customer.id, country, &document.addresses)?,
            attributes: names.text(&document.attributes)?,
            tags: json(&document.tags)?,
            avatar_id: document.avatar.map(|avatar| Id(avatar.0)),
            changed_by: customer.changed.by.map(|by| Id(by.0)),
            changed_at: customer.changed.at.micros(),
            cause,
            cause_id,
            cause_row,
            created_by: customer.created_by.map(|by| Id(by.0)),
            created_at: customer.created_at.micros(),
            deleted_at: customer.deleted_at.map(Time::micros),
        })
    }

    pub(in crate::store) fn into_customer(
        self,
        references: Vec<Reference>,
        (people, main_person): People,
        names: &Names,
    ) -> Result<Customer, StoreError> {
        let id = CustomerId(self.id.0);
        let country = self.country.as_deref().and_then(|code| CountryCode::parse(code).ok());
        Ok(Customer {
            id,
            organization: OrganizationId(self.organization_id),
            number: self.number,
            version: Version(self.version),
            seq: self.seq,
            changed: stamp(self.changed_by, self.changed_at, self.cause, self.cause_id, self.cause_row),
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
                contact_points: lists::points(id, country, &self.contact_points)?,
                addresses: lists::addresses(id, country, &self.addresses)?,
                people,
                main_person,
                attributes: names.attributes(&self.attributes)?,
                references,
                tags: from_json(&self.tags)?,
                avatar: self.avatar_id.map(|id| AvatarId(id.0)),
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

/// A cause as its three columns: code, id, row or version.
pub(in crate::store) fn cause_columns(cause: Cause) -> (i16, Option<Id>, Option<i64>) {
    match cause {
        Cause::Hand => (0, None, None),
        Cause::Token => (1, None, None),
        Cause::Import { import, row } => (2, Some(Id(import)), Some(row)),
        Cause::Restore { version } => (3, None, Some(version.0)),
        Cause::Merge => (4, None, None),
        Cause::Undo => (5, None, None),
        Cause::Portal => (6, None, None),
        Cause::Operation { operation } => (7, Some(Id(operation)), None),
        Cause::ImportUndone { import, row } => (8, Some(Id(import)), Some(row)),
        Cause::ImportRedone { import, row } => (9, Some(Id(import)), Some(row)),
        Cause::Dialect => (10, None, None),
    }
}

/// The stamp of a row.
pub(in crate::store) fn stamp(
    by: Option<Id>,
    at: i64,
    cause: i16,
    cause_id: Option<Id>,
    cause_row: Option<i64>,
) -> Stamp {
    let row = cause_row.unwrap_or_default();
    let id = cause_id.map_or(Uuid::nil(), |id| id.0);
    let cause = match cause {
        1 => Cause::Token,
        2 => Cause::Import { import: id, row },
        3 => Cause::Restore { version: Version(row) },
        4 => Cause::Merge,
        5 => Cause::Undo,
        6 => Cause::Portal,
        7 => Cause::Operation { operation: id },
        8 => Cause::ImportUndone { import: id, row },
        9 => Cause::ImportRedone { import: id, row },
        10 => Cause::Dialect,
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
