//! Customers filtered by an attribute: what was asked in words, and what is looked up for it.

use serde_json::Value;
use uuid::Uuid;

use crate::domain::attribute::value::UNFIT;
use crate::domain::attribute::{AttributeKind, Definition};
use crate::domain::customer::Attributes;
use crate::domain::issues::Issue;

/// Most attributes that a filter names.
pub const MOST_ASKED: usize = 5;
/// What follows every key of a value that does not fit, and precedes every key of one that does.
const BEYOND_UNFIT: char = '\u{2}';

/// What is asked of one attribute, as it was typed; empty texts ask nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// The value itself.
    pub is: String,
    /// The least value, itself included.
    pub from: String,
    /// The greatest value, itself included.
    pub to: String,
    /// Whatever is there: those whose value does not fit.
    pub unfit: String,
}

/// What is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// This value.
    Is(String),
    /// Values between these two, themselves included.
    Between(String, String),
}

/// A condition on one attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Where it is looked up.
    pub index: Uuid,
    /// The attribute's key.
    pub key: String,
    /// Its kind.
    pub kind: AttributeKind,
    /// What it is chosen from, where its kind is that.
    pub choices: Vec<String>,
    /// Which values.
    pub wanted: Wanted,
}

impl Definition {
    /// The condition that was typed; none where nothing was.
    ///
    /// # Errors
    /// Customers are not filtered by this attribute, or not so, or it takes no such value.
    pub fn ask(&self, typed: &Typed) -> Result<Option<Asked>, Issue> {
        let key_of = |text: &str, otherwise: &str| match text {
            "" => Ok(otherwise.to_owned()),
            text => {
                // A text may begin or end like no value of the list, yet be what somebody has.
                let value = self.read(&Value::String(text.to_owned()))?;
                Ok(self.kind.index_key(&value, &self.choices))
            }
        };
        let Typed { is, from, to, unfit } = typed;
        let wanted = match (is.as_str(), from.as_str(), to.as_str()) {
            ("", "", "") if unfit.is_empty() => return Ok(None),
            ("", "", "") => Wanted::Between(UNFIT.to_string(), BEYOND_UNFIT.to_string()),
            (is, "", "") => Wanted::Is(key_of(is, "")?),
            ("", from, to) if self.kind.has_order() => {
                // Every value of these kinds begins with a digit; what is no value stands before.
                Wanted::Between(key_of(from, "0")?, key_of(to, ":")?)
            }
            _ => return Err(Issue::new("attribute-without-order")),
        };
        let index = self.ready_index().ok_or_else(|| Issue::new("attribute-not-filterable"))?;
        let (key, choices) = (self.key.clone(), self.choices.clone());
        Ok(Some(Asked { index, key, kind: self.kind, choices, wanted }))
    }
}

impl Asked {
    /// Whether a customer with these attributes is among those asked for.
    #[must_use]
    pub fn is_met_by(&self, attributes: &Attributes) -> bool {
        let Some(value) = attributes.own_value(&self.key) else { return false };
        let key = self.kind.index_key(value, &self.choices);
        match &self.wanted {
            Wanted::Is(wanted) => key == *wanted,
            Wanted::Between(from, to) => *from <= key && key <= *to,
        }
    }
}
