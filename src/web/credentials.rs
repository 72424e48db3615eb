//! The credentials that programs send: for the native API a bearer token, for a dialect what its system's clients send.
//! All of them are, or hold, a token of ours; none is ever read from an address, a cookie, or an operator's password.

use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::web::dialect::Dialect;

const API_KEY: HeaderName = HeaderName::from_static("apikey");
/// The scheme of Nutcache's three parts.
const NUT_BASIC: &str = "nut-basic";

/// The secret of a `Authorization: Bearer` header.
#[must_use]
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, secret) = only(headers, &AUTHORIZATION)?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}

/// The secret that a dialect's client sends.
#[must_use]
pub fn of_dialect(dialect: Dialect, headers: &HeaderMap) -> Option<String> {
    match dialect {
        // Its introduction shows the key without a scheme.
        Dialect::Echonio => bearer(headers).or_else(|| bare(headers)).map(str::to_owned),
        Dialect::Nutcache => match nut_basic(headers) {
            Some(encoded) => third_part(encoded),
            None => bearer(headers).map(str::to_owned).or_else(|| third_part(bare(headers)?)),
        },
        // A client without a key sends an empty one; one that was given a token sends that instead.
        Dialect::ArrowSphere if headers.get(&API_KEY).is_none_or(HeaderValue::is_empty) => {
            bearer(headers).or_else(|| bare(headers)).map(str::to_owned)
        }
        Dialect::ArrowSphere => only(headers, &API_KEY).map(|key| key.trim().to_owned()),
        Dialect::SimpleStore => bearer(headers).map(str::to_owned),
    }
}

/// The header's value, when there is one of it: of two, nobody knows which is meant.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut all = headers.get_all(name);
    let (first, None) = (all.next()?, all.next()) else { return None };
    first.to_str().ok()
}

/// An `Authorization` without a scheme.
fn bare(headers: &HeaderMap) -> Option<&str> {
    only(headers, &AUTHORIZATION).map(str::trim).filter(|value| !value.contains(' '))
}

fn nut_basic(headers: &HeaderMap) -> Option<&str> {
    let (scheme, encoded) = only(headers, &AUTHORIZATION)?.split_once(' ')?;
    scheme.eq_ignore_ascii_case(NUT_BASIC).then(|| encoded.trim())
}

/// `publicKey:userName:password`, of which the password, which may hold colons, is a token.
fn third_part(encoded: &str) -> Option<String> {
    let parts = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    parts.splitn(3, ':').nth(2).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(dialect: Dialect, sent: &[(&'static str, &str)]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for (name, value) in sent {
            headers.append(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        of_dialect(dialect, &headers)
    }

    #[test]
    fn each_dialect_has_its_credential() {
        let nut = |parts: &str| format!("nut-basic {}", STANDARD.encode(parts));
        let bare = STANDARD.encode("key:user:secret");
        for (dialect, sent, expected) in [
            (Dialect::Echonio, "bearer secret", Some("secret")),
            (Dialect::Echonio, "Bearer    secret", Some("secret")),
            (Dialect::Echonio, "secret", Some("secret")),
            (Dialect::Echonio, "basic secret", None),
            (Dialect::Nutcache, nut("key:user:secret").as_str(), Some("secret")),
            (Dialect::Nutcache, nut("key:user:se:cr:et").as_str(), Some("se:cr:et")),
            (Dialect::Nutcache, nut("user:secret").as_str(), None),
            (Dialect::Nutcache, "NUT-BASIC ???", None),
            (Dialect::Nutcache, "bearer secret", Some("secret")),
            (Dialect::Nutcache, bare.as_str(), Some("secret")),
            (Dialect::SimpleStore, "Bearer secret", Some("secret")),
            (Dialect::SimpleStore, "secret", None),
            (Dialect::ArrowSphere, "Bearer secret", Some("secret")),
            (Dialect::ArrowSphere, "secret", Some("secret")),
            (Dialect::ArrowSphere, "Basic secret", None),
        ] {
            assert_eq!(
                offered(dialect, &[("authorization", sent)]).as_deref(),
                expected,
                "{dialect:?} {sent}"
            );
        }
        assert_eq!(offered(Dialect::ArrowSphere, &[("apikey", "secret")]).as_deref(), Some("secret"));
        for (key, expected) in [("key", "key"), ("", "token")] {
            let both = [("apikey", key), ("authorization", "token")];
            assert_eq!(offered(Dialect::ArrowSphere, &both).as_deref(), Some(expected), "{key}");
        }
        let twice = [("authorization", "bearer one"), ("authorization", "bearer two")];
        assert_eq!(offered(Dialect::Echonio, &twice), None);
    }
}
