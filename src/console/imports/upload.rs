//! Files that come in: each becomes an import, or is refused with a sentence. Scripts send one at a time and read JSON;
//! without script a form may bring several.

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::ACCEPT;
use actix_web::web::{Data, block};
use serde_json::json;

use super::{list_page, problems};
use crate::console::frame::Frame;
use crate::console::links;
use crate::domain::import::{Import, Problem};
use crate::files::Files;
use crate::import::intake::{self, Brought, Refusal, Then};
use crate::import::run::problem_of_file;
use crate::web::Failure;
use crate::web::upload::{ReceivedFile, Upload};

/// `POST /imports`
pub async fn create(
    frame: Frame,
    files: Data<Files>,
    upload: Upload,
    request: HttpRequest,
) -> Result<HttpResponse, Failure> {
    let is_script = wants_json(&request);
    let received = match upload.receive(&files, frame.site().limits.upload_bytes).await {
        Err(Failure::TooLarge(limit)) if is_script => {
            let size = frame.language.bytes(limit);
            return Ok(refused(
                StatusCode::PAYLOAD_TOO_LARGE,
                &frame.language.say_with("error-limit", &[("size", &size)]),
            ));
        }
        other => other?,
    };
    let mut brought = Vec::new();
    let mut problems = Vec::new();
    for file in received.files {
        let name = file.name.clone();
        match take(&frame, &files, file).await? {
            Ok(import) => brought.push(import),
            Err(problem) => problems.push(format!("{name}: {}", problems::sentence(&frame, &problem))),
        }
    }
    if brought.is_empty() && problems.is_empty() {
        problems.push(frame.language.say("upload-missing"));
    }
    match (is_script, brought.as_slice(), problems.is_empty()) {
        (true, [only], true) => {
            Ok(HttpResponse::Created().json(json!({ "location": links::import(only.id.0) })))
        }
        (true, _, true) => Ok(HttpResponse::Created().json(json!({ "location": links::IMPORTS }))),
        (true, _, false) => Ok(refused(StatusCode::UNPROCESSABLE_ENTITY, &problems.join(" "))),
        (false, [only], true) => Ok(frame.go(&links::import(only.id.0))),
        (false, _, true) => Ok(frame.go(links::IMPORTS)),
        (false, _, false) => {
            list_page(&frame, None, Some(problems.join(" ")), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

fn wants_json(request: &HttpRequest) -> bool {
    let accepted = request.headers().get(ACCEPT).and_then(|header| header.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("application/json"))
}

fn refused(status: StatusCode, detail: &str) -> HttpResponse {
    HttpResponse::build(status).json(json!({ "title": status.canonical_reason(), "detail": detail }))
}

/// Keeps a file and makes an import of it, if it can be read.
async fn take(
    frame: &Frame,
    files: &Data<Files>,
    file: ReceivedFile,
) -> Result<Result<Import, Problem>, Failure> {
    let ReceivedFile { name, incoming, .. } = file;
    let kept = files.keep(incoming).await?;
    let (db, files, actor) = (frame.db.clone(), files.clone(), frame.actor.clone());
    let brought = Brought { name, kept };
    let taken = block(move || intake::take(&db, &files, &actor, brought, None, Then::Wait)).await;
    match taken.map_err(Failure::fault)? {
        Ok(import) => Ok(Ok(import)),
        Err(Refusal::File(error)) => Ok(Err(problem_of_file(&error))),
        Err(Refusal::Full(full)) => Ok(Err(problems::of_refusal(full))),
        Err(Refusal::Wishes(issues)) => Err(Failure::Invalid(issues)),
        Err(Refusal::Store(error)) => Err(error.into()),
        Err(Refusal::Files(error)) => Err(error.into()),
    }
}
