//! Links that open one asset without signing in, for a while. Only the SHA-256 of a link's secret is here; using one is
//! one atomic update, so that of two who use the last time at once one wins.

use diesel::prelude::*;
use uuid::Uuid;

use super::{find, find_live, note};
use crate::domain::asset::{Asset, AssetId, AssetLink, LinkTerms};
use crate::domain::operator::{Actor, ActorId};
use crate::domain::organization::OrganizationId;
use crate::domain::secret::SecretHash;
use crate::domain::time::Time;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::schema::asset_links as table;
use crate::store::uid::Id;

/// Most links of an asset that are shown, and that may be.
pub const MOST_LINKS: i64 = 100;

type Columns = (Id, i64, Option<i64>, i64, Option<Id>, i64, Option<i64>);

/// The links of an asset, the newest first.
///
/// # Errors
/// When the database does not answer.
pub fn list(
    conn: &mut Conn,
    organization: OrganizationId,
    id: AssetId,
) -> Result<Vec<AssetLink>, StoreError> {
    let rows: Vec<Columns> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::asset_id.eq(Id(id.0)))
        .order(table::id.desc())
        .limit(MOST_LINKS)
        .select((
            table::id,
            table::expires_at,
            table::most_uses,
            table::uses,
            table::created_by,
            table::created_at,
            table::revoked_at,
        ))
        .load(conn)?;
    let link = |(id, expires_at, most_uses, uses, created_by, created_at, revoked_at): Columns| AssetLink {
        id: id.0,
        terms: LinkTerms { expires_at: Time::from_micros(expires_at), most_uses },
        uses,
        created_by: created_by.map(|id| ActorId(id.0)),
        created_at: Time::from_micros(created_at),
        revoked_at: revoked_at.map(Time::from_micros),
    };
    Ok(rows.into_iter().map(link).collect())
}

/// Makes a link. Of more than [`MOST_LINKS`] the oldest are forgotten, which ends them.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such live asset.
pub fn insert(
    conn: &mut Conn,
    by: &Actor,
    asset: AssetId,
    secret: SecretHash,
    terms: LinkTerms,
    at: Time,
) -> Result<(), StoreError> {
    let asset = find_live(conn, by.organization, asset)?.id;
    let row = (
        table::id.eq(Id(Uuid::now_v7())),
        table::secret.eq(&secret.0[..]),
        table::organization_id.eq(by.organization.0),
        table::asset_id.eq(Id(asset.0)),
        table::created_by.eq(by.id.map(|id| Id(id.0))),
        table::created_at.eq(at.micros()),
        table::expires_at.eq(terms.expires_at.micros()),
        table::most_uses.eq(terms.most_uses),
        table::uses.eq(0),
    );
    diesel::insert_into(table::table).values(row).execute(conn)?;
    let of_asset = || {
        table::table
            .filter(table::organization_id.eq(by.organization.0))
            .filter(table::asset_id.eq(Id(asset.0)))
    };
    let ids: Vec<Id> = of_asset().order(table::id.desc()).offset(MOST_LINKS).select(table::id).load(conn)?;
    diesel::delete(of_asset().filter(table::id.eq_any(ids))).execute(conn)?;
    note(conn, by, "make_link", asset, at)
}

/// Uses a link, and answers the asset that it opens.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none that is good, or its asset is in the trash.
pub fn redeem(conn: &mut Conn, secret: SecretHash, now: Time) -> Result<Asset, StoreError> {
    let asset = look(conn, secret, now)?;
    let used = diesel::update(table::table)
        .filter(table::secret.eq(&secret.0[..]))
        .filter(table::revoked_at.is_null())
        .filter(table::most_uses.is_null().or(table::uses.nullable().lt(table::most_uses)))
        .set(table::uses.eq(table::uses + 1))
        .execute(conn)?;
    if used == 0 { Err(StoreError::NotFound) } else { Ok(asset) }
}

/// The asset that a link opens; looking does not use it.
///
/// # Errors
/// As [`redeem`].
pub fn look(conn: &mut Conn, secret: SecretHash, now: Time) -> Result<Asset, StoreError> {
    let (organization, asset): (i64, Id) = table::table
        .filter(table::secret.eq(&secret.0[..]))
        .filter(table::revoked_at.is_null())
        .filter(table::expires_at.gt(now.micros()))
        .filter(table::most_uses.is_null().or(table::uses.nullable().lt(table::most_uses)))
        .select((table::organization_id, table::asset_id))
        .first(conn)?;
    find_live(conn, OrganizationId(organization), AssetId(asset.0))
}

/// Ends a link.
///
/// # Errors
/// [`StoreError::NotFound`] when the asset has none of this id that was not revoked.
pub fn revoke(
    conn: &mut Conn,
    by: &Actor,
    asset: AssetId,
    link: Uuid,
    at: Time,
) -> Result<Asset, StoreError> {
    let row = table::table
        .filter(table::organization_id.eq(by.organization.0))
        .filter(table::asset_id.eq(Id(asset.0)))
        .filter(table::id.eq(Id(link)))
        .filter(table::revoked_at.is_null());
    if diesel::update(row).set(table::revoked_at.eq(Some(at.micros()))).execute(conn)? == 0 {
        return Err(StoreError::NotFound);
    }
    note(conn, by, "revoke_link", asset, at)?;
    find(conn, by.organization, asset)
}

/// Removes the links of an asset.
pub(super) fn purge(conn: &mut Conn, asset: &Asset) -> Result<(), StoreError> {
    let of_asset = table::table
        .filter(table::organization_id.eq(asset.organization.0))
        .filter(table::asset_id.eq(Id(asset.id.0)));
    diesel::delete(of_asset).execute(conn)?;
    Ok(())
}
