//! A person of a customer as the client reads and writes it on its own: with the names in another casing than inside the
//! customer, and what has become of its invitation.

use serde::Serialize;
use serde_json::{Map, Value};

use super::customer_json::names;
use super::fields::person_member;
use super::main_contact::{PRIMARY, put_names};
use super::reader::{Need, Reader};
use crate::domain::customer::Document;
use crate::domain::draft::RawPerson;
use crate::domain::invitation::Invitation;
use crate::domain::issues::{Issue, Issues};
use crate::domain::person::Person;
use crate::domain::values::Email;

/// The type of a contact where none is known.
const OTHER: &str = "Other";

/// A contact on its way out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContactJson<'a> {
    reference: String,
    first_name: &'a str,
    last_name: &'a str,
    email: &'a str,
    phone: &'a str,
    r#type: &'a str,
    role: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<&'a str>,
    is_active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    xcp_invitation: Option<InvitedJson<'a>>,
    /// The client goes through it, so it is there.
    organization_units: [(); 0],
}

/// The latest invitation of a contact.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct InvitedJson<'a> {
    policy: &'a str,
    created_at: Option<String>,
    expired_at: Option<String>,
}

impl<'a> ContactJson<'a> {
    /// A person of this customer, with the name that it signs in by.
    #[must_use]
    pub fn of(
        person: &'a Person,
        document: &Document,
        invitation: Option<&'a Invitation>,
        username: Option<&'a str>,
    ) -> Self {
        let (first_name, last_name) = names(person);
        let is_main = document.main_person == Some(person.key);
        Self {
            reference: person.number.to_string(),
            first_name,
            last_name,
            email: person.email.as_ref().map(Email::as_str).unwrap_or_default(),
            phone: person.phone.as_deref().unwrap_or_default(),
            r#type: person.kind.as_deref().unwrap_or(OTHER),
            role: person.role.as_deref().unwrap_or(if is_main { PRIMARY } else { "" }),
            username,
            is_active: true,
            xcp_invitation: invitation.map(|invitation| InvitedJson {
                policy: invitation.policy.as_str(),
                created_at: invitation.created_at.rfc3339_millis(),
                expired_at: invitation.expires_at.rfc3339_millis(),
            }),
            organization_units: [],
        }
    }

    fn members(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(members)) => members,
            other => unreachable!("an object of plain members is JSON: {other:?}"),
        }
    }
}

/// The people of a customer with one more, which is last.
///
/// # Errors
/// Every member that is missing or of a wrong type.
pub fn create(body: &Value, document: &Document) -> Result<Vec<RawPerson>, Issues> {
    let mut raw = RawPerson::default();
    read(body, None, &Person::default(), &mut raw)?;
    raw.is_main = raw.role == PRIMARY && document.main_person.is_none();
    let mut people = all(document);
    people.push(raw);
    Ok(people)
}

/// The people of a customer with one of them changed as the body says.
///
/// # Errors
/// As [`create`], and every required member that it empties.
pub fn update(body: &Value, person: &Person, document: &Document) -> Result<Vec<RawPerson>, Issues> {
    let shown = ContactJson::of(person, document, None, None).members();
    let (mut people, key) = (all(document), person.key.to_string());
    for raw in people.iter_mut().filter(|raw| raw.key == key) {
        read(body, Some(&shown), person, raw)?;
        raw.is_main |= raw.role == PRIMARY && document.main_person.is_none();
    }
    Ok(people)
}

/// The people of a customer without one of them.
#[must_use]
pub fn remove(person: &Person, document: &Document) -> Vec<RawPerson> {
    let key = person.key.to_string();
    all(document).into_iter().filter(|raw| raw.key != key).collect()
}

/// What is wrong with a person of a draft, as the client spells its members.
#[must_use]
pub fn spelled(issues: Issues) -> Issues {
    issues.renamed(|field| match field.strip_prefix("people.") {
        Some(rest) => person_member(rest.rsplit('.').next().unwrap_or(rest)).to_owned(),
        None => field.to_owned(),
    })
}

fn all(document: &Document) -> Vec<RawPerson> {
    document.people.iter().map(|person| RawPerson::from_person(person, document)).collect()
}

fn read(
    body: &Value,
    shown: Option<&Map<String, Value>>,
    person: &Person,
    raw: &mut RawPerson,
) -> Result<(), Issues> {
    let Value::Object(sent) = body else { return Err(Issues::of("", Issue::new("json-not-an-object"))) };
    let mut reader = Reader::new("", sent, shown);
    let first = reader.text("firstName", Need::Filled);
    let last = reader.text("lastName", Need::Filled);
    put_names(person, raw, first, last);
    let members = [
        (&mut raw.email_address, reader.text("email", Need::Filled)),
        (&mut raw.phone, reader.text("phone", Need::Present)),
        (&mut raw.kind, reader.text("type", Need::Optional)),
        (&mut raw.role, reader.text("role", Need::Optional)),
    ];
    for (member, said) in members {
        if let Some(said) = said {
            *member = said;
        }
    }
    if reader.issues.is_empty() { Ok(()) } else { Err(reader.issues) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::domain::draft::{CustomerDraft, RawCustomer, Rules};

    fn written(document: &Document, people: Vec<RawPerson>) -> Document {
        let raw = RawCustomer { people: Some(people), ..RawCustomer::default() };
        CustomerDraft::parse(&raw, &Rules::default(), Some(document)).unwrap().onto(Some(document)).unwrap()
    }

    fn firm() -> Document {
        Document { display_name: "Acme".into(), ..Document::default() }
    }

    #[test]
    fn what_is_written_reads_back() {
        let body = json!({ "firstName": "Ana", "lastName": "Roy", "email": "ana@ferme.example", "phone": "",
            "type": "Technical", "role": "primary", "organizationUnitIds": [1], "nothing": {} });
        let document = written(&firm(), create(&body, &firm()).unwrap());
        let person = &document.people[0];
        assert_eq!(document.main_person, Some(person.key), "the first that is called primary");
        let read = ContactJson::of(person, &document, None, None).members();
        let expected = json!({ "reference": "0", "firstName": "Ana", "lastName": "Roy",
            "email": "ana@ferme.example", "phone": "", "type": "Technical", "role": "primary", "isActive": true,
            "organizationUnits": [] });
        assert_eq!(Value::Object(read.clone()), expected);
        let again = update(&Value::Object(read), person, &document).unwrap();
        assert_eq!(written(&document, again), document, "written back, it changes nothing");
    }

    #[test]
    fn what_is_missing_is_named() {
        let issues = create(&json!({ "firstName": "", "email": 7 }), &firm()).unwrap_err();
        let found: Vec<_> = issues.iter().map(|(field, issue)| (field, issue.code())).collect();
        let expected = [
            ("email", "json-wrong-type"),
            ("firstName", "member-missing"),
            ("lastName", "member-missing"),
            ("phone", "member-missing"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_name_that_was_one_is_parted_when_a_part_changes() {
        let jane =
            Person { key: Uuid::from_u128(1), display_name: "Jane de Boer".into(), ..Person::default() };
        let document = Document { people: vec![jane], ..firm() };
        let shown = ContactJson::of(&document.people[0], &document, None, None).members();
        assert_eq!((&shown["firstName"], &shown["lastName"]), (&json!("Jane de"), &json!("Boer")));
        let same = update(&Value::Object(shown), &document.people[0], &document).unwrap();
        assert_eq!(written(&document, same), document);
        let changed = update(&json!({ "lastName": "Roy" }), &document.people[0], &document).unwrap();
        let person = &written(&document, changed).people[0];
        assert_eq!(person.display_name, "Jane de Roy");
        assert_eq!(
            (person.given_name.as_deref(), person.family_name.as_deref()),
            (Some("Jane de"), Some("Roy"))
        );
    }
}
