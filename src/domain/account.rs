//! Those who can get in: operators, who sign in with a password, and tokens, which programs carry. What they may is
//! `operator`'s to say.

use std::time::Duration;

use uuid::Uuid;

use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::{ActorId, Role};
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::domain::values::{Email, text};

/// How long a link from the first start, or an invitation, can be used.
pub const INVITATION_LASTS: Duration = Duration::from_hours(24);
/// How long a link that resets a password can be used.
pub const RESET_LASTS: Duration = Duration::from_hours(1);
/// How long a password check counts for what asks for one.
pub const CHECK_LASTS: Duration = Duration::from_mins(10);
/// How far clocks of several servers may differ. A session from further in the future than this is refused, so that
/// a clock that was set back never lengthens one.
pub const CLOCK_SKEW: Duration = Duration::from_mins(1);
/// The letters every API token begins with.
pub const TOKEN_PREFIX: &str = "cst_";

const NAME_LIMIT_CHARS: usize = 200;
const MOST_DAYS_OF_A_TOKEN: u64 = 3650;

/// Whether an operator can sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OperatorStatus {
    /// Has yet to choose a password.
    Invited,
    /// Yes.
    Active,
    /// Was switched off.
    Disabled,
}

impl OperatorStatus {
    /// The word stored and sent for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }

    /// The status a stored word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Invited, Self::Active, Self::Disabled].into_iter().find(|status| status.as_str() == word)
    }
}

/// A person who can sign in.
#[derive(Debug, Clone)]
pub struct Operator {
    /// The id that changes are signed with.
    pub id: ActorId,
    /// The one organization it belongs to.
    pub organization: OrganizationId,
    /// What it signs in with; unique on the server.
    pub email: String,
    /// Its name.
    pub name: String,
    /// What it may.
    pub role: Role,
    /// Whether it can sign in.
    pub status: OperatorStatus,
    /// BCP 47 tag of the language it reads, when not the organization's.
    pub locale: Option<String>,
    /// IANA name of its time zone, when not the organization's.
    pub time_zone: Option<String>,
    /// When it was added.
    pub created_at: Time,
    /// When it last asked for a page.
    pub seen_at: Option<Time>,
}

/// An operator to be added.
#[derive(Debug, Clone)]
pub struct OperatorDraft {
    /// What it will sign in with.
    pub email: Email,
    /// Its name.
    pub name: String,
    /// What it may.
    pub role: Role,
}

impl OperatorDraft {
    /// Reads the fields `email`, `name` and `role`. Without a name, the e-mail address is the name.
    ///
    /// # Errors
    /// Every field that is not acceptable.
    pub fn parse(email: &str, name: &str, role: &str) -> Result<Self, Issues> {
        let mut issues = Issues::default();
        let email = issues.keep("email", Email::parse(text::trimmed(email)));
        let name = issues.keep("name", text::text(name, NAME_LIMIT_CHARS));
        let role = issues.keep("role", role.parse().map_err(|_| Issue::new("role-unknown")));
        match (email, name, role) {
            (Some(email), Some(name), Some(role)) => {
                let name = name.unwrap_or_else(|| email.as_str().to_owned());
                Ok(Self { email, name, role })
            }
            _ => Err(issues),
        }
    }
}

/// A program's token, as lists show it: its secret is known to the program alone.
#[derive(Debug, Clone)]
pub struct Token {
    /// The id that changes are signed with.
    pub id: ActorId,
    /// The one organization it reaches.
    pub organization: OrganizationId,
    /// Its name.
    pub name: String,
    /// What it may.
    pub role: Role,
    /// Who made it; none for the command line.
    pub created_by: Option<ActorId>,
    /// When.
    pub created_at: Time,
    /// From when on it is refused.
    pub expires_at: Option<Time>,
    /// Since when it is refused.
    pub revoked_at: Option<Time>,
    /// When it was last used, to the minute.
    pub used_at: Option<Time>,
}

/// A token to be made.
#[derive(Debug, Clone)]
pub struct TokenDraft {
    /// Its name.
    pub name: String,
    /// What it may.
    pub role: Role,
    /// How long it lasts; without end when none.
    pub lasts: Option<Duration>,
}

impl TokenDraft {
    /// Reads the fields `name`, `role` and `expires_days`, which is empty for a token without an end.
    ///
    /// # Errors
    /// Every field that is not acceptable.
    pub fn parse(name: &str, role: &str, days: &str) -> Result<Self, Issues> {
        let mut issues = Issues::default();
        let named = text::text(name, NAME_LIMIT_CHARS)
            .and_then(|name| name.ok_or_else(|| Issue::new("token-name-missing")));
        let name = issues.keep("name", named);
        let role = issues.keep("role", role.parse().map_err(|_| Issue::new("role-unknown")));
        let lasts = issues.keep("expires_days", parse_days(days));
        match (name, role, lasts) {
            (Some(name), Some(role), Some(lasts)) => Ok(Self { name, role, lasts }),
            _ => Err(issues),
        }
    }
}

fn parse_days(days: &str) -> Result<Option<Duration>, Issue> {
    if days.trim().is_empty() {
        return Ok(None);
    }
    let days = days.trim().parse::<u64>().ok().filter(|days| (1..=MOST_DAYS_OF_A_TOKEN).contains(days));
    days.map(|days| Some(Duration::from_secs(days * 24 * 3600)))
        .ok_or_else(|| Issue::new("days-out-of-range").with("max", MOST_DAYS_OF_A_TOKEN))
}

/// A session, as its owner sees it.
#[derive(Debug, Clone)]
pub struct SessionSummary {
    /// By which it can be ended.
    pub id: Uuid,
    /// Where it was begun from.
    pub address: Option<String>,
    /// The browser, as it calls itself.
    pub agent: Option<String>,
    /// When it was begun.
    pub created_at: Time,
    /// When it was last used, to the minute.
    pub seen_at: Time,
    /// When it ends at the latest.
    pub expires_at: Time,
}

/// How long sessions last.
#[derive(Debug, Clone, Copy)]
pub struct SessionLimits {
    /// Without a request.
    pub idle: Duration,
    /// Altogether.
    pub absolute: Duration,
}

impl SessionLimits {
    /// Half an hour, and half a day.
    pub const DEFAULT: Self = Self { idle: Duration::from_mins(30), absolute: Duration::from_hours(12) };

    /// Whether a session that was last seen then, and ends then at the latest, still lives.
    #[must_use]
    pub fn is_alive(self, seen_at: Time, expires_at: Time, now: Time) -> bool {
        let is_from_the_future = seen_at.since(now) > CLOCK_SKEW;
        !is_from_the_future && now < expires_at && now.since(seen_at) < self.idle
    }
}

/// What a single-use link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Creates the first administrator of a server.
    FirstRun,
    /// Lets a new operator choose a password.
    Invite,
    /// Lets an operator choose a new one.
    Reset,
}

impl LinkPurpose {
    /// The word stored for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FirstRun => "first_run",
            Self::Invite => "invite",
            Self::Reset => "reset",
        }
    }

    /// How long such a link can be used.
    #[must_use]
    pub const fn lasts(self) -> Duration {
        match self {
            Self::FirstRun | Self::Invite => INVITATION_LASTS,
            Self::Reset => RESET_LASTS,
        }
    }

    /// The purpose a stored word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::FirstRun, Self::Invite, Self::Reset].into_iter().find(|purpose| purpose.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a8_idle_and_absolute_limits_hold_and_a_clock_set_back_lengthens_nothing() {
        let at = |seconds: i64| Time::from_micros(seconds * 1_000_000);
        let (seen, expires) = (at(100_000), at(110_000));
        for (now, alive, why) in [
            (100_000, true, "just seen"),
            (101_799, true, "half an hour is not over"),
            (101_800, false, "half an hour is over"),
            (110_000, false, "twelve hours are over"),
            (99_950, true, "another server's clock is a little behind"),
            (99_000, false, "the clock was set back"),
        ] {
            assert_eq!(SessionLimits::DEFAULT.is_alive(seen, expires, at(now)), alive, "{why}");
        }
    }

    #[test]
    fn every_field_that_is_wrong_is_named() {
        let issues = OperatorDraft::parse("nobody", "", "owner").unwrap_err();
        assert!(!issues.is_empty());
        assert!(TokenDraft::parse("Nightly", "viewer", "").unwrap().lasts.is_none());
        for days in ["0", "3651", "ten", "-1"] {
            assert!(TokenDraft::parse("Nightly", "viewer", days).is_err(), "{days}");
        }
    }
}
