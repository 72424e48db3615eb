//! Uploads: multipart forms whose files go to the disk as they come. A form of the console has its token in its first
//! field, because what comes after may be gigabytes; scripts may send it in a header instead. The only way to a
//! multipart body is through here, so that no handler can forget the token.

use std::future::{Ready, ready};

use actix_multipart::{Field, Multipart};
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use futures_util::StreamExt as _;

use crate::files::{Files, FilesError, Filling, Incoming};
use crate::web::csrf;
use crate::web::endpoint::Door;
use crate::web::errors::Failure;
use crate::web::forms::Form;
use crate::web::guard::Trusted;
use crate::web::site::Site;

/// Most parts of a form.
const MOST_PARTS: usize = 20;
/// Most bytes of all fields that are no files.
const FIELDS_LIMIT_BYTES: u64 = 64 * 1024;
/// How much of a file's beginning is kept at hand, to tell its type by.
pub const HEAD_BYTES: usize = 4096;
/// Longest name of a file, in bytes.
const NAME_LIMIT_BYTES: usize = 200;

/// A multipart form that has yet to be read.
pub struct Upload {
    multipart: Multipart,
    token: Option<ExpectedToken>,
}

/// The token that the first field must hold.
struct ExpectedToken {
    binding: csrf::Binding,
    site: Data<Site>,
}

/// A multipart form that was read.
#[derive(Debug)]
pub struct Received {
    /// Its fields that are no files.
    pub form: Form,
    /// Its files, in order. A file input that was left empty is none.
    pub files: Vec<ReceivedFile>,
}

/// A file on the disk that is not yet kept: give `incoming` to [`Files::keep`], or drop it.
#[derive(Debug)]
pub struct ReceivedFile {
    /// The name of the form's field.
    pub field: String,
    /// What its owner calls it, made harmless.
    pub name: String,
    /// Its beginning.
    pub head: Vec<u8>,
    /// The file.
    pub incoming: Incoming,
}

impl FromRequest for Upload {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(upload(request, payload))
    }
}

fn upload(request: &HttpRequest, payload: &mut Payload) -> Result<Upload, Failure> {
    let is_trusted = request.extensions().get::<Trusted>().is_some();
    // The guard has let programs in by their token; browsers send it no cookie there.
    let token = if is_trusted || Door::of(request.path()).is_of_programs() {
        None
    } else {
        let site = request.app_data::<Data<Site>>().ok_or_else(|| Failure::fault("no site is configured"))?;
        Some(ExpectedToken { binding: csrf::binding(request, site)?, site: site.clone() })
    };
    let is_multipart = request.content_type().eq_ignore_ascii_case("multipart/form-data");
    if !is_multipart {
        return Err(Failure::UnsupportedMediaType);
    }
    Ok(Upload { multipart: Multipart::new(request.headers(), payload.take()), token })
}

impl Upload {
    /// Reads the form: its files to the disk, at most `limit_bytes` each, its fields to memory. When it fails, nothing
    /// stays behind.
    ///
    /// # Errors
    /// [`Failure::FormExpired`] before anything is read but the first field; [`Failure::TooLarge`].
    pub async fn receive(mut self, files: &Files, limit_bytes: u64) -> Result<Received, Failure> {
        let mut received = Received { form: Form::default(), files: Vec::new() };
        let mut fields = Vec::new();
        let mut left = FIELDS_LIMIT_BYTES;
        let mut parts = 0;
        while let Some(part) = self.multipart.next().await {
            let part = part.map_err(|error| failed(&error))?;
            parts += 1;
            if parts > MOST_PARTS {
                return Err(Failure::Malformed("form: it has more than 20 parts, and"));
            }
            if let Some(expected) = self.token.take() {
                check_token(part, &expected, &mut left).await?;
                continue;
            }
            let name = part.name().unwrap_or_default().to_owned();
            match part.content_disposition().and_then(|disposition| disposition.get_filename()) {
                Some("") => drain(part).await?,
                Some(file_name) => {
                    let file_name = harmless_name(file_name);
                    received.files.push(receive_file(part, name, file_name, files, limit_bytes).await?);
                }
                None => fields.push((name, text(part, &mut left).await?)),
            }
        }
        received.form = Form::of(fields);
        Ok(received)
    }
}

async fn check_token(part: Field, expected: &ExpectedToken, left: &mut u64) -> Result<(), Failure> {
    if part.name() != Some(csrf::FIELD) {
        return Err(Failure::FormExpired);
    }
    let token = text(part, left).await?;
    expected.binding.check(&expected.site.keys.csrf, &token)
}

async fn text(mut part: Field, left: &mut u64) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.next().await {
        let chunk = chunk.map_err(|error| failed(&error))?;
        *left = left.checked_sub(chunk.len() as u64).ok_or(Failure::TooLarge(FIELDS_LIMIT_BYTES))?;
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| Failure::Malformed("form"))
}

/// A file input that was left empty is sent without a name; its part must be read to get to the next.
async fn drain(mut part: Field) -> Result<(), Failure> {
    while let Some(chunk) = part.next().await {
        if !chunk.map_err(|error| failed(&error))?.is_empty() {
            return Err(Failure::Malformed("form: it has a file without a name, and"));
        }
    }
    Ok(())
}

async fn receive_file(
    mut part: Field,
    field: String,
    name: String,
    files: &Files,
    limit_bytes: u64,
) -> Result<ReceivedFile, Failure> {
    let mut filling = Filling::of(files.begin().await?);
    let mut head = Vec::new();
    while let Some(chunk) = part.next().await {
        let chunk = chunk.map_err(|error| failed(&error))?;
        if filling.bytes() + chunk.len() as u64 > limit_bytes {
            return Err(Failure::TooLarge(limit_bytes));
        }
        head.extend_from_slice(&chunk[..chunk.len().min(HEAD_BYTES.saturating_sub(head.len()))]);
        filling.push(&chunk).await?;
    }
    let incoming = filling.finish().await?;
    Ok(ReceivedFile { field, name, head, incoming })
}

/// The last component of a file's name without control characters and separators, at most 200 bytes.
#[must_use]
pub fn harmless_name(raw: &str) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = last.chars().filter(|letter| !letter.is_control()).collect();
    let mut name = shown.trim().trim_start_matches('.').to_owned();
    while name.len() > NAME_LIMIT_BYTES {
        name.pop();
    }
    if name.is_empty() { "file".into() } else { name }
}

fn failed(error: &actix_multipart::MultipartError) -> Failure {
    use actix_multipart::MultipartError;
    match error {
        MultipartError::Payload(error) => crate::web::limits::failed_body(error),
        _ => Failure::Malformed("form"),
    }
}

impl From<FilesError> for Failure {
    fn from(error: FilesError) -> Self {
        match error {
            FilesError::NotFound => Self::NotFound,
            FilesError::Full => Self::StorageFull,
            FilesError::Busy => Self::Busy,
            FilesError::Unavailable(source) => Self::fault(source),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn e1_names_are_made_harmless() {
        for (raw, name) in [
            ("customers.csv", "customers.csv"),
            ("C:\\Users\\me\\list.xlsx", "list.xlsx"),
            ("../../etc/passwd", "passwd"),
            ("a/b/", "file"),
            ("..", "file"),
            (".htaccess", "htaccess"),
            ("x\r\ny\0.csv", "xy.csv"),
            ("مشتریان.csv", "مشتریان.csv"),
        ] {
            assert_eq!(harmless_name(raw), name, "{raw:?}");
        }
    }

    proptest! {
        #[test]
        fn e1_every_name_is_harmless(raw in "\\PC{0,400}|.{0,400}") {
            let name = harmless_name(&raw);
            prop_assert!(!name.is_empty() && name.len() <= NAME_LIMIT_BYTES);
            prop_assert!(!name.contains(['/', '\\']) && !name.chars().any(char::is_control));
            prop_assert!(!name.starts_with('.'));
        }
    }
}
