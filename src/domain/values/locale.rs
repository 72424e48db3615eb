//! Languages and time zones, by the names the standards give them; kept as written.

use std::fmt;

use serde::Serialize;
use unic_langid::LanguageIdentifier;

use crate::domain::issues::Issue;

/// The longest language tag, in bytes: RFC 5646, 4.4.1.
pub const LOCALE_MAX_BYTES: usize = 35;

/// A language tag of BCP 47, such as `fr-CA`, as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Locale(String);

impl Locale {
    /// Accepts language, script, region and variants. Extensions (`-u-…`) say how to show things, not in which
    /// language, and no system we speak with sends them.
    ///
    /// # Errors
    /// What is not such a tag, or longer than [`LOCALE_MAX_BYTES`].
    pub fn parse(raw: &str) -> Result<Self, Issue> {
        // Longer language subtags are syntax for names that were never given.
        let is_known = |tag: LanguageIdentifier| tag.language.as_str().len() <= 3;
        let is_tag = raw.len() <= LOCALE_MAX_BYTES && !raw.contains('_') && raw.parse().is_ok_and(is_known);
        if is_tag { Ok(Self(raw.to_owned())) } else { Err(Issue::new("locale-unknown")) }
    }

    /// The tag as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A time zone of the IANA database, such as `Europe/Berlin`, in the database's spelling.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct TimeZone(String);

impl TimeZone {
    /// Accepts a name that the time zone database knows, in any letter case.
    ///
    /// # Errors
    /// Any other name.
    pub fn parse(raw: &str) -> Result<Self, Issue> {
        jiff::tz::TimeZone::get(raw)
            .ok()
            .and_then(|zone| zone.iana_name().map(|name| Self(name.to_owned())))
            .ok_or_else(|| Issue::new("time-zone-unknown"))
    }

    /// The name in the database.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_languages() {
        for raw in ["en", "en-US", "fa-IR", "zh-Hant-TW", "de-CH-1901", "sr-Latn", "es-419"] {
            assert_eq!(Locale::parse(raw).map(|locale| locale.0).as_deref(), Ok(raw));
        }
        for raw in ["", "english", "en_US", "en-", "e", "1033", "en-US-", &"en-".repeat(13)] {
            assert!(Locale::parse(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn names_of_time_zones() {
        for (raw, expected) in
            [("Europe/Berlin", "Europe/Berlin"), ("asia/tehran", "Asia/Tehran"), ("UTC", "UTC")]
        {
            assert_eq!(TimeZone::parse(raw).map(|zone| zone.0).as_deref(), Ok(expected));
        }
        // The zones in the program itself: a slim image has no others.
        assert!(jiff::tz::TimeZoneDatabase::bundled().get("Asia/Tehran").is_ok());
        for raw in ["", "Berlin", "Europe/Atlantis", "../etc/passwd", "+01:00"] {
            assert!(TimeZone::parse(raw).is_err(), "{raw}");
        }
    }
}
