//! The commands. Each opens what it needs and calls one function of the floors below.

use std::io::{IsTerminal as _, Read as _};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};

use crate::app;
use crate::config::{ServeConfig, StoreConfig};
use crate::domain::account::{OperatorDraft, TOKEN_PREFIX, TokenDraft};
use crate::domain::operator::{Actor, Role};
use crate::domain::organization::Organization;
use crate::domain::password::{self, Cost, Password};
use crate::domain::secret::Secret;
use crate::domain::values::Email;
use crate::routes;
use crate::store::{Db, StoreError, connection, operators, organizations, tokens};

/// A self-hosted customer console.
#[derive(Debug, Parser)]
#[command(name = "customary", version)]
struct Cli {
    #[command(flatten)]
    store: StoreConfig,
    /// What is logged: error, warn, info, debug, or a filter of the tracing crate
    #[arg(long, env = "CUSTOMARY_LOG", default_value = "info", global = true)]
    log: String,
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeConfig,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Bring the database up to date and serve the console and the API: what is done without a command, too
    Serve(ServeArgs),
    /// Organizations, whose customers never meet
    #[command(subcommand)]
    Organization(OrganizationCommand),
    /// People who sign in
    #[command(subcommand)]
    Operator(OperatorCommand),
    /// Programs that use the API
    #[command(subcommand)]
    Token(TokenCommand),
    /// Bring the database up to date
    Migrate {
        /// Only say whether it is: exit 0 when it is, 1 when not
        #[arg(long)]
        check: bool,
    },
    /// Every address with its method and the right that it needs
    Routes,
}

#[derive(Debug, Args)]
struct ServeArgs {
    #[command(flatten)]
    serve: ServeConfig,
}

#[derive(Debug, Subcommand)]
enum OrganizationCommand {
    /// Add one
    Add {
        /// Its name
        name: String,
    },
}

#[derive(Debug, Args)]
struct Of {
    /// The organization, by its name; the only one, or the first, when it is not named
    #[arg(long)]
    organization: Option<String>,
}

#[derive(Debug, Subcommand)]
enum OperatorCommand {
    /// Add one
    Add {
        /// Their e-mail address
        email: String,
        /// What they may do: admin, editor or viewer
        #[arg(long)]
        role: Role,
        /// Their name; default: the e-mail address
        #[arg(long)]
        name: Option<String>,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        of: Of,
    },
    /// List them
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Switch one off, ending all their sessions
    Disable {
        /// Their e-mail address
        email: String,
    },
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    /// Add one, and print it once, alone on the last line
    Add {
        /// What it is for
        name: String,
        /// What it may do: admin, editor or viewer
        #[arg(long)]
        role: Role,
        /// How many days it is valid; without end when not given
        #[arg(long)]
        days: Option<u32>,
        #[command(flatten)]
        of: Of,
    },
}

/// Runs the command line.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    start_log(&cli.log);
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("customary: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Lines go to standard error; what a command answers goes to standard output.
fn start_log(filter: &str) {
    let filter = tracing_subscriber::EnvFilter::try_new(filter).unwrap_or_default();
    let to_person = std::io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(to_person)
        .with_writer(std::io::stderr)
        .init();
    // A panic is a defect; its message belongs into the log, on one line.
    std::panic::set_hook(Box::new(|panic| tracing::error!(place = ?panic.location(), "a panic: {panic}")));
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let store = &cli.store;
    match cli.command {
        None => serve(store, &cli.serve),
        Some(Command::Serve(ServeArgs { serve: config })) => serve(store, &config),
        Some(Command::Organization(OrganizationCommand::Add { name })) => {
            let db = app::open_store(store, 1)?;
            let now = db.now();
            let organization = db.write_here(move |conn| organizations::insert(conn, &name, now))?;
            println!("{}", organization.name);
            Ok(ExitCode::SUCCESS)
        }
        Some(Command::Operator(command)) => operator(&app::open_store(store, 1)?, command),
        Some(Command::Token(command)) => token(&app::open_store(store, 1)?, command),
        Some(Command::Migrate { check: false }) => app::open_store(store, 1).map(|_| ExitCode::SUCCESS),
        Some(Command::Migrate { check: true }) => check_migrations(store),
        Some(Command::Routes) => {
            for row in routes::table() {
                println!("{row:?}");
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn serve(store: &StoreConfig, config: &ServeConfig) -> anyhow::Result<ExitCode> {
    actix_web::rt::System::new().block_on(async {
        let bound = app::bind(store, config).await?;
        if config.base_url.as_deref().is_none_or(|url| !url.starts_with("https://")) {
            eprintln!("Without an https base URL cookies are not marked Secure: for this machine only.");
        }
        println!("Customary listens on http://{}", bound.address);
        if let Some(link) = &bound.first_run_link {
            println!("Open this link once, to become the first administrator:\n{link}");
        }
        bound.server.await.context("the server failed")?;
        Ok(ExitCode::SUCCESS)
    })
}

fn check_migrations(store: &StoreConfig) -> anyhow::Result<ExitCode> {
    let database = store.database().map_err(anyhow::Error::msg)?;
    let mut conn = database.open().context("the database cannot be opened")?;
    let is_pending = connection::is_migration_pending(&mut conn)?;
    println!("{}", if is_pending { "migrations are waiting" } else { "up to date" });
    Ok(if is_pending { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The organization that a command is about: the one named, else the first; a store without any gets one.
fn organization(db: &Db, of: &Of) -> anyhow::Result<Organization> {
    let (name, now) = (of.organization.clone(), db.now());
    let found = db.write_here(move |conn| {
        let mut all = organizations::list(conn)?.into_iter();
        match &name {
            Some(name) => all.find(|organization| organization.name == *name).ok_or(StoreError::NotFound),
            None => match all.next() {
                Some(first) => Ok(first),
                None => organizations::insert(conn, "Customary", now),
            },
        }
    });
    match found {
        Err(StoreError::NotFound) => anyhow::bail!("there is no organization of this name"),
        found => Ok(found?),
    }
}

fn operator(db: &Db, command: OperatorCommand) -> anyhow::Result<ExitCode> {
    match command {
        OperatorCommand::Add { email, role, name, password_stdin, of } => {
            let organization = organization(db, &of)?;
            let name = name.unwrap_or_else(|| email.clone());
            let draft = OperatorDraft::parse(&email, &name, role.as_str());
            let draft = draft.map_err(|issues| anyhow::anyhow!(issues.english()))?;
            let hash = password_stdin.then(|| read_password(&organization)).transpose()?;
            let (actor, now) = (Actor::command_line(organization.id), db.now());
            let added =
                db.write_here(move |conn| operators::insert(conn, &actor, &draft, hash.as_deref(), now));
            match added {
                Err(StoreError::Taken { .. }) => {
                    anyhow::bail!("an operator with this address exists already")
                }
                added => println!("{}", added?.email),
            }
        }
        OperatorCommand::List { of } => {
            let organization = organization(db, &of)?;
            for operator in db.read_here(|conn| operators::list(conn, organization.id))? {
                println!("{}\t{}\t{}", operator.email, operator.role, operator.status.as_str());
            }
        }
        OperatorCommand::Disable { email } => {
            let email = Email::parse(&email).map_err(|issue| anyhow::anyhow!(issue.english()))?;
            let now = db.now();
            let disabled = db.write_here(move |conn| {
                let (operator, _) = operators::by_email(conn, &email.key())?.ok_or(StoreError::NotFound)?;
                let actor = Actor::command_line(operator.organization);
                operators::disable(conn, &actor, operator.id, now)
            });
            match disabled {
                Err(StoreError::NotFound) => anyhow::bail!("there is no operator with this address"),
                Err(StoreError::Invalid(issues)) => anyhow::bail!(issues.english()),
                disabled => println!("{} can no longer sign in", disabled?.email),
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn read_password(organization: &Organization) -> anyhow::Result<String> {
    let mut password = String::new();
    std::io::stdin().read_to_string(&mut password).context("no password could be read")?;
    let password = password.strip_suffix('\n').unwrap_or(&password);
    let password = Password::parse(password, &[&organization.name]);
    let password = password.map_err(|issue| anyhow::anyhow!("the password: {}", issue.english()))?;
    Ok(password::hash(password.expose(), Cost::FLOOR))
}

fn token(db: &Db, command: TokenCommand) -> anyhow::Result<ExitCode> {
    let TokenCommand::Add { name, role, days, of } = command;
    let organization = organization(db, &of)?;
    let days = days.map(|days| days.to_string()).unwrap_or_default();
    let draft = TokenDraft::parse(&name, role.as_str(), &days);
    let draft = draft.map_err(|issues| anyhow::anyhow!(issues.english()))?;
    let secret = Secret::prefixed(TOKEN_PREFIX);
    let (actor, now, hash) = (Actor::command_line(organization.id), db.now(), secret.hash());
    db.write_here(move |conn| tokens::insert(conn, &actor, &draft, hash, now))?;
    println!("The token of {name} is shown this once:\n{}", secret.expose());
    Ok(ExitCode::SUCCESS)
}
