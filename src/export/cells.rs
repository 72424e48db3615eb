//! The cells of a customer's row, before any format guards or quotes them.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::domain::customer::Customer;
use crate::domain::import::items::{AddressItem, PersonItem, PhoneItem};
use crate::domain::import::{Target, cells};
use crate::domain::values::Email;
use crate::export::WriteError;
use crate::export::columns::{Column, Columns};

/// What stands in the cell of a column.
pub(super) fn cell<'c>(
    customer: &'c Customer,
    titles: &[&str],
    column: &Column,
    columns: &Columns,
) -> Result<Cow<'c, str>, WriteError> {
    let document = &customer.document;
    let text = match column {
        Column::Number => customer.number.to_string(),
        Column::Created => customer.created_at.rfc3339().unwrap_or_default(),
        Column::Updated => customer.changed.at.rfc3339().unwrap_or_default(),
        Column::Field(Target::CustomerId) => customer.id.to_string(),
        Column::Field(Target::Tags) => titles.join("; "),
        Column::Field(Target::Emails) => {
            let emails: Vec<&str> = document.emails().skip(1).map(Email::as_str).collect();
            let is_plain = |email: &&str| !email.contains([';', ',', '|', ' ', '"']);
            if emails.iter().all(is_plain) { emails.join("; ") } else { list(emails)? }
        }
        Column::Field(Target::Phones) => {
            let phones = document.phones().skip(columns.phones);
            list(phones.map(|(_, phone)| PhoneItem::of(phone)).collect())?
        }
        Column::Field(Target::Addresses) => {
            list(document.addresses.iter().skip(columns.addresses).map(AddressItem::of).collect())?
        }
        Column::Field(Target::People) => {
            let is_main = |key| document.main_person == Some(key);
            let people = document.people.iter().skip(columns.people);
            list(people.map(|person| PersonItem::of(person, is_main(person.key))).collect())?
        }
        Column::Field(Target::Attributes) => {
            let others = document.attributes.own().filter(|(key, _)| !columns.attributes.contains(*key));
            let others: Map<String, Value> =
                others.map(|(key, value)| (key.to_owned(), value.clone())).collect();
            if others.is_empty() { String::new() } else { serde_json::to_string(&others)? }
        }
        Column::Field(Target::References) => {
            list(columns.more_references(&document.references).collect::<Vec<_>>())?
        }
        Column::Field(target) => return Ok(cells::text(document, target)),
    };
    Ok(text.into())
}

fn list<T: Serialize>(items: Vec<T>) -> Result<String, WriteError> {
    Ok(if items.is_empty() { String::new() } else { serde_json::to_string(&items)? })
}
