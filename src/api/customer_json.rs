//! The customer as the native API answers it: the documented object, members added, none renamed, always the same. What
//! comes in is read in `customer_input`.

use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::api::person_json::PersonJson;
use crate::api::tag_json::{Carried, TagMember};
use crate::domain::customer::{Address, Channel, ContactPoint, Customer, Phone, Reference};
use crate::domain::import::items::CompanyItem;
use crate::domain::time::Time;
use crate::domain::values::phone;

/// A customer on its way out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomerJson<'a> {
    customer_id: Uuid,
    version: String,
    first_name: Option<&'a str>,
    last_name: Option<&'a str>,
    display_name: &'a str,
    email_address: Option<&'a str>,
    phones: Vec<PhoneJson<'a>>,
    addresses: Vec<AddressJson<'a>>,
    attributes: Map<String, Value>,
    kind: &'static str,
    status: &'static str,
    number: i64,
    father_name: Option<&'a str>,
    company: CompanyItem<'a>,
    contacts: Vec<ContactJson<'a>>,
    people: Vec<PersonJson<'a>>,
    locale: Option<&'a str>,
    notes: Option<&'a str>,
    extensions: Map<String, Value>,
    references: &'a [Reference],
    tags: Vec<TagMember<'a>>,
    avatar_file_id: Option<Uuid>,
    created_by: Option<Uuid>,
    created_at: Option<String>,
    updated_at: Option<String>,
    deleted_at: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PhoneJson<'a> {
    key: Uuid,
    #[serde(rename = "type")]
    phone_type: &'static str,
    country: Option<&'a str>,
    number_local: String,
    number_international: Option<&'a str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct AddressJson<'a> {
    key: Uuid,
    address1: Option<&'a str>,
    address2: Option<&'a str>,
    suburb: Option<&'a str>,
    postcode: Option<&'a str>,
    state: Option<&'a str>,
    country: Option<&'a str>,
}

/// Every contact point, in order, whatever its kind.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ContactJson<'a> {
    key: Uuid,
    kind: &'static str,
    value: &'a str,
    label: Option<&'a str>,
    role: Option<&'a str>,
    responder: Option<&'a str>,
    note: Option<&'a str>,
}

impl<'a> CustomerJson<'a> {
    /// The customer as the API shows it.
    #[must_use]
    pub fn of(customer: &'a Customer, carried: &'a Carried) -> Self {
        let document = &customer.document;
        let namespaces = document.attributes.0.iter().filter(|(namespace, _)| !namespace.is_empty());
        Self {
            customer_id: customer.id.0,
            version: customer.version.to_string(),
            first_name: document.given_name.as_deref(),
            last_name: document.family_name.as_deref(),
            display_name: &document.display_name,
            email_address: document.email().map(crate::domain::values::Email::as_str),
            phones: document.phones().map(|(key, phone)| PhoneJson::of(key, phone)).collect(),
            addresses: document.addresses.iter().map(AddressJson::of).collect(),
            attributes: document
                .attributes
                .own()
                .map(|(key, value)| (key.to_owned(), value.clone()))
                .collect(),
            kind: document.kind.as_str(),
            status: document.status.as_str(),
            number: customer.number,
            father_name: document.father_name.as_deref(),
            company: CompanyItem::of(document),
            contacts: document.contact_points.iter().map(ContactJson::of).collect(),
            people: PersonJson::all(document),
            locale: document.locale.as_deref(),
            notes: document.notes.as_deref(),
            extensions: namespaces
                .map(|(namespace, values)| {
                    let values = values.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
                    (namespace.clone(), Value::Object(values))
                })
                .collect(),
            references: &document.references,
            tags: carried.of(customer),
            avatar_file_id: document.avatar.map(|avatar| avatar.0),
            created_by: customer.created_by.map(|by| by.0),
            created_at: customer.created_at.rfc3339(),
            updated_at: customer.changed.at.rfc3339(),
            deleted_at: customer.deleted_at.and_then(Time::rfc3339),
        }
    }
}

impl<'a> PhoneJson<'a> {
    fn of(key: Uuid, phone: &'a Phone) -> Self {
        let is_international = phone.value.trim_start().starts_with('+');
        let national = phone.e164.as_deref().filter(|_| is_international).and_then(phone::national_form);
        Self {
            key,
            phone_type: phone.phone_type.as_str(),
            country: phone.country.as_ref().map(super::super::domain::values::country::CountryCode::as_str),
            number_local: national.unwrap_or_else(|| phone.value.clone()),
            number_international: phone.e164.as_deref(),
        }
    }
}

impl<'a> AddressJson<'a> {
    fn of(address: &'a Address) -> Self {
        let resolved =
            address.country.as_ref().map(super::super::domain::values::country::CountryCode::as_str);
        Self {
            key: address.key,
            address1: address.line1.as_deref(),
            address2: address.line2.as_deref(),
            suburb: address.locality.as_deref(),
            postcode: address.postcode.as_deref(),
            state: address.state.as_deref(),
            country: address.country_text.as_deref().or(resolved),
        }
    }
}

impl<'a> ContactJson<'a> {
    fn of(point: &'a ContactPoint) -> Self {
        let (kind, value) = match &point.channel {
            Channel::Email { value } => ("email", value.as_str()),
            Channel::Phone(phone) => ("phone", phone.value.as_str()),
            Channel::Other { value } => ("other", value.as_str()),
        };
        Self {
            key: point.key,
            kind,
            value,
            label: point.label.as_deref(),
            role: point.role.as_deref(),
            responder: point.responder.as_deref(),
            note: point.note.as_deref(),
        }
    }
}
