//! The body of a call that makes or changes a customer. What is sent as it is shown is no change, so that a customer can
//! be sent back as it was read, and keeps what Echonio does not show of it.

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::dialects::echonio::body::{Fields, line};
use crate::dialects::echonio::contact_input::ContactInput;
use crate::dialects::echonio::customer_json::{NAMESPACE, identity, members};
use crate::domain::customer::{AvatarId, Document, Kind};
use crate::domain::draft::{AvatarChange, Integrations, RawCustomer};
use crate::domain::issues::{Issue, Issues};

/// A customer on its way in. What is `None` was not sent.
#[derive(Debug, Default, Clone)]
pub(super) struct CustomerInput {
    kind: Option<Kind>,
    identity: Option<Map<String, Value>>,
    contacts: Option<Vec<ContactInput>>,
    /// Its picture, named by the file that it is.
    pub(super) avatar: Option<AvatarChange>,
}

impl CustomerInput {
    /// Reads a body.
    ///
    /// # Errors
    /// Every member that cannot be understood.
    pub(super) fn read(fields: &Fields) -> Result<Self, Issues> {
        let mut issues = Issues::new();
        let kind = fields.text("type", &mut issues).and_then(|word| {
            let kind = Kind::parse(&word).ok_or_else(|| Issue::new("kind-unknown"));
            issues.keep("type", kind)
        });
        let identity = fields.json("identity", &mut issues).and_then(|value| {
            let identity = if let Value::Object(identity) = value { Some(identity) } else { None };
            issues.keep("identity", identity.ok_or_else(|| wrong_type("an object")))
        });
        let contacts = fields.json("contacts", &mut issues).and_then(|value| contacts(&value, &mut issues));
        let avatar = fields.get("avatarUploadedFileId").and_then(|_| {
            let id = fields.text("avatarUploadedFileId", &mut issues);
            let parsed = id.map(|id| id.parse().map_err(|_| Issue::new("key-invalid"))).transpose();
            let picture =
                |id: Option<Uuid>| id.map_or(AvatarChange::TakeOff, |id| AvatarChange::Give(AvatarId(id)));
            issues.keep("avatarUploadedFileId", parsed).map(picture)
        });
        if issues.is_empty() { Ok(Self { kind, identity, contacts, avatar }) } else { Err(issues) }
    }

    /// The draft's text of a new customer.
    ///
    /// # Errors
    /// What every customer of its type has and this one has not.
    pub(super) fn new_customer(&self) -> Result<RawCustomer, Issues> {
        let Some(identity) = &self.identity else {
            return Err(missing("identity"));
        };
        let kind = self.kind.or_else(|| kind_of(identity)).ok_or_else(|| missing("type"))?;
        ensure_whole(kind, identity)?;
        self.raw(None, kind)
    }

    /// The draft's text of a new customer that a file brings: of whom less may be known.
    ///
    /// # Errors
    /// Members that are no texts.
    pub(super) fn imported_customer(&self) -> Result<RawCustomer, Issues> {
        let kind = self.kind.or_else(|| kind_of(self.identity.as_ref()?));
        self.raw(None, kind.unwrap_or_default())
    }

    /// The draft's text of a change.
    ///
    /// # Errors
    /// A new type without what every customer of it has.
    pub(super) fn changed_customer(&self, former: &Document) -> Result<RawCustomer, Issues> {
        let kind = self.kind.unwrap_or(former.kind);
        if kind != former.kind {
            ensure_whole(kind, self.identity.as_ref().ok_or_else(|| missing("identity"))?)?;
        }
        self.raw(Some(former), kind)
    }

    fn raw(&self, former: Option<&Document>, kind: Kind) -> Result<RawCustomer, Issues> {
        let mut raw = RawCustomer {
            kind: (former.map(|former| former.kind) != Some(kind)).then(|| kind.as_str().to_owned()),
            ..RawCustomer::default()
        };
        if let Some(sent) = &self.identity {
            put_identity(&mut raw, sent, former, kind)?;
        }
        let points = former.map(|former| former.contact_points.as_slice()).unwrap_or_default();
        raw.contacts = self
            .contacts
            .as_ref()
            .map(|contacts| contacts.iter().map(|contact| contact.raw(points)).collect());
        Ok(raw)
    }
}

/// Everything that an identity says; what it does not say is none.
fn put_identity(
    raw: &mut RawCustomer,
    sent: &Map<String, Value>,
    former: Option<&Document>,
    kind: Kind,
) -> Result<(), Issues> {
    let shown = former.map(|former| identity(former, kind)).unwrap_or_default();
    // A name that only stands in for that of a firm is not shown to a type that the customer has not been yet.
    let is_same_kind = former.is_some_and(|former| former.kind == kind);
    let mut issues = Issues::new();
    let fields = match kind {
        Kind::Personal => [&mut raw.given_name, &mut raw.family_name, &mut raw.father_name],
        Kind::Corporate => [&mut raw.company_name, &mut raw.business_line, &mut raw.manager],
    };
    for (name, field) in members(kind).into_iter().zip(fields) {
        let value = sent.get(name).unwrap_or(&Value::Null);
        if !(is_same_kind && shown.get(name) == Some(value)) {
            *field = issues.keep(&format!("identity.{name}"), line(value));
        }
    }
    let own = |key: &str| members(kind).contains(&key);
    let kept = former.and_then(|former| former.attributes.0.get(NAMESPACE));
    let gone = kept.into_iter().flatten().filter(|(key, _)| !own(key) && !sent.contains_key(*key));
    let mut open = std::collections::BTreeMap::new();
    open.extend(gone.map(|(key, _)| (key.clone(), Value::Null)));
    open.extend(sent.iter().filter(|(key, _)| !own(key)).map(|(key, value)| (key.clone(), value.clone())));
    if !open.is_empty() {
        raw.integrations = Integrations::from([(NAMESPACE.to_owned(), open)]);
    }
    if issues.is_empty() { Ok(()) } else { Err(issues) }
}

/// The type that an identity is plainly of.
fn kind_of(identity: &Map<String, Value>) -> Option<Kind> {
    let has = |name: &str| identity.contains_key(name);
    if has("firstName") || has("lastName") {
        Some(Kind::Personal)
    } else if has("name") {
        Some(Kind::Corporate)
    } else {
        None
    }
}

/// The first two members of an identity are never null.
fn ensure_whole(kind: Kind, identity: &Map<String, Value>) -> Result<(), Issues> {
    let is_given = |name: &str| match identity.get(name) {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(_) => true,
    };
    let mut issues = Issues::new();
    for name in members(kind).into_iter().take(2).filter(|name| !is_given(name)) {
        issues.add(format!("identity.{name}"), required(name));
    }
    if issues.is_empty() { Ok(()) } else { Err(issues) }
}

fn wrong_type(expected: &str) -> Issue {
    Issue::new("json-wrong-type").with("expected", expected)
}

fn required(name: &str) -> Issue {
    Issue::new("attribute-missing").with("label", name)
}

fn missing(name: &str) -> Issues {
    Issues::of(name, required(name))
}

fn contacts(value: &Value, issues: &mut Issues) -> Option<Vec<ContactInput>> {
    let Value::Array(elements) = value else {
        issues.add("contacts", wrong_type("a list"));
        return None;
    };
    let read = |(at, element): (usize, &Value)| {
        let place = format!("contacts.{at}");
        let members = issues.keep(&place, element.as_object().ok_or_else(|| wrong_type("an object")));
        members.map(|members| ContactInput::read(members, &format!("{place}."), issues))
    };
    Some(elements.iter().enumerate().filter_map(read).collect())
}

/// The names that the draft's fields have in a body.
pub(super) fn field_name(field: &str) -> String {
    let named = match field {
        "kind" => "type",
        "first_name" => "identity.firstName",
        "last_name" => "identity.lastName",
        "father_name" => "identity.fatherName",
        "company_name" => "identity.name",
        "business_line" => "identity.title",
        "manager" => "identity.manager",
        "display_name" => "identity",
        other => {
            return match other.strip_prefix("attributes.identity/") {
                Some(key) => format!("identity.{key}"),
                None => other.replace(".label", ".title"),
            };
        }
    };
    named.to_owned()
}
