//! What a change of a definition asks of every customer, in slices that the runner does: the index filled, or emptied;
//! another key or kind, first looked at and then made. Customers are walked by change number, up to the one that was
//! drawn when the definition changed: whoever is written after that is in the index as it is now. Their documents are
//! not: a form may have been filled in before, an import may bring the former key. So a change walks on until nobody is
//! left to follow.

use diesel::prelude::*;

use crate::domain::attribute::{AttributeId, Change, Definition, DefinitionDraft};
use crate::domain::customer::{Attributes, Cause, CustomerId, Signature};
use crate::domain::issues::{Issue, Issues};
use crate::domain::listing::Count;
use crate::domain::operation::{Kind, Operation, OperationId, State};
use crate::domain::organization::OrganizationId;
use crate::store::attribute_names::Names;
use crate::store::attributes::{draw_revision, ensure_free, ensure_idle, find, live, note, values};
use crate::store::connection::{Conn, Turn, take_turn};
use crate::store::customers::json;
use crate::store::error::StoreError;
use crate::store::operations::Slice;
use crate::store::schema::{attribute_definitions as table, customers};
use crate::store::uid::Id;
use crate::store::{bulk, counts, operations};

/// Customers that are looked at for whether they carry a key; beyond, a count says "more than".
const MOST_LOOKED_AT: i64 = 20_000;

/// A customer as the walk meets it.
struct Met {
    seq: i64,
    id: CustomerId,
    is_live: bool,
    attributes: Attributes,
}

/// All customers of an organization, those in the trash included.
pub(in crate::store) fn all_customers(
    conn: &mut Conn,
    organization: OrganizationId,
) -> Result<i64, StoreError> {
    let counts = counts::of(conn, organization)?;
    Ok(counts.live + counts.trashed)
}

/// How many live customers have something under this key. Only the newest are looked at.
///
/// # Errors
/// When the database does not answer.
pub fn carriers(conn: &mut Conn, organization: OrganizationId, key: &str) -> Result<Count, StoreError> {
    let newest: Vec<String> = customers::table
        .filter(customers::organization_id.eq(organization.0))
        .filter(customers::deleted_at.is_null())
        .order(customers::seq.desc())
        .limit(MOST_LOOKED_AT + 1)
        .select(customers::attributes)
        .load(conn)?;
    let names = Names::read(conn, organization, &newest)?;
    let mut found = 0;
    for text in newest.iter().take(usize::try_from(MOST_LOOKED_AT).unwrap_or(usize::MAX)) {
        found += i64::from(names.attributes(text)?.own_value(key).is_some());
    }
    let is_all = i64::try_from(newest.len()).unwrap_or(i64::MAX) <= MOST_LOOKED_AT;
    Ok(if is_all { Count::Exact(found) } else { Count::MoreThan(found) })
}

/// Asks what another key or kind would make of the customers. Nothing is changed by it.
///
/// # Errors
/// [`StoreError::NotFound`], and [`StoreError::Invalid`] when the key is taken or work on it is not over.
pub fn begin(
    conn: &mut Conn,
    by: &Signature,
    id: AttributeId,
    draft: &DefinitionDraft,
) -> Result<Option<OperationId>, StoreError> {
    let organization = by.actor.organization;
    take_turn(conn, Turn::Attributes(organization))?;
    let definition = find(conn, organization, id)?;
    let Some(change) = Change::of(&definition, draft) else { return Ok(None) };
    ensure_possible(conn, organization, &definition, &change)?;
    operations::give_up(conn, organization, id.0)?;
    let total = all_customers(conn, organization)?;
    let until = draw_revision(conn)?;
    operations::insert(conn, by, Kind::ChangeAttribute, id.0, Some(&change), total, until).map(Some)
}

/// Makes the change that was looked at. The definition changes at once, and its customers follow.
///
/// # Errors
/// [`StoreError::Stale`] when the definition changed since, or it is not this operation's turn, and those of [`begin`].
pub fn apply(conn: &mut Conn, by: &Signature, id: OperationId) -> Result<(), StoreError> {
    let organization = by.actor.organization;
    take_turn(conn, Turn::Attributes(organization))?;
    let operation = operations::find(conn, organization, id)?;
    let Some(change) = operation.change.as_ref().filter(|_| operation.state == State::Checked) else {
        return Err(StoreError::Stale);
    };
    let definition = find(conn, organization, operation.attribute())?;
    if definition.key != change.former_key {
        return Err(StoreError::Stale);
    }
    ensure_possible(conn, organization, &definition, change)?;
    let former = definition.index.map(|index| index.id);
    let values = (
        table::key.eq(&change.key),
        table::kind.eq(change.kind.as_str()),
        table::choices.eq(json(&change.choices)?),
        table::index_id.eq(former.map(|_| Id(uuid::Uuid::now_v7()))),
        table::is_indexed.eq(false),
        table::revision.eq(draw_revision(conn)?),
        table::changed_at.eq(by.at.micros()),
    );
    let row = live(organization).filter(table::id.eq(Id(definition.id.0)));
    diesel::update(row).set(values).execute(conn)?;
    note(conn, by, "change", definition.id)?;
    let until = draw_revision(conn)?;
    let total = all_customers(conn, organization)?;
    operations::start(conn, organization, id, total, until)?;
    if let Some(former) = former {
        operations::insert(conn, by, Kind::EmptyAttribute, former, None, 0, until)?;
    }
    Ok(())
}

/// Gives up what was only looked at, and stops what goes on: those who have followed stay as they are.
///
/// # Errors
/// [`StoreError::NotFound`], and [`StoreError::Stale`] when it is over.
pub fn stop(conn: &mut Conn, by: &Signature, id: OperationId) -> Result<(), StoreError> {
    operations::stop(conn, by.actor.organization, id)
}

/// Goes on with what was stopped.
///
/// # Errors
/// [`StoreError::NotFound`], and [`StoreError::Stale`] when it was not stopped.
pub fn go_on(conn: &mut Conn, by: &Signature, id: OperationId) -> Result<(), StoreError> {
    operations::go_on(conn, by.actor.organization, id)
}

fn ensure_possible(
    conn: &mut Conn,
    organization: OrganizationId,
    definition: &Definition,
    change: &Change,
) -> Result<(), StoreError> {
    ensure_idle(conn, organization, definition.id, "kind")?;
    ensure_free(conn, organization, Some(definition.id), &change.key)?;
    let fits = |value| change.kind.read(value, &change.choices).as_ref() == Ok(value);
    if definition.default.as_ref().is_some_and(|default| !fits(default)) {
        let unfit = Issues::of("kind", Issue::new("attribute-default-unfit"));
        return Err(StoreError::Invalid(unfit));
    }
    Ok(())
}

/// Does the next slice of an operation on an attribute, of `limit` customers at the most.
pub(in crate::store) fn advance(
    conn: &mut Conn,
    operation: &Operation,
    by: &Signature,
    limit: usize,
) -> Result<Slice, StoreError> {
    if operation.kind == Kind::EmptyAttribute {
        let most = i64::try_from(limit).unwrap_or(i64::MAX);
        let done = values::remove_some(conn, operation.organization, operation.subject, most)?;
        return Ok(Slice::of(operation, operation.last_seq, done).over_if(done < limit));
    }
    match &operation.change {
        Some(change) if operation.state == State::Checking => look_at(conn, operation, change, limit),
        Some(_) if operation.last_seq >= operation.until_seq => look_for_more(conn, operation, limit),
        _ => go_through(conn, operation, by, limit),
    }
}

/// Notes what another key or kind would make of the next customers.
fn look_at(
    conn: &mut Conn,
    operation: &Operation,
    change: &Change,
    limit: usize,
) -> Result<Slice, StoreError> {
    let met = walk(conn, operation, operation.until_seq, limit)?;
    let mut slice = Slice::of(operation, last_of(&met, operation.last_seq), met.len());
    for met in &met {
        if let Some(fate) = change.fate(&met.attributes) {
            slice.findings.note(met.id, &fate);
        }
    }
    slice.over = (met.len() < limit).then_some(State::Checked);
    Ok(slice)
}

/// Has the next customers follow.
fn go_through(
    conn: &mut Conn,
    operation: &Operation,
    by: &Signature,
    limit: usize,
) -> Result<Slice, StoreError> {
    let met = walk(conn, operation, operation.until_seq, limit)?;
    let (count, is_end) = (met.len(), met.len() < limit);
    let last = last_of(&met, operation.last_seq);
    let Some(change) = &operation.change else {
        fill(conn, operation, &met)?;
        if is_end {
            note_ready(conn, operation)?;
        }
        return Ok(Slice::of(operation, last, count).over_if(is_end));
    };
    let (changing, staying): (Vec<Met>, Vec<Met>) =
        met.into_iter().partition(|met| change.applied(&met.attributes).is_some());
    let is_first_round = operation.until_seq == operation.began_seq;
    let done = if is_first_round { count } else { changing.len() };
    if is_first_round {
        fill(conn, operation, &staying)?;
    }
    follow(conn, operation, by, change, &changing)?;
    Ok(Slice::of(operation, if is_end { operation.until_seq } else { last }, done))
}

/// Looks, when all have followed, who was written meanwhile and is yet to. While this turn is held nobody is written, so
/// when there is nobody, there is none that this does not see; else there is another round, a shorter one.
fn look_for_more(conn: &mut Conn, operation: &Operation, limit: usize) -> Result<Slice, StoreError> {
    take_turn(conn, Turn::Attributes(operation.organization))?;
    let until = draw_revision(conn)?;
    let met = walk(conn, operation, until, limit)?;
    let has_followed =
        |met: &Met| operation.change.as_ref().is_none_or(|change| change.applied(&met.attributes).is_none());
    let is_over = met.len() < limit && met.iter().all(has_followed);
    if is_over {
        note_ready(conn, operation)?;
    }
    Ok(Slice { until, ..Slice::of(operation, operation.last_seq, 0) }.over_if(is_over))
}

/// Notes that every customer is in the index. A definition that was deleted meanwhile is not there to be ready.
fn note_ready(conn: &mut Conn, operation: &Operation) -> Result<(), StoreError> {
    let ready = live(operation.organization)
        .filter(table::id.eq(Id(operation.subject)))
        .filter(table::index_id.is_not_null());
    diesel::update(ready).set(table::is_indexed.eq(true)).execute(conn)?;
    Ok(())
}

fn last_of(met: &[Met], otherwise: i64) -> i64 {
    met.last().map_or(otherwise, |met| met.seq)
}

/// The next customers, by change number. Live ones and those in the trash have an index each.
fn walk(conn: &mut Conn, operation: &Operation, until: i64, limit: usize) -> Result<Vec<Met>, StoreError> {
    let mut rows: Vec<(i64, Id, bool, String)> = Vec::new();
    for is_live in [true, false] {
        let query = customers::table
            .filter(customers::organization_id.eq(operation.organization.0))
            .filter(customers::seq.gt(operation.last_seq))
            .filter(customers::seq.le(until))
            .order(customers::seq.asc())
            .limit(i64::try_from(limit).unwrap_or(i64::MAX))
            .select((customers::seq, customers::id, customers::attributes))
            .into_boxed();
        let query = if is_live {
            query.filter(customers::deleted_at.is_null())
        } else {
            query.filter(customers::deleted_at.is_not_null())
        };
        let some: Vec<(i64, Id, String)> = query.load(conn)?;
        rows.extend(some.into_iter().map(|(seq, id, text)| (seq, id, is_live, text)));
    }
    rows.sort_by_key(|(seq, ..)| *seq);
    rows.truncate(limit);
    let names = Names::read(conn, operation.organization, rows.iter().map(|(.., text)| text))?;
    let met = |(seq, id, is_live, text): (i64, Id, bool, String)| {
        Ok(Met { seq, id: CustomerId(id.0), is_live, attributes: names.attributes(&text)? })
    };
    rows.into_iter().map(met).collect()
}

/// Writes the rows of some customers in the operation's index, where none of them is yet. A customer that changes in
/// this very moment leaves a row behind that leads nowhere.
fn fill(conn: &mut Conn, operation: &Operation, met: &[Met]) -> Result<(), StoreError> {
    let organization = operation.organization;
    let index: Option<Id> = live(organization)
        .filter(table::id.eq(Id(operation.subject)))
        .select(table::index_id)
        .first(conn)
        .optional()?
        .flatten();
    let Some(index) = index else { return Ok(()) };
    let kept = values::hold(conn, organization)?.only(index.0);
    for is_live in [true, false] {
        let some = met.iter().filter(|met| met.is_live == is_live);
        let rows = some.flat_map(|met| kept.rows_of(met.seq, &met.attributes)).collect();
        values::insert(conn, organization, is_live, rows)?;
    }
    Ok(())
}

/// Gives customers the new key, and their values as the new kind keeps them.
fn follow(
    conn: &mut Conn,
    operation: &Operation,
    by: &Signature,
    change: &Change,
    changing: &[Met],
) -> Result<(), StoreError> {
    let by = Signature { cause: Cause::Operation { operation: operation.id.0 }, ..by.clone() };
    let ids: Vec<CustomerId> = changing.iter().map(|met| met.id).collect();
    let mut found = bulk::find(conn, operation.organization, &ids)?;
    for met in changing {
        let Some(customer) = found.remove(&met.id) else { continue };
        let mut document = customer.document.clone();
        let Some(attributes) = change.applied(&document.attributes) else { continue };
        document.attributes = attributes;
        crate::store::customers::rewrite(conn, &by, &customer, document)?;
    }
    Ok(())
}
