//! The cookies, made in one way: with TLS they have the `__Host-` prefix, which no other site and no subdomain can set.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time};

use crate::web::site::Site;

/// What a cookie is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A session's secret.
    Session,
    /// A contact's session's secret.
    Portal,
    /// Ties a form to the browser of someone who is not signed in.
    Visit,
    /// What is told once on the next page.
    Flash,
    /// The mark of a browser that someone has signed in with.
    Device,
}

impl Purpose {
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Session => ("__Host-customary", "customary"),
            Self::Portal => ("__Host-customary-portal", "customary-portal"),
            Self::Visit => ("__Host-customary-visit", "customary-visit"),
            Self::Flash => ("__Host-customary-flash", "customary-flash"),
            Self::Device => ("__Host-customary-device", "customary-device"),
        }
    }

    fn name(self, site: &Site) -> &'static str {
        let (secure, plain) = self.names();
        if site.is_secure { secure } else { plain }
    }

    /// How long a browser keeps it; none until it is closed.
    const fn lasts(self) -> Option<time::Duration> {
        match self {
            Self::Session | Self::Portal | Self::Visit => None,
            Self::Flash => Some(time::Duration::minutes(5)),
            Self::Device => Some(time::Duration::days(365)),
        }
    }
}

/// The value that the request brings.
#[must_use]
pub fn read(request: &HttpRequest, site: &Site, purpose: Purpose) -> Option<String> {
    request.cookie_raw(purpose.name(site)).map(|cookie| cookie.value().to_owned())
}

/// A cookie with this value.
#[must_use]
pub fn make(site: &Site, purpose: Purpose, value: impl Into<String>) -> Cookie<'static> {
    let cookie = Cookie::build(purpose.name(site), value.into())
        .path("/")
        .secure(site.is_secure)
        .http_only(true)
        .same_site(SameSite::Lax);
    match purpose.lasts() {
        Some(lasts) => cookie.max_age(lasts).finish(),
        None => cookie.finish(),
    }
}

/// A cookie that removes another.
#[must_use]
pub fn removal(site: &Site, purpose: Purpose) -> Cookie<'static> {
    let mut cookie = make(site, purpose, "");
    cookie.make_removal();
    cookie
}

/// A setting that the reader chose for this browser, such as the theme: not secret, and kept for a year.
#[must_use]
pub fn preference(site: &Site, name: &'static str, value: &'static str) -> Cookie<'static> {
    let mut cookie = Cookie::build(name, value)
        .path("/")
        .secure(site.is_secure)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(time::Duration::days(365))
        .finish();
    if value.is_empty() {
        cookie.make_removal();
    }
    cookie
}
