//! What differs between two documents, and the three-way merge of edits that were made at the same time. Both look
//! at a document as parts: a scalar, one contact point, one address, one attribute, one reference.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde_json::Value;
use uuid::Uuid;

use crate::domain::customer::{
    Address, AvatarId, Channel, ContactPoint, Document, Kind, Reference, Status, attribute_text,
};
use crate::domain::person::Person;
use crate::domain::tag::TagId;

/// The name of the tags' field in forms.
pub const TAGS: &str = "tags";
/// The name of the main person's field.
const MAIN_PERSON: &str = "main_person";
/// The name of the picture's field in forms.
const AVATAR: &str = "avatar";

/// Which part of a document. The order is the one a reader expects.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// A field with one value.
    Scalar(Scalar),
    /// The main e-mail address.
    Email,
    /// Another contact point, by key.
    ContactPoint(Uuid),
    /// An address, by key.
    Address(Uuid),
    /// A person, by key.
    Person(Uuid),
    /// Which person is the main one.
    MainPerson,
    /// An attribute, by namespace and key.
    Attribute(String, String),
    /// An id of another system.
    Reference(Reference),
    /// A tag, carried or not: two edits of one tag are always one and the same, so tags never clash.
    Tag(TagId),
    /// The picture.
    Avatar,
}

/// The fields with one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scalar {
    /// First name.
    GivenName,
    /// Last name.
    FamilyName,
    /// Display name.
    DisplayName,
    /// Father's name.
    FatherName,
    /// Person or company.
    Kind,
    /// Active or inactive.
    Status,
    /// The firm's name.
    CompanyName,
    /// The firm's trade.
    BusinessLine,
    /// The firm's manager.
    Manager,
    /// The firm's short name.
    Acronym,
    /// The firm's people.
    Headcount,
    /// The firm's website.
    Website,
    /// VAT number.
    TaxNumber,
    /// Register number.
    RegistrationNumber,
    /// Language.
    Locale,
    /// Notes.
    Notes,
}

impl Scalar {
    const ALL: [(Self, &'static str); 16] = [
        (Self::GivenName, "first_name"),
        (Self::FamilyName, "last_name"),
        (Self::DisplayName, "display_name"),
        (Self::FatherName, "father_name"),
        (Self::Kind, "kind"),
        (Self::Status, "status"),
        (Self::CompanyName, "company_name"),
        (Self::BusinessLine, "business_line"),
        (Self::Manager, "manager"),
        (Self::Acronym, "acronym"),
        (Self::Headcount, "headcount"),
        (Self::Website, "website"),
        (Self::TaxNumber, "tax_number"),
        (Self::RegistrationNumber, "registration_number"),
        (Self::Locale, "locale"),
        (Self::Notes, "notes"),
    ];

    /// The name of the field in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(scalar, _)| *scalar == self).map_or("", |(_, name)| name)
    }

    fn read(self, document: &Document) -> Option<String> {
        match self {
            Self::GivenName => document.given_name.clone(),
            Self::FamilyName => document.family_name.clone(),
            Self::DisplayName => Some(document.display_name.clone()),
            Self::FatherName => document.father_name.clone(),
            Self::Kind => Some(document.kind.as_str().into()),
            Self::Status => Some(document.status.as_str().into()),
            Self::CompanyName => document.company.name.clone(),
            Self::BusinessLine => document.company.business_line.clone(),
            Self::Manager => document.company.manager.clone(),
            Self::Acronym => document.company.acronym.clone(),
            Self::Headcount => document.company.headcount.map(|count| count.to_string()),
            Self::Website => document.company.website.clone(),
            Self::TaxNumber => document.tax_number.clone(),
            Self::RegistrationNumber => document.registration_number.clone(),
            Self::Locale => document.locale.clone(),
            Self::Notes => document.notes.clone(),
        }
    }

    fn write(self, document: &mut Document, value: Option<String>) {
        match self {
            Self::GivenName => document.given_name = value,
            Self::FamilyName => document.family_name = value,
            Self::DisplayName => document.display_name = value.unwrap_or_default(),
            Self::FatherName => document.father_name = value,
            Self::Kind => document.kind = value.as_deref().and_then(Kind::parse).unwrap_or_default(),
            Self::Status => document.status = value.as_deref().and_then(Status::parse).unwrap_or_default(),
            Self::CompanyName => document.company.name = value,
            Self::BusinessLine => document.company.business_line = value,
            Self::Manager => document.company.manager = value,
            Self::Acronym => document.company.acronym = value,
            Self::Headcount => {
                document.company.headcount = value.as_deref().and_then(|count| count.parse().ok());
            }
            Self::Website => document.company.website = value,
            Self::TaxNumber => document.tax_number = value,
            Self::RegistrationNumber => document.registration_number = value,
            Self::Locale => document.locale = value,
            Self::Notes => document.notes = value,
        }
    }
}

impl Field {
    /// The name of the form's field or list that it belongs to: `email_address`, `phones`, `attributes.tier`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Scalar(scalar) => scalar.as_str().into(),
            Self::Email => "email_address".into(),
            Self::ContactPoint(_) => "phones".into(),
            Self::Address(_) => "addresses".into(),
            Self::Person(_) => "people".into(),
            Self::MainPerson => MAIN_PERSON.into(),
            Self::Attribute(namespace, key) if namespace.is_empty() => format!("attributes.{key}"),
            Self::Attribute(namespace, key) => format!("attributes.{namespace}/{key}"),
            Self::Reference(_) => "references".into(),
            Self::Tag(_) => TAGS.into(),
            Self::Avatar => AVATAR.into(),
        }
    }
}

impl fmt::Display for Field {
    /// The field as one text that [`Field::from_str`] reads back, for forms.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scalar(scalar) => out.write_str(scalar.as_str()),
            Self::Email => out.write_str("email_address"),
            Self::ContactPoint(key) => write!(out, "contact_points.{key}"),
            Self::Address(key) => write!(out, "addresses.{key}"),
            Self::Person(key) => write!(out, "people.{key}"),
            Self::MainPerson => out.write_str(MAIN_PERSON),
            Self::Attribute(namespace, key) => {
                let pair = serde_json::to_string(&[namespace, key]).map_err(|_| fmt::Error)?;
                write!(out, "attributes.{pair}")
            }
            Self::Reference(reference) => {
                let parts = [&reference.system, &reference.name, &reference.value];
                write!(out, "references.{}", serde_json::to_string(&parts).map_err(|_| fmt::Error)?)
            }
            Self::Tag(tag) => write!(out, "{TAGS}.{tag}"),
            Self::Avatar => out.write_str(AVATAR),
        }
    }
}

/// The text names no field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such field")]
pub struct UnknownField;

impl FromStr for Field {
    type Err = UnknownField;

    fn from_str(text: &str) -> Result<Self, UnknownField> {
        if let Some((scalar, _)) = Scalar::ALL.into_iter().find(|(_, name)| *name == text) {
            return Ok(Self::Scalar(scalar));
        }
        if text == "email_address" {
            return Ok(Self::Email);
        }
        if text == MAIN_PERSON {
            return Ok(Self::MainPerson);
        }
        if text == AVATAR {
            return Ok(Self::Avatar);
        }
        let (list, which) = text.split_once('.').ok_or(UnknownField)?;
        match list {
            "contact_points" => which.parse().map(Self::ContactPoint).map_err(|_| UnknownField),
            "addresses" => which.parse().map(Self::Address).map_err(|_| UnknownField),
            "people" => which.parse().map(Self::Person).map_err(|_| UnknownField),
            "attributes" => {
                let [namespace, key]: [String; 2] = serde_json::from_str(which).map_err(|_| UnknownField)?;
                Ok(Self::Attribute(namespace, key))
            }
            "references" => {
                let [system, name, value]: [String; 3] =
                    serde_json::from_str(which).map_err(|_| UnknownField)?;
                Ok(Self::Reference(Reference { system, name, value }))
            }
            TAGS => which.parse().map(Self::Tag).map_err(|_| UnknownField),
            _ => Err(UnknownField),
        }
    }
}

/// The value of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Of a scalar.
    Text(String),
    /// A contact point.
    ContactPoint(ContactPoint),
    /// An address.
    Address(Address),
    /// A person.
    Person(Box<Person>),
    /// The main person.
    MainPerson(MainPerson),
    /// An attribute's value.
    Attribute(Value),
    /// A reference, whose value is its field.
    Reference(Reference),
    /// A tag, by its id: what it is called is for the store to say.
    Tag(TagId),
    /// A picture, by its id.
    Avatar(AvatarId),
}

/// Which person is the main one. What it is called is for readers: that it is renamed is no change of who it is.
#[derive(Debug, Clone)]
pub struct MainPerson {
    /// Its key.
    pub key: Uuid,
    /// Its name; empty when it is not there any more.
    pub name: String,
}

impl PartialEq for MainPerson {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for MainPerson {}

impl Part {
    /// The value as a person reads it, on one line.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::ContactPoint(point) => match &point.channel {
                Channel::Email { value } => value.as_str().to_owned(),
                Channel::Phone(phone) => phone.e164.clone().unwrap_or_else(|| phone.value.clone()),
                Channel::Other { value } => value.clone(),
            },
            Self::Address(address) => {
                let lines = [
                    &address.line1,
                    &address.line2,
                    &address.locality,
                    &address.postcode,
                    &address.state,
                    &address.country_text,
                ];
                lines.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ")
            }
            Self::Person(person) => person.line(),
            Self::MainPerson(main) => main.name.clone(),
            Self::Attribute(value) => attribute_text(value),
            Self::Reference(reference) => {
                format!("{}/{}: {}", reference.system, reference.name, reference.value)
            }
            Self::Tag(tag) => tag.to_string(),
            Self::Avatar(avatar) => avatar.to_string(),
        }
    }
}

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

    use super::*;
    use crate::domain::customer::{Attributes, Phone};
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
