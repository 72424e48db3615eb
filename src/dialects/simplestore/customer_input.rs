//! The bodies of this API, read into the text that every draft is made of: names in any casing, absent unchanged, `null`
//! and empty none.

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::domain::customer::Version;
use crate::domain::draft::{RawAddress, RawCustomer, RawPhone};
use crate::domain::issues::{Issue, Issues};
use crate::web::members::Members;

/// What a customer of this body is made of, and the version that it was read at, if that is said.
///
/// # Errors
/// Every member of a wrong type, and every one that is there twice.
pub fn customer(body: &Value) -> Result<(RawCustomer, Option<Version>), Issues> {
    let mut reader = Reader { issues: Issues::new() };
    let members = reader.members(body)?;
    let raw = RawCustomer {
        given_name: reader.text("firstName", &members),
        family_name: reader.text("lastName", &members),
        display_name: reader.text("displayName", &members),
        email_address: reader.text("emailAddress", &members),
        attributes: reader.attributes(members.get("attributes")),
        phones: reader.list("phones", members.get("phones"), Reader::phone),
        addresses: reader.list("addresses", members.get("addresses"), Reader::address),
        ..RawCustomer::default()
    };
    let version = reader.version(members.get("version"));
    reader.done((raw, version))
}

/// A phone to be added.
///
/// # Errors
/// As [`customer`].
pub fn phone(body: &Value) -> Result<RawPhone, Issues> {
    let mut reader = Reader { issues: Issues::new() };
    let members = reader.members(body)?;
    let phone = RawPhone { key: String::new(), ..reader.phone(&members) };
    reader.done(phone)
}

/// An address to be added.
///
/// # Errors
/// As [`customer`].
pub fn address(body: &Value) -> Result<RawAddress, Issues> {
    let mut reader = Reader { issues: Issues::new() };
    let members = reader.members(body)?;
    let address = RawAddress { key: String::new(), ..reader.address(&members) };
    reader.done(address)
}

/// The keys of what is to be taken away. One that nobody has is none of them.
///
/// # Errors
/// When it is no list of texts.
pub fn keys(body: &Value) -> Result<Vec<Uuid>, Issues> {
    let mut reader = Reader { issues: Issues::new() };
    let members = reader.members(body)?;
    let texts = members.get("keys").and_then(Value::as_array);
    let texts = texts.and_then(|keys| keys.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
    let Some(texts) = texts else {
        reader.wrong_type("keys", "a list of keys");
        return Err(reader.issues);
    };
    reader.done(texts.into_iter().filter_map(|key| key.parse().ok()).collect())
}

/// A version as a query or a body says it.
///
/// # Errors
/// When it is no number.
pub fn version(text: Option<&str>) -> Result<Option<Version>, Issues> {
    let number = text.filter(|text| !text.is_empty()).map(str::parse).transpose();
    let number = number.map_err(|_| Issues::of("version", Issue::new("number-invalid")))?;
    Ok(number.map(Version))
}

struct Reader {
    issues: Issues,
}

impl Reader {
    fn done<T>(self, value: T) -> Result<T, Issues> {
        if self.issues.is_empty() { Ok(value) } else { Err(self.issues) }
    }

    fn members<'a>(&mut self, body: &'a Value) -> Result<Members<'a>, Issues> {
        match body {
            Value::Object(object) => Ok(Members::of(object, "", &mut self.issues)),
            _ => Err(Issues::of("", Issue::new("json-not-an-object"))),
        }
    }

    fn wrong_type(&mut self, name: &str, expected: &'static str) {
        self.issues.add(name, Issue::new("json-wrong-type").with("expected", expected));
    }

    fn text(&mut self, name: &str, members: &Members<'_>) -> Option<String> {
        match members.get(&name.to_ascii_lowercase())? {
            Value::Null => Some(String::new()),
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => {
                self.wrong_type(name, "text");
                None
            }
        }
    }

    fn list<T>(
        &mut self,
        name: &str,
        value: Option<&Value>,
        read: impl Fn(&mut Self, &Members<'_>) -> T,
    ) -> Option<Vec<T>> {
        let rows: Option<Vec<&Map<String, Value>>> = match value? {
            Value::Null => Some(Vec::new()),
            Value::Array(rows) => rows.iter().map(Value::as_object).collect(),
            _ => None,
        };
        let Some(rows) = rows else {
            self.wrong_type(name, "a list of objects");
            return None;
        };
        let mut list = Vec::with_capacity(rows.len());
        for (at, row) in rows.into_iter().enumerate() {
            let mut inner = Self { issues: Issues::new() };
            let members = Members::of(row, "", &mut inner.issues);
            list.push(read(&mut inner, &members));
            self.issues.extend_under(&format!("{name}.{at}."), inner.issues);
        }
        Some(list)
    }

    fn phone(&mut self, members: &Members<'_>) -> RawPhone {
        let mut text = |name: &str| self.text(name, members).unwrap_or_default();
        RawPhone {
            key: text("key"),
            phone_type: text("type"),
            country: text("country"),
            number_local: text("numberLocal"),
            number_international: text("numberInternational"),
        }
    }

    fn address(&mut self, members: &Members<'_>) -> RawAddress {
        let mut text = |name: &str| self.text(name, members).unwrap_or_default();
        RawAddress {
            key: text("key"),
            address1: text("address1"),
            address2: text("address2"),
            suburb: text("suburb"),
            postcode: text("postcode"),
            state: text("state"),
            country: text("country"),
        }
    }

    fn attributes(&mut self, value: Option<&Value>) -> Option<Vec<(String, Value)>> {
        match value? {
            Value::Null => Some(Vec::new()),
            Value::Object(all) => Some(all.iter().map(|(key, value)| (key.clone(), value.clone())).collect()),
            pairs => self.list("attributes", Some(pairs), |reader, members| {
                let key = reader.text("key", members).unwrap_or_default();
                (key, members.get("value").cloned().unwrap_or_default())
            }),
        }
    }

    fn version(&mut self, value: Option<&Value>) -> Option<Version> {
        let text = match value? {
            Value::Null => return None,
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.clone(),
            _ => String::new(),
        };
        let number = text.parse().ok();
        if number.is_none() {
            self.wrong_type("version", "a number");
        }
        number.map(Version)
    }
}
