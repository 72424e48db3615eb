//! From the configuration to a server that listens: the same for `main` and for tests. The order of what a request
//! meets is here and nowhere else.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::web::Data;
use actix_web::{App, HttpServer};
use anyhow::{Context as _, bail, ensure};
use tracing_actix_web::TracingLogger;

use crate::config::{ServeConfig, StoreConfig};
use crate::console;
use crate::domain::account::{LinkPurpose, OperatorDraft, SessionLimits, TOKEN_PREFIX, TokenDraft};
use crate::domain::operator::{Actor, Role};
use crate::domain::password::{Cost, Password};
use crate::domain::secret::{Key, Keys, Secret, SecretHash};
use crate::domain::time::Clock;
use crate::files::Files;
use crate::routes;
use crate::store::links::Link;
use crate::store::{Database, Db, connection, links, operators, organizations, tokens};
use crate::web::hosts::Hosts;
use crate::web::limits::Limits;
use crate::web::passwords::Passwords;
use crate::web::rate::{Allowances, Rates};
use crate::web::site::{Inner, SiteKeys};
use crate::web::{Site, endpoint, errors, headers, limits, trace};

/// Connections to read from, for each worker.
const READERS_PER_WORKER: u32 = 2;
/// How long requests may finish in when the server is told to stop.
const SHUTDOWN_SECONDS: u64 = 10;
/// Fewest bytes of a secret that an operator brings.
const SECRET_BYTES: usize = 32;

/// A server that listens.
pub struct Bound {
    /// Where.
    pub address: SocketAddr,
    /// The link that makes the first administrator, when there is no operator yet.
    pub first_run_link: Option<String>,
    /// Serves until it is told to stop.
    pub server: Server,
}

/// Opens the store, brings it up to date, and listens.
///
/// # Errors
/// A sentence for whoever starts the program.
pub async fn bind(store: &StoreConfig, serve: &ServeConfig) -> anyhow::Result<Bound> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let db = open_store(store, workers)?;
    let files = open_files(store)?;
    let listener = std::net::TcpListener::bind(serve.listen)
        .with_context(|| format!("{} cannot be listened on", serve.listen))?;
    let address = listener.local_addr()?;
    let site = site(store, serve, address, workers)?;
    let first_run_link = prepare(&db, &site, serve).await?;

    let (db, site, files) = (Data::new(db), Data::new(site), Data::new(files));
    let table = routes::table();
    let server = HttpServer::new(move || {
        let app = App::new().app_data(db.clone()).app_data(site.clone()).app_data(files.clone());
        let app = endpoint::resources(&table).into_iter().fold(app, App::service);
        // The last one wrapped meets a request first.
        app.wrap(from_fn(limits::admit))
            //TMP            .wrap(from_fn(|request, next| errors::show(console::error_page, request, next)))
            .wrap(from_fn(headers::complete))
            .wrap(TracingLogger::<trace::Requests>::new())
    })
    .workers(workers)
    .max_connections(1_000)
    .client_request_timeout(Duration::from_secs(10))
    .keep_alive(Duration::from_secs(75))
    .shutdown_timeout(SHUTDOWN_SECONDS)
    .listen(listener)?
    .run();
    Ok(Bound { address, first_run_link, server })
}

/// Opens the store and brings it up to date.
///
/// # Errors
/// A sentence for whoever runs the program.
pub fn open_store(store: &StoreConfig, workers: usize) -> anyhow::Result<Db> {
    make_data_dir(&store.data_dir)?;
    let database = store.database().map_err(anyhow::Error::msg)?;
    if let Database::Sqlite(path) = &database {
        make_private(path)?;
    }
    let mut conn = database.open().context("the database cannot be opened")?;
    connection::migrate(&mut conn).context("the database cannot be brought up to date")?;
    drop(conn);
    let readers = u32::try_from(workers).unwrap_or(1).saturating_mul(READERS_PER_WORKER);
    Db::open(&database, readers, Clock::system()).context("the database cannot be opened")
}

/// Opens the folder of files.
///
/// # Errors
/// A sentence for whoever runs the program.
pub fn open_files(store: &StoreConfig) -> anyhow::Result<Files> {
    let folder = store.files_dir().map_err(anyhow::Error::msg)?;
    Files::open(&folder).with_context(|| format!("{} cannot be used for files", folder.display()))
}

fn make_data_dir(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        return Ok(());
    }
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.with_context(|| format!("the data directory {} cannot be made", folder.display()))
}

/// The database's file, made for us alone, or refused when others can read it: it is everybody's personal data.
fn make_private(path: &Path) -> anyhow::Result<()> {
    match fs::metadata(path) {
        Ok(found) => {
            let is_open_to_all = found.permissions().mode() & 0o004 != 0;
            ensure!(!is_open_to_all, "{} can be read by everyone: chmod 600 it first", path.display());
            Ok(())
        }
        Err(_) => {
            let made = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
            made.map(drop).with_context(|| format!("{} cannot be made", path.display()))
        }
    }
}

fn site(
    store: &StoreConfig,
    serve: &ServeConfig,
    address: SocketAddr,
    workers: usize,
) -> anyhow::Result<Site> {
    let keys = Keys::new(Key::of_secret(&secret(store)?), None);
    let base = serve.base_url.as_deref().map(|url| url.trim_end_matches('/').to_owned());
    let hosts = match &base {
        None => Hosts::Loopback,
        Some(url) => {
            let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
            let host = host.filter(|host| !host.is_empty() && !host.contains('/'));
            let Some(host) = host else { bail!("the base URL is like https://customers.example.org") };
            Hosts::Only(host.to_owned())
        }
    };
    Ok(Site::new(Inner {
        is_secure: base.as_deref().is_some_and(|url| url.starts_with("https://")),
        origin: base.unwrap_or_else(|| format!("http://{address}")),
        hosts,
        proxies: serve.trusted_proxies.clone(),
        keys: SiteKeys::derive(&keys),
        sessions: SessionLimits::DEFAULT,
        limits: Limits { upload_bytes: serve.upload_limit_bytes },
        rates: Rates::new(Allowances::DEFAULT),
        passwords: Passwords::new(workers, Cost::FLOOR),
    }))
}

/// The secret that all keys are made of. With SQLite the first start makes one; several servers on one PostgreSQL
/// must be given the same.
fn secret(store: &StoreConfig) -> anyhow::Result<Vec<u8>> {
    let database = store.database().map_err(anyhow::Error::msg)?;
    let path = match (&store.secret_file, database) {
        (Some(path), _) => path.clone(),
        (None, Database::Sqlite(_)) => store.data_dir.join("secret"),
        (None, Database::Postgres(_)) => {
            bail!("PostgreSQL needs CUSTOMARY_SECRET_FILE: a file with a secret")
        }
    };
    if store.secret_file.is_none() && !path.exists() {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        std::io::Write::write_all(&mut file, Secret::generate().expose().as_bytes())?;
        file.sync_all()?;
    }
    let secret = fs::read(&path).with_context(|| format!("the secret {} cannot be read", path.display()))?;
    let secret = secret.trim_ascii().to_vec();
    ensure!(
        secret.len() >= SECRET_BYTES,
        "the secret {} is weak: it needs {SECRET_BYTES} characters",
        path.display()
    );
    Ok(secret)
}

/// Makes the first organization, and the first administrator or the link that makes one.
async fn prepare(db: &Db, site: &Site, serve: &ServeConfig) -> anyhow::Result<Option<String>> {
    let now = db.now();
    let organization = db
        .write_as_system(move |conn| match organizations::list(conn)?.into_iter().next() {
            Some(organization) => Ok(organization),
            None => organizations::insert(conn, "Customary", now),
        })
        .await?;
    if db.read(operators::is_any).await? {
        return Ok(None);
    }
    let actor = Actor::command_line(organization.id);
    if let Some(token) = serve.bootstrap_api_token.clone() {
        ensure!(token.starts_with(TOKEN_PREFIX), "an API token starts with {TOKEN_PREFIX}");
        let draft = TokenDraft { name: "Bootstrap".into(), role: Role::Admin, lasts: None };
        let (hash, actor) = (SecretHash::of(&token), actor.clone());
        db.write_as_system(move |conn| {
            let is_known = tokens::by_secret(conn, hash, now)?.is_some();
            if is_known { Ok(()) } else { tokens::insert(conn, &actor, &draft, hash, now).map(drop) }
        })
        .await?;
    }
    if let (Some(email), Some(password)) = (&serve.bootstrap_admin_email, &serve.bootstrap_admin_password) {
        let draft = OperatorDraft::parse(email, "Administrator", Role::Admin.as_str());
        let draft =
            draft.map_err(|issues| anyhow::anyhow!("the first administrator: {}", issues.english()))?;
        let password = Password::parse(password, &[&organization.name])
            .map_err(|issue| anyhow::anyhow!("their password: {}", issue.english()))?;
        let hash =
            site.passwords.hash(password).await.map_err(|failure| anyhow::anyhow!(failure.english()))?;
        db.write_as_system(move |conn| operators::insert(conn, &actor, &draft, Some(&hash), now)).await?;
        return Ok(None);
    }
    let secret = Secret::generate();
    let (link, hash) = (Link { purpose: LinkPurpose::FirstRun, operator: None }, secret.hash());
    db.write_as_system(move |conn| links::insert(conn, link, hash, now)).await?;
    Ok(Some(site.url(&format!("/welcome/{}", secret.expose()))))
}
