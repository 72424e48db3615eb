//! The files that assets had before the one they have.

use diesel::prelude::*;

use crate::domain::asset::{Asset, AssetFile, AssetId, Content, Media};
use crate::domain::operator::ActorId;
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::connection::Conn;
use crate::store::contents::{self, hash};
use crate::store::error::StoreError;
use crate::store::schema::asset_files as table;
use crate::store::uid::Id;

#[derive(Queryable, Selectable)]
#[diesel(table_name = table)]
pub(in crate::store) struct FileRow {
    pub file_version: i64,
    pub file_name: String,
    pub media: String,
    pub length: i64,
    pub width: Option<i64>,
    pub height: Option<i64>,
    pub sha256: Vec<u8>,
    pub added_by: Option<Id>,
    pub added_at: i64,
}

/// The earlier files of an asset, the newest first.
///
/// # Errors
/// When the database does not answer.
pub fn list(
    conn: &mut Conn,
    organization: OrganizationId,
    id: AssetId,
) -> Result<Vec<AssetFile>, StoreError> {
    let rows: Vec<FileRow> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::asset_id.eq(Id(id.0)))
        .order(table::file_version.desc())
        .select(FileRow::as_select())
        .load(conn)?;
    rows.into_iter().map(FileRow::into_file).collect()
}

/// One earlier file of an asset.
///
/// # Errors
/// [`StoreError::NotFound`] when it had none of this number.
pub fn find(
    conn: &mut Conn,
    organization: OrganizationId,
    id: AssetId,
    version: i64,
) -> Result<AssetFile, StoreError> {
    let row: FileRow = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::asset_id.eq(Id(id.0)))
        .filter(table::file_version.eq(version))
        .select(FileRow::as_select())
        .first(conn)?;
    row.into_file()
}

/// Keeps the file that is about to be replaced.
pub(super) fn keep(conn: &mut Conn, former: &Asset) -> Result<(), StoreError> {
    let AssetFile { version, content, added_by, added_at } = &former.file;
    let row = (
        table::organization_id.eq(former.organization.0),
        table::asset_id.eq(Id(former.id.0)),
        table::file_version.eq(version),
        table::file_name.eq(&content.name),
        table::media.eq(content.media.as_str()),
        table::length.eq(i64::try_from(content.length).map_err(StoreError::unavailable)?),
        table::width.eq(content.size.map(|(width, _)| i64::from(width))),
        table::height.eq(content.size.map(|(_, height)| i64::from(height))),
        table::sha256.eq(content.sha256.as_slice()),
        table::added_by.eq(added_by.map(|id| Id(id.0))),
        table::added_at.eq(added_at.micros()),
    );
    diesel::insert_into(table::table).values(row).execute(conn)?;
    Ok(())
}

/// Removes the earlier files of an asset.
pub(super) fn purge(conn: &mut Conn, asset: &Asset, at: Time) -> Result<(), StoreError> {
    for file in list(conn, asset.organization, asset.id)? {
        contents::release(conn, &file.content.sha256, at)?;
    }
    let of_asset = table::table
        .filter(table::organization_id.eq(asset.organization.0))
        .filter(table::asset_id.eq(Id(asset.id.0)));
    diesel::delete(of_asset).execute(conn)?;
    Ok(())
}

impl FileRow {
    pub(super) fn into_file(self) -> Result<AssetFile, StoreError> {
        let edge = |edge: i64| u32::try_from(edge).map_err(StoreError::unavailable);
        let size = match self.width.zip(self.height) {
            Some((width, height)) => Some((edge(width)?, edge(height)?)),
            None => None,
        };
        Ok(AssetFile {
            version: self.file_version,
            content: Content {
                name: self.file_name,
                // A media that a later program added is bytes to this one.
                media: Media::parse(&self.media).unwrap_or(Media::Other),
                length: u64::try_from(self.length).map_err(StoreError::unavailable)?,
                size,
                sha256: hash(self.sha256)?,
            },
            added_by: self.added_by.map(|id| ActorId(id.0)),
            added_at: Time::from_micros(self.added_at),
        })
    }
}
