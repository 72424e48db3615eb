//! Settings of earlier files for the next one: a mapping that was saved under a name, or "the same again" of an import.
//! Columns that the file has not are left out, and those that only it has stay as they were guessed.

use crate::console::field::Choice;
use crate::console::frame::Frame;
use crate::domain::import::{Import, ImportId, Mapping, Options};
use crate::domain::organization::OrganizationId;
use crate::import::mapping;
use crate::import::read::Reading;
use crate::store::imports;
use crate::store::imports::mappings::{self, NamedTargets};
use crate::store::{Conn, StoreError};

/// Earlier imports that are offered.
const IMPORTS: i64 = 10;

/// Where settings come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A saved mapping.
    Name(String),
    /// An earlier import.
    Import(ImportId),
}

impl Source {
    /// The source that a word of a form names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word.split_once(':')? {
            ("name", name) => Some(Self::Name(name.to_owned())),
            ("import", id) => id.parse().ok().map(Self::Import),
            _ => None,
        }
    }
}

/// What there is to choose from: saved mappings by their names, then the newest imports.
///
/// # Errors
/// When the store does not answer.
pub fn choices(conn: &mut Conn, import: &Import) -> Result<(Vec<String>, Vec<Import>), StoreError> {
    let names = mappings::names(conn, import.organization)?;
    let mut earlier = imports::list(conn, import.organization, None, IMPORTS + 1)?;
    earlier.retain(|other| other.id != import.id);
    Ok((names, earlier))
}

/// The same as a select shows it.
#[must_use]
pub fn shown(frame: &Frame, (names, earlier): &(Vec<String>, Vec<Import>)) -> Vec<Choice> {
    let none = Choice::new("", frame.language.say("import-settings-none"));
    let named = names.iter().map(|name| Choice::new(format!("name:{name}"), name.clone()));
    let of_imports = earlier.iter().map(|import| {
        let when = frame.dates().moment(import.created_at.micros());
        let said = [("name", import.file.name.as_str()), ("when", when.as_str())];
        Choice::new(format!("import:{}", import.id), frame.language.say_with("import-settings-of", &said))
    });
    let all: Vec<Choice> = named.chain(of_imports).collect();
    if all.is_empty() { all } else { std::iter::once(none).chain(all).collect() }
}

/// Gives an import the settings of another, as far as they fit its columns.
///
/// # Errors
/// [`StoreError::NotFound`] when there are none, [`StoreError::Stale`] when they cannot be chosen any more.
pub fn apply(conn: &mut Conn, import: &Import, source: &Source) -> Result<(), StoreError> {
    let reading: Reading = serde_json::from_str(&import.reading).map_err(StoreError::unavailable)?;
    let (named, options) = find(conn, import.organization, source, &reading.columns)?;
    let none = Mapping::default();
    let is_there =
        |one: &(String, _)| mapping::from_names(std::slice::from_ref(one), &reading.columns, &none).is_ok();
    let named: NamedTargets = named.into_iter().filter(is_there).collect();
    let mapping = mapping::from_names(&named, &reading.columns, &import.mapping);
    let mapping = mapping.unwrap_or_else(|_| import.mapping.clone());
    let options = Options { apply: false, ..options };
    imports::choose(conn, import, &import.reading, &mapping, &options, import.row_total)
}

fn find(
    conn: &mut Conn,
    organization: OrganizationId,
    source: &Source,
    columns: &[String],
) -> Result<(NamedTargets, Options), StoreError> {
    match source {
        Source::Name(name) => {
            let hash = mapping::columns_hash(columns);
            mappings::named(conn, organization, name, &hash)?.ok_or(StoreError::NotFound)
        }
        Source::Import(id) => {
            let other = imports::find(conn, organization, *id)?;
            let reading: Reading = serde_json::from_str(&other.reading).map_err(StoreError::unavailable)?;
            Ok((mapping::by_name(&other.mapping, &reading.columns), other.options))
        }
    }
}
