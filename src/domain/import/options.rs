//! The rules of an import: which customer a row is, and what to do when there is one, or none.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::values::CountryCode;

/// What the person chose.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Options {
    /// Whether rows may create, update, or both.
    pub mode: Mode,
    /// What makes a row the same customer.
    #[serde(rename = "match")]
    pub match_by: MatchBy,
    /// What to do when the customer exists.
    pub on_match: OnMatch,
    /// What an empty cell asks for.
    pub empty: EmptyCells,
    /// The country of phone numbers that come without one.
    pub default_country: Option<CountryCode>,
    /// Go on to write by itself once the check is done.
    pub apply: bool,
}

impl Options {
    /// What is done with a row whose customer exists.
    #[must_use]
    pub const fn when_found(&self) -> OnMatch {
        match (self.mode, self.on_match) {
            // "Only new ones" must not change an old one, whatever else was chosen.
            (Mode::Create, OnMatch::Update) => OnMatch::Skip,
            (Mode::Update, OnMatch::Create) => OnMatch::Update,
            (_, chosen) => chosen,
        }
    }

    /// Whether a row whose customer does not exist creates it.
    #[must_use]
    pub const fn creates(&self) -> bool {
        !matches!(self.mode, Mode::Update)
    }
}

/// Whether rows may create, update, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Both.
    #[default]
    Both,
    /// Only customers that are new.
    Create,
    /// Only customers that exist.
    Update,
}

/// What to do with a row whose customer exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnMatch {
    /// Make its values the next version.
    #[default]
    Update,
    /// Leave the customer as it is.
    Skip,
    /// Create another customer.
    Create,
}

/// What an empty cell of a mapped column asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EmptyCells {
    /// Nothing: the customer keeps what it has.
    #[default]
    Keep,
    /// That the value is removed.
    Clear,
}

/// What makes a row and a customer the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum MatchBy {
    /// The e-mail address, in any spelling of it.
    #[default]
    Email,
    /// The customer's id.
    Id,
    /// The id another system uses.
    Reference {
        /// The system.
        system: String,
        /// Which of its ids.
        name: String,
    },
}

/// The text names nothing that a customer could be found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("rows are matched by email, id, or a reference such as arrowsphere/internalReference")]
pub struct UnknownMatch;

impl fmt::Display for MatchBy {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Email => out.write_str("email"),
            Self::Id => out.write_str("id"),
            Self::Reference { system, name } => write!(out, "{system}/{name}"),
        }
    }
}

impl FromStr for MatchBy {
    type Err = UnknownMatch;

    fn from_str(text: &str) -> Result<Self, UnknownMatch> {
        match text.trim() {
            "email" => Ok(Self::Email),
            "id" => Ok(Self::Id),
            other => {
                let reference = other.strip_prefix("reference:").unwrap_or(other);
                let (system, name) = reference.split_once('/').ok_or(UnknownMatch)?;
                if system.is_empty() || name.is_empty() {
                    return Err(UnknownMatch);
                }
                Ok(Self::Reference { system: system.into(), name: name.into() })
            }
        }
    }
}

impl Serialize for MatchBy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MatchBy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_never_contradict_each_other() {
        for (mode, on_match, found, creates) in [
            (Mode::Both, OnMatch::Update, OnMatch::Update, true),
            (Mode::Both, OnMatch::Skip, OnMatch::Skip, true),
            (Mode::Both, OnMatch::Create, OnMatch::Create, true),
            (Mode::Create, OnMatch::Update, OnMatch::Skip, true),
            (Mode::Create, OnMatch::Create, OnMatch::Create, true),
            (Mode::Update, OnMatch::Update, OnMatch::Update, false),
            (Mode::Update, OnMatch::Create, OnMatch::Update, false),
        ] {
            let options = Options { mode, on_match, ..Options::default() };
            assert_eq!((options.when_found(), options.creates()), (found, creates), "{mode:?} {on_match:?}");
        }
    }

    #[test]
    fn options_read_back_and_unknown_ones_are_refused() {
        let json =
            r#"{"mode":"update","match":"arrowsphere/internalReference","onMatch":"skip","empty":"clear"}"#;
        let options: Options = serde_json::from_str(json).unwrap();
        let written = serde_json::to_string(&options).unwrap();
        assert_eq!(serde_json::from_str::<Options>(&written).unwrap(), options);
        assert!(serde_json::from_str::<Options>(r#"{"organization":1}"#).is_err());
        for text in ["phone", "", "/x", "x/"] {
            assert_eq!(text.parse::<MatchBy>(), Err(UnknownMatch), "{text}");
        }
    }
}
