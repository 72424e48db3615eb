//! From the settings to what they mean. What comes out of here is within its bounds: nothing asks again.

mod settings;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};

pub use settings::Settings;

use crate::domain::account::SessionLimits;
use crate::domain::asset::Quota;
use crate::domain::password::Cost;
use crate::mail::Smtp;
use crate::store::{Database, trust};
use crate::web::dialect::{MOUNTS, Mount};
use crate::web::hosts::{Hosts, Network};
use crate::web::limits::Limits;
use crate::web::rate::Allowances;

/// The settings, understood.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address and port to listen on.
    pub listen: String,
    /// How browsers reach it.
    pub base_url: Option<BaseUrl>,
    /// Folder of the database, the files and the secret.
    pub data_dir: PathBuf,
    /// The database.
    pub database: Database,
    /// Connections that read at once.
    pub database_connections: u32,
    /// Folder of the files.
    pub files: PathBuf,
    /// File with the server's secret; with `SQLite` it may be none.
    pub secret_file: Option<PathBuf>,
    /// What an empty store is begun with.
    pub bootstrap: Bootstrap,
    /// The server that mail is sent by.
    pub smtp: Option<Smtp>,
    /// Proxies that are believed.
    pub proxies: Vec<Network>,
    /// What is logged.
    pub log: String,
    /// How long sessions last.
    pub sessions: SessionLimits,
    /// What hashing a password costs.
    pub password_cost: Cost,
    /// Passwords hashed at once.
    pub password_workers: usize,
    /// What requests may bring.
    pub limits: Limits,
    /// How long a program in progress may be silent.
    pub provision_silence: Duration,
    /// Connections open at once, altogether and of one address.
    pub connections: (usize, usize),
    /// Requests that callers may make.
    pub allowances: Allowances,
    /// Mounts of other systems' wire formats that are not served.
    pub mounts_off: Vec<Mount>,
    /// Clients of Nutcache are answered in lower case.
    pub is_nutcache_in_lower_case: bool,
}

/// What an empty store is begun with. Its `Debug` is not derived: it holds secrets.
#[derive(Clone, Default)]
pub struct Bootstrap {
    /// E-mail address and password of the first administrator.
    pub admin: Option<(String, String)>,
    /// The first API token.
    pub token: Option<String>,
}

impl std::fmt::Debug for Bootstrap {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Bootstrap")
    }
}

/// Scheme and host, and a port that is not the scheme's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    /// By TLS.
    pub is_secure: bool,
    /// Host, with the port when it is not the scheme's.
    pub host: String,
}

impl BaseUrl {
    fn parse(url: &str) -> anyhow::Result<Self> {
        let (is_secure, rest) = match url.split_once("://") {
            Some(("https", rest)) => (true, rest),
            Some(("http", rest)) => (false, rest),
            _ => bail!("a base URL begins with https:// or http://"),
        };
        let host = rest.trim_end_matches('/').to_ascii_lowercase();
        let is_host = |letter: char| letter.is_ascii_alphanumeric() || "-.:[]".contains(letter);
        ensure!(
            !host.is_empty() && host.chars().all(is_host),
            "a base URL is a scheme and a host, without a path"
        );
        let own_port = if is_secure { ":443" } else { ":80" };
        Ok(Self { is_secure, host: host.strip_suffix(own_port).unwrap_or(&host).to_owned() })
    }

    /// As browsers write it.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("{}://{}", if self.is_secure { "https" } else { "http" }, self.host)
    }
}

impl Config {
    /// Understands the settings.
    ///
    /// # Errors
    /// A sentence that names the setting.
    pub fn read(settings: &Settings) -> anyhow::Result<Self> {
        let data_dir = std::path::absolute(&settings.data_dir).context("CUSTOMARY_DATA_DIR")?;
        let base_url =
            given(&settings.base_url).map(BaseUrl::parse).transpose().context("CUSTOMARY_BASE_URL")?;
        let database = match given(&settings.database_url) {
            None => Database::Sqlite(data_dir.join("customary.db")),
            Some(url) => database(url).map_err(anyhow::Error::msg).context("CUSTOMARY_DATABASE_URL")?,
        };
        let secret_file = given(&settings.secret_file).map(PathBuf::from);
        if matches!(database, Database::Postgres(_)) && secret_file.is_none() {
            bail!(
                "CUSTOMARY_SECRET_FILE: PostgreSQL serves several servers, which need one secret: name a file of at \
                 least 32 random bytes, such as `openssl rand -hex 32` writes"
            );
        }
        let workers = if settings.password_workers == 0 { cores() } else { settings.password_workers.into() };
        Ok(Self {
            listen: settings.listen.clone(),
            base_url,
            files: files_folder(&settings.files_url, &data_dir).context("CUSTOMARY_FILES_URL")?,
            data_dir,
            database,
            database_connections: settings.database_connections,
            secret_file,
            bootstrap: bootstrap(settings)?,
            smtp: smtp(settings)?,
            proxies: proxies(&settings.trusted_proxies).context("CUSTOMARY_TRUSTED_PROXIES")?,
            log: settings.log.clone(),
            sessions: SessionLimits {
                idle: Duration::from_secs(settings.session_idle_minutes * 60),
                absolute: Duration::from_secs(settings.session_hours * 3600),
            },
            password_cost: Cost {
                memory_mib: settings.password_memory_mib,
                passes: settings.password_passes,
            },
            password_workers: workers,
            limits: Limits {
                upload_bytes: settings.upload_limit_bytes,
                exports_per_hour: settings.exports_per_hour,
                quota: Quota { files: settings.quota_files, bytes: settings.quota_bytes },
                head: Duration::from_secs(settings.head_seconds),
                request: Duration::from_secs(settings.request_seconds),
                pace: Duration::from_secs(settings.pace_seconds),
            },
            provision_silence: Duration::from_secs(settings.provision_silent_hours * 3600),
            connections: (settings.connections as usize, settings.connections_per_address as usize),
            allowances: Allowances {
                session: settings.session_requests,
                token: settings.token_requests,
                sign_in: settings.sign_in_requests,
                unknown: settings.unknown_requests,
            },
            mounts_off: mounts(&settings.mounts_off).context("CUSTOMARY_MOUNTS_OFF")?,
            is_nutcache_in_lower_case: settings.nutcache_lower_case,
        })
    }

    /// Where links lead that are made while nothing serves: a port that is chosen at the start is not known yet.
    #[must_use]
    pub fn origin(&self) -> String {
        self.base_url.as_ref().map_or_else(|| format!("http://{}", self.listen), BaseUrl::origin)
    }

    /// The names the server answers to.
    #[must_use]
    pub fn hosts(&self) -> Hosts {
        self.base_url.as_ref().map_or(Hosts::Loopback, |url| Hosts::Only(url.host.clone()))
    }
}

/// Cores of this machine that the program may use.
#[must_use]
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn given(value: &str) -> Option<&str> {
    Some(value.trim()).filter(|value| !value.is_empty())
}

fn database(url: &str) -> Result<Database, String> {
    let database = Database::parse(url)?;
    if let Database::Postgres(url) = &database {
        trust::ensure_verified(url, variable_of_libpq)?;
    }
    Ok(database)
}

/// What the PostgreSQL client reads by itself where a URL is silent.
#[expect(clippy::disallowed_methods, reason = "settings are read here only")]
fn variable_of_libpq(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn files_folder(url: &str, data_dir: &Path) -> anyhow::Result<PathBuf> {
    let Some(url) = given(url) else { return Ok(data_dir.join("files")) };
    match url.split_once("://") {
        None => Ok(std::path::absolute(url)?),
        Some(("file", path)) => Ok(std::path::absolute(path)?),
        Some((scheme, _)) => bail!("{scheme}:// is no place that this version keeps files in; name a folder"),
    }
}

fn bootstrap(settings: &Settings) -> anyhow::Result<Bootstrap> {
    let admin = match (given(&settings.bootstrap_admin_email), settings.bootstrap_admin_password.as_str()) {
        (None, "") => None,
        (Some(email), password) if !password.is_empty() => Some((email.to_owned(), password.to_owned())),
        _ => bail!("CUSTOMARY_BOOTSTRAP_ADMIN_EMAIL and CUSTOMARY_BOOTSTRAP_ADMIN_PASSWORD go together"),
    };
    Ok(Bootstrap { admin, token: given(&settings.bootstrap_api_token).map(str::to_owned) })
}

fn smtp(settings: &Settings) -> anyhow::Result<Option<Smtp>> {
    let Some(url) = given(&settings.smtp_url) else { return Ok(None) };
    let Some(from) = given(&settings.mail_from) else {
        bail!("CUSTOMARY_MAIL_FROM: name the address that mail is from")
    };
    Smtp::new(url, from)
        .map(Some)
        .map_err(anyhow::Error::msg)
        .context("CUSTOMARY_SMTP_URL, CUSTOMARY_MAIL_FROM")
}

fn proxies(list: &str) -> anyhow::Result<Vec<Network>> {
    let named = list.split(',').filter_map(given).filter(|proxy| *proxy != "none");
    named.map(|proxy| proxy.parse().with_context(|| proxy.to_owned())).collect()
}

/// Mounts by their roots; `all` is every one of them.
fn mounts(list: &str) -> anyhow::Result<Vec<Mount>> {
    if given(list) == Some("all") {
        return Ok(MOUNTS.to_vec());
    }
    let roots = || MOUNTS.map(|mount| mount.root).join(", ");
    let mount =
        |root| Mount::of_root(root).with_context(|| format!("{root} is none of the mounts: {}", roots()));
    list.split(',').filter_map(given).map(mount).collect()
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        settings: Settings,
    }

    fn read(flags: &[&str]) -> anyhow::Result<Config> {
        let line = Line::try_parse_from(["customary"].iter().chain(flags))?;
        Config::read(&line.settings)
    }

    #[test]
    fn nothing_needs_to_be_set() {
        let config = read(&["--data-dir", "/srv/crm"]).unwrap();
        assert_eq!(config.database, Database::Sqlite("/srv/crm/customary.db".into()));
        assert_eq!(config.files, PathBuf::from("/srv/crm/files"));
        assert_eq!(config.hosts(), Hosts::Loopback);
        assert!(config.bootstrap.admin.is_none() && config.secret_file.is_none());
    }

    #[test]
    fn a_base_url_is_a_scheme_and_a_host() {
        for (url, origin) in [
            ("https://crm.example.com/", "https://crm.example.com"),
            ("https://CRM.example.com:443", "https://crm.example.com"),
            ("http://crm.example.com:8080", "http://crm.example.com:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(BaseUrl::parse(url).unwrap().origin(), origin, "{url}");
        }
        for url in
            ["crm.example.com", "ftp://x", "https://", "https://x/crm", "https://user@x", "https://x?y"]
        {
            assert!(BaseUrl::parse(url).is_err(), "{url}");
        }
    }

    #[test]
    fn mounts_are_switched_off_by_their_roots() {
        for (list, expected) in
            [("", &[][..]), ("/v1, /webapi", &["/v1", "/webapi"]), ("all", &MOUNTS.map(|mount| mount.root))]
        {
            let off = read(&["--mounts-off", list]).unwrap().mounts_off;
            assert_eq!(off.iter().map(|mount| mount.root).collect::<Vec<_>>(), expected, "{list}");
        }
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_name() {
        for (flags, named) in [
            (&["--database-url", "mysql://x"][..], "CUSTOMARY_DATABASE_URL"),
            (&["--database-url", "postgres://x/y"], "sslmode=verify-full"),
            (&["--database-url", "postgres:///y"], "CUSTOMARY_SECRET_FILE"),
            (&["--files-url", "s3://bucket"], "CUSTOMARY_FILES_URL"),
            (&["--smtp-url", "smtp://localhost"], "CUSTOMARY_MAIL_FROM"),
            (&["--smtp-url", "ftp://localhost", "--mail-from", "crm@example.com"], "CUSTOMARY_SMTP_URL"),
            (&["--trusted-proxies", "10.0.0.0/40"], "CUSTOMARY_TRUSTED_PROXIES"),
            (&["--bootstrap-admin-email", "a@b.example"], "CUSTOMARY_BOOTSTRAP_ADMIN_PASSWORD"),
            (&["--password-memory-mib", "18"], "password-memory-mib"),
            (&["--session-hours", "0"], "session-hours"),
            (&["--mounts-off", "/v1,/v2"], "CUSTOMARY_MOUNTS_OFF"),
        ] {
            let error = format!("{:#}", read(flags).unwrap_err());
            assert!(error.contains(named), "{flags:?}: {error}");
        }
    }
}
