//! From what an administrator typed to a definition that may be stored.

use serde_json::Value;

use crate::domain::attribute::{AttributeKind, Definition, KEY_MAX_CHARS, LABEL_MAX_CHARS, MOST_CHOICES};
use crate::domain::issues::{Issue, Issues};
use crate::domain::values::text::{self, trimmed};

/// A definition as it came in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawDefinition {
    /// The name of its values; empty takes the label.
    pub key: String,
    /// What people call it; empty takes the key.
    pub label: String,
    /// The word of its kind.
    pub kind: String,
    /// The values to choose from, one a line.
    pub choices: String,
    /// A new customer must have one.
    pub is_required: bool,
    /// What a new customer gets; empty for nothing.
    pub default: String,
    /// It is a column of the list.
    pub is_listed: bool,
    /// Customers can be filtered by it.
    pub is_filterable: bool,
}

/// A valid definition, new or not.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the member of that name of a definition")]
pub struct DefinitionDraft {
    pub key: String,
    pub label: String,
    pub kind: AttributeKind,
    pub choices: Vec<String>,
    pub is_required: bool,
    pub default: Option<Value>,
    pub is_listed: bool,
    pub is_filterable: bool,
}

impl DefinitionDraft {
    /// Judges what came in.
    ///
    /// # Errors
    /// Every field that is not acceptable, by its name in the form.
    pub fn parse(raw: &RawDefinition) -> Result<Self, Issues> {
        let mut issues = Issues::new();
        let (key, label) = match (trimmed(&raw.key), trimmed(&raw.label)) {
            ("", label) => (label, label),
            (key, "") => (key, key),
            both => both,
        };
        let missing = || Issue::new("attribute-label-missing");
        let label = text::text(label, LABEL_MAX_CHARS).and_then(|label| label.ok_or_else(missing));
        let label = issues.keep("label", label);
        let key = text::text(key, KEY_MAX_CHARS).and_then(|key| key.ok_or_else(missing));
        // A key that is missing is a label that is missing, which is said once.
        let key = if label.is_some() { issues.keep("key", key) } else { key.ok() };
        let kind = issues.keep("kind", AttributeKind::parse(&raw.kind));
        let choices = match kind {
            Some(AttributeKind::Choice) => issues.keep("choices", choices(&raw.choices)),
            _ => Some(Vec::new()),
        };
        let default = match (kind, &choices, trimmed(&raw.default)) {
            (_, _, "") => None,
            (Some(kind), Some(choices), typed) => {
                let length = text::text(typed, text::LINE_MAX_CHARS).map(drop);
                let value = length.and_then(|()| kind.read(&Value::String(typed.to_owned()), choices));
                issues.keep("default", value)
            }
            _ => None,
        };
        match (key, label, kind, choices) {
            (Some(key), Some(label), Some(kind), Some(choices)) if issues.is_empty() => Ok(Self {
                key,
                label,
                kind,
                choices,
                is_required: raw.is_required,
                default,
                is_listed: raw.is_listed,
                is_filterable: raw.is_filterable,
            }),
            _ => Err(issues),
        }
    }
}

fn choices(typed: &str) -> Result<Vec<String>, Issue> {
    let mut choices: Vec<String> = Vec::new();
    for line in typed.lines().map(trimmed) {
        let choice = text::text(line, LABEL_MAX_CHARS)?;
        choices.extend(choice.filter(|choice| !choices.contains(choice)));
    }
    match choices.len() {
        0 => Err(Issue::new("attribute-choices-missing")),
        1..=MOST_CHOICES => Ok(choices),
        _ => Err(Issue::new("too-many-rows").with("max", MOST_CHOICES)),
    }
}

impl RawDefinition {
    /// What a form would hold that shows this definition.
    #[must_use]
    pub fn of(definition: &Definition) -> Self {
        let default = definition.default.as_ref().map(crate::domain::customer::attribute_text);
        Self {
            key: definition.key.clone(),
            label: definition.label.clone(),
            kind: definition.kind.as_str().into(),
            choices: definition.choices.join("\n"),
            is_required: definition.is_required,
            default: default.unwrap_or_default(),
            is_listed: definition.is_listed,
            is_filterable: definition.index.is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_is_judged_whole() {
        let good = RawDefinition {
            label: " Loyalty tier ".into(),
            kind: "choice".into(),
            choices: "Gold\n\n Silver \nGold".into(),
            default: "silver".into(),
            ..RawDefinition::default()
        };
        let draft = DefinitionDraft::parse(&good).unwrap();
        assert_eq!((draft.key.as_str(), draft.label.as_str()), ("Loyalty tier", "Loyalty tier"));
        assert_eq!(draft.choices, ["Gold", "Silver"]);
        assert_eq!(draft.default, Some(Value::from("Silver")));

        for (raw, field, code) in [
            (RawDefinition { label: String::new(), ..good.clone() }, "label", "attribute-label-missing"),
            (RawDefinition { key: "a\nb".into(), ..good.clone() }, "key", "text-line-break"),
            (RawDefinition { kind: "colour".into(), ..good.clone() }, "kind", "attribute-kind-unknown"),
            (RawDefinition { choices: " \n".into(), ..good.clone() }, "choices", "attribute-choices-missing"),
            (RawDefinition { default: "Tin".into(), ..good.clone() }, "default", "attribute-choice-unknown"),
        ] {
            let issues = DefinitionDraft::parse(&raw).unwrap_err();
            assert_eq!(issues.get(field).first().map(Issue::code), Some(code), "{raw:?}");
            assert_eq!(issues.len(), 1, "{issues:?}");
        }
    }
}
