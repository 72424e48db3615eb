//! A customer as the client writes it, turned into the text that every draft is made of. It changes what the client names
//! and means otherwise than what it read, and nothing else of the record.

use serde_json::{Map, Value};

use super::customer_json::{CustomerJson, reception, reference_of};
use super::fields::{self, BILLING, CUSTOM_FIELDS, DETAILS, OWN, REFERENCES, VENDOR};
use super::ids::SYSTEM;
use super::main_contact;
use super::reader::{Need, Reader};
use crate::domain::customer::{Customer, Document, Kind, Reference};
use crate::domain::draft::{Integrations, RawAddress, RawCustomer, RawPhone};
use crate::domain::issues::{Issue, Issues};
use crate::domain::values::{CountryCode, PhoneType};

/// What a new customer of this body is made of.
///
/// # Errors
/// Every member that is missing or of a wrong type, as the client spells it.
pub fn create(body: &Value) -> Result<RawCustomer, Issues> {
    read(body, None)
}

/// What this body changes of a customer.
///
/// # Errors
/// As [`create`], and every required member that it empties.
pub fn update(body: &Value, former: &Customer) -> Result<RawCustomer, Issues> {
    read(body, Some(former))
}

/// What is wrong with a draft of this text, as the client spells its members.
#[must_use]
pub fn spelled(issues: Issues, raw: &RawCustomer) -> Issues {
    let references = raw.references.as_deref().unwrap_or_default();
    let names: Vec<&str> = references.iter().map(|reference| reference.name.as_str()).collect();
    issues.renamed(|field| fields::member(field, &names))
}

fn read(body: &Value, former: Option<&Customer>) -> Result<RawCustomer, Issues> {
    let Value::Object(sent) = body else { return Err(Issues::of("", Issue::new("json-not-an-object"))) };
    let shown = former.map(|former| CustomerJson::of(former).members());
    let nobody = Document::default();
    let document = former.map_or(&nobody, |former| &former.document);
    let mut reader = Reader::new("", sent, shown.as_ref());
    let company_name = reader.text("CompanyName", Need::Filled);
    let raw = RawCustomer {
        kind: company_name.as_ref().map(|_| Kind::Corporate.as_str().to_owned()),
        company_name,
        website: reader.text("WebsiteUrl", Need::Optional),
        email_address: reader.text("EmailContact", Need::Optional),
        headcount: reader.loose_text("Headcount", Need::Optional),
        tax_number: reader.text("TaxNumber", Need::Optional),
        acronym: reader.text("Ref", Need::Optional),
        registration_number: reader.text("RegistrationNumber", Need::Optional),
        addresses: addresses(&mut reader, document),
        phones: phones(&mut reader, document),
        references: references(&mut reader, document),
        integrations: integrations(&mut reader, sent, shown.as_ref()),
        people: main_contact::people(&mut reader, sent, shown.as_ref(), document),
        ..RawCustomer::default()
    };
    if reader.issues.is_empty() { Ok(raw) } else { Err(reader.issues) }
}

/// The addresses with the first one changed, or made.
fn addresses(reader: &mut Reader<'_>, document: &Document) -> Option<Vec<RawAddress>> {
    let shown = document.addresses.first().and_then(|first| first.country);
    let country = reader.text("CountryCode", Need::Filled).map(|code| code.to_uppercase());
    let country = country.filter(|code| shown.is_none_or(|shown| shown.as_str() != code));
    if country.as_deref().is_some_and(|code| CountryCode::parse(code).is_err()) {
        reader.issues.add("CountryCode", Issue::new("country-unknown"));
    }
    let parts = [
        reader.text("AddressLine1", Need::Filled),
        reader.text("AddressLine2", Need::Optional),
        reader.loose_text("Zip", Need::Filled),
        reader.text("City", Need::Filled),
        reader.text("State", Need::Optional),
        country,
    ];
    if parts.iter().all(Option::is_none) {
        return None;
    }
    let mut addresses: Vec<RawAddress> = document.addresses.iter().map(RawAddress::from_address).collect();
    if addresses.is_empty() {
        addresses.push(RawAddress::default());
    }
    let first = &mut addresses[0];
    let members = [
        &mut first.address1,
        &mut first.address2,
        &mut first.postcode,
        &mut first.suburb,
        &mut first.state,
        &mut first.country,
    ];
    for (member, part) in members.into_iter().zip(parts) {
        if let Some(part) = part {
            *member = part;
        }
    }
    Some(addresses)
}

/// The phones with that of the reception changed, made or taken away. Its country goes with the former number: the new
/// one was written without any.
fn phones(reader: &mut Reader<'_>, document: &Document) -> Option<Vec<RawPhone>> {
    let number = reader.text("ReceptionPhone", Need::Present)?;
    let mut phones: Vec<RawPhone> =
        document.phones().map(|(key, phone)| RawPhone::from_phone(key, phone)).collect();
    match reception(document) {
        Some((at, _)) if number.is_empty() => {
            phones.remove(at);
        }
        Some((at, _)) => {
            phones[at] = RawPhone {
                number_local: number,
                number_international: String::new(),
                country: String::new(),
                ..phones[at].clone()
            };
        }
        None => phones.push(RawPhone {
            phone_type: PhoneType::Landline.as_str().to_owned(),
            number_local: number,
            ..RawPhone::default()
        }),
    }
    Some(phones)
}

/// The ids of other systems with ours changed.
fn references(reader: &mut Reader<'_>, document: &Document) -> Option<Vec<Reference>> {
    let changes = REFERENCES.map(|(member, name)| (name, reader.loose_text(member, Need::Optional)));
    put_references(&document.references, changes)
}

/// These references with some of ours in the place of the former ones of their names; nothing when none changes.
#[must_use]
pub fn put_references<const N: usize>(
    former: &[Reference],
    changes: [(&str, Option<String>); N],
) -> Option<Vec<Reference>> {
    let mut references = former.to_vec();
    let mut is_changed = false;
    for (name, value) in changes {
        let Some(value) = value else { continue };
        is_changed |= reference_of(former, name).unwrap_or_default() != value;
        references.retain(|known| known.system != SYSTEM || known.name != name);
        if !value.is_empty() {
            references.push(Reference { system: SYSTEM.to_owned(), name: name.to_owned(), value });
        }
    }
    is_changed.then_some(references)
}

/// What is kept for this system alone: `Details`, the address of the bills, the free fields.
fn integrations(
    reader: &mut Reader<'_>,
    sent: &Map<String, Value>,
    shown: Option<&Map<String, Value>>,
) -> Integrations {
    let mut own: Vec<(String, Value)> = Vec::new();
    for name in BILLING {
        own.extend(reader.loose_text(name, Need::Optional).map(|text| (name.to_owned(), text.into())));
    }
    own.extend(custom_fields(reader).map(|fields| (CUSTOM_FIELDS.to_owned(), fields)));
    let details = match sent.get("Details") {
        None | Some(Value::Null) => Vec::new(),
        // An empty object, as a client in PHP writes it.
        Some(Value::Array(items)) if items.is_empty() => Vec::new(),
        Some(Value::Object(sent)) => {
            let shown = shown.and_then(|shown| shown.get("Details")?.as_object());
            let mut inner = Reader::new("Details.", sent, shown);
            let read = details(&mut inner, sent);
            reader.issues.extend_under("", inner.issues);
            read
        }
        Some(_) => {
            reader.wrong_type("Details", "an object");
            Vec::new()
        }
    };
    let spaces = [(VENDOR, details), (OWN, own)];
    let filled = spaces.into_iter().filter(|(_, values)| !values.is_empty());
    filled.map(|(space, values)| (space.to_owned(), values.into_iter().collect())).collect()
}

fn details(reader: &mut Reader<'_>, sent: &Map<String, Value>) -> Vec<(String, Value)> {
    let mut read = Vec::new();
    for (name, key) in DETAILS.into_iter().filter(|(name, _)| sent.contains_key(*name)) {
        let value = match (name, reader.changed(name)) {
            (_, None) => None,
            ("Migration", Some(value @ (Value::Bool(_) | Value::Null))) => Some(value.clone()),
            ("Migration", Some(_)) => {
                reader.wrong_type(name, "true or false");
                None
            }
            _ => reader.loose_text(name, Need::Optional).map(Value::from),
        };
        // Of two spellings of one key the first that says something new counts.
        if let Some(value) = value.filter(|_| read.iter().all(|(known, _)| known != key)) {
            read.push((key.to_owned(), value));
        }
    }
    let is_known = |name: &String| DETAILS.iter().any(|(known, _)| known == name);
    for name in sent.keys().filter(|name| !is_known(name)) {
        read.extend(reader.changed(name).map(|value| (name.clone(), value.clone())));
    }
    read
}

/// Free fields: a list of labels and values. An empty list is none.
fn custom_fields(reader: &mut Reader<'_>) -> Option<Value> {
    let value = reader.changed(CUSTOM_FIELDS)?;
    let is_field =
        |field: &Value| field.get("label").is_some_and(Value::is_string) && field.get("value").is_some();
    match value {
        Value::Null => Some(Value::Null),
        Value::Array(list) if list.is_empty() => Some(Value::Null),
        Value::Array(list) if list.iter().all(is_field) => Some(value.clone()),
        _ => {
            reader.wrong_type(CUSTOM_FIELDS, "a list of labels and values");
            None
        }
    }
}
