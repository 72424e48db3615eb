//! What the columns of an export are called: words for people in tables, the names of the native API in JSON. A file
//! with these names is known for one of ours, and each of its columns means what it meant when it was written.

use crate::domain::draft::MOST_ROWS;
use crate::domain::import::{AddressPart, PersonPart, PhonePart, Target};

/// The number of a customer; it is told and never read.
pub const NUMBER: &str = "Number";
/// When a customer was created.
pub const CREATED: &str = "Created";
/// When a customer was last changed.
pub const UPDATED: &str = "Updated";
/// What other systems know of the ways to reach a customer; told, and kept where it is read.
pub const CONTACTS: &str = "Contact Details";
/// What integrations keep with a customer; told, and kept where it is read.
pub const EXTENSIONS: &str = "Extensions";
/// Begins the title of an attribute.
const ATTRIBUTE: &str = "Attribute: ";
/// Begins the title of a reference.
const REFERENCE: &str = "Reference: ";

/// The fields that stand alone: title, and path in JSON.
const SINGLE: [(Target, &str, &str); 25] = [
    (Target::CustomerId, "Customer ID", "customerId"),
    (Target::Kind, "Kind", "kind"),
    (Target::Status, "Status", "status"),
    (Target::DisplayName, "Display Name", "displayName"),
    (Target::FirstName, "First Name", "firstName"),
    (Target::LastName, "Last Name", "lastName"),
    (Target::FatherName, "Father Name", "fatherName"),
    (Target::Email, "Email Address", "emailAddress"),
    (Target::CompanyName, "Company Name", "company.name"),
    (Target::BusinessLine, "Business Line", "company.businessLine"),
    (Target::Manager, "Manager", "company.manager"),
    (Target::Acronym, "Acronym", "company.acronym"),
    (Target::Headcount, "Headcount", "company.headcount"),
    (Target::Website, "Website", "company.website"),
    (Target::TaxNumber, "Tax Number", "company.taxNumber"),
    (Target::RegistrationNumber, "Registration Number", "company.registrationNumber"),
    (Target::Locale, "Locale", "locale"),
    (Target::Notes, "Notes", "notes"),
    (Target::Tags, "Tags", "tags"),
    (Target::Emails, "More Email Addresses", "moreEmailAddresses"),
    (Target::Phones, "More Phones", "phones"),
    (Target::Addresses, "More Addresses", "addresses"),
    (Target::People, "More People", "people"),
    (Target::Attributes, "More Attributes", "attributes"),
    (Target::References, "More References", "references"),
];

const PHONE: [(PhonePart, &str, &str); 4] = [
    (PhonePart::NumberLocal, "", "numberLocal"),
    (PhonePart::Type, "Type", "type"),
    (PhonePart::Country, "Country", "country"),
    (PhonePart::NumberInternational, "International", "numberInternational"),
];

const ADDRESS: [(AddressPart, &str, &str); 6] = [
    (AddressPart::Address1, "Line 1", "address1"),
    (AddressPart::Address2, "Line 2", "address2"),
    (AddressPart::Suburb, "Suburb", "suburb"),
    (AddressPart::Postcode, "Postcode", "postcode"),
    (AddressPart::State, "State", "state"),
    (AddressPart::Country, "Country", "country"),
];

const PERSON: [(PersonPart, &str, &str); 8] = [
    (PersonPart::FirstName, "First Name", "firstName"),
    (PersonPart::LastName, "Last Name", "lastName"),
    (PersonPart::DisplayName, "Display Name", "displayName"),
    (PersonPart::EmailAddress, "Email Address", "emailAddress"),
    (PersonPart::Phone, "Phone", "phone"),
    (PersonPart::Type, "Type", "type"),
    (PersonPart::Role, "Role", "role"),
    (PersonPart::IsMain, "Main", "isMain"),
];

/// The title of a column with values for this field.
#[must_use]
pub fn title(target: &Target) -> String {
    let numbered =
        |list: &str, at: usize, part: &str| format!("{list} {} {part}", at + 1).trim_end().to_owned();
    match target {
        Target::Phone(at, part) => numbered("Phone", *at, title_of(&PHONE, part)),
        Target::Address(at, part) => numbered("Address", *at, title_of(&ADDRESS, part)),
        Target::Person(at, part) => numbered("Person", *at, title_of(&PERSON, part)),
        Target::Attribute(key) => format!("{ATTRIBUTE}{key}"),
        Target::Reference { system, name } => format!("{REFERENCE}{system}/{name}"),
        single => title_of(&SINGLE, single).to_owned(),
    }
}

/// Whether a column of this title reads back as the same field: blanks of a header are tidied, and what looks like a
/// value makes its row no header.
#[must_use]
pub fn reads_back(target: &Target) -> bool {
    let title = title(target);
    let is_tidy = title.split_whitespace().collect::<Vec<_>>().join(" ") == title;
    is_tidy
        && !title.contains('@')
        && title.chars().count() <= 150
        && of_title(&title).as_ref() == Some(target)
}

/// What the columns mean, if they are those of an export. What is only told goes nowhere.
#[must_use]
pub fn ours(columns: &[&str]) -> Option<Vec<Target>> {
    let is_ours = |name: fn(&(Target, &'static str, &'static str)) -> &'static str| {
        SINGLE.iter().take(4).all(|single| columns.contains(&name(single)))
    };
    let meaning = match (is_ours(|(_, title, _)| title), is_ours(|(.., path)| path)) {
        (true, _) => of_title,
        (_, true) => of_path,
        (false, false) => return None,
    };
    Some(columns.iter().map(|name| meaning(name).unwrap_or_default()).collect())
}

/// The field that a title names.
#[must_use]
pub fn of_title(title: &str) -> Option<Target> {
    if let Some((single, ..)) = SINGLE.iter().find(|(_, known, _)| *known == title) {
        return Some(single.clone());
    }
    if let Some(key) = title.strip_prefix(ATTRIBUTE) {
        return Some(Target::Attribute(key.to_owned()));
    }
    if let Some((system, name)) = title.strip_prefix(REFERENCE).and_then(|rest| rest.split_once('/')) {
        return Some(Target::Reference { system: system.to_owned(), name: name.to_owned() });
    }
    let (list, rest) = title.split_once(' ')?;
    let (number, part) = rest.split_once(' ').unwrap_or((rest, ""));
    let at = number.parse::<usize>().ok()?.checked_sub(1).filter(|at| *at < MOST_ROWS)?;
    match list {
        "Phone" => part_of(&PHONE, |(_, known, _)| *known == part).map(|part| Target::Phone(at, part)),
        "Address" => part_of(&ADDRESS, |(_, known, _)| *known == part).map(|part| Target::Address(at, part)),
        "Person" => part_of(&PERSON, |(_, known, _)| *known == part).map(|part| Target::Person(at, part)),
        _ => None,
    }
}

/// The field that a path in JSON leads to.
fn of_path(path: &str) -> Option<Target> {
    if let Some((single, ..)) = SINGLE.iter().find(|(.., known)| *known == path) {
        return Some(single.clone());
    }
    if let Some(key) = path.strip_prefix("attributes.") {
        return Some(Target::Attribute(key.to_owned()));
    }
    let (list, rest) = path.split_once('.')?;
    if rest == "more" {
        return of_rest(list);
    }
    let (number, part) = rest.split_once('.').unwrap_or((rest, ""));
    let at = number.parse::<usize>().ok().filter(|at| *at < MOST_ROWS)?;
    match list {
        "phones" => part_of(&PHONE, |(.., known)| *known == part).map(|part| Target::Phone(at, part)),
        "addresses" => part_of(&ADDRESS, |(.., known)| *known == part).map(|part| Target::Address(at, part)),
        "people" => part_of(&PERSON, |(.., known)| *known == part).map(|part| Target::Person(at, part)),
        _ => None,
    }
}

/// The field of those elements of a list that have no columns of their own.
#[must_use]
pub fn of_rest(list: &str) -> Option<Target> {
    match list {
        "phones" => Some(Target::Phones),
        "addresses" => Some(Target::Addresses),
        "people" => Some(Target::People),
        _ => None,
    }
}

fn title_of<T: PartialEq>(names: &[(T, &'static str, &'static str)], value: &T) -> &'static str {
    names.iter().find(|(known, ..)| known == value).map_or("", |(_, title, _)| title)
}

fn part_of<T: Copy>(
    names: &[(T, &'static str, &'static str)],
    is_it: impl Fn(&(T, &'static str, &'static str)) -> bool,
) -> Option<T> {
    names.iter().find(|name| is_it(name)).map(|(part, ..)| *part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_read_back() {
        let parts = PHONE.map(|(part, ..)| Target::Phone(2, part)).into_iter();
        let parts = parts.chain(ADDRESS.map(|(part, ..)| Target::Address(0, part)));
        let parts = parts.chain(PERSON.map(|(part, ..)| Target::Person(9, part)));
        let open = [
            Target::Attribute("Loyalty tier: 1".into()),
            Target::Reference { system: "arrowsphere".into(), name: "billing/Id".into() },
        ];
        let singles = SINGLE.into_iter().map(|(target, ..)| target);
        for target in singles.chain(parts).chain(open) {
            assert!(reads_back(&target), "{target}");
        }
        assert_eq!(title(&Target::Phone(0, PhonePart::NumberLocal)), "Phone 1");
        for key in ["two  blanks", " before", "a@b", "line\u{85}end"] {
            assert!(!reads_back(&Target::Attribute(key.into())), "{key}");
        }
    }

    #[test]
    fn only_a_file_of_ours_is_taken_for_one() {
        let ours = |names: &[&str]| super::ours(names);
        assert_eq!(ours(&["Customer ID", "Display Name", "Phone 1"]), None);
        let table = ["Customer ID", "Kind", "Status", "Display Name", "Number", "Person 1 Main"];
        let person = Target::Person(0, PersonPart::IsMain);
        let [id, kind, status, name] = [0, 1, 2, 3].map(|at: usize| SINGLE[at].0.clone());
        assert_eq!(ours(&table), Some(vec![id, kind, status, name, Target::Ignore, person]));
        let paths = [
            "displayName",
            "status",
            "kind",
            "customerId",
            "tags",
            "people.more",
            "number",
            "attributes.a.b",
        ];
        let meant = ours(&paths).unwrap();
        let attribute = Target::Attribute("a.b".into());
        assert_eq!(meant[4..], [Target::Tags, Target::People, Target::Ignore, attribute]);
    }
}
