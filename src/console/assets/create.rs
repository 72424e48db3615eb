//! Upload File: one file or several, with what is written about them.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::row::{permissions, room};
use crate::console::field::{Field, Problem};
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::uploads::{self, Came, Refused, Waiting};
use crate::console::views::assets::NewPage;
use crate::domain::asset::{Asset, Content, Details, Permission, Usage};
use crate::domain::customer::CustomerId;
use crate::domain::issues::{Issue, Issues};
use crate::files::Files;
use crate::store::assets::{self, NewAsset};
use crate::store::{Conn, StoreError, usage};
use crate::web::flash::{Flash, Tone};
use crate::web::forms::Form;
use crate::web::library;
use crate::web::upload::{Received, ReceivedFile, Upload};
use crate::web::{Failure, Site};

/// `GET /assets/new`
pub async fn new(frame: Frame) -> Result<HttpResponse, Failure> {
    page(&frame, Shown::default(), StatusCode::OK).await
}

/// `POST /assets`
pub async fn create(
    frame: Frame,
    request: HttpRequest,
    site: Data<Site>,
    files: Data<Files>,
    upload: Upload,
) -> Result<HttpResponse, Failure> {
    let is_script = uploads::wants_json(&request);
    let received = match read(&frame, &site, &files, upload).await? {
        Ok(received) => received,
        Err(refused) => return refuse(&frame, Shown::default(), is_script, refused).await,
    };
    let form = received.form.clone();
    let customer = match form.text("customer_id") {
        "" => None,
        id => Some(id.parse().map_err(|_| Failure::NotFound)?),
    };
    if let Err(issues) = details(&form, "") {
        if is_script {
            let sentences: Vec<String> = issues.iter().map(|(_, issue)| sentence(&frame, issue)).collect();
            return Ok(Refused::unacceptable(sentences.join(" ")).problem_of_form());
        }
        let waiting = uploads::set_aside(&frame, &files, received).await?;
        return page(
            &frame,
            Shown { form, issues, waiting, refused: None },
            StatusCode::UNPROCESSABLE_ENTITY,
        )
        .await;
    }
    let received = match gather(&frame, &site, &files, received).await? {
        Ok(received) => received.files,
        Err(refused) => return refuse(&frame, Shown { form, ..Shown::default() }, is_script, refused).await,
    };
    let take = async |file| take(&frame, &site, &files, &form, customer, file).await;
    let to = customer.map_or_else(|| links::ASSETS.to_owned(), links::files);
    match uploads::take_each(&frame, is_script, received, "upload-missing", take).await? {
        Came::Nothing(refused) => {
            refuse(&frame, Shown { form, ..Shown::default() }, is_script, refused).await
        }
        Came::One(asset) => {
            let location = customer.map_or_else(|| links::asset(asset.id), links::files);
            let flash = Flash::ok("asset-added").with("title", &asset.title);
            Ok(uploads::lead(&frame, is_script, &location, Some(&flash)))
        }
        Came::Several(count) => {
            let what = frame.language.count("assets-count", count as u64);
            Ok(frame.done(&to, &Flash::ok("assets-added").with("what", what)))
        }
        Came::Some(count, refused) => {
            let what = frame.language.count("assets-count", count as u64);
            let flash = Flash::toned(Tone::Warn, "assets-added-some").with("what", what);
            Ok(frame.done(&to, &flash.with("refused", refused)))
        }
    }
}

/// Reads a form with its files, of which none is larger than there is room for.
///
/// # Errors
/// As [`uploads::receive`].
pub async fn receive(
    frame: &Frame,
    site: &Site,
    files: &Files,
    upload: Upload,
) -> Result<Result<Received, Refused>, Failure> {
    match read(frame, site, files, upload).await? {
        Ok(received) => gather(frame, site, files, received).await,
        refused => Ok(refused),
    }
}

/// The same without what was uploaded before.
async fn read(
    frame: &Frame,
    site: &Site,
    files: &Files,
    upload: Upload,
) -> Result<Result<Received, Refused>, Failure> {
    let organization = frame.organization();
    let usage = frame.db.read(move |conn| usage::kept(conn, organization)).await?;
    let Some(limit) = room(frame, usage) else { return Ok(Err(Refused::for_room(frame))) };
    let received = uploads::read(frame, files, upload, limit, "upload-too-large").await?;
    // A file that is too large for the room that is left is refused for lack of room.
    let is_by_quota = limit < site.limits.upload_bytes;
    Ok(received.map_err(|refused| if is_by_quota { Refused::for_room(frame) } else { refused }))
}

/// Adds what was uploaded before, which took its room when it began.
async fn gather(
    frame: &Frame,
    site: &Site,
    files: &Files,
    received: Received,
) -> Result<Result<Received, Refused>, Failure> {
    uploads::gather(frame, files, received, site.limits.upload_bytes, "upload-too-large").await
}

fn details(form: &Form, file_name: &str) -> Result<Details, Issues> {
    Details::parse(form.text("title"), form.text("description"), form.text("access_permission"), file_name)
}

/// Adds a file to the library, or says why not.
async fn take(
    frame: &Frame,
    site: &Site,
    files: &Files,
    form: &Form,
    customer: Option<CustomerId>,
    file: ReceivedFile,
) -> Result<Result<Asset, Refused>, Failure> {
    let details = details(form, &file.name)?;
    let (actor, quota, at) = (frame.actor.clone(), site.limits.quota, frame.db.now());
    let add = move |conn: &mut Conn, content| {
        assets::insert(
            conn,
            &actor,
            &NewAsset { details, content, customers: customer.into_iter().collect() },
            quota,
            at,
        )
    };
    keep(frame, files, file, add).await
}

/// Keeps a file and records it, or says why not.
///
/// # Errors
/// When the store or the disk does not answer.
pub async fn keep(
    frame: &Frame,
    files: &Files,
    file: ReceivedFile,
    record: impl FnOnce(&mut Conn, Content) -> Result<Asset, StoreError> + Send + 'static,
) -> Result<Result<Asset, Refused>, Failure> {
    match library::keep(&frame.db, files, &frame.actor, file, record).await {
        Ok(kept) => Ok(kept.map_err(|issue| Refused::unacceptable(sentence(frame, &issue)))),
        Err(Failure::StorageFull) => Ok(Err(Refused::for_room(frame))),
        Err(other) => Err(other),
    }
}

/// An issue that stands alone, as a sentence.
fn sentence(frame: &Frame, issue: &Issue) -> String {
    format!("{}.", frame.issue(issue))
}

/// What the form shows when it comes back.
#[derive(Default)]
struct Shown {
    /// As it was typed.
    form: Form,
    issues: Issues,
    /// What was uploaded and is kept for it.
    waiting: Vec<Waiting>,
    /// Why no file was taken.
    refused: Option<String>,
}

async fn refuse(
    frame: &Frame,
    shown: Shown,
    is_script: bool,
    refused: Refused,
) -> Result<HttpResponse, Failure> {
    if is_script {
        return Ok(refused.problem());
    }
    page(frame, Shown { refused: Some(refused.sentence), ..shown }, refused.status).await
}

async fn page(frame: &Frame, shown: Shown, status: StatusCode) -> Result<HttpResponse, Failure> {
    let Shown { form, issues, waiting, refused } = shown;
    let organization = frame.organization();
    let usage: Usage = frame.db.read(move |conn| usage::kept(conn, organization)).await?;
    let customers = frame.customers().await?;
    let typed = |name: &str| {
        let error = issues.get(name).first().map(|issue| frame.issue(issue));
        Field::new(name, form.text(name)).wrong(error)
    };
    let room = room(frame, usage);
    let refused = refused.or_else(|| room.is_none().then(|| Refused::for_room(frame).sentence));
    let mut problems = Problem::list(&issues, frame.language);
    problems.extend(refused.clone().map(|text| Problem { field: "file".into(), text }));
    let permission = match typed("access_permission") {
        field if field.value.is_empty() => Field { value: Permission::default().as_str().into(), ..field },
        field => field,
    };
    let page = NewPage {
        shell: frame.shell(Section::Assets, customers),
        problems,
        upload: uploads::shown(frame, room.unwrap_or(0)),
        file: Field::new("file", "").wrong(refused),
        title: typed("title"),
        description: typed("description"),
        access_permission: permission,
        permissions: permissions(frame),
        customer: form.text("customer_id").to_owned(),
        waiting,
    };
    frame.page(status, &page)
}
