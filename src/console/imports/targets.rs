//! Where a column can go, in groups to choose from: every field that may be typed, as many phones and addresses as the
//! file has and one more, and for each column an attribute of its own name.

use crate::console::attributes::kind_label;
use crate::console::field::Choice;
use crate::console::frame::Frame;
use crate::console::imports::words;
use crate::console::views::imports::Group;
use crate::domain::attribute::{AttributeKind, Definition, Definitions};
use crate::domain::import::{AddressPart, Mapping, PersonPart, PhonePart, Target};
use crate::domain::operator::Right;

const CUSTOMER: [Target; 10] = [
    Target::DisplayName,
    Target::FirstName,
    Target::LastName,
    Target::FatherName,
    Target::Kind,
    Target::Status,
    Target::Locale,
    Target::Notes,
    Target::Tags,
    Target::CustomerId,
];
/// Cells with several values of names that the file brings along.
const OPEN: [Target; 2] = [Target::Attributes, Target::References];
const COMPANY: [Target; 8] = [
    Target::CompanyName,
    Target::BusinessLine,
    Target::Manager,
    Target::Acronym,
    Target::Headcount,
    Target::Website,
    Target::TaxNumber,
    Target::RegistrationNumber,
];

/// The groups that all columns share.
#[must_use]
pub fn groups(frame: &Frame, mapping: &Mapping, defined: &Definitions) -> Vec<Group> {
    let [phones, addresses, people] = places(mapping);
    let phone = |at: usize| PhonePart::ALL.map(move |(part, _)| Target::Phone(at, part));
    let address = |at: usize| AddressPart::ALL.map(move |(part, _)| Target::Address(at, part));
    let person = |at: usize| PersonPart::ALL.map(move |(part, _)| Target::Person(at, part));
    let contact = [Target::Email, Target::Emails]
        .into_iter()
        .chain((0..phones).flat_map(phone))
        .chain([Target::Phones]);
    let groups = [
        (frame.language.say("target-group-none"), vec![Target::Ignore]),
        (frame.language.say("target-group-customer"), CUSTOMER.to_vec()),
        (frame.language.say("target-group-contact"), contact.collect()),
        (
            frame.language.say("target-group-address"),
            (0..addresses).flat_map(address).chain([Target::Addresses]).collect(),
        ),
        (frame.language.say("target-group-company"), COMPANY.to_vec()),
        (frame.language.say("field-people"), (0..people).flat_map(person).chain([Target::People]).collect()),
        (frame.language.say("target-group-other"), OPEN.to_vec()),
    ];
    let group = |(label, targets): (String, Vec<Target>)| Group {
        label,
        choices: targets.iter().map(|target| choice(frame, target)).collect(),
    };
    let attribute = |definition: &Definition| {
        Choice::new(Target::Attribute(definition.key.clone()).to_string(), definition.label.clone())
    };
    let attributes = Group {
        label: frame.language.say("nav-attributes"),
        choices: defined.iter().map(attribute).collect(),
    };
    groups.map(group).into_iter().chain((!defined.is_empty()).then_some(attributes)).collect()
}

/// Begins the word of a choice that defines an attribute: `define:number:tier`.
const DEFINE: &str = "define:";
/// The kinds of attributes that need no more than a name.
const KINDS: [AttributeKind; 5] = [
    AttributeKind::Text,
    AttributeKind::Number,
    AttributeKind::Date,
    AttributeKind::YesNo,
    AttributeKind::Url,
];

/// The attribute that a chosen word defines.
#[must_use]
pub fn defined_by(word: &str) -> Option<(AttributeKind, &str)> {
    let (kind, key) = word.strip_prefix(DEFINE)?.split_once(':')?;
    Some((KINDS.into_iter().find(|known| known.as_str() == kind)?, key))
}

/// The word of the choice that defines an attribute.
#[must_use]
pub fn defining(kind: AttributeKind, key: &str) -> String {
    format!("{DEFINE}{}:{key}", kind.as_str())
}

/// The choices of one column alone: an attribute of its name, for administrators also one that is defined along the way,
/// and what it goes to if that is in no group.
#[must_use]
pub fn own(frame: &Frame, column: &str, target: &Target, defined: &Definitions) -> Vec<Choice> {
    let attribute = Target::Attribute(column.trim().to_owned());
    let is_offered =
        |target: &Target| matches!(target, Target::Attribute(key) if defined.of_key(key).is_some());
    let mut choices = Vec::new();
    // A name that no attribute can have is not offered, and one that is defined is offered to all.
    if attribute.to_string().parse() == Ok(attribute.clone()) && !is_offered(&attribute) {
        choices.push(choice(frame, &attribute));
        if frame.actor.may(Right::ManageAttributes).is_ok() {
            choices.extend(KINDS.map(|kind| new_attribute(frame, kind, column.trim())));
        }
    }
    let is_open = matches!(target, Target::Attribute(_) | Target::Reference { .. });
    if is_open && *target != attribute && !is_offered(target) {
        choices.push(choice(frame, target));
    }
    choices
}

fn new_attribute(frame: &Frame, kind: AttributeKind, key: &str) -> Choice {
    let args = [("key", key), ("kind", &kind_label(frame, kind))];
    Choice::new(defining(kind, key), frame.language.say_with("target-new-attribute", &args))
}

fn choice(frame: &Frame, target: &Target) -> Choice {
    Choice::new(target.to_string(), words::target(frame, target))
}

/// How many phones, addresses and people are offered.
fn places(mapping: &Mapping) -> [usize; 3] {
    let [mut phones, mut addresses, mut people] = [1, 0, 0];
    for target in &mapping.0 {
        match target {
            Target::Phone(at, _) => phones = phones.max(at + 1),
            Target::Address(at, _) => addresses = addresses.max(at + 1),
            Target::Person(at, _) => people = people.max(at + 1),
            _ => {}
        }
    }
    [phones + 1, addresses + 1, people + 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_always_one_more_place() {
        let mapping = |words: &[&str]| Mapping(words.iter().map(|word| word.parse().unwrap()).collect());
        assert_eq!(places(&mapping(&[])), [2, 1, 1]);
        assert_eq!(places(&mapping(&["phones.2.country", "addresses.0.suburb", "people.1.role"])), [4, 2, 3]);
    }

    #[test]
    fn every_field_that_stands_alone_is_offered() {
        let several = [Target::Phones, Target::Addresses, Target::People];
        let others = [Target::Ignore, Target::Email, Target::Emails].into_iter().chain(several);
        let others: Vec<Target> = others.chain(OPEN).collect();
        let offered = CUSTOMER.iter().chain(&COMPANY).chain(&others);
        let offered: Vec<&Target> = offered.collect();
        for target in Target::singles() {
            assert!(offered.contains(&&target), "{target}");
        }
    }
}
