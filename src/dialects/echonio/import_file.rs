//! The file that an import of Echonio's names: create bodies in a JSON list, or columns in a CSV file. Each row becomes
//! what its create call would have become, so that the import, which knows nothing of Echonio, writes it.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::dialects::echonio::body::Fields;
use crate::dialects::echonio::customer_input::CustomerInput;
use crate::domain::draft::RawCustomer;
use crate::domain::issues::{Issue, Issues};
use crate::domain::tag::TagId;
use crate::import::read::{self, Format, RowProblem};
use crate::web::json;

/// Most rows of one call; the native import takes millions.
pub(super) const MOST_ROWS: usize = 10_000;
/// Largest file, in bytes: its rows are in memory together.
const LIMIT_BYTES: u64 = 64 << 20;
/// The namespace of columns that Echonio has no name for.
const IMPORT: &str = "import";

/// What each row says, or what is wrong with it, in the order of the file.
pub(super) type Rows = Vec<Result<RawCustomer, Issues>>;

/// Why a file gives no rows at all.
#[derive(Debug)]
pub(super) enum Unreadable {
    /// It is neither CSV nor JSON, or damaged.
    File(Issue),
    /// It has more than is taken at once.
    TooLarge,
}

/// The rows of a file. Of tags that it names by their ids, those are taken that there are.
///
/// # Errors
/// Why there are none.
pub(super) fn rows(path: &Path, name: &str, known: &BTreeSet<TagId>) -> Result<Rows, Unreadable> {
    let refused =
        |error: &dyn std::fmt::Display| Unreadable::File(Issue::new("file-refused").with("reason", error));
    let length = std::fs::metadata(path).map_err(|error| refused(&error))?.len();
    if length > LIMIT_BYTES {
        return Err(Unreadable::TooLarge);
    }
    let reading = read::sniff(path, name).map_err(|error| refused(&error))?;
    match reading.format {
        Format::Csv => {
            let mut rows = read::open(path, &reading).map_err(|error| refused(&error))?;
            let columns = rows.columns().to_vec();
            let mut all = Rows::new();
            let mut row = read::Row::default();
            while rows.read(&mut row).map_err(|error| refused(&error))? {
                if row.is_blank() {
                    continue;
                }
                if all.len() == MOST_ROWS {
                    return Err(Unreadable::TooLarge);
                }
                all.push(if row.problems().is_empty() {
                    of_cells(&columns, &row, known)
                } else {
                    Err(unread(row.problems()))
                });
            }
            Ok(all)
        }
        Format::Json | Format::Ndjson => {
            let text = std::fs::read(path).map_err(|error| refused(&error))?;
            let elements = elements(&text).ok_or_else(|| refused(&"this is no list of customers"))?;
            if elements.len() > MOST_ROWS {
                return Err(Unreadable::TooLarge);
            }
            Ok(elements.into_iter().map(|element| of_element(element, known)).collect())
        }
        Format::Xlsx => Err(refused(&"a CSV or JSON file is needed")),
    }
}

/// What of a row could not be read: cells more or fewer than columns, a cell that is too long.
fn unread(problems: &[RowProblem]) -> Issues {
    let mut issues = Issues::new();
    for problem in problems {
        issues.add(problem.column().unwrap_or_default(), Issue::new("file-refused").with("reason", problem));
    }
    issues
}

/// A list, the list of an answer, or an object on each line.
fn elements(text: &[u8]) -> Option<Vec<Value>> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    match json::read(text) {
        Ok(Value::Array(elements)) => Some(elements),
        Ok(Value::Object(mut list)) if list.contains_key("items") => match list.remove("items") {
            Some(Value::Array(elements)) => Some(elements),
            _ => None,
        },
        Ok(one @ Value::Object(_)) => Some(vec![one]),
        Ok(_) => None,
        Err(_) => {
            let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
            lines.map(|line| json::read(line).ok()).collect()
        }
    }
}

fn of_element(element: Value, known: &BTreeSet<TagId>) -> Result<RawCustomer, Issues> {
    let Value::Object(members) = element else {
        return Err(Issues::of("", Issue::new("json-not-an-object")));
    };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let list =
        |name: &str| members.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(text);
    let titles: Vec<String> = match members.get("tags") {
        Some(Value::String(titles)) => vec![titles.clone()],
        _ => list("tags").collect(),
    };
    let ids: Vec<String> =
        list("tagsIds").filter(|id| id.parse().is_ok_and(|id| known.contains(&id))).collect();
    let mut raw = CustomerInput::read(&Fields::of(members))?.imported_customer()?;
    raw.tag_titles = Some(titles.join("\n")).filter(|titles| !titles.is_empty());
    raw.tags = Some(ids).filter(|ids| !ids.is_empty());
    Ok(raw)
}

/// A row by the names of its columns, in any case; those that have none here are kept as they are.
fn of_cells(columns: &[String], row: &read::Row, known: &BTreeSet<TagId>) -> Result<RawCustomer, Issues> {
    let (mut identity, mut contacts, mut around) = (Map::new(), Vec::new(), Map::new());
    let (mut members, mut others) = (Map::new(), Map::new());
    for (at, column) in columns.iter().enumerate() {
        let cell = row.get(at).trim();
        let name = column.trim();
        if cell.is_empty() {
            continue;
        }
        let value = Value::from(cell);
        let is_one_of =
            |names: &[&'static str]| names.iter().copied().find(|known| known.eq_ignore_ascii_case(name));
        if let Some(own) = is_one_of(&["firstName", "lastName", "fatherName", "name", "title", "manager"]) {
            identity.insert(own.to_owned(), value);
        } else if let Some(kind) = is_one_of(&["tel", "mobile", "email"]) {
            let parts = cell.split('|').map(str::trim).filter(|part| !part.is_empty());
            contacts.extend(parts.map(|part| (kind, part)));
        } else if let Some(own) = is_one_of(&["role", "responder", "note"]) {
            around.insert(own.to_owned(), value);
        } else if let Some(own) = is_one_of(&["type", "tags"]) {
            members.insert(own.to_owned(), value);
        } else if let Some(key) = name.strip_prefix("identity.") {
            identity.insert(key.to_owned(), value);
        } else {
            others.insert(name.to_owned(), value);
        }
    }
    let contact = |(kind, value): &(&str, &str)| {
        let mut contact = around.clone();
        contact.insert("type".to_owned(), json!(kind));
        contact.insert("value".to_owned(), json!(value));
        Value::Object(contact)
    };
    members.insert("contacts".to_owned(), contacts.iter().map(contact).collect());
    members.insert("identity".to_owned(), Value::Object(identity));
    let mut raw = of_element(Value::Object(members), known)?;
    if !others.is_empty() {
        raw.integrations.insert(IMPORT.to_owned(), others.into_iter().collect());
    }
    Ok(raw)
}
