//! Who is asking: a session's cookie or a program's token, never anything else of the request. One read finds out; that
//! someone was seen is written at most once a minute, beside the request.

use std::future::{Ready, ready};
use std::rc::Rc;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};

use crate::domain::account::{CHECK_LASTS, OperatorStatus, Token};
use crate::domain::operator::{Actor, ActorKind};
use crate::domain::secret::SecretHash;
use crate::domain::time::Time;
use crate::store::sessions::{self, Session};
use crate::store::{Db, tokens};
use crate::web::cookies::{self, Purpose};
use crate::web::csrf::Binding;
use crate::web::errors::Failure;
use crate::web::hosts::ClientAddress;
use crate::web::next;
use crate::web::site::Site;

/// How often it is written that someone was seen.
const SEEN_EVERY: Duration = Duration::from_mins(1);

/// The session of a request that someone signed in has made.
#[derive(Debug, Clone)]
pub struct Signed(Rc<Session>);

impl std::ops::Deref for Signed {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.0
    }
}

impl Signed {
    /// The session of this request, if there is one.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Self>().cloned()
    }

    /// Whether its owner typed the password within the last ten minutes.
    #[must_use]
    pub fn is_fresh(&self, now: Time) -> bool {
        now.since(self.checked_at) < CHECK_LASTS
            && self.checked_at <= now.plus(crate::domain::account::CLOCK_SKEW)
    }
}

impl FromRequest for Signed {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request).ok_or_else(|| signed_out(request)))
    }
}

impl FromRequest for Actor {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    /// Whom the route's guard has let in.
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let actor = request.extensions().get::<Self>().cloned();
        ready(actor.ok_or_else(|| signed_out(request)))
    }
}

/// That nobody is signed in, with the way back to this page; a form leads back to the page that it stood on.
#[must_use]
pub fn signed_out(request: &HttpRequest) -> Failure {
    let path = if request.method().is_safe() {
        request.uri().path_and_query().map(|path| path.as_str().to_owned())
    } else {
        let referer = request.headers().get(actix_web::http::header::REFERER);
        let referer = referer.and_then(|referer| referer.to_str().ok()?.parse::<actix_web::http::Uri>().ok());
        referer.and_then(|referer| Some(referer.path_and_query()?.as_str().to_owned()))
    };
    Failure::SignedOut(Some(path.map_or_else(|| "/login".to_owned(), |path| next::sign_in(&path))))
}

/// Finds the session of the request's cookie, and notes it and its actor in the request.
///
/// # Errors
/// When the store does not answer.
pub async fn by_cookie(request: &HttpRequest, site: &Site, db: &Db) -> Result<Option<Signed>, Failure> {
    let Some(cookie) = cookies::read(request, site, Purpose::Session) else { return Ok(None) };
    let secret = SecretHash::of(&cookie);
    let Some(session) = db.glance(move |conn| sessions::by_secret(conn, secret)).await? else {
        return Ok(None);
    };
    let now = db.now();
    let is_alive = site.sessions.is_alive(session.seen_at, session.expires_at, now);
    if !is_alive || session.operator.status != OperatorStatus::Active {
        return Ok(None);
    }
    if now.since(session.seen_at) >= SEEN_EVERY {
        let seen = session.clone();
        note(db, move |conn| sessions::touch(conn, &seen, now));
    }
    let actor = Actor {
        id: Some(session.operator.id),
        kind: ActorKind::Operator,
        organization: session.operator.organization,
        role: session.operator.role,
        name: session.operator.name.clone(),
        address: Some(ClientAddress::of(request).0.to_string()),
    };
    let signed = Signed(Rc::new(session));
    let mut extensions = request.extensions_mut();
    extensions.insert(Binding::session(secret));
    extensions.insert(signed.clone());
    extensions.insert(actor);
    Ok(Some(signed))
}

/// Finds the token of a secret that came with the request, and notes its actor in the request.
///
/// # Errors
/// When the store does not answer.
pub async fn by_token(request: &HttpRequest, secret: &str, db: &Db) -> Result<Option<Token>, Failure> {
    let found = token(secret, db).await?;
    if let Some(token) = &found {
        // Made before the extensions are borrowed: the address is kept there, too.
        let actor = token_actor(token, ClientAddress::of(request));
        request.extensions_mut().insert(actor);
    }
    Ok(found)
}

/// The live token of this secret, however it was sent.
///
/// # Errors
/// When the store does not answer.
pub async fn token(secret: &str, db: &Db) -> Result<Option<Token>, Failure> {
    let (secret, now) = (SecretHash::of(secret), db.now());
    let found = db.glance(move |conn| tokens::by_secret(conn, secret, now)).await?;
    if let Some(token) = &found
        && token.used_at.is_none_or(|used| now.since(used) >= SEEN_EVERY)
    {
        let (organization, id) = (token.organization, token.id);
        note(db, move |conn| tokens::touch(conn, organization, id, now));
    }
    Ok(found)
}

/// The actor that a token is.
#[must_use]
pub fn token_actor(token: &Token, address: ClientAddress) -> Actor {
    Actor {
        id: Some(token.id),
        kind: ActorKind::Token,
        organization: token.organization,
        role: token.role,
        name: token.name.clone(),
        address: Some(address.0.to_string()),
    }
}

/// Writes beside the request, which does not wait for it and does not fail with it.
fn note(
    db: &Db,
    change: impl FnOnce(&mut crate::store::Conn) -> Result<(), crate::store::StoreError> + Send + 'static,
) {
    let db = db.clone();
    actix_web::rt::spawn(async move {
        if let Err(error) = db.write_as_system(change).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "that someone was seen was not noted");
        }
    });
}
