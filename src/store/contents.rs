//! What is kept of files, by the hash of the content. One content may be several assets', avatars' and imports' at once;
//! when one of them lets go of it, the runner looks whether any other still needs it.

use std::time::Duration;

use diesel::prelude::*;

use crate::domain::time::Time;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{asset_files, assets, avatars, imports, released_contents as table};

/// How long a content that was let go of stays: whoever keeps the same one at this moment has yet to record it.
const GRACE: Duration = Duration::from_mins(1);

/// The SHA-256 of a content.
pub type Sha256 = [u8; 32];

/// Whether anything needs this content.
///
/// # Errors
/// When the database does not answer.
pub fn is_needed(conn: &mut Conn, sha256: &Sha256) -> Result<bool, StoreError> {
    let sha256 = sha256.as_slice();
    let of_assets = assets::table.filter(assets::sha256.eq(sha256)).limit(1).select(assets::number);
    let of_former =
        asset_files::table.filter(asset_files::sha256.eq(sha256)).limit(1).select(asset_files::file_version);
    let of_imports = imports::table
        .filter(imports::file_sha256.eq(sha256))
        .filter(imports::is_file_kept.eq(true))
        .limit(1)
        .select(imports::number);
    let of_avatars = avatars::table.filter(avatars::sha256.eq(sha256)).limit(1).select(avatars::added_at);
    Ok(of_assets.first::<i64>(conn).optional()?.is_some()
        || of_former.first::<i64>(conn).optional()?.is_some()
        || of_avatars.first::<i64>(conn).optional()?.is_some()
        || of_imports.first::<i64>(conn).optional()?.is_some())
}

/// Lets go of a content.
pub(in crate::store) fn release(conn: &mut Conn, sha256: &[u8], at: Time) -> Result<(), StoreError> {
    claim(conn, sha256)?;
    let row = (table::sha256.eq(sha256), table::released_at.eq(at.micros()));
    diesel::insert_into(table::table).values(row).execute(conn)?;
    Ok(())
}

/// Takes a content that is to be recorded off the list, waiting for a transaction that is about to delete it. Whoever
/// records it looks afterwards, in the same transaction, whether it is still there.
pub(in crate::store) fn claim(conn: &mut Conn, sha256: &[u8]) -> Result<(), StoreError> {
    diesel::delete(table::table.filter(table::sha256.eq(sha256))).execute(conn)?;
    Ok(())
}

/// Contents that were let go of a while ago, taken off the list. Of those that nothing needs, the caller deletes the
/// file before its transaction ends.
///
/// # Errors
/// When the database does not answer.
pub fn unneeded(conn: &mut Conn, now: Time, limit: i64) -> Result<Vec<Sha256>, StoreError> {
    let released: Vec<Vec<u8>> = table::table
        .filter(table::released_at.le(now.minus(GRACE).micros()))
        .limit(limit)
        .select(table::sha256)
        .load(conn)?;
    let mut unneeded = Vec::new();
    for sha256 in released {
        claim(conn, &sha256)?;
        let sha256 = hash(sha256)?;
        if !is_needed(conn, &sha256)? {
            unneeded.push(sha256);
        }
    }
    Ok(unneeded)
}

/// A hash as a column has it.
pub(in crate::store) fn hash(bytes: Vec<u8>) -> Result<Sha256, StoreError> {
    bytes.try_into().map_err(|_| StoreError::unavailable("a hash of another length"))
}
