//! Signing in to the portal. An address may have several accounts, of customers and organizations that do not know of
//! each other, each with a password of its own. A password that fits more than one leads to a choice among those it fits,
//! and says nothing of the others. Whoever has chosen may choose another later: what they typed is still right for it.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;

use super::{ACCOUNTS, guessed_key};
use crate::domain::operator::ActorId;
use crate::domain::secret::{Secret, SecretHash};
use crate::domain::time::Time;
use crate::domain::values::email;
use crate::store::audit::{self, Outcome};
use crate::store::contacts::{self, Account, NewSession, Opened};
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
    /// They match more than one account: whoever has this cookie chooses, once.
    Choose(Cookie<'static>),
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
    let fits_all = matches.iter().all(|is_match| *is_match);
    let tried = accounts.iter().map(|Account { contact, .. }| (contact.organization, contact.id.0)).collect();
    let fitting =
        accounts.into_iter().zip(matches).filter_map(|(account, is_match)| is_match.then_some(account));
    let fitting: Vec<Account> = fitting.collect();
    let is_choice = match fitting.len() {
        0 => {
            guess.fail(db, Guessed { record: ACCOUNTS, accounts: tried }).await?;
            return Ok(SignedIn::No);
        }
        fitting => fitting > 1,
    };
    let entry = Entry::new(request, site, db);
    let (secret, lasts) =
        (entry.secret.clone(), if is_choice { CHOSEN_WITHIN } else { site.sessions.absolute });
    let begin = move |conn: &mut Conn| {
        // An account of one's own must not clear what was guessed at the others of its address.
        if fits_all {
            guess.forgive(conn)?;
        } else {
            guess.count_on(conn)?;
        }
        if !entry.begin(conn, &fitting[0], entry.now.plus(lasts), is_choice)? {
            return Ok(false);
        }
        contacts::share_hash(conn, &fitting)?;
        entry.end_former(conn)?;
        Ok(true)
    };
    if !db.write_as_system(begin).await? {
        return Ok(SignedIn::No);
    }
    let cookie = cookies::make(site, Purpose::Portal, secret.expose());
    Ok(if is_choice { SignedIn::Choose(cookie) } else { SignedIn::In(cookie) })
}

/// The accounts that the password opens which was typed in this browser, while it may choose or is signed in.
///
/// # Errors
/// When the store does not answer.
pub async fn offers(request: &HttpRequest, site: &Site, db: &Db) -> Result<Vec<Account>, Failure> {
    let Some(cookie) = cookies::read(request, site, Purpose::Portal) else { return Ok(Vec::new()) };
    let opened = db.read(move |conn| contacts::opened(conn, SecretHash::of(&cookie))).await?;
    let alive = opened.filter(|opened| is_alive(opened, site, db.now()));
    Ok(alive.map(|opened| opened.accounts).unwrap_or_default())
}

/// Signs in to the account that was chosen; the choice, or the session that the browser had, is over. None when it was
/// over before, or the account is not what it was.
///
/// # Errors
/// When the store does not answer.
pub async fn choose(
    request: &HttpRequest,
    site: &Site,
    db: &Db,
    id: ActorId,
) -> Result<Option<Cookie<'static>>, Failure> {
    let entry = Entry::new(request, site, db);
    let Some(former) = entry.former else { return Ok(None) };
    let (secret, kept) = (entry.secret.clone(), site.clone());
    let begin = move |conn: &mut Conn| {
        let opened = contacts::opened(conn, former)?.filter(|opened| is_alive(opened, &kept, entry.now));
        let opened = opened.ok_or(StoreError::NotFound)?;
        let account = opened.accounts.iter().find(|account| account.contact.id == id);
        // Going from one account to another makes no session last longer.
        let whole = entry.now.plus(kept.sessions.absolute);
        let expires_at = if opened.is_choice { whole } else { opened.expires_at };
        let has_begun = entry.begin(conn, account.ok_or(StoreError::NotFound)?, expires_at, false)?;
        // Of two who choose with one cookie at the same moment, the second finds nothing to end.
        if has_begun && entry.end_former(conn)? { Ok(()) } else { Err(StoreError::NotFound) }
    };
    match db.write_as_system(begin).await {
        Ok(()) => Ok(Some(cookies::make(site, Purpose::Portal, secret.expose()))),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn is_alive(opened: &Opened, site: &Site, now: Time) -> bool {
    site.sessions.is_alive(opened.seen_at, opened.expires_at, now)
}

/// A way in: a new secret in the place of the one that the browser had.
struct Entry {
    secret: Secret,
    former: Option<SecretHash>,
    address: String,
    now: Time,
}

impl Entry {
    fn new(request: &HttpRequest, site: &Site, db: &Db) -> Self {
        Self {
            secret: Secret::generate(),
            former: cookies::read(request, site, Purpose::Portal).map(|cookie| SecretHash::of(&cookie)),
            address: ClientAddress::of(request).0.to_string(),
            now: db.now(),
        }
    }

    /// Begins a session, or a choice, if the account's password is still the one that was typed.
    fn begin(
        &self,
        conn: &mut Conn,
        account: &Account,
        expires_at: Time,
        is_choice: bool,
    ) -> Result<bool, StoreError> {
        let new = NewSession { secret: self.secret.hash(), expires_at, is_choice };
        let has_begun = contacts::begin(conn, account, &new, self.now)?;
        if has_begun && !is_choice {
            let actor = account.contact.actor(Some(self.address.clone()));
            audit::record(conn, &actor, "sign_in", "contact_sessions", None, Outcome::Done, self.now)?;
        }
        Ok(has_begun)
    }

    /// Ends what the browser had, and answers whether that was anything.
    fn end_former(&self, conn: &mut Conn) -> Result<bool, StoreError> {
        self.former.map_or(Ok(false), |former| contacts::end(conn, former))
    }
}
