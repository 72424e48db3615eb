//! The definition of an attribute as the native API speaks it, both ways.

use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::domain::attribute::{Definition, RawDefinition};
use crate::domain::customer::attribute_text;
use crate::domain::issues::{Issue, Issues};

/// A definition on its way out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each is something else that a definition says")]
pub struct DefinitionJson<'a> {
    id: Uuid,
    key: &'a str,
    label: &'a str,
    kind: &'static str,
    choices: &'a [String],
    required: bool,
    default: Option<&'a Value>,
    listed: bool,
    filterable: bool,
    /// Customers are asked for by it only once every one of them is in its index.
    filter_is_ready: bool,
}

impl<'a> DefinitionJson<'a> {
    /// The definition.
    #[must_use]
    pub fn of(definition: &'a Definition) -> Self {
        Self {
            id: definition.id.0,
            key: &definition.key,
            label: &definition.label,
            kind: definition.kind.as_str(),
            choices: &definition.choices,
            required: definition.is_required,
            default: definition.default.as_ref(),
            listed: definition.is_listed,
            filterable: definition.index.is_some(),
            filter_is_ready: definition.ready_index().is_some(),
        }
    }
}

/// Reads the body of a call that makes a definition, or changes `former`: what is absent stays.
///
/// # Errors
/// Every member of a wrong type, and those that only the console changes, where what becomes of the values is shown
/// before it is done.
pub fn read(body: &Value, former: Option<&Definition>) -> Result<RawDefinition, Issues> {
    let Value::Object(members) = body else {
        return Err(Issues::of("", Issue::new("json-not-an-object")));
    };
    let mut reader = Reader { members, issues: Issues::new() };
    let mut raw = former.map(RawDefinition::of).unwrap_or_default();
    reader.text("key", &mut raw.key);
    reader.text("label", &mut raw.label);
    reader.text("kind", &mut raw.kind);
    reader.choices(&mut raw.choices);
    reader.flag("required", &mut raw.is_required);
    reader.scalar("default", &mut raw.default);
    reader.flag("listed", &mut raw.is_listed);
    reader.flag("filterable", &mut raw.is_filterable);
    if let Some(former) = former.map(RawDefinition::of) {
        for (name, is_other) in [
            ("key", raw.key != former.key),
            ("kind", raw.kind != former.kind),
            ("choices", raw.choices != former.choices),
        ] {
            if is_other {
                reader.issues.add(name, Issue::new("attribute-shape-fixed"));
            }
        }
    }
    if reader.issues.is_empty() { Ok(raw) } else { Err(reader.issues) }
}

struct Reader<'a> {
    members: &'a Map<String, Value>,
    issues: Issues,
}

impl Reader<'_> {
    fn text(&mut self, name: &str, into: &mut String) {
        match self.members.get(name) {
            None => {}
            Some(Value::Null) => into.clear(),
            Some(Value::String(text)) => into.clone_from(text),
            Some(_) => self.wrong_type(name, "text"),
        }
    }

    /// A text, a number, or true or false.
    fn scalar(&mut self, name: &str, into: &mut String) {
        match self.members.get(name) {
            None => {}
            Some(Value::Null) => into.clear(),
            Some(Value::Array(_) | Value::Object(_)) => self.wrong_type(name, "one value"),
            Some(value) => *into = attribute_text(value),
        }
    }

    fn flag(&mut self, name: &str, into: &mut bool) {
        match self.members.get(name) {
            None => {}
            Some(Value::Bool(flag)) => *into = *flag,
            Some(_) => self.wrong_type(name, "true or false"),
        }
    }

    /// A list of texts; a form has one on each line.
    fn choices(&mut self, into: &mut String) {
        let texts = match self.members.get("choices") {
            None => return,
            Some(Value::Array(list)) => list.iter().map(Value::as_str).collect::<Option<Vec<_>>>(),
            Some(_) => None,
        };
        match texts {
            None => self.wrong_type("choices", "a list of texts"),
            Some(texts) if texts.iter().any(|text| text.contains(['\n', '\r'])) => {
                self.issues.add("choices", Issue::new("text-line-break"));
            }
            Some(texts) => *into = texts.join("\n"),
        }
    }

    fn wrong_type(&mut self, name: &str, expected: &'static str) {
        self.issues.add(name, Issue::new("json-wrong-type").with("expected", expected));
    }
}
