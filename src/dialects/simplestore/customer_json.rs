//! A customer as this API shows it, with the parts that were asked for.

use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::paging::Asked;
use crate::domain::customer::{Address, Customer, Phone};
use crate::domain::values::{CountryCode, Email, phone};

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
    #[serde(skip_serializing_if = "Option::is_none")]
    phones: Option<Vec<PhoneJson<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    addresses: Option<Vec<AddressJson<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attributes: Option<Map<String, Value>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PhoneJson<'a> {
    key: Uuid,
    r#type: &'static str,
    country: Option<&'a str>,
    number_local: String,
    number_international: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct AddressJson<'a> {
    key: Uuid,
    address1: Option<&'a str>,
    address2: Option<&'a str>,
    suburb: Option<&'a str>,
    postcode: Option<&'a str>,
    state: Option<&'a str>,
    country: Option<&'a str>,
}

impl<'a> CustomerJson<'a> {
    /// The whole customer.
    #[must_use]
    pub fn of(customer: &'a Customer) -> Self {
        let document = &customer.document;
        Self {
            customer_id: customer.id.0,
            version: customer.version.to_string(),
            first_name: document.given_name.as_deref(),
            last_name: document.family_name.as_deref(),
            display_name: &document.display_name,
            email_address: document.email().map(Email::as_str),
            phones: Some(document.phones().map(|(key, phone)| PhoneJson::of(key, phone)).collect()),
            addresses: Some(document.addresses.iter().map(AddressJson::of).collect()),
            attributes: Some(
                document.attributes.own().map(|(key, value)| (key.to_owned(), value.clone())).collect(),
            ),
        }
    }

    /// Without the parts that a list is asked to leave out. They are absent, not empty: an empty one that is sent back
    /// takes away what there is.
    #[must_use]
    pub fn listed(customer: &'a Customer, asked: &Asked) -> Self {
        let mut json = Self::of(customer);
        if !asked.has_phones {
            json.phones = None;
        }
        if !asked.has_addresses {
            json.addresses = None;
        }
        if !asked.has_attributes {
            json.attributes = None;
        }
        json
    }
}

impl<'a> PhoneJson<'a> {
    fn of(key: Uuid, phone: &'a Phone) -> Self {
        let is_international = phone.value.trim_start().starts_with('+');
        let national = phone.e164.as_deref().filter(|_| is_international).and_then(phone::national_form);
        Self {
            key,
            r#type: phone.phone_type.as_str(),
            country: phone.country.as_ref().map(CountryCode::as_str),
            number_local: national.unwrap_or_else(|| phone.value.clone()),
            number_international: phone.e164.as_deref(),
        }
    }
}

impl<'a> AddressJson<'a> {
    fn of(address: &'a Address) -> Self {
        let resolved = address.country.as_ref().map(CountryCode::as_str);
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
