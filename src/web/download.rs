//! Files that go out: saved under a name of the data's, never run, never kept by a cache without asking.

use actix_web::HttpResponse;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, Charset, ContentDisposition, DispositionParam,
    DispositionType, ExtendedValue, HeaderMap, HeaderValue, TryIntoHeaderPair as _,
};
use actix_web::web::{Bytes, block};

use crate::web::Failure;

/// Something that comes piece by piece, each of which may wait for the disk.
pub trait Pieces: Send + 'static {
    /// Why a piece cannot be had.
    type Error: std::error::Error + Send + Sync + 'static;

    /// The next piece; none at the end.
    ///
    /// # Errors
    /// The stream breaks off then, so that nobody takes half a file for a whole one.
    fn piece(&mut self) -> Result<Option<Vec<u8>>, Self::Error>;
}

/// Answers with a CSV file, streamed.
pub fn csv(name: &str, source: impl Pieces) -> HttpResponse {
    let pieces = futures_util::stream::try_unfold(source, |mut source| async move {
        let next =
            block(move || source.piece().map(|piece| piece.map(|piece| (Bytes::from(piece), source)))).await;
        next.map_err(Failure::fault)?.map_err(Failure::fault)
    });
    let mut response =
        HttpResponse::Ok().insert_header((CONTENT_TYPE, "text/csv; charset=utf-8")).streaming(pieces);
    protect(response.headers_mut(), name);
    response
}

/// The headers of every download: a name to save it under, a sandbox should it be opened, and no cache without asking.
pub fn protect(headers: &mut HeaderMap, name: &str) {
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if let Ok((key, value)) = attachment(name).try_into_pair() {
        headers.insert(key, value);
    }
}

/// To be saved under this name: for old programs in ASCII, for others as it is (RFC 6266, RFC 8187).
fn attachment(name: &str) -> ContentDisposition {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || " ._-()".contains(letter);
    let fallback: String = name.chars().map(|letter| if is_plain(letter) { letter } else { '_' }).collect();
    let full = ExtendedValue {
        charset: Charset::Ext("UTF-8".into()),
        language_tag: None,
        value: name.as_bytes().to_vec(),
    };
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(fallback), DispositionParam::FilenameExt(full)],
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::TryIntoHeaderValue as _;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn e6_no_name_breaks_out_of_its_header(name in "\\PC{0,60}|.{0,60}") {
            let value = attachment(&name).try_into_value().unwrap();
            let text = value.to_str().unwrap();
            prop_assert!(text.is_ascii() && !text.contains(['\r', '\n', '\0']), "{}", text);
            prop_assert_eq!(text.matches('"').count(), 2, "{}", text);
        }
    }
}
