//! From the settings to a bound server. `main` and the command line start here, and nowhere else is the store opened,
//! the secret read or the router put together.

mod bootstrap;
pub mod demo;
mod ground;
mod log;

use std::net::SocketAddr;

use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::web::Data;
use actix_web::{App, HttpServer};
use anyhow::{Context as _, ensure};
use tokio::signal::unix::{SignalKind, signal};
use tracing_actix_web::TracingLogger;

use crate::config::{Config, cores};
use crate::console;
use crate::dialects;
use crate::domain::secret::Keys;
use crate::domain::time::Clock;
use crate::files::Files;
use crate::import::runner::Runner;
use crate::mail::Post;
use crate::routes;
use crate::store::{Database, Db, connection, migrations, trust};
use crate::web::connections::Connections;
use crate::web::endpoint::resources;
use crate::web::errors::{self, Failure, Voices};
use crate::web::passwords::Passwords;
use crate::web::pool::Pool;
use crate::web::rate::Rates;
use crate::web::site::{Inner, Site, SiteKeys};
use crate::web::trace::Requests;
use crate::web::{headers, limits};

pub use bootstrap::name_by;
pub use log::start_logging;

/// How long a connection is kept for another request.
const KEEP_ALIVE_SECONDS: u64 = 75;
/// How long running requests may take when the program is asked to end.
const SHUTDOWN_SECONDS: u64 = 10;

/// A migrated store with the keys of its server.
pub struct Store {
    /// The database.
    pub db: Db,
    /// The server's keys.
    pub keys: Keys,
}

/// Opens the store, making what an empty machine lacks: the folder, the secret, the tables, and what the settings begin
/// an empty store with.
///
/// # Errors
/// A sentence that says what is in the way.
pub fn open(config: &Config) -> anyhow::Result<Store> {
    let clock = Clock::system();
    ground::prepare_folder(&config.data_dir)?;
    let keys = ground::read_keys(config, &clock)?;
    if let Database::Sqlite(file) = &config.database {
        ground::prepare_database_file(file)?;
    }
    migrate(&config.database)?;
    let db = Db::open(&config.database, config.database_connections, clock).context("the database")?;
    bootstrap::begin(&db, config)?;
    Ok(Store { db, keys })
}

/// Brings the database's schema up to date.
///
/// # Errors
/// When it does not answer, is of a newer program, or is opened with more power than the program should have.
pub fn migrate(database: &Database) -> anyhow::Result<()> {
    let mut conn = database.open().context("the database does not open")?;
    ensure!(
        !trust::is_superuser(&mut conn)?,
        "CUSTOMARY_DATABASE_URL: its role is a superuser: give the program one of its own that owns its database \
         (`CREATE ROLE customary LOGIN PASSWORD '…'`, `CREATE DATABASE customary OWNER customary`) and name it in the URL"
    );
    let copy = migrations::copy_before(&mut conn, database).context("the copy before the migration")?;
    if let Some(copy) = copy {
        tracing::info!(copy = %copy.display(), "copied the database before changing its schema");
    }
    migrations::run(&mut conn).context("the database could not be migrated")
}

/// A server that listens and has yet to serve.
pub struct Bound {
    addresses: Vec<SocketAddr>,
    server: Server,
    database: Database,
    runner: Runner,
    post: Option<Post>,
}

/// Opens the store and binds the server.
///
/// # Errors
/// A sentence that says what is in the way.
pub fn bind(config: &Config) -> anyhow::Result<Bound> {
    let Store { db, keys } = open(config)?;
    let listener = std::net::TcpListener::bind(&config.listen)
        .with_context(|| format!("CUSTOMARY_LISTEN: {} cannot be listened on", config.listen))?;
    let address = listener.local_addr()?;
    let site = site(config, &keys, address);
    announce(config, &db, &site, address)?;
    let files = Files::open(&config.files).context("CUSTOMARY_FILES_URL")?;
    let (most, most_of_one) = config.connections;
    let connections = Connections::new(most_of_one, config.limits.pace, &config.proxies);
    let runner = Runner::start(db.clone(), files.clone()).context("the thread of long work")?;
    let post = config
        .smtp
        .clone()
        .map(|smtp| Post::start(db.clone(), keys.derive("invitation"), site.origin.clone(), smtp));
    let post = post.transpose().context("the thread of mail")?;
    let data = (Data::new(site), Data::new(db), Data::new(files), Data::new(runner.waker()));
    let mounts_off = config.mounts_off.clone();
    let voices = Voices { page: console::error_page::render, wire: dialects::tell };
    let server = HttpServer::new(move || {
        let (site, db, files, waker) = data.clone();
        App::new()
            .app_data(site)
            .app_data(db)
            .app_data(files)
            .app_data(waker)
            .service(resources(&routes::served(&mounts_off)))
            .default_service(actix_web::web::to(|| async { Err::<&'static str, _>(Failure::NotFound) }))
            // The last is the first that a request meets.
            .wrap(from_fn(limits::admit))
            .wrap(from_fn(move |request, next| errors::show(voices, request, next)))
            .wrap(from_fn(headers::complete))
            .wrap(TracingLogger::<Requests>::new())
    })
    .workers(cores())
    .max_connections(most.div_ceil(cores()))
    .on_connect(move |connection, extensions| connections.admit(connection, extensions))
    .keep_alive(std::time::Duration::from_secs(KEEP_ALIVE_SECONDS))
    .client_request_timeout(config.limits.head)
    .shutdown_timeout(SHUTDOWN_SECONDS)
    .disable_signals()
    .listen(listener)?
    .run();
    Ok(Bound { addresses: vec![address], server, database: config.database.clone(), runner, post })
}

impl Bound {
    /// Where it listens; the port is known also when 0 was asked for.
    #[must_use]
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Serves until the program is asked to end: then it stops accepting, finishes what runs, and leaves the database
    /// in one file. Asked a second time, it ends at once.
    ///
    /// # Errors
    /// When the server or the database fails.
    pub async fn serve(self) -> anyhow::Result<()> {
        actix_web::rt::spawn(stop_when_asked(self.server.handle()));
        self.server.await?;
        // It ends after the batch it is at, and gives back what it holds.
        let (runner, post) = (self.runner, self.post);
        let stop = || {
            runner.stop();
            post.into_iter().for_each(Post::stop);
        };
        actix_web::rt::task::spawn_blocking(stop).await.context("the threads of long work and mail")?;
        connection::checkpoint(&self.database).context("the database")?;
        tracing::info!("ended");
        Ok(())
    }
}

async fn stop_when_asked(server: ServerHandle) {
    asked_to_end().await;
    tracing::info!("ending: running requests are finished first");
    let stopped = actix_web::rt::spawn(async move { server.stop(true).await });
    tokio::select! {
        _ = stopped => {}
        () = asked_to_end() => {
            tracing::warn!("ended at once");
            std::process::exit(1);
        }
    }
}

/// Waits for SIGTERM or SIGINT.
async fn asked_to_end() {
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        tracing::error!("signals cannot be waited for: end the program with SIGKILL");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

fn site(config: &Config, keys: &Keys, address: SocketAddr) -> Site {
    Site::new(Inner {
        origin: origin(config, address),
        hosts: config.hosts(),
        proxies: config.proxies.clone(),
        is_secure: config.base_url.as_ref().is_some_and(|url| url.is_secure),
        keys: SiteKeys::derive(keys),
        sessions: config.sessions,
        limits: config.limits,
        has_mail: config.smtp.is_some(),
        provision_silence: config.provision_silence,
        rates: Rates::new(config.allowances),
        passwords: Passwords::new(config.password_workers, config.password_cost),
        pictures: Pool::new(cores()),
        is_nutcache_in_lower_case: config.is_nutcache_in_lower_case,
    })
}

/// Where links lead: the base URL, or without one this machine.
fn origin(config: &Config, address: SocketAddr) -> String {
    match &config.base_url {
        Some(url) => url.origin(),
        None if address.ip().is_unspecified() => format!("http://127.0.0.1:{}", address.port()),
        None => format!("http://{address}"),
    }
}

/// Says where it serves, what is unsafe about it, and how to begin.
fn announce(config: &Config, db: &Db, site: &Site, address: SocketAddr) -> anyhow::Result<()> {
    tracing::info!(%address, url = site.origin, "serving");
    if !site.is_secure {
        tracing::warn!(
            "without an https base URL, cookies are sent unencrypted: use it on this machine only"
        );
    }
    if config.base_url.is_none() && !address.ip().is_loopback() {
        tracing::warn!("without CUSTOMARY_BASE_URL, only requests for localhost are answered");
    }
    if let Some(link) = bootstrap::administrator_link(db, site)? {
        // On the standard output alone: a log would keep the secret.
        println!("Nobody can sign in yet. Create the first administrator, within 24 hours, at:\n{link}");
    }
    Ok(())
}
