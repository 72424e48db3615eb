//! How much room an organization's files take, and whether there is room for one more.

use diesel::prelude::*;

use crate::domain::asset::{Quota, Usage};
use crate::domain::organization::OrganizationId;
use crate::store::connection::{Conn, Turn, take_turn};
use crate::store::error::StoreError;
use crate::store::schema::{asset_files, assets, avatars, uploads};

/// What an organization keeps: files now, earlier ones, those in the trash, and pictures of customers.
///
/// # Errors
/// When the database does not answer.
pub fn kept(conn: &mut Conn, organization: OrganizationId) -> Result<Usage, StoreError> {
    let organization = organization.0;
    let now: Vec<i64> =
        assets::table.filter(assets::organization_id.eq(organization)).select(assets::length).load(conn)?;
    let earlier: Vec<i64> = asset_files::table
        .filter(asset_files::organization_id.eq(organization))
        .select(asset_files::length)
        .load(conn)?;
    let pictures: Vec<i64> = avatars::table
        .filter(avatars::organization_id.eq(organization))
        .select(avatars::length)
        .load(conn)?;
    Ok(of_lengths(now.into_iter().chain(earlier).chain(pictures)))
}

/// What is in the library: files as they are now, without those in the trash.
///
/// # Errors
/// When the database does not answer.
pub fn of_library(conn: &mut Conn, organization: OrganizationId) -> Result<Usage, StoreError> {
    let lengths: Vec<i64> = assets::table
        .filter(assets::organization_id.eq(organization.0))
        .filter(assets::deleted_at.is_null())
        .select(assets::length)
        .load(conn)?;
    Ok(of_lengths(lengths))
}

/// Asks for room for one more file of this length. What is being uploaded in parts has its room already, all of it. On
/// PostgreSQL others wait until this transaction ends, so that no two take the same room.
///
/// # Errors
/// [`StoreError::Full`].
pub fn ensure_room(
    conn: &mut Conn,
    organization: OrganizationId,
    quota: Quota,
    length: u64,
) -> Result<(), StoreError> {
    take_turn(conn, Turn::Assets(organization))?;
    let kept = kept(conn, organization)?;
    let under_way: Vec<i64> = uploads::table
        .filter(uploads::organization_id.eq(organization.0))
        .select(uploads::length)
        .load(conn)?;
    let under_way = of_lengths(under_way);
    let taken =
        Usage { files: kept.files + under_way.files, bytes: kept.bytes.saturating_add(under_way.bytes) };
    match quota.left(taken) {
        Some(left) if length <= left => Ok(()),
        _ => Err(StoreError::Full),
    }
}

fn of_lengths(lengths: impl IntoIterator<Item = i64>) -> Usage {
    let add = |usage: Usage, length: i64| Usage {
        files: usage.files + 1,
        bytes: usage.bytes.saturating_add(length.unsigned_abs()),
    };
    lengths.into_iter().fold(Usage::default(), add)
}
