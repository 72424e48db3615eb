//! The people of a draft. A row without a key takes that of an equal former person, so that writing back what was read
//! changes nothing; a person who goes on keeps the number and what only other contracts show.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{MOST_ROWS, Reader};
use crate::domain::customer::{Document, Reference};
use crate::domain::issues::Issue;
use crate::domain::person::Person;
use crate::domain::values::{Email, phone, text};

/// A person as it came in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawPerson {
    /// The key it was shown with; empty for a new one.
    pub key: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Derived when empty.
    pub display_name: String,
    /// Its e-mail address.
    pub email_address: String,
    /// Its phone number.
    pub phone: String,
    /// What it is for.
    pub kind: String,
    /// Its role.
    pub role: String,
    /// It is the main one.
    pub is_main: bool,
    /// Ids of other systems; those it has when not sent.
    pub references: Option<Vec<Reference>>,
}

impl RawPerson {
    /// The person as a form shows it.
    #[must_use]
    pub fn from_person(person: &Person, document: &Document) -> Self {
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        Self {
            key: person.key.to_string(),
            first_name: text(&person.given_name),
            last_name: text(&person.family_name),
            display_name: person.display_name.clone(),
            email_address: person.email.as_ref().map(|email| email.as_str().to_owned()).unwrap_or_default(),
            phone: text(&person.phone),
            kind: text(&person.kind),
            role: text(&person.role),
            is_main: document.main_person == Some(person.key),
            references: None,
        }
    }

    fn is_empty(&self) -> bool {
        let texts = [
            &self.first_name,
            &self.last_name,
            &self.display_name,
            &self.email_address,
            &self.phone,
            &self.kind,
            &self.role,
        ];
        texts.into_iter().all(std::string::String::is_empty)
    }
}

/// A valid person, before it is known whether it is one that there was.
#[derive(Debug, Clone)]
pub(super) struct PersonDraft {
    key: Option<Uuid>,
    /// Without a name of its own where that is to be derived.
    person: Person,
    has_references: bool,
    is_main: bool,
}

impl PersonDraft {
    fn is_same(&self, old: &Person) -> bool {
        let references = if self.has_references { &self.person.references } else { &old.references };
        let display_name = if self.person.display_name.is_empty() {
            self.person.derived_name().unwrap_or_default()
        } else {
            self.person.display_name.clone()
        };
        let like_old = Person {
            key: old.key,
            number: old.number,
            references: references.clone(),
            display_name,
            ..self.person.clone()
        };
        like_old == *old
    }

    fn onto(self, old: Option<Person>) -> Person {
        let Self { mut person, has_references, .. } = self;
        let derived = person.derived_name().unwrap_or_default();
        let followed = old.as_ref().is_some_and(|old| {
            old.display_name == person.display_name && old.derived_name() == Some(old.display_name.clone())
        });
        if person.display_name.is_empty() || (followed && !derived.is_empty()) {
            person.display_name = derived;
        }
        if let Some(old) = old {
            (person.key, person.number) = (old.key, old.number);
            if !has_references {
                person.references = old.references;
            }
        }
        person
    }
}

/// Makes these the people of the document.
pub(super) fn put(document: &mut Document, drafts: Vec<PersonDraft>) {
    let mut former = std::mem::take(&mut document.people);
    document.main_person = None;
    for draft in drafts {
        let at = match draft.key {
            Some(key) => former.iter().position(|old| old.key == key),
            None => former.iter().position(|old| draft.is_same(old)),
        };
        let is_main = draft.is_main;
        let person = draft.onto(at.map(|at| former.remove(at)));
        if is_main {
            document.main_person = Some(person.key);
        }
        document.people.push(person);
    }
}

impl Reader {
    pub(super) fn people(&mut self, raw: &[RawPerson]) -> Vec<PersonDraft> {
        self.at_most(raw.len(), "people", MOST_ROWS);
        if let Some((at, _)) = raw.iter().enumerate().filter(|(_, raw)| raw.is_main).nth(1) {
            self.issues.add(format!("people.{at}.is_main"), Issue::new("person-main-twice"));
        }
        let numbered = raw.iter().take(MOST_ROWS).enumerate().filter(|(_, raw)| !raw.is_empty());
        numbered.filter_map(|(at, raw)| self.person(&format!("people.{at}"), raw)).collect()
    }

    fn person(&mut self, row: &str, raw: &RawPerson) -> Option<PersonDraft> {
        let mut part = |name: &str, text: &str| {
            let judged = text::text(text, text::LINE_MAX_CHARS);
            self.judged(&format!("{row}.{name}"), judged).flatten()
        };
        let given_name = part("first_name", &raw.first_name);
        let family_name = part("last_name", &raw.last_name);
        let display_name = part("display_name", &raw.display_name);
        let (kind, role) = (part("type", &raw.kind), part("role", &raw.role));
        let email = match raw.email_address.as_str() {
            "" => Some(None),
            address => self.judged(&format!("{row}.email_address"), Email::parse(address)).map(Some),
        };
        let e164 = match raw.phone.as_str() {
            "" => Some(None),
            typed => {
                let parsed = phone::parse(typed, None, self.default_country);
                self.judged(&format!("{row}.phone"), parsed).map(|parsed| parsed.e164)
            }
        };
        let references = raw.references.as_deref();
        let references = references.map(|list| self.references(&format!("{row}.references"), list));
        let key = self.key(row, &raw.key);
        let (email, e164) = (email?, e164?);
        let names = [&given_name, &family_name, &display_name];
        if names.into_iter().all(Option::is_none) && email.is_none() {
            self.issues.add(format!("{row}.display_name"), Issue::new("name-missing"));
        }
        let person = Person {
            key: Uuid::now_v7(),
            number: 0,
            given_name,
            family_name,
            display_name: display_name.unwrap_or_default(),
            email,
            phone: Some(raw.phone.clone()).filter(|phone| !phone.is_empty()),
            e164,
            kind,
            role,
            references: references.clone().map(sorted).unwrap_or_default(),
        };
        let has_references = references.is_some();
        Some(PersonDraft { key: key.ok()?, person, has_references, is_main: raw.is_main })
    }
}

fn sorted(mut references: Vec<Reference>) -> Vec<Reference> {
    references.sort();
    references.dedup();
    references
}
