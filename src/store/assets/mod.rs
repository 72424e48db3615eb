//! Assets: the library's rows. What a change writes besides its row, the file that is replaced, a line of the customer's
//! timeline, the audit, is written in the same transaction here.

pub mod attached;
pub mod files;
pub mod links;
mod list;
pub mod names;
mod row;

use diesel::prelude::*;

use crate::domain::asset::{Asset, AssetId, Content, Details, Permission, Quota};
use crate::domain::customer::{Cause, CustomerId, Signature, Version};
use crate::domain::event::{Event, EventKind};
use crate::domain::folding::{self, Part};
use crate::domain::operator::Actor;
use crate::domain::organization::OrganizationId;
use crate::domain::secret::Secret;
use crate::domain::time::Time;
use crate::store::audit::{self, Outcome};
use crate::store::connection::Conn;
use crate::store::contents;
use crate::store::error::StoreError;
use crate::store::schema::assets as table;
use crate::store::uid::Id;
use crate::store::{customers, events, idempotency, usage};

use row::{AssetRow, content_columns};

pub use list::{AssetPage, AssetQuery, AssetSort, Place, count_of_customer, list, trash_list};

/// A file that is kept already, to be added to the library.
#[derive(Debug, Clone)]
pub struct NewAsset {
    /// What is written about it.
    pub details: Details,
    /// The file.
    pub content: Content,
    /// The customers that it is to hang on.
    pub customers: Vec<CustomerId>,
}

/// Adds a file to the library.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such live customer, [`StoreError::Full`].
pub fn insert(
    conn: &mut Conn,
    by: &Actor,
    new: &NewAsset,
    quota: Quota,
    at: Time,
) -> Result<Asset, StoreError> {
    usage::ensure_room(conn, by.organization, quota, new.content.length)?;
    attached::hold(conn, by.organization, &new.customers)?;
    let id = AssetId::new();
    let Details { title, description, permission } = &new.details;
    let key = (*permission == Permission::Public).then(Secret::generate);
    let about = (
        table::id.eq(Id(id.0)),
        table::organization_id.eq(by.organization.0),
        table::version.eq(Version::FIRST.0),
        table::title.eq(title),
        table::description.eq(description.as_deref()),
        table::public_key.eq(key.as_ref().map(Secret::expose)),
        table::words.eq(words(title, description.as_deref(), &new.content.name)),
        table::sort_title.eq(folding::sort_key(title)),
        table::created_by.eq(by.id.map(|id| Id(id.0))),
        table::created_at.eq(at.micros()),
        table::changed_at.eq(at.micros()),
    );
    contents::claim(conn, &new.content.sha256)?;
    diesel::insert_into(table::table)
        .values((about, table::file_version.eq(1), content_columns(&new.content, by, at)?))
        .execute(conn)?;
    for customer in &new.customers {
        attached::insert(conn, by.organization, id, *customer)?;
    }
    let asset = find(conn, by.organization, id)?;
    tell(conn, by, &asset, EventKind::FileAdded { asset: id.0 }, at)?;
    note(conn, by, "upload", id, at)?;
    Ok(asset)
}

/// An asset, live or in the trash.
///
/// # Errors
/// [`StoreError::NotFound`] when the organization has none of this id.
pub fn find(conn: &mut Conn, organization: OrganizationId, id: AssetId) -> Result<Asset, StoreError> {
    let row: AssetRow = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::id.eq(Id(id.0)))
        .select(AssetRow::as_select())
        .first(conn)?;
    whole(conn, row)
}

/// An asset with the customers that it hangs on.
fn whole(conn: &mut Conn, row: AssetRow) -> Result<Asset, StoreError> {
    let mut customers = attached::of(conn, row.organization(), &[row.id()])?;
    row.into_asset(&mut customers)
}

/// The asset whose public address ends so, while it is public and not in the trash. Whoever has the address asks, so
/// that no organization is known beforehand.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn by_public_key(conn: &mut Conn, key: &str) -> Result<Asset, StoreError> {
    let row: AssetRow = table::table
        .filter(table::public_key.eq(key))
        .filter(table::deleted_at.is_null())
        .select(AssetRow::as_select())
        .first(conn)?;
    whole(conn, row)
}

/// Changes what is written about a file, if `read` is still its version. A file that becomes public gets a new address;
/// that of one that becomes private is gone.
///
/// # Errors
/// [`StoreError::Stale`] when it is not, [`StoreError::NotFound`] when there is no such live asset.
pub fn update(
    conn: &mut Conn,
    by: &Actor,
    id: AssetId,
    read: Version,
    details: &Details,
    at: Time,
) -> Result<Asset, StoreError> {
    let former = find_live(conn, by.organization, id)?;
    let Details { title, description, permission } = details;
    let key = match (permission, former.public_key.clone()) {
        (Permission::Private, _) => None,
        (Permission::Public, Some(key)) => Some(key),
        (Permission::Public, None) => Some(Secret::generate().expose().to_owned()),
    };
    let change = (
        table::title.eq(title),
        table::description.eq(description.as_deref()),
        table::public_key.eq(key),
        table::words.eq(words(title, description.as_deref(), &former.file.content.name)),
        table::sort_title.eq(folding::sort_key(title)),
    );
    let row = at_version(&former, read);
    changed(diesel::update(row).set((change, next(&former, at))).execute(conn)?)?;
    note(conn, by, "update", id, at)?;
    find(conn, by.organization, id)
}

/// Gives an asset another file, if `read` is still its version; the former one stays among its earlier files.
///
/// # Errors
/// [`StoreError::Stale`] when it is not, [`StoreError::NotFound`] when there is no such live asset,
/// [`StoreError::Full`].
pub fn replace(
    conn: &mut Conn,
    by: &Actor,
    id: AssetId,
    read: Version,
    content: &Content,
    quota: Quota,
    at: Time,
) -> Result<Asset, StoreError> {
    usage::ensure_room(conn, by.organization, quota, content.length)?;
    let former = find_live(conn, by.organization, id)?;
    let change = (
        table::file_version.eq(former.file.version + 1),
        table::words.eq(words(&former.title, former.description.as_deref(), &content.name)),
        content_columns(content, by, at)?,
    );
    let row = at_version(&former, read);
    changed(diesel::update(row).set((change, next(&former, at))).execute(conn)?)?;
    contents::claim(conn, &content.sha256)?;
    files::keep(conn, &former)?;
    let asset = find(conn, by.organization, id)?;
    tell(conn, by, &asset, EventKind::FileReplaced { asset: id.0 }, at)?;
    note(conn, by, "replace", id, at)?;
    Ok(asset)
}

/// Puts a live asset into the trash, where nobody but operators opens it.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such live asset.
pub fn trash(conn: &mut Conn, by: &Actor, id: AssetId, at: Time) -> Result<Asset, StoreError> {
    let former = find_live(conn, by.organization, id)?;
    let change = (table::deleted_at.eq(Some(at.micros())), next(&former, at));
    changed(diesel::update(at_version(&former, former.version)).set(change).execute(conn)?)?;
    tell(conn, by, &former, EventKind::FileTrashed { asset: id.0 }, at)?;
    note(conn, by, "trash", id, at)?;
    find(conn, by.organization, id)
}

/// Takes an asset out of the trash, as it was.
///
/// # Errors
/// [`StoreError::NotFound`] when none of this id is in it.
pub fn restore(conn: &mut Conn, by: &Actor, id: AssetId, at: Time) -> Result<Asset, StoreError> {
    let former = find(conn, by.organization, id)?;
    if former.deleted_at.is_none() {
        return Err(StoreError::NotFound);
    }
    let change = (table::deleted_at.eq(None::<i64>), next(&former, at));
    changed(diesel::update(at_version(&former, former.version)).set(change).execute(conn)?)?;
    tell(conn, by, &former, EventKind::FileRestored { asset: id.0 }, at)?;
    note(conn, by, "restore", id, at)?;
    find(conn, by.organization, id)
}

/// Deletes an asset that is in the trash for ever, with its earlier files and links.
///
/// # Errors
/// [`StoreError::NotFound`] when none of this id is in the trash.
pub fn purge(conn: &mut Conn, by: &Actor, id: AssetId, at: Time) -> Result<Asset, StoreError> {
    let asset = find(conn, by.organization, id)?;
    if asset.deleted_at.is_none() {
        return Err(StoreError::NotFound);
    }
    remove(conn, by, &asset, at)?;
    Ok(asset)
}

/// Deletes for ever what hangs on this customer alone, with the customer. What hangs on others too stays with them.
pub(in crate::store) fn purge_of_customer(
    conn: &mut Conn,
    by: &Signature,
    customer: CustomerId,
) -> Result<(), StoreError> {
    for id in attached::on(conn, by.actor.organization, customer)? {
        let asset = find(conn, by.actor.organization, id)?;
        if asset.customers == [customer] {
            remove(conn, &by.actor, &asset, by.at)?;
        } else {
            attached::remove(conn, by.actor.organization, id, customer)?;
        }
    }
    Ok(())
}

fn remove(conn: &mut Conn, by: &Actor, asset: &Asset, at: Time) -> Result<(), StoreError> {
    let row = table::table
        .filter(table::organization_id.eq(asset.organization.0))
        .filter(table::id.eq(Id(asset.id.0)))
        .filter(table::version.eq(asset.version.0));
    changed(diesel::delete(row).execute(conn)?)?;
    contents::release(conn, &asset.file.content.sha256, at)?;
    files::purge(conn, asset, at)?;
    links::purge(conn, asset)?;
    attached::purge(conn, asset)?;
    idempotency::forget(conn, asset.organization, asset.id.0)?;
    note(conn, by, "purge", asset.id, at)
}

/// Assets that have been in the trash since `before`, the longest first.
///
/// # Errors
/// When the database does not answer.
pub fn overdue_in_trash(
    conn: &mut Conn,
    organization: OrganizationId,
    before: Time,
    limit: i64,
) -> Result<Vec<AssetId>, StoreError> {
    let ids: Vec<Id> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::deleted_at.is_not_null())
        .filter(table::deleted_at.lt(before.micros()))
        .order(table::deleted_at)
        .limit(limit)
        .select(table::id)
        .load(conn)?;
    Ok(ids.into_iter().map(|id| AssetId(id.0)).collect())
}

fn find_live(conn: &mut Conn, organization: OrganizationId, id: AssetId) -> Result<Asset, StoreError> {
    let asset = find(conn, organization, id)?;
    if asset.deleted_at.is_some() { Err(StoreError::NotFound) } else { Ok(asset) }
}

type OfOrganization = diesel::dsl::Filter<table::table, diesel::dsl::Eq<table::organization_id, i64>>;
type OfId = diesel::dsl::Filter<OfOrganization, diesel::dsl::Eq<table::id, Id>>;
type AtVersion = diesel::dsl::Filter<OfId, diesel::dsl::Eq<table::version, i64>>;

/// The row of this asset while it has this version.
fn at_version(asset: &Asset, version: Version) -> AtVersion {
    table::table
        .filter(table::organization_id.eq(asset.organization.0))
        .filter(table::id.eq(Id(asset.id.0)))
        .filter(table::version.eq(version.0))
}

/// What every change changes.
fn next(
    former: &Asset,
    at: Time,
) -> (diesel::dsl::Eq<table::version, i64>, diesel::dsl::Eq<table::changed_at, i64>) {
    (table::version.eq(former.version.next().0), table::changed_at.eq(at.micros()))
}

fn changed(rows: usize) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// A line on the timeline of every customer that the asset hangs on; of one that hangs on none, in what is told of the
/// organization.
fn tell(conn: &mut Conn, by: &Actor, asset: &Asset, kind: EventKind, at: Time) -> Result<(), StoreError> {
    if asset.customers.is_empty() {
        let event = Event::of_organization(kind, by.id, at);
        return events::record_of_organization(conn, asset.organization, &event);
    }
    asset
        .customers
        .iter()
        .try_for_each(|customer| tell_one(conn, by, asset.organization, *customer, kind.clone(), at))
}

fn tell_one(
    conn: &mut Conn,
    by: &Actor,
    organization: OrganizationId,
    customer: CustomerId,
    kind: EventKind,
    at: Time,
) -> Result<(), StoreError> {
    let customer = customers::find(conn, organization, customer)?;
    let signature = Signature { actor: by.clone(), at, cause: Cause::Hand };
    events::record(conn, &customer, &Event::signed(&customer, kind, signature.stamp()))
}

/// The audit's line of a change, without anything personal.
fn note(conn: &mut Conn, by: &Actor, action: &str, id: AssetId, at: Time) -> Result<(), StoreError> {
    audit::record(conn, by, action, "asset", Some(id.0), Outcome::Done, at)
}

/// The tokens that a file is found by, a blank before and after each.
fn words(title: &str, description: Option<&str>, file_name: &str) -> String {
    let texts = [Some(title), description, Some(file_name)];
    format!(" {} ", folding::document_tokens(texts.into_iter().flatten().map(Part::Words)))
}
