//! The attributes of a customer that came in, judged by what is defined. It is part of judging a draft, so every door
//! has it.
//!
//! A value that is what it was is not judged again: an edit of something else is never refused for a value that came
//! before its definition. A required one is asked for where a customer is made, and where it is taken away or sent
//! empty; a change that does not touch it passes.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::domain::attribute::{Definition, Definitions, KEY_MAX_CHARS};
use crate::domain::customer::Attributes;
use crate::domain::draft::{ATTRIBUTE_LIMIT_BYTES, MOST_ATTRIBUTES};
use crate::domain::issues::{Issue, Issues};
use crate::domain::values::text;

/// All of the user's own attributes that a draft asks for; none when it leaves them as they are. Issues are noted under
/// `attributes.N.key`, `attributes.N.value` and, for one that is missing, `attributes.KEY`.
pub(in crate::domain) fn judge(
    definitions: &Definitions,
    sent: Option<&[(String, Value)]>,
    former: Option<&Attributes>,
    issues: &mut Issues,
) -> Option<BTreeMap<String, Value>> {
    let mut own = sent.map(|sent| read(definitions, sent, former, issues));
    for definition in definitions {
        let key = &definition.key;
        if own.as_ref().is_some_and(|own| own.contains_key(key)) {
            continue;
        }
        let row = sent.and_then(|sent| sent.iter().position(|(sent, _)| sent == key));
        let was_there = former.is_some_and(|former| former.own_value(key).is_some());
        match (row, former) {
            // What was refused has its issue.
            (Some(at), _) if sent.is_some_and(|sent| !is_empty(&sent[at].1)) => {}
            (None, None) if definition.default.is_some() => {
                own.get_or_insert_default()
                    .extend(definition.default.clone().map(|value| (key.clone(), value)));
            }
            (None, Some(_)) if !(was_there && own.is_some()) => {}
            _ if definition.is_required => issues.add(field(row, key), missing(definition)),
            _ => {}
        }
    }
    own
}

fn field(row: Option<usize>, key: &str) -> String {
    row.map_or_else(|| format!("attributes.{key}"), |at| format!("attributes.{at}.value"))
}

fn missing(definition: &Definition) -> Issue {
    Issue::new("attribute-missing").with("label", &definition.label)
}

fn read(
    definitions: &Definitions,
    sent: &[(String, Value)],
    former: Option<&Attributes>,
    issues: &mut Issues,
) -> BTreeMap<String, Value> {
    if sent.len() > MOST_ATTRIBUTES {
        issues.add("attributes", Issue::new("too-many-rows").with("max", MOST_ATTRIBUTES));
    }
    let mut own = BTreeMap::new();
    for (at, (key, value)) in sent.iter().take(MOST_ATTRIBUTES).enumerate() {
        let (key_field, value_field) = (format!("attributes.{at}.key"), format!("attributes.{at}.value"));
        let named = issues.keep(&key_field, text::text(key, KEY_MAX_CHARS));
        let valid = issues.keep(&value_field, any_value(value));
        let (Some(key), Some(())) = (named, valid) else { continue };
        match key {
            _ if is_empty(value) => {}
            None => issues.add(key_field, Issue::new("attribute-key-missing")),
            Some(key) if own.contains_key(&key) => issues.add(key_field, Issue::new("attribute-key-twice")),
            Some(key) => {
                let is_as_it_was = || former.and_then(|former| former.own_value(&key)) == Some(value);
                let kept = match definitions.of_key(&key) {
                    Some(definition) if !is_as_it_was() => definition.read(value),
                    _ => Ok(value.clone()),
                };
                own.extend(issues.keep(&value_field, kept).map(|kept| (key, kept)));
            }
        }
    }
    own
}

/// Whether this asks for no value.
pub(in crate::domain) fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_str() == Some("")
}

/// What holds for a value of any key.
pub(in crate::domain) fn any_value(value: &Value) -> Result<(), Issue> {
    let length = match value {
        Value::String(text) => {
            text::text(text, ATTRIBUTE_LIMIT_BYTES)?;
            text.len()
        }
        other => other.to_string().len(),
    };
    if length > ATTRIBUTE_LIMIT_BYTES {
        return Err(Issue::new("text-too-long").with("max", ATTRIBUTE_LIMIT_BYTES));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::domain::attribute::{AttributeId, AttributeKind};

    fn definition(key: &str, kind: AttributeKind, is_required: bool, default: Option<Value>) -> Definition {
        Definition {
            id: AttributeId(Uuid::nil()),
            key: key.into(),
            label: key.to_uppercase(),
            kind,
            choices: Vec::new(),
            is_required,
            default,
            is_listed: false,
            index: None,
            position: 0,
        }
    }

    type Judged = Result<Option<Value>, Vec<String>>;

    fn judged(sent: Option<Value>, former: Option<Value>) -> Judged {
        let definitions = Definitions::new(
            vec![
                definition("size", AttributeKind::Number, true, None),
                definition("tier", AttributeKind::Text, true, Some(json!("Bronze"))),
                definition("since", AttributeKind::Date, false, None),
            ],
            1,
        );
        let pairs = |object: Value| -> Vec<(String, Value)> {
            object.as_object().unwrap().iter().map(|(key, value)| (key.clone(), value.clone())).collect()
        };
        let former = former.map(|former| {
            let mut attributes = Attributes::default();
            attributes.replace_own(pairs(former).into_iter().collect());
            attributes
        });
        let sent = sent.map(pairs);
        let mut issues = Issues::new();
        let own = judge(&definitions, sent.as_deref(), former.as_ref(), &mut issues);
        if issues.is_empty() {
            return Ok(own.map(|own| json!(own)));
        }
        Err(issues.iter().map(|(field, issue)| format!("{field} {}", issue.code())).collect())
    }

    fn refused(issues: &[&str]) -> Judged {
        Err(issues.iter().map(|issue| (*issue).to_owned()).collect())
    }

    #[test]
    fn a_new_customer_has_what_is_required_and_gets_what_is_the_default() {
        let made = Ok(Some(json!({ "size": "5", "tier": "Bronze" })));
        assert_eq!(judged(Some(json!({ "size": 5 })), None), made);
        assert_eq!(judged(None, None), refused(&["attributes.size attribute-missing"]));
        assert_eq!(
            judged(Some(json!({ "size": "", "tier": null })), None),
            refused(&["attributes.0.value attribute-missing", "attributes.1.value attribute-missing"])
        );
        assert_eq!(
            judged(Some(json!({ "size": "five", "since": "soon" })), None),
            refused(&[
                "attributes.0.value attribute-date-invalid",
                "attributes.1.value attribute-number-invalid"
            ])
        );
    }

    #[test]
    fn an_edit_that_does_not_touch_a_value_is_not_refused_for_it() {
        let lacking = json!({ "since": "some day", "free": [1] });
        assert_eq!(judged(None, Some(lacking.clone())), Ok(None));
        assert_eq!(judged(Some(lacking.clone()), Some(lacking.clone())), Ok(Some(lacking.clone())));
        assert_eq!(judged(Some(json!({})), Some(lacking.clone())), Ok(Some(json!({}))));
        let emptied = judged(Some(json!({ "size": "" })), Some(lacking.clone()));
        assert_eq!(emptied, refused(&["attributes.0.value attribute-missing"]));
        let removed = judged(Some(json!({})), Some(json!({ "size": "5" })));
        assert_eq!(removed, refused(&["attributes.size attribute-missing"]));
        let changed = judged(Some(json!({ "since": "another day" })), Some(lacking));
        assert_eq!(changed, refused(&["attributes.0.value attribute-date-invalid"]));
    }
}
