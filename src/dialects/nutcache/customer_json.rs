//! The customer as Nutcache shows it. What it has no value for is null, never left out; members stand in the order, and
//! in the casing, of its documentation's sample.

use serde::Serialize;
use serde_json::Value;

use crate::dialects::nutcache::{Link, countries};
use crate::domain::customer::{Customer, Document, Phone, Status};
use crate::domain::values::{Email, PhoneType};

/// The namespace of what only Nutcache has.
const NAMESPACE: &str = "nutcache";

/// A customer on its way out.
#[derive(Debug, Serialize)]
pub(super) struct CustomerJson<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: i64,
    #[serde(rename = "Organization", skip_serializing_if = "Option::is_none")]
    organization: Option<i64>,
    #[serde(rename = "organization", skip_serializing_if = "Option::is_none")]
    organization_in_lower_case: Option<i64>,
    name: &'a str,
    status: u8,
    links: Vec<Link>,
    email: Option<&'a str>,
    contact: Option<&'a str>,
    address: Option<String>,
    city: Option<&'a str>,
    zip_code: Option<&'a str>,
    phone: Option<&'a str>,
    mobile_phone: Option<&'a str>,
    country: Option<usize>,
    state: Option<&'a str>,
    legal_notice: Option<&'a str>,
    communication_culture_code: Option<&'a str>,
    #[serde(rename = "Notes", skip_serializing_if = "Option::is_none")]
    notes: Option<Nullable<'a>>,
    #[serde(rename = "notes", skip_serializing_if = "Option::is_none")]
    notes_in_lower_case: Option<Nullable<'a>>,
    tax: Option<i64>,
}

/// A member that is null where it has no value, and may be left out as a whole.
#[derive(Debug, Serialize)]
struct Nullable<'a>(Option<&'a str>);

impl<'a> CustomerJson<'a> {
    /// The customer. A later revision of the documentation has every member in lower case, and states by numbers, of
    /// which there are none here.
    pub(super) fn of(customer: &'a Customer, is_lower_case: bool) -> Self {
        let document = &customer.document;
        let place = document.addresses.first();
        let lines = place.map(|place| [&place.line1, &place.line2].into_iter().flatten());
        let lines: Vec<&str> = lines.into_iter().flatten().map(String::as_str).collect();
        let main = document.main_person.and_then(|key| document.person(key));
        let is_mobile = |phone: &Phone| phone.phone_type == PhoneType::Mobile;
        let (country, tax) = (country(document), tax(document));
        Self {
            kind: "customers",
            id: customer.number,
            organization: (!is_lower_case).then_some(customer.organization.0),
            organization_in_lower_case: is_lower_case.then_some(customer.organization.0),
            name: &document.display_name,
            status: match document.status {
                Status::Active => 0,
                Status::Inactive => 1,
            },
            links: links(customer, country, tax),
            email: document.email().map(Email::as_str),
            contact: main.map(|person| person.display_name.as_str()),
            address: Some(lines.join("\n")).filter(|address| !address.is_empty()),
            city: place.and_then(|place| place.locality.as_deref()),
            zip_code: place.and_then(|place| place.postcode.as_deref()),
            phone: phone(document, |phone| !is_mobile(phone)),
            mobile_phone: phone(document, is_mobile),
            country,
            state: place.and_then(|place| place.state.as_deref()).filter(|_| !is_lower_case),
            legal_notice: document.registration_number.as_deref(),
            communication_culture_code: document.locale.as_deref(),
            notes: (!is_lower_case).then_some(Nullable(document.notes.as_deref())),
            notes_in_lower_case: is_lower_case.then_some(Nullable(document.notes.as_deref())),
            tax,
        }
    }
}

/// The first number of a kind, as it is dialled from anywhere.
fn phone(document: &Document, is_it: impl Fn(&Phone) -> bool) -> Option<&str> {
    document.phones().map(|(_, phone)| phone).find(|phone| is_it(phone)).map(Phone::from_abroad)
}

/// The number of the country that the main address is in.
pub(super) fn country(document: &Document) -> Option<usize> {
    document.addresses.first().and_then(|address| address.country).and_then(countries::number)
}

fn tax(document: &Document) -> Option<i64> {
    document.attributes.0.get(NAMESPACE)?.get("tax").and_then(Value::as_i64)
}

/// What a customer leads to; to itself at last.
fn links(customer: &Customer, country: Option<usize>, tax: Option<i64>) -> Vec<Link> {
    let links = [
        Some(("organizations", customer.organization.0.to_string())),
        country.map(|number| ("countries", number.to_string())),
        tax.map(|number| ("taxes", number.to_string())),
    ];
    let mut links: Vec<Link> =
        links.into_iter().flatten().map(|(rel, id)| Link::to(rel, format!("{rel}/{id}"))).collect();
    links.push(Link::to("self", format!("customers/{}", customer.number)));
    links
}
