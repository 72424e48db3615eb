//! What the columns of a file mean: guessed for a person to correct, then laid over customers row by row.

mod fit;
mod names;
mod overlay;
mod prefixes;
mod programs;
mod secrets;
mod shapes;
mod suggest;
#[cfg(test)]
mod tests;
mod words;

pub use overlay::{Mapper, cell};
pub use suggest::{MatchState, states, suggest};

use sha2::{Digest as _, Sha256};

use crate::domain::customer::Document;
use crate::domain::draft::{CustomerDraft, RawCustomer, Rules};
use crate::domain::import::{Mapping, MatchBy, Problem, Target};
use crate::domain::issues::{Issue, Issues};
use crate::domain::tag::TagBook;
use crate::domain::values::email;
use crate::import::read::Row;

/// By what a row's customer is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// The folded e-mail address.
    Email(String),
    /// The id.
    Id(uuid::Uuid),
    /// The value of a reference.
    Reference(String),
}

/// Which column a row's key stands in, if one does.
#[must_use]
pub fn key_column(mapping: &Mapping, match_by: &MatchBy) -> Option<usize> {
    let target = match match_by {
        MatchBy::Email => Target::Email,
        MatchBy::Id => Target::CustomerId,
        MatchBy::Reference { system, name } => {
            Target::Reference { system: system.clone(), name: name.clone() }
        }
    };
    mapping.column_of(&target)
}

/// The key in a cell; none in an empty one.
///
/// # Errors
/// The cell's text cannot be a key.
pub fn key_of(match_by: &MatchBy, cell: &str) -> Result<Option<Key>, Issue> {
    if cell.is_empty() {
        return Ok(None);
    }
    match match_by {
        // An address that is none has an issue of its own.
        MatchBy::Email => Ok(Some(Key::Email(email::key(overlay::first(cell))))),
        MatchBy::Id => match cell.parse() {
            Ok(id) => Ok(Some(Key::Id(id))),
            Err(_) => Err(Issue::new("customer-id-invalid")),
        },
        MatchBy::Reference { .. } => Ok(Some(Key::Reference(cell.to_owned()))),
    }
}

/// The issues of a draft as problems of the row's cells.
#[must_use]
pub fn problems(issues: &Issues, mapping: &Mapping, columns: &[String], row: &Row) -> Vec<Problem> {
    let of_column = |field: &str| {
        mapping.0.iter().position(|target| target.is_of(field)).or_else(|| column_of(field, mapping))
    };
    let problem = |(field, issue): (&str, &Issue)| match of_column(field) {
        Some(at) => Problem::of_cell(issue, columns.get(at).map_or("", String::as_str), cell(row, at)),
        // A whole customer in one cell is told of by the names of its fields.
        None if mapping.column_of(&Target::Customer).is_some() => Problem::of_cell(issue, field, ""),
        None => Problem::of_row(issue),
    };
    issues.iter().map(problem).collect()
}

/// The column of a field that is one of a list: a separated cell, the attribute of this key.
fn column_of(field: &str, mapping: &Mapping) -> Option<usize> {
    if let Some(key) = field.strip_prefix("attributes.") {
        let whole = || mapping.column_of(&Target::Attributes);
        return mapping.column_of(&Target::Attribute(key.to_owned())).or_else(whole);
    }
    let mut parts = field.split('.');
    let (list, at) = (parts.next()?, parts.next().and_then(|at| at.parse::<usize>().ok()));
    let mut columns = mapping.0.iter().enumerate();
    match list {
        "phones" => columns.find(|(_, target)| matches!(target, Target::Phones | Target::Phone(..))),
        "addresses" => columns.find(|(_, target)| matches!(target, Target::Addresses | Target::Address(..))),
        "emails" => columns.find(|(_, target)| **target == Target::Emails),
        "people" => columns.find(|(_, target)| matches!(target, Target::People | Target::Person(..))),
        "tags" | "tag_titles" => columns.find(|(_, target)| **target == Target::Tags),
        "attributes" => columns.find(|(_, target)| **target == Target::Attributes),
        "references" if at.is_none() => columns.find(|(_, target)| **target == Target::References),
        "references" => columns.filter(|(_, target)| matches!(target, Target::Reference { .. })).nth(at?),
        _ => None,
    }
    .map(|(column, _)| column)
}

/// What a customer is called in reports: the first name, address or number that a row has.
#[must_use]
pub fn label(mapping: &Mapping, row: &Row) -> String {
    if let Some(column) = mapping.column_of(&Target::Customer) {
        let whole: RawCustomer = serde_json::from_str(row.get(column)).unwrap_or_default();
        let person =
            [whole.given_name, whole.family_name].into_iter().flatten().collect::<Vec<_>>().join(" ");
        return whole.company_name.unwrap_or(person).chars().take(120).collect();
    }
    let value = |target: &Target| {
        mapping.column_of(target).map(|column| cell(row, column)).filter(|text| !text.is_empty())
    };
    let person = [value(&Target::FirstName), value(&Target::LastName)];
    let person = person.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let first = value(&Target::DisplayName)
        .or_else(|| Some(person.as_str()).filter(|name| !name.is_empty()))
        .or_else(|| value(&Target::CompanyName))
        .or_else(|| value(&Target::Email));
    first.unwrap_or_default().chars().take(120).collect()
}

/// What files with the same columns share, in whatever order these stand.
#[must_use]
pub fn columns_hash(columns: &[String]) -> [u8; 32] {
    let mut names: Vec<String> = columns.iter().map(|name| words::squash(name)).collect();
    names.sort();
    Sha256::digest(names.join("\n")).into()
}

/// A mapping by names of columns, as it is saved and as the command line and the API take it.
#[must_use]
pub fn by_name(mapping: &Mapping, columns: &[String]) -> Vec<(String, Target)> {
    columns.iter().cloned().zip(mapping.0.iter().cloned()).collect()
}

/// The mapping of a file's columns by these names; columns without one have what `otherwise` says.
///
/// # Errors
/// The first name that is no column of the file.
pub fn from_names(
    names: &[(String, Target)],
    columns: &[String],
    otherwise: &Mapping,
) -> Result<Mapping, String> {
    let folded: Vec<String> = columns.iter().map(|column| words::squash(column)).collect();
    let mut targets = otherwise.0.clone();
    targets.resize(columns.len(), Target::Ignore);
    for (name, target) in names {
        let exact = columns.iter().position(|column| column == name);
        let at = exact.or_else(|| folded.iter().position(|column| *column == words::squash(name)));
        targets[at.ok_or_else(|| name.clone())?] = target.clone();
    }
    // What was guessed gives way to what was said.
    for at in 0..targets.len() {
        let is_said = |column: usize| names.iter().any(|(name, _)| words::squash(name) == folded[column]);
        let said_elsewhere =
            (0..targets.len()).any(|other| other != at && is_said(other) && targets[other] == targets[at]);
        if said_elsewhere && !is_said(at) && !targets[at].takes_many() {
            targets[at] = Target::Ignore;
        }
    }
    Ok(Mapping(targets))
}

/// Issues of attributes under their keys: what a row is laid over has attributes that the file has not.
fn by_key(issues: Issues, raw: &RawCustomer) -> Issues {
    let sent = raw.attributes.as_deref().unwrap_or_default();
    issues.renamed(|field| {
        let row =
            field.strip_prefix("attributes.").and_then(|row| row.split('.').next()?.parse::<usize>().ok());
        let key = row.and_then(|at| sent.get(at)).map(|(key, _)| format!("attributes.{key}"));
        key.unwrap_or_else(|| field.to_owned())
    })
}

/// The document a row makes of a stored one, or of nothing. `tags` tells the ids of titles.
///
/// # Errors
/// What is wrong with the row.
pub fn document(
    mapper: &Mapper,
    row: &Row,
    base: Option<&Document>,
    rules: &Rules,
    tags: &mut TagBook,
) -> Result<Document, Issues> {
    let unreadable = mapper.unreadable(row, base);
    if !unreadable.is_empty() {
        return Err(unreadable);
    }
    let raw = mapper.raw(row, base);
    let draft = CustomerDraft::parse(&raw, rules, base).map_err(|issues| by_key(issues, &raw))?;
    let ids = tags.ids(draft.tag_titles()).map_err(|issue| Issues::of("tag_titles", issue))?;
    draft.tagged(ids).onto(base)
}
