//! A moment, as everything here stores it: microseconds since the Unix epoch, UTC. Reading the system's clock is
//! `Clock`'s alone, so that a test can be in any year.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A moment in microseconds since the Unix epoch, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(i64);

impl Time {
    /// The moment this many microseconds after the epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// How long ago `earlier` was; nothing when a clock went backwards.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The moment so much later.
    #[must_use]
    pub fn plus(self, later: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(later.as_micros()).unwrap_or(i64::MAX)))
    }

    /// The moment so much earlier.
    #[must_use]
    pub fn minus(self, earlier: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(earlier.as_micros()).unwrap_or(i64::MAX)))
    }

    /// RFC 3339 in UTC, as APIs write it; `None` beyond year 9999.
    #[must_use]
    pub fn rfc3339(self) -> Option<String> {
        jiff::Timestamp::from_microsecond(self.0).ok().map(|at| at.to_string())
    }

    /// The same with exactly three digits behind the second, as some systems' clients expect it.
    #[must_use]
    pub fn rfc3339_millis(self) -> Option<String> {
        jiff::Timestamp::from_microsecond(self.0).ok().map(|at| format!("{at:.3}"))
    }

    /// The moment that such a text names.
    #[must_use]
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let at: jiff::Timestamp = text.trim().parse().ok()?;
        Some(Self(at.as_microsecond()))
    }
}

/// Where the time comes from.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Time + Send + Sync>);

impl Clock {
    /// The system's clock.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that reads it")]
    pub fn system() -> Self {
        Self(Arc::new(|| Time(jiff::Timestamp::now().as_microsecond())))
    }

    /// A clock that says what `now` says.
    pub fn of(now: impl Fn() -> Time + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// This moment.
    #[must_use]
    pub fn now(&self) -> Time {
        (self.0)()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Clock")
    }
}
