//! The password again, before something delicate, when it was typed longer than ten minutes ago.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{LOCATION, RETRY_AFTER};
use actix_web::web::{Data, Query};
use actix_web::{FromRequest, HttpRequest, HttpResponse};

use crate::console::frame::{self, Frame};
use crate::console::sessions::Next;
use crate::console::views::gate::AgainPage;
use crate::console::visitor::Visitor;
use crate::store::Db;
use crate::web::forms::Form;
use crate::web::who::Signed;
use crate::web::{Failure, next, sign_in};

/// Whether the password was typed within the last ten minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fresh {
    /// Yes.
    Yes,
    /// No: lead to the page that asks for it.
    No,
}

impl FromRequest for Fresh {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let db = request.app_data::<Data<Db>>();
        let is_fresh = Signed::of(request).zip(db).is_some_and(|(signed, db)| signed.is_fresh(db.now()));
        ready(Ok(if is_fresh { Self::Yes } else { Self::No }))
    }
}

/// What is done without a fresh password.
#[derive(Debug)]
pub struct Stale;

impl Stale {
    /// Leads to the page that asks for the password, and from there to this path.
    #[must_use]
    pub fn lead(frame: &Frame, path: &str) -> HttpResponse {
        frame.go(&next::with_next("/account/again", path))
    }
}

/// The page that asks for the password.
///
/// # Errors
/// When the template fails, which is a defect.
pub async fn show(visitor: Visitor, next: Query<Next>) -> Result<HttpResponse, Failure> {
    frame::html(StatusCode::OK, &page(&visitor, &next, None))
}

/// Checks it, and leads on. The session goes on under a new secret.
///
/// # Errors
/// When the store does not answer, or too many passwords are being checked.
pub async fn check(visitor: Visitor, signed: Signed, form: Form) -> Result<HttpResponse, Failure> {
    let next = Next { next: form.text("next").to_owned() };
    let (request, site, db) = (&visitor.request, &visitor.site, &visitor.db);
    let checked = sign_in::check_again(request, site, db, &signed, form.text("password")).await;
    let (status, message, wait) = match checked {
        Ok(Some(cookie)) => {
            return Ok(HttpResponse::SeeOther()
                .insert_header((LOCATION, next.path()))
                .cookie(cookie)
                .finish());
        }
        Ok(None) => (StatusCode::UNPROCESSABLE_ENTITY, "again-wrong", None),
        Err(failure @ Failure::TooMany(_)) => (failure.status(), "login-slow-down", failure.retry_seconds()),
        Err(failure) => return Err(failure),
    };
    let page = page(&visitor, &next, Some(visitor.language.say(message)));
    let mut response = frame::html(status, &page)?;
    if let Some(wait) = wait {
        response.headers_mut().insert(RETRY_AFTER, wait.into());
    }
    Ok(response)
}

fn page(visitor: &Visitor, next: &Next, problem: Option<String>) -> AgainPage {
    AgainPage { shell: visitor.shell(), problem, next: next.path().to_owned() }
}
