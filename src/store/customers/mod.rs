//! Customers, and THE write function of each kind: a new document, version + 1, the former document into history, the
//! search tokens, one event. Nothing else changes a customer.

mod live;
pub mod names;
mod numbered;
mod row;
mod settling;
mod trash;

use diesel::prelude::*;

use crate::domain::customer::{Cause, Channel, Customer, CustomerId, Document, Signature, Version};
use crate::domain::diff;
use crate::domain::event::{Event, EventKind};
use crate::domain::folding::{self, Part};
use crate::domain::organization::OrganizationId;
use crate::store::attribute_names::Names;
use crate::store::attributes::values::{self, Kept};
use crate::store::audit::{self, Outcome};
use crate::store::connection::{Conn, Sequence, draw};
use crate::store::error::StoreError;
use crate::store::schema::customers;
use crate::store::tags::carried::{self, Held};
use crate::store::uid::Id;
use crate::store::{counts, events, lists, people, references, search, versions};

pub use live::{find_live, of_number};
pub(in crate::store) use live::{hold, hold_live};
pub use numbered::numbered;
pub(in crate::store) use row::{
    CustomerRow, cause_columns, email_hash, from_json, json, kind_code, kind_of, stamp, status_code,
    status_of,
};
pub(in crate::store) use settling::Settling;
pub(in crate::store) use trash::{bring_back, throw_away};
pub use trash::{overdue_in_trash, purge, restore, trash};

/// What came of an update.
#[derive(Debug)]
pub enum Updated {
    /// It is a new version now.
    Changed(Customer),
    /// The document is what it was: no version was made.
    Unchanged(Customer),
}

impl Updated {
    /// The customer as it is now.
    #[must_use]
    pub fn into_customer(self) -> Customer {
        match self {
            Self::Changed(customer) | Self::Unchanged(customer) => customer,
        }
    }
}

/// The customer, live or in the trash.
///
/// # Errors
/// [`StoreError::NotFound`] when the organization has none of this id.
pub fn find(conn: &mut Conn, organization: OrganizationId, id: CustomerId) -> Result<Customer, StoreError> {
    let row = customers::table
        .filter(customers::organization_id.eq(organization.0))
        .filter(customers::id.eq(Id(id.0)))
        .select(CustomerRow::as_select())
        .first(conn)?;
    let references = references::of(conn, organization, id)?;
    let names = Names::read(conn, organization, [&row.attributes])?;
    row.into_customer(references, people::of(conn, organization, id)?, &names)
}

/// Creates a customer of this document, as version 1.
///
/// # Errors
/// [`StoreError::Taken`] when a reference that is unique is in use, [`StoreError::Invalid`] when a tag is no more.
pub fn insert(conn: &mut Conn, by: &Signature, mut document: Document) -> Result<Customer, StoreError> {
    let (organization, stamp) = (by.actor.organization, by.stamp());
    let held = carried::hold(conn, organization, &document.tags)?;
    held.ensure_live(&document.tags)?;
    let kept = values::hold(conn, organization)?;
    let (seq, number) = (draw_one(conn, Sequence::Change)?, draw_one(conn, Sequence::Customer)?);
    let id = CustomerId::new();
    lists::number_keys(id, &mut document);
    people::settle(conn, &mut document)?;
    let customer = Customer {
        id,
        organization,
        number,
        version: Version::FIRST,
        seq,
        document,
        changed: stamp,
        created_by: stamp.by,
        created_at: stamp.at,
        deleted_at: None,
    };
    references::put(conn, &customer)?;
    let names = Names::numbering(conn, organization, [&customer.document.attributes])?;
    diesel::insert_into(customers::table).values(CustomerRow::of(&customer, &names)?).execute(conn)?;
    people::put(conn, None, &customer)?;
    carried::put(conn, None, Some(&customer))?;
    values::put(conn, &kept, None, Some(&customer))?;
    search::add(conn, organization, seq, &held.words(&customer.document))?;
    counts::change(conn, None, Some(&customer))?;
    events::record(conn, &customer, &Event::of(&customer, EventKind::Created))?;
    tell_tags(conn, &Document::default(), &customer, &held)?;
    note(conn, by, "create", id)?;
    Ok(customer)
}

/// Makes `document` the next version, if `read` is still the current one.
///
/// # Errors
/// [`StoreError::Stale`] when it is not, [`StoreError::NotFound`] when there is no such live customer, and those of
/// [`insert`].
pub fn update(
    conn: &mut Conn,
    by: &Signature,
    id: CustomerId,
    read: Version,
    document: Document,
) -> Result<Updated, StoreError> {
    let organization = by.actor.organization;
    let former = find_live(conn, organization, id)?;
    if former.version != read {
        return Err(StoreError::Stale);
    }
    if former.document == document {
        return Ok(Updated::Unchanged(former));
    }
    let customer = rewrite(conn, by, &former, document)?;
    note(conn, by, "update", id)?;
    Ok(Updated::Changed(customer))
}

/// Makes `document` the next version of a customer, live or in the trash, and tells its timeline.
///
/// # Errors
/// [`StoreError::Stale`] when `former` is not the current version any more, and those of [`insert`].
pub(in crate::store) fn rewrite(
    conn: &mut Conn,
    by: &Signature,
    former: &Customer,
    mut document: Document,
) -> Result<Customer, StoreError> {
    people::settle(conn, &mut document)?;
    // Tags before the customer, here and wherever a tag itself changes, so that no two wait for each other.
    let held = carried::hold(conn, former.organization, former.document.tags.union(&document.tags))?;
    held.ensure_live(document.tags.difference(&former.document.tags))?;
    let kept = values::hold(conn, former.organization)?;
    let customer = Customer {
        version: former.version.next(),
        seq: draw_one(conn, Sequence::Change)?,
        document,
        changed: by.stamp(),
        ..former.clone()
    };
    let names = Names::numbering(conn, former.organization, [&customer.document.attributes])?;
    supersede(conn, former, &customer, (&names, &kept), &held.words(&customer.document))?;
    counts::change(conn, Some(former), Some(&customer))?;
    tell(conn, by, former, &customer)?;
    tell_tags(conn, &former.document, &customer, &held)?;
    Ok(customer)
}

/// Puts the next version of a customer in the place of the former everywhere but on its timeline. `names` and `kept` are
/// what is known of its attributes.
pub(in crate::store) fn supersede(
    conn: &mut Conn,
    former: &Customer,
    customer: &Customer,
    (names, kept): (&Names, &Kept),
    words: &str,
) -> Result<(), StoreError> {
    replace(conn, former, customer, names)?;
    versions::keep(conn, former)?;
    if former.document.references != customer.document.references {
        references::put(conn, customer)?;
    }
    people::put(conn, Some(&former.document), customer)?;
    carried::put(conn, Some(former), Some(customer))?;
    values::put(conn, kept, Some(former), Some(customer))?;
    if customer.deleted_at.is_none() {
        search::remove(conn, former.organization, former.seq)?;
        search::add(conn, customer.organization, customer.seq, words)?;
    }
    Ok(())
}

/// Tells the timeline which fields changed. Tags have events of their own.
fn tell(conn: &mut Conn, by: &Signature, former: &Customer, customer: &Customer) -> Result<(), StoreError> {
    let mut fields = diff::changed_fields(&former.document, &customer.document);
    let kind = if let Cause::Restore { version: from } = by.cause {
        EventKind::VersionRestored { from, fields }
    } else {
        fields.retain(|field| field != diff::TAGS);
        if fields.is_empty() {
            return Ok(());
        }
        EventKind::Updated { fields }
    };
    events::record(conn, customer, &Event::of(customer, kind))
}

/// An event for each tag that came and each that went.
fn tell_tags(conn: &mut Conn, former: &Document, customer: &Customer, held: &Held) -> Result<(), StoreError> {
    let tags = &customer.document.tags;
    let added = tags.difference(&former.tags).map(|tag| EventKind::TagAdded(held.told(*tag)));
    let removed = former.tags.difference(tags).map(|tag| EventKind::TagRemoved(held.told(*tag)));
    for kind in removed.chain(added) {
        events::record(conn, customer, &Event::of(customer, kind))?;
    }
    Ok(())
}

/// The audit's line of a change, without anything personal.
fn note(conn: &mut Conn, by: &Signature, action: &str, id: CustomerId) -> Result<(), StoreError> {
    audit::record(conn, &by.actor, action, "customer", Some(id.0), Outcome::Done, by.at)
}

/// Writes `customer` over `former`, whose version and change number must still be there: on PostgreSQL another
/// transaction may have changed it since it was read.
pub(in crate::store) fn replace(
    conn: &mut Conn,
    former: &Customer,
    customer: &Customer,
    names: &Names,
) -> Result<(), StoreError> {
    let current = customers::table
        .filter(customers::organization_id.eq(former.organization.0))
        .filter(customers::id.eq(Id(former.id.0)))
        .filter(customers::seq.eq(former.seq));
    match diesel::update(current).set(CustomerRow::of(customer, names)?).execute(conn)? {
        0 => Err(StoreError::Stale),
        _ => Ok(()),
    }
}

fn draw_one(conn: &mut Conn, sequence: Sequence) -> Result<i64, StoreError> {
    draw(conn, sequence, 1)?.pop().ok_or_else(|| StoreError::unavailable("no number was drawn"))
}

/// The tokens a customer is found by, without those of its tags, whose titles are not in the document.
pub(in crate::store) fn search_text(document: &Document) -> String {
    let names = [
        Some(&document.display_name),
        document.given_name.as_ref(),
        document.family_name.as_ref(),
        document.father_name.as_ref(),
        document.company.name.as_ref(),
        document.company.acronym.as_ref(),
        document.company.business_line.as_ref(),
        document.company.manager.as_ref(),
    ];
    let names = names.into_iter().flatten().map(|name| Part::Words(name));
    // The first address is found as a whole by the column of its hash.
    let main = document.email();
    let points = document.contact_points.iter().map(|point| match &point.channel {
        Channel::Email { value } if main.is_some_and(|main| std::ptr::eq(main, value)) => {
            Part::Words(value.as_str())
        }
        Channel::Email { value } => Part::Email(value),
        Channel::Phone(phone) => Part::Phone { typed: &phone.value, e164: phone.e164.as_deref() },
        Channel::Other { value } => Part::Words(value),
    });
    let around =
        document.contact_points.iter().flat_map(|point| [&point.role, &point.responder, &point.label]);
    let around = around.flatten().map(|text| Part::Words(text));
    let people = document.people.iter().flat_map(|person| {
        let names = [Some(&person.display_name), person.given_name.as_ref(), person.family_name.as_ref()];
        let phone = person.phone.as_deref().map(|typed| Part::Phone { typed, e164: person.e164.as_deref() });
        let names = names.into_iter().flatten().map(|name| Part::Words(name));
        names.chain(person.email.as_ref().map(Part::Email)).chain(phone)
    });
    let values = document.attributes.0.values().flat_map(std::collections::BTreeMap::values);
    let numbers: Vec<String> =
        values.clone().filter(|value| value.is_number()).map(ToString::to_string).collect();
    let texts = values.filter_map(serde_json::Value::as_str).map(Part::Words);
    folding::document_tokens(
        names
            .chain(points)
            .chain(around)
            .chain(people)
            .chain(texts)
            .chain(numbers.iter().map(|number| Part::Words(number))),
    )
}
