//! Customers as JSON, by the names that the native API has for their members: in one list, or one a line.

use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

use crate::domain::customer::{Customer, Reference};
use crate::domain::import::items::{
    AddressItem, CompanyItem, ContactItem, Extensions, PersonItem, PhoneItem, extensions,
};
use crate::domain::values::Email;
use crate::export::columns::Columns;
use crate::export::{Slice, WriteError, Writer};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CustomerJson<'a> {
    customer_id: Uuid,
    kind: &'a str,
    status: &'a str,
    display_name: &'a str,
    first_name: Option<&'a str>,
    last_name: Option<&'a str>,
    father_name: Option<&'a str>,
    email_address: Option<&'a str>,
    more_email_addresses: Vec<&'a str>,
    company: CompanyItem<'a>,
    phones: Vec<PhoneItem<'a>>,
    addresses: Vec<AddressItem<'a>>,
    people: Vec<PersonItem<'a>>,
    tags: Vec<&'a str>,
    locale: Option<&'a str>,
    notes: Option<&'a str>,
    attributes: BTreeMap<&'a str, &'a Value>,
    references: &'a [Reference],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contacts: Vec<ContactItem<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: Extensions<'a>,
    number: i64,
    created_at: Option<String>,
    updated_at: Option<String>,
}

impl<'a> CustomerJson<'a> {
    fn of(customer: &'a Customer, tags: Vec<&'a str>) -> Self {
        let document = &customer.document;
        Self {
            customer_id: customer.id.0,
            kind: document.kind.as_str(),
            status: document.status.as_str(),
            display_name: &document.display_name,
            first_name: document.given_name.as_deref(),
            last_name: document.family_name.as_deref(),
            father_name: document.father_name.as_deref(),
            email_address: document.email().map(Email::as_str),
            more_email_addresses: document.emails().skip(1).map(Email::as_str).collect(),
            company: CompanyItem::of(document),
            phones: document.phones().map(|(_, phone)| PhoneItem::of(phone)).collect(),
            addresses: document.addresses.iter().map(AddressItem::of).collect(),
            people: document
                .people
                .iter()
                .map(|person| PersonItem::of(person, document.main_person == Some(person.key)))
                .collect(),
            tags,
            locale: document.locale.as_deref(),
            notes: document.notes.as_deref(),
            attributes: document.attributes.own().collect(),
            references: &document.references,
            contacts: ContactItem::all_of(document),
            extensions: extensions(document),
            number: customer.number,
            created_at: customer.created_at.rfc3339(),
            updated_at: customer.changed.at.rfc3339(),
        }
    }
}

pub(super) struct Json {
    text: Vec<u8>,
    is_list: bool,
    is_begun: bool,
}

impl Json {
    /// An array.
    pub(super) const fn list() -> Self {
        Self { text: Vec::new(), is_list: true, is_begun: false }
    }

    /// A line each.
    pub(super) const fn lines() -> Self {
        Self { text: Vec::new(), is_list: false, is_begun: false }
    }
}

impl Writer for Json {
    fn begin(&mut self, _: &Columns) -> Result<(), WriteError> {
        if self.is_list {
            self.text.push(b'[');
        }
        Ok(())
    }

    fn write(&mut self, slice: &Slice, _: &Columns) -> Result<(), WriteError> {
        for customer in &slice.customers {
            let is_first = !std::mem::replace(&mut self.is_begun, true);
            if self.is_list {
                self.text.extend_from_slice(if is_first { b"\n" } else { b",\n" });
            }
            serde_json::to_writer(&mut self.text, &CustomerJson::of(customer, slice.titles(customer)))?;
            if !self.is_list {
                self.text.push(b'\n');
            }
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), WriteError> {
        if self.is_list {
            self.text.extend_from_slice(b"\n]\n");
        }
        Ok(())
    }

    fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.text)
    }
}
