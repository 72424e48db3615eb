//! What a column of a file can mean: every field of a customer that may be typed, by the name it has in forms. Id,
//! organization, version, author and times are not among them, so no file can set them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::draft::MOST_ROWS;
use crate::domain::import::parts::{AddressPart, PersonPart, PhonePart};

/// Where a column's values go.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Target {
    /// Nowhere.
    #[default]
    Ignore,
    /// The customer's id, to find it by; it is never set.
    CustomerId,
    /// Personal or corporate.
    Kind,
    /// Active or inactive.
    Status,
    /// Display name.
    DisplayName,
    /// First name.
    FirstName,
    /// Last name.
    LastName,
    /// Father's name.
    FatherName,
    /// The firm's legal name.
    CompanyName,
    /// The firm's trade.
    BusinessLine,
    /// The firm's manager.
    Manager,
    /// The firm's short name.
    Acronym,
    /// People who work there.
    Headcount,
    /// The firm's website.
    Website,
    /// VAT number or the like.
    TaxNumber,
    /// Number in a register of companies.
    RegistrationNumber,
    /// BCP 47 tag.
    Locale,
    /// Free text.
    Notes,
    /// The main e-mail address.
    Email,
    /// Several further e-mail addresses in one cell, separated or as a JSON list.
    Emails,
    /// Part of the phone at this place, from 0.
    Phone(usize, PhonePart),
    /// Several phones in one cell, separated or as a JSON list.
    Phones,
    /// Part of the address at this place, from 0.
    Address(usize, AddressPart),
    /// Several addresses in one cell, separated or as a JSON list.
    Addresses,
    /// Part of the person at this place, from 0.
    Person(usize, PersonPart),
    /// Several people in one cell, as a JSON list.
    People,
    /// Titles of tags in one cell, separated.
    Tags,
    /// The user's own attribute of this key.
    Attribute(String),
    /// Several of the user's own attributes in one cell, as a JSON object.
    Attributes,
    /// The id another system uses.
    Reference {
        /// The system.
        system: String,
        /// Which of its ids.
        name: String,
    },
    /// Several ids that other systems use, in one cell, as a JSON list.
    References,
    /// A whole customer in one cell, as JSON of the draft's text: the rows of a file that another system's client brought.
    /// Nobody chooses it for a column.
    Customer,
}

/// The text names no field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no field \"{0}\"")]
pub struct UnknownTarget(pub String);

/// The fields that stand alone, with their names in forms.
const SINGLE: [(Target, &str); 26] = [
    (Target::Ignore, "ignore"),
    (Target::CustomerId, "customer_id"),
    (Target::FirstName, "first_name"),
    (Target::LastName, "last_name"),
    (Target::DisplayName, "display_name"),
    (Target::Email, "email_address"),
    (Target::Emails, "more_email_addresses"),
    (Target::Phones, "phones"),
    (Target::Addresses, "addresses"),
    (Target::People, "people"),
    (Target::Tags, "tags"),
    (Target::CompanyName, "company_name"),
    (Target::BusinessLine, "business_line"),
    (Target::Manager, "manager"),
    (Target::Acronym, "acronym"),
    (Target::Headcount, "headcount"),
    (Target::Website, "website"),
    (Target::TaxNumber, "tax_number"),
    (Target::RegistrationNumber, "registration_number"),
    (Target::FatherName, "father_name"),
    (Target::Kind, "kind"),
    (Target::Status, "status"),
    (Target::Locale, "locale"),
    (Target::Notes, "notes"),
    (Target::Attributes, "attributes"),
    (Target::References, "references"),
];

/// The name of what no column is chosen for.
const CUSTOMER: &str = "customer";

impl Target {
    /// The fields that stand alone, in the order a person chooses from.
    pub fn singles() -> impl Iterator<Item = Self> {
        SINGLE.into_iter().map(|(target, _)| target)
    }

    /// Whether two columns may both go there.
    #[must_use]
    pub const fn takes_many(&self) -> bool {
        matches!(
            self,
            Self::Ignore
                | Self::Emails
                | Self::Phones
                | Self::Addresses
                | Self::People
                | Self::Tags
                | Self::Attributes
                | Self::References
        )
    }

    /// Whether an issue that a draft has with `field` is about this column.
    #[must_use]
    pub fn is_of(&self, field: &str) -> bool {
        match self {
            Self::Ignore
            | Self::CustomerId
            | Self::Attribute(_)
            | Self::Attributes
            | Self::Reference { .. }
            | Self::References
            | Self::Emails
            | Self::Phones
            | Self::Addresses
            | Self::People
            | Self::Tags
            | Self::Customer => false,
            Self::Phone(at, PhonePart::Mobile) => field == format!("phones.{at}.number_local"),
            other => field == other.to_string(),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Phone(at, part) => write!(out, "phones.{at}.{}", word_of(&PhonePart::ALL, part)),
            Self::Address(at, part) => write!(out, "addresses.{at}.{}", word_of(&AddressPart::ALL, part)),
            Self::Person(at, part) => write!(out, "people.{at}.{}", word_of(&PersonPart::ALL, part)),
            Self::Attribute(key) => write!(out, "attribute:{key}"),
            Self::Reference { system, name } => write!(out, "reference:{system}/{name}"),
            Self::Customer => out.write_str(CUSTOMER),
            single => out.write_str(word_of(&SINGLE, single)),
        }
    }
}

fn word_of<T: PartialEq>(words: &[(T, &'static str)], value: &T) -> &'static str {
    words.iter().find(|(known, _)| known == value).map_or("ignore", |(_, word)| word)
}

impl FromStr for Target {
    type Err = UnknownTarget;

    fn from_str(text: &str) -> Result<Self, UnknownTarget> {
        let unknown = || UnknownTarget(text.to_owned());
        if text == CUSTOMER {
            return Ok(Self::Customer);
        }
        if let Some((single, _)) = SINGLE.iter().find(|(_, word)| *word == text) {
            return Ok(single.clone());
        }
        if let Some(key) = text.strip_prefix("attribute:").filter(|key| !key.trim().is_empty()) {
            return Ok(Self::Attribute(key.to_owned()));
        }
        if let Some(reference) = text.strip_prefix("reference:") {
            let parts =
                reference.split_once('/').filter(|(system, name)| !system.is_empty() && !name.is_empty());
            let (system, name) = parts.ok_or_else(unknown)?;
            return Ok(Self::Reference { system: system.into(), name: name.into() });
        }
        let mut parts = text.split('.');
        let (Some(list), Some(at), Some(part), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(unknown());
        };
        let at = at.parse().ok().filter(|at| *at < MOST_ROWS).ok_or_else(unknown)?;
        match list {
            "phones" => part_of(&PhonePart::ALL, part).map(|part| Self::Phone(at, part)),
            "addresses" => part_of(&AddressPart::ALL, part).map(|part| Self::Address(at, part)),
            "people" => part_of(&PersonPart::ALL, part).map(|part| Self::Person(at, part)),
            _ => None,
        }
        .ok_or_else(unknown)
    }
}

fn part_of<T: Copy>(words: &[(T, &'static str)], word: &str) -> Option<T> {
    words.iter().find(|(_, known)| *known == word).map(|(part, _)| *part)
}

impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What each column of a file means, from left to right.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mapping(pub Vec<Target>);

impl Mapping {
    /// The first column that goes to the target.
    #[must_use]
    pub fn column_of(&self, target: &Target) -> Option<usize> {
        self.0.iter().position(|known| known == target)
    }

    /// The first column whose target an earlier one has, and only one can have.
    #[must_use]
    pub fn clash(&self) -> Option<(usize, &Target)> {
        let is_claimed_before =
            |at: usize, target: &Target| self.0[..at].iter().any(|earlier| earlier.clashes(target));
        self.0.iter().enumerate().find(|(at, target)| is_claimed_before(*at, target))
    }

    /// Whether a customer could come of a row: some column goes to a field.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|target| matches!(target, Target::Ignore | Target::CustomerId))
    }
}

impl Target {
    fn clashes(&self, other: &Self) -> bool {
        let number_of = |target: &Self| match target {
            Self::Phone(at, PhonePart::NumberLocal | PhonePart::Mobile) => Some(*at),
            _ => None,
        };
        let is_same_number = number_of(self).is_some() && number_of(self) == number_of(other);
        (self == other || is_same_number) && !self.takes_many()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_fields_read_back() {
        let parts = PhonePart::ALL.map(|(part, _)| Target::Phone(3, part)).into_iter();
        let parts = parts.chain(AddressPart::ALL.map(|(part, _)| Target::Address(0, part)));
        let parts = parts.chain(PersonPart::ALL.map(|(part, _)| Target::Person(1, part)));
        let open = [
            Target::Attribute("Loyalty tier: 1".into()),
            Target::Attribute(" led by a blank".into()),
            Target::Reference { system: "arrowsphere".into(), name: "billingId".into() },
        ];
        for target in Target::singles().chain(parts).chain(open) {
            assert_eq!(target.to_string().parse(), Ok(target.clone()), "{target}");
        }
    }

    #[test]
    fn what_a_file_must_not_set_is_no_field() {
        for text in [
            "id",
            "version",
            "organization_id",
            "created_at",
            "phones.100.country",
            "phones.x.type",
            "attribute: ",
        ] {
            assert!(text.parse::<Target>().is_err(), "{text}");
        }
    }

    #[test]
    fn two_columns_cannot_both_be_the_first_name() {
        let mapping = |words: &[&str]| Mapping(words.iter().map(|word| word.parse().unwrap()).collect());
        assert_eq!(mapping(&["first_name", "ignore", "ignore", "phones", "phones"]).clash(), None);
        assert_eq!(mapping(&["first_name", "first_name"]).clash(), Some((1, &Target::FirstName)));
        let numbers = mapping(&["phones.0.number_local", "phones.0.mobile"]);
        assert_eq!(numbers.clash(), Some((1, &Target::Phone(0, PhonePart::Mobile))));
    }
}
