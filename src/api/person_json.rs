//! A person of a customer, as the native API speaks of it.

use serde::Serialize;
use uuid::Uuid;

use crate::domain::customer::{Document, Reference};
use crate::domain::person::Person;
use crate::domain::values::Email;

/// A person on its way out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PersonJson<'a> {
    key: Uuid,
    number: i64,
    first_name: Option<&'a str>,
    last_name: Option<&'a str>,
    display_name: &'a str,
    email_address: Option<&'a str>,
    phone: Option<&'a str>,
    #[serde(rename = "type")]
    kind: Option<&'a str>,
    role: Option<&'a str>,
    is_main: bool,
    references: &'a [Reference],
}

impl<'a> PersonJson<'a> {
    /// The people of a document, in their order.
    pub(super) fn all(document: &'a Document) -> Vec<Self> {
        let of = |person: &'a Person| Self {
            key: person.key,
            number: person.number,
            first_name: person.given_name.as_deref(),
            last_name: person.family_name.as_deref(),
            display_name: &person.display_name,
            email_address: person.email.as_ref().map(Email::as_str),
            phone: person.phone.as_deref(),
            kind: person.kind.as_deref(),
            role: person.role.as_deref(),
            is_main: document.main_person == Some(person.key),
            references: &person.references,
        };
        document.people.iter().map(of).collect()
    }
}
