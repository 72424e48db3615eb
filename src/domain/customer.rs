//! A customer is one document with a version. Every door turns what came in into a `RawCustomer`; `draft` judges
//! it; the store keeps a [`Customer`]. What is in a [`Document`] is versioned and can be restored; nothing else is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::operator::{Actor, ActorId};
use crate::domain::organization::OrganizationId;
use crate::domain::person::Person;
use crate::domain::tag::TagId;
use crate::domain::time::Time;
use crate::domain::values::{CountryCode, Email, PhoneType};

/// The id of a customer, issued here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CustomerId(pub Uuid);

impl CustomerId {
    /// A new one, in order of time.
    #[must_use]
    pub fn new() -> Self {
        Self(Uuid::now_v7())
    }
}

impl Default for CustomerId {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for CustomerId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl FromStr for CustomerId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}

/// The id of a picture of a customer, issued here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AvatarId(pub Uuid);

impl fmt::Display for AvatarId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl FromStr for AvatarId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}

/// Counts the writes of one customer, from 1, without a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(pub i64);

impl Version {
    /// What a customer is created with.
    pub const FIRST: Self = Self(1);

    /// The one after it.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// One person, or a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One person.
    #[default]
    Personal,
    /// A company or organisation.
    Corporate,
}

impl Kind {
    /// The word stored and sent for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::Corporate => "corporate",
        }
    }

    /// The kind a word names, in any case.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Personal, Self::Corporate].into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(word))
    }
}

/// Whether business is done with the customer. Inactive is not deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Yes.
    #[default]
    Active,
    /// Not at present.
    Inactive,
}

impl Status {
    /// The word stored and sent for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
        }
    }

    /// The status a word names, in any case.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Active, Self::Inactive].into_iter().find(|status| status.as_str().eq_ignore_ascii_case(word))
    }
}

/// Everything of a customer that is versioned.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Document {
    /// Person or company.
    pub kind: Kind,
    /// Active or inactive.
    pub status: Status,
    /// Shown in lists; never empty.
    pub display_name: String,
    /// First name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// Last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// Father's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub father_name: Option<String>,
    /// What only a firm has.
    #[serde(skip_serializing_if = "Company::is_empty")]
    pub company: Company,
    /// VAT number or the like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_number: Option<String>,
    /// Number in a register of companies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration_number: Option<String>,
    /// BCP 47 tag of the language to write in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Free text, with line ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// E-mails, phones and others, in order; the first of its kind is "the" one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contact_points: Vec<ContactPoint>,
    /// In order; the first is "the" one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<Address>,
    /// Whom one talks to there, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Person>,
    /// The key of the main one of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub main_person: Option<Uuid>,
    /// Free fields by namespace; the user's own have the empty one.
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
    /// Ids that other systems use.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
    /// The tags it carries.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub tags: BTreeSet<TagId>,
    /// Its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<AvatarId>,
}

/// What only a firm has.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Company {
    /// Its legal name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its trade.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business_line: Option<String>,
    /// Its manager, as a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manager: Option<String>,
    /// Its short name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acronym: Option<String>,
    /// People who work there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headcount: Option<i64>,
    /// Its website, as typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
}

impl Company {
    /// Whether nothing is known of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A way to reach the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContactPoint {
    /// Issued here; stays when the value is edited.
    pub key: Uuid,
    /// What kind, with what only that kind has.
    #[serde(flatten)]
    pub channel: Channel,
    /// The word another system used for its type, such as "tel".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_text: Option<String>,
    /// A name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Whose role it is, such as "CEO".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Who answers there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responder: Option<String>,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl ContactPoint {
    /// A bare one of this channel, with a new key.
    #[must_use]
    pub fn new(channel: Channel) -> Self {
        Self {
            key: Uuid::now_v7(),
            channel,
            type_text: None,
            label: None,
            role: None,
            responder: None,
            note: None,
        }
    }
}

/// The kinds of contact points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Channel {
    /// An e-mail address.
    Email {
        /// As typed.
        value: Email,
    },
    /// A phone number.
    Phone(Phone),
    /// Anything else: a fax, a messenger.
    Other {
        /// As typed.
        value: String,
    },
}

/// A phone number: kept as typed, with what the library made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Phone {
    /// Landline, mobile or unknown.
    #[serde(rename = "type")]
    pub phone_type: PhoneType,
    /// As typed.
    pub value: String,
    /// The country it was given with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<CountryCode>,
    /// The international number, when it is valid in that country or the organization's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub e164: Option<String>,
}

impl Phone {
    /// The number as it is dialled from anywhere: what was typed, unless that can only be dialled within its country.
    #[must_use]
    pub fn from_abroad(&self) -> &str {
        let typed = self.value.trim_start();
        let is_local = !(typed.starts_with('+') || typed.starts_with("00"));
        self.e164.as_deref().filter(|_| is_local).unwrap_or(&self.value)
    }
}

/// A postal address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Address {
    /// Issued here; stays when the address is edited.
    pub key: Uuid,
    /// Address 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line1: Option<String>,
    /// Address 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line2: Option<String>,
    /// Suburb or city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    /// Post code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    /// State or province.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The country as typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country_text: Option<String>,
    /// The country that the text names, where one could be made out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<CountryCode>,
}

/// Free fields by namespace. The user's own stand in the empty namespace; `vendor`, `identity`, `nutcache`, `import`
/// and `x-*` belong to integrations, and a replacement of the user's leaves them alone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Attributes(pub BTreeMap<String, BTreeMap<String, Value>>);

impl Attributes {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.values().all(BTreeMap::is_empty)
    }

    /// The user's own.
    pub fn own(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.get("").into_iter().flatten().map(|(key, value)| (key.as_str(), value))
    }

    /// The value of one of the user's own.
    #[must_use]
    pub fn own_value(&self, key: &str) -> Option<&Value> {
        self.0.get("")?.get(key)
    }

    /// Gives one of the user's own this value, or takes it away.
    pub fn set_own(&mut self, key: &str, value: Option<Value>) {
        let mut own = self.0.remove("").unwrap_or_default();
        match value {
            Some(value) => own.insert(key.to_owned(), value),
            None => own.remove(key),
        };
        self.replace_own(own);
    }

    /// Puts these in the place of the user's own.
    pub fn replace_own(&mut self, own: BTreeMap<String, Value>) {
        if own.is_empty() {
            self.0.remove("");
        } else {
            self.0.insert(String::new(), own);
        }
    }
}

/// The text of an attribute's value as a person reads it: a text without its quotes, anything else as JSON.
#[must_use]
pub fn attribute_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// An id that another system uses for this customer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// The system, such as `arrowsphere`.
    pub system: String,
    /// Which of its ids, such as `billingId`.
    pub name: String,
    /// The id.
    pub value: String,
}

impl Reference {
    /// Whether no two live customers may share it.
    #[must_use]
    pub fn is_unique(&self) -> bool {
        self.system == "arrowsphere" && self.name == "internalReference"
    }
}

impl Document {
    /// The e-mail addresses, the main one first.
    pub fn emails(&self) -> impl Iterator<Item = &Email> {
        self.contact_points.iter().filter_map(|point| match &point.channel {
            Channel::Email { value } => Some(value),
            Channel::Phone(_) | Channel::Other { .. } => None,
        })
    }

    /// The main e-mail address.
    #[must_use]
    pub fn email(&self) -> Option<&Email> {
        self.emails().next()
    }

    /// The phones with their keys, the main one first.
    pub fn phones(&self) -> impl Iterator<Item = (Uuid, &Phone)> {
        self.contact_points.iter().filter_map(|point| match &point.channel {
            Channel::Phone(phone) => Some((point.key, phone)),
            Channel::Email { .. } | Channel::Other { .. } => None,
        })
    }

    /// The person of this key.
    #[must_use]
    pub fn person(&self, key: Uuid) -> Option<&Person> {
        self.people.iter().find(|person| person.key == key)
    }

    /// The country the customer is filtered by: the first address's, else the first phone's.
    #[must_use]
    pub fn country(&self) -> Option<CountryCode> {
        let of_address = self.addresses.iter().find_map(|address| address.country);
        of_address.or_else(|| self.phones().find_map(|(_, phone)| phone.country))
    }

    /// What the display name is when none was given: "given family", the firm's name, or the e-mail address.
    #[must_use]
    pub fn derived_name(&self) -> Option<String> {
        let person = [self.given_name.as_deref(), self.family_name.as_deref()];
        let person = person.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let person = Some(person).filter(|name| !name.is_empty());
        let firm = self.company.name.clone();
        let by_kind = match self.kind {
            Kind::Personal => person.or(firm),
            Kind::Corporate => firm.or(person),
        };
        by_kind.or_else(|| self.email().map(|email| email.as_str().to_owned()))
    }
}

/// Why a version was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// A person, in the console.
    Hand,
    /// A program, by the native API.
    Token,
    /// A client of another system, in that system's words.
    Dialect,
    /// A contact, in the portal.
    Portal,
    /// A row of an imported file.
    Import {
        /// The import.
        import: Uuid,
        /// The row's number in the file.
        row: i64,
    },
    /// An earlier version was restored.
    Restore {
        /// Which.
        version: Version,
    },
    /// A stale save that clashed with nothing, or whose clashes a person decided.
    Merge,
    /// A change was taken back.
    Undo,
    /// What an import did to it was taken back.
    ImportUndone {
        /// The import.
        import: Uuid,
        /// The row's number in the file.
        row: i64,
    },
    /// That was taken back in turn.
    ImportRedone {
        /// The import.
        import: Uuid,
        /// The row's number in the file.
        row: i64,
    },
    /// A change of an attribute's key or kind, a tag that was merged or deleted.
    Operation {
        /// The work that made it; the tag, where its few customers followed at once.
        operation: Uuid,
    },
}

impl Cause {
    /// Whether an import did it, or the undoing of that import.
    #[must_use]
    pub fn is_of_import(self, of: Uuid) -> bool {
        match self {
            Self::Import { import, .. }
            | Self::ImportUndone { import, .. }
            | Self::ImportRedone { import, .. } => import == of,
            _ => false,
        }
    }

    /// Whether it followed a change of its tags or attributes, as every customer with these did.
    #[must_use]
    pub const fn is_operation(self) -> bool {
        matches!(self, Self::Operation { .. })
    }
}

/// Who is about to change something, when and why: what a write by hand or by a call takes.
#[derive(Debug, Clone)]
pub struct Signature {
    /// Who.
    pub actor: Actor,
    /// When.
    pub at: Time,
    /// Why.
    pub cause: Cause,
}

impl Signature {
    /// What of it stays with the version.
    #[must_use]
    pub fn stamp(&self) -> Stamp {
        Stamp { by: self.actor.id, at: self.at, cause: self.cause }
    }
}

/// Who changed something, when and why: what is kept with each version.
#[derive(Debug, Clone, Copy)]
pub struct Stamp {
    /// Operator, token or contact; none for the command line.
    pub by: Option<ActorId>,
    /// When.
    pub at: Time,
    /// Why.
    pub cause: Cause,
}

/// A customer as it is stored.
#[derive(Debug, Clone)]
pub struct Customer {
    /// Its id.
    pub id: CustomerId,
    /// Whose it is.
    pub organization: OrganizationId,
    /// Its number, drawn once and never used again.
    pub number: i64,
    /// Which writing of it this is.
    pub version: Version,
    /// The change number of that writing.
    pub seq: i64,
    /// What is versioned.
    pub document: Document,
    /// Who made this version, when and why.
    pub changed: Stamp,
    /// Who created it.
    pub created_by: Option<ActorId>,
    /// When.
    pub created_at: Time,
    /// Since when it is in the trash.
    pub deleted_at: Option<Time>,
}
