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
use crate::store::contents::hash;
use crate::store::error::StoreError;
use crate::store::schema::asset_links as table;
use crate::store::uid::Id;

/// Most links of an asset that are shown, and that may be.
pub const MOST_LINKS: i64 = 100;

#[derive(Queryable, Selectable)]
#[diesel(table_name = table)]
struct LinkRow {
    id: Id,
    secret: Vec<u8>,
    expires_at: i64,
    most_uses: Option<i64>,
    uses: i64,
    created_by: Option<Id>,
    created_at: i64,
    revoked_at: Option<i64>,
}

/// A link that is to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewLink {
    /// By which it will be revoked.
    pub id: Uuid,
    /// The hash of what its address ends in.
    pub secret: SecretHash,
    /// How long it is good, and how often.
    pub terms: LinkTerms,
}

/// The links of an asset, the newest first.
///
/// # Errors
/// When the database does not answer.
pub fn list(
    conn: &mut Conn,
    organization: OrganizationId,
    id: AssetId,
) -> Result<Vec<AssetLink>, StoreError> {
    let rows: Vec<LinkRow> = of_asset(organization, id)
        .order(table::id.desc())
        .limit(MOST_LINKS)
        .select(LinkRow::as_select())
        .load(conn)?;
    rows.into_iter().map(LinkRow::into_link).collect()
}

/// A link of an asset.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn of_id(
    conn: &mut Conn,
    organization: OrganizationId,
    asset: AssetId,
    link: Uuid,
) -> Result<AssetLink, StoreError> {
    let row: LinkRow = of_asset(organization, asset)
        .filter(table::id.eq(Id(link)))
        .select(LinkRow::as_select())
        .first(conn)?;
    row.into_link()
}

/// Makes a link. Of more than [`MOST_LINKS`] the oldest are forgotten, which ends them.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such live asset.
pub fn insert(
    conn: &mut Conn,
    by: &Actor,
    asset: AssetId,
    link: NewLink,
    at: Time,
) -> Result<AssetLink, StoreError> {
    let asset = find_live(conn, by.organization, asset)?.id;
    let row = (
        table::id.eq(Id(link.id)),
        table::secret.eq(&link.secret.0[..]),
        table::organization_id.eq(by.organization.0),
        table::asset_id.eq(Id(asset.0)),
        table::created_by.eq(by.id.map(|id| Id(id.0))),
        table::created_at.eq(at.micros()),
        table::expires_at.eq(link.terms.expires_at.micros()),
        table::most_uses.eq(link.terms.most_uses),
        table::uses.eq(0),
    );
    diesel::insert_into(table::table).values(row).execute(conn)?;
    let of_asset = || of_asset(by.organization, asset);
    let ids: Vec<Id> = of_asset().order(table::id.desc()).offset(MOST_LINKS).select(table::id).load(conn)?;
    diesel::delete(of_asset().filter(table::id.eq_any(ids))).execute(conn)?;
    note(conn, by, "make_link", asset, at)?;
    of_id(conn, by.organization, asset, link.id)
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
    let row =
        of_asset(by.organization, asset).filter(table::id.eq(Id(link))).filter(table::revoked_at.is_null());
    if diesel::update(row).set(table::revoked_at.eq(Some(at.micros()))).execute(conn)? == 0 {
        return Err(StoreError::NotFound);
    }
    note(conn, by, "revoke_link", asset, at)?;
    find(conn, by.organization, asset)
}

/// Removes the links of an asset.
pub(super) fn purge(conn: &mut Conn, asset: &Asset) -> Result<(), StoreError> {
    diesel::delete(of_asset(asset.organization, asset.id)).execute(conn)?;
    Ok(())
}

type OfOrganization = diesel::dsl::Filter<table::table, diesel::dsl::Eq<table::organization_id, i64>>;
type OfAsset = diesel::dsl::Filter<OfOrganization, diesel::dsl::Eq<table::asset_id, Id>>;

fn of_asset(organization: OrganizationId, asset: AssetId) -> OfAsset {
    table::table.filter(table::organization_id.eq(organization.0)).filter(table::asset_id.eq(Id(asset.0)))
}

impl LinkRow {
    fn into_link(self) -> Result<AssetLink, StoreError> {
        Ok(AssetLink {
            id: self.id.0,
            secret: SecretHash(hash(self.secret)?),
            terms: LinkTerms { expires_at: Time::from_micros(self.expires_at), most_uses: self.most_uses },
            uses: self.uses,
            created_by: self.created_by.map(|id| ActorId(id.0)),
            created_at: Time::from_micros(self.created_at),
            revoked_at: self.revoked_at.map(Time::from_micros),
        })
    }
}
