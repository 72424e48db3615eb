//! Files that come in to be imported. Each becomes an import of its own; one that is refused is told why.

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};

use crate::console::frame::Frame;
use crate::console::imports::settings::{self, Source};
use crate::console::imports::{list, words};
use crate::console::links;
use crate::console::uploads::{self, Came, Refused};
use crate::domain::import::Import;
use crate::domain::operator::Right;
use crate::files::Files;
use crate::import::intake::{self, Brought, Refusal, Then};
use crate::store::{Conn, StoreError};
use crate::web::flash::{Flash, Tone};
use crate::web::upload::{ReceivedFile, Upload};
use crate::web::{Failure, Site};

/// `POST /imports`
pub async fn create(
    frame: Frame,
    request: HttpRequest,
    site: Data<Site>,
    files: Data<Files>,
    upload: Upload,
) -> Result<HttpResponse, Failure> {
    let is_script = uploads::wants_json(&request);
    let limit_bytes = site.limits.upload_bytes;
    let received =
        match uploads::receive(&frame, &files, upload, limit_bytes, "import-file-too-large").await? {
            Ok(received) => received,
            Err(refused) => return refuse(&frame, &site, is_script, refused).await,
        };
    let like = Source::parse(&format!("import:{}", received.form.text("like")));
    let take = async |file| take(&frame, &files, file, like.as_ref()).await;
    match uploads::take_each(&frame, is_script, received.files, "import-file-missing", take).await? {
        Came::Nothing(refused) => refuse(&frame, &site, is_script, refused).await,
        Came::One(import) => Ok(uploads::lead(&frame, is_script, &links::import(import.id.0), None)),
        Came::Several(count) => {
            let what = frame.language.count("import-uploaded-several", count as u64);
            Ok(frame.done(links::IMPORTS, &Flash::ok("import-uploaded").with("what", what)))
        }
        Came::Some(count, refused) => {
            let what = frame.language.count("import-uploaded-several", count as u64);
            let flash = Flash::toned(Tone::Warn, "import-uploaded-some").with("what", what);
            Ok(frame.done(links::IMPORTS, &flash.with("refused", refused)))
        }
    }
}

/// Makes an import of a file, or says why it cannot be one.
async fn take(
    frame: &Frame,
    files: &Files,
    file: ReceivedFile,
    like: Option<&Source>,
) -> Result<Result<Import, Refused>, Failure> {
    let brought = Brought { name: file.name, kept: files.keep(file.incoming).await? };
    let begun = begin(frame, files, brought).await?;
    let (Ok(import), Some(like)) = (&begun, like.cloned()) else { return Ok(begun) };
    let import = import.clone();
    let apply = move |conn: &mut Conn| settings::apply(conn, &import, &like);
    match frame.db.write(&frame.actor, Right::ImportCustomers, apply).await {
        // Settings that are not there are none.
        Ok(()) | Err(StoreError::NotFound) => Ok(begun),
        Err(other) => Err(other.into()),
    }
}

/// Makes an import of a file that is kept already.
///
/// # Errors
/// When the store or the disk does not answer.
pub async fn begin(
    frame: &Frame,
    files: &Files,
    brought: Brought,
) -> Result<Result<Import, Refused>, Failure> {
    let (db, files, actor) = (frame.db.clone(), files.clone(), frame.actor.clone());
    let taken = block(move || {
        intake::take(&db, &files, &actor, brought, None, Then::Wait, |conn, insert| insert(conn))
    })
    .await;
    match taken.map_err(Failure::fault)? {
        Ok(import) => Ok(Ok(import)),
        Err(Refusal::File(error)) => Ok(Err(Refused::unacceptable(words::read_error(frame, &error)))),
        Err(Refusal::Full(full)) => {
            Ok(Err(Refused { status: StatusCode::TOO_MANY_REQUESTS, sentence: words::full(frame, full) }))
        }
        Err(Refusal::Wishes(issues)) => Err(issues.into()),
        Err(Refusal::Files(error)) => Err(error.into()),
        Err(Refusal::Store(error)) => Err(error.into()),
    }
}

async fn refuse(
    frame: &Frame,
    site: &Site,
    is_script: bool,
    refused: Refused,
) -> Result<HttpResponse, Failure> {
    if is_script {
        return Ok(refused.problem());
    }
    list::page(frame, site, None, None, Some(refused.sentence), refused.status).await
}
