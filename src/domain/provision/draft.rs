//! What comes in, judged: the name of a program, its attributes, what a worker says.

use std::time::Duration;

use uuid::Uuid;

use super::{Attributes, LEASE, LEASE_SECONDS, Move};
use crate::domain::draft::{ATTRIBUTE_LIMIT_BYTES, MOST_ATTRIBUTES};
use crate::domain::issues::{Issue, Issues};
use crate::domain::values::text;

/// Longest name of a program and of an attribute, in characters.
const NAME_MAX_CHARS: usize = 100;
/// Longest message, in characters.
const MESSAGE_MAX_CHARS: usize = 1_000;

/// The name of a program, as the worker knows it: kept byte for byte, and another one when a letter differs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Program(String);

impl Program {
    /// Accepts one line of at most 100 characters with something to see in it.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn parse(raw: &str) -> Result<Self, Issue> {
        let name = text::text(raw, NAME_MAX_CHARS)?.filter(|name| !text::trimmed(name).is_empty());
        name.map(Self).ok_or_else(|| Issue::new("program-missing"))
    }

    /// As it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A program to be set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// Which.
    pub program: Program,
    /// What the worker needs to know.
    pub attributes: Attributes,
    /// It takes over what the customer has elsewhere.
    pub is_migration: bool,
}

impl Start {
    /// Judges a program and its attributes by name and value.
    ///
    /// # Errors
    /// `program`, `attributes`, `attributes.0.key`, `attributes.0.value`, as far as they are not acceptable.
    pub fn parse(program: &str, attributes: &[(String, String)]) -> Result<Self, Issues> {
        let mut issues = Issues::new();
        let program = issues.keep("program", Program::parse(program));
        let values: Vec<(&str, Option<&str>)> =
            attributes.iter().map(|(name, value)| (name.as_str(), Some(value.as_str()))).collect();
        let attributes = attribute_list(&values, &mut issues);
        let Some(program) = program.filter(|_| issues.is_empty()) else { return Err(issues) };
        let attributes = attributes.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        Ok(Self { program, attributes, is_migration: false })
    }
}

/// A worker asks for something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Only of this program.
    pub program: Option<Program>,
    /// How long it keeps it without a word.
    pub lease: Duration,
}

/// What the worker says that holds the lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What it was given when it claimed the record.
    pub lease: Uuid,
    /// Going on, done, or given up.
    pub moved: Move,
    /// The latest word; without one the former stays.
    pub message: Option<String>,
    /// Attributes that it sets, or takes away.
    pub attributes: Vec<(String, Option<String>)>,
    /// How long it keeps it without another word.
    pub lease_for: Duration,
}

impl Report {
    /// The word of a report's `status`: the state that the record is in after it.
    ///
    /// # Errors
    /// When it is none that a worker may bring about.
    pub fn parse_status(word: Option<&str>) -> Result<Move, Issue> {
        match word {
            None | Some("in_progress") => Ok(Move::Report),
            Some("fulfilled") => Ok(Move::Fulfil),
            Some("failed") => Ok(Move::Fail),
            Some(_) => Err(Issue::new("provision-status-unknown")),
        }
    }

    /// A message: several lines if need be.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn parse_message(raw: &str) -> Result<String, Issue> {
        let message = text::note(raw)?.unwrap_or_default();
        if message.chars().count() > MESSAGE_MAX_CHARS {
            return Err(Issue::new("text-too-long").with("max", MESSAGE_MAX_CHARS));
        }
        Ok(message)
    }

    /// How long a worker keeps what it has, in seconds.
    ///
    /// # Errors
    /// When it asks for less or more than is given.
    pub fn parse_lease(seconds: Option<u64>) -> Result<Duration, Issue> {
        let (min, max) = LEASE_SECONDS;
        match seconds {
            None => Ok(LEASE),
            Some(seconds) if (min..=max).contains(&seconds) => Ok(Duration::from_secs(seconds)),
            Some(_) => Err(Issue::new("number-out-of-range").with("min", min).with("max", max)),
        }
    }
}

/// Judges attributes by name and value; what has no value is to be taken away. Issues are those of `attributes.0.key`
/// and `attributes.0.value`.
pub fn attribute_list(raw: &[(&str, Option<&str>)], issues: &mut Issues) -> Vec<(String, Option<String>)> {
    if raw.len() > MOST_ATTRIBUTES {
        issues.add("attributes", Issue::new("too-many-rows").with("max", MOST_ATTRIBUTES));
    }
    let mut read: Vec<(String, Option<String>)> = Vec::new();
    for (at, (name, value)) in raw.iter().take(MOST_ATTRIBUTES).enumerate() {
        let key = format!("attributes.{at}.key");
        let name = text::text(name, NAME_MAX_CHARS)
            .and_then(|name| name.ok_or_else(|| Issue::new("attribute-key-missing")));
        let value = issues.keep(&format!("attributes.{at}.value"), value.map(attribute_value).transpose());
        let (Some(name), Some(value)) = (issues.keep(&key, name), value) else { continue };
        if read.iter().any(|(known, _)| *known == name) {
            issues.add(key, Issue::new("attribute-key-twice"));
        } else {
            read.push((name, value));
        }
    }
    read
}

fn attribute_value(raw: &str) -> Result<String, Issue> {
    let value = text::text(raw, ATTRIBUTE_LIMIT_BYTES)?.unwrap_or_default();
    if value.len() > ATTRIBUTE_LIMIT_BYTES {
        return Err(Issue::new("text-too-long").with("max", ATTRIBUTE_LIMIT_BYTES));
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_program_is_a_line_with_something_to_see() {
        let long = "p".repeat(101);
        for (raw, expected) in [
            ("MSCSP", Ok("MSCSP")),
            (" Kafé 咖啡 ", Ok(" Kafé 咖啡 ")),
            ("", Err("program-missing")),
            (" \u{A0}", Err("program-missing")),
            ("a\nb", Err("text-line-break")),
            (&long, Err("text-too-long")),
        ] {
            let found = Program::parse(raw);
            let found = found.as_ref().map(Program::as_str).map_err(Issue::code);
            assert_eq!(found, expected, "{raw:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_by_its_place() {
        let rows = |rows: &[(&str, &str)]| -> Vec<(String, String)> {
            rows.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let issues =
            Start::parse(" ", &rows(&[("a", "1"), ("", "2"), ("a", "3"), ("b", "x\0")])).unwrap_err();
        let found: Vec<_> = issues.iter().map(|(field, issue)| (field, issue.code())).collect();
        let expected = [
            ("attributes.1.key", "attribute-key-missing"),
            ("attributes.2.key", "attribute-key-twice"),
            ("attributes.3.value", "text-control-character"),
            ("program", "program-missing"),
        ];
        assert_eq!(found, expected);
        let many: Vec<_> = (0..101).map(|at| (format!("k{at}"), String::new())).collect();
        assert_eq!(Start::parse("P", &many).unwrap_err().get("attributes")[0].code(), "too-many-rows");
        let long = "é".repeat(600);
        assert!(Start::parse("P", &rows(&[("a", &long)])).is_err());
    }

    proptest! {
        #[test]
        fn d5_no_text_panics_and_what_is_accepted_is_kept(program in ".{0,30}", rows: Vec<(String, String)>) {
            if let Ok(start) = Start::parse(&program, &rows) {
                prop_assert_eq!(start.program.as_str(), &program);
                prop_assert_eq!(start.attributes.into_iter().collect::<Vec<_>>(), {
                    let mut rows = rows;
                    rows.sort();
                    rows
                });
            }
        }
    }
}
