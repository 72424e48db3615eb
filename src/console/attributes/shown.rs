//! Values of attributes where customers are shown, typed and filtered.

use serde_json::Value;

use crate::console::field::{Choice, Field};
use crate::console::frame::Frame;
use crate::console::views::attributes::{AttributeFilter, AttributeLine, TypedRow};
use crate::domain::attribute::{AttributeKind, Definition, Definitions, Typed};
use crate::domain::customer::{Attributes, attribute_text};
use crate::domain::draft::RawCustomer;
use crate::domain::issues::Issue;

/// The choices of a truth value.
#[must_use]
pub fn yes_and_no(frame: &Frame) -> Vec<Choice> {
    let say = |id: &str| frame.language.say(id);
    vec![Choice::new("true", say("attribute-yes")), Choice::new("false", say("attribute-no"))]
}

/// A value as a person reads it.
#[must_use]
pub fn text(frame: &Frame, definition: &Definition, value: &Value) -> String {
    match (definition.kind, value) {
        (AttributeKind::YesNo, Value::Bool(true)) => frame.language.say("attribute-yes"),
        (AttributeKind::YesNo, Value::Bool(false)) => frame.language.say("attribute-no"),
        (AttributeKind::Date, Value::String(day)) => {
            day.parse().map_or_else(|_| day.clone(), |day| frame.dates().date(day))
        }
        _ => attribute_text(value),
    }
}

/// The attributes of a customer: those that are defined in their order, then the free ones.
#[must_use]
pub fn lines(frame: &Frame, defined: &Definitions, attributes: &Attributes) -> Vec<AttributeLine> {
    let known = defined.iter().filter_map(|definition| {
        let value = attributes.own_value(&definition.key)?;
        let read = definition.read(value);
        let is_link = definition.kind == AttributeKind::Url && read.is_ok();
        Some(AttributeLine {
            label: definition.label.clone(),
            is_free: false,
            value: text(frame, definition, value),
            href: is_link.then(|| attribute_text(value)),
            unfit: read.err().map(|issue| frame.issue(&issue)),
        })
    });
    let free = attributes.own().filter(|(key, _)| defined.of_key(key).is_none());
    let free = free.map(|(key, value)| AttributeLine {
        label: key.to_owned(),
        is_free: true,
        value: attribute_text(value),
        ..AttributeLine::default()
    });
    known.chain(free).collect()
}

/// Gives a form a row for every definition: behind those it has, so that no row gets another number.
pub fn complete(raw: &mut RawCustomer, defined: &Definitions, is_new: bool) {
    let rows = raw.attributes.get_or_insert_default();
    for definition in defined {
        if !rows.iter().any(|(key, _)| *key == definition.key) {
            let value = definition.default.clone().filter(|_| is_new).unwrap_or_default();
            rows.push((definition.key.clone(), value));
        }
    }
}

/// The row of a definition in the editor. `value` has the name of the field, what is wrong with it, and its text.
#[must_use]
pub fn typed(frame: &Frame, definition: &Definition, key_name: String, value: Field) -> TypedRow {
    let say = |id: &str| frame.language.say(id);
    let mut choices = match definition.kind {
        AttributeKind::Choice => {
            definition.choices.iter().map(|choice| Choice::new(choice.clone(), choice.clone())).collect()
        }
        AttributeKind::YesNo => yes_and_no(frame),
        _ => Vec::new(),
    };
    // A value that is none of them stays there to be seen, and kept.
    let is_offered = choices.is_empty() || choices.iter().any(|choice: &Choice| choice.value == value.value);
    if !is_offered && !value.value.is_empty() {
        choices.push(Choice::new(value.value.clone(), value.value.clone()));
    }
    TypedRow {
        key_name,
        key: definition.key.clone(),
        label: definition.label.clone(),
        kind: match definition.kind {
            // A browser shows nothing of a value that is no day.
            AttributeKind::Date if !is_day(&value.value) => "text",
            kind => kind.as_str(),
        },
        choices,
        hint: match definition.kind {
            AttributeKind::Number => say("attribute-hint-number"),
            AttributeKind::Url => say("attribute-hint-url"),
            _ => String::new(),
        },
        json_name: None,
        is_optional: !definition.is_required,
        value,
    }
}

fn is_day(text: &str) -> bool {
    text.is_empty() || text.parse::<jiff::civil::Date>().is_ok_and(|day| day.to_string() == text)
}

/// The filter of one attribute, with what is asked already, and which part of that is wrong.
#[must_use]
pub fn filter(
    frame: &Frame,
    definition: &Definition,
    asked: &Typed,
    wrong: Option<&(&'static str, Issue)>,
) -> AttributeFilter {
    let say = |message: &str| frame.language.say_with(message, &[("label", &definition.label)]);
    let has_range = definition.kind.has_order();
    let field = |part: &str, value: &str| {
        let shown_at = |wrong: &'static str| if has_range && wrong == "attribute" { "from" } else { wrong };
        let issue = wrong.filter(|(wrong, _)| shown_at(wrong) == part).map(|(_, issue)| frame.issue(issue));
        Field::new(format!("{part}.{}", definition.id), value).wrong(issue)
    };
    let range =
        [(field("from", &asked.from), say("attribute-from")), (field("to", &asked.to), say("attribute-to"))];
    // A browser shows nothing of a value that is no day.
    let is_of_days = definition.kind == AttributeKind::Date && is_day(&asked.from) && is_day(&asked.to);
    AttributeFilter {
        label: definition.label.clone(),
        is: field("attribute", &asked.is),
        choices: match definition.kind {
            AttributeKind::Choice => {
                definition.choices.iter().map(|choice| Choice::new(choice.clone(), choice.clone())).collect()
            }
            AttributeKind::YesNo => yes_and_no(frame),
            _ => Vec::new(),
        },
        range: has_range.then_some(range),
        input: if is_of_days { "date" } else { "text" },
    }
}

/// What is asked of an attribute, in words.
#[must_use]
pub fn condition(frame: &Frame, definition: Option<&Definition>, asked: &Typed) -> String {
    let shown = |typed: &str| {
        let said = definition.and_then(|definition| {
            let value = definition.read(&Value::String(typed.to_owned())).ok()?;
            Some(text(frame, definition, &value))
        });
        said.unwrap_or_else(|| typed.to_owned())
    };
    if !asked.unfit.is_empty() {
        return frame.language.say("attribute-filter-unfit");
    }
    let Typed { is, from, to, .. } = asked;
    let (from, to) = (shown(from), shown(to));
    match (asked.from.is_empty(), asked.to.is_empty()) {
        (true, true) => frame.language.say_with("customers-filter-is", &[("value", &shown(is))]),
        (false, true) => frame.language.say_with("attribute-filter-from", &[("from", &from)]),
        (true, false) => frame.language.say_with("attribute-filter-to", &[("to", &to)]),
        (false, false) => {
            frame.language.say_with("attribute-filter-between", &[("from", &from), ("to", &to)])
        }
    }
}
