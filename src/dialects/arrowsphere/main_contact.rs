//! The main contact, as it stands inside a customer. It is one of the customer's people: writing it changes that person,
//! or makes it.

use serde_json::{Map, Value};

use super::customer_input::put_references;
use super::customer_json::names;
use super::fields::CONTACT_PERSON_ID;
use super::reader::{Need, Reader};
use crate::domain::customer::Document;
use crate::domain::draft::RawPerson;
use crate::domain::person::Person;

/// The role that a main contact has where none is given.
pub const PRIMARY: &str = "primary";

/// What is said of a contact; nothing of what does not change.
#[derive(Debug, Default)]
struct Said {
    first_name: Option<String>,
    last_name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    kind: Option<String>,
    role: Option<String>,
    person_id: Option<String>,
}

/// The people of a customer with the main one changed, made or taken away, as `Contact` says.
pub fn people(
    reader: &mut Reader<'_>,
    sent: &Map<String, Value>,
    shown: Option<&Map<String, Value>>,
    document: &Document,
) -> Option<Vec<RawPerson>> {
    let contact = match sent.get("Contact")? {
        Value::Null => return None,
        Value::Object(contact) => contact,
        _ => {
            reader.wrong_type("Contact", "an object");
            return None;
        }
    };
    let main = document.main_person.and_then(|key| document.person(key));
    let shown = shown.and_then(|shown| shown.get("Contact")?.as_object());
    let shown = shown.map(|shown| with_type_and_role(shown, main));
    let mut inner = Reader::new("Contact.", contact, shown.as_ref());
    let said = Said {
        first_name: inner.either(["FirstName", "Firstname"], Need::Optional),
        last_name: inner.text("LastName", Need::Optional),
        email: inner.text("Email", Need::Optional),
        phone: inner.text("Phone", Need::Optional),
        kind: inner.text("Type", Need::Optional),
        role: inner.text("Role", Need::Optional),
        person_id: inner.loose_text("ContactPersonID", Need::Optional),
    };
    reader.issues.extend_under("", inner.issues);
    said.onto(document, main)
}

/// The client writes both, and reads neither: what is kept is what it is compared with.
fn with_type_and_role(shown: &Map<String, Value>, main: Option<&Person>) -> Map<String, Value> {
    let mut shown = shown.clone();
    let text = |field: fn(&Person) -> &Option<String>| {
        Value::from(main.and_then(|main| field(main).clone()).unwrap_or_default())
    };
    shown.insert("Type".to_owned(), text(|main| &main.kind));
    shown.insert("Role".to_owned(), text(|main| &main.role));
    shown
}

impl Said {
    fn onto(self, document: &Document, main: Option<&Person>) -> Option<Vec<RawPerson>> {
        let is_nobody = |raw: &RawPerson| {
            [&raw.first_name, &raw.last_name, &raw.email_address, &raw.phone]
                .into_iter()
                .all(String::is_empty)
        };
        let mut people: Vec<RawPerson> =
            document.people.iter().map(|person| RawPerson::from_person(person, document)).collect();
        let former = people.clone();
        if let Some(main) = main {
            let at = document.people.iter().position(|person| person.key == main.key)?;
            self.change(main, &mut people[at]);
            if is_nobody(&people[at]) && !is_nobody(&former[at]) {
                people.remove(at);
            }
        } else {
            let mut raw = RawPerson { role: PRIMARY.to_owned(), is_main: true, ..RawPerson::default() };
            self.change(&Person::default(), &mut raw);
            if !is_nobody(&raw) {
                people.push(raw);
            }
        }
        (people != former).then_some(people)
    }

    fn change(self, person: &Person, raw: &mut RawPerson) {
        put_names(person, raw, self.first_name, self.last_name);
        let members =
            [(&mut raw.email_address, self.email), (&mut raw.phone, self.phone), (&mut raw.kind, self.kind)];
        for (member, said) in members {
            if let Some(said) = said {
                *member = said;
            }
        }
        if let Some(role) = self.role.filter(|role| !(role.is_empty() && person.key.is_nil())) {
            raw.role = role;
        }
        raw.references = put_references(&person.references, [(CONTACT_PERSON_ID, self.person_id)]);
    }
}

/// Gives a person these names. Where only a display name was known, the names shown were its parts: the other part stays
/// beside the one that changes, and the display name follows them.
pub fn put_names(person: &Person, raw: &mut RawPerson, first: Option<String>, last: Option<String>) {
    if first.is_none() && last.is_none() {
        return;
    }
    let (shown_first, shown_last) = names(person);
    raw.first_name = first.unwrap_or_else(|| shown_first.to_owned());
    raw.last_name = last.unwrap_or_else(|| shown_last.to_owned());
    let had_names = person.given_name.is_some() || person.family_name.is_some();
    if !had_names || (raw.first_name.is_empty() && raw.last_name.is_empty()) {
        raw.display_name.clear();
    }
}
