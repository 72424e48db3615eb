//! What every request needs to know of this server: its name, its keys, its limits.

use std::sync::Arc;
use std::time::Duration;

use crate::domain::account::SessionLimits;
use crate::domain::secret::Keys;
use crate::domain::time::Time;
use crate::web::hosts::{Hosts, Network};
use crate::web::limits::Limits;
use crate::web::passwords::Passwords;
use crate::web::pool::Pool;
use crate::web::rate::Rates;

/// This server, shared by all of its workers.
#[derive(Clone)]
pub struct Site {
    inner: Arc<Inner>,
}

/// What a site is made of.
pub struct Inner {
    /// Scheme, host and port that links are built from.
    pub origin: String,
    /// The names it answers to.
    pub hosts: Hosts,
    /// Proxies whose word about a caller's address is believed.
    pub proxies: Vec<Network>,
    /// Whether browsers reach it by TLS.
    pub is_secure: bool,
    /// The keys of each purpose.
    pub keys: SiteKeys,
    /// How long sessions last.
    pub sessions: SessionLimits,
    /// How much a request may bring.
    pub limits: Limits,
    /// How long a program in progress may be silent before it counts as stuck.
    pub provision_silence: Duration,
    /// How many requests a caller may make.
    pub rates: Rates,
    /// Where passwords are hashed.
    pub passwords: Passwords,
    /// Whether there is a server that sends mail.
    pub has_mail: bool,
    /// Where small copies of pictures are made.
    pub pictures: Pool,
    /// Clients of Nutcache are answered with every member in lower case, as its later documentation has it.
    pub is_nutcache_in_lower_case: bool,
}

/// The keys of each purpose, derived from the server's secret.
pub struct SiteKeys {
    /// Signs the tokens of forms.
    pub csrf: Keys,
    /// Seals the cookie of those who are not signed in.
    pub visit: Keys,
    /// Seals what is told once on the next page.
    pub flash: Keys,
    /// Seals the mark of a browser that someone has signed in with.
    pub device: Keys,
    /// Makes the codes of invitations.
    pub invitation: Keys,
    /// Makes the addresses that open a file for a while.
    pub asset_link: Keys,
}

impl SiteKeys {
    /// Derives them.
    #[must_use]
    pub fn derive(keys: &Keys) -> Self {
        Self {
            csrf: keys.derive("csrf"),
            visit: keys.derive("visit"),
            flash: keys.derive("flash"),
            device: keys.derive("device"),
            invitation: keys.derive("invitation"),
            asset_link: keys.derive("asset link"),
        }
    }
}

impl Site {
    /// Puts a site together.
    #[must_use]
    pub fn new(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }

    /// The address of a path on this site, as it is sent to someone: never made from what a request says.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// What was last heard of before this moment is stuck.
    #[must_use]
    pub fn silent_before(&self, now: Time) -> Time {
        now.minus(self.provision_silence)
    }
}

impl std::ops::Deref for Site {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.inner
    }
}
