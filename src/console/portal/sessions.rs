//! Signing in to the portal, and out.

use actix_web::HttpResponse;
use actix_web::cookie::Cookie;
use actix_web::http::StatusCode;
use actix_web::http::header::{LOCATION, RETRY_AFTER};

use crate::console::field::{Choice, Field};
use crate::console::frame;
use crate::console::views::gate::LoginPage;
use crate::console::views::portal::ChoicePage;
use crate::console::visitor::Visitor;
use crate::domain::operator::{Actor, ActorId};
use crate::store::contacts::Account;
use crate::web::Failure;
use crate::web::forms::Form;
use crate::web::portal::{self, SignedContact, SignedIn};

/// `GET /portal/login`
pub async fn new(visitor: Visitor) -> Result<HttpResponse, Failure> {
    if SignedContact::of(&visitor.request).is_some() {
        return Ok(HttpResponse::SeeOther().insert_header((LOCATION, portal::HOME)).finish());
    }
    frame::html(StatusCode::OK, &page(&visitor, "", None))
}

/// `POST /portal/login`
pub async fn create(visitor: Visitor, form: Form) -> Result<HttpResponse, Failure> {
    let (email, password) = (form.text("email"), form.text("password"));
    let signed_in = portal::sign_in(&visitor.request, &visitor.site, &visitor.db, email, password).await;
    let (status, message, wait) = match signed_in {
        Ok(SignedIn::In(cookie)) => return Ok(go(portal::HOME, cookie)),
        Ok(SignedIn::Choose(cookie)) => return Ok(go(portal::CHOOSE, cookie)),
        Ok(SignedIn::No) => (StatusCode::UNPROCESSABLE_ENTITY, "login-wrong", None),
        Err(failure @ Failure::TooMany(_)) => (failure.status(), "login-slow-down", failure.retry_seconds()),
        Err(failure) => return Err(failure),
    };
    let problem = visitor.language.say(message);
    let mut response = frame::html(status, &page(&visitor, email, Some(problem)))?;
    if let Some(wait) = wait {
        response.headers_mut().insert(RETRY_AFTER, wait.into());
    }
    Ok(response)
}

/// `GET /portal/choose`
pub async fn choices(visitor: Visitor) -> Result<HttpResponse, Failure> {
    let mut accounts = portal::offers(&visitor.request, &visitor.site, &visitor.db).await?;
    if accounts.is_empty() {
        return Err(portal::signed_out());
    }
    let here = SignedContact::of(&visitor.request).map(|signed| signed.contact.id);
    accounts.retain(|account| Some(account.contact.id) != here);
    let choice = |account: Account| {
        let organization = [("organization", account.organization.as_str())];
        let hint = visitor.language.say_with("portal-of", &organization);
        Choice::new(account.contact.id.0, account.customer).hint(hint)
    };
    let accounts = accounts.into_iter().map(choice).collect();
    let page = ChoicePage { shell: visitor.shell(), accounts, has_chosen: here.is_some() };
    frame::html(StatusCode::OK, &page)
}

/// `POST /portal/choose`
pub async fn choose(visitor: Visitor, form: Form) -> Result<HttpResponse, Failure> {
    let id = ActorId(form.text("account").parse().map_err(|_| Failure::Malformed("account"))?);
    if let Some(cookie) = portal::choose(&visitor.request, &visitor.site, &visitor.db, id).await? {
        return Ok(go(portal::HOME, cookie));
    }
    let problem = visitor.language.say("portal-choice-over");
    frame::html(StatusCode::UNPROCESSABLE_ENTITY, &page(&visitor, "", Some(problem)))
}

fn go(to: &'static str, cookie: Cookie<'static>) -> HttpResponse {
    HttpResponse::SeeOther().cookie(cookie).insert_header((LOCATION, to)).finish()
}

/// `POST /portal/logout`
pub async fn end(visitor: Visitor, signed: SignedContact, actor: Actor) -> Result<HttpResponse, Failure> {
    let gone = portal::sign_out(&visitor.site, &visitor.db, &signed, actor).await?;
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, portal::SIGN_IN)).cookie(gone).finish())
}

fn page(visitor: &Visitor, email: &str, problem: Option<String>) -> LoginPage {
    LoginPage {
        shell: visitor.shell(),
        action: portal::SIGN_IN,
        title: visitor.language.say("portal-sign-in"),
        forgotten: visitor.language.say("portal-forgotten"),
        problem,
        email: Field::new("email", email),
        next: String::new(),
    }
}
