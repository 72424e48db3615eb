//! A contact on its way in: flat, or as it is shown, with its members under `data`.

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::dialects::echonio::body::line;
use crate::dialects::echonio::customer_json::{type_of, value_of};
use crate::domain::customer::ContactPoint;
use crate::domain::draft::RawContact;
use crate::domain::issues::Issues;

/// A contact on its way in. What is `None` was not sent.
#[derive(Debug, Default, Clone)]
pub(super) struct ContactInput {
    id: String,
    kind: Option<String>,
    value: Option<String>,
    title: Option<String>,
    role: Option<String>,
    responder: Option<String>,
    note: Option<String>,
}

impl ContactInput {
    /// Reads an object; `place` is put before the names of what is wrong in it.
    pub(super) fn read(members: &Map<String, Value>, place: &str, issues: &mut Issues) -> Self {
        let inside = members.get("data").and_then(Value::as_object).unwrap_or(members);
        let mut text = |name: &str| issues.keep(&format!("{place}{name}"), line(inside.get(name)?));
        Self {
            kind: text("type"),
            value: text("value"),
            title: text("title"),
            role: text("role"),
            responder: text("responder").or_else(|| text("fullName")).or_else(|| text("fullname")),
            note: text("note"),
            id: members.get("id").and_then(Value::as_str).unwrap_or_default().to_owned(),
        }
    }

    /// The same for the contact of this id, whatever it says itself.
    pub(super) fn of(self, id: Uuid) -> Self {
        Self { id: id.to_string(), ..self }
    }

    /// The draft's text. What of a known contact is sent as it is shown, or not at all, is no change.
    pub(super) fn raw(&self, points: &[ContactPoint]) -> RawContact {
        let id: Option<Uuid> = self.id.parse().ok();
        let known = points.iter().find(|point| Some(point.key) == id);
        let kind = self.kind.as_deref().or_else(|| known.map(type_of)).unwrap_or_default();
        let value = self.value.as_deref().or_else(|| known.map(value_of)).unwrap_or_default();
        let is_shown = known.is_some_and(|known| type_of(known) == kind && value_of(known) == value);
        RawContact {
            key: self.id.clone(),
            point: (!is_shown).then(|| (kind.to_owned(), value.to_owned())),
            label: self.title.clone(),
            role: self.role.clone(),
            responder: self.responder.clone(),
            note: self.note.clone(),
        }
    }
}

/// Those that a customer has, none of them changed.
pub(super) fn unchanged(points: &[ContactPoint]) -> Vec<RawContact> {
    points.iter().map(|point| RawContact { key: point.key.to_string(), ..RawContact::default() }).collect()
}
