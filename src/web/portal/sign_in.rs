//! Signing in to the portal. An address may have several accounts, of customers and organizations that do not know of
//! each other, each with a password of its own. A password that fits more than one leads to a choice among those it fits,
//! and says nothing of the others.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ACCOUNTS, guessed_key};
use crate::domain::operator::ActorId;
use crate::domain::organization::OrganizationId;
use crate::domain::secret::{HASH_BYTES, Secret, SecretHash};
use crate::domain::time::Time;
use crate::domain::values::email;
use crate::store::audit::{self, Outcome};
use crate::store::contacts::{self, Account};
use crate::store::{Conn, Db, StoreError};
use crate::web::cookies::{self, Purpose};
use crate::web::errors::Failure;
use crate::web::hosts::ClientAddress;
use crate::web::sign_in::{Guess, Guessed};
use crate::web::site::Site;

/// How long one may take to choose.
const CHOSEN_WITHIN: Duration = Duration::from_mins(5);

/// What came of an address and a password.
pub enum SignedIn {
    /// They do not match, whatever the reason.
    No,
    /// The cookie of the new session, which replaces the one that the browser had.
    In(Cookie<'static>),
    /// They match more than one account: whoever typed them chooses.
    Choose(Vec<Offer>),
}

/// An account that can be chosen.
pub struct Offer {
    /// What [`choose`] takes for it.
    pub ticket: String,
    /// What its customer is called.
    pub customer: String,
    /// What its organization is called.
    pub organization: String,
}

/// That the password of an account was typed a moment ago.
#[derive(Serialize, Deserialize)]
struct Ticket {
    organization: i64,
    person: Uuid,
    /// Of the hash of the password: with another password it is void.
    password: [u8; HASH_BYTES],
    until: i64,
}

impl Ticket {
    fn of(account: &Account, now: Time) -> Self {
        Self {
            organization: account.contact.organization.0,
            person: account.contact.id.0,
            password: SecretHash::of(&account.password_hash).0,
            until: now.plus(CHOSEN_WITHIN).micros(),
        }
    }

    fn seal(&self, site: &Site) -> Result<String, Failure> {
        let content = serde_json::to_vec(self).map_err(|_| Failure::fault("a ticket that is no JSON"))?;
        Ok(site.keys.choice.seal(&content))
    }

    fn open(sealed: &str, site: &Site, now: Time) -> Option<Self> {
        let ticket: Self = serde_json::from_slice(&site.keys.choice.open(sealed)?).ok()?;
        (ticket.until > now.micros()).then_some(ticket)
    }
}

/// Signs a contact in.
///
/// # Errors
/// [`Failure::TooMany`] after too many wrong passwords, [`Failure::Busy`].
pub async fn sign_in(
    request: &HttpRequest,
    site: &Site,
    db: &Db,
    address: &str,
    password: &str,
) -> Result<SignedIn, Failure> {
    let key = email::key(address.trim());
    let wanted = key.clone();
    let accounts = db.read(move |conn| contacts::by_email(conn, &wanted)).await?;
    let guess = Guess::begin(request, db, guessed_key(&key), None).await?;
    let hashes = accounts.iter().map(|account| account.password_hash.clone()).collect();
    let matches = site.passwords.check_each(password.to_owned(), hashes).await?;
    // An account of one's own must not clear what was guessed at the others of its address.
    let is_forgiven = matches.iter().all(|is_match| *is_match);
    let tried = accounts.iter().map(|Account { contact, .. }| (contact.organization, contact.id.0)).collect();
    let fitting =
        accounts.into_iter().zip(matches).filter_map(|(account, is_match)| is_match.then_some(account));
    let mut fitting: Vec<Account> = fitting.collect();
    if fitting.is_empty() {
        guess.fail(db, Guessed { record: ACCOUNTS, accounts: tried }).await?;
        return Ok(SignedIn::No);
    }
    let settle = move |conn: &mut Conn| if is_forgiven { guess.forgive(conn) } else { guess.take_back(conn) };
    let now = db.now();
    if fitting.len() == 1 {
        let begun = begin(request, site, db, Ticket::of(&fitting.remove(0), now), settle).await?;
        return Ok(begun.map_or(SignedIn::No, SignedIn::In));
    }
    db.write_as_system(settle).await?;
    let offer = |account: Account| {
        let ticket = Ticket::of(&account, now).seal(site)?;
        Ok(Offer { ticket, customer: account.customer, organization: account.organization })
    };
    Ok(SignedIn::Choose(fitting.into_iter().map(offer).collect::<Result<_, Failure>>()?))
}

/// Signs in to the account that was chosen. None when it was too late, or the account is not what it was.
///
/// # Errors
/// When the store does not answer.
pub async fn choose(
    request: &HttpRequest,
    site: &Site,
    db: &Db,
    ticket: &str,
) -> Result<Option<Cookie<'static>>, Failure> {
    let Some(ticket) = Ticket::open(ticket, site, db.now()) else { return Ok(None) };
    begin(request, site, db, ticket, |_| Ok(())).await
}

/// Begins a session, if the account's password is still the one that was typed, and does what belongs to it.
async fn begin(
    request: &HttpRequest,
    site: &Site,
    db: &Db,
    ticket: Ticket,
    settle: impl FnOnce(&mut Conn) -> Result<(), StoreError> + Send + 'static,
) -> Result<Option<Cookie<'static>>, Failure> {
    let secret = Secret::generate();
    let former = cookies::read(request, site, Purpose::Portal).map(|cookie| SecretHash::of(&cookie));
    let (now, hashed) = (db.now(), secret.hash());
    let expires_at = now.plus(site.sessions.absolute);
    let address = Some(ClientAddress::of(request).0.to_string());
    let begin = move |conn: &mut Conn| -> Result<bool, StoreError> {
        let (organization, person) = (OrganizationId(ticket.organization), ActorId(ticket.person));
        let Some(account) = contacts::find(conn, organization, person)? else { return Ok(false) };
        if SecretHash::of(&account.password_hash).0 != ticket.password {
            return Ok(false);
        }
        if !contacts::begin(conn, &account, hashed, expires_at, now)? {
            return Ok(false);
        }
        settle(conn)?;
        if let Some(former) = former {
            contacts::end(conn, former)?;
        }
        let actor = account.contact.actor(address);
        audit::record(conn, &actor, "sign_in", "contact_sessions", None, Outcome::Done, now)?;
        Ok(true)
    };
    let has_begun = db.write_as_system(begin).await?;
    Ok(has_begun.then(|| cookies::make(site, Purpose::Portal, secret.expose())))
}
