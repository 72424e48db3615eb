//! Signing in: one way to check a password, with everything that keeps guessing slow and says nothing to a guesser.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use actix_web::http::header::USER_AGENT;

use crate::domain::account::{Operator, OperatorStatus};
use crate::domain::operator::{Actor, ActorKind};
use crate::domain::organization::OrganizationId;
use crate::domain::secret::{self, Secret, SecretHash};
use crate::domain::values::email;
use crate::store::audit::{self, Outcome};
use crate::store::failures::{self, Attempt, Subject};
use crate::store::sessions::{self, NewSession, Session};
use crate::store::{Conn, Db, StoreError, operators};
use crate::web::cookies::{self, Purpose};
use crate::web::errors::Failure;
use crate::web::hosts::ClientAddress;
use crate::web::site::Site;
use crate::web::who::Signed;

/// Longest name of a browser that is kept, in characters.
const AGENT_LIMIT_CHARS: usize = 200;
/// The organization of attempts on accounts that do not exist: none has it.
const NOWHERE: OrganizationId = OrganizationId(0);

/// Signs in with an e-mail address and a password. None when they do not match, whatever the reason; otherwise the
/// cookies of the new session, which replaces the one that the browser had.
///
/// # Errors
/// [`Failure::TooMany`] after too many wrong passwords, [`Failure::Busy`].
pub async fn sign_in(
    request: &HttpRequest,
    site: &Site,
    db: &Db,
    address: &str,
    password: &str,
) -> Result<Option<Vec<Cookie<'static>>>, Failure> {
    let key = email::key(address.trim());
    let wanted = key.clone();
    let account = db.read(move |conn| operators::by_email(conn, &wanted)).await?;
    let device = account.as_ref().and_then(|(operator, _)| known_device(request, site, operator));
    let guess = Guess::begin(request, db, key, device).await?;
    let (operator, hash) = match account {
        Some((operator, hash)) if operator.status == OperatorStatus::Active => (Some(operator), hash),
        Some((operator, _)) => (Some(operator), None),
        None => (None, None),
    };
    let is_right = site.passwords.check(password.to_owned(), hash.clone()).await?;
    let (Some(operator), Some(hash), true) = (operator.clone(), hash, is_right) else {
        guess.fail(db, Guessed::of(operator.as_ref())).await?;
        return Ok(None);
    };
    let secret = Secret::generate();
    let new = NewSession {
        secret: secret.hash(),
        address: Some(ClientAddress::of(request).0.to_string()),
        agent: agent(request),
        expires_at: db.now().plus(site.sessions.absolute),
    };
    let former = cookies::read(request, site, Purpose::Session).map(|cookie| SecretHash::of(&cookie));
    let now = db.now();
    let id = operator.id;
    let begin = move |conn: &mut Conn| -> Result<bool, StoreError> {
        // What was read before the password was checked may have changed meanwhile.
        if !operators::enter(conn, &operator, &hash, now)? {
            return Ok(false);
        }
        let current = operators::find(conn, operator.organization, operator.id)?;
        guess.forgive(conn)?;
        if let Some(former) = former {
            sessions::end_by_secret(conn, former)?;
        }
        sessions::insert(conn, &current, &new, now)?;
        let actor = actor_of(&current, new.address.clone());
        audit::record(conn, &actor, "sign_in", "sessions", None, Outcome::Done, now)?;
        Ok(true)
    };
    if !db.write_as_system(begin).await? {
        return Ok(None);
    }
    let device = device_mark(site, id.0);
    Ok(Some(vec![
        cookies::make(site, Purpose::Session, secret.expose()),
        cookies::make(site, Purpose::Device, device),
    ]))
}

/// Checks the password of someone who is signed in, before something delicate. None when it is wrong; otherwise the
/// session goes on under a new secret, in this cookie.
///
/// # Errors
/// As [`sign_in`].
pub async fn check_again(
    request: &HttpRequest,
    site: &Site,
    db: &Db,
    signed: &Signed,
    password: &str,
) -> Result<Option<Cookie<'static>>, Failure> {
    let operator = signed.operator.clone();
    let device = known_device(request, site, &operator);
    let guess = Guess::begin(request, db, email::key(&operator.email), device).await?;
    let (organization, id) = (operator.organization, operator.id);
    let hash = db.read(move |conn| operators::password_hash(conn, organization, id)).await?;
    if !site.passwords.check(password.to_owned(), hash).await? {
        guess.fail(db, Guessed::of(Some(&operator))).await?;
        return Ok(None);
    }
    let (secret, former, now) = (Secret::generate(), signed.secret, db.now());
    let hash = secret.hash();
    db.write_as_system(move |conn| {
        guess.forgive(conn)?;
        sessions::renew(conn, former, hash, now)
    })
    .await?;
    Ok(Some(cookies::make(site, Purpose::Session, secret.expose())))
}

/// Signs out.
///
/// # Errors
/// When the store does not answer.
pub async fn sign_out(
    site: &Site,
    db: &Db,
    session: &Session,
    actor: Actor,
) -> Result<Cookie<'static>, Failure> {
    let (secret, id, now) = (session.secret, session.id, db.now());
    db.write_as_system(move |conn| {
        sessions::end_by_secret(conn, secret)?;
        audit::record(conn, &actor, "sign_out", "sessions", Some(id), Outcome::Done, now)
    })
    .await?;
    Ok(cookies::removal(site, Purpose::Session))
}

/// Whose password was tried.
pub(super) struct Guessed {
    /// The table of the accounts.
    pub(super) record: &'static str,
    /// The accounts, where there are any.
    pub(super) accounts: Vec<(OrganizationId, uuid::Uuid)>,
}

impl Guessed {
    fn of(operator: Option<&Operator>) -> Self {
        let account = operator.map(|operator| (operator.organization, operator.id.0));
        Self { record: "operators", accounts: account.into_iter().collect() }
    }
}

/// An attempt that was noted as a failure in advance.
pub(super) struct Guess {
    noted: Vec<uuid::Uuid>,
    email_key: String,
    device: Option<SecretHash>,
    address: String,
}

impl Guess {
    /// Notes it, and waits as long as it must.
    pub(super) async fn begin(
        request: &HttpRequest,
        db: &Db,
        email_key: String,
        device: Option<SecretHash>,
    ) -> Result<Self, Failure> {
        let address = ClientAddress::of(request).0.to_string();
        let guess = Self { noted: Vec::new(), email_key, device, address };
        let now = db.now();
        let (attempt, mut guess) = db
            .write_as_system(move |conn| {
                let attempt = failures::attempt(conn, &guess.subjects(), now)?;
                if matches!(attempt, Attempt::NotFor(_)) {
                    let actor = Actor::anonymous(NOWHERE, Some(guess.address.clone()));
                    audit::record(conn, &actor, "try_password", "operators", None, Outcome::Refused, now)?;
                }
                Ok((attempt, guess))
            })
            .await?;
        match attempt {
            Attempt::NotFor(wait) => Err(Failure::TooMany(wait)),
            Attempt::After(delay, noted) => {
                tokio::time::sleep(delay).await;
                guess.noted = noted;
                Ok(guess)
            }
        }
    }

    /// Audits that the password was wrong. For an account that does not exist it is as much work.
    pub(super) async fn fail(self, db: &Db, guessed: Guessed) -> Result<(), Failure> {
        let mut tried: Vec<_> = guessed.accounts.into_iter().map(|(at, id)| (at, Some(id))).collect();
        if tried.is_empty() {
            tried.push((NOWHERE, None));
        }
        let now = db.now();
        let audited = db.write_as_system(move |conn| {
            tried.into_iter().try_for_each(|(organization, id)| {
                let actor = Actor::anonymous(organization, Some(self.address.clone()));
                audit::record(conn, &actor, "try_password", guessed.record, id, Outcome::Failed, now)
            })
        });
        Ok(audited.await?)
    }

    /// A browser that has signed in to this account before is counted by itself.
    fn subjects(&self) -> Vec<Subject<'_>> {
        match self.device {
            Some(device) => vec![Subject::Device(device)],
            None => vec![Subject::Account(&self.email_key), Subject::Address(&self.address)],
        }
    }

    /// The password was right: former failures count no more.
    pub(super) fn forgive(&self, conn: &mut Conn) -> Result<(), StoreError> {
        failures::forgive(conn, &self.noted, &self.subjects())
    }

    /// The password was right; former failures count on.
    pub(super) fn take_back(&self, conn: &mut Conn) -> Result<(), StoreError> {
        failures::forgive(conn, &self.noted, &[])
    }

    /// The password was right for one account, and a wrong one for others of the same address: for these it counts on,
    /// or who has one of them could try passwords at the others by setting their own. The network address is innocent.
    pub(super) fn count_on(&self, conn: &mut Conn) -> Result<(), StoreError> {
        failures::forgive(conn, self.noted.get(1..).unwrap_or_default(), &[])
    }
}

/// The mark of a browser in which this operator has signed in.
fn device_mark(site: &Site, operator: uuid::Uuid) -> String {
    let mut mark = operator.as_bytes().to_vec();
    mark.extend_from_slice(&secret::random::<16>());
    site.keys.device.seal(&mark)
}

/// The browser's mark, when it is of this operator.
fn known_device(request: &HttpRequest, site: &Site, operator: &Operator) -> Option<SecretHash> {
    let sealed = cookies::read(request, site, Purpose::Device)?;
    let mark = site.keys.device.open(&sealed)?;
    mark.starts_with(operator.id.0.as_bytes()).then(|| SecretHash::of(&sealed))
}

fn actor_of(operator: &Operator, address: Option<String>) -> Actor {
    Actor {
        id: Some(operator.id),
        kind: ActorKind::Operator,
        organization: operator.organization,
        role: operator.role,
        name: operator.name.clone(),
        address,
    }
}

fn agent(request: &HttpRequest) -> Option<String> {
    let agent = request.headers().get(USER_AGENT)?.to_str().ok()?;
    Some(agent.chars().filter(|letter| !letter.is_control()).take(AGENT_LIMIT_CHARS).collect())
}
