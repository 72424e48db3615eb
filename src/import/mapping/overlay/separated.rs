//! Cells that hold several values: separated by a mark, or as JSON.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::domain::customer::Reference;
use crate::domain::import::items::{AddressItem, PersonItem, PhoneItem};
use crate::domain::values::text::trimmed;

/// The phones of a cell that holds several. A blank around a slash parts them; without one it is inside a number.
pub fn phone_numbers(cell: &str) -> impl Iterator<Item = &str> {
    let parts = cell.split([';', ',', '|', '\n', '،', '؛']).flat_map(|part| part.split(" / "));
    parts.map(trimmed).filter(|part| !part.is_empty())
}

/// The phones of a cell: as a JSON list of objects or numbers, or separated.
pub(super) fn phones(cell: &str) -> Vec<PhoneItem<'_>> {
    if let Some(values) = json::<Vec<Value>>(cell, '[') {
        return values.into_iter().filter_map(phone).collect();
    }
    phone_numbers(cell).map(PhoneItem::number).collect()
}

fn phone(value: Value) -> Option<PhoneItem<'static>> {
    let number = |number: String| serde_json::from_value(serde_json::json!({ "numberLocal": number })).ok();
    match value {
        Value::String(text) => number(text),
        Value::Number(digits) => number(digits.to_string()),
        object => serde_json::from_value(object).ok(),
    }
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
        let title = value.as_str().or_else(|| value.get("title")?.as_str());
        title.map(str::to_owned)
    };
    let titles = json::<Vec<Value>>(cell, '[').map(|list| list.iter().filter_map(title).collect::<Vec<_>>());
    titles.map_or_else(|| cell.to_owned(), |titles| titles.join("\n"))
}

fn json<T: DeserializeOwned>(cell: &str, start: char) -> Option<T> {
    cell.starts_with(start).then(|| serde_json::from_str(cell).ok()).flatten()
}
