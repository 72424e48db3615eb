//! A file becomes an import: looked at, kept, recorded with what it seems to hold, and checked at once for those who
//! ask for that. A file that is refused is never kept.

use std::path::PathBuf;

use serde_json::{Map, Value};
use tokio::task::spawn_blocking;

use crate::domain::import::{Import, ImportFile, Options, Target};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::{Actor, Right};
use crate::files::{Files, FilesError, Incoming};
use crate::import::intake::{self, ReadingChoice};
use crate::import::mapping;
use crate::import::read::{Inspection, ReadError};
use crate::store::imports::{self, NewImport, Refused};
use crate::store::{Conn, Db, StoreError, organizations};

/// A file that is on the disk, but not yet kept.
#[derive(Debug)]
pub struct NewFile {
    /// What its owner calls it.
    pub name: String,
    /// The file.
    pub incoming: Incoming,
}

/// What was said of the file as it came; what was not said is guessed.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// How it is read.
    pub reading: ReadingChoice,
    /// What columns mean, by their names.
    pub mapping: Vec<(String, Target)>,
    /// Members of [`Options`], as JSON.
    pub options: Map<String, Value>,
    /// Whether every row is to be judged at once.
    pub is_checked: bool,
}

/// Why a file did not become an import.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// It cannot be read.
    #[error("the file cannot be read")]
    Read(#[from] ReadError),
    /// There are too many already.
    #[error("no more imports may be started now")]
    Refused(#[from] Refused),
    /// What was said of it does not fit it.
    #[error("the choices do not fit the file")]
    Choices(Issues),
    /// It cannot be kept.
    #[error("the file cannot be kept")]
    Files(#[from] FilesError),
    /// It cannot be recorded.
    #[error("the import cannot be recorded")]
    Store(#[from] StoreError),
}

/// Takes a file in.
///
/// # Errors
/// See [`BeginError`]; nothing is left of the file then.
pub async fn begin(
    db: &Db,
    files: &Files,
    actor: &Actor,
    file: NewFile,
    wishes: Wishes,
) -> Result<Import, BeginError> {
    let NewFile { name, incoming } = file;
    let path = incoming.path().to_owned();
    let inspection = look(path, name.clone(), wishes.reading.clone()).await?;
    let new = choose(db, actor, name, &incoming, inspection, &wishes).await?;
    let kept = files.keep(incoming).await?;
    let (by, at, is_checked) = (actor.clone(), db.now(), wishes.is_checked);
    let file = ImportFile { sha256: kept.hash.0, ..new.file };
    let new = NewImport { file, ..new };
    let insert = move |conn: &mut Conn| {
        if let Err(refused) = imports::room_for_one(conn, &by, at)? {
            return Ok(Err(refused));
        }
        let import = imports::insert(conn, &by, &new, at)?;
        if !is_checked {
            return Ok(Ok(import));
        }
        imports::ask_check(conn, &import, None)?;
        imports::find(conn, by.organization, import.id).map(Ok)
    };
    Ok(db.write(actor, Right::ImportCustomers, insert).await??)
}

async fn look(path: PathBuf, name: String, choice: ReadingChoice) -> Result<Inspection, BeginError> {
    let looked = spawn_blocking(move || intake::look(&path, &name, &choice)).await;
    Ok(looked.map_err(StoreError::unavailable)??)
}

/// What the file seems to mean, with what was said of it laid over.
async fn choose(
    db: &Db,
    actor: &Actor,
    name: String,
    incoming: &Incoming,
    inspection: Inspection,
    wishes: &Wishes,
) -> Result<NewImport, BeginError> {
    // The hash is known once it is kept.
    let file = ImportFile { name, sha256: [0; 32], length: incoming.bytes(), is_kept: true };
    let columns = inspection.reading.columns.clone();
    let organization = actor.organization;
    let suggest = move |conn: &mut Conn| {
        let organization = organizations::find(conn, organization)?;
        intake::suggest(conn, &organization, file, &inspection)
    };
    let mut new = db.read(suggest).await?;
    new.mapping = mapping::from_names(&wishes.mapping, &columns, &new.mapping).map_err(|column| {
        BeginError::Choices(Issues::of(format!("mapping.{column}"), Issue::new("parameter-unknown")))
    })?;
    new.options = overlaid(&new.options, &wishes.options)?;
    if wishes.is_checked {
        intake::ensure_sensible(&new.mapping, &new.options).map_err(BeginError::Choices)?;
    }
    Ok(new)
}

fn overlaid(base: &Options, said: &Map<String, Value>) -> Result<Options, BeginError> {
    let unknown = |_| BeginError::Choices(Issues::of("options", Issue::new("parameter-unknown")));
    let mut all = serde_json::to_value(base).map_err(StoreError::unavailable)?;
    for (name, value) in said {
        all[name] = value.clone();
    }
    serde_json::from_value(all).map_err(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::import::MatchBy;

    #[test]
    fn what_is_said_is_laid_over_what_is_guessed() {
        let base = Options { apply: true, ..Options::default() };
        let said = |json: &str| serde_json::from_str::<Map<String, Value>>(json).unwrap();
        let options = overlaid(&base, &said(r#"{"onMatch":"skip","match":"id"}"#)).unwrap();
        assert_eq!((options.match_by, options.apply), (MatchBy::Id, true));
        assert!(overlaid(&base, &said(r#"{"organization":1}"#)).is_err());
        assert!(overlaid(&base, &said(r#"{"empty":"maybe"}"#)).is_err());
    }
}
