//! A store to look at: an organization with 500 sample customers, brought in by one finished import, a few files and
//! programs, and an administrator who has yet to choose a password.

mod contacts;
mod library;
mod notes;
mod programs;

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::{Context as _, anyhow, bail};
use uuid::Uuid;

use crate::app;
use crate::config::Config;
use crate::domain::account::{OperatorDraft, OperatorStatus};
use crate::domain::attribute::{DefinitionDraft, RawDefinition};
use crate::domain::customer::{Cause, Signature};
use crate::domain::import::{ImportFile, State};
use crate::domain::operator::{Actor, Role};
use crate::domain::organization::{Organization, OrganizationId};
use crate::domain::time::Time;
use crate::domain::view::ViewTitle;
use crate::files::Files;
use crate::import::intake::{self, ReadingChoice};

use crate::import::run::{Ended, Job, problem_of_file};
use crate::store::imports::{self, work};
use crate::store::{Conn, Database, Db, StoreError, attributes, operators, organizations, views};
use crate::web::welcome;

const ORGANIZATION: &str = "Harbour & Vine Hospitality";
const EMAIL: &str = "demo@harbourvine.example";
const FILE: &str = "spring-contacts.csv";
const CUSTOMERS: usize = 500;

/// The settings of the sample store: beside the real one, never in it.
#[must_use]
pub fn settings(config: &Config) -> Config {
    let data_dir = config.data_dir.join("demo");
    Config {
        database: Database::Sqlite(data_dir.join("customary.db")),
        files: data_dir.join("files"),
        bootstrap: crate::config::Bootstrap::default(),
        secret_file: None,
        // Nobody behind a sample address is to be written to.
        smtp: None,
        data_dir,
        ..config.clone()
    }
}

/// Fills the sample store, unless it is filled already. Answers the path of the link that lets its administrator in,
/// while they have no password.
///
/// # Errors
/// When the store or the folder of files cannot be written.
pub fn prepare(config: &Config) -> anyhow::Result<Option<String>> {
    let app::Store { db, keys } = app::open(config)?;
    let now = db.now();
    if db.read_here(organizations::list)?.is_empty() {
        let draft = OperatorDraft::parse(EMAIL, "Neda Yari", Role::Admin.as_str());
        let draft = draft.map_err(|issues| anyhow!(issues.english()))?;
        let organization = db.write_here(move |conn| {
            let organization = organizations::insert(conn, ORGANIZATION, now)?;
            operators::insert(conn, &Actor::command_line(organization.id), &draft, None, now)?;
            define(conn, organization.id, now)?;
            keep_views(conn, organization.id, now)?;
            Ok(organization)
        })?;
        let files = Files::open(&config.files).context("the folder of files")?;
        import(&db, &files, &organization)?;
        library::fill(&db, &files, &organization)?;
        notes::fill(&db, &organization)?;
        contacts::fill(&db, &keys, organization.id)?;
        programs::fill(&db, &organization)?;
    }
    Ok(db.write_here(move |conn| match operators::by_email(conn, EMAIL)? {
        Some((operator, _)) if operator.status == OperatorStatus::Invited => {
            welcome::link_for(conn, &operator, now).map(Some)
        }
        _ => Ok(None),
    })?)
}

/// Keeps queries that somebody would ask again.
fn keep_views(conn: &mut Conn, organization: OrganizationId, at: Time) -> Result<(), StoreError> {
    let by = Actor::command_line(organization);
    for (title, query) in [
        ("Failed programs", "provisioning=failed"),
        ("Invited", "invitation=pending"),
        ("Corporate in Germany", "kind=corporate&country=DE"),
    ] {
        let title = ViewTitle::parse(title).map_err(StoreError::Invalid)?;
        views::insert(conn, &by, &title, query, at)?;
    }
    Ok(())
}

/// Defines what the file's last columns are.
fn define(conn: &mut Conn, organization: OrganizationId, at: Time) -> Result<(), StoreError> {
    let by = Signature { actor: Actor::command_line(organization), at, cause: Cause::Hand };
    for (key, label, kind) in [("tier", "Loyalty tier", "choice"), ("since", "Customer since", "date")] {
        let raw = RawDefinition {
            key: key.into(),
            label: label.into(),
            kind: kind.into(),
            choices: TIERS.join("\n"),
            is_listed: kind == "choice",
            is_filterable: true,
            ..RawDefinition::default()
        };
        let draft = DefinitionDraft::parse(&raw).map_err(StoreError::Invalid)?;
        attributes::insert(conn, &by, &draft)?;
    }
    Ok(())
}

fn import(db: &Db, files: &Files, organization: &Organization) -> anyhow::Result<()> {
    let kept = files.keep_here(sample().as_bytes())?;
    let path = files.path_here(kept.hash)?;
    let inspection = look(&path)?;
    let file = ImportFile { name: FILE.into(), sha256: kept.hash.0, length: kept.bytes, is_kept: true };
    let mut new = db.read_here(|conn| intake::suggest(conn, organization, file, &inspection))?;
    new.options.apply = true;
    let (owner, at, organization) = (Uuid::now_v7(), db.now(), organization.id);
    let begun = db.write_here(move |conn| {
        let import = imports::insert(conn, &Actor::command_line(organization), &new, at)?;
        imports::ask_check(conn, &import, Some((owner, work::LEASE)))?;
        imports::find(conn, organization, import.id)
    })?;
    let id = begun.id;
    let is_ending = Arc::new(AtomicBool::new(false));
    match Job::new(db, files, begun, owner, &is_ending)?.run()? {
        Ended::Done => {}
        _ => bail!("the sample customers were not brought in"),
    }
    let done = db.read_here(|conn| imports::find(conn, organization, id))?;
    if done.state == State::Completed { Ok(()) } else { bail!("the sample customers were not brought in") }
}

fn look(path: &Path) -> anyhow::Result<crate::import::read::Inspection> {
    let choice = ReadingChoice::default();
    intake::look(path, FILE, &choice).map_err(|error| anyhow!("{}", problem_of_file(&error).message))
}

/// Given and family names of one language, and a country with a number there; `#` are digits.
type People = (&'static [&'static str], &'static [&'static str], &'static str, &'static str);

const PEOPLE: [People; 8] = [
    (&["Helen", "Gary", "Tom", "Ruth"], &["Cron", "Shook", "Okafor", "Bell"], "US", "760-615-79##"),
    (&["Siobhán", "Niamh", "Cormac"], &["Ní Dhomhnaill", "O’Hara", "Byrne"], "IE", "01 482 99##"),
    (&["ندا", "رضا", "اصغر"], &["یاری", "مرادی", "ترقه"], "IR", "021 2342 23##"),
    (&["Annegret", "Jürgen", "Max"], &["von Hohenstein", "Groß", "Müller"], "DE", "030 9018 20##"),
    (&["Émilie", "Marc", "Mireille"], &["Tremblay", "Brun", "Fontaine-Delacroix"], "FR", "01 84 88 12 ##"),
    (&["Oluwaseun", "Chidi"], &["Adébáyọ̀", "Eze"], "NG", "0803 123 45##"),
    (&["Minh Khai", "Thị Lan"], &["Nguyễn", "Trần"], "VN", "028 3822 01##"),
    (&["伟", "秀英", "芳"], &["王", "李", "张"], "CN", "010 6552 99##"),
];
const TRADES: [&str; 6] = ["Restaurant", "Café", "Logistics", "Hospitality", "Bakery", "Studio"];
/// Some customers have none, most have one, some have more than a list shows.
const TAGS: [&str; 9] = [
    "Restaurant",
    "",
    "Newsletter; VIP",
    "Wholesale",
    "Partner; Wholesale; Newsletter",
    "",
    "Premium",
    "Trial",
    "Restaurant; Premium",
];
const TIERS: [&str; 3] = ["Gold", "Silver", "Bronze"];

/// The file: every row but the last three is good.
fn sample() -> String {
    let mut file =
        "Type,First Name,Last Name,Company name,Email,Phone,Phone country,Address 1,City,Country,tier,since,Tags\n"
            .to_owned();
    for at in 0..CUSTOMERS + 3 {
        let (given, family, country, number) = PEOPLE[at % PEOPLE.len()];
        let (given, family) = (given[at / 8 % given.len()], family[at / 3 % family.len()]);
        let is_firm = at % 3 == 0;
        let firm = format!("{family} {}", TRADES[at % TRADES.len()]);
        let host = if at < CUSTOMERS { "harbour.example" } else { "" };
        let email = format!("contact{at}@{host}");
        let digits = format!("{:02}", at % 100);
        let line = format!(
            "{},{given},{family},{},{email},{},{country},{} Quay Street,Harbour,{country},{},20{:02}-0{}-1{},{}",
            if is_firm { "corporate" } else { "personal" },
            if is_firm { firm.as_str() } else { "" },
            number.replace("##", &digits),
            1 + at % 90,
            TIERS[at % TIERS.len()],
            10 + at % 16,
            1 + at % 9,
            at % 10,
            TAGS[at % TAGS.len()],
        );
        // Writing to a text cannot fail.
        let _ = writeln!(file, "{line}");
    }
    file
}
