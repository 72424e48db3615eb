//! Who is asking at the portal: a contact's own cookie, which opens nothing else, as an operator's opens nothing here.

mod sign_in;

use std::future::{Ready, ready};
use std::rc::Rc;
use std::time::Duration;

use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};

use crate::domain::operator::Actor;
use crate::domain::password::Password;
use crate::domain::secret::SecretHash;
use crate::domain::values::email;
use crate::store::Db;
use crate::store::audit::{self, Outcome};
use crate::store::contacts::{self, ContactSession};
use crate::web::cookies::{self, Purpose};
use crate::web::csrf::Binding;
use crate::web::errors::Failure;
use crate::web::hosts::ClientAddress;
use crate::web::sign_in::{Guess, Guessed};
use crate::web::site::Site;

pub use sign_in::{SignedIn, choose, offers, sign_in};

/// Where contacts sign in.
pub const SIGN_IN: &str = "/portal/login";
/// Where they choose whose details, when their password opens more than one's.
pub const CHOOSE: &str = "/portal/choose";
/// Where they are then.
pub const HOME: &str = "/portal";
/// The table of the accounts, for the audit.
const ACCOUNTS: &str = "contact_accounts";
/// How often it is written that someone was seen.
const SEEN_EVERY: Duration = Duration::from_mins(1);

/// The session of a request that a contact has made.
#[derive(Debug, Clone)]
pub struct SignedContact(Rc<ContactSession>);

impl std::ops::Deref for SignedContact {
    type Target = ContactSession;

    fn deref(&self) -> &ContactSession {
        &self.0
    }
}

impl SignedContact {
    /// The session of this request, if there is one.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Self>().cloned()
    }
}

impl FromRequest for SignedContact {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request).ok_or_else(signed_out))
    }
}

/// That no contact is signed in.
#[must_use]
pub fn signed_out() -> Failure {
    Failure::SignedOut(Some(SIGN_IN.to_owned()))
}

/// Finds the session of the request's cookie, and notes it and its actor in the request.
///
/// # Errors
/// When the store does not answer.
pub async fn by_cookie(
    request: &HttpRequest,
    site: &Site,
    db: &Db,
) -> Result<Option<SignedContact>, Failure> {
    let Some(cookie) = cookies::read(request, site, Purpose::Portal) else { return Ok(None) };
    let secret = SecretHash::of(&cookie);
    let Some(session) = db.glance(move |conn| contacts::session(conn, secret)).await? else {
        return Ok(None);
    };
    let now = db.now();
    if !site.sessions.is_alive(session.seen_at, session.expires_at, now) {
        return Ok(None);
    }
    if now.since(session.seen_at) >= SEEN_EVERY {
        db.write_as_system(move |conn| contacts::touch(conn, secret, now)).await?;
    }
    let actor = session.contact.actor(Some(ClientAddress::of(request).0.to_string()));
    let signed = SignedContact(Rc::new(session));
    let mut extensions = request.extensions_mut();
    extensions.insert(Binding::session(secret));
    extensions.insert(signed.clone());
    extensions.insert(actor);
    Ok(Some(signed))
}

/// Whether this is the password of the contact who is signed in.
///
/// # Errors
/// As [`sign_in`].
pub async fn check_again(
    request: &HttpRequest,
    site: &Site,
    db: &Db,
    signed: &SignedContact,
    password: &str,
) -> Result<bool, Failure> {
    let contact = signed.contact.clone();
    let guess = Guess::begin(request, db, guessed_key(&email::key(&contact.email)), None).await?;
    let (organization, id) = (contact.organization, contact.id);
    let hash = db.read(move |conn| contacts::password_hash(conn, organization, id)).await?;
    if !site.passwords.check(password.to_owned(), Some(hash)).await? {
        let accounts = vec![(organization, id.0)];
        guess.fail(db, Guessed { record: ACCOUNTS, accounts }).await?;
        return Ok(false);
    }
    // Other failures stay: those of another account of this address may be among them.
    db.write_as_system(move |conn| guess.take_back(conn)).await?;
    Ok(true)
}

/// What is guessed at under an address, counted apart from an operator of the same: neither is to lock the other out.
fn guessed_key(email_key: &str) -> String {
    format!("contact {email_key}")
}

/// Gives the contact who is signed in another password: every session ends.
///
/// # Errors
/// When the store does not answer, or the account has ended.
pub async fn set_password(
    site: &Site,
    db: &Db,
    signed: &SignedContact,
    actor: Actor,
    password: Password,
) -> Result<(), Failure> {
    let (id, now) = (signed.contact.id, db.now());
    let key = email::key(&signed.contact.email);
    let other = db.read(move |conn| contacts::other_hash(conn, &key, id)).await?;
    let hash = site.passwords.hash_beside(password, other).await?;
    Ok(db.write_as_system(move |conn| contacts::set_password(conn, &actor, id, &hash, now)).await?)
}

/// Signs out.
///
/// # Errors
/// When the store does not answer.
pub async fn sign_out(
    site: &Site,
    db: &Db,
    signed: &SignedContact,
    actor: Actor,
) -> Result<Cookie<'static>, Failure> {
    let (secret, id, now) = (signed.secret, signed.id, db.now());
    db.write_as_system(move |conn| {
        contacts::end(conn, secret)?;
        audit::record(conn, &actor, "sign_out", "contact_sessions", Some(id), Outcome::Done, now)
    })
    .await?;
    Ok(cookies::removal(site, Purpose::Portal))
}
