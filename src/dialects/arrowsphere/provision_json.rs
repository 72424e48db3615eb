//! A program that is set up, as the client reads it, and as it asks for one.

use serde::Serialize;
use serde_json::Value;

use crate::domain::issues::{Issue, Issues};
use crate::domain::provision::{Attributes, Provision, Start};

/// A provision on its way out. Its attributes are an object here, also where another client would rather have a list.
#[derive(Debug, Serialize)]
pub struct ProvisionJson<'a> {
    status: &'static str,
    message: &'a str,
    attributes: &'a Attributes,
}

impl<'a> ProvisionJson<'a> {
    /// The provision.
    #[must_use]
    pub fn of(provision: &'a Provision) -> Self {
        Self {
            status: provision.state.as_str(),
            message: &provision.message,
            attributes: &provision.attributes,
        }
    }
}

/// A program to be set up: its name, and a list of names and values. An object of them is taken, too: what was read can
/// be sent.
///
/// # Errors
/// What is missing, of a wrong type, or not acceptable.
pub fn read(body: &Value) -> Result<Start, Issues> {
    let mut issues = Issues::new();
    let program = match body.get("program") {
        None | Some(Value::Null) => Err(Issue::new("member-missing")),
        Some(Value::String(program)) => Ok(program.as_str()),
        Some(_) => Err(wrong_type("text")),
    };
    let program = issues.keep("program", program);
    let attributes = issues.keep("attributes", attributes(body.get("attributes")));
    match (program, attributes) {
        (Some(program), Some(attributes)) => Start::parse(program, &attributes).map_err(spelled),
        _ => Err(issues),
    }
}

fn attributes(sent: Option<&Value>) -> Result<Vec<(String, String)>, Issue> {
    let text = |value: Option<&Value>| match value {
        Some(Value::String(text)) => Ok(text.clone()),
        _ => Err(wrong_type("a list of names and values in text")),
    };
    match sent {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(list)) => {
            list.iter().map(|item| Ok((text(item.get("name"))?, text(item.get("value"))?))).collect()
        }
        Some(Value::Object(values)) => {
            values.iter().map(|(name, value)| Ok((name.clone(), text(Some(value))?))).collect()
        }
        Some(_) => Err(wrong_type("a list of names and values in text")),
    }
}

fn wrong_type(expected: &'static str) -> Issue {
    Issue::new("json-wrong-type").with("expected", expected)
}

/// `attributes.0.key` is `attributes.0.name` here.
fn spelled(issues: Issues) -> Issues {
    issues.renamed(|field| match field.strip_suffix(".key") {
        Some(row) => format!("{row}.name"),
        None => field.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_program_is_asked_for_with_a_list_or_an_object() {
        let list =
            json!({ "program": "MSCSP", "attributes": [{ "name": "domainName", "value": "ferme.example" }] });
        let object = json!({ "program": "MSCSP", "attributes": { "domainName": "ferme.example" } });
        assert_eq!(read(&list).unwrap(), read(&object).unwrap());
        assert!(read(&json!({ "program": "MSCSP" })).unwrap().attributes.is_empty());
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (body, expected) in [
            (json!({}), "program"),
            (json!({ "program": "" }), "program"),
            (json!({ "program": 7 }), "program"),
            (json!([]), "program"),
            (json!({ "program": "P", "attributes": "x" }), "attributes"),
            (json!({ "program": "P", "attributes": [{ "name": "a" }] }), "attributes"),
            (json!({ "program": "P", "attributes": { "a": 1 } }), "attributes"),
            (json!({ "program": "P", "attributes": [{ "name": "", "value": "1" }] }), "attributes.0.name"),
        ] {
            let issues = read(&body).unwrap_err();
            assert_eq!(issues.iter().map(|(field, _)| field).collect::<Vec<_>>(), [expected], "{body}");
        }
    }
}
