//! Files that an import hands out: the rows that need a fix, the file as it came, and one to begin with.

use actix_web::web::{Data, Path, block};
use actix_web::{HttpRequest, HttpResponse};

use crate::console::frame::Frame;
use crate::console::imports::show::open;
use crate::domain::import::ImportId;
use crate::files::{FileHash, Files};
use crate::import::rejects::{Rejects, RejectsError};
use crate::store::audit;
use crate::web::{Failure, download};

/// What CSV is called.
const CSV: &str = "text/csv; charset=utf-8";
/// The template: columns that are known by their names, and one customer to be written over.
const TEMPLATE: &str = "\u{FEFF}First Name,Last Name,Display Name,Email Address,Phone,Phone country,Address 1,\
     Address 2,Suburb,PostCode,State,Country,Notes\r\n\
     Ada,Example,Example Ltd,ada@example.com,+49 30 1234567,DE,1 Example Street,,Berlin,10115,,Germany,\r\n";

/// `GET /imports/{id}/errors.csv`
pub async fn errors(frame: Frame, files: Data<Files>, id: Path<ImportId>) -> Result<HttpResponse, Failure> {
    let import = open(&frame, id.into_inner()).await?.import;
    if !import.file.is_kept {
        return Err(Failure::NotFound);
    }
    let path = files.path(FileHash(import.file.sha256)).await?;
    note(&frame, import.id, "download_rejected_rows").await?;
    let name = import.rejects_name();
    let db = frame.db.clone();
    let opened = block(move || Rejects::open(&db, &import, &path)).await.map_err(Failure::fault)?;
    let rejects = opened.map_err(|error| match error {
        RejectsError::Read(error) => Failure::fault(error),
        RejectsError::Store(error) => error.into(),
    })?;
    Ok(download::made(CSV, &name, rejects, Rejects::piece))
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

/// `GET /imports/template.csv`
pub async fn template(_frame: Frame) -> HttpResponse {
    download::made(CSV, "customers.csv", Some(TEMPLATE), |template| {
        Ok::<_, std::convert::Infallible>(template.take().map(|text| text.as_bytes().to_vec()))
    })
}
