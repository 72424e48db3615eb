//! Cells that hold several values: separated by a mark, or as JSON.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::words::phone_type;
use crate::domain::customer::Reference;
use crate::domain::import::cells::{self, BETWEEN};
use crate::domain::import::items::{AddressItem, PersonItem, PhoneItem};
use crate::domain::values::Email;
use crate::domain::values::text::trimmed;

/// The phones of a cell that holds several. A blank around a slash parts them; without one it is inside a number.
pub fn phone_numbers(cell: &str) -> impl Iterator<Item = &str> {
    let parts = cell.split([';', ',', '|', '\n', '،', '؛']).flat_map(|part| part.split(" / "));
    parts.map(trimmed).filter(|part| !part.is_empty())
}

/// The first value of a cell.
pub fn first(cell: &str) -> &str {
    cell.split(BETWEEN).next().map(trimmed).unwrap_or_default()
}

/// The values behind the first.
pub(super) fn behind_first(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(BETWEEN).skip(1).map(trimmed).filter(|part| !part.is_empty())
}

/// The phones of a cell: as a JSON list of objects or numbers, with labels, or separated.
pub(super) fn phones(cell: &str) -> Vec<PhoneItem<'_>> {
    if let Some(values) = json::<Vec<Value>>(cell, '[') {
        return values.into_iter().filter_map(phone).collect();
    }
    let labelled = labelled(cell);
    if !labelled.is_empty() {
        return labelled
            .into_iter()
            .map(|(label, number)| PhoneItem::labelled(phone_type(label), number))
            .collect();
    }
    cell.split(BETWEEN).flat_map(phone_numbers).map(PhoneItem::number).collect()
}

/// "Phone:(555) 555-1234 Mobile:(555) 555-9876" as `QuickBooks` writes it.
fn labelled(cell: &str) -> Vec<(&str, &str)> {
    let is_label = |word: &str| word.len() > 2 && word.chars().all(char::is_alphabetic);
    let mut found: Vec<(&str, &str)> = Vec::new();
    let mut rest = cell;
    while let Some((before, behind)) = rest.split_once(':') {
        let (number, label) = match before.rfind(|letter: char| !letter.is_alphabetic()) {
            Some(at) => before.split_at(at + before[at..].chars().next().map_or(0, char::len_utf8)),
            None => ("", before),
        };
        if !is_label(label) {
            return Vec::new();
        }
        match found.last_mut() {
            Some(last) => last.1 = trimmed(number).trim_end_matches([',', ';']),
            None if !trimmed(number).is_empty() => return Vec::new(),
            None => {}
        }
        found.push((label, ""));
        rest = behind;
    }
    if let Some(last) = found.last_mut() {
        last.1 = trimmed(rest);
    }
    found.retain(|(_, number)| !number.is_empty());
    found
}

fn phone(value: Value) -> Option<PhoneItem<'static>> {
    let number = |number: String| serde_json::from_value(serde_json::json!({ "numberLocal": number })).ok();
    match value {
        Value::String(text) => number(text),
        Value::Number(digits) => number(digits.to_string()),
        object => serde_json::from_value(object).ok(),
    }
}

/// The e-mail addresses of a cell: as a JSON list, or separated.
pub(super) fn emails(cell: &str) -> Vec<String> {
    if Email::parse(cell).is_ok() {
        // Its name may have a bar in it.
        return vec![cell.to_owned()];
    }
    if let Some(values) = json::<Vec<Value>>(cell, '[') {
        let address =
            |value: &Value| Some(value.as_str().or_else(|| value.get("emailAddress")?.as_str())?.to_owned());
        return values.iter().filter_map(address).collect();
    }
    let parts = cell.split([';', ',', '|', '\n', ' ']).map(|part| trimmed(part).trim_matches(':'));
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// The addresses of a cell: as a JSON list, or separated; commas are inside them.
pub(super) fn addresses(cell: &str) -> Vec<AddressItem<'_>> {
    if let Some(items) = json(cell, '[') {
        return items;
    }
    let parts = cell.split([';', '|', '\n', '؛']).map(trimmed).filter(|part| !part.is_empty());
    parts.map(AddressItem::line).collect()
}

/// The people of a cell.
pub(super) fn people(cell: &str) -> Option<Vec<PersonItem<'static>>> {
    if cell.is_empty() { Some(Vec::new()) } else { json(cell, '[') }
}

/// The attributes of a cell.
pub(super) fn attributes(cell: &str) -> Option<Map<String, Value>> {
    if cell.is_empty() { Some(Map::new()) } else { json(cell, '{') }
}

/// The references of a cell.
pub(super) fn references(cell: &str) -> Option<Vec<Reference>> {
    if cell.is_empty() { Some(Vec::new()) } else { json(cell, '[') }
}

/// The titles of a cell, one a line where they stand in JSON.
pub(super) fn titles(cell: &str) -> String {
    let title = |value: &Value| {
        let member = || value.get("title").or_else(|| value.get("name"));
        let title = value.as_str().or_else(|| member()?.as_str());
        title.map(str::to_owned)
    };
    if let Some(list) = json::<Vec<Value>>(cell, '[') {
        return list.iter().filter_map(title).collect::<Vec<_>>().join("\n");
    }
    let parts = cell.split(BETWEEN).map(trimmed).filter(|part| !cells::is_system_label(part));
    let plain = parts.collect::<Vec<_>>().join("\n");
    // "VIP","New": the quotes are Mailchimp's.
    if plain.starts_with('"') { plain.replace("\",\"", "\n").replace('"', "") } else { plain }
}

fn json<T: DeserializeOwned>(cell: &str, start: char) -> Option<T> {
    cell.starts_with(start).then(|| serde_json::from_str(cell).ok()).flatten()
}
