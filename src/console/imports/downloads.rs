//! Files of an import: the rejected rows, the file as it was brought, and an empty one to begin with. Downloads of
//! customers' data are in the audit.

use actix_files::NamedFile;
use actix_web::web::{Data, Path, block};
use actix_web::{HttpRequest, HttpResponse, mime};

use super::open;
use crate::console::frame::Frame;
use crate::domain::import::{Import, ImportId};
use crate::files::{FileHash, Files};
use crate::import::rejects::{Rejects, RejectsError};
use crate::store::audit;
use crate::web::Failure;
use crate::web::download::{self, Pieces};

/// `GET /imports/{id}/errors.csv`
pub async fn errors(frame: Frame, files: Data<Files>, id: Path<ImportId>) -> Result<HttpResponse, Failure> {
    let import = open(&frame, id.into_inner()).await?;
    let path = kept(&files, &import).await?;
    record(&frame, &import, "download_rejected_rows").await?;
    let name = import.rejects_name();
    let db = frame.db.clone();
    let rejects = block(move || Rejects::open(&db, &import, &path)).await.map_err(Failure::fault)?;
    Ok(download::csv(&name, Rows(rejects.map_err(Failure::fault)?)))
}

struct Rows(Rejects);

impl Pieces for Rows {
    type Error = RejectsError;

    fn piece(&mut self) -> Result<Option<Vec<u8>>, RejectsError> {
        self.0.piece()
    }
}

/// `GET /imports/{id}/file`: the file as it was brought.
pub async fn original(
    frame: Frame,
    files: Data<Files>,
    id: Path<ImportId>,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let import = open(&frame, id.into_inner()).await?;
    let path = kept(&files, &import).await?;
    record(&frame, &import, "download_import_file").await?;
    let file = block(move || NamedFile::open(path)).await.map_err(Failure::fault)?.map_err(Failure::fault)?;
    let file = file.set_content_type(mime::APPLICATION_OCTET_STREAM).disable_content_disposition();
    let mut response = file.into_response(&request);
    download::protect(response.headers_mut(), &import.file.name);
    Ok(response)
}

/// `GET /imports/template.csv`: an empty file with columns that need no mapping.
pub async fn template(_: Frame) -> HttpResponse {
    const TEMPLATE: &str = "\u{FEFF}First Name,Last Name,Display Name,Company name,Email Address,\
        Phone 1,Phone 1 country,Phone 1 type,Phone 2,Phone 2 country,Phone 2 type,\
        Address 1,Address 2,Suburb,PostCode,State,Country,Notes\r\n";
    let mut response = HttpResponse::Ok().content_type("text/csv; charset=utf-8").body(TEMPLATE);
    download::protect(response.headers_mut(), "customers.csv");
    response
}

async fn kept(files: &Files, import: &Import) -> Result<std::path::PathBuf, Failure> {
    if !import.file.is_kept {
        return Err(Failure::NotFound);
    }
    Ok(files.path(FileHash(import.file.sha256)).await?)
}

async fn record(frame: &Frame, import: &Import, action: &'static str) -> Result<(), Failure> {
    let (actor, id, at) = (frame.actor.clone(), import.id.0, frame.db.now());
    let note = move |conn: &mut _| {
        audit::record(conn, &actor, action, "imports", Some(id), audit::Outcome::Done, at)
    };
    Ok(frame.db.write_as_system(note).await?)
}
