//! Files that come in. Each becomes an import of its own; one that is refused is told why, in words that say what to do.
//! Scripts send one file at a time and take JSON; a plain form may bring several and gets a page.

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, LOCATION};
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use crate::console::frame::Frame;
use crate::console::imports::{list, words};
use crate::console::links;
use crate::domain::import::Import;
use crate::files::Files;
use crate::import::intake::{self, Brought, Refusal, Then};
use crate::web::flash::{Flash, Tone};
use crate::web::upload::{ReceivedFile, Upload};
use crate::web::{Failure, Site};

/// Refused files that a flash names; a cookie has no room for more.
const MOST_TOLD: usize = 3;

/// A file that did not become an import.
struct Refused {
    status: StatusCode,
    sentence: String,
}

/// `POST /imports`
pub async fn create(
    frame: Frame,
    request: HttpRequest,
    site: Data<Site>,
    files: Data<Files>,
    upload: Upload,
) -> Result<HttpResponse, Failure> {
    let is_script = wants_json(&request);
    let limit_bytes = site.limits.upload_bytes;
    let received = match upload.receive(&files, limit_bytes).await {
        Ok(received) => received.files,
        Err(Failure::TooLarge(_)) => {
            let limit = frame.language.bytes(limit_bytes);
            let sentence = frame.language.say_with("import-file-too-large", &[("limit", &limit)]);
            return refuse(
                &frame,
                &site,
                is_script,
                Refused { status: StatusCode::PAYLOAD_TOO_LARGE, sentence },
            )
            .await;
        }
        Err(other) => return Err(other),
    };
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for file in received {
        let name = file.name.clone();
        match take(&frame, &files, file).await? {
            Ok(import) => taken.push(import),
            // The queue of a script shows the name already.
            Err(refusal) if is_script => refused.push(refusal),
            Err(refusal) => {
                let args = [("name", name.as_str()), ("why", refusal.sentence.as_str())];
                let sentence = frame.language.say_with("import-refused", &args);
                refused.push(Refused { sentence, ..refusal });
            }
        }
    }
    answer(&frame, &site, is_script, &taken, refused).await
}

/// Makes an import of a file, or says why it cannot be one.
async fn take(frame: &Frame, files: &Files, file: ReceivedFile) -> Result<Result<Import, Refused>, Failure> {
    let brought = Brought { name: file.name, kept: files.keep(file.incoming).await? };
    let (db, files, actor) = (frame.db.clone(), files.clone(), frame.actor.clone());
    let taken = block(move || intake::take(&db, &files, &actor, brought, None, Then::Wait)).await;
    let refused = |status, sentence| Ok(Err(Refused { status, sentence }));
    match taken.map_err(Failure::fault)? {
        Ok(import) => Ok(Ok(import)),
        Err(Refusal::File(error)) => {
            refused(StatusCode::UNPROCESSABLE_ENTITY, words::read_error(frame, &error))
        }
        Err(Refusal::Full(full)) => refused(StatusCode::TOO_MANY_REQUESTS, words::full(frame, full)),
        Err(Refusal::Wishes(issues)) => Err(issues.into()),
        Err(Refusal::Files(error)) => Err(error.into()),
        Err(Refusal::Store(error)) => Err(error.into()),
    }
}

async fn answer(
    frame: &Frame,
    site: &Site,
    is_script: bool,
    taken: &[Import],
    refused: Vec<Refused>,
) -> Result<HttpResponse, Failure> {
    match (taken, refused.is_empty()) {
        ([], true) => {
            let sentence = frame.language.say("import-file-missing");
            refuse(frame, site, is_script, Refused { status: StatusCode::UNPROCESSABLE_ENTITY, sentence })
                .await
        }
        ([], false) => {
            let status = refused[0].status;
            let sentences: Vec<String> = refused.into_iter().map(|refusal| refusal.sentence).collect();
            refuse(frame, site, is_script, Refused { status, sentence: sentences.join(" ") }).await
        }
        ([import], true) => Ok(began(frame, import, is_script)),
        (several, true) => {
            let count = frame.language.count("import-uploaded-several", several.len() as u64);
            Ok(frame.done(links::IMPORTS, &Flash::ok("import-uploaded").with("what", count)))
        }
        (some, false) => {
            let count = frame.language.count("import-uploaded-several", some.len() as u64);
            let told: Vec<String> =
                refused.into_iter().take(MOST_TOLD).map(|refusal| refusal.sentence).collect();
            let flash = Flash::toned(Tone::Warn, "import-uploaded-some")
                .with("what", count)
                .with("refused", told.join(" "));
            Ok(frame.done(links::IMPORTS, &flash))
        }
    }
}

fn began(frame: &Frame, import: &Import, is_script: bool) -> HttpResponse {
    let location = links::import(import.id.0);
    if is_script {
        let body = json!({ "location": location });
        return HttpResponse::Created().insert_header((LOCATION, location)).json(body);
    }
    frame.go(&location)
}

async fn refuse(
    frame: &Frame,
    site: &Site,
    is_script: bool,
    refusal: Refused,
) -> Result<HttpResponse, Failure> {
    let Refused { status, sentence } = refusal;
    if !is_script {
        return list::page(frame, site, None, Some(sentence), status).await;
    }
    let problem = json!({
        "type": "about:blank",
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "detail": sentence,
    });
    Ok(HttpResponse::build(status).content_type("application/problem+json").body(problem.to_string()))
}

/// Whether a script sent it: a browser's form asks for a page.
fn wants_json(request: &HttpRequest) -> bool {
    let accepts = request.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    accepts.contains("application/json") && !accepts.contains("text/html")
}
