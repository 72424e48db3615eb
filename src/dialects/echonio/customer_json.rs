//! The customer as Echonio shows it: eight members, an identity by its type, and every contact point.

use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::domain::customer::{Channel, ContactPoint, Customer, Document, Kind};
use crate::domain::organization::Organization;
use crate::domain::values::PhoneType;

/// The namespace of what an identity has besides its own members.
pub(super) const NAMESPACE: &str = "identity";

/// A customer on its way out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CustomerJson<'a> {
    id: Uuid,
    organization_id: Uuid,
    creator_operator_id: Option<Uuid>,
    avatar_uploaded_file_id: Option<Uuid>,
    #[serde(rename = "type")]
    kind: &'static str,
    identity: Map<String, Value>,
    tags_ids: Vec<Uuid>,
    contacts: Vec<ContactJson<'a>>,
}

/// A contact on its way out.
#[derive(Debug, Serialize)]
pub(super) struct ContactJson<'a> {
    id: Uuid,
    data: ContactData<'a>,
}

#[derive(Debug, Serialize)]
struct ContactData<'a> {
    note: Option<&'a str>,
    role: Option<&'a str>,
    #[serde(rename = "type")]
    kind: &'a str,
    value: &'a str,
    responder: Option<&'a str>,
}

impl<'a> CustomerJson<'a> {
    pub(super) fn of(customer: &'a Customer, organization: &Organization) -> Self {
        let document = &customer.document;
        Self {
            id: customer.id.0,
            organization_id: organization.uuid,
            creator_operator_id: customer.created_by.map(|by| by.0),
            avatar_uploaded_file_id: document.avatar.map(|avatar| avatar.0),
            kind: document.kind.as_str(),
            identity: identity(document, document.kind),
            tags_ids: document.tags.iter().map(|tag| tag.0).collect(),
            contacts: document.contact_points.iter().map(ContactJson::of).collect(),
        }
    }
}

impl<'a> ContactJson<'a> {
    pub(super) fn of(point: &'a ContactPoint) -> Self {
        Self {
            id: point.key,
            data: ContactData {
                note: point.note.as_deref(),
                role: point.role.as_deref(),
                kind: type_of(point),
                value: value_of(point),
                responder: point.responder.as_deref(),
            },
        }
    }
}

/// The members that an identity of this type has by itself.
pub(super) const fn members(kind: Kind) -> [&'static str; 3] {
    match kind {
        Kind::Personal => ["firstName", "lastName", "fatherName"],
        Kind::Corporate => ["name", "title", "manager"],
    }
}

/// The identity that a document has as a customer of this type.
pub(super) fn identity(document: &Document, kind: Kind) -> Map<String, Value> {
    let company = &document.company;
    let own = match kind {
        Kind::Personal => {
            [document.given_name.as_deref(), document.family_name.as_deref(), document.father_name.as_deref()]
        }
        // A firm that was made elsewhere may be known by nothing but the name that lists show.
        Kind::Corporate => [
            Some(company.name.as_deref().unwrap_or(&document.display_name)),
            company.business_line.as_deref(),
            company.manager.as_deref(),
        ],
    };
    let own = members(kind).into_iter().zip(own).map(|(name, text)| (name.to_owned(), Value::from(text)));
    let mut identity: Map<String, Value> = own.collect();
    for (key, value) in document.attributes.0.get(NAMESPACE).into_iter().flatten() {
        identity.entry(key).or_insert_with(|| value.clone());
    }
    identity
}

/// The word for a contact's type: the one that it came with, or Echonio's for its kind.
pub(super) fn type_of(point: &ContactPoint) -> &str {
    point.type_text.as_deref().unwrap_or(match &point.channel {
        Channel::Email { .. } => "email",
        Channel::Phone(phone) if phone.phone_type == PhoneType::Mobile => "mobile",
        Channel::Phone(_) => "tel",
        Channel::Other { .. } => "other",
    })
}

/// A contact's number or address: as it came from a client of Echonio, which knows no countries; a number that was typed
/// elsewhere as it is dialled within its country is shown as it is dialled from anywhere.
pub(super) fn value_of(point: &ContactPoint) -> &str {
    match &point.channel {
        Channel::Email { value } => value.as_str(),
        Channel::Phone(phone) if point.type_text.is_some() => &phone.value,
        Channel::Phone(phone) => phone.from_abroad(),
        Channel::Other { value } => value,
    }
}
