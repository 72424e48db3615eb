//! Uploads that are under way: whose, of what length, and until when they may be gone on with. How much is there, the
//! file itself tells.

use std::collections::HashSet;
use std::time::Duration;

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::asset::Quota;
use crate::domain::operator::Actor;
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::schema::uploads as table;
use crate::store::uid::Id;
use crate::store::usage;

/// How long an upload may be gone on with after it began.
pub const LASTS: Duration = Duration::from_hours(24);
/// Uploads that one person may have under way.
const MOST_OF_ONE: i64 = 100;
/// Ids in one question.
const MOST_ASKED: usize = 500;

/// An upload under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnderWay {
    /// Its id.
    pub id: Uuid,
    /// What its owner calls the file.
    pub name: String,
    /// How long it will be.
    pub length: u64,
    /// Until when it may be gone on with.
    pub expires_at: Time,
}

/// Begins an upload, which takes its room from now on; nothing when too many are under way.
///
/// # Errors
/// [`StoreError::Full`].
pub fn insert(
    conn: &mut Conn,
    by: &Actor,
    name: &str,
    length: u64,
    quota: Quota,
    at: Time,
) -> Result<Option<UnderWay>, StoreError> {
    usage::ensure_room(conn, by.organization, quota, length)?;
    let actor = by.id.map(|id| id.0).unwrap_or_default();
    let others: i64 = of_actor(by.organization, actor).count().get_result(conn)?;
    if others >= MOST_OF_ONE {
        return Ok(None);
    }
    let begun = UnderWay { id: Uuid::now_v7(), name: name.to_owned(), length, expires_at: at.plus(LASTS) };
    let row = (
        table::id.eq(Id(begun.id)),
        table::organization_id.eq(by.organization.0),
        table::actor_id.eq(Id(actor)),
        table::file_name.eq(name),
        table::length.eq(i64::try_from(length).map_err(StoreError::unavailable)?),
        table::expires_at.eq(begun.expires_at.micros()),
    );
    diesel::insert_into(table::table).values(row).execute(conn)?;
    Ok(Some(begun))
}

/// An upload of this person that may be gone on with.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn find(conn: &mut Conn, by: &Actor, id: Uuid, now: Time) -> Result<UnderWay, StoreError> {
    let actor = by.id.map(|id| id.0).unwrap_or_default();
    let (name, length, expires_at): (String, i64, i64) = of_actor(by.organization, actor)
        .filter(table::id.eq(Id(id)))
        .filter(table::expires_at.gt(now.micros()))
        .select((table::file_name, table::length, table::expires_at))
        .first(conn)?;
    let length = u64::try_from(length).map_err(StoreError::unavailable)?;
    Ok(UnderWay { id, name, length, expires_at: Time::from_micros(expires_at) })
}

/// Forgets an upload of this person; its file is the caller's to delete.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn remove(conn: &mut Conn, by: &Actor, id: Uuid) -> Result<(), StoreError> {
    let actor = by.id.map(|id| id.0).unwrap_or_default();
    match diesel::delete(of_actor(by.organization, actor).filter(table::id.eq(Id(id)))).execute(conn)? {
        0 => Err(StoreError::NotFound),
        _ => Ok(()),
    }
}

/// Forgets uploads that may no longer be gone on with, and answers which; their files are the caller's to delete.
///
/// # Errors
/// When the database does not answer.
pub fn expire(conn: &mut Conn, now: Time, limit: i64) -> Result<Vec<Uuid>, StoreError> {
    let old = table::table.filter(table::expires_at.le(now.micros()));
    let ids: Vec<Id> = old.limit(limit).select(table::id).load(conn)?;
    diesel::delete(table::table.filter(table::id.eq_any(&ids))).execute(conn)?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// Which of these are under way, or were and are yet to be forgotten.
///
/// # Errors
/// When the database does not answer.
pub fn known(conn: &mut Conn, ids: &[Uuid]) -> Result<HashSet<Uuid>, StoreError> {
    let mut known = HashSet::new();
    for ids in ids.chunks(MOST_ASKED) {
        let ids = ids.iter().map(|id| Id(*id));
        let found: Vec<Id> = table::table.filter(table::id.eq_any(ids)).select(table::id).load(conn)?;
        known.extend(found.into_iter().map(|id| id.0));
    }
    Ok(known)
}

type OfOrganization = diesel::dsl::Filter<table::table, diesel::dsl::Eq<table::organization_id, i64>>;
type OfActor = diesel::dsl::Filter<OfOrganization, diesel::dsl::Eq<table::actor_id, Id>>;

fn of_actor(organization: OrganizationId, actor: Uuid) -> OfActor {
    table::table.filter(table::organization_id.eq(organization.0)).filter(table::actor_id.eq(Id(actor)))
}
