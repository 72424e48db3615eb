//! The tags of an organization, and what may be done to one. Which customers carry them stands in `carried`, how many in
//! `counts`; what changes many customers is in `changes`.

pub(in crate::store) mod carried;
mod changes;
pub mod counts;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;

pub(in crate::store) use changes::advance;
pub use changes::{Changed, DONE_AT_ONCE, carriers, delete, merge, rename};

use crate::domain::customer::{Document, Signature};
use crate::domain::folding;
use crate::domain::issues::{Issue, Issues};
use crate::domain::organization::OrganizationId;
use crate::domain::tag::{Color, MOST_OF_ORGANIZATION, NewTag, Tag, TagId, TagTitle};
use crate::domain::time::Time;
use crate::store::any_of::any_of;
use crate::store::audit::{self, Outcome};
use crate::store::connection::{Conn, Turn, share_turn, take_turn};
use crate::store::error::StoreError;
use crate::store::schema::tags as table;
use crate::store::uid::Id;

/// The row, as both engines have it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = table)]
struct TagRow {
    id: Id,
    title: String,
    color: String,
    merged_into: Option<Id>,
    created_at: i64,
    changed_at: i64,
    deleted_at: Option<i64>,
}

impl From<TagRow> for Tag {
    fn from(row: TagRow) -> Self {
        let id = TagId(row.id.0);
        Self {
            id,
            title: row.title,
            color: Color::parse(&row.color).unwrap_or_else(|_| Color::of(id)),
            merged_into: row.merged_into.map(|id| TagId(id.0)),
            created_at: Time::from_micros(row.created_at),
            changed_at: Time::from_micros(row.changed_at),
            deleted_at: row.deleted_at.map(Time::from_micros),
        }
    }
}

/// The organization's tags, by title.
///
/// # Errors
/// When the database does not answer.
pub fn list(conn: &mut Conn, organization: OrganizationId) -> Result<Vec<Tag>, StoreError> {
    let rows: Vec<TagRow> = live(organization).select(TagRow::as_select()).load(conn)?;
    let mut tags: Vec<Tag> = rows.into_iter().map(Tag::from).collect();
    tags.sort_by_cached_key(|tag| folding::sort_key(&tag.title));
    Ok(tags)
}

/// One tag that is not deleted.
///
/// # Errors
/// [`StoreError::NotFound`] when the organization has none of this id.
pub fn find(conn: &mut Conn, organization: OrganizationId, id: TagId) -> Result<Tag, StoreError> {
    let row: TagRow =
        live(organization).filter(table::id.eq(Id(id.0))).select(TagRow::as_select()).first(conn)?;
    Ok(row.into())
}

/// The tags of these ids, whatever became of them: history names those that are no more.
///
/// # Errors
/// When the database does not answer.
pub fn of_ids(
    conn: &mut Conn,
    organization: OrganizationId,
    ids: &BTreeSet<TagId>,
) -> Result<HashMap<TagId, Tag>, StoreError> {
    let mut found = HashMap::with_capacity(ids.len());
    let ids: Vec<Id> = ids.iter().map(|id| Id(id.0)).collect();
    for ids in ids.chunks(1_000) {
        let rows: Vec<TagRow> = table::table
            .filter(table::organization_id.eq(organization.0))
            .filter(any_of(table::id, ids.to_vec()))
            .select(TagRow::as_select())
            .load(conn)?;
        found.extend(rows.into_iter().map(|row| (TagId(row.id.0), Tag::from(row))));
    }
    Ok(found)
}

/// Has nobody make, change or delete a tag before this transaction ends. Whoever writes several customers in one asks for
/// it first: one who deletes a tag holds that and waits for its customers, and would be waited for by whoever holds one
/// of them and comes to the tag of the next.
///
/// # Errors
/// When the database does not answer.
pub fn keep(conn: &mut Conn, organization: OrganizationId) -> Result<(), StoreError> {
    share_turn(conn, Turn::Tags(organization))
}

/// Those of these tags that are no more. The others stay as they are until the transaction ends.
///
/// # Errors
/// When the database does not answer.
pub fn gone(
    conn: &mut Conn,
    organization: OrganizationId,
    ids: &BTreeSet<TagId>,
) -> Result<BTreeSet<TagId>, StoreError> {
    Ok(carried::hold(conn, organization, ids)?.gone(ids))
}

/// The tags of some titles: those that there are, and those that are to be made.
#[derive(Debug, Default)]
pub struct Named {
    /// The ids of all of them.
    pub ids: BTreeSet<TagId>,
    /// Those that nobody has made yet, under the ids that they will have.
    pub fresh: Vec<NewTag>,
}

/// The tags that these titles name. Nothing is made yet: [`make`] does, in the transaction that uses them.
///
/// # Errors
/// When the database does not answer.
pub fn named(
    conn: &mut Conn,
    organization: OrganizationId,
    titles: &[TagTitle],
) -> Result<Named, StoreError> {
    let known = ids_of(conn, organization, titles)?;
    let mut named = Named::default();
    for title in titles {
        if let Some(id) = known.get(&title.key()) {
            named.ids.insert(*id);
        } else {
            let tag = NewTag::of(title.clone());
            named.ids.insert(tag.id);
            named.fresh.push(tag);
        }
    }
    Ok(named)
}

/// The ids that titles have, by their keys.
fn ids_of(
    conn: &mut Conn,
    organization: OrganizationId,
    titles: &[TagTitle],
) -> Result<BTreeMap<String, TagId>, StoreError> {
    let mut known = BTreeMap::new();
    for titles in titles.chunks(500) {
        let rows: Vec<(String, Id)> = live(organization)
            .filter(table::title_key.eq_any(titles.iter().map(TagTitle::key)))
            .select((table::title_key, table::id))
            .load(conn)?;
        known.extend(rows.into_iter().map(|(key, id)| (key, TagId(id.0))));
    }
    Ok(known)
}

/// Makes the tags that a document was given by title, where nobody has made them meanwhile; those that somebody has
/// take their place in the document.
///
/// # Errors
/// [`StoreError::Invalid`] when the organization would have too many.
pub fn make(
    conn: &mut Conn,
    by: &Signature,
    fresh: &[NewTag],
    document: &mut Document,
) -> Result<(), StoreError> {
    let wanted: Vec<&NewTag> = fresh.iter().filter(|tag| document.tags.contains(&tag.id)).collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let organization = by.actor.organization;
    take_turn(conn, Turn::Tags(organization))?;
    let titles: Vec<TagTitle> = wanted.iter().map(|tag| tag.title.clone()).collect();
    let known = ids_of(conn, organization, &titles)?;
    for tag in wanted {
        match known.get(&tag.title.key()) {
            Some(id) => {
                document.tags.remove(&tag.id);
                document.tags.insert(*id);
            }
            None => put(conn, by, tag).map_err(of_titles)?,
        }
    }
    Ok(())
}

/// Makes the tags of these titles that nobody has made meanwhile, as far as there is room, and answers all of them by
/// their keys.
///
/// # Errors
/// When the database does not answer.
pub fn make_some(
    conn: &mut Conn,
    by: &Signature,
    titles: &[TagTitle],
) -> Result<BTreeMap<String, TagId>, StoreError> {
    take_turn(conn, Turn::Tags(by.actor.organization))?;
    let mut known = ids_of(conn, by.actor.organization, titles)?;
    for title in titles {
        if known.contains_key(&title.key()) {
            continue;
        }
        let tag = NewTag::of(title.clone());
        match put(conn, by, &tag) {
            Ok(()) => drop(known.insert(title.key(), tag.id)),
            Err(StoreError::Invalid(_)) => break,
            Err(other) => return Err(other),
        }
    }
    Ok(known)
}

/// The ids of all tags by the keys of their titles.
///
/// # Errors
/// When the database does not answer.
pub fn keys(conn: &mut Conn, organization: OrganizationId) -> Result<BTreeMap<String, TagId>, StoreError> {
    let rows: Vec<(String, Id)> = live(organization).select((table::title_key, table::id)).load(conn)?;
    Ok(rows.into_iter().map(|(key, id)| (key, TagId(id.0))).collect())
}

/// Makes a tag.
///
/// # Errors
/// [`StoreError::Invalid`] when there is one of this title, or there would be too many.
pub fn insert(conn: &mut Conn, by: &Signature, tag: &NewTag) -> Result<Tag, StoreError> {
    take_turn(conn, Turn::Tags(by.actor.organization))?;
    put(conn, by, tag)?;
    find(conn, by.actor.organization, tag.id)
}

fn put(conn: &mut Conn, by: &Signature, tag: &NewTag) -> Result<(), StoreError> {
    let organization = by.actor.organization;
    ensure_free(conn, organization, tag.id, &tag.title)?;
    let there: i64 = live(organization).count().get_result(conn)?;
    if usize::try_from(there).unwrap_or(usize::MAX) >= MOST_OF_ORGANIZATION {
        let full = Issue::new("tags-full").with("max", MOST_OF_ORGANIZATION);
        return Err(StoreError::Invalid(Issues::of("title", full)));
    }
    let row = (
        table::id.eq(Id(tag.id.0)),
        table::organization_id.eq(organization.0),
        table::title.eq(tag.title.as_str()),
        table::title_key.eq(tag.title.key()),
        table::color.eq(tag.color.as_str()),
        table::created_by.eq(by.actor.id.map(|id| Id(id.0))),
        table::created_at.eq(by.at.micros()),
        table::changed_at.eq(by.at.micros()),
    );
    diesel::insert_into(table::table).values(row).execute(conn)?;
    note(conn, by, "create", tag.id)
}

/// Refuses a title that another tag has.
fn ensure_free(
    conn: &mut Conn,
    organization: OrganizationId,
    own: TagId,
    title: &TagTitle,
) -> Result<(), StoreError> {
    let holder = ids_of(conn, organization, std::slice::from_ref(title))?.into_values().next();
    match holder {
        Some(other) if other != own => {
            Err(StoreError::Invalid(Issues::of("title", Issue::new("tag-title-taken"))))
        }
        _ => Ok(()),
    }
}

/// Puts what became of tags in their place: a merged one is the one it was merged into, a deleted one goes. Answers the
/// titles of those that went, for whoever restores a document to be told.
///
/// # Errors
/// When the database does not answer.
pub fn settle(
    conn: &mut Conn,
    organization: OrganizationId,
    document: &mut Document,
) -> Result<Vec<String>, StoreError> {
    let mut skipped = Vec::new();
    let tags = of_ids(conn, organization, &document.tags)?;
    for id in std::mem::take(&mut document.tags) {
        match tags.get(&id) {
            Some(tag) if tag.deleted_at.is_none() => drop(document.tags.insert(id)),
            // A merge leads every tag that had been merged into it on, so one step is enough.
            Some(Tag { merged_into: Some(into), .. }) => drop(document.tags.insert(*into)),
            Some(tag) => skipped.push(tag.title.clone()),
            None => {}
        }
    }
    Ok(skipped)
}

/// The audit's line of a change of a tag.
fn note(conn: &mut Conn, by: &Signature, action: &str, id: TagId) -> Result<(), StoreError> {
    audit::record(conn, &by.actor, action, "tag", Some(id.0), Outcome::Done, by.at)
}

/// The same failure where titles are typed beside a customer's other fields.
fn of_titles(error: StoreError) -> StoreError {
    match error {
        StoreError::Invalid(issues) => StoreError::Invalid(issues.renamed(|_| "tag_titles".to_owned())),
        other => other,
    }
}

#[diesel::dsl::auto_type(no_type_alias)]
fn live(organization: OrganizationId) -> _ {
    let organization: i64 = organization.0;
    table::table.filter(table::organization_id.eq(organization)).filter(table::deleted_at.is_null())
}
