//! Signing in and out.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{LOCATION, RETRY_AFTER};
use actix_web::web::Query;
use serde::Deserialize;

use crate::console::field::Field;
use crate::console::frame;
use crate::console::links;
use crate::console::shell;
use crate::console::views::gate::LoginPage;
use crate::console::visitor::Visitor;
use crate::domain::operator::Actor;
use crate::web::cookies::{self, Purpose};
use crate::web::forms::Form;
use crate::web::who::Signed;
use crate::web::{Failure, next, sign_in};

/// Where to go after signing in.
#[derive(Debug, Default, Deserialize)]
pub struct Next {
    /// A path of this site.
    #[serde(default)]
    pub next: String,
}

impl Next {
    /// The path, or the start when it is none of this site.
    #[must_use]
    pub fn path(&self) -> &str {
        next::safe(&self.next).unwrap_or(links::DASHBOARD)
    }
}

/// The page to sign in on. Whoever is signed in already goes on.
///
/// # Errors
/// When the template fails, which is a defect.
pub async fn new(visitor: Visitor, next: Query<Next>) -> Result<HttpResponse, Failure> {
    if Signed::of(&visitor.request).is_some() {
        return Ok(HttpResponse::SeeOther().insert_header((LOCATION, next.path())).finish());
    }
    let had_session = cookies::read(&visitor.request, &visitor.site, Purpose::Session).is_some();
    let mut page = login_page(&visitor, &next.next, "", None);
    if had_session && page.shell.flash.is_none() {
        let text = visitor.language.say("login-out");
        page.shell.flash = Some(shell::Flash { kind: "info", text, ..shell::Flash::default() });
    }
    frame::html(StatusCode::OK, &page)
}

/// Signs in.
///
/// # Errors
/// When the store does not answer, or too many passwords are being checked.
pub async fn create(visitor: Visitor, form: Form) -> Result<HttpResponse, Failure> {
    let (email, password) = (form.text("email"), form.text("password"));
    let next = Next { next: form.text("next").to_owned() };
    let signed_in = sign_in::sign_in(&visitor.request, &visitor.site, &visitor.db, email, password).await;
    let (status, message, wait) = match signed_in {
        Ok(Some(cookies)) => {
            let mut response = HttpResponse::SeeOther();
            for cookie in cookies {
                response.cookie(cookie);
            }
            return Ok(response.insert_header((LOCATION, next.path())).finish());
        }
        Ok(None) => (StatusCode::UNPROCESSABLE_ENTITY, "login-wrong", None),
        Err(failure @ Failure::TooMany(_)) => (failure.status(), "login-slow-down", failure.retry_seconds()),
        Err(failure) => return Err(failure),
    };
    let problem = visitor.language.say(message);
    let mut response = frame::html(status, &login_page(&visitor, &next.next, email, Some(problem)))?;
    if let Some(wait) = wait {
        response.headers_mut().insert(RETRY_AFTER, wait.into());
    }
    Ok(response)
}

/// Signs out.
///
/// # Errors
/// When the store does not answer.
pub async fn end(visitor: Visitor, signed: Signed, actor: Actor) -> Result<HttpResponse, Failure> {
    let gone = sign_in::sign_out(&visitor.site, &visitor.db, &signed, actor).await?;
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, "/login")).cookie(gone).finish())
}

fn login_page(visitor: &Visitor, next: &str, email: &str, problem: Option<String>) -> LoginPage {
    LoginPage {
        shell: visitor.shell(),
        action: "/login",
        title: visitor.language.say("login-title"),
        forgotten: visitor.language.say("login-forgotten"),
        problem,
        email: Field::new("email", email),
        next: next::safe(next).unwrap_or_default().to_owned(),
    }
}
