//! What a handler needs of the request of someone who is not signed in, or need not be.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};

use crate::console::frame;
use crate::console::language::Language;
use crate::console::shell::{Preferences, Shell};
use crate::store::Db;
use crate::web::csrf;
use crate::web::endpoint::Door;
use crate::web::flash::Flash;
use crate::web::who::Signed;
use crate::web::{Failure, Site};

/// The request of anyone.
pub struct Visitor {
    /// The store.
    pub db: Data<Db>,
    /// This server.
    pub site: Data<Site>,
    /// The language to answer in.
    pub language: Language,
    /// The request.
    pub request: HttpRequest,
}

impl FromRequest for Visitor {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let missing = || Failure::fault("no site is configured");
        let of = |request: &HttpRequest| {
            Ok(Self {
                db: request.app_data::<Data<Db>>().ok_or_else(missing)?.clone(),
                site: request.app_data::<Data<Site>>().ok_or_else(missing)?.clone(),
                language: language(request),
                request: request.clone(),
            })
        };
        ready(of(request))
    }
}

impl Visitor {
    /// The frame of a page without a sidebar.
    #[must_use]
    pub fn shell(&self) -> Shell {
        let flash = Flash::take(&self.request, &self.site);
        Shell {
            csrf: csrf::token(&self.request, &self.site),
            flash: flash.map(|flash| frame::shown(&flash, self.language)),
            ..bare_shell(&self.request)
        }
    }
}

/// The language of the operator who is signed in, else the one that the browser asks for.
#[must_use]
pub fn language(request: &HttpRequest) -> Language {
    let own = Signed::of(request).and_then(|signed| Language::of(signed.operator.locale.as_deref()?));
    let accepted = request.headers().get(ACCEPT_LANGUAGE).and_then(|header| header.to_str().ok());
    own.unwrap_or_else(|| Language::accepted(accepted.unwrap_or_default()))
}

/// The reader's own settings, from their cookies.
#[must_use]
pub fn preferences(request: &HttpRequest) -> Preferences {
    let cookie = |name| request.cookie_raw(name).map(|cookie| cookie.value().to_owned());
    let (theme, density, keys) = (cookie("theme"), cookie("density"), cookie("keys"));
    Preferences::read(theme.as_deref(), density.as_deref(), keys.as_deref())
}

/// The frame of a page without forms: an error's.
#[must_use]
pub fn bare_shell(request: &HttpRequest) -> Shell {
    Shell {
        language: language(request),
        preferences: preferences(request),
        is_portal: Door::of(request.path()) == Door::Portal,
        ..Shell::default()
    }
}
