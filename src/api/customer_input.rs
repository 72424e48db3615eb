//! The body of a call that makes or changes a customer, read into the draft's text: loosely, in any casing of names, with
//! attributes as an object or as a list of keys and values.

use serde_json::Value;
use uuid::Uuid;

use crate::api::pointers::CustomerPointers;
use crate::domain::customer::{Reference, Version};
use crate::domain::draft::{Integrations, RawAddress, RawCustomer, RawPerson, RawPhone};
use crate::domain::issues::{Issue, Issues};
use crate::domain::tag::separated;
use crate::web::members::{self, Members};

/// A customer on its way in: the draft's text, and the version that the caller read, when one is stated.
#[derive(Debug, Default, PartialEq)]
pub struct CustomerInput {
    /// What the draft is made of.
    pub raw: RawCustomer,
    /// The version that the change was made from.
    pub version: Option<Version>,
    /// Where in the body the draft's fields are.
    pub pointers: CustomerPointers,
}

impl CustomerInput {
    /// Reads the body of a call. Absent members mean "unchanged", `null` and `""` mean "none". Members that only the
    /// server sets are passed over, so that what was read can be sent back.
    ///
    /// # Errors
    /// Every member of a wrong type, and every one that is there twice, by JSON pointers.
    pub fn read(body: &Value) -> Result<Self, Issues> {
        let mut reader = Reader { issues: Issues::default() };
        let Value::Object(body) = body else {
            return Err(Issues::of("", Issue::new("json-not-an-object")));
        };
        let body = Members::of(body, "", &mut reader.issues);
        let pointers = CustomerPointers::of(body.get("attributes"));
        let company = reader.object("company", body.get("company"));
        let firm = |name| company.as_ref().and_then(|company| company.get(name));
        let (tags, tag_titles) = reader.tags(body.get("tags")).unzip();
        let raw = RawCustomer {
            kind: reader.text("kind", body.get("kind")),
            status: reader.text("status", body.get("status")),
            display_name: reader.text("displayName", body.get("displayname")),
            given_name: reader.text("firstName", body.get("firstname")),
            family_name: reader.text("lastName", body.get("lastname")),
            father_name: reader.text("fatherName", body.get("fathername")),
            company_name: reader.text("company.name", firm("name")),
            business_line: reader.text("company.businessLine", firm("businessline")),
            manager: reader.text("company.manager", firm("manager")),
            acronym: reader.text("company.acronym", firm("acronym")),
            headcount: reader.text("company.headcount", firm("headcount")),
            website: reader.text("company.website", firm("website")),
            tax_number: reader.either("company.taxNumber", [firm("taxnumber"), body.get("taxnumber")]),
            registration_number: reader.either(
                "company.registrationNumber",
                [firm("registrationnumber"), body.get("registrationnumber")],
            ),
            locale: reader.text("locale", body.get("locale")),
            notes: reader.text("notes", body.get("notes")),
            email_address: reader.text("emailAddress", body.get("emailaddress")),
            more_emails: None,
            phones: reader.list("phones", body.get("phones"), Reader::phone),
            contacts: None,
            addresses: reader.list("addresses", body.get("addresses"), Reader::address),
            people: reader.list("people", body.get("people"), Reader::person),
            attributes: reader.attributes(body.get("attributes")),
            integrations: Integrations::new(),
            references: reader.list("references", body.get("references"), Reader::reference),
            avatar: None,
            tags,
            tag_titles,
        };
        let version = body.get("version").filter(|version| !version.is_null());
        let version = version.and_then(|version| reader.version(version));
        if reader.issues.is_empty() {
            Ok(Self { raw, version, pointers })
        } else {
            Err(pointers.issues(reader.issues))
        }
    }
}

struct Reader {
    issues: Issues,
}

impl Reader {
    fn wrong_type(&mut self, name: &str, expected: &'static str) {
        self.issues.add(name, Issue::new("json-wrong-type").with("expected", expected));
    }

    /// A member that has more than one name, or place.
    fn either<const N: usize>(&mut self, name: &str, given: [Option<&Value>; N]) -> Option<String> {
        let mut given = given.into_iter().flatten();
        let first = given.next();
        if given.next().is_some() {
            let last = name.rsplit('.').next().unwrap_or(name);
            self.issues.add(name, members::twice(last));
        }
        self.text(name, first)
    }

    fn text(&mut self, name: &str, value: Option<&Value>) -> Option<String> {
        match value? {
            Value::Null => Some(String::new()),
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => {
                self.wrong_type(name, "text");
                None
            }
        }
    }

    fn object<'a>(&mut self, name: &str, value: Option<&'a Value>) -> Option<Members<'a>> {
        match value? {
            Value::Null => None,
            Value::Object(object) => Some(Members::of(object, name, &mut self.issues)),
            _ => {
                self.wrong_type(name, "an object");
                None
            }
        }
    }

    fn list<T>(
        &mut self,
        name: &str,
        value: Option<&Value>,
        read: impl Fn(&mut Self, &str, &Members<'_>) -> T,
    ) -> Option<Vec<T>> {
        let values = match value? {
            Value::Null => return Some(Vec::new()),
            Value::Array(values) => values,
            _ => {
                self.wrong_type(name, "a list");
                return None;
            }
        };
        let mut list = Vec::with_capacity(values.len());
        for (at, value) in values.iter().enumerate() {
            let name = format!("{name}.{at}");
            match value {
                Value::Object(object) => {
                    let members = Members::of(object, &name, &mut self.issues);
                    list.push(read(self, &name, &members));
                }
                _ => self.wrong_type(&name, "an object"),
            }
        }
        Some(list)
    }

    fn member(&mut self, row: &str, name: &str, members: &Members<'_>) -> String {
        self.text(&format!("{row}.{name}"), members.get(&name.to_ascii_lowercase())).unwrap_or_default()
    }

    fn phone(&mut self, row: &str, members: &Members<'_>) -> RawPhone {
        RawPhone {
            key: self.member(row, "key", members),
            phone_type: self.member(row, "type", members),
            country: self.member(row, "country", members),
            number_local: self.member(row, "numberLocal", members),
            number_international: self.member(row, "numberInternational", members),
        }
    }

    fn address(&mut self, row: &str, members: &Members<'_>) -> RawAddress {
        let postcode = ["postcode", "postalcode", "zip"].map(|name| members.get(name));
        RawAddress {
            key: self.member(row, "key", members),
            address1: self.member(row, "address1", members),
            address2: self.member(row, "address2", members),
            suburb: self.member(row, "suburb", members),
            postcode: self.either(&format!("{row}.postcode"), postcode).unwrap_or_default(),
            state: self.member(row, "state", members),
            country: self.member(row, "country", members),
        }
    }

    fn person(&mut self, row: &str, members: &Members<'_>) -> RawPerson {
        RawPerson {
            key: self.member(row, "key", members),
            first_name: self.member(row, "firstName", members),
            last_name: self.member(row, "lastName", members),
            display_name: self.member(row, "displayName", members),
            email_address: self.member(row, "emailAddress", members),
            phone: self.member(row, "phone", members),
            kind: self.member(row, "type", members),
            role: self.member(row, "role", members),
            is_main: self.flag(&format!("{row}.isMain"), members.get("ismain")),
            references: self.list(&format!("{row}.references"), members.get("references"), Self::reference),
        }
    }

    fn flag(&mut self, name: &str, value: Option<&Value>) -> bool {
        match value {
            None | Some(Value::Null) => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.wrong_type(name, "true or false");
                false
            }
        }
    }

    fn reference(&mut self, row: &str, members: &Members<'_>) -> Reference {
        Reference {
            system: self.member(row, "system", members),
            name: self.member(row, "name", members),
            value: self.member(row, "value", members),
        }
    }

    /// Ids, and titles in one text. A tag is an object as it is shown, or its id or title alone.
    fn tags(&mut self, value: Option<&Value>) -> Option<(Vec<String>, String)> {
        let values = match value? {
            Value::Null => return Some((Vec::new(), String::new())),
            Value::Array(values) => values,
            _ => {
                self.wrong_type("tags", "a list");
                return None;
            }
        };
        let (mut ids, mut titles) = (Vec::new(), Vec::new());
        for (at, value) in values.iter().enumerate() {
            match value {
                Value::String(word) if word.parse::<Uuid>().is_ok() => ids.push(word.clone()),
                Value::String(title) => titles.push(title.clone()),
                Value::Object(object) => {
                    let row = format!("tags.{at}");
                    let members = Members::of(object, &row, &mut self.issues);
                    let id = self.member(&row, "id", &members);
                    if id.is_empty() {
                        titles.push(self.member(&row, "title", &members));
                    } else {
                        ids.push(id);
                    }
                }
                _ => self.wrong_type(&format!("tags.{at}"), "an id or a title"),
            }
        }
        // Titles that nobody may have are refused where they are judged, parted or not.
        let is_one = |title: &String| separated(title).count() <= 1;
        if let Some(at) = titles.iter().position(|title| !is_one(title)) {
            self.issues.add(format!("tags.{at}"), Issue::new("tag-title-separator"));
        }
        Some((ids, titles.join("\n")))
    }

    fn attributes(&mut self, value: Option<&Value>) -> Option<Vec<(String, Value)>> {
        match value? {
            Value::Null => Some(Vec::new()),
            Value::Object(object) => {
                Some(object.iter().map(|(key, value)| (key.clone(), value.clone())).collect())
            }
            pairs => self.list("attributes", Some(pairs), |reader, row, members| {
                let key = reader.member(row, "key", members);
                (key, members.get("value").cloned().unwrap_or_default())
            }),
        }
    }

    fn version(&mut self, value: &Value) -> Option<Version> {
        let number = match value {
            Value::String(text) => text.parse().ok(),
            other => other.as_i64(),
        };
        if number.is_none() {
            self.wrong_type("version", "a number");
        }
        number.map(Version)
    }
}
