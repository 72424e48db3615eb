//! Pictures of customers. Which one a customer has is part of its document; here is which file each is. A former one
//! stays as long as the customer, whose history leads to it.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::asset::Quota;
use crate::domain::customer::{AvatarId, Customer, CustomerId, Document, Signature};
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::connection::Conn;
use crate::store::contents::{self, Sha256, hash};
use crate::store::customers::{self, Updated};
use crate::store::error::StoreError;
use crate::store::schema::avatars as table;
use crate::store::uid::Id;
use crate::store::usage;

/// A picture that is kept already.
#[derive(Debug, Clone, Copy)]
pub struct Picture {
    /// What it is kept under.
    pub sha256: Sha256,
    /// Its length in bytes.
    pub length: u64,
}

/// Gives a live customer a picture, whatever its version is: of two who give one at once the later is seen, and the
/// history has both.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such live customer, [`StoreError::Full`].
pub fn insert(
    conn: &mut Conn,
    by: &Signature,
    customer: CustomerId,
    picture: &Picture,
    quota: Quota,
) -> Result<Customer, StoreError> {
    usage::ensure_room(conn, by.actor.organization, quota, picture.length)?;
    let id = AvatarId(Uuid::now_v7());
    let row = (
        table::organization_id.eq(by.actor.organization.0),
        table::customer_id.eq(Id(customer.0)),
        table::id.eq(Id(id.0)),
        table::sha256.eq(picture.sha256.as_slice()),
        table::length.eq(i64::try_from(picture.length).map_err(StoreError::unavailable)?),
        table::added_at.eq(by.at.micros()),
    );
    // A customer is taken before the contents, as where it is deleted for ever.
    let changed = set(conn, by, customer, Some(id))?.into_customer();
    contents::claim(conn, &picture.sha256)?;
    diesel::insert_into(table::table).values(row).execute(conn)?;
    Ok(changed)
}

/// Keeps the picture that a customer's document names, unless it is kept already.
///
/// # Errors
/// [`StoreError::Full`].
pub fn keep(
    conn: &mut Conn,
    customer: &Customer,
    id: AvatarId,
    picture: &Picture,
    quota: Quota,
) -> Result<(), StoreError> {
    let key = (customer.organization.0, Id(customer.id.0), Id(id.0));
    let known: Option<i64> = table::table.find(key).select(table::length).first(conn).optional()?;
    if known.is_some() {
        return Ok(());
    }
    usage::ensure_room(conn, customer.organization, quota, picture.length)?;
    contents::claim(conn, &picture.sha256)?;
    let row = (
        table::organization_id.eq(customer.organization.0),
        table::customer_id.eq(Id(customer.id.0)),
        table::id.eq(Id(id.0)),
        table::sha256.eq(picture.sha256.as_slice()),
        table::length.eq(i64::try_from(picture.length).map_err(StoreError::unavailable)?),
        table::added_at.eq(customer.changed.at.micros()),
    );
    diesel::insert_into(table::table).values(row).execute(conn)?;
    Ok(())
}

/// Takes the picture off a live customer.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such live customer.
pub fn remove(conn: &mut Conn, by: &Signature, customer: CustomerId) -> Result<Updated, StoreError> {
    set(conn, by, customer, None)
}

fn set(
    conn: &mut Conn,
    by: &Signature,
    customer: CustomerId,
    avatar: Option<AvatarId>,
) -> Result<Updated, StoreError> {
    loop {
        let former = customers::find_live(conn, by.actor.organization, customer)?;
        let document = Document { avatar, ..former.document };
        match customers::update(conn, by, customer, former.version, document) {
            // Another transaction of PostgreSQL wrote between the two, and has ended: now it is seen. Held beforehand,
            // the customer would wait for tags that wait for it.
            Err(StoreError::Stale) => {}
            updated => return updated,
        }
    }
}

/// What a picture that a customer has, or had, is kept under.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn find(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
    id: AvatarId,
) -> Result<Sha256, StoreError> {
    let sha256: Vec<u8> =
        table::table.find((organization.0, Id(customer.0), Id(id.0))).select(table::sha256).first(conn)?;
    hash(sha256)
}

/// Removes the pictures of a customer.
pub(in crate::store) fn purge(
    conn: &mut Conn,
    organization: OrganizationId,
    customer: CustomerId,
    at: Time,
) -> Result<(), StoreError> {
    let of_customer = || {
        table::table
            .filter(table::organization_id.eq(organization.0))
            .filter(table::customer_id.eq(Id(customer.0)))
    };
    let contents: Vec<Vec<u8>> = of_customer().select(table::sha256).load(conn)?;
    diesel::delete(of_customer()).execute(conn)?;
    contents.iter().try_for_each(|sha256| contents::release(conn, sha256, at))
}
