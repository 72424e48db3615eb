//! A customer as a list shows it.

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::domain::customer::{AvatarId, CustomerId, Kind, Status, Version};
use crate::domain::listing::{Cursor, CursorKey, Sort};
use crate::domain::tag::TagId;
use crate::domain::time::Time;
use crate::store::customers::{from_json, kind_of, status_of};
use crate::store::error::StoreError;
use crate::store::lists;
use crate::store::schema::customers;
use crate::store::uid::Id;

/// A customer as a list shows it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its id.
    pub id: CustomerId,
    /// Its number.
    pub number: i64,
    /// Its version.
    pub version: Version,
    /// Its change number.
    pub seq: i64,
    /// Person or company.
    pub kind: Kind,
    /// Active or inactive.
    pub status: Status,
    /// Display name.
    pub display_name: String,
    /// First name.
    pub given_name: Option<String>,
    /// Last name.
    pub family_name: Option<String>,
    /// The main e-mail address.
    pub email: Option<String>,
    /// The main phone: the international number, else what was typed.
    pub phone: Option<String>,
    /// The tags it carries.
    pub tags: BTreeSet<TagId>,
    /// Its picture.
    pub avatar: Option<AvatarId>,
    /// When it was last changed.
    pub changed_at: Time,
    /// When it was created.
    pub created_at: Time,
    /// Since when it is in the trash.
    pub deleted_at: Option<Time>,
    pub(super) sort_name: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = customers)]
pub(super) struct ListedRow {
    id: Id,
    number: i64,
    version: i64,
    seq: i64,
    kind: i16,
    status: i16,
    display_name: String,
    sort_name: String,
    given_name: Option<String>,
    family_name: Option<String>,
    contact_points: String,
    tags: String,
    avatar_id: Option<Id>,
    changed_at: i64,
    created_at: i64,
    deleted_at: Option<i64>,
}

impl Listed {
    /// The place of this row in an order.
    #[must_use]
    pub fn cursor(&self, sort: Sort) -> Cursor {
        cursor(sort, self.seq, self.number, &self.sort_name)
    }
}

pub(super) fn cursor(sort: Sort, seq: i64, number: i64, name: &str) -> Cursor {
    let key = match sort {
        Sort::Updated | Sort::UpdatedAscending => None,
        Sort::Name | Sort::NameDescending => Some(CursorKey::Text(name.to_owned())),
        Sort::Created | Sort::CreatedAscending => Some(CursorKey::Number(number)),
    };
    Cursor { key, seq }
}

impl TryFrom<ListedRow> for Listed {
    type Error = StoreError;

    fn try_from(row: ListedRow) -> Result<Self, StoreError> {
        let (email, phone) = lists::first_points(&row.contact_points)?;
        Ok(Self {
            id: CustomerId(row.id.0),
            number: row.number,
            version: Version(row.version),
            seq: row.seq,
            kind: kind_of(row.kind),
            status: status_of(row.status),
            display_name: row.display_name,
            sort_name: row.sort_name,
            given_name: row.given_name,
            family_name: row.family_name,
            email,
            phone,
            tags: from_json(&row.tags)?,
            avatar: row.avatar_id.map(|id| AvatarId(id.0)),
            changed_at: Time::from_micros(row.changed_at),
            created_at: Time::from_micros(row.created_at),
            deleted_at: row.deleted_at.map(Time::from_micros),
        })
    }
}
