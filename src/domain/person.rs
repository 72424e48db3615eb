//! The people of a customer: whom one talks to at a firm. They are part of its document; what hangs on one of them, such
//! as an invitation, points at its key, and other systems know it by its number.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::customer::Reference;
use crate::domain::values::Email;

/// A person of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Person {
    /// Issued here; stays when the person is edited.
    pub key: Uuid,
    /// Drawn once and never used again; 0 until the person is stored.
    pub number: i64,
    /// First name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// Last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// Shown for it; never empty.
    pub display_name: String,
    /// Where it is written to, and what an invitation is sent to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Its phone number, as typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The international number, when that is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub e164: Option<String>,
    /// What it is for, such as "Technical".
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Its role, such as "primary".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Ids that other systems use for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
}

impl Person {
    /// What the display name is when none was given: "given family", or the e-mail address.
    #[must_use]
    pub fn derived_name(&self) -> Option<String> {
        let names = [self.given_name.as_deref(), self.family_name.as_deref()];
        let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let name = Some(name).filter(|name| !name.is_empty());
        name.or_else(|| self.email.as_ref().map(|email| email.as_str().to_owned()))
    }

    /// The person on one line.
    #[must_use]
    pub fn line(&self) -> String {
        let facts = [
            self.email.as_ref().map(Email::as_str),
            self.e164.as_deref().or(self.phone.as_deref()),
            self.kind.as_deref(),
            self.role.as_deref(),
        ];
        let all = std::iter::once(self.display_name.as_str()).chain(facts.into_iter().flatten());
        all.collect::<Vec<_>>().join(", ")
    }
}
