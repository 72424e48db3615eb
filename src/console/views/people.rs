//! The people of a customer: their card on its page, and their rows in the editor.

use crate::console::avatar::Avatar;
use crate::console::field::Field;

/// The card.
#[derive(Clone, Debug, Default)]
pub struct PeopleCard {
    /// It is shown: the customer is a firm, or has people.
    pub is_shown: bool,
    /// Where one is made the main one, and removed.
    pub url: String,
    /// The people.
    pub people: Vec<PersonLine>,
}

/// A person in the card.
#[derive(Clone, Debug, Default)]
pub struct PersonLine {
    /// Its key, for forms.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Beside the name.
    pub avatar: Avatar,
    /// "Technical · +44 20 7946 0018".
    pub detail: String,
    /// Its e-mail address, or nothing.
    pub email: String,
    /// It is the main one.
    pub is_main: bool,
}

/// A person in the editor.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "each field has its name in the form")]
pub struct PersonRow {
    /// `people.0`.
    pub prefix: String,
    /// `0`: what the choice of the main one sends.
    pub index: String,
    /// The stored key, or nothing.
    pub key: String,
    /// It is the main one.
    pub is_main: bool,
    pub first_name: Field,
    pub last_name: Field,
    pub display_name: Field,
    pub email: Field,
    pub phone: Field,
    pub kind: Field,
    pub role: Field,
}

impl PersonRow {
    /// An empty row at an index.
    #[must_use]
    pub fn at(index: &str) -> Self {
        let field = |name: &str| Field::new(format!("people.{index}.{name}"), "");
        Self {
            prefix: format!("people.{index}"),
            index: index.to_owned(),
            key: String::new(),
            is_main: false,
            first_name: field("first_name"),
            last_name: field("last_name"),
            display_name: field("display_name"),
            email: field("email_address"),
            phone: field("phone"),
            kind: field("type"),
            role: field("role"),
        }
    }
}
