//! The thread that sends what waits in the outbox. It has one of its own, because a mail server that does not answer
//! would keep imports waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use super::letter::Letter;
use super::smtp::Smtp;
use crate::domain::invitation::Invitation;
use crate::domain::secret::Keys;
use crate::store::outbox::{self, Reason, Refusal};
use crate::store::{Db, StoreError, customers, organizations};

/// How often it looks for mail.
const LOOKED_EVERY: Duration = Duration::from_millis(500);

/// The running thread. Dropped without [`Post::stop`], it goes on until the process ends.
pub struct Post {
    thread: JoinHandle<()>,
    is_ending: Arc<AtomicBool>,
}

impl Post {
    /// Starts the thread. Links are built from `origin`.
    ///
    /// # Errors
    /// When the system has no thread left.
    pub fn start(db: Db, keys: Keys, origin: String, smtp: Smtp) -> std::io::Result<Self> {
        let is_ending = Arc::new(AtomicBool::new(false));
        let ending = Arc::clone(&is_ending);
        let round = Round { db, keys, origin, smtp };
        let thread = std::thread::Builder::new().name("post".into()).spawn(move || {
            while !ending.load(Ordering::Relaxed) {
                match round.one() {
                    Ok(true) => continue,
                    Ok(false) => {}
                    Err(error) => tracing::error!(error = &error as &dyn std::error::Error, "mail waits"),
                }
                std::thread::park_timeout(LOOKED_EVERY);
            }
        })?;
        Ok(Self { thread, is_ending })
    }

    /// Has it end after the mail it is at, and waits for that.
    pub fn stop(self) {
        self.is_ending.store(true, Ordering::Relaxed);
        self.thread.thread().unpark();
        if self.thread.join().is_err() {
            tracing::error!("the thread of mail panicked");
        }
    }
}

struct Round {
    db: Db,
    keys: Keys,
    origin: String,
    smtp: Smtp,
}

impl Round {
    /// Sends one mail, and tells whether there was one.
    fn one(&self) -> Result<bool, StoreError> {
        let now = self.db.now();
        if !self.db.read_here(|conn| outbox::is_due(conn, now))? {
            return Ok(false);
        }
        let Some(invitation) = self.db.write_here(move |conn| outbox::claim(conn, now))? else {
            return Ok(true);
        };
        let outcome = match self.send(&invitation) {
            // It was put in the trash just now, and waits like others that were before.
            Err(StoreError::NotFound) => return Ok(true),
            outcome => outcome?,
        };
        let id = invitation.id;
        if outcome.is_ok() {
            tracing::info!(invitation = %id, "invitation sent");
        } else {
            // What a server answers may repeat the address: it is for the outbox, not for the log.
            tracing::warn!(invitation = %id, "an invitation was not sent: see the outbox");
        }
        let at = self.db.now();
        self.db.write_here(move |conn| outbox::note(conn, &invitation, outcome, at))?;
        Ok(true)
    }

    fn send(&self, invitation: &Invitation) -> Result<Result<(), Refusal>, StoreError> {
        let (organization, customer) = (invitation.organization, invitation.customer);
        let (organization, customer) = self.db.read_here(|conn| {
            let name = organizations::find(conn, organization)?.name;
            Ok((name, customers::find_live(conn, organization, customer)?.document.display_name))
        })?;
        let Some(code) = invitation.code(&self.keys) else {
            return Ok(Err(Refusal { reason: Reason::Secret, detail: String::new() }));
        };
        let link = format!("{}/invitations/{}", self.origin, code.expose());
        let letter = Letter::invitation(invitation, &organization, &customer, &link);
        Ok(self.smtp.send(&letter).map_err(|error| error.refusal()))
    }
}
