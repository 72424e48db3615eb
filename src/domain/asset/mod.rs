//! Files that people keep: each an asset with a title, a description and a permission, on a customer or on none. Its
//! file can be replaced; the earlier ones stay.

mod media;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::customer::{CustomerId, Version};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::ActorId;
use crate::domain::organization::OrganizationId;
use crate::domain::secret::{Keys, Secret, SecretHash};
use crate::domain::time::Time;
use crate::domain::values::text;

pub use media::{Category, Media};

/// Most uses that a link can be limited to.
const MOST_USES: i64 = 10_000;
/// Most customers that one file hangs on.
pub const MOST_CUSTOMERS: usize = 100;
/// Longest time that a link can be good for.
const LONGEST_LINK: Duration = Duration::from_hours(24 * 366);

/// The id of an asset, issued here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AssetId(pub Uuid);

impl AssetId {
    /// A new one, in order of time.
    #[must_use]
    pub fn new() -> Self {
        Self(Uuid::now_v7())
    }
}

impl Default for AssetId {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for AssetId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl FromStr for AssetId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}

/// Who may open a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Permission {
    /// Operators of the organization.
    #[default]
    Private,
    /// Whoever has its address.
    Public,
}

impl Permission {
    /// Both, the safe one first.
    pub const ALL: [Self; 2] = [Self::Private, Self::Public];

    /// The word that forms send for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Public => "public",
        }
    }

    /// The permission that a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.as_str().eq_ignore_ascii_case(word))
    }
}

/// A file with its title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// In the order they were added.
    pub number: i64,
    /// Its id.
    pub id: AssetId,
    /// Whose it is.
    pub organization: OrganizationId,
    /// Counts its changes.
    pub version: Version,
    /// The customers that it hangs on.
    pub customers: Vec<CustomerId>,
    /// What it is called.
    pub title: String,
    /// What it is for.
    pub description: Option<String>,
    /// What its public address ends in, while it is public. It is drawn anew each time that it becomes so.
    pub public_key: Option<String>,
    /// Its file now.
    pub file: AssetFile,
    /// Who added it.
    pub created_by: Option<ActorId>,
    /// When.
    pub created_at: Time,
    /// When it was last changed.
    pub changed_at: Time,
    /// Since when it is in the trash.
    pub deleted_at: Option<Time>,
}

impl Asset {
    /// Who may open it.
    #[must_use]
    pub fn permission(&self) -> Permission {
        if self.public_key.is_some() { Permission::Public } else { Permission::Private }
    }
}

/// A file that an asset has or had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetFile {
    /// Which of the asset's files, from 1.
    pub version: i64,
    /// What it is.
    pub content: Content,
    /// Who brought it.
    pub added_by: Option<ActorId>,
    /// When.
    pub added_at: Time,
}

/// A file that is kept, and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// What its owner calls it.
    pub name: String,
    /// What it is.
    pub media: Media,
    /// Its length in bytes.
    pub length: u64,
    /// Width and height of a picture.
    pub size: Option<(u32, u32)>,
    /// What it is kept under.
    pub sha256: [u8; 32],
}

/// What people write about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// What it is called.
    pub title: String,
    /// What it is for.
    pub description: Option<String>,
    /// Who may open it.
    pub permission: Permission,
}

impl Details {
    /// Judges what was typed; an empty title is the file's name.
    ///
    /// # Errors
    /// What is not acceptable, by form field.
    pub fn parse(title: &str, description: &str, permission: &str, file_name: &str) -> Result<Self, Issues> {
        let mut issues = Issues::new();
        let title = issues.keep("title", text::text(text::trimmed(title), text::LINE_MAX_CHARS));
        let description = issues.keep("description", text::note(text::trimmed(description)));
        let permission = match permission {
            "" => Ok(Permission::default()),
            word => Permission::parse(word).ok_or_else(|| Issue::new("permission-unknown")),
        };
        let permission = issues.keep("access_permission", permission);
        match (title, description, permission) {
            (Some(title), Some(description), Some(permission)) => {
                Ok(Self { title: title.unwrap_or_else(|| file_name.to_owned()), description, permission })
            }
            _ => Err(issues),
        }
    }
}

/// How long and how often a link opens a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkTerms {
    /// Until when.
    pub expires_at: Time,
    /// How often, if not as often as one likes.
    pub most_uses: Option<i64>,
}

impl LinkTerms {
    /// Judges what was typed: a day, to whose end in `zone` the link is good, and a number or nothing.
    ///
    /// # Errors
    /// What is not acceptable, by form field.
    pub fn parse(until: &str, uses: &str, zone: &str, now: Time) -> Result<Self, Issues> {
        let end = until.trim().parse::<Date>().ok().and_then(|day| end_of(day, zone));
        Self::until(end, uses, now)
    }

    /// Judges a moment, and a number or nothing.
    ///
    /// # Errors
    /// What is not acceptable, by form field.
    pub fn until(end: Option<Time>, uses: &str, now: Time) -> Result<Self, Issues> {
        let mut issues = Issues::new();
        let is_ahead = |end: &Time| *end > now && end.since(now) <= LONGEST_LINK;
        let expires_at = end.filter(is_ahead).ok_or_else(|| Issue::new("link-day-wrong"));
        let expires_at = issues.keep("until", expires_at);
        let most_uses = match uses.trim() {
            "" => Ok(None),
            number => match number.parse() {
                Ok(uses) if (1..=MOST_USES).contains(&uses) => Ok(Some(uses)),
                _ => Err(Issue::new("number-out-of-range").with("min", 1).with("max", MOST_USES)),
            },
        };
        let most_uses = issues.keep("uses", most_uses);
        match (expires_at, most_uses) {
            (Some(expires_at), Some(most_uses)) => Ok(Self { expires_at, most_uses }),
            _ => Err(issues),
        }
    }
}

/// The moment in which a day is over where the reader is.
fn end_of(day: Date, zone: &str) -> Option<Time> {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let next = day.tomorrow().ok()?.to_zoned(zone).ok()?;
    Some(Time::from_micros(next.timestamp().as_microsecond()))
}

/// A link that opens a file without signing in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetLink {
    /// By which it is revoked.
    pub id: Uuid,
    /// The hash of what its address ends in.
    pub secret: SecretHash,
    /// How long and how often.
    pub terms: LinkTerms,
    /// How often it was used.
    pub uses: i64,
    /// Who made it.
    pub created_by: Option<ActorId>,
    /// When.
    pub created_at: Time,
    /// Since when it opens nothing.
    pub revoked_at: Option<Time>,
}

impl AssetLink {
    /// Whether it opens the file now.
    #[must_use]
    pub fn is_good(&self, now: Time) -> bool {
        let is_used_up = self.terms.most_uses.is_some_and(|most| self.uses >= most);
        self.revoked_at.is_none() && !is_used_up && self.terms.expires_at > now
    }

    /// What its address ends in, again: for a program that has not heard the answer. None when the server's keys are
    /// others by now.
    #[must_use]
    pub fn secret(&self, keys: &Keys) -> Option<Secret> {
        link_secrets(keys, self.id).find(|secret| secret.hash() == self.secret)
    }
}

/// What the address of a new link ends in. It is derived from the server's key, so that nothing has to keep a copy of
/// it: the database has its hash alone.
#[must_use]
pub fn new_link_secret(keys: &Keys, link: Uuid) -> Secret {
    link_secrets(keys, link).next().unwrap_or_else(Secret::generate)
}

fn link_secrets(keys: &Keys, link: Uuid) -> impl Iterator<Item = Secret> {
    keys.sign_each(&[link.as_bytes()]).map(Secret::of_bytes)
}

/// How much an organization may keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Files: those in the trash, earlier ones and pictures of customers included.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// How much it keeps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Files, as [`Quota`] counts them.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Quota {
    /// The bytes that one more file may have; none when there may be no more file.
    #[must_use]
    pub fn left(self, usage: Usage) -> Option<u64> {
        if usage.files >= self.files { None } else { self.bytes.checked_sub(usage.bytes) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_micros(1_795_132_800_000_000); // 20 November 2026, noon UTC

    #[test]
    fn an_untitled_file_has_its_name_and_is_private() {
        let details = Details::parse("  ", "", "", "list.csv").unwrap();
        let expected =
            Details { title: "list.csv".into(), description: None, permission: Permission::Private };
        assert_eq!(details, expected);
        let issues = Details::parse("a\u{7}", &"x".repeat(20_001), "secret", "a").unwrap_err();
        assert_eq!(issues.len(), 3);
    }

    #[test]
    fn a_link_is_good_to_the_end_of_a_day_to_come() {
        for (until, uses, expected) in [
            ("2026-11-20", "", Ok(None)),
            ("2026-12-01", "3", Ok(Some(3))),
            ("2026-11-19", "", Err("until")),
            ("2028-01-01", "", Err("until")),
            ("soon", "", Err("until")),
            ("2026-11-20", "0", Err("uses")),
            ("2026-11-20", "many", Err("uses")),
        ] {
            let terms = LinkTerms::parse(until, uses, "Europe/Berlin", NOW);
            match expected {
                Ok(most) => assert_eq!(terms.map(|terms| terms.most_uses), Ok(most), "{until} {uses}"),
                Err(field) => assert!(!terms.unwrap_err().get(field).is_empty(), "{until} {uses}"),
            }
        }
        let terms = LinkTerms::parse("2026-11-20", "", "Europe/Berlin", NOW).unwrap();
        assert_eq!(terms.expires_at.rfc3339().as_deref(), Some("2026-11-20T23:00:00Z"));
    }

    #[test]
    fn a_quota_counts_files_and_bytes() {
        let quota = Quota { files: 2, bytes: 100 };
        assert_eq!(quota.left(Usage { files: 1, bytes: 40 }), Some(60));
        assert_eq!(quota.left(Usage { files: 2, bytes: 40 }), None);
        assert_eq!(quota.left(Usage { files: 1, bytes: 101 }), None);
    }
}
