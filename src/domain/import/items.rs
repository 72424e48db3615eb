//! Companies, phones, addresses and people as they stand in JSON: whole in a JSON export, and in a cell that holds
//! several. Each has the names of the native API; a phone may also be its number alone.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::customer::{Address, Channel, Company, ContactPoint, Document, Phone};
use crate::domain::draft::{RawAddress, RawPerson, RawPhone};
use crate::domain::person::Person;
use crate::domain::values::{CountryCode, Email};

/// A text that may be absent.
type Text<'a> = Option<Cow<'a, str>>;

/// A company, with the numbers that it is registered by.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CompanyItem<'a> {
    name: Option<&'a str>,
    business_line: Option<&'a str>,
    manager: Option<&'a str>,
    acronym: Option<&'a str>,
    headcount: Option<i64>,
    website: Option<&'a str>,
    tax_number: Option<&'a str>,
    registration_number: Option<&'a str>,
}

impl<'a> CompanyItem<'a> {
    /// The company of a customer.
    #[must_use]
    pub fn of(document: &'a Document) -> Self {
        let Company { name, business_line, manager, acronym, headcount, website } = &document.company;
        Self {
            name: name.as_deref(),
            business_line: business_line.as_deref(),
            manager: manager.as_deref(),
            acronym: acronym.as_deref(),
            headcount: *headcount,
            website: website.as_deref(),
            tax_number: document.tax_number.as_deref(),
            registration_number: document.registration_number.as_deref(),
        }
    }
}

/// A phone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PhoneItem<'a> {
    #[serde(rename = "type")]
    phone_type: Text<'a>,
    country: Text<'a>,
    number_local: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number_international: Text<'a>,
}

impl<'a> PhoneItem<'a> {
    /// The phone.
    #[must_use]
    pub fn of(phone: &'a Phone) -> Self {
        Self {
            phone_type: Some(phone.phone_type.as_str().into()),
            country: phone.country.as_ref().map(CountryCode::as_str).map(Cow::Borrowed),
            number_local: Some(phone.value.as_str().into()),
            number_international: phone.e164.as_deref().map(Cow::Borrowed),
        }
    }

    /// A phone of this number.
    #[must_use]
    pub fn number(number: &'a str) -> Self {
        Self { number_local: Some(number.into()), ..Self::default() }
    }

    /// A phone of this type and number.
    #[must_use]
    pub fn labelled(phone_type: &'a str, number: &'a str) -> Self {
        Self { phone_type: Some(phone_type.into()), ..Self::number(number) }
    }

    /// Whether it has this number, however that is written there.
    #[must_use]
    pub fn is_of(&self, phone: &RawPhone) -> bool {
        let (local, international) = (self.number_local.as_deref(), self.number_international.as_deref());
        let is_it = |number: &str| {
            !number.is_empty() && (phone.number_local == number || phone.number_international == number)
        };
        local.map_or_else(|| international.is_some_and(is_it), is_it)
    }

    /// Puts what it says onto a phone.
    pub fn put(&self, phone: &mut RawPhone) {
        if !self.is_of(phone) {
            phone.number_local = text(&self.number_local);
            phone.number_international = text(&self.number_international);
        }
        if let Some(word) = &self.phone_type {
            phone.phone_type = word.clone().into_owned();
        }
        if let Some(country) = &self.country {
            phone.country = country.clone().into_owned();
        }
    }
}

/// What is known of a way to reach a customer, beyond its address or number: it goes out with the rest, and where a
/// file comes in it stays as it is.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContactItem<'a> {
    kind: &'a str,
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    type_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    responder: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
}

impl<'a> ContactItem<'a> {
    /// Those of a customer with something that other members do not tell.
    #[must_use]
    pub fn all_of(document: &'a Document) -> Vec<Self> {
        document.contact_points.iter().map(Self::of).filter(|item| !item.is_told()).collect()
    }

    fn of(point: &'a ContactPoint) -> Self {
        let (kind, value) = match &point.channel {
            Channel::Email { value } => (EMAIL, value.as_str()),
            Channel::Phone(phone) => (PHONE, phone.value.as_str()),
            Channel::Other { value } => ("other", value.as_str()),
        };
        Self {
            kind,
            value,
            type_text: point.type_text.as_deref(),
            label: point.label.as_deref(),
            role: point.role.as_deref(),
            responder: point.responder.as_deref(),
            note: point.note.as_deref(),
        }
    }

    fn is_told(&self) -> bool {
        let details = [self.type_text, self.label, self.role, self.responder, self.note];
        [EMAIL, PHONE].contains(&self.kind) && details.iter().all(Option::is_none)
    }
}

const EMAIL: &str = "email";
const PHONE: &str = "phone";

/// Attributes that integrations keep, by namespace.
pub type Extensions<'a> = BTreeMap<&'a str, &'a BTreeMap<String, Value>>;

/// What integrations keep with a customer.
#[must_use]
pub fn extensions(document: &Document) -> Extensions<'_> {
    let all =
        document.attributes.0.iter().filter(|(namespace, kept)| !namespace.is_empty() && !kept.is_empty());
    all.map(|(namespace, kept)| (namespace.as_str(), kept)).collect()
}

/// An address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct AddressItem<'a> {
    address1: Text<'a>,
    address2: Text<'a>,
    suburb: Text<'a>,
    postcode: Text<'a>,
    state: Text<'a>,
    country: Text<'a>,
}

impl<'a> AddressItem<'a> {
    /// The address.
    #[must_use]
    pub fn of(address: &'a Address) -> Self {
        let part = |part: &'a Option<String>| part.as_deref().map(Cow::Borrowed);
        Self {
            address1: part(&address.line1),
            address2: part(&address.line2),
            suburb: part(&address.locality),
            postcode: part(&address.postcode),
            state: part(&address.state),
            country: part(&address.country_text),
        }
    }

    /// An address of this first line.
    #[must_use]
    pub fn line(line: &'a str) -> Self {
        Self { address1: Some(line.into()), ..Self::default() }
    }

    /// The address without a key.
    #[must_use]
    pub fn raw(&self) -> RawAddress {
        RawAddress {
            key: String::new(),
            address1: text(&self.address1),
            address2: text(&self.address2),
            suburb: text(&self.suburb),
            postcode: text(&self.postcode),
            state: text(&self.state),
            country: text(&self.country),
        }
    }
}

/// A person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PersonItem<'a> {
    first_name: Text<'a>,
    last_name: Text<'a>,
    display_name: Text<'a>,
    email_address: Text<'a>,
    phone: Text<'a>,
    #[serde(rename = "type")]
    kind: Text<'a>,
    role: Text<'a>,
    is_main: bool,
}

impl<'a> PersonItem<'a> {
    /// The person.
    #[must_use]
    pub fn of(person: &'a Person, is_main: bool) -> Self {
        let part = |part: &'a Option<String>| part.as_deref().map(Cow::Borrowed);
        Self {
            first_name: part(&person.given_name),
            last_name: part(&person.family_name),
            display_name: Some(person.display_name.as_str().into()),
            email_address: person.email.as_ref().map(Email::as_str).map(Cow::Borrowed),
            phone: part(&person.phone),
            kind: part(&person.kind),
            role: part(&person.role),
            is_main,
        }
    }

    /// The person without a key.
    #[must_use]
    pub fn raw(&self) -> RawPerson {
        RawPerson {
            key: String::new(),
            first_name: text(&self.first_name),
            last_name: text(&self.last_name),
            display_name: text(&self.display_name),
            email_address: text(&self.email_address),
            phone: text(&self.phone),
            kind: text(&self.kind),
            role: text(&self.role),
            is_main: self.is_main,
            references: None,
        }
    }
}

fn text(part: &Text<'_>) -> String {
    part.as_deref().unwrap_or_default().to_owned()
}
