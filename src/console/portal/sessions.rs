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
use crate::domain::operator::Actor;
use crate::web::Failure;
use crate::web::forms::Form;
use crate::web::portal::{self, Offer, SignedContact, SignedIn};

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
        Ok(SignedIn::In(cookie)) => return Ok(signed(cookie)),
        Ok(SignedIn::Choose(offers)) => return offer(&visitor, offers),
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

/// `POST /portal/login/choose`
pub async fn choose(visitor: Visitor, form: Form) -> Result<HttpResponse, Failure> {
    let ticket = form.text("account");
    if let Some(cookie) = portal::choose(&visitor.request, &visitor.site, &visitor.db, ticket).await? {
        return Ok(signed(cookie));
    }
    let problem = visitor.language.say("portal-choice-over");
    frame::html(StatusCode::UNPROCESSABLE_ENTITY, &page(&visitor, "", Some(problem)))
}

fn signed(cookie: Cookie<'static>) -> HttpResponse {
    HttpResponse::SeeOther().cookie(cookie).insert_header((LOCATION, portal::HOME)).finish()
}

/// The details that an address and a password lead to, for whoever typed them to choose from.
fn offer(visitor: &Visitor, offers: Vec<Offer>) -> Result<HttpResponse, Failure> {
    let detail =
        |organization: &str| visitor.language.say_with("portal-of", &[("organization", organization)]);
    let choice = |offer: Offer| Choice::new(offer.ticket, offer.customer).hint(detail(&offer.organization));
    let page = ChoicePage { shell: visitor.shell(), accounts: offers.into_iter().map(choice).collect() };
    frame::html(StatusCode::OK, &page)
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
