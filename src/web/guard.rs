//! The guard of every route. In this order: who is asking, how often, whether it may, whether the form is its own; only
//! then is the body handed on. What is refused here has parsed, stored and logged nothing of it.

use std::panic::AssertUnwindSafe;
use std::rc::Rc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_TYPE, HOST};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{HttpMessage as _, HttpRequest};
use futures_util::FutureExt as _;
use tokio::time::timeout;

use crate::domain::operator::{Actor, Right};
use crate::store::Db;
use crate::store::audit::{self, Outcome};
use crate::web::cookies::{self, Purpose};
use crate::web::credentials;
use crate::web::csrf::{self, NewVisit};
use crate::web::endpoint::{Access, Door, Rule, Span};
use crate::web::errors::Failure;
use crate::web::flash::Told;
use crate::web::forms::{self, Form};
use crate::web::hosts::{ClientAddress, Hosts};
use crate::web::limits;
use crate::web::portal;
use crate::web::rate::Caller;
use crate::web::site::Site;
use crate::web::who;

/// Lets a request in, or answers it.
///
/// # Errors
/// None of its own: a refusal is an answer.
pub async fn enter(
    rule: Rule,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let outer = request.request().clone();
    let limit = outer.app_data::<Data<Site>>().map(|site| site.limits.request);
    let answered = AssertUnwindSafe(answer(rule, request, next)).catch_unwind();
    let answered = match (rule.span, limit) {
        (Span::Short, Some(limit)) => timeout(limit, answered).await,
        _ => Ok(answered.await),
    };
    let failure = match answered {
        Ok(Ok(answered)) => return answered.map(complete),
        // Where it panicked is logged by the hook that the program sets.
        Ok(Err(_)) => Failure::fault("a panic"),
        Err(_) => Failure::TimedOut,
    };
    Ok(complete(ServiceResponse::from_err(failure, outer)))
}

async fn answer(
    rule: Rule,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    match check(rule, &mut request).await {
        Ok(()) => Ok(next.call(request).await?.map_into_boxed_body()),
        Err(failure) => Ok(request.error_response(failure)),
    }
}

async fn check(rule: Rule, request: &mut ServiceRequest) -> Result<(), Failure> {
    let (Some(site), Some(db)) = (request.app_data::<Data<Site>>(), request.app_data::<Data<Db>>()) else {
        return Err(Failure::fault("no site is configured"));
    };
    let (site, db) = (site.clone(), db.clone());
    match rule.door {
        Door::Open => Ok(()),
        Door::Console => {
            let signed = who::by_cookie(request.request(), &site, &db).await?;
            count(request.request(), &site, signed.map(|signed| Caller::Session(signed.id)))?;
            authorize(rule, request.request(), &db).await?;
            if request.method().is_safe() { Ok(()) } else { check_form(rule, request, &site).await }
        }
        Door::Portal => {
            let signed = portal::by_cookie(request.request(), &site, &db).await?;
            count(request.request(), &site, signed.map(|signed| Caller::Session(signed.id)))?;
            authorize(rule, request.request(), &db).await?;
            if request.method().is_safe() { Ok(()) } else { check_form(rule, request, &site).await }
        }
        Door::Api | Door::Dialect(_) => {
            let secret = match rule.door {
                Door::Dialect(dialect) => credentials::of_dialect(dialect, request.headers()),
                _ => credentials::bearer(request.headers()).map(str::to_owned),
            };
            let token = match secret {
                Some(secret) => who::by_token(request.request(), &secret, &db).await?,
                None => None,
            };
            count(request.request(), &site, token.map(|token| Caller::Token(token.id.0)))?;
            authorize(rule, request.request(), &db).await
        }
    }
}

fn count(request: &HttpRequest, site: &Site, known: Option<Caller>) -> Result<(), Failure> {
    let ClientAddress(address) = ClientAddress::of(request);
    let unknown = if request.method().is_safe() { Caller::Unknown(address) } else { Caller::SignIn(address) };
    site.rates.count(known.unwrap_or(unknown))
}

async fn authorize(rule: Rule, request: &HttpRequest, db: &Db) -> Result<(), Failure> {
    let Access::Needs(right) = rule.access else { return Ok(()) };
    let actor = request.extensions().get::<Actor>().cloned();
    let Some(actor) = actor else {
        let is_portal = rule.door == Door::Portal;
        return Err(if is_portal { portal::signed_out() } else { who::signed_out(request) });
    };
    if actor.may(right).is_ok() {
        return Ok(());
    }
    audit_refusal(db, actor, request, right).await?;
    Err(Failure::Forbidden(right))
}

async fn audit_refusal(db: &Db, actor: Actor, request: &HttpRequest, right: Right) -> Result<(), Failure> {
    let (now, route) = (db.now(), request.match_pattern().unwrap_or_default());
    let write = move |conn: &mut crate::store::Conn| {
        audit::record(conn, &actor, right.as_str(), &route, None, Outcome::Refused, now)
    };
    Ok(db.write_as_system(write).await?)
}

/// Checks that a form is this browser's own, and keeps it for the handler. Scripts send the token in a header, an
/// upload in its first field, where `Upload` checks it.
async fn check_form(rule: Rule, request: &mut ServiceRequest, site: &Site) -> Result<(), Failure> {
    csrf::check_origin(request.headers(), &own_origin(request.request(), site))?;
    let kind = kind_of_body(request);
    let header = request.headers().get(csrf::HEADER).map(|token| token.to_str().unwrap_or_default());
    if let Some(token) = header {
        csrf::binding(request.request(), site)?.check(&site.keys.csrf, token)?;
        request.extensions_mut().insert(Trusted);
    }
    match kind {
        Kind::Form => {
            let mut payload = request.take_payload();
            let body = limits::whole_body(&mut payload, forms::LIMIT_BYTES).await?;
            let form = Form::parse(&body)?;
            if request.extensions().get::<Trusted>().is_none() {
                let token = form.text(csrf::FIELD);
                csrf::binding(request.request(), site)?.check(&site.keys.csrf, token)?;
            }
            request.extensions_mut().insert(Rc::new(form));
            Ok(())
        }
        Kind::Multipart if rule.span == Span::Long => Ok(()),
        Kind::Other if rule.span == Span::Long && request.extensions().get::<Trusted>().is_some() => Ok(()),
        Kind::Multipart | Kind::Other => Err(Failure::UnsupportedMediaType),
    }
}

/// The mark of a request whose token was sent in a header, and is right.
#[derive(Debug, Clone, Copy)]
pub struct Trusted;

enum Kind {
    Form,
    Multipart,
    Other,
}

/// A body without a type is taken for an empty form.
fn kind_of_body(request: &ServiceRequest) -> Kind {
    let Some(kind) = request.headers().get(CONTENT_TYPE) else { return Kind::Form };
    let kind = kind.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        Kind::Form
    } else if kind.eq_ignore_ascii_case("multipart/form-data") {
        Kind::Multipart
    } else {
        Kind::Other
    }
}

/// The origin that our own pages have. Without a base URL it is that of the Host, which is known to be this machine.
fn own_origin(request: &HttpRequest, site: &Site) -> String {
    match site.hosts {
        Hosts::Only(_) => site.origin.clone(),
        Hosts::Loopback => {
            let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
            format!("http://{}", host.unwrap_or_default())
        }
    }
}

/// Adds the cookies that the request has earned: a visit's first, and the end of a flash that was told.
fn complete(mut response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let request = response.request().clone();
    let Some(site) = request.app_data::<Data<Site>>() else { return response };
    let visit = request.extensions().get::<NewVisit>().cloned();
    let is_told = request.extensions().get::<Told>().is_some();
    let earned =
        [visit.map(|NewVisit(cookie)| cookie), is_told.then(|| cookies::removal(site, Purpose::Flash))];
    for cookie in earned.into_iter().flatten() {
        if let Err(error) = response.response_mut().add_cookie(&cookie) {
            tracing::error!(%error, "a cookie was not set");
        }
    }
    response
}
