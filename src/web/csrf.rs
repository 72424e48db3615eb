//! Tokens of forms. A token is bound to what the browser has and another site does not: the session's cookie, or
//! before there is one, the visit's. It is a random value and its HMAC, so that nothing has to be kept.

use actix_web::cookie::Cookie;
use actix_web::http::header::{HeaderMap, HeaderName, ORIGIN};
use actix_web::{HttpMessage as _, HttpRequest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::domain::secret::{self, HASH_BYTES, Keys, SecretHash};
use crate::web::cookies::{self, Purpose};
use crate::web::errors::Failure;
use crate::web::site::Site;

/// The form field that carries the token.
pub const FIELD: &str = "csrf_token";
/// The header in which scripts send it.
pub const HEADER: HeaderName = HeaderName::from_static("x-csrf-token");

const SALT_BYTES: usize = 16;
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What the forms of one browser are bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding(SecretHash);

impl Binding {
    /// To a session, by the hash of its cookie.
    #[must_use]
    pub const fn session(secret: SecretHash) -> Self {
        Self(secret)
    }

    /// A token for one page. Each is another, so that compressing a page tells nothing of it.
    #[must_use]
    pub fn token(&self, keys: &Keys) -> String {
        let salt = secret::random::<SALT_BYTES>();
        let mut token = salt.to_vec();
        token.extend_from_slice(&keys.sign(&[&salt, &self.0.0]));
        URL_SAFE_NO_PAD.encode(token)
    }

    /// Whether the token is one of this binding.
    ///
    /// # Errors
    /// [`Failure::FormExpired`] when it is not.
    pub fn check(&self, keys: &Keys, token: &str) -> Result<(), Failure> {
        let token = URL_SAFE_NO_PAD.decode(token).map_err(|_| Failure::FormExpired)?;
        if token.len() != SALT_BYTES + HASH_BYTES {
            return Err(Failure::FormExpired);
        }
        let (salt, signature) = token.split_at(SALT_BYTES);
        if keys.have_signed(&[salt, &self.0.0], signature) { Ok(()) } else { Err(Failure::FormExpired) }
    }
}

/// What binds the forms of someone who is not signed in: a sealed random value in a cookie. The cookie is set by the
/// first page with a form; one that is not of our making is not adopted.
#[derive(Debug, Clone)]
pub struct Visit {
    sealed: String,
    is_new: bool,
}

impl Visit {
    /// The browser's visit, or a new one.
    #[must_use]
    pub fn of(request: &HttpRequest, site: &Site) -> Self {
        Self::known(request, site).unwrap_or_else(|| Self {
            sealed: site.keys.visit.seal(&secret::random::<SALT_BYTES>()),
            is_new: true,
        })
    }

    fn known(request: &HttpRequest, site: &Site) -> Option<Self> {
        let sealed = cookies::read(request, site, Purpose::Visit)?;
        site.keys.visit.open(&sealed)?;
        Some(Self { sealed, is_new: false })
    }

    fn binding(&self) -> Binding {
        Binding(SecretHash::of(&self.sealed))
    }

    fn cookie(&self, site: &Site) -> Option<Cookie<'static>> {
        self.is_new.then(|| cookies::make(site, Purpose::Visit, self.sealed.clone()))
    }
}

/// The token for a page of this request. Without a session, the answer gets the visit's cookie.
#[must_use]
pub fn token(request: &HttpRequest, site: &Site) -> String {
    if let Some(binding) = request.extensions().get::<Binding>() {
        return binding.token(&site.keys.csrf);
    }
    let visit = Visit::of(request, site);
    let binding = visit.binding();
    request.extensions_mut().insert(binding);
    if let Some(cookie) = visit.cookie(site) {
        request.extensions_mut().insert(NewVisit(cookie));
    }
    binding.token(&site.keys.csrf)
}

/// The cookie of a visit that began with this request.
#[derive(Debug, Clone)]
pub struct NewVisit(pub Cookie<'static>);

/// What a form of this request must be bound to: its session, else its visit.
///
/// # Errors
/// [`Failure::FormExpired`] when it has neither.
pub fn binding(request: &HttpRequest, site: &Site) -> Result<Binding, Failure> {
    if let Some(binding) = request.extensions().get::<Binding>() {
        return Ok(*binding);
    }
    Visit::known(request, site).map(|visit| visit.binding()).ok_or(Failure::FormExpired)
}

/// Refuses a request that another site's page has made, by what the browser says of it. Browsers that say nothing are
/// left to the token.
///
/// # Errors
/// [`Failure::CrossSite`].
pub fn check_origin(headers: &HeaderMap, own_origin: &str) -> Result<(), Failure> {
    check_site(headers)?;
    let is_foreign_origin = headers
        .get(ORIGIN)
        .is_some_and(|origin| !origin.as_bytes().eq_ignore_ascii_case(own_origin.as_bytes()));
    if is_foreign_origin { Err(Failure::CrossSite) } else { Ok(()) }
}

/// The same of a request without a form that is still not for other sites to make: a file that counts.
///
/// # Errors
/// [`Failure::CrossSite`].
pub fn check_site(headers: &HeaderMap) -> Result<(), Failure> {
    let site = headers.get(FETCH_SITE);
    let is_own = site.is_none_or(|site| matches!(site.as_bytes(), b"same-origin" | b"none"));
    if is_own { Ok(()) } else { Err(Failure::CrossSite) }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::secret::Key;

    fn keys() -> Keys {
        Keys::new(Key::of_secret(b"secret"), None)
    }

    #[test]
    fn b1_a_token_is_of_one_session() {
        let (mine, other) = (Binding(SecretHash::of("mine")), Binding(SecretHash::of("other")));
        let token = mine.token(&keys());
        assert!(mine.check(&keys(), &token).is_ok());
        assert!(other.check(&keys(), &token).is_err());
        assert_ne!(token, mine.token(&keys()), "no two pages carry the same");
    }

    proptest! {
        #[test]
        fn b1_no_other_text_is_a_token(text in ".*") {
            prop_assert!(Binding(SecretHash::of("mine")).check(&keys(), &text).is_err());
        }
    }

    #[test]
    fn b2_requests_of_other_sites_are_refused() {
        for (fetch_site, origin, is_refused) in [
            (None, None, false),
            (Some("same-origin"), Some("https://crm.example"), false),
            (Some("none"), None, false),
            (Some("same-site"), None, true),
            (Some("cross-site"), Some("https://crm.example"), true),
            (None, Some("https://evil.example"), true),
            (None, Some("http://crm.example"), true),
            (None, Some("null"), true),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(site) = fetch_site {
                headers.insert(FETCH_SITE, HeaderValue::from_static(site));
            }
            if let Some(origin) = origin {
                headers.insert(ORIGIN, HeaderValue::from_static(origin));
            }
            let refused = check_origin(&headers, "https://crm.example").is_err();
            assert_eq!(refused, is_refused, "{fetch_site:?} {origin:?}");
        }
    }
}
