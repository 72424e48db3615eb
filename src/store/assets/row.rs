//! The row of an asset, on its way to and from the table.

use std::collections::HashMap;

use diesel::prelude::*;
use uuid::Uuid;

use super::files;
use crate::domain::asset::{Asset, AssetId, Content};
use crate::domain::customer::{CustomerId, Version};
use crate::domain::operator::{Actor, ActorId};
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::error::StoreError;
use crate::store::schema::assets as table;
use crate::store::uid::Id;

/// The row, as both engines have it, without what only searches and counts look at.
#[derive(Queryable, Selectable)]
#[diesel(table_name = table)]
pub(super) struct AssetRow {
    number: i64,
    id: Id,
    organization_id: i64,
    version: i64,
    title: String,
    description: Option<String>,
    public_key: Option<String>,
    created_by: Option<Id>,
    created_at: i64,
    changed_at: i64,
    deleted_at: Option<i64>,
    file_version: i64,
    file_name: String,
    media: String,
    length: i64,
    width: Option<i64>,
    height: Option<i64>,
    sha256: Vec<u8>,
    added_by: Option<Id>,
    added_at: i64,
}

pub(super) type ContentColumns<'a> = (
    diesel::dsl::Eq<table::file_name, &'a str>,
    diesel::dsl::Eq<table::media, &'a str>,
    diesel::dsl::Eq<table::category, &'a str>,
    diesel::dsl::Eq<table::length, i64>,
    diesel::dsl::Eq<table::width, Option<i64>>,
    diesel::dsl::Eq<table::height, Option<i64>>,
    diesel::dsl::Eq<table::sha256, &'a [u8]>,
    diesel::dsl::Eq<table::added_by, Option<Id>>,
    diesel::dsl::Eq<table::added_at, i64>,
);

/// A file as its columns.
pub(super) fn content_columns<'a>(
    content: &'a Content,
    by: &Actor,
    at: Time,
) -> Result<ContentColumns<'a>, StoreError> {
    Ok((
        table::file_name.eq(content.name.as_str()),
        table::media.eq(content.media.as_str()),
        table::category.eq(content.media.category().as_str()),
        table::length.eq(i64::try_from(content.length).map_err(StoreError::unavailable)?),
        table::width.eq(content.size.map(|(width, _)| i64::from(width))),
        table::height.eq(content.size.map(|(_, height)| i64::from(height))),
        table::sha256.eq(content.sha256.as_slice()),
        table::added_by.eq(by.id.map(|id| Id(id.0))),
        table::added_at.eq(at.micros()),
    ))
}

impl AssetRow {
    pub(super) fn id(&self) -> Id {
        self.id
    }

    pub(super) fn organization(&self) -> OrganizationId {
        OrganizationId(self.organization_id)
    }

    /// The asset; its customers are taken out of those of many.
    pub(super) fn into_asset(
        self,
        customers: &mut HashMap<Uuid, Vec<CustomerId>>,
    ) -> Result<Asset, StoreError> {
        let row = files::FileRow {
            file_version: self.file_version,
            file_name: self.file_name,
            media: self.media,
            length: self.length,
            width: self.width,
            height: self.height,
            sha256: self.sha256,
            added_by: self.added_by,
            added_at: self.added_at,
        };
        Ok(Asset {
            number: self.number,
            id: AssetId(self.id.0),
            organization: OrganizationId(self.organization_id),
            version: Version(self.version),
            customers: customers.remove(&self.id.0).unwrap_or_default(),
            title: self.title,
            description: self.description,
            public_key: self.public_key,
            file: row.into_file()?,
            created_by: self.created_by.map(|id| ActorId(id.0)),
            created_at: Time::from_micros(self.created_at),
            changed_at: Time::from_micros(self.changed_at),
            deleted_at: self.deleted_at.map(Time::from_micros),
        })
    }
}
