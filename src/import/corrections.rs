//! Rows that an import rejected, put right: a file of them names its import, and values that were typed on the
//! page become such a file. Either way they are an import of their own, merged into the one that they correct.

use std::collections::BTreeMap;
use std::path::Path;

use crate::domain::import::{Import, ImportFile, ImportId, Mapping, Options, Target};
use crate::domain::operator::{Actor, Right};
use crate::domain::organization::OrganizationId;
use crate::files::{FileHash, Files};
use crate::import::intake::{self, Brought, ReadingChoice, Refusal};
use crate::import::mapping;
use crate::import::read::{self, Format, Inspection, Reading, Row};
use crate::import::rejects::{IMPORT_COLUMN, OWN_COLUMNS, ROW_COLUMN, shown, write_row};
use crate::import::run::RunError;
use crate::store::imports::{self, NewImport};
use crate::store::{Conn, Db, StoreError, contents, operators};

/// The import whose rejected rows a file holds, which it names.
///
/// # Errors
/// When the database does not answer.
pub fn corrected_by(
    conn: &mut Conn,
    organization: OrganizationId,
    inspection: &Inspection,
) -> Result<Option<Import>, StoreError> {
    let columns = &inspection.reading.columns;
    if !columns.iter().any(|name| name == ROW_COLUMN) {
        return Ok(None);
    }
    let named = inspection.columns.iter().zip(columns).filter(|(_, name)| *name == IMPORT_COLUMN);
    for id in named.flat_map(|(column, _)| &column.samples).filter_map(|id| id.parse::<ImportId>().ok()) {
        match imports::find(conn, organization, id) {
            Ok(import) if import.is_open() => return Ok(Some(import)),
            Ok(_) | Err(StoreError::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(None)
}

/// The mapping of the import that is corrected, for the columns of the corrections.
#[must_use]
pub fn mapping(corrected: &Import, columns: &[String], guessed: &Mapping) -> Mapping {
    let reading: Option<Reading> = serde_json::from_str(&corrected.reading).ok();
    let named =
        mapping::by_name(&corrected.mapping, &reading.map(|reading| reading.columns).unwrap_or_default());
    let nowhere = OWN_COLUMNS.iter().map(|name| ((*name).to_owned(), Target::Ignore));
    let is_there = |(name, _): &(String, _)| columns.contains(name);
    let named: Vec<_> = named.into_iter().chain(nowhere).filter(is_there).collect();
    mapping::from_names(&named, columns, guessed).unwrap_or_else(|_| guessed.clone())
}

/// Leaves out what stands behind the columns of a file of rejected rows.
pub fn leave_out_own(mapping: &mut Mapping, columns: &[String]) {
    for (target, column) in mapping.0.iter_mut().zip(columns) {
        if is_own(column) {
            *target = Target::Ignore;
        }
    }
}

/// Values that were typed for cells, by row and column.
pub type Typed = BTreeMap<i64, BTreeMap<usize, String>>;

/// Brings rows of an import again with the values that were typed, to be judged and written at once.
///
/// # Errors
/// [`StoreError::Stale`] when the import takes no corrections, and those of any import.
pub fn bring(db: &Db, files: &Files, by: &Actor, import: &Import, typed: &Typed) -> Result<Import, Refusal> {
    if !import.takes_corrections() {
        return Err(StoreError::Stale.into());
    }
    let path = files.path_here(FileHash(import.file.sha256))?;
    let content = corrected_rows(import, &path, typed).map_err(|error| match error {
        RunError::Read(error) => Refusal::File(error),
        other => StoreError::unavailable(other).into(),
    })?;
    let kept = files.keep_here(content.as_slice())?;
    let brought = Brought { name: import.file.name.clone(), kept };
    let begun = begin(db, files, by, import, brought);
    if begun.is_err() && !db.read_here(|conn| contents::is_needed(conn, &kept.hash.0))? {
        files.delete_here(kept.hash)?;
    }
    begun
}

/// Makes an import of the corrections, which is judged and written at once.
fn begin(db: &Db, files: &Files, by: &Actor, import: &Import, brought: Brought) -> Result<Import, Refusal> {
    let at = db.now();
    db.read_here(|conn| imports::room_for_one(conn, by))??;
    let choice = ReadingChoice { format: Some(Format::Csv), header: Some(true), ..ReadingChoice::default() };
    let inspection = intake::look(&files.path_here(brought.kept.hash)?, "corrections.csv", &choice)?;
    let reading = intake::written(&inspection.reading)?;
    let file = ImportFile {
        name: brought.name,
        sha256: brought.kept.hash.0,
        length: brought.kept.bytes,
        is_kept: true,
    };
    let new = NewImport {
        mapping: mapping(import, &inspection.reading.columns, &Mapping::default()),
        options: Options { apply: true, ..import.options.clone() },
        merges_into: Some(import.number),
        ..NewImport::plain(file, reading, intake::row_total(&inspection))
    };
    let by = by.clone();
    Ok(db.write_here(move |conn| {
        operators::still_may(conn, &by, Right::ImportCustomers)?;
        let import = imports::insert(conn, &by, &new, at)?;
        imports::ask_check(conn, &import, None)?;
        imports::find(conn, by.organization, import.id)
    })?)
}

fn is_own(column: &str) -> bool {
    OWN_COLUMNS.contains(&column)
}

/// The rows as they stand in the file, with what was typed in the place of what was wrong.
fn corrected_rows(import: &Import, path: &Path, typed: &Typed) -> Result<Vec<u8>, RunError> {
    let reading: Reading = serde_json::from_str(&import.reading).map_err(StoreError::unavailable)?;
    let mut rows = read::open(path, &reading)?;
    let mut row = Row::default();
    let mut content = Vec::new();
    // A file of another program may have columns of these names; nothing was read from them.
    let columns = || reading.columns.iter().enumerate().filter(|(_, name)| !is_own(name.as_str()));
    write_row(&mut content, columns().map(|(_, name)| name.as_str()).chain([ROW_COLUMN]));
    let last = typed.last_key_value().map_or(0, |(row, _)| *row);
    while rows.read(&mut row)? {
        let number = i64::try_from(row.number()).unwrap_or(i64::MAX);
        if number > last {
            break;
        }
        let Some(values) = typed.get(&number) else { continue };
        let cell = |(column, name): (usize, &String)| {
            values.get(&column).map_or_else(|| shown(&row, column, name).to_owned(), String::clone)
        };
        let number = number.to_string();
        let cells: Vec<String> = columns().map(cell).chain([number]).collect();
        write_row(&mut content, cells.iter().map(String::as_str));
    }
    Ok(content)
}
