//! An event as the native API speaks it, and the body of a call that writes a note.

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::domain::customer::Version;
use crate::domain::event::{self, Event};
use crate::domain::issues::{Issue, Issues};

/// An event on its way out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EventJson<'a> {
    id: Uuid,
    customer_id: Option<Uuid>,
    #[serde(rename = "type")]
    kind: &'static str,
    topic: &'static str,
    customer_version: i64,
    data: Value,
    created_by: Option<Uuid>,
    created_at: Option<String>,
    updated_at: Option<String>,
    #[serde(flatten)]
    note: Option<NoteJson<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct NoteJson<'a> {
    text: &'a str,
    pinned: bool,
    version: String,
    updated_by: Option<Uuid>,
}

impl<'a> EventJson<'a> {
    /// The event.
    #[must_use]
    pub fn of(event: &'a Event) -> Self {
        let mut data = serde_json::to_value(&event.kind).unwrap_or_default();
        if let Value::Object(members) = &mut data {
            members.remove("kind");
        }
        let edited = event.note.as_ref().and_then(|note| note.edited);
        let note = event.note.as_ref().map(|note| NoteJson {
            text: &note.text,
            pinned: note.is_pinned,
            version: note.revision.to_string(),
            updated_by: edited.map_or(event.actor, |(by, _)| by).map(|by| by.0),
        });
        Self {
            id: event.id,
            customer_id: event.customer.map(|id| id.0),
            kind: event.kind.as_str(),
            topic: event.kind.topic().as_str(),
            customer_version: event.version.0,
            data,
            created_by: event.actor.map(|actor| actor.0),
            created_at: event.at.rfc3339(),
            updated_at: edited.map_or(event.at, |(_, at)| at).rfc3339(),
            note,
        }
    }
}

/// What a body says of a note; what is absent stays.
#[derive(Debug, Default)]
pub struct NoteInput {
    /// The words.
    pub text: Option<String>,
    /// Whether it stands above the others.
    pub pinned: Option<bool>,
    /// The version that the change is made from.
    pub version: Option<Version>,
}

impl NoteInput {
    /// Reads a body.
    ///
    /// # Errors
    /// Every member that is not acceptable, by its JSON pointer.
    pub fn read(body: &Value) -> Result<Self, Issues> {
        let Value::Object(body) = body else {
            return Err(Issues::of("", Issue::new("json-not-an-object")));
        };
        let mut issues = Issues::new();
        let wrong = |expected: &str| Issue::new("json-wrong-type").with("expected", expected);
        let text = body.get("text").map(|text| match text {
            Value::String(text) => event::note_text(text),
            _ => Err(wrong("text")),
        });
        let pinned = body.get("pinned").map(|pinned| pinned.as_bool().ok_or_else(|| wrong("true or false")));
        let version = body.get("version").map(|version| {
            let number = version.as_i64().or_else(|| version.as_str()?.parse().ok());
            number.map(Version).ok_or_else(|| wrong("a number"))
        });
        let input = Self {
            text: text.and_then(|text| issues.keep("/text", text)),
            pinned: pinned.and_then(|pinned| issues.keep("/pinned", pinned)),
            version: version.and_then(|version| issues.keep("/version", version)),
        };
        if issues.is_empty() { Ok(input) } else { Err(issues) }
    }
}
