//! The cells of a customer's row, before any format guards or quotes them.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::domain::customer::Customer;
use crate::domain::import::cells::is_plain_title;
use crate::domain::import::items::{AddressItem, ContactItem, PersonItem, PhoneItem, extensions};
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
        Column::Contacts => list(ContactItem::all_of(document))?,
        Column::Extensions => {
            let extensions = extensions(document);
            if extensions.is_empty() { String::new() } else { serde_json::to_string(&extensions)? }
        }
        Column::Field(Target::CustomerId) => customer.id.to_string(),
        Column::Field(Target::Tags) => joined(titles, is_plain_title)?,
        Column::Field(Target::Emails) => {
            let emails: Vec<&str> = document.emails().skip(1).map(Email::as_str).collect();
            joined(&emails, |email| !email.contains([';', ',', '|', ' ', '"', '[']))?
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

/// Texts in one cell: parted by a mark where none holds what could be taken for one.
fn joined(texts: &[&str], is_plain: impl Fn(&str) -> bool) -> Result<String, WriteError> {
    if texts.iter().all(|text| is_plain(text)) { Ok(texts.join("; ")) } else { list(texts.to_vec()) }
}

fn list<T: Serialize>(items: Vec<T>) -> Result<String, WriteError> {
    Ok(if items.is_empty() { String::new() } else { serde_json::to_string(&items)? })
}
