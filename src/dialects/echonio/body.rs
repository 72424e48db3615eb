//! The body of a call: a form whose members may be JSON texts, or a JSON object with the real things in it.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest};
use serde_json::{Map, Value};

use crate::domain::issues::{Issue, Issues};
use crate::web::Failure;
use crate::web::forms::Form;
use crate::web::json;
use crate::web::limits::whole_body;

/// Largest body, in bytes.
const LIMIT_BYTES: u64 = 1024 * 1024;

/// What a body says, by name.
#[derive(Debug, Default)]
pub struct Fields {
    members: Map<String, Value>,
    /// As it came: what an idempotent call is compared by.
    pub(super) bytes: Vec<u8>,
}

impl FromRequest for Fields {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let kind = request.headers().get(CONTENT_TYPE).map(|kind| kind.to_str().unwrap_or("?").to_owned());
        let mut payload = payload.take();
        Box::pin(async move {
            let kind = kind.as_deref().map(|kind| kind.split(';').next().unwrap_or_default().trim());
            let is = |name: &str| kind.is_some_and(|kind| kind.eq_ignore_ascii_case(name));
            let is_json = is("application/json");
            if !(is_json || kind.is_none() || is("application/x-www-form-urlencoded")) {
                return Err(Failure::UnsupportedMediaType);
            }
            let bytes = whole_body(&mut payload, LIMIT_BYTES).await?;
            let members = if is_json { of_json(&bytes)? } else { of_form(&bytes)? };
            Ok(Self { members, bytes })
        })
    }
}

fn of_json(bytes: &[u8]) -> Result<Map<String, Value>, Failure> {
    match json::read(bytes)? {
        Value::Object(members) => Ok(members),
        _ => Err(Issues::of("", Issue::new("json-not-an-object")).into()),
    }
}

/// Of two fields of one name the first counts; one without a name, as some clients end a body with, is none.
pub(super) fn of_form(bytes: &[u8]) -> Result<Map<String, Value>, Failure> {
    let mut members = Map::new();
    for (name, value) in Form::parse(bytes)?.into_fields() {
        if !name.is_empty() && !members.contains_key(&name) {
            members.insert(name, Value::String(value));
        }
    }
    Ok(members)
}

impl Fields {
    /// A body of these members, for what comes another way.
    pub(super) const fn of(members: Map<String, Value>) -> Self {
        Self { members, bytes: Vec::new() }
    }

    /// What was sent under a name, empty or not.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.members.get(name)
    }

    /// The text under a name; an empty one, and null, is none.
    pub(super) fn text(&self, name: &str, issues: &mut Issues) -> Option<String> {
        let text = issues.keep(name, line(self.get(name)?));
        text.filter(|text| !text.is_empty())
    }

    /// The JSON under a name, as itself or as a text; an empty text, and null, is none.
    pub(super) fn json(&self, name: &str, issues: &mut Issues) -> Option<Value> {
        match self.get(name)? {
            Value::Null => None,
            Value::String(text) if text.trim().is_empty() => None,
            Value::String(text) => {
                let read = json::read(text.as_bytes());
                issues.keep(
                    name,
                    read.map_err(|_| Issue::new("json-wrong-type").with("expected", "valid JSON")),
                )
            }
            other => Some(other.clone()),
        }
    }
}

/// A value as the text that a form would have sent.
pub(super) fn line(value: &Value) -> Result<String, Issue> {
    match value {
        Value::Null => Ok(String::new()),
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(Issue::new("json-wrong-type").with("expected", "text")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_it_was_written() {
        let fields = of_form(
            "identity=%7B%22name%22%3A%22%D8%B1%D8%A7%D8%AF%DB%8C%D9%88%22%7D&type=corporate&&=&a=%2B1+2&a=3"
                .as_bytes(),
        );
        let fields = Fields::of(fields.unwrap());
        let mut issues = Issues::new();
        assert_eq!(fields.json("identity", &mut issues), Some(serde_json::json!({ "name": "رادیو" })));
        assert_eq!(fields.text("a", &mut issues).as_deref(), Some("+1 2"));
        assert_eq!((fields.get(""), fields.text("b", &mut issues)), (None, None));
        assert!(issues.is_empty());
        assert_eq!((fields.json("type", &mut issues), issues.len()), (None, 1), "not every text is JSON");
    }
}
