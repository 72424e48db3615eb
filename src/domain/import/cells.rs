//! What stands in the cells of a table for the fields of a customer. An export writes it, and an import takes a cell
//! that holds it for no change, so that a file that comes back as it went changes nothing.

use std::borrow::Cow;

use crate::domain::customer::{Document, Phone, Reference, attribute_text};
use crate::domain::import::{AddressPart, PersonPart, PhonePart, Target};
use crate::domain::person::Person;
use crate::domain::values::text::trimmed;
use crate::domain::values::{CountryCode, Email, PhoneType};

/// The word for what is so.
pub const YES: &str = "yes";

/// The text of a field that has one cell of its own; nothing where the field is empty, or is one of several.
#[must_use]
pub fn text<'d>(document: &'d Document, target: &Target) -> Cow<'d, str> {
    let company = &document.company;
    match target {
        Target::Kind => document.kind.as_str().into(),
        Target::Status => document.status.as_str().into(),
        Target::DisplayName => document.display_name.as_str().into(),
        Target::FirstName => of(document.given_name.as_deref()),
        Target::LastName => of(document.family_name.as_deref()),
        Target::FatherName => of(document.father_name.as_deref()),
        Target::CompanyName => of(company.name.as_deref()),
        Target::BusinessLine => of(company.business_line.as_deref()),
        Target::Manager => of(company.manager.as_deref()),
        Target::Acronym => of(company.acronym.as_deref()),
        Target::Headcount => company.headcount.map(|count| count.to_string()).unwrap_or_default().into(),
        Target::Website => of(company.website.as_deref()),
        Target::TaxNumber => of(document.tax_number.as_deref()),
        Target::RegistrationNumber => of(document.registration_number.as_deref()),
        Target::Locale => of(document.locale.as_deref()),
        Target::Notes => of(document.notes.as_deref()),
        Target::Email => of(document.email().map(Email::as_str)),
        Target::Phone(at, part) => {
            document.phones().nth(*at).map(|(_, phone)| phone_part(phone, *part)).unwrap_or_default()
        }
        Target::Address(at, part) => {
            let Some(address) = document.addresses.get(*at) else { return Cow::default() };
            of(match part {
                AddressPart::Address1 => address.line1.as_deref(),
                AddressPart::Address2 => address.line2.as_deref(),
                AddressPart::Suburb => address.locality.as_deref(),
                AddressPart::Postcode => address.postcode.as_deref(),
                AddressPart::State => address.state.as_deref(),
                AddressPart::Country => address.country_text.as_deref(),
            })
        }
        Target::Person(at, part) => {
            let Some(person) = document.people.get(*at) else { return Cow::default() };
            person_part(document, person, *part)
        }
        Target::Attribute(key) => {
            document.attributes.own_value(key).map(attribute_text).unwrap_or_default().into()
        }
        Target::Reference { system, name } => {
            let is_it = |known: &&Reference| known.system == *system && known.name == *name;
            of(document.references.iter().find(is_it).map(|known| known.value.as_str()))
        }
        Target::Ignore
        | Target::CustomerId
        | Target::Emails
        | Target::Phones
        | Target::Addresses
        | Target::People
        | Target::Tags
        | Target::Attributes
        | Target::References
        | Target::Customer => Cow::default(),
    }
}

fn of(text: Option<&str>) -> Cow<'_, str> {
    text.unwrap_or_default().into()
}

fn phone_part(phone: &Phone, part: PhonePart) -> Cow<'_, str> {
    match part {
        PhonePart::NumberLocal => phone.value.as_str().into(),
        PhonePart::Mobile if phone.phone_type == PhoneType::Mobile => phone.value.as_str().into(),
        PhonePart::Mobile => Cow::default(),
        PhonePart::Country => of(phone.country.as_ref().map(CountryCode::as_str)),
        PhonePart::Type => phone.phone_type.as_str().into(),
        PhonePart::NumberInternational => of(phone.e164.as_deref()),
    }
}

fn person_part<'d>(document: &Document, person: &'d Person, part: PersonPart) -> Cow<'d, str> {
    match part {
        PersonPart::FirstName => of(person.given_name.as_deref()),
        PersonPart::LastName => of(person.family_name.as_deref()),
        PersonPart::DisplayName => person.display_name.as_str().into(),
        PersonPart::EmailAddress => of(person.email.as_ref().map(Email::as_str)),
        PersonPart::Phone => of(person.phone.as_deref()),
        PersonPart::Type => of(person.kind.as_deref()),
        PersonPart::Role => of(person.role.as_deref()),
        PersonPart::IsMain if document.main_person == Some(person.key) => YES.into(),
        PersonPart::IsMain => Cow::default(),
    }
}

/// A text as it stands in a cell that no spreadsheet takes for a formula, or its digits for a number: behind a `'`.
#[must_use]
pub fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA) || is_guarded(text) { format!("'{text}").into() } else { text.into() }
}

/// The text of a cell without the guard: what [`guarded`] puts before it, and what other programs put before their
/// numbers. The apostrophe of 's-Gravenhage is no guard.
#[must_use]
pub fn unguarded(cell: &str) -> &str {
    if is_guarded(cell) { &cell[1..] } else { cell }
}

/// The text that a raw cell holds: without blanks around it, and without the guard.
#[must_use]
pub fn read(raw: &str) -> &str {
    trimmed(unguarded(trimmed(raw)))
}

/// Whether a cell that was [`read`] holds what an export writes for a stored text.
#[must_use]
pub fn is_same(stored: &str, cell: &str) -> bool {
    read(&guarded(stored)) == cell
}

/// Whether a text looks as if it had a guard.
#[must_use]
pub fn is_guarded(cell: &str) -> bool {
    let rest = cell.trim_start_matches('\'');
    // An id, or a post code: '90s Club is none.
    let is_number = rest.starts_with(|first: char| first.is_ascii_digit())
        && rest.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    rest.len() < cell.len() && (is_number || rest.starts_with(FORMULA))
}

/// What begins a formula. The last three do so in some programs once what is before them is cut off.
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\0'];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn f9_a_guard_stands_before_formulas_and_is_taken_off() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("+49 30 1", "'+49 30 1"),
            ("'=1+1", "''=1+1"),
            ("''-1", "'''-1"),
            ("'00123", "''00123"),
            ("'1234AB", "''1234AB"),
            ("00123", "00123"),
            ("O'Shaughnessy", "O'Shaughnessy"),
            ("'s-Gravenhage", "'s-Gravenhage"),
            ("'90s Club", "'90s Club"),
            ("'", "'"),
            ("", ""),
        ] {
            assert_eq!(guarded(text), cell);
            assert_eq!(unguarded(cell), text);
        }
        assert_eq!(unguarded("'6512345678901"), "6512345678901", "an id as Shopify writes it");
    }

    proptest! {
        #[test]
        fn f9_what_is_guarded_reads_back(text in "['=+@\\-\t0-9a]{0,6}|.{0,8}") {
            let cell = guarded(&text);
            prop_assert_eq!(unguarded(&cell), &text);
            prop_assert!(!cell.starts_with(FORMULA));
            prop_assert!(is_same(&text, read(&cell)));
        }
    }
}
