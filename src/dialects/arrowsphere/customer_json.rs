//! A customer as the client reads it. Every text that is none is empty, and what the client takes apart is always there:
//! `Contact` and `Details` are objects even where nothing is known.

use serde::Serialize;
use serde_json::{Map, Value};

use super::fields::{BILLING, CONTACT_PERSON_ID, CUSTOM_FIELDS, DETAILS, OWN, REFERENCES, VENDOR};
use super::ids::{self, SYSTEM};
use crate::domain::customer::{Address, Customer, Document, Kind, Phone, Reference};
use crate::domain::person::Person;
use crate::domain::time::Time;
use crate::domain::values::{CountryCode, Email, PhoneType};

/// A customer on its way out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CustomerJson<'a> {
    reference: String,
    company_name: &'a str,
    partner_company_id: String,
    address_line1: &'a str,
    address_line2: &'a str,
    zip: &'a str,
    city: &'a str,
    country_code: &'a str,
    state: &'a str,
    reception_phone: &'a str,
    website_url: &'a str,
    email_contact: &'a str,
    headcount: Option<i64>,
    tax_number: &'a str,
    r#ref: &'a str,
    registration_number: &'a str,
    billing_id: &'a str,
    internal_reference: &'a str,
    contact: ContactJson<'a>,
    details: Map<String, Value>,
    deleted_at: Option<String>,
    created_at: Option<String>,
    workgroup_code: &'static str,
    r#type: &'static str,
    #[serde(rename = "customFields")]
    custom_fields: &'a Value,
    #[serde(flatten)]
    billing: Map<String, Value>,
}

/// The main contact of a customer.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ContactJson<'a> {
    first_name: &'a str,
    firstname: &'a str,
    last_name: &'a str,
    email: &'a str,
    phone: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sync_partner_contact_ref_id: Option<i64>,
    #[serde(rename = "ContactPersonID")]
    contact_person_id: &'a str,
}

/// No free fields.
static NO_FIELDS: Value = Value::Array(Vec::new());

impl<'a> CustomerJson<'a> {
    /// The customer.
    #[must_use]
    pub fn of(customer: &'a Customer) -> Self {
        let document = &customer.document;
        let company = &document.company;
        let address = document.addresses.first();
        let part = |part: fn(&Address) -> &Option<String>| address.and_then(|at| part(at).as_deref());
        let own = |name: &str| reference_of(&document.references, name);
        let [partner_company_id, billing_id, internal_reference] = REFERENCES.map(|(_, kept)| own(kept));
        let reference = ids::reference(customer.number);
        let country = address.and_then(|address| address.country.as_ref());
        let main = document.main_person.and_then(|key| document.person(key));
        let free = document.attributes.0.get(OWN);
        Self {
            company_name: company_name(document),
            partner_company_id: partner_company_id.unwrap_or(&reference).to_owned(),
            reference,
            address_line1: text(part(|address| &address.line1)),
            address_line2: text(part(|address| &address.line2)),
            zip: text(part(|address| &address.postcode)),
            city: text(part(|address| &address.locality)),
            country_code: text(country.map(CountryCode::as_str)),
            state: text(part(|address| &address.state)),
            reception_phone: text(reception(document).map(|(_, phone)| phone.from_abroad())),
            website_url: text(company.website.as_deref()),
            email_contact: text(document.email().map(Email::as_str)),
            headcount: company.headcount,
            tax_number: text(document.tax_number.as_deref()),
            r#ref: text(company.acronym.as_deref()),
            registration_number: text(document.registration_number.as_deref()),
            billing_id: text(billing_id),
            internal_reference: text(internal_reference),
            contact: main.map(ContactJson::of).unwrap_or_default(),
            details: details(document),
            deleted_at: customer.deleted_at.and_then(Time::rfc3339_millis),
            created_at: customer.created_at.rfc3339_millis(),
            workgroup_code: "",
            r#type: "",
            custom_fields: free.and_then(|own| own.get(CUSTOM_FIELDS)).unwrap_or(&NO_FIELDS),
            billing: BILLING.map(|name| (name.to_owned(), billing(document, name))).into_iter().collect(),
        }
    }

    /// The members by their names.
    #[must_use]
    pub fn members(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(members)) => members,
            other => unreachable!("an object of plain members is JSON: {other:?}"),
        }
    }
}

impl<'a> ContactJson<'a> {
    fn of(person: &'a Person) -> Self {
        let (first_name, last_name) = names(person);
        Self {
            first_name,
            firstname: first_name,
            last_name,
            email: text(person.email.as_ref().map(Email::as_str)),
            phone: text(person.phone.as_deref()),
            sync_partner_contact_ref_id: Some(person.number),
            contact_person_id: text(reference_of(&person.references, CONTACT_PERSON_ID)),
        }
    }
}

fn text(text: Option<&str>) -> &str {
    text.unwrap_or_default()
}

fn company_name(document: &Document) -> &str {
    let firm = document.company.name.as_deref().filter(|_| document.kind == Kind::Corporate);
    firm.unwrap_or(&document.display_name)
}

/// The phone that rings at the customer's desk, and its place among all phones: the first that is nobody's own.
#[must_use]
pub fn reception(document: &Document) -> Option<(usize, &Phone)> {
    let phones = document.phones().map(|(_, phone)| phone);
    phones.enumerate().find(|(_, phone)| phone.phone_type != PhoneType::Mobile)
}

/// The first and last names of a person; where neither was given, the display name parted at its last blank.
#[must_use]
pub fn names(person: &Person) -> (&str, &str) {
    match (person.given_name.as_deref(), person.family_name.as_deref()) {
        (None, None) if person.email.as_ref().is_some_and(|email| email.as_str() == person.display_name) => {
            ("", "")
        }
        (None, None) => person.display_name.rsplit_once(' ').unwrap_or((&person.display_name, "")),
        (given, family) => (text(given), text(family)),
    }
}

/// The id of this name that our references have.
#[must_use]
pub fn reference_of<'a>(references: &'a [Reference], name: &str) -> Option<&'a str> {
    let found = references.iter().find(|known| known.system == SYSTEM && known.name == name);
    found.map(|reference| reference.value.as_str())
}

fn details(document: &Document) -> Map<String, Value> {
    let vendor = document.attributes.0.get(VENDOR).into_iter().flatten();
    let mut details = Map::new();
    for (key, value) in vendor {
        let members = DETAILS.iter().filter(|(_, kept)| kept == key).map(|(member, _)| *member);
        for member in members.clone() {
            details.insert(member.to_owned(), value.clone());
        }
        if members.count() == 0 {
            details.insert(key.clone(), value.clone());
        }
    }
    details
}

fn billing(document: &Document, name: &str) -> Value {
    document.attributes.0.get(OWN).and_then(|own| own.get(name)).cloned().unwrap_or_default()
}
