//! Invitations: a person of a customer is let into the portal, to see the customer's details and, if the policy says so,
//! to edit them.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::customer::CustomerId;
use crate::domain::issues::Issue;
use crate::domain::operator::Role;
use crate::domain::organization::OrganizationId;
use crate::domain::secret::{Keys, Secret, SecretHash};
use crate::domain::time::Time;
use crate::domain::values::{Email, text};

/// How long an invitation can be accepted.
pub const LASTS: Duration = Duration::from_hours(7 * 24);
/// An invitation that ends within this expires soon.
pub const SOON: Duration = Duration::from_hours(48);

/// The id of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InvitationId(pub Uuid);

impl fmt::Display for InvitationId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl FromStr for InvitationId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}

/// What whoever accepts may do, by a word. Other systems have words of their own, which are kept: `admin` edits, and a
/// word that is not known sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy(String);

impl Policy {
    /// The words that the console offers.
    pub const OFFERED: [&'static str; 2] = ["view", "edit"];

    /// Reads a word.
    ///
    /// # Errors
    /// When there is none, or it is no word.
    pub fn parse(word: &str) -> Result<Self, Issue> {
        text::text(word, 50)?.map(Self).ok_or_else(|| Issue::new("policy-missing"))
    }

    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it lets its person edit.
    #[must_use]
    pub fn may_edit(&self) -> bool {
        ["edit", "admin"].iter().any(|word| self.0.eq_ignore_ascii_case(word))
    }

    /// What its person may, as a role within the portal.
    #[must_use]
    pub fn role(&self) -> Role {
        if self.may_edit() { Role::Editor } else { Role::Viewer }
    }
}

/// What has become of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InvitationState {
    /// It can be accepted.
    Pending,
    /// Its time is over; it can be sent again.
    Expired,
    /// Its person has chosen a password.
    Accepted,
    /// It was taken back, or a newer one took its place.
    Revoked,
}

impl InvitationState {
    /// The word sent for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Expired => "expired",
            Self::Accepted => "accepted",
            Self::Revoked => "revoked",
        }
    }
}

/// An invitation.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// By which operators name it; whoever is invited has its code.
    pub id: InvitationId,
    /// Whose it is.
    pub organization: OrganizationId,
    /// To whose details it leads.
    pub customer: CustomerId,
    /// Who is invited.
    pub person: Uuid,
    /// What they were called then.
    pub name: String,
    /// Where it was sent.
    pub email: Email,
    /// What they may do.
    pub policy: Policy,
    /// How often it was sent: each time has a code of its own.
    pub generation: i64,
    /// The hash of its code.
    pub secret: SecretHash,
    /// When it was made.
    pub created_at: Time,
    /// When it was last sent.
    pub updated_at: Time,
    /// Until when it can be accepted.
    pub expires_at: Time,
    /// When it was accepted.
    pub accepted_at: Option<Time>,
    /// When it was taken back.
    pub ended_at: Option<Time>,
}

impl Invitation {
    /// What has become of it.
    #[must_use]
    pub fn state(&self, now: Time) -> InvitationState {
        match (self.ended_at, self.accepted_at) {
            (Some(_), _) => InvitationState::Revoked,
            (None, Some(_)) => InvitationState::Accepted,
            (None, None) if self.expires_at <= now => InvitationState::Expired,
            (None, None) => InvitationState::Pending,
        }
    }

    /// Its code again, for a mail that is yet to be sent. None when the server's keys are others by now.
    #[must_use]
    pub fn code(&self, keys: &Keys) -> Option<Secret> {
        codes(keys, self.id, self.generation).find(|code| code.hash() == self.secret)
    }
}

/// A new code. It is derived from the server's key, so that a mail that waits needs no copy of it: the database has its
/// hash alone.
#[must_use]
pub fn new_code(keys: &Keys, id: InvitationId, generation: i64) -> Secret {
    codes(keys, id, generation).next().unwrap_or_else(Secret::generate)
}

fn codes(keys: &Keys, id: InvitationId, generation: i64) -> impl Iterator<Item = Secret> {
    keys.sign_each(&[b"invitation", id.0.as_bytes(), &generation.to_be_bytes()]).map(Secret::of_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::secret::Key;

    #[test]
    fn a12_a_code_is_of_one_sending_and_one_server() {
        let keys = |secret: &[u8]| Keys::new(Key::of_secret(secret), None);
        let id = InvitationId(Uuid::from_u128(1));
        let code = |keys: &Keys, generation| new_code(keys, id, generation).expose().to_owned();
        assert_eq!(code(&keys(b"a"), 1), code(&keys(b"a"), 1));
        assert_ne!(code(&keys(b"a"), 1), code(&keys(b"a"), 2));
        assert_ne!(code(&keys(b"a"), 1), code(&keys(b"b"), 1));
        assert_eq!(code(&keys(b"a"), 1).len(), 43, "256 bits");
    }

    #[test]
    fn only_known_words_let_edit() {
        for (word, may_edit) in [("view", false), ("edit", true), ("Admin", true), ("member", false)] {
            assert_eq!(Policy::parse(word).unwrap().may_edit(), may_edit, "{word}");
        }
        assert!(Policy::parse("").is_err());
    }
}
