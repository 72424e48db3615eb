//! What differs between two documents, and the three-way merge of edits that were made at the same time. Both look
//! at a document as parts: a scalar, one contact point, one address, one attribute, one reference.

mod field;
mod part;

use std::collections::{BTreeMap, BTreeSet};

pub use field::{Field, Scalar, TAGS, UnknownField};
pub use part::{MainPerson, Part};

use crate::domain::customer::{Channel, ContactPoint, Document};

/// A part that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which.
    pub field: Field,
    /// What it was; none when it was not there.
    pub before: Option<Part>,
    /// What it is; none when it is gone.
    pub after: Option<Part>,
}

/// Every part of a document that has a value.
#[must_use]
pub fn parts(document: &Document) -> BTreeMap<Field, Part> {
    let mut parts = BTreeMap::new();
    for (scalar, _) in Scalar::ALL {
        if let Some(text) = scalar.read(document) {
            parts.insert(Field::Scalar(scalar), Part::Text(text));
        }
    }
    for point in &document.contact_points {
        let is_main = matches!(point.channel, Channel::Email { .. }) && !parts.contains_key(&Field::Email);
        let field = if is_main { Field::Email } else { Field::ContactPoint(point.key) };
        parts.insert(field, Part::ContactPoint(point.clone()));
    }
    for address in &document.addresses {
        parts.insert(Field::Address(address.key), Part::Address(address.clone()));
    }
    for person in &document.people {
        parts.insert(Field::Person(person.key), Part::Person(Box::new(person.clone())));
    }
    if let Some(key) = document.main_person {
        let name = document.person(key).map(|person| person.display_name.clone()).unwrap_or_default();
        parts.insert(Field::MainPerson, Part::MainPerson(MainPerson { key, name }));
    }
    for (namespace, values) in &document.attributes.0 {
        for (key, value) in values {
            let field = Field::Attribute(namespace.clone(), key.clone());
            parts.insert(field, Part::Attribute(value.clone()));
        }
    }
    for reference in &document.references {
        parts.insert(Field::Reference(reference.clone()), Part::Reference(reference.clone()));
    }
    parts.extend(document.avatar.map(|avatar| (Field::Avatar, Part::Avatar(avatar))));
    parts.extend(document.tags.iter().map(|tag| (Field::Tag(*tag), Part::Tag(*tag))));
    parts
}

/// The parts that differ, in a reader's order.
#[must_use]
pub fn differences(before: &Document, after: &Document) -> Vec<Difference> {
    let (mut before, mut after) = (parts(before), parts(after));
    let fields: BTreeSet<Field> = before.keys().chain(after.keys()).cloned().collect();
    let compared = fields.into_iter().map(|field| {
        let (before, after) = (before.remove(&field), after.remove(&field));
        Difference { field, before, after }
    });
    compared.filter(|difference| difference.before != difference.after).collect()
}

/// The names of the fields that differ, each once.
#[must_use]
pub fn changed_fields(before: &Document, after: &Document) -> Vec<String> {
    let mut names: Vec<String> =
        differences(before, after).iter().map(|difference| difference.field.name()).collect();
    names.dedup();
    names
}

/// A part that both sides changed, each its own way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Which.
    pub field: Field,
    /// What both started from.
    pub was: Option<Part>,
    /// What is stored now.
    pub theirs: Option<Part>,
    /// What this side wants.
    pub mine: Option<Part>,
}

/// What came of a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// The document with every change that clashes with nothing; a clash keeps what is stored.
    pub document: Document,
    /// The clashes, to be decided by a person.
    pub conflicts: Vec<Conflict>,
    /// What only this side changed.
    pub mine: Vec<Difference>,
    /// What only the other side changed.
    pub theirs: Vec<Difference>,
}

/// Merges two edits that were both made from `was`.
#[must_use]
pub fn merge(was: &Document, theirs: &Document, mine: &Document) -> Merge {
    let mut merge =
        Merge { document: theirs.clone(), conflicts: Vec::new(), mine: Vec::new(), theirs: Vec::new() };
    let (was_parts, their_parts, my_parts) = (parts(was), parts(theirs), parts(mine));
    let fields: BTreeSet<&Field> =
        was_parts.keys().chain(their_parts.keys()).chain(my_parts.keys()).collect();
    for field in fields {
        let was = was_parts.get(field).cloned();
        let theirs = their_parts.get(field).cloned();
        let mine = my_parts.get(field).cloned();
        let field = field.clone();
        if mine == theirs {
            continue;
        }
        if mine == was {
            merge.theirs.push(Difference { field, before: was, after: theirs });
        } else if theirs == was {
            merge.document = with_part(merge.document, &field, mine.clone());
            merge.mine.push(Difference { field, before: was, after: mine });
        } else {
            merge.conflicts.push(Conflict { field, was, theirs, mine });
        }
    }
    merge
}

/// The document with this part put, or taken out.
#[must_use]
pub fn with_part(mut document: Document, field: &Field, part: Option<Part>) -> Document {
    match (field, part) {
        (Field::Scalar(scalar), Some(Part::Text(text))) => scalar.write(&mut document, Some(text)),
        (Field::Scalar(scalar), _) => scalar.write(&mut document, None),
        (Field::Email, part) => {
            let main = document.contact_points.iter().position(is_email);
            match (main, part) {
                (Some(at), Some(Part::ContactPoint(point))) => document.contact_points[at] = point,
                (None, Some(Part::ContactPoint(point))) => document.contact_points.insert(0, point),
                (Some(at), _) => drop(document.contact_points.remove(at)),
                (None, _) => {}
            }
        }
        (Field::ContactPoint(key), part) => {
            let at = document.contact_points.iter().position(|point| point.key == *key);
            let point = match part {
                Some(Part::ContactPoint(point)) => Some(point),
                _ => None,
            };
            put(&mut document.contact_points, at, point);
        }
        (Field::Address(key), part) => {
            let at = document.addresses.iter().position(|address| address.key == *key);
            let address = match part {
                Some(Part::Address(address)) => Some(address),
                _ => None,
            };
            put(&mut document.addresses, at, address);
        }
        (Field::Person(key), part) => {
            let at = document.people.iter().position(|person| person.key == *key);
            let person = match part {
                Some(Part::Person(person)) => Some(*person),
                _ => None,
            };
            put(&mut document.people, at, person);
        }
        (Field::MainPerson, part) => {
            document.main_person = match part {
                Some(Part::MainPerson(main)) => Some(main.key),
                _ => None,
            };
        }
        (Field::Attribute(namespace, key), part) => {
            let values = document.attributes.0.entry(namespace.clone()).or_default();
            match part {
                Some(Part::Attribute(value)) => drop(values.insert(key.clone(), value)),
                _ => drop(values.remove(key)),
            }
            document.attributes.0.retain(|_, values| !values.is_empty());
        }
        (Field::Reference(reference), part) => {
            document.references.retain(|other| other != reference);
            if part.is_some() {
                document.references.push(reference.clone());
                document.references.sort();
            }
        }
        (Field::Tag(tag), Some(_)) => drop(document.tags.insert(*tag)),
        (Field::Tag(tag), None) => drop(document.tags.remove(tag)),
        (Field::Avatar, Some(Part::Avatar(avatar))) => document.avatar = Some(avatar),
        (Field::Avatar, _) => document.avatar = None,
    }
    document
}

fn is_email(point: &ContactPoint) -> bool {
    matches!(point.channel, Channel::Email { .. })
}

fn put<T>(list: &mut Vec<T>, at: Option<usize>, value: Option<T>) {
    match (at, value) {
        (Some(at), Some(value)) => list[at] = value,
        (None, Some(value)) => list.push(value),
        (Some(at), None) => drop(list.remove(at)),
        (None, None) => {}
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;
    use uuid::Uuid;

    use super::*;
    use crate::domain::customer::{Address, Attributes, Phone, Reference};
    use crate::domain::person::Person;
    use crate::domain::tag::TagId;
    use crate::domain::values::{Email, PhoneType};

    fn text() -> impl Strategy<Value = Option<String>> {
        proptest::option::of("[a-c]{1,2}")
    }

    /// Small documents over few values and keys, so that edits often meet.
    fn documents() -> impl Strategy<Value = Document> {
        let scalars = ("[a-c]{1,2}", text(), text(), text(), proptest::option::of(0..3_i64));
        let email = proptest::option::of("[a-c]@x\\.example");
        let phones = proptest::collection::btree_map(0..3_u128, "[1-3]{2}", 0..3);
        let addresses = proptest::collection::btree_map(0..3_u128, text(), 0..3);
        let people =
            (proptest::collection::btree_map(0..3_u128, "[a-c]", 0..3), proptest::option::of(0..3_u128));
        let attributes = proptest::collection::btree_map("[a-c]", "[a-c]", 0..3);
        let references = proptest::collection::btree_set("[a-c]", 0..3);
        let tags = proptest::collection::btree_set(0..4_u128, 0..4);
        (scalars, email, phones, addresses, people, attributes, references, tags).prop_map(
            |(
                (name, given, family, firm, headcount),
                email,
                phones,
                addresses,
                (people, main),
                attributes,
                references,
                tags,
            )| {
                let mut document = Document {
                    display_name: name,
                    given_name: given,
                    family_name: family,
                    ..Document::default()
                };
                document.company.name = firm;
                document.company.headcount = headcount;
                let email = email.and_then(|email| Email::parse(&email).ok());
                let email = email.map(|value| keyed(9, Channel::Email { value }));
                let phones = phones.into_iter().map(|(key, value)| {
                    let phone = Phone { phone_type: PhoneType::Unknown, value, country: None, e164: None };
                    keyed(key, Channel::Phone(phone))
                });
                document.contact_points = email.into_iter().chain(phones).collect();
                document.addresses = addresses
                    .into_iter()
                    .map(|(key, line1)| Address {
                        key: Uuid::from_u128(key),
                        line1,
                        line2: None,
                        locality: None,
                        postcode: None,
                        state: None,
                        country_text: None,
                        country: None,
                    })
                    .collect();
                let person = |(key, name)| Person {
                    key: Uuid::from_u128(key),
                    display_name: name,
                    ..Person::default()
                };
                document.people = people.into_iter().map(person).collect();
                document.main_person = main.map(Uuid::from_u128);
                let own = attributes.into_iter().map(|(key, value)| (key, Value::String(value))).collect();
                document.attributes = Attributes::default();
                document.attributes.replace_own(own);
                document.references = references
                    .into_iter()
                    .map(|value| Reference { system: "s".into(), name: "n".into(), value })
                    .collect();
                document.tags = tags.into_iter().map(|tag| TagId(Uuid::from_u128(tag))).collect();
                document
            },
        )
    }

    fn keyed(key: u128, channel: Channel) -> ContactPoint {
        ContactPoint { key: Uuid::from_u128(key), ..ContactPoint::new(channel) }
    }

    proptest! {
        #[test]
        fn a_side_that_changed_nothing_yields(was in documents(), other in documents()) {
            let theirs = merge(&was, &other, &was);
            prop_assert_eq!(parts(&theirs.document), parts(&other));
            prop_assert!(theirs.conflicts.is_empty() && theirs.mine.is_empty());
            let mine = merge(&was, &was, &other);
            prop_assert_eq!(parts(&mine.document), parts(&other));
            prop_assert!(mine.conflicts.is_empty() && mine.theirs.is_empty());
        }

        #[test]
        fn a_merge_keeps_every_change_or_reports_it(
            was in documents(), theirs in documents(), mine in documents(),
        ) {
            let merged = merge(&was, &theirs, &mine);
            let (now, was, theirs, mine) =
                (parts(&merged.document), parts(&was), parts(&theirs), parts(&mine));
            let clashes: BTreeSet<&Field> = merged.conflicts.iter().map(|conflict| &conflict.field).collect();
            let fields: BTreeSet<&Field> = was.keys().chain(theirs.keys()).chain(mine.keys()).collect();
            for field in fields {
                let (was, theirs, mine) = (was.get(field), theirs.get(field), mine.get(field));
                let expected = if mine == was { theirs } else if theirs == was || theirs == mine { mine } else {
                    prop_assert!(clashes.contains(field), "{} is lost", field);
                    theirs
                };
                prop_assert_eq!(now.get(field), expected, "{}", field);
            }
        }

        #[test]
        fn tags_merge_as_a_set_and_never_clash(
            was in documents(), theirs in documents(), mine in documents(),
        ) {
            let merged = merge(&was, &theirs, &mine);
            let is_tag = |conflict: &Conflict| matches!(conflict.field, Field::Tag(_));
            prop_assert!(!merged.conflicts.iter().any(is_tag));
            let (was, theirs, mine) = (&was.tags, &theirs.tags, &mine.tags);
            let added = mine - was;
            let removed = was - mine;
            prop_assert_eq!(merged.document.tags, &(theirs | &added) - &removed);
        }

        #[test]
        fn putting_every_difference_back_restores(before in documents(), after in documents()) {
            let mut restored = after.clone();
            for difference in differences(&before, &after) {
                restored = with_part(restored, &difference.field, difference.before);
            }
            prop_assert_eq!(parts(&restored), parts(&before));
        }

        #[test]
        fn a_field_reads_back(document in documents()) {
            for field in parts(&document).into_keys() {
                prop_assert_eq!(field.to_string().parse::<Field>(), Ok(field));
            }
        }
    }
}
