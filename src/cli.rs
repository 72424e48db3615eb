//! The commands. Each opens what it needs and calls one function of the floors below.

mod export;
mod import;

use std::io::Read as _;
use std::process::ExitCode;

use anyhow::{Context as _, anyhow, bail};
use clap::{Args, Parser, Subcommand};

use crate::app;
use crate::config::{Config, Settings};
use crate::domain::account::{OperatorDraft, TOKEN_PREFIX, TokenDraft};
use crate::domain::operator::{Actor, Role};
use crate::domain::organization::Organization;
use crate::domain::password::{self, Password};
use crate::domain::secret::Secret;
use crate::domain::values::Email;
use crate::domain::values::text;
use crate::routes;
use crate::store::{Db, StoreError, migrations, operators, organizations, tokens};
use crate::web::welcome;

/// Longest name of an organization, in characters.
const NAME_LIMIT_CHARS: usize = 200;

/// A self-hosted customer console.
#[derive(Parser)]
#[command(name = "customary", version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Subcommand)]
enum Command {
    /// Bring the database up to date and serve the console and the API: what is done without a command, too
    Serve {
        /// Serve 500 sample customers and a finished import, in a store of their own, to look at
        #[arg(long)]
        demo: bool,
    },
    /// Organizations, whose customers never meet
    #[command(subcommand)]
    Organization(OrganizationCommand),
    /// People who sign in
    #[command(subcommand)]
    Operator(OperatorCommand),
    /// Programs that use the API
    #[command(subcommand)]
    Token(TokenCommand),
    /// Bring customers in from a file: exit 0 when all rows are in, 3 when some were rejected, 1 when it could not run
    Import(import::ImportArgs),
    /// Write customers to a file
    Export(export::ExportArgs),
    /// Bring the database up to date
    Migrate {
        /// Only say whether it is: exit 0 when it is, 1 when not
        #[arg(long)]
        check: bool,
    },
    /// Every address with its method and the right that it needs
    Routes,
}

#[derive(Subcommand)]
enum OrganizationCommand {
    /// Add one
    Add {
        /// Its name
        name: String,
    },
}

#[derive(Args)]
struct Of {
    /// The organization, by its name; needed when there are several
    #[arg(long)]
    organization: Option<String>,
}

#[derive(Subcommand)]
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

#[derive(Subcommand)]
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
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("customary: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    if let Some(Command::Routes) = cli.command {
        return Ok(list_routes());
    }
    app::start_logging(&cli.settings.log)?;
    let config = Config::read(&cli.settings)?;
    match cli.command {
        Some(Command::Serve { demo: true }) => serve_demo(&config),
        None | Some(Command::Serve { demo: false } | Command::Routes) => serve(&config),
        Some(Command::Organization(OrganizationCommand::Add { name })) => add_organization(&config, &name),
        Some(Command::Operator(command)) => operator(&config, command),
        Some(Command::Token(command)) => token(&config, command),
        Some(Command::Import(args)) => import::run(&config, &args),
        Some(Command::Export(args)) => export::run(&config, &args),
        Some(Command::Migrate { check: false }) => app::open(&config).map(|_| ExitCode::SUCCESS),
        Some(Command::Migrate { check: true }) => check_migrations(&config),
    }
}

fn serve(config: &Config) -> anyhow::Result<ExitCode> {
    actix_web::rt::System::new().block_on(async {
        app::bind(config)?.serve().await?;
        Ok(ExitCode::SUCCESS)
    })
}

fn serve_demo(config: &Config) -> anyhow::Result<ExitCode> {
    let config = app::demo::settings(config);
    if let Some(path) = app::demo::prepare(&config)? {
        println!("The sample store waits for its administrator. Choose a password, within 24 hours, at:");
        println!("{}{path}", config.origin());
    }
    serve(&config)
}

fn list_routes() -> ExitCode {
    let mut table = routes::table();
    table.sort_by_key(|row| (row.path.clone(), row.method.to_string()));
    for row in table {
        println!("{row:?}");
    }
    ExitCode::SUCCESS
}

fn check_migrations(config: &Config) -> anyhow::Result<ExitCode> {
    let mut conn = config.database.open().context("the database cannot be opened")?;
    let is_pending = migrations::is_pending(&mut conn)?;
    println!("{}", if is_pending { "migrations are waiting" } else { "up to date" });
    Ok(if is_pending { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn add_organization(config: &Config, name: &str) -> anyhow::Result<ExitCode> {
    let name = text::text(text::trimmed(name), NAME_LIMIT_CHARS).map_err(|issue| anyhow!(issue.english()))?;
    let name = name.context("an organization has a name")?;
    let db = app::open(config)?.db;
    let now = db.now();
    match db.write_here(move |conn| organizations::insert(conn, &name, now)) {
        Err(StoreError::Taken { .. }) => bail!("there is an organization of this name already"),
        added => println!("{}", added?.name),
    }
    Ok(ExitCode::SUCCESS)
}

/// The organization that a command is about: the one named, or the only one. A store without any gets one of this name.
fn organization(db: &Db, of: &Of, otherwise: &str) -> anyhow::Result<Organization> {
    let mut all = db.read_here(organizations::list)?;
    match (&of.organization, all.len()) {
        (Some(name), _) => {
            let found = all.into_iter().find(|organization| organization.name == *name);
            found.context("there is no organization of this name")
        }
        (None, 0) => {
            let (name, now) = (otherwise.to_owned(), db.now());
            Ok(db.write_here(move |conn| organizations::insert(conn, &name, now))?)
        }
        (None, 1) => Ok(all.remove(0)),
        (None, _) => bail!("there are several organizations: name one with --organization"),
    }
}

fn operator(config: &Config, command: OperatorCommand) -> anyhow::Result<ExitCode> {
    match command {
        OperatorCommand::Add { email, role, name, password_stdin, of } => {
            add_operator(config, &email, name.as_deref(), role, password_stdin, &of)
        }
        OperatorCommand::List { of } => list_operators(config, &of),
        OperatorCommand::Disable { email } => disable_operator(config, &email),
    }
}

fn add_operator(
    config: &Config,
    email: &str,
    name: Option<&str>,
    role: Role,
    has_password: bool,
    of: &Of,
) -> anyhow::Result<ExitCode> {
    let draft = OperatorDraft::parse(email, name.unwrap_or_default(), role.as_str());
    let draft = draft.map_err(|issues| anyhow!(issues.english()))?;
    let db = app::open(config)?.db;
    let organization = organization(&db, of, &app::name_by(email))?;
    let hash = has_password.then(|| read_password(&organization, config)).transpose()?;
    let (actor, now) = (Actor::command_line(organization.id), db.now());
    let added = db.write_here(move |conn| {
        let operator = operators::insert(conn, &actor, &draft, hash.as_deref(), now)?;
        let link = hash.is_none().then(|| welcome::link_for(conn, &operator, now)).transpose()?;
        Ok((operator, link))
    });
    match added {
        Err(StoreError::Taken { .. }) => bail!("an operator with this address exists already"),
        Err(error) => return Err(error.into()),
        Ok((operator, None)) => println!("{} can sign in", operator.email),
        Ok((operator, Some(link))) => {
            println!(
                "{} chooses a password, within 24 hours, at:\n{}{link}",
                operator.email,
                config.origin()
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn read_password(organization: &Organization, config: &Config) -> anyhow::Result<String> {
    let mut password = String::new();
    std::io::stdin().read_to_string(&mut password).context("no password could be read")?;
    let password = password.strip_suffix('\n').unwrap_or(&password);
    let password = Password::parse(password, &[&organization.name]);
    let password = password.map_err(|issue| anyhow!("the password: {}", issue.english()))?;
    Ok(password::hash(password.expose(), config.password_cost))
}

fn list_operators(config: &Config, of: &Of) -> anyhow::Result<ExitCode> {
    let db = app::open(config)?.db;
    let organizations = match of.organization {
        Some(_) => vec![organization(&db, of, "")?],
        None => db.read_here(organizations::list)?,
    };
    for organization in organizations {
        for operator in db.read_here(|conn| operators::list(conn, organization.id))? {
            let (role, status) = (operator.role, operator.status.as_str());
            println!("{}\t{role}\t{status}\t{}", operator.email, organization.name);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn disable_operator(config: &Config, email: &str) -> anyhow::Result<ExitCode> {
    let email = Email::parse(email).map_err(|issue| anyhow!(issue.english()))?;
    let db = app::open(config)?.db;
    let now = db.now();
    let disabled = db.write_here(move |conn| {
        let (operator, _) = operators::by_email(conn, &email.key())?.ok_or(StoreError::NotFound)?;
        operators::disable(conn, &Actor::command_line(operator.organization), operator.id, now)
    });
    match disabled {
        Err(StoreError::NotFound) => bail!("there is no operator with this address"),
        Err(StoreError::Invalid(issues)) => bail!(issues.english()),
        disabled => println!("{} can no longer sign in", disabled?.email),
    }
    Ok(ExitCode::SUCCESS)
}

fn token(config: &Config, command: TokenCommand) -> anyhow::Result<ExitCode> {
    let TokenCommand::Add { name, role, days, of } = command;
    let days = days.map(|days| days.to_string()).unwrap_or_default();
    let draft = TokenDraft::parse(&name, role.as_str(), &days).map_err(|issues| anyhow!(issues.english()))?;
    let db = app::open(config)?.db;
    let organization = organization(&db, &of, "My organization")?;
    let secret = Secret::prefixed(TOKEN_PREFIX);
    let (actor, now, hash) = (Actor::command_line(organization.id), db.now(), secret.hash());
    db.write_here(move |conn| tokens::insert(conn, &actor, &draft, hash, now))?;
    println!("The token of {name} is shown this once:\n{}", secret.expose());
    Ok(ExitCode::SUCCESS)
}
