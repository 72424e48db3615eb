//! Another key or another kind for a defined attribute, and what that makes of the customers that have it. Nothing is
//! lost: a value that does not fit stays as it is.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::attribute::{AttributeKind, Definition, DefinitionDraft};
use crate::domain::customer::{Attributes, CustomerId};

/// Customers that are named as examples of what does not fit.
pub const MOST_EXAMPLES: usize = 20;

/// What is to be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The key that customers have the value under.
    pub former_key: String,
    /// The key that it is to have.
    pub key: String,
    /// The kind that it is to have.
    pub kind: AttributeKind,
    /// The values to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
}

/// What becomes of one customer's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is kept so.
    Fits(Value),
    /// It does not fit, and stays as it is, under the new key.
    Unfit(Value),
    /// The customer has something under the new key already: both stay where they are.
    Clash,
}

impl Change {
    /// The change that a draft makes of a definition; none where it leaves key, kind and choices as they are.
    #[must_use]
    pub fn of(definition: &Definition, draft: &DefinitionDraft) -> Option<Self> {
        let is_same = definition.key == draft.key
            && definition.kind == draft.kind
            && definition.choices == draft.choices;
        (!is_same).then(|| Self {
            former_key: definition.key.clone(),
            key: draft.key.clone(),
            kind: draft.kind,
            choices: draft.choices.clone(),
        })
    }

    /// What becomes of a customer with these attributes; nothing where it has not this one.
    #[must_use]
    pub fn fate(&self, attributes: &Attributes) -> Option<Fate> {
        let value = attributes.own_value(&self.former_key)?;
        if self.key != self.former_key && attributes.own_value(&self.key).is_some() {
            return Some(Fate::Clash);
        }
        Some(match self.kind.read(value, &self.choices) {
            Ok(value) => Fate::Fits(value),
            Err(_) => Fate::Unfit(value.clone()),
        })
    }

    /// The attributes that it makes of these; none where they stay as they are.
    #[must_use]
    pub fn applied(&self, attributes: &Attributes) -> Option<Attributes> {
        let (Fate::Fits(value) | Fate::Unfit(value)) = self.fate(attributes)? else { return None };
        let mut own: std::collections::BTreeMap<String, Value> =
            attributes.own().map(|(key, value)| (key.to_owned(), value.clone())).collect();
        own.remove(&self.former_key);
        own.insert(self.key.clone(), value);
        let mut applied = attributes.clone();
        applied.replace_own(own);
        (applied != *attributes).then_some(applied)
    }
}

/// Changes that were made one after the other.
#[derive(Debug, Clone, Default)]
pub struct Changes(pub Vec<Change>);

impl Changes {
    /// The key by now of the values that were under this one before.
    #[must_use]
    pub fn key<'a>(&'a self, former: &'a str) -> &'a str {
        self.0.iter().fold(former, |key, change| if change.former_key == key { &change.key } else { key })
    }

    /// The attributes that they make of these.
    #[must_use]
    pub fn applied(&self, attributes: &Attributes) -> Attributes {
        let followed =
            |attributes: Attributes, change: &Change| change.applied(&attributes).unwrap_or(attributes);
        self.0.iter().fold(attributes.clone(), followed)
    }
}

/// What looking at every customer found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Findings {
    /// Customers whose value fits.
    pub fitting: i64,
    /// Customers whose value does not.
    pub unfit: i64,
    /// Customers that have something under the new key already.
    pub clashing: i64,
    /// Some of those whose value does not fit, or clashes.
    pub examples: Vec<CustomerId>,
}

impl Findings {
    /// Notes what becomes of one more customer.
    pub fn note(&mut self, id: CustomerId, fate: &Fate) {
        match fate {
            Fate::Fits(_) => self.fitting += 1,
            Fate::Unfit(_) => self.unfit += 1,
            Fate::Clash => self.clashing += 1,
        }
        if !matches!(fate, Fate::Fits(_)) && self.examples.len() < MOST_EXAMPLES {
            self.examples.push(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_is_lost_by_a_change() {
        let change = Change {
            former_key: "size".into(),
            key: "staff".into(),
            kind: AttributeKind::Number,
            choices: Vec::new(),
        };
        for (before, after) in [
            (json!({ "size": "5", "a": 1 }), Some(json!({ "staff": "5", "a": 1 }))),
            (json!({ "size": 5 }), Some(json!({ "staff": "5" }))),
            (json!({ "size": "many" }), Some(json!({ "staff": "many" }))),
            (json!({ "size": "5", "staff": "x" }), None),
            (json!({ "staff": "x" }), None),
        ] {
            let attributes = |own: &Value| {
                let mut attributes = Attributes::default();
                attributes.replace_own(serde_json::from_value(own.clone()).unwrap());
                attributes
            };
            let applied = change.applied(&attributes(&before));
            assert_eq!(applied, after.as_ref().map(attributes), "{before}");
        }
    }
}
