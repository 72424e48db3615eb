//! The value of a part, and how a person reads it.

use serde_json::Value;
use uuid::Uuid;

use crate::domain::customer::{Address, AvatarId, Channel, ContactPoint, Reference, attribute_text};
use crate::domain::person::Person;
use crate::domain::tag::TagId;

/// The value of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Of a scalar.
    Text(String),
    /// A contact point.
    ContactPoint(ContactPoint),
    /// An address.
    Address(Address),
    /// A person.
    Person(Box<Person>),
    /// The main person.
    MainPerson(MainPerson),
    /// An attribute's value.
    Attribute(Value),
    /// A reference, whose value is its field.
    Reference(Reference),
    /// A tag, by its id: what it is called is for the store to say.
    Tag(TagId),
    /// A picture, by its id.
    Avatar(AvatarId),
}

/// Which person is the main one. What it is called is for readers: that it is renamed is no change of who it is.
#[derive(Debug, Clone)]
pub struct MainPerson {
    /// Its key.
    pub key: Uuid,
    /// Its name; empty when it is not there any more.
    pub name: String,
}

impl PartialEq for MainPerson {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for MainPerson {}

impl Part {
    /// The value as a person reads it, on one line.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::ContactPoint(point) => match &point.channel {
                Channel::Email { value } => value.as_str().to_owned(),
                Channel::Phone(phone) => phone.e164.clone().unwrap_or_else(|| phone.value.clone()),
                Channel::Other { value } => value.clone(),
            },
            Self::Address(address) => {
                let lines = [
                    &address.line1,
                    &address.line2,
                    &address.locality,
                    &address.postcode,
                    &address.state,
                    &address.country_text,
                ];
                lines.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ")
            }
            Self::Person(person) => person.line(),
            Self::MainPerson(main) => main.name.clone(),
            Self::Attribute(value) => attribute_text(value),
            Self::Reference(reference) => {
                format!("{}/{}: {}", reference.system, reference.name, reference.value)
            }
            Self::Tag(tag) => tag.to_string(),
            Self::Avatar(avatar) => avatar.to_string(),
        }
    }
}
