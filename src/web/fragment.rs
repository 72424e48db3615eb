//! A page's part that changes: scripts ask for it with `X-Fragment` and swap it in; without script the whole page comes.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{HeaderName, VARY};
use actix_web::{FromRequest, HttpRequest, HttpResponse};

/// The header that asks for a part. Its value is the part's name.
pub const HEADER: HeaderName = HeaderName::from_static("x-fragment");

/// The part that is asked for, if not the whole page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment(pub Option<String>);

impl Fragment {
    /// Whether the whole page is wanted.
    #[must_use]
    pub const fn is_whole_page(&self) -> bool {
        self.0.is_none()
    }
}

impl FromRequest for Fragment {
    type Error = std::convert::Infallible;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let name = request.headers().get(HEADER).and_then(|name| name.to_str().ok());
        ready(Ok(Self(name.map(str::to_owned))))
    }
}

/// Says that the answer depends on what was asked for.
pub fn vary(response: &mut HttpResponse) {
    response.headers_mut().append(VARY, actix_web::http::header::HeaderValue::from_static("x-fragment"));
}
