//! Headers that every answer has, whichever handler or error it is of.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::web::Data;

use crate::web::site::Site;

const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; \
     font-src 'self'; connect-src 'self'; form-action 'self'; object-src 'none'; base-uri 'none'; \
     frame-ancestors 'none'";
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Puts them on; what a handler has set stays.
///
/// # Errors
/// None of its own.
pub async fn complete(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let is_secure = request.app_data::<Data<Site>>().is_some_and(|site| site.is_secure);
    let mut response = next.call(request).await?;
    put(response.headers_mut(), is_secure);
    Ok(response)
}

fn put(headers: &mut HeaderMap, is_secure: bool) {
    let is_page = headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let mut default = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    default(X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(REFERRER_POLICY, "same-origin");
    default(CACHE_CONTROL, "no-store");
    default(RESOURCE_POLICY, "same-origin");
    // What is no page runs nothing, also where a browser shows it as one.
    default(CONTENT_SECURITY_POLICY, if is_page { CONTENT_POLICY } else { "default-src 'none'; sandbox" });
    if is_page {
        default(OPENER_POLICY, "same-origin");
    }
    if is_secure {
        default(STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
}
