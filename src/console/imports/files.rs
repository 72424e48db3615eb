//! Files that an import hands out: the rows that need a fix, the file as it came, and one to begin with.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use actix_web::web::{Data, Path, block};
use actix_web::{HttpRequest, HttpResponse};

use crate::console::frame::Frame;
use crate::console::imports::show::open;
use crate::domain::attribute::{AttributeKind, Definition};
use crate::domain::import::{ImportId, Target};
use crate::files::{FileHash, Files};
use crate::import::read::Reading;
use crate::import::rejects::{Rejects, RejectsError, Table};
use crate::store::{attributes, audit};
use crate::web::{Failure, download};

/// What JSON is called.
const JSON: &str = "application/json";
/// What CSV is called.
const CSV: &str = "text/csv; charset=utf-8";
/// The template: columns that are known by their names, and one customer to be written over.
const TEMPLATE: &str = "\u{FEFF}First Name,Last Name,Display Name,Email Address,Phone,Phone country,Address 1,\
     Address 2,Suburb,PostCode,State,Country,Notes\r\n\
     Ada,Example,Example Ltd,ada@example.com,+49 30 1234567,DE,1 Example Street,,Berlin,10115,,Germany,\r\n";

/// `GET /imports/{id}/errors.csv`
pub async fn errors(frame: Frame, files: Data<Files>, id: Path<ImportId>) -> Result<HttpResponse, Failure> {
    rejects(&frame, &files, id.into_inner(), Table::Csv).await
}

/// `GET /imports/{id}/errors.xlsx`
pub async fn errors_workbook(
    frame: Frame,
    files: Data<Files>,
    id: Path<ImportId>,
) -> Result<HttpResponse, Failure> {
    rejects(&frame, &files, id.into_inner(), Table::Xlsx).await
}

async fn rejects(frame: &Frame, files: &Files, id: ImportId, table: Table) -> Result<HttpResponse, Failure> {
    let import = open(frame, id).await?.import;
    if !import.file.is_kept {
        return Err(Failure::NotFound);
    }
    let path = files.path(FileHash(import.file.sha256)).await?;
    note(frame, import.id, "download_rejected_rows").await?;
    let name = import.rejects_name(table.extension());
    let db = frame.db.clone();
    let opened = block(move || Rejects::open(&db, &import, &path, table)).await.map_err(Failure::fault)?;
    let rejects = opened.map_err(|error| match error {
        RejectsError::Store(error) => error.into(),
        other => Failure::fault(other),
    })?;
    Ok(download::made(table.media_type(), &name, rejects, Rejects::piece))
}

/// Who takes personal data out is in the audit.
async fn note(frame: &Frame, id: ImportId, action: &'static str) -> Result<(), Failure> {
    let (actor, at) = (frame.actor.clone(), frame.db.now());
    let note = move |conn: &mut _| {
        audit::record(conn, &actor, action, "imports", Some(id.0), audit::Outcome::Done, at)
    };
    Ok(frame.db.write_as_system(note).await?)
}

/// `GET /imports/{id}/file`
pub async fn original(
    frame: Frame,
    files: Data<Files>,
    request: HttpRequest,
    id: Path<ImportId>,
) -> Result<HttpResponse, Failure> {
    let id = id.into_inner();
    let file = open(&frame, id).await?.import.file;
    if !file.is_kept {
        return Err(Failure::NotFound);
    }
    let path = files.path(FileHash(file.sha256)).await?;
    note(&frame, id, "download_file").await?;
    Ok(download::file(&request, download::open(&path).await?, &file.name))
}

/// `GET /imports/{id}/mapping.json`: fields by the names of columns, as `customary import --mapping` takes them.
pub async fn mapping(frame: Frame, id: Path<ImportId>) -> Result<HttpResponse, Failure> {
    let import = open(&frame, id.into_inner()).await?.import;
    let reading: Reading = serde_json::from_str(&import.reading).map_err(Failure::fault)?;
    let named: BTreeMap<String, Target> = reading.columns.into_iter().zip(import.mapping.0).collect();
    let text = serde_json::to_string_pretty(&named).map_err(Failure::fault)?;
    Ok(download::made(JSON, "mapping.json", Some(text), |text| {
        Ok::<_, std::convert::Infallible>(text.take().map(String::into_bytes))
    }))
}

/// `GET /imports/template.csv`, with a column for each attribute that is defined.
pub async fn template(frame: Frame) -> Result<HttpResponse, Failure> {
    let organization = frame.organization();
    let defined = frame.db.read(move |conn| attributes::list(conn, organization)).await?;
    let mut lines: Vec<String> = TEMPLATE.lines().map(str::to_owned).collect();
    for definition in &defined {
        for (line, cell) in lines.iter_mut().zip([definition.key.clone(), sample(definition)]) {
            // Writing to a text never fails.
            let _ = write!(line, ",\"{}\"", cell.replace('"', "\"\""));
        }
    }
    let text = lines.join("\r\n") + "\r\n";
    Ok(download::made(CSV, "customers.csv", Some(text), |text| {
        Ok::<_, std::convert::Infallible>(text.take().map(String::into_bytes))
    }))
}

/// A value that the attribute takes.
fn sample(definition: &Definition) -> String {
    match definition.kind {
        AttributeKind::Text => "text".to_owned(),
        AttributeKind::Number => "12.50".to_owned(),
        AttributeKind::Date => "2026-11-21".to_owned(),
        AttributeKind::YesNo => "yes".to_owned(),
        AttributeKind::Choice => definition.choices.first().cloned().unwrap_or_default(),
        AttributeKind::Url => "https://example.com".to_owned(),
    }
}
