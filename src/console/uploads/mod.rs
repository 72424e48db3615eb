//! Files that come in, whatever they are to become. Scripts send one at a time, upload it beforehand in parts, and take
//! JSON; a plain form may bring several and gets a page. Each is taken or refused by itself, in words that say what to do.

pub mod parts;

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, LOCATION};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;
use uuid::Uuid;

use crate::console::frame::Frame;
use crate::console::views::customers::Upload as Shown;
use crate::domain::asset::Quota;
use crate::files::{Files, Sink as _};
use crate::web::Failure;
use crate::web::flash::Flash;
use crate::web::upload::{Received, ReceivedFile, Upload};

/// Refused files that a flash names; a cookie has no room for more.
const MOST_TOLD: usize = 3;

/// A file that was not taken.
#[derive(Debug, Clone)]
pub struct Refused {
    /// What a script is answered.
    pub status: StatusCode,
    /// Why, and what to do.
    pub sentence: String,
}

impl Refused {
    /// A refusal of a file that is not acceptable.
    #[must_use]
    pub fn unacceptable(sentence: String) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, sentence }
    }

    /// A refusal for lack of room: the organization may keep no more.
    #[must_use]
    pub fn for_room(frame: &Frame) -> Self {
        let Quota { files, bytes } = frame.site().limits.quota;
        let (files, bytes) = (frame.language.number(files), frame.language.bytes(bytes));
        let sentence = frame.language.say_with("asset-quota-full", &[("files", &files), ("bytes", &bytes)]);
        Self { status: StatusCode::INSUFFICIENT_STORAGE, sentence }
    }

    /// What a script is answered.
    #[must_use]
    pub fn problem(&self) -> HttpResponse {
        self.answer(false)
    }

    /// What a script is answered whose file is kept: once the form is corrected, it is sent again.
    #[must_use]
    pub fn problem_of_form(&self) -> HttpResponse {
        self.answer(true)
    }

    fn answer(&self, again: bool) -> HttpResponse {
        let problem = json!({
            "type": "about:blank",
            "title": self.status.canonical_reason(),
            "status": self.status.as_u16(),
            "detail": self.sentence,
            "again": again,
        });
        HttpResponse::build(self.status).content_type("application/problem+json").body(problem.to_string())
    }
}

/// What became of the files of one request.
#[derive(Debug)]
pub enum Came<T> {
    /// None was taken, or there was none.
    Nothing(Refused),
    /// One, and it was taken.
    One(T),
    /// Several, and all were taken.
    Several(usize),
    /// Some were taken; and why the others were not.
    Some(usize, String),
}

/// A file that was uploaded and waits for a form that is in order.
#[derive(Debug, Clone, Default)]
pub struct Waiting {
    /// What the form names it by, in `uploaded`.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
}

/// Reads a form with its files, those included that were uploaded before. `too_large` is the key of what is said of a
/// file of more than `limit_bytes`.
///
/// # Errors
/// As [`Upload::receive`].
pub async fn receive(
    frame: &Frame,
    files: &Files,
    upload: Upload,
    limit_bytes: u64,
    too_large: &str,
) -> Result<Result<Received, Refused>, Failure> {
    match read(frame, files, upload, limit_bytes, too_large).await? {
        Ok(received) => gather(frame, files, received, limit_bytes, too_large).await,
        refused => Ok(refused),
    }
}

/// Reads a form with the files that it brings itself: what was uploaded before is not touched yet.
///
/// # Errors
/// As [`Upload::receive`].
pub async fn read(
    frame: &Frame,
    files: &Files,
    upload: Upload,
    limit_bytes: u64,
    too_large: &str,
) -> Result<Result<Received, Refused>, Failure> {
    match upload.receive(files, limit_bytes).await {
        Ok(received) => Ok(Ok(received)),
        Err(Failure::TooLarge(_)) => Ok(Err(larger(frame, limit_bytes, too_large))),
        Err(other) => Err(other),
    }
}

/// Adds the files that were uploaded before to those that a form brought itself. All have to be whole before any is
/// taken: of a form that is refused none is lost.
///
/// # Errors
/// As [`parts::whole`].
pub async fn gather(
    frame: &Frame,
    files: &Files,
    mut received: Received,
    limit_bytes: u64,
    too_large: &str,
) -> Result<Result<Received, Refused>, Failure> {
    let mut all = Vec::new();
    for id in uploaded(&received) {
        let whole = parts::whole(frame, files, id).await?;
        if whole.bytes() > limit_bytes {
            return Ok(Err(larger(frame, limit_bytes, too_large)));
        }
        all.push(whole);
    }
    for whole in all {
        received.files.push(parts::finish(frame, whole).await?);
    }
    Ok(Ok(received))
}

/// Keeps the files of a form that is to be corrected, so that none has to be chosen again.
///
/// # Errors
/// When the store or the disk does not answer.
pub async fn set_aside(frame: &Frame, files: &Files, received: Received) -> Result<Vec<Waiting>, Failure> {
    let mut waiting = Vec::new();
    for id in uploaded(&received) {
        waiting.push(Waiting { id: id.to_string(), name: parts::find(frame, id).await?.name });
    }
    for file in received.files {
        // Who has too many under way already, or no room left for it, chooses again.
        let begun = match parts::insert(frame, files, &file.name, file.incoming.bytes()).await {
            Err(Failure::StorageFull) => None,
            other => other?,
        };
        if let Some(begun) = begun {
            files.set_aside(file.incoming, begun.id).await?;
            waiting.push(Waiting { id: begun.id.to_string(), name: file.name });
        }
    }
    Ok(waiting)
}

fn uploaded(received: &Received) -> Vec<Uuid> {
    received.form.all("uploaded").filter_map(|id| id.parse().ok()).collect()
}

fn larger(frame: &Frame, limit_bytes: u64, key: &str) -> Refused {
    let limit = frame.language.bytes(limit_bytes);
    let sentence = frame.language.say_with(key, &[("limit", &limit)]);
    Refused { status: StatusCode::PAYLOAD_TOO_LARGE, sentence }
}

/// Takes file by file. `missing` is the key of what is said when there is none.
///
/// # Errors
/// What `take` fails with, other than a refusal.
pub async fn take_each<T>(
    frame: &Frame,
    is_script: bool,
    files: Vec<ReceivedFile>,
    missing: &str,
    take: impl AsyncFn(ReceivedFile) -> Result<Result<T, Refused>, Failure>,
) -> Result<Came<T>, Failure> {
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for file in files {
        let name = file.name.clone();
        match take(file).await? {
            Ok(one) => taken.push(one),
            // The queue of a script shows the name already.
            Err(refusal) if is_script => refused.push(refusal),
            Err(refusal) => {
                let args = [("name", name.as_str()), ("why", refusal.sentence.as_str())];
                let sentence = frame.language.say_with("upload-refused", &args);
                refused.push(Refused { sentence, ..refusal });
            }
        }
    }
    let told = |refused: Vec<Refused>, most| {
        let sentences = refused.into_iter().take(most).map(|refusal| refusal.sentence);
        sentences.collect::<Vec<_>>().join(" ")
    };
    let count = taken.len();
    Ok(match (taken.pop(), refused.first().map(|refusal| refusal.status)) {
        (None, None) => Came::Nothing(Refused::unacceptable(frame.language.say(missing))),
        (None, Some(status)) => Came::Nothing(Refused { status, sentence: told(refused, usize::MAX) }),
        (Some(one), None) if count == 1 => Came::One(one),
        (Some(_), None) => Came::Several(count),
        (Some(_), Some(_)) => Came::Some(count, told(refused, MOST_TOLD)),
    })
}

/// Leads to what a file has become.
#[must_use]
pub fn lead(frame: &Frame, is_script: bool, location: &str, flash: Option<&Flash>) -> HttpResponse {
    match flash {
        _ if is_script => {
            let body = json!({ "location": location });
            HttpResponse::Created().insert_header((LOCATION, location)).json(body)
        }
        Some(flash) => frame.done(location, flash),
        None => frame.go(location),
    }
}

/// Whether a script sent it: a browser's form asks for a page.
#[must_use]
pub fn wants_json(request: &HttpRequest) -> bool {
    let accepts = request.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    accepts.contains("application/json") && !accepts.contains("text/html")
}

/// What a form tells the browser about the files it takes.
#[must_use]
pub fn shown(frame: &Frame, limit_bytes: u64) -> Shown {
    Shown { limit_bytes, limit: frame.language.bytes(limit_bytes) }
}
