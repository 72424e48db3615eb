//! A line of a timeline as Echonio tells it: nine members, and one English sentence.

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::domain::event::{Event, EventKind};

/// An event on its way out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EventJson {
    id: Uuid,
    customer_id: Option<Uuid>,
    creator_operator_id: Option<Uuid>,
    #[serde(rename = "type")]
    kind: String,
    description: String,
    data: Value,
    updated_at: Option<String>,
    created_at: Option<String>,
    deleted_at: Option<String>,
}

impl EventJson {
    pub(super) fn of(event: &Event) -> Self {
        let note = event.note.as_ref();
        let edited = note.and_then(|note| note.edited);
        Self {
            id: event.id,
            customer_id: event.customer.map(|id| id.0),
            creator_operator_id: event.actor.map(|actor| actor.0),
            kind: word(&event.kind),
            description: note.map_or_else(|| described(&event.kind), |note| note.text.clone()),
            data: members(&event.kind),
            updated_at: edited.map_or(event.at, |(_, at)| at).rfc3339_millis(),
            created_at: event.at.rfc3339_millis(),
            // What was deleted is not told any more.
            deleted_at: None,
        }
    }
}

/// Echonio's word where it has one.
pub(super) fn word(kind: &EventKind) -> String {
    let known = match kind {
        EventKind::Created => "create",
        EventKind::Updated { .. } | EventKind::VersionRestored { .. } => "update",
        EventKind::Trashed => "delete",
        EventKind::Imported { .. } => "import",
        EventKind::FileAdded { .. } => "upload-file",
        other => return other.as_str().replace('_', "-"),
    };
    known.to_owned()
}

fn described(kind: &EventKind) -> String {
    match kind {
        EventKind::TagAdded(told) => format!("{} tag added", told.title),
        EventKind::TagRemoved(told) => format!("{} tag removed", told.title),
        EventKind::Created => "Customer created".to_owned(),
        EventKind::Updated { fields } => format!("Changed: {}", fields.join(", ")),
        EventKind::VersionRestored { from, .. } => format!("Version {from} restored"),
        EventKind::Trashed => "Customer deleted".to_owned(),
        EventKind::Restored => "Customer restored".to_owned(),
        EventKind::Imported { row, .. } => format!("Imported from row {row}"),
        EventKind::FileAdded { .. } => "File uploaded".to_owned(),
        other => {
            let words = other.as_str().replace('_', " ");
            let mut letters = words.chars();
            letters
                .next()
                .map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
        }
    }
}

/// What there is to tell besides; of a tag its id alone, whose title the sentence has.
fn members(kind: &EventKind) -> Value {
    if let EventKind::TagAdded(told) | EventKind::TagRemoved(told) = kind {
        return serde_json::json!({ "tagId": told.tag_id });
    }
    let mut members = serde_json::to_value(kind).unwrap_or_default();
    if let Value::Object(members) = &mut members {
        members.remove("kind");
    }
    members
}
