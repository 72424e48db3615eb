//! What a column can go to, as the choices of a select. "New attribute" stands for the attribute of the column's own
//! name, so that the choices are the same for every column.

use crate::console::field::Choice;
use crate::console::frame::Frame;
use crate::console::views::imports::Group;
use crate::domain::import::{AddressPart, Mapping, PhonePart, Target};

/// What the form sends for an attribute of the column's own name.
const OWN_ATTRIBUTE: &str = "attribute";
/// Phones and addresses that are always offered.
const FEWEST_PLACES: usize = 2;

/// Every choice, in groups; more phones and addresses than usual when the mapping has them.
pub(super) fn groups(frame: &Frame, mapping: &Mapping, columns: &[String]) -> Vec<Group> {
    let language = frame.language;
    let say = |id: &str| language.say(id);
    let plain = vec![
        Choice::new(Target::Ignore.to_string(), say("import-do-not")),
        Choice::new(OWN_ATTRIBUTE, say("import-new-attribute")),
    ];
    let fields = Target::singles()
        .filter(|target| *target != Target::Ignore)
        .map(|target| Choice::new(target.to_string(), label(frame, &target)));
    let mut groups = vec![
        Group { label: say("import-group-other"), choices: plain },
        Group { label: say("import-group-customer"), choices: fields.collect() },
    ];
    let places = |used: Option<usize>| used.map_or(0, |at| at + 2).max(FEWEST_PLACES);
    for at in 0..places(highest(mapping, |target| matches!(target, Target::Phone(..)))) {
        let choices = PhonePart::ALL.map(|(part, _)| Target::Phone(at, part));
        groups.push(numbered(frame, "phones-row", at, &choices));
    }
    for at in 0..places(highest(mapping, |target| matches!(target, Target::Address(..)))) {
        let choices = AddressPart::ALL.map(|(part, _)| Target::Address(at, part));
        groups.push(numbered(frame, "addresses-row", at, &choices));
    }
    let is_other = |(target, column): &(&Target, &String)| match target {
        Target::Attribute(key) => key != *column,
        Target::Reference { .. } => true,
        _ => false,
    };
    let others = mapping.0.iter().zip(columns).filter(is_other);
    let others: Vec<Choice> =
        others.map(|(target, _)| Choice::new(target.to_string(), label(frame, target))).collect();
    if !others.is_empty() {
        groups.push(Group { label: say("field-attributes"), choices: others });
    }
    groups
}

fn highest(mapping: &Mapping, is_of_list: fn(&Target) -> bool) -> Option<usize> {
    let places = mapping.0.iter().filter(|target| is_of_list(target)).map(|target| match target {
        Target::Phone(at, _) | Target::Address(at, _) => *at,
        _ => 0,
    });
    places.max()
}

fn numbered(frame: &Frame, id: &str, at: usize, targets: &[Target]) -> Group {
    let place = i64::try_from(at + 1).unwrap_or(i64::MAX);
    let name = frame.language.say_with(id, &[("n", &frame.number(place))]);
    let choices = targets.iter().map(|target| {
        let part = part_label(frame, target);
        let both = frame.language.say_with("import-part-of", &[("part", &part), ("whole", &name)]);
        Choice::new(target.to_string(), both)
    });
    Group { choices: choices.collect(), label: name }
}

fn part_label(frame: &Frame, target: &Target) -> String {
    let id = match target {
        Target::Phone(_, PhonePart::NumberLocal) => "phones-number-local",
        Target::Phone(_, PhonePart::Mobile) => "phone-type-mobile",
        Target::Phone(_, PhonePart::Country) => "phones-country",
        Target::Phone(_, PhonePart::Type) => "phones-type",
        Target::Phone(_, PhonePart::NumberInternational) => "phones-number-international",
        Target::Address(_, AddressPart::Address1) => "addresses-address1",
        Target::Address(_, AddressPart::Address2) => "addresses-address2",
        Target::Address(_, AddressPart::Suburb) => "addresses-suburb",
        Target::Address(_, AddressPart::Postcode) => "addresses-postcode",
        Target::Address(_, AddressPart::State) => "addresses-state",
        Target::Address(_, AddressPart::Country) => "addresses-country",
        _ => return label(frame, target),
    };
    frame.language.say(id)
}

/// What a field is called.
pub(super) fn label(frame: &Frame, target: &Target) -> String {
    let language = frame.language;
    match target {
        Target::Ignore => language.say("import-do-not"),
        Target::CustomerId => language.say("import-customer-id"),
        Target::Phones => language.say("import-several-phones"),
        Target::Addresses => language.say("import-several-addresses"),
        Target::Phone(at, _) | Target::Address(at, _) => {
            let id = if matches!(target, Target::Phone(..)) { "phones-row" } else { "addresses-row" };
            let place = i64::try_from(at + 1).unwrap_or(i64::MAX);
            let whole = language.say_with(id, &[("n", &frame.number(place))]);
            language.say_with("import-part-of", &[("part", &part_label(frame, target)), ("whole", &whole)])
        }
        Target::Attribute(key) => language.say_with("import-attribute", &[("key", key)]),
        Target::Reference { system, name } => {
            language.say_with("import-reference", &[("system", system), ("name", name)])
        }
        single => language.say(&format!("field-{}", single.to_string().replace('_', "-"))),
    }
}

/// The value of a column's select.
pub(super) fn value(target: &Target, column: &str) -> String {
    match target {
        Target::Attribute(key) if key == column => OWN_ATTRIBUTE.to_owned(),
        other => other.to_string(),
    }
}

/// What a select's value asks for; nothing when it is no field.
pub(super) fn chosen(value: &str, column: &str) -> Option<Target> {
    if value == OWN_ATTRIBUTE {
        return Some(Target::Attribute(column.chars().take(100).collect()));
    }
    value.parse().ok()
}
