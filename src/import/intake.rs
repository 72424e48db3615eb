//! A file that came in: how it is read, what its columns seem to mean, which rules to begin with. All of it is a
//! suggestion until the check.

use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::import::{Import, ImportFile, Mapping, MatchBy, Mode, Options, Target};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::{Actor, Right};
use crate::domain::organization::{Organization, OrganizationId};
use crate::files::{Files, FilesError, Kept};
use crate::import::corrections;
use crate::import::mapping;
use crate::import::read::{self, Delimiter, Encoding, Format, Inspection, ReadError, Reading, RowCount};
use crate::import::wishes::Wishes;
use crate::store::imports::{self, NewImport, Refused, mappings};
use crate::store::{Conn, Db, StoreError, attributes, bulk, contents, operators, organizations};

/// What somebody says about how a file is to be read; what is not said is guessed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ReadingChoice {
    /// What it is.
    pub format: Option<Format>,
    /// How its bytes become text.
    pub encoding: Option<Encoding>,
    /// What stands between cells.
    pub delimiter: Option<Delimiter>,
    /// Whether the first row names the columns.
    pub header: Option<bool>,
    /// Which sheet.
    pub sheet: Option<String>,
}

impl ReadingChoice {
    fn apply(&self, reading: Reading) -> Reading {
        let is_text = reading.format != Format::Xlsx;
        let is_csv = reading.format == Format::Csv;
        let is_same_sheet = self.sheet.is_none() || self.sheet == reading.sheet;
        Reading {
            titles: if is_same_sheet { reading.titles } else { 0 },
            encoding: self.encoding.filter(|_| is_text).or(reading.encoding),
            delimiter: self.delimiter.filter(|_| is_csv).or(reading.delimiter),
            header: self.header.unwrap_or(reading.header),
            sheet: self.sheet.clone().filter(|_| !is_text).or(reading.sheet),
            columns: Vec::new(),
            ..reading
        }
    }
}

/// Why a file that came in is not an import.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It cannot be read.
    #[error(transparent)]
    File(#[from] ReadError),
    /// There is no room for one more import.
    #[error(transparent)]
    Full(#[from] Refused),
    /// What was said about it beforehand is not acceptable.
    #[error("not acceptable")]
    Wishes(Issues),
    /// The database did not take it.
    #[error("the import could not be recorded")]
    Store(#[from] StoreError),
    /// The disk did not take it.
    #[error("the file could not be kept")]
    Files(#[from] FilesError),
}

/// A file that is kept already, and what its owner calls it.
#[derive(Debug, Clone)]
pub struct Brought {
    /// Text for people.
    pub name: String,
    /// Where it is.
    pub kept: Kept,
}

/// What is to happen once the file is an import.
#[derive(Debug, Clone, Copy)]
pub enum Then {
    /// A person looks at it.
    Wait,
    /// The check, by the runner or by the owner of this lease.
    Check(Option<(Uuid, Duration)>),
}

/// Writes the import, within the transaction of whoever is asked to.
pub type Insert<'a> = &'a dyn Fn(&mut Conn) -> Result<Import, StoreError>;

/// Makes an import of a kept file; of one that is refused, nothing is left. What else is written for it, `record` writes
/// in the same transaction. Waits for the disk and the database.
///
/// # Errors
/// Why not.
pub fn take<T: Send + 'static>(
    db: &Db,
    files: &Files,
    by: &Actor,
    brought: Brought,
    wishes: Option<&Wishes>,
    then: Then,
    record: impl FnOnce(&mut Conn, Insert<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, Refusal> {
    let hash = brought.kept.hash;
    let taken = try_take(db, files, by, brought, wishes, then, record);
    if taken.is_err() && !db.read_here(|conn| contents::is_needed(conn, &hash.0))? {
        files.delete_here(hash)?;
    }
    taken
}

fn try_take<T: Send + 'static>(
    db: &Db,
    files: &Files,
    by: &Actor,
    brought: Brought,
    wishes: Option<&Wishes>,
    then: Then,
    record: impl FnOnce(&mut Conn, Insert<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, Refusal> {
    let at = db.now();
    db.read_here(|conn| imports::room_for_one(conn, by))??;
    let path = files.path_here(brought.kept.hash)?;
    let choice = wishes.map(Wishes::reading).unwrap_or_default();
    let inspection = look(&path, &brought.name, &choice)?;
    let file = ImportFile {
        name: brought.name,
        sha256: brought.kept.hash.0,
        length: brought.kept.bytes,
        is_kept: true,
    };
    let mut new = db.read_here(|conn| {
        let organization = organizations::find(conn, by.organization)?;
        suggest(conn, &organization, file, &inspection)
    })?;
    if new.merges_into.is_none() {
        db.read_here(|conn| imports::may_start(conn, by, at))??;
    }
    if let Some(wishes) = wishes {
        wishes.apply_to(&mut new, &inspection).map_err(Refusal::Wishes)?;
    }
    let by = by.clone();
    Ok(db.write_here(move |conn| {
        operators::still_may(conn, &by, Right::ImportCustomers)?;
        record(conn, &|conn| {
            let import = imports::insert(conn, &by, &new, at)?;
            if let Then::Check(lease) = then {
                imports::ask_check(conn, &import, lease)?;
            }
            imports::find(conn, by.organization, import.id)
        })
    })?)
}

/// Looks at a file for the first time. `name` is what its owner calls it.
///
/// # Errors
/// What is wrong with the file.
pub fn look(path: &Path, name: &str, choice: &ReadingChoice) -> Result<Inspection, ReadError> {
    let guessed = match choice.format {
        // Said to be something, it need not be called so.
        Some(format) => Reading { format, ..read::sniff(path, &format!("file.{}", format.code()))? },
        None => read::sniff(path, name)?,
    };
    read::inspect(path, &choice.apply(guessed))
}

/// Looks at a file again, after something about its reading was changed.
///
/// # Errors
/// What is wrong with the file, read so.
pub fn look_again(path: &Path, reading: &Reading, choice: &ReadingChoice) -> Result<Inspection, ReadError> {
    read::inspect(path, &choice.apply(reading.clone()))
}

/// Rows the inspection counted or expects.
#[must_use]
pub fn row_total(inspection: &Inspection) -> Option<i64> {
    let (RowCount::Exact(rows) | RowCount::About(rows)) = inspection.rows;
    i64::try_from(rows).ok()
}

/// An import of this file, with what was chosen the last time for its columns, or else with what they seem to mean.
///
/// # Errors
/// When the database does not answer.
pub fn suggest(
    conn: &mut Conn,
    organization: &Organization,
    file: ImportFile,
    inspection: &Inspection,
) -> Result<NewImport, StoreError> {
    let reading = &inspection.reading;
    let mut guessed = mapping::suggest(&inspection.columns, &attributes::list(conn, organization.id)?);
    corrections::leave_out_own(&mut guessed, &reading.columns);
    if let Some(corrected) = corrections::corrected_by(conn, organization.id, inspection)? {
        return Ok(NewImport {
            mapping: fitting(corrections::mapping(&corrected, &reading.columns, &guessed), reading),
            options: Options { apply: false, ..corrected.options },
            merges_into: Some(corrected.number),
            ..NewImport::plain(file, written(reading)?, row_total(inspection))
        });
    }
    let saved = mappings::find(conn, organization.id, &mapping::columns_hash(&reading.columns))?;
    let (mapping, options) = if let Some((names, options)) = saved {
        let mapping = mapping::from_names(&names, &reading.columns, &guessed);
        (mapping.unwrap_or(guessed), Options { apply: false, ..options })
    } else {
        let match_by = match_by(conn, organization.id, &guessed, inspection)?;
        (guessed, Options { match_by, default_country: organization.country, ..Options::default() })
    };
    Ok(NewImport {
        mapping: fitting(mapping, reading),
        options,
        ..NewImport::plain(file, written(reading)?, row_total(inspection))
    })
}

/// By what customers are found: by their ids where the file has ids of ours, as an export has.
fn match_by(
    conn: &mut Conn,
    organization: OrganizationId,
    mapping: &Mapping,
    inspection: &Inspection,
) -> Result<MatchBy, StoreError> {
    let ids = mapping.column_of(&Target::CustomerId).and_then(|column| inspection.columns.get(column));
    let ids: Vec<Uuid> = ids.iter().flat_map(|ids| &ids.samples).filter_map(|id| id.parse().ok()).collect();
    let is_known = !ids.is_empty() && !bulk::by_id(conn, organization, &ids)?.is_empty();
    Ok(if is_known { MatchBy::Id } else { MatchBy::Email })
}

/// Refuses choices that contradict each other, or of which nothing can come.
///
/// # Errors
/// What is to be chosen otherwise, by form field.
pub fn ensure_sensible(mapping: &Mapping, options: &Options) -> Result<(), Issues> {
    let mut issues = Issues::new();
    if mapping.is_empty() {
        issues.add("columns", Issue::new("no-columns-mapped"));
    }
    if let Some((at, target)) = mapping.clash() {
        issues.add(format!("columns.{at}.field"), Issue::new("field-chosen-twice").with("field", target));
    }
    let needs_key = options.mode == Mode::Update || options.match_by != MatchBy::Email;
    if needs_key && mapping::key_column(mapping, &options.match_by).is_none() {
        issues.add("match", Issue::new("match-column-missing"));
    }
    if issues.is_empty() { Ok(()) } else { Err(issues) }
}

/// A reading as it is kept with an import.
///
/// # Errors
/// Never, in fact: a reading is plain text and words.
pub fn written(reading: &Reading) -> Result<String, StoreError> {
    serde_json::to_string(reading).map_err(StoreError::unavailable)
}

/// One target for each column.
fn fitting(mut mapping: Mapping, reading: &Reading) -> Mapping {
    mapping.0.resize(reading.columns.len(), Target::Ignore);
    mapping
}
