//! Files on their way out: as attachments unless they are pictures, run by nothing, kept by no shared cache, under a
//! name that cannot break out of its header.

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use actix_files::NamedFile;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue,
};
use actix_web::web::{Bytes, block};
use actix_web::{HttpRequest, HttpResponse, mime};
use futures_util::stream::{self, Stream};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::domain::asset::Media;
use crate::web::errors::Failure;
use crate::web::limits::PACE_BYTES;

/// What stays as it is in an extended value: `attr-char` of RFC 5987, 3.2.1.
const EXTENDED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// A small piece may wait so long.
const LEAST_PERIOD: Duration = Duration::from_secs(30);

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Who may be sent a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Whoever has the right, which is asked each time.
    Private,
    /// Whoever has its address, also in a page of another site. It is asked each time whether that still leads here.
    Public,
}

/// A kept file, opened to be sent.
///
/// # Errors
/// [`Failure::NotFound`] when it is gone.
pub async fn open(path: &Path) -> Result<NamedFile, Failure> {
    let path = path.to_owned();
    let opened = block(move || NamedFile::open(path)).await.map_err(Failure::fault)?;
    // Read where it is sent, in pieces of 64 KiB that the system has mostly read ahead: handing each to another thread
    // and back takes longer than reading it.
    let opened = opened.map(|file| file.read_mode_threshold(u64::MAX));
    opened.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Failure::NotFound,
        _ => Failure::fault(error),
    })
}

/// A file of the disk: whole, in ranges, or not again when the browser has it.
#[must_use]
pub fn file(request: &HttpRequest, file: NamedFile, name: &str) -> HttpResponse {
    let file = file.set_content_type(mime::APPLICATION_OCTET_STREAM).disable_content_disposition();
    let mut response = file.into_response(request);
    put(&mut response, name);
    response
}

/// A file of the library: a picture is shown in place, anything else is taken away.
#[must_use]
pub fn asset(request: &HttpRequest, file: NamedFile, media: Media, name: &str, reach: Reach) -> HttpResponse {
    let kind = media.content_type().parse().unwrap_or(mime::APPLICATION_OCTET_STREAM);
    let file = file.set_content_type(kind).disable_content_disposition();
    let mut response = file.into_response(request);
    put(&mut response, name);
    let headers = response.headers_mut();
    if media.is_picture() {
        headers.insert(CONTENT_DISPOSITION, disposition("inline", name));
    }
    if reach == Reach::Public {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    }
    response
}

/// A file that is made while it is sent: `next` answers its pieces, on threads that may wait.
pub fn made<S, E>(
    kind: &'static str,
    name: &str,
    source: S,
    next: fn(&mut S) -> Result<Option<Vec<u8>>, E>,
) -> HttpResponse
where
    S: Send + 'static,
    E: std::error::Error + Send + Sync + 'static,
{
    let mut response = HttpResponse::Ok().content_type(kind).streaming(pieces(source, next));
    put(&mut response, name);
    response
}

/// What is said of such a file to who asks for no more than that: nothing is made.
#[must_use]
pub fn announced(kind: &'static str, name: &str) -> HttpResponse {
    let mut response = HttpResponse::Ok().content_type(kind).finish();
    put(&mut response, name);
    response
}

/// The connection is cut where a piece cannot be made, so that half a file is not taken for a whole one.
fn pieces<S, E>(
    source: S,
    next: fn(&mut S) -> Result<Option<Vec<u8>>, E>,
) -> impl Stream<Item = Result<Bytes, io::Error>>
where
    S: Send + 'static,
    E: std::error::Error + Send + Sync + 'static,
{
    stream::try_unfold((source, Handed::first()), move |(mut source, last)| async move {
        if last.is_too_slow(Instant::now()) {
            tracing::info!("a download was taken too slowly");
            return Err(io::ErrorKind::TimedOut.into());
        }
        let made = block(move || {
            let piece = next(&mut source);
            (source, piece)
        });
        let (source, piece) = made.await.map_err(io::Error::other)?;
        let piece = piece.inspect_err(|error| {
            tracing::error!(error = error as &dyn std::error::Error, "a download ended early");
        });
        let piece = piece.map_err(io::Error::other)?;
        Ok(piece.map(|piece| {
            let handed = Handed { at: Instant::now(), bytes: piece.len() as u64 };
            (Bytes::from(piece), (source, handed))
        }))
    })
}

/// The piece that was handed on last: the next is asked for once there is room, which a reader makes by taking it.
struct Handed {
    at: Instant,
    bytes: u64,
}

impl Handed {
    fn first() -> Self {
        Self { at: Instant::now(), bytes: 0 }
    }

    /// Whether the reader took it slower than a body may come in.
    fn is_too_slow(&self, now: Instant) -> bool {
        let enough = Duration::from_secs(self.bytes / PACE_BYTES).max(LEAST_PERIOD);
        now.saturating_duration_since(self.at) > enough
    }
}

fn put(response: &mut HttpResponse, name: &str) {
    let headers = response.headers_mut();
    headers.insert(CONTENT_DISPOSITION, attachment(name));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
}

/// `Content-Disposition` of a file of this name: in ASCII for old programs, and whole (RFC 6266, RFC 5987).
#[must_use]
pub fn attachment(name: &str) -> HeaderValue {
    disposition("attachment", name)
}

fn disposition(kind: &str, name: &str) -> HeaderValue {
    let is_plain = |letter: char| letter == ' ' || letter.is_ascii_graphic() && !"\"\\/%;".contains(letter);
    let letters = || name.chars().filter(|letter| !letter.is_control());
    let plain: String = letters().map(|letter| if is_plain(letter) { letter } else { '_' }).collect();
    let whole: String = letters().filter(|letter| !"/\\".contains(*letter)).collect();
    let whole = utf8_percent_encode(&whole, EXTENDED);
    let header = format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{whole}");
    HeaderValue::from_str(&header).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn e6_a_name_is_there_in_ascii_and_whole() {
        for (name, expected) in [
            ("list.csv", "attachment; filename=\"list.csv\"; filename*=UTF-8''list.csv"),
            ("a b.csv", "attachment; filename=\"a b.csv\"; filename*=UTF-8''a%20b.csv"),
            ("é.csv", "attachment; filename=\"_.csv\"; filename*=UTF-8''%C3%A9.csv"),
            ("a\"b;c.csv", "attachment; filename=\"a_b_c.csv\"; filename*=UTF-8''a%22b%3Bc.csv"),
            ("a\r\nb/c\\d", "attachment; filename=\"ab_c_d\"; filename*=UTF-8''abcd"),
        ] {
            assert_eq!(attachment(name), expected, "{name:?}");
        }
    }

    #[test]
    fn d3_a_piece_may_be_taken_at_a_kibibyte_a_second_and_no_slower() {
        let at = Instant::now();
        for (bytes, seconds, is_too_slow) in
            [(10, 29, false), (10, 31, true), (100 * 1024, 99, false), (100 * 1024, 101, true)]
        {
            let handed = Handed { at, bytes };
            assert_eq!(
                handed.is_too_slow(at + Duration::from_secs(seconds)),
                is_too_slow,
                "{bytes} {seconds}"
            );
        }
    }

    proptest! {
        #[test]
        fn e6_no_name_breaks_out_of_the_header(name in "\\PC{0,60}|.{0,60}") {
            let header = attachment(&name);
            let text = header.to_str().unwrap();
            let (plain, whole) = text.split_once("; filename*=UTF-8''").unwrap();
            let plain = plain.strip_prefix("attachment; filename=\"").unwrap().strip_suffix('"').unwrap();
            prop_assert!(!plain.contains(['"', '\\', '/', ';']) && plain.is_ascii());
            prop_assert!(!whole.contains(['"', ';', '/', ' ', '\'']) && whole.is_ascii());
        }
    }
}
