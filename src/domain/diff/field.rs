//! Which part of a document differs: a field of a form, or one row of its lists, by name and by key.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use crate::domain::customer::{Document, Kind, Reference, Status};
use crate::domain::tag::TagId;

/// The name of the tags' field in forms.
pub const TAGS: &str = "tags";
/// The name of the main person's field.
const MAIN_PERSON: &str = "main_person";
/// The name of the picture's field in forms.
const AVATAR: &str = "avatar";

/// Which part of a document. The order is the one a reader expects.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// A field with one value.
    Scalar(Scalar),
    /// The main e-mail address.
    Email,
    /// Another contact point, by key.
    ContactPoint(Uuid),
    /// An address, by key.
    Address(Uuid),
    /// A person, by key.
    Person(Uuid),
    /// Which person is the main one.
    MainPerson,
    /// An attribute, by namespace and key.
    Attribute(String, String),
    /// An id of another system.
    Reference(Reference),
    /// A tag, carried or not: two edits of one tag are always one and the same, so tags never clash.
    Tag(TagId),
    /// The picture.
    Avatar,
}

/// The fields with one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scalar {
    /// First name.
    GivenName,
    /// Last name.
    FamilyName,
    /// Display name.
    DisplayName,
    /// Father's name.
    FatherName,
    /// Person or company.
    Kind,
    /// Active or inactive.
    Status,
    /// The firm's name.
    CompanyName,
    /// The firm's trade.
    BusinessLine,
    /// The firm's manager.
    Manager,
    /// The firm's short name.
    Acronym,
    /// The firm's people.
    Headcount,
    /// The firm's website.
    Website,
    /// VAT number.
    TaxNumber,
    /// Register number.
    RegistrationNumber,
    /// Language.
    Locale,
    /// Notes.
    Notes,
}

impl Scalar {
    pub(super) const ALL: [(Self, &'static str); 16] = [
        (Self::GivenName, "first_name"),
        (Self::FamilyName, "last_name"),
        (Self::DisplayName, "display_name"),
        (Self::FatherName, "father_name"),
        (Self::Kind, "kind"),
        (Self::Status, "status"),
        (Self::CompanyName, "company_name"),
        (Self::BusinessLine, "business_line"),
        (Self::Manager, "manager"),
        (Self::Acronym, "acronym"),
        (Self::Headcount, "headcount"),
        (Self::Website, "website"),
        (Self::TaxNumber, "tax_number"),
        (Self::RegistrationNumber, "registration_number"),
        (Self::Locale, "locale"),
        (Self::Notes, "notes"),
    ];

    /// The name of the field in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(scalar, _)| *scalar == self).map_or("", |(_, name)| name)
    }

    pub(super) fn read(self, document: &Document) -> Option<String> {
        match self {
            Self::GivenName => document.given_name.clone(),
            Self::FamilyName => document.family_name.clone(),
            Self::DisplayName => Some(document.display_name.clone()),
            Self::FatherName => document.father_name.clone(),
            Self::Kind => Some(document.kind.as_str().into()),
            Self::Status => Some(document.status.as_str().into()),
            Self::CompanyName => document.company.name.clone(),
            Self::BusinessLine => document.company.business_line.clone(),
            Self::Manager => document.company.manager.clone(),
            Self::Acronym => document.company.acronym.clone(),
            Self::Headcount => document.company.headcount.map(|count| count.to_string()),
            Self::Website => document.company.website.clone(),
            Self::TaxNumber => document.tax_number.clone(),
            Self::RegistrationNumber => document.registration_number.clone(),
            Self::Locale => document.locale.clone(),
            Self::Notes => document.notes.clone(),
        }
    }

    pub(super) fn write(self, document: &mut Document, value: Option<String>) {
        match self {
            Self::GivenName => document.given_name = value,
            Self::FamilyName => document.family_name = value,
            Self::DisplayName => document.display_name = value.unwrap_or_default(),
            Self::FatherName => document.father_name = value,
            Self::Kind => document.kind = value.as_deref().and_then(Kind::parse).unwrap_or_default(),
            Self::Status => document.status = value.as_deref().and_then(Status::parse).unwrap_or_default(),
            Self::CompanyName => document.company.name = value,
            Self::BusinessLine => document.company.business_line = value,
            Self::Manager => document.company.manager = value,
            Self::Acronym => document.company.acronym = value,
            Self::Headcount => {
                document.company.headcount = value.as_deref().and_then(|count| count.parse().ok());
            }
            Self::Website => document.company.website = value,
            Self::TaxNumber => document.tax_number = value,
            Self::RegistrationNumber => document.registration_number = value,
            Self::Locale => document.locale = value,
            Self::Notes => document.notes = value,
        }
    }
}

impl Field {
    /// The name of the form's field or list that it belongs to: `email_address`, `phones`, `attributes.tier`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Scalar(scalar) => scalar.as_str().into(),
            Self::Email => "email_address".into(),
            Self::ContactPoint(_) => "phones".into(),
            Self::Address(_) => "addresses".into(),
            Self::Person(_) => "people".into(),
            Self::MainPerson => MAIN_PERSON.into(),
            Self::Attribute(namespace, key) if namespace.is_empty() => format!("attributes.{key}"),
            Self::Attribute(namespace, key) => format!("attributes.{namespace}/{key}"),
            Self::Reference(_) => "references".into(),
            Self::Tag(_) => TAGS.into(),
            Self::Avatar => AVATAR.into(),
        }
    }
}

impl fmt::Display for Field {
    /// The field as one text that [`Field::from_str`] reads back, for forms.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scalar(scalar) => out.write_str(scalar.as_str()),
            Self::Email => out.write_str("email_address"),
            Self::ContactPoint(key) => write!(out, "contact_points.{key}"),
            Self::Address(key) => write!(out, "addresses.{key}"),
            Self::Person(key) => write!(out, "people.{key}"),
            Self::MainPerson => out.write_str(MAIN_PERSON),
            Self::Attribute(namespace, key) => {
                let pair = serde_json::to_string(&[namespace, key]).map_err(|_| fmt::Error)?;
                write!(out, "attributes.{pair}")
            }
            Self::Reference(reference) => {
                let parts = [&reference.system, &reference.name, &reference.value];
                write!(out, "references.{}", serde_json::to_string(&parts).map_err(|_| fmt::Error)?)
            }
            Self::Tag(tag) => write!(out, "{TAGS}.{tag}"),
            Self::Avatar => out.write_str(AVATAR),
        }
    }
}

/// The text names no field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such field")]
pub struct UnknownField;

impl FromStr for Field {
    type Err = UnknownField;

    fn from_str(text: &str) -> Result<Self, UnknownField> {
        if let Some((scalar, _)) = Scalar::ALL.into_iter().find(|(_, name)| *name == text) {
            return Ok(Self::Scalar(scalar));
        }
        if text == "email_address" {
            return Ok(Self::Email);
        }
        if text == MAIN_PERSON {
            return Ok(Self::MainPerson);
        }
        if text == AVATAR {
            return Ok(Self::Avatar);
        }
        let (list, which) = text.split_once('.').ok_or(UnknownField)?;
        match list {
            "contact_points" => which.parse().map(Self::ContactPoint).map_err(|_| UnknownField),
            "addresses" => which.parse().map(Self::Address).map_err(|_| UnknownField),
            "people" => which.parse().map(Self::Person).map_err(|_| UnknownField),
            "attributes" => {
                let [namespace, key]: [String; 2] = serde_json::from_str(which).map_err(|_| UnknownField)?;
                Ok(Self::Attribute(namespace, key))
            }
            "references" => {
                let [system, name, value]: [String; 3] =
                    serde_json::from_str(which).map_err(|_| UnknownField)?;
                Ok(Self::Reference(Reference { system, name, value }))
            }
            TAGS => which.parse().map(Self::Tag).map_err(|_| UnknownField),
            _ => Err(UnknownField),
        }
    }
}
