//! A customer as it came in: text from any door. Absent is unchanged, empty is none.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{Integrations, RawContact, RawPerson};
use crate::domain::customer::{Address, Attributes, AvatarId, Document, Phone, Reference};

/// A customer as it came in. `None` is a field that was not sent; an empty text asks for no value.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawCustomer {
    /// `personal` or `corporate`.
    pub kind: Option<String>,
    /// `active` or `inactive`.
    pub status: Option<String>,
    /// Shown in lists; derived when empty.
    pub display_name: Option<String>,
    /// First name.
    pub given_name: Option<String>,
    /// Last name.
    pub family_name: Option<String>,
    /// Father's name.
    pub father_name: Option<String>,
    /// The firm's legal name.
    pub company_name: Option<String>,
    /// The firm's trade.
    pub business_line: Option<String>,
    /// The firm's manager.
    pub manager: Option<String>,
    /// The firm's short name.
    pub acronym: Option<String>,
    /// People who work there, in digits.
    pub headcount: Option<String>,
    /// The firm's website.
    pub website: Option<String>,
    /// VAT number or the like.
    pub tax_number: Option<String>,
    /// Number in a register of companies.
    pub registration_number: Option<String>,
    /// BCP 47 tag.
    pub locale: Option<String>,
    /// Free text.
    pub notes: Option<String>,
    /// The main e-mail address.
    pub email_address: Option<String>,
    /// All further e-mail addresses, in order.
    pub more_emails: Option<Vec<String>>,
    /// All phones, in order.
    pub phones: Option<Vec<RawPhone>>,
    /// All ways to reach the customer, in order, whatever their kinds: what other systems send in the place of e-mail
    /// addresses and phones.
    pub contacts: Option<Vec<RawContact>>,
    /// All addresses, in order.
    pub addresses: Option<Vec<RawAddress>>,
    /// All people, in order.
    pub people: Option<Vec<RawPerson>>,
    /// All of the user's own attributes.
    pub attributes: Option<Vec<(String, Value)>>,
    /// Changes of the attributes that integrations keep.
    pub integrations: Integrations,
    /// All ids of other systems.
    pub references: Option<Vec<Reference>>,
    /// What becomes of its picture. Whoever names one keeps it.
    #[serde(skip)]
    pub avatar: Option<AvatarChange>,
    /// The ids of all tags.
    pub tags: Option<Vec<String>>,
    /// Titles of tags besides those, in one text.
    pub tag_titles: Option<String>,
}

/// What becomes of a customer's picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AvatarChange {
    /// It has this one.
    Give(AvatarId),
    /// It has none.
    TakeOff,
}

impl AvatarChange {
    /// The picture that there is then.
    #[must_use]
    pub const fn given(self) -> Option<AvatarId> {
        match self {
            Self::Give(id) => Some(id),
            Self::TakeOff => None,
        }
    }
}

/// A phone as it came in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawPhone {
    /// The key it was shown with; empty for a new one.
    pub key: String,
    /// `Unknown`, `Phone` or `Mobile`; empty is unknown.
    pub phone_type: String,
    /// Country code; empty where not known.
    pub country: String,
    /// As dialled in the country.
    pub number_local: String,
    /// Read only when there is no local number.
    pub number_international: String,
}

/// An address as it came in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawAddress {
    /// The key it was shown with; empty for a new one.
    pub key: String,
    /// Address 1.
    pub address1: String,
    /// Address 2.
    pub address2: String,
    /// Suburb or city.
    pub suburb: String,
    /// Post code.
    pub postcode: String,
    /// State or province.
    pub state: String,
    /// Country: a code or a name, kept as typed.
    pub country: String,
}

impl RawAddress {
    pub(super) fn is_empty(&self) -> bool {
        let texts =
            [&self.address1, &self.address2, &self.suburb, &self.postcode, &self.state, &self.country];
        texts.into_iter().all(std::string::String::is_empty)
    }
}

impl RawCustomer {
    /// What a form would hold that shows this document: every field present.
    #[must_use]
    pub fn from_document(document: &Document) -> Self {
        let text = |field: &Option<String>| Some(field.clone().unwrap_or_default());
        Self {
            kind: Some(document.kind.as_str().into()),
            status: Some(document.status.as_str().into()),
            display_name: Some(document.display_name.clone()),
            given_name: text(&document.given_name),
            family_name: text(&document.family_name),
            father_name: text(&document.father_name),
            company_name: text(&document.company.name),
            business_line: text(&document.company.business_line),
            manager: text(&document.company.manager),
            acronym: text(&document.company.acronym),
            headcount: Some(document.company.headcount.map(|count| count.to_string()).unwrap_or_default()),
            website: text(&document.company.website),
            tax_number: text(&document.tax_number),
            registration_number: text(&document.registration_number),
            locale: text(&document.locale),
            notes: text(&document.notes),
            email_address: Some(document.email().map(|email| email.as_str().to_owned()).unwrap_or_default()),
            more_emails: None,
            phones: Some(document.phones().map(|(key, phone)| RawPhone::from_phone(key, phone)).collect()),
            contacts: None,
            addresses: Some(document.addresses.iter().map(RawAddress::from_address).collect()),
            people: Some(
                document.people.iter().map(|person| RawPerson::from_person(person, document)).collect(),
            ),
            attributes: Some(own_attributes(&document.attributes)),
            integrations: Integrations::new(),
            references: Some(document.references.clone()),
            avatar: None,
            tags: Some(document.tags.iter().map(ToString::to_string).collect()),
            tag_titles: None,
        }
    }
}

fn own_attributes(attributes: &Attributes) -> Vec<(String, Value)> {
    attributes.own().map(|(key, value)| (key.to_owned(), value.clone())).collect()
}

impl RawPhone {
    /// The phone as a form shows it.
    #[must_use]
    pub fn from_phone(key: Uuid, phone: &Phone) -> Self {
        Self {
            key: key.to_string(),
            phone_type: phone.phone_type.as_str().into(),
            country: phone.country.map(|country| country.as_str().to_owned()).unwrap_or_default(),
            number_local: phone.value.clone(),
            number_international: phone.e164.clone().unwrap_or_default(),
        }
    }
}

impl RawAddress {
    /// The address as a form shows it.
    #[must_use]
    pub fn from_address(address: &Address) -> Self {
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        Self {
            key: address.key.to_string(),
            address1: text(&address.line1),
            address2: text(&address.line2),
            suburb: text(&address.locality),
            postcode: text(&address.postcode),
            state: text(&address.state),
            country: text(&address.country_text),
        }
    }
}
