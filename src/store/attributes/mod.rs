//! The attributes that an organization has defined. Nothing of them is kept in memory between two questions: another
//! process may change them. Which customers have which value stands in `values`, what changes customers in `work`.

pub(in crate::store) mod values;
mod work;

use std::collections::BTreeSet;

use diesel::dsl::max;
use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use crate::domain::attribute::{
    AttributeId, AttributeKind, Definition, DefinitionDraft, Definitions, Index, MOST_DEFINITIONS,
};
use crate::domain::customer::{Document, Signature};
use crate::domain::draft::Rules;
use crate::domain::issues::{Issue, Issues};
use crate::domain::operation::{Kind, OperationId};
use crate::domain::organization::OrganizationId;
use crate::domain::values::CountryCode;
use crate::store::attribute_names::Names;
use crate::store::audit::{self, Outcome};
use crate::store::connection::{Conn, Sequence, Turn, draw, take_turn};
use crate::store::customers::{from_json, json};
use crate::store::error::StoreError;
use crate::store::operations;
use crate::store::schema::attribute_definitions as table;
use crate::store::uid::Id;

pub(in crate::store) use work::advance;
pub use work::{apply, begin, carriers, go_on, stop};

#[derive(Queryable, Selectable)]
#[diesel(table_name = table)]
struct DefinitionRow {
    id: Id,
    key: String,
    label: String,
    kind: String,
    choices: String,
    is_required: bool,
    default_value: Option<String>,
    is_listed: bool,
    index_id: Option<Id>,
    is_indexed: bool,
    position: i64,
}

impl DefinitionRow {
    fn into_definition(self) -> Result<Definition, StoreError> {
        let default: Option<Value> = self.default_value.as_deref().map(from_json).transpose()?;
        Ok(Definition {
            id: AttributeId(self.id.0),
            key: self.key,
            label: self.label,
            kind: AttributeKind::parse(&self.kind)
                .map_err(|_| StoreError::unavailable("an attribute of unknown kind"))?,
            choices: from_json(&self.choices)?,
            is_required: self.is_required,
            default,
            is_listed: self.is_listed,
            index: self.index_id.map(|id| Index { id: id.0, is_ready: self.is_indexed }),
            position: self.position,
        })
    }
}

// The changes of definitions, beside the definitions.
diesel::alias! {
    const CHANGES: Alias<Changes> = table as changes;
}

/// What came of a change of a definition.
#[derive(Debug)]
pub struct Changed {
    /// The definition as it is, or was.
    pub definition: Definition,
    /// The work that the runner has to do yet.
    pub operation: Option<OperationId>,
}

/// The organization's definitions, in their order.
///
/// # Errors
/// When the database does not answer.
pub fn list(conn: &mut Conn, organization: OrganizationId) -> Result<Definitions, StoreError> {
    // Of those that were deleted only the last change is read, which may be the last of all. One statement sees both.
    let last = CHANGES.filter(CHANGES.field(table::organization_id).eq(organization.0));
    let last = last.select(max(CHANGES.field(table::revision))).single_value();
    let rows: Vec<(DefinitionRow, i64, Option<i64>)> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::deleted_at.is_null().or(table::revision.nullable().eq(last)))
        .order((table::position.asc(), table::id.asc()))
        .select((DefinitionRow::as_select(), table::revision, table::deleted_at))
        .load(conn)?;
    let revision = rows.iter().map(|(_, revision, _)| *revision).max().unwrap_or_default();
    let live = rows.into_iter().filter(|(_, _, deleted_at)| deleted_at.is_none());
    let all = live.map(|(row, ..)| row.into_definition()).collect::<Result<Vec<_>, _>>()?;
    Ok(Definitions::new(all, revision))
}

/// The keys of attributes that customers have, or had: those that the organization's rows carry as numbers.
///
/// # Errors
/// When the database does not answer.
pub fn known_keys(conn: &mut Conn, organization: OrganizationId) -> Result<BTreeSet<String>, StoreError> {
    Ok(Names::load(conn, organization)?.own_keys())
}

/// What holds for a customer of the organization. `country` is the one of phone numbers that come without.
///
/// # Errors
/// When the database does not answer.
pub fn rules(
    conn: &mut Conn,
    organization: OrganizationId,
    country: Option<CountryCode>,
) -> Result<Rules, StoreError> {
    Ok(Rules { country, attributes: list(conn, organization)? })
}

/// The change number of the last change of any definition; 0 before the first.
///
/// # Errors
/// When the database does not answer.
pub fn revision(conn: &mut Conn, organization: OrganizationId) -> Result<i64, StoreError> {
    let last: Option<i64> = table::table
        .filter(table::organization_id.eq(organization.0))
        .order(table::revision.desc())
        .select(table::revision)
        .first(conn)
        .optional()?;
    Ok(last.unwrap_or_default())
}

/// One definition that is not deleted.
///
/// # Errors
/// [`StoreError::NotFound`] when the organization has none of this id.
pub fn find(
    conn: &mut Conn,
    organization: OrganizationId,
    id: AttributeId,
) -> Result<Definition, StoreError> {
    let row: DefinitionRow =
        live(organization).filter(table::id.eq(Id(id.0))).select(DefinitionRow::as_select()).first(conn)?;
    row.into_definition()
}

/// What an attribute is called, or was before it was deleted.
///
/// # Errors
/// When the database does not answer.
pub fn label(
    conn: &mut Conn,
    organization: OrganizationId,
    id: AttributeId,
) -> Result<Option<String>, StoreError> {
    let any = table::table.filter(table::organization_id.eq(organization.0)).filter(table::id.eq(Id(id.0)));
    Ok(any.select(table::label).first(conn).optional()?)
}

/// Defines an attribute, behind the others.
///
/// # Errors
/// [`StoreError::Invalid`] when there is one of this key, or there would be too many.
pub fn insert(conn: &mut Conn, by: &Signature, draft: &DefinitionDraft) -> Result<Changed, StoreError> {
    let organization = by.actor.organization;
    take_turn(conn, Turn::Attributes(organization))?;
    ensure_free(conn, organization, None, &draft.key)?;
    let there: Vec<i64> = live(organization).select(table::position).load(conn)?;
    if there.len() >= MOST_DEFINITIONS {
        let full = Issue::new("attributes-full").with("max", MOST_DEFINITIONS);
        return Err(StoreError::Invalid(Issues::of("label", full)));
    }
    let id = AttributeId(Uuid::now_v7());
    let row = (
        table::id.eq(Id(id.0)),
        table::organization_id.eq(organization.0),
        table::key.eq(&draft.key),
        table::label.eq(&draft.label),
        table::kind.eq(draft.kind.as_str()),
        table::choices.eq(json(&draft.choices)?),
        table::is_required.eq(draft.is_required),
        table::default_value.eq(draft.default.as_ref().map(json).transpose()?),
        table::is_listed.eq(draft.is_listed),
        table::is_indexed.eq(false),
        table::position.eq(there.into_iter().max().unwrap_or_default() + 1),
        table::revision.eq(draw_revision(conn)?),
        table::created_by.eq(by.actor.id.map(|id| Id(id.0))),
        table::created_at.eq(by.at.micros()),
        table::changed_at.eq(by.at.micros()),
    );
    diesel::insert_into(table::table).values(row).execute(conn)?;
    note(conn, by, "create", id)?;
    let operation = if draft.is_filterable { set_index(conn, by, id, true)? } else { None };
    Ok(Changed { definition: find(conn, organization, id)?, operation })
}

/// Changes what does not touch customers: label, required, default, column, filter.
///
/// # Errors
/// [`StoreError::NotFound`], and [`StoreError::Invalid`] when work on it is not over.
pub fn update(
    conn: &mut Conn,
    by: &Signature,
    id: AttributeId,
    draft: &DefinitionDraft,
) -> Result<Changed, StoreError> {
    let organization = by.actor.organization;
    take_turn(conn, Turn::Attributes(organization))?;
    let former = find(conn, organization, id)?;
    let values = (
        table::label.eq(&draft.label),
        table::is_required.eq(draft.is_required),
        table::default_value.eq(draft.default.as_ref().map(json).transpose()?),
        table::is_listed.eq(draft.is_listed),
        table::revision.eq(draw_revision(conn)?),
        table::changed_at.eq(by.at.micros()),
    );
    diesel::update(live(organization).filter(table::id.eq(Id(id.0)))).set(values).execute(conn)?;
    note(conn, by, "update", id)?;
    let operation = if former.index.is_some() == draft.is_filterable {
        None
    } else {
        ensure_idle(conn, organization, id, "filterable")?;
        set_index(conn, by, id, draft.is_filterable)?
    };
    Ok(Changed { definition: find(conn, organization, id)?, operation })
}

/// Moves a definition one place towards the front, or the end.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn shift(
    conn: &mut Conn,
    by: &Signature,
    id: AttributeId,
    is_up: bool,
) -> Result<Definition, StoreError> {
    let organization = by.actor.organization;
    take_turn(conn, Turn::Attributes(organization))?;
    let mut ids: Vec<Id> =
        live(organization).order((table::position.asc(), table::id.asc())).select(table::id).load(conn)?;
    let at = ids.iter().position(|known| known.0 == id.0).ok_or(StoreError::NotFound)?;
    let to = if is_up { at.saturating_sub(1) } else { (at + 1).min(ids.len() - 1) };
    ids.swap(at, to);
    let revision = draw_revision(conn)?;
    for (position, id) in (1_i64..).zip(ids) {
        let placed = (table::position.eq(position), table::revision.eq(revision));
        diesel::update(live(organization).filter(table::id.eq(id))).set(placed).execute(conn)?;
    }
    note(conn, by, "move", id)?;
    find(conn, organization, id)
}

/// Deletes a definition. Its values stay with their customers, as those of a free key.
///
/// # Errors
/// [`StoreError::NotFound`], and [`StoreError::Invalid`] when work on it is not over.
pub fn delete(conn: &mut Conn, by: &Signature, id: AttributeId) -> Result<Changed, StoreError> {
    let organization = by.actor.organization;
    take_turn(conn, Turn::Attributes(organization))?;
    let definition = find(conn, organization, id)?;
    ensure_idle(conn, organization, id, "id")?;
    let operation = if definition.index.is_some() { set_index(conn, by, id, false)? } else { None };
    let gone = (table::deleted_at.eq(Some(by.at.micros())), table::revision.eq(draw_revision(conn)?));
    diesel::update(live(organization).filter(table::id.eq(Id(id.0)))).set(gone).execute(conn)?;
    note(conn, by, "delete", id)?;
    Ok(Changed { definition, operation })
}

/// Leaves out of a document that is brought back what is defined otherwise by now: where a value does not fit any more,
/// the one stays that the customer has `now`. Answers what those attributes are called, for whoever restores it to be
/// told.
///
/// # Errors
/// When the database does not answer.
pub fn settle(definitions: &Definitions, now: &Document, document: &mut Document) -> Vec<String> {
    let mut skipped = Vec::new();
    for definition in definitions {
        let key = &definition.key;
        let (brought, current) = (document.attributes.own_value(key), now.attributes.own_value(key));
        if brought == current || brought.is_none_or(|value| definition.read(value).is_ok()) {
            continue;
        }
        document.attributes.set_own(key, current.cloned());
        skipped.push(definition.label.clone());
    }
    skipped
}

/// Fails when what is defined is not what a document was judged by. To be asked when it is written, in the same
/// transaction: from then on nobody changes what is defined.
///
/// # Errors
/// [`StoreError::Redefined`].
pub fn ensure_unchanged(
    conn: &mut Conn,
    organization: OrganizationId,
    judged_by: i64,
) -> Result<(), StoreError> {
    if revision(conn, organization)? == judged_by { Ok(()) } else { Err(StoreError::Redefined) }
}

/// Has customers be filtered by an attribute from now on, or no more, and leaves the runner to see to those there are.
/// Nobody writes a customer while this turn is held: whoever does so after it sees the index, and keeps it.
fn set_index(
    conn: &mut Conn,
    by: &Signature,
    id: AttributeId,
    is_filterable: bool,
) -> Result<Option<OperationId>, StoreError> {
    let organization = by.actor.organization;
    let former = find(conn, organization, id)?.index;
    let index = is_filterable.then(Uuid::now_v7);
    let total = work::all_customers(conn, organization)?;
    let is_ready = index.is_some() && total == 0;
    let values = (
        table::index_id.eq(index.map(Id)),
        table::is_indexed.eq(is_ready),
        table::revision.eq(draw_revision(conn)?),
    );
    diesel::update(live(organization).filter(table::id.eq(Id(id.0)))).set(values).execute(conn)?;
    let until = draw_revision(conn)?;
    if let Some(former) = former {
        // A tidying that nobody waits for.
        operations::insert(conn, by, Kind::EmptyAttribute, former.id, None, 0, until)?;
    }
    if index.is_none() || is_ready {
        return Ok(None);
    }
    operations::insert(conn, by, Kind::FillAttribute, id.0, None, total, until).map(Some)
}

/// Refuses while the runner works on an attribute, or was stopped halfway.
fn ensure_idle(
    conn: &mut Conn,
    organization: OrganizationId,
    id: AttributeId,
    field: &str,
) -> Result<(), StoreError> {
    if operations::is_busy(conn, organization, id.0)? {
        return Err(StoreError::Invalid(Issues::of(field, Issue::new("attribute-busy"))));
    }
    Ok(())
}

/// Refuses a key that another definition has, or that customers are yet being led away from: what is typed under it
/// would go with them.
fn ensure_free(
    conn: &mut Conn,
    organization: OrganizationId,
    own: Option<AttributeId>,
    key: &str,
) -> Result<(), StoreError> {
    let holder: Option<Id> =
        live(organization).filter(table::key.eq(key)).select(table::id).first(conn).optional()?;
    match holder {
        Some(other) if Some(other.0) != own.map(|own| own.0) => {
            Err(StoreError::Invalid(Issues::of("key", Issue::new("attribute-key-taken"))))
        }
        _ if is_left(conn, organization, key)? => {
            Err(StoreError::Invalid(Issues::of("key", Issue::new("attribute-busy"))))
        }
        _ => Ok(()),
    }
}

/// Whether an attribute had this key, and not all customers follow it yet.
fn is_left(conn: &mut Conn, organization: OrganizationId, key: &str) -> Result<bool, StoreError> {
    let going_on = operations::changes(conn, organization, None)?;
    Ok(going_on.0.iter().any(|change| change.former_key == key && change.key != key))
}

fn draw_revision(conn: &mut Conn) -> Result<i64, StoreError> {
    draw(conn, Sequence::Change, 1)?.pop().ok_or_else(|| StoreError::unavailable("no number was drawn"))
}

/// The audit's line of a change of a definition.
fn note(conn: &mut Conn, by: &Signature, action: &str, id: AttributeId) -> Result<(), StoreError> {
    audit::record(conn, &by.actor, action, "attribute", Some(id.0), Outcome::Done, by.at)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn live(organization: OrganizationId) -> _ {
    let organization: i64 = organization.0;
    table::table.filter(table::organization_id.eq(organization)).filter(table::deleted_at.is_null())
}
