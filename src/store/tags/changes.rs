//! What is done to a tag that customers carry: renamed, merged into another, deleted. The tag itself changes at once;
//! its customers follow in the same transaction when they are few, else the runner sees to them in slices.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::customer::{Cause, Customer, CustomerId, Signature};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operation::{Kind, Operation, OperationId};
use crate::domain::organization::OrganizationId;
use crate::domain::tag::{Tag, TagDraft, TagId};
use crate::store::connection::{Conn, Sequence, Turn, draw, take_turn};
use crate::store::error::StoreError;
use crate::store::operations::Slice;
use crate::store::schema::{customer_tags, customers, tags as table};
use crate::store::tags::{carried, ensure_free, find, live, note};
use crate::store::uid::Id;
use crate::store::{bulk, operations, search};

/// Most customers that follow a change of their tag in its own transaction.
pub const DONE_AT_ONCE: i64 = 200;

/// What came of a change of a tag.
#[derive(Debug)]
pub struct Changed {
    /// The tag as it is, or was.
    pub tag: Tag,
    /// Live customers that carry it.
    pub customers: i64,
    /// The work that the runner has to do yet.
    pub operation: Option<OperationId>,
}

/// How many customers carry a tag, those in the trash included; one more than are done at once at the most.
///
/// # Errors
/// When the database does not answer.
pub fn carriers(conn: &mut Conn, organization: OrganizationId, tag: TagId) -> Result<i64, StoreError> {
    let some = seqs(conn, organization, tag, 0, i64::MAX, DONE_AT_ONCE + 1)?;
    Ok(i64::try_from(some.len()).unwrap_or(i64::MAX))
}

/// Gives a tag another title and colour. Its customers are found by the new title.
///
/// # Errors
/// [`StoreError::NotFound`], and [`StoreError::Invalid`] when another tag has the title.
pub fn rename(conn: &mut Conn, by: &Signature, id: TagId, change: &TagDraft) -> Result<Changed, StoreError> {
    let organization = by.actor.organization;
    take_turn(conn, Turn::Tags(organization))?;
    let former = find(conn, organization, id)?;
    ensure_free(conn, organization, id, &change.title)?;
    let values = (
        table::title.eq(change.title.as_str()),
        table::title_key.eq(change.title.key()),
        table::color.eq(change.color.unwrap_or(former.color).as_str()),
        table::changed_at.eq(by.at.micros()),
    );
    diesel::update(live(organization).filter(table::id.eq(Id(id.0)))).set(values).execute(conn)?;
    note(conn, by, "update", id)?;
    let is_found_alike = former.title == change.title.as_str();
    follow(conn, by, id, (!is_found_alike).then_some(Kind::RenameTag))
}

/// Merges a tag into another: its customers carry the other one instead, and it is no more.
///
/// # Errors
/// [`StoreError::NotFound`], and [`StoreError::Invalid`] when both are the same.
pub fn merge(conn: &mut Conn, by: &Signature, id: TagId, into: TagId) -> Result<Changed, StoreError> {
    let organization = by.actor.organization;
    take_turn(conn, Turn::Tags(organization))?;
    if id == into {
        return Err(StoreError::Invalid(Issues::of("into", Issue::new("tag-merged-into-itself"))));
    }
    find(conn, organization, into)?;
    end(conn, by, id, Some(into))?;
    let merged_before = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::merged_into.eq(Id(id.0)));
    diesel::update(merged_before).set(table::merged_into.eq(Some(Id(into.0)))).execute(conn)?;
    note(conn, by, "merge", id)?;
    follow(conn, by, id, Some(Kind::MergeTag))
}

/// Deletes a tag, and takes it off its customers.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn delete(conn: &mut Conn, by: &Signature, id: TagId) -> Result<Changed, StoreError> {
    let organization = by.actor.organization;
    take_turn(conn, Turn::Tags(organization))?;
    end(conn, by, id, None)?;
    // Those that had been merged into it lead nowhere now.
    let merged_before = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::merged_into.eq(Id(id.0)));
    diesel::update(merged_before).set(table::merged_into.eq(None::<Id>)).execute(conn)?;
    note(conn, by, "delete", id)?;
    follow(conn, by, id, Some(Kind::DeleteTag))
}

fn end(conn: &mut Conn, by: &Signature, id: TagId, into: Option<TagId>) -> Result<(), StoreError> {
    let tag = live(by.actor.organization).filter(table::id.eq(Id(id.0)));
    let values =
        (table::deleted_at.eq(Some(by.at.micros())), table::merged_into.eq(into.map(|into| Id(into.0))));
    match diesel::update(tag).set(values).execute(conn)? {
        0 => Err(StoreError::NotFound),
        _ => Ok(()),
    }
}

/// Has the customers of a tag follow its change, at once or later.
fn follow(conn: &mut Conn, by: &Signature, id: TagId, kind: Option<Kind>) -> Result<Changed, StoreError> {
    let organization = by.actor.organization;
    let customers = super::counts::of_tag(conn, organization, id)?;
    let count = if kind.is_some() { carriers(conn, organization, id)? } else { 0 };
    let operation = match kind {
        None => None,
        Some(_) if count == 0 => None,
        Some(kind) if count > DONE_AT_ONCE => {
            // Whoever is written after this is written with the tag as it is now.
            let until = draw(conn, Sequence::Change, 1)?.pop().unwrap_or(i64::MAX);
            Some(operations::insert(conn, by, kind, id.0, None, customers, until)?)
        }
        Some(Kind::RenameTag) => {
            refresh_some(conn, organization, id, 0, i64::MAX, DONE_AT_ONCE)?;
            None
        }
        Some(_) => {
            retag_some(conn, by, id, id.0, DONE_AT_ONCE)?;
            None
        }
    };
    let tag = super::of_ids(conn, organization, &[id].into())?.remove(&id).ok_or(StoreError::NotFound)?;
    Ok(Changed { tag, customers, operation })
}

/// Has the next customers of a tag follow, `limit` of them at the most.
pub(in crate::store) fn advance(
    conn: &mut Conn,
    operation: &Operation,
    by: &Signature,
    limit: usize,
) -> Result<Slice, StoreError> {
    let (organization, tag) = (operation.organization, operation.tag());
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    let (last, done) = if operation.kind == Kind::RenameTag {
        refresh_some(conn, organization, tag, operation.last_seq, operation.until_seq, most)?
    } else {
        (operation.last_seq, retag_some(conn, by, tag, operation.id.0, most)?)
    };
    Ok(Slice::of(operation, last, done).over_if(done < limit))
}

/// Takes a tag that is no more off some customers, live or in the trash, and gives them the one it was merged into.
/// Answers how many; none are left when it is fewer than `limit`.
fn retag_some(
    conn: &mut Conn,
    by: &Signature,
    id: TagId,
    operation: Uuid,
    limit: i64,
) -> Result<usize, StoreError> {
    let organization = by.actor.organization;
    let by = &Signature { cause: Cause::Operation { operation }, ..by.clone() };
    let tag = super::of_ids(conn, organization, &[id].into())?.remove(&id).ok_or(StoreError::NotFound)?;
    let into = match tag.merged_into {
        // It may have been deleted since; then there is nothing to give.
        Some(into) => find(conn, organization, into).map(|tag| Some(tag.id)).or_else(none_if_gone)?,
        None => None,
    };
    let seqs = seqs(conn, organization, id, 0, i64::MAX, limit)?;
    for customer in customers_of(conn, organization, &seqs)? {
        let mut document = customer.document.clone();
        document.tags.remove(&id);
        document.tags.extend(into);
        crate::store::customers::rewrite(conn, by, &customer, document)?;
    }
    Ok(seqs.len())
}

fn none_if_gone(error: StoreError) -> Result<Option<TagId>, StoreError> {
    match error {
        StoreError::NotFound => Ok(None),
        other => Err(other),
    }
}

/// Writes the words anew that some live customers of a tag are found by, of those behind the change number `after`, up
/// to `until`. Answers the last one's, and how many they were.
fn refresh_some(
    conn: &mut Conn,
    organization: OrganizationId,
    id: TagId,
    after: i64,
    until: i64,
    limit: i64,
) -> Result<(i64, usize), StoreError> {
    let seqs = live_seqs(conn, organization, id, after, until, limit)?;
    for customer in customers_of(conn, organization, &seqs)? {
        let held = carried::hold(conn, organization, &customer.document.tags)?;
        // Changed since it was looked up: whoever did that has written its words.
        if customer.deleted_at.is_none() && search::remove(conn, customer.organization, customer.seq)? > 0 {
            search::add(conn, organization, customer.seq, &held.words(&customer.document))?;
        }
    }
    Ok((seqs.last().copied().unwrap_or(until), seqs.len()))
}

/// Change numbers of customers that carry a tag, live ones first.
fn seqs(
    conn: &mut Conn,
    organization: OrganizationId,
    tag: TagId,
    after: i64,
    until: i64,
    limit: i64,
) -> Result<Vec<i64>, StoreError> {
    let mut seqs = live_seqs(conn, organization, tag, after, until, limit)?;
    let room = limit - i64::try_from(seqs.len()).unwrap_or(limit);
    let trashed: Vec<i64> =
        rows(organization, tag, false, after, until).limit(room).select(customer_tags::seq).load(conn)?;
    seqs.extend(trashed);
    Ok(seqs)
}

fn live_seqs(
    conn: &mut Conn,
    organization: OrganizationId,
    tag: TagId,
    after: i64,
    until: i64,
    limit: i64,
) -> Result<Vec<i64>, StoreError> {
    Ok(rows(organization, tag, true, after, until).limit(limit).select(customer_tags::seq).load(conn)?)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn rows(organization: OrganizationId, tag: TagId, is_live: bool, after: i64, until: i64) -> _ {
    let organization: i64 = organization.0;
    let tag: Id = Id(tag.0);
    customer_tags::table
        .filter(customer_tags::organization_id.eq(organization))
        .filter(customer_tags::tag_id.eq(tag))
        .filter(customer_tags::is_live.eq(is_live))
        .filter(customer_tags::seq.gt(after))
        .filter(customer_tags::seq.le(until))
        .order(customer_tags::seq.asc())
}

/// The customers of these change numbers, in that order: those changed together stay in the order they were in.
fn customers_of(
    conn: &mut Conn,
    organization: OrganizationId,
    seqs: &[i64],
) -> Result<Vec<Customer>, StoreError> {
    let ids: Vec<Id> = customers::table
        .filter(customers::organization_id.eq(organization.0))
        .filter(customers::seq.eq_any(seqs))
        .select(customers::id)
        .load(conn)?;
    let ids: Vec<CustomerId> = ids.into_iter().map(|id| CustomerId(id.0)).collect();
    let mut found: Vec<Customer> = bulk::find(conn, organization, &ids)?.into_values().collect();
    found.sort_by_key(|customer| customer.seq);
    Ok(found)
}
