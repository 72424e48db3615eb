//! `customary import FILE`: the same import as the console's. It holds its own lease and writes as a server would; when
//! it is cut off, a server goes on with it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use uuid::Uuid;

use super::{Of, organization};
use crate::app;
use crate::config::Config;
use crate::domain::import::{
    CauseCount, Counts, EmptyCells, Import, ImportId, MatchBy, Mode, OnMatch, Outcome, State,
};
use crate::domain::operator::Actor;
use crate::domain::organization::OrganizationId;
use crate::files::Files;
use crate::import::intake::{self, Brought, Refusal, Then};
use crate::import::read::{Format, Reading};
use crate::import::rejects::{Rejects, Table};
use crate::import::run::{Ended, Job, problem_of_file};
use crate::import::wishes::Wishes;
use crate::store::connection;
use crate::store::imports::causes;
use crate::store::imports::ledger::{self, Ledger};
use crate::store::imports::{self, work};
use crate::store::{Db, StoreError};
use crate::web::upload::harmless_name;

/// What came of it, for scripts: some rows are not in.
const SOME_REJECTED: u8 = 3;
/// How often the progress is looked up.
const SHOWN_EVERY: Duration = Duration::from_millis(200);
/// Examples of a kind of problem.
const EXAMPLES: i64 = 3;

/// What is imported, and how.
#[derive(Args)]
pub(super) struct ImportArgs {
    /// The file: CSV, JSON, NDJSON or XLSX
    file: PathBuf,
    /// Judge every row and write nothing
    #[arg(long)]
    dry_run: bool,
    /// What makes a row the same customer: email, id, or a reference such as arrowsphere/internalReference
    #[arg(long = "match", value_name = "KEY")]
    match_by: Option<MatchBy>,
    /// What to do when the customer exists
    #[arg(long, value_enum)]
    on_match: Option<OnMatchArg>,
    /// Whether rows may create customers, update them, or both
    #[arg(long, value_enum)]
    mode: Option<ModeArg>,
    /// What an empty cell asks for
    #[arg(long, value_enum)]
    empty: Option<EmptyArg>,
    /// The country of phone numbers that come without one, such as DE
    #[arg(long, value_name = "COUNTRY")]
    default_country: Option<String>,
    /// A JSON object of columns and the fields they go to, such as `{"tel": "phones.0.number_local"}`
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// What the file is, whatever it is called
    #[arg(long, value_name = "csv|json|ndjson|xlsx", value_parser = format)]
    format: Option<Format>,
    #[command(flatten)]
    of: Of,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum OnMatchArg {
    Update,
    Skip,
    Create,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ModeArg {
    Both,
    Create,
    Update,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum EmptyArg {
    Keep,
    Clear,
}

fn format(word: &str) -> Result<Format, &'static str> {
    word.parse().map_err(|_| "csv, json, ndjson or xlsx")
}

pub(super) fn run(config: &Config, args: &ImportArgs) -> anyhow::Result<ExitCode> {
    let db = app::open(config)?.db;
    let files = Files::open_beside(&config.files).context("CUSTOMARY_FILES_URL")?;
    let organization = organization(&db, &args.of, "My organization")?;
    let wishes = wishes(args)?;
    let kept = File::open(&args.file).map_err(Into::into).and_then(|file| files.keep_here(file));
    let kept = kept.with_context(|| args.file.display().to_string())?;
    let name = harmless_name(&args.file.file_name().unwrap_or_default().to_string_lossy());
    let owner = Uuid::now_v7();
    let then = Then::Check(Some((owner, work::LEASE)));
    let actor = Actor::command_line(organization.id);
    let taken =
        intake::take(&db, &files, &actor, Brought { name, kept }, Some(&wishes), then, |conn, insert| {
            insert(conn)
        });
    let import = taken.map_err(|refusal| explained(&refusal))?;
    tell_mapping(&import)?;
    let path = files.path_here(kept.hash)?;
    let done = work_shown(&db, &files, import, owner, args.dry_run)?;
    let exit = report(&db, &done, args, &path)?;
    connection::checkpoint(&config.database).context("the database")?;
    Ok(exit)
}

fn wishes(args: &ImportArgs) -> anyhow::Result<Wishes> {
    let mapping = match &args.mapping {
        None => BTreeMap::new(),
        Some(path) => {
            let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
            serde_json::from_str(&text).with_context(|| path.display().to_string())?
        }
    };
    Ok(Wishes {
        mode: args.mode.map(|mode| match mode {
            ModeArg::Both => Mode::Both,
            ModeArg::Create => Mode::Create,
            ModeArg::Update => Mode::Update,
        }),
        match_by: args.match_by.clone(),
        on_match: args.on_match.map(|chosen| match chosen {
            OnMatchArg::Update => OnMatch::Update,
            OnMatchArg::Skip => OnMatch::Skip,
            OnMatchArg::Create => OnMatch::Create,
        }),
        empty: args.empty.map(|empty| match empty {
            EmptyArg::Keep => EmptyCells::Keep,
            EmptyArg::Clear => EmptyCells::Clear,
        }),
        default_country: args.default_country.clone(),
        mapping,
        format: args.format,
        apply: Some(!args.dry_run),
        ..Wishes::default()
    })
}

fn explained(refusal: &Refusal) -> anyhow::Error {
    match refusal {
        Refusal::File(error) => anyhow!("{}", problem_of_file(error).message),
        Refusal::Wishes(issues) => anyhow!("{}", issues.english()),
        other => anyhow!("{other:#}"),
    }
}

/// Says where each column goes: what is left out is said, too.
fn tell_mapping(import: &Import) -> anyhow::Result<()> {
    let reading: Reading = serde_json::from_str(&import.reading)?;
    for (column, target) in reading.columns.iter().zip(&import.mapping.0) {
        eprintln!("{column} → {target}");
    }
    Ok(())
}

/// Runs the import on this thread while another shows how far it is.
fn work_shown(db: &Db, files: &Files, import: Import, owner: Uuid, is_dry: bool) -> anyhow::Result<Import> {
    let (organization, id, total) = (import.organization, import.id, import.row_total);
    let is_ending = Arc::new(AtomicBool::new(false));
    let is_over = AtomicBool::new(false);
    let mut job = Job::new(db, files, import, owner, &is_ending)?;
    let ended = std::thread::scope(|scope| {
        scope.spawn(|| show(db, organization, id, total, &is_over));
        let ended = job.run();
        is_over.store(true, Ordering::Relaxed);
        ended
    });
    match ended.context("the import goes on when a server runs")? {
        Ended::Done | Ended::Stopped => {}
        Ended::Lost | Ended::ShutDown => bail!("another server goes on with the import"),
    }
    let done = db.read_here(|conn| imports::find(conn, organization, id))?;
    match &done.problem {
        Some(problem) => bail!("{}", problem.message),
        None if done.state == State::Completed || is_dry && done.state == State::Checked => Ok(done),
        None => bail!("the import was stopped; {} rows are in", done.checkpoint.counts.written()),
    }
}

fn show(db: &Db, organization: OrganizationId, id: ImportId, total: Option<i64>, is_over: &AtomicBool) {
    let bar = ProgressBar::new(u64::try_from(total.unwrap_or(0)).unwrap_or(0));
    if let Ok(style) =
        ProgressStyle::with_template("{msg:9} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}")
    {
        bar.set_style(style);
    }
    while !is_over.load(Ordering::Relaxed) {
        if let Ok(import) = db.read_here(|conn| imports::find(conn, organization, id)) {
            bar.set_message(import.state.as_str());
            bar.set_length(u64::try_from(import.row_total.unwrap_or(0)).unwrap_or(0));
            bar.set_position(u64::try_from(import.rows_done()).unwrap_or(0));
        }
        std::thread::sleep(SHOWN_EVERY);
    }
    bar.finish_and_clear();
}

/// Says what became of the rows, and writes those that were rejected beside the file.
fn report(db: &Db, import: &Import, args: &ImportArgs, kept: &Path) -> anyhow::Result<ExitCode> {
    let counts = import.checkpoint.counts;
    println!("{}", sentence(&counts, args.dry_run));
    let ledger = Ledger { organization: import.organization, import: import.number };
    let causes = db.read_here(|conn| causes::list(conn, ledger))?;
    for cause in causes.into_iter().filter(|cause| cause.outcome != Outcome::Updated) {
        eprintln!("{}", db.read_here(|conn| explanation(conn, ledger, &cause))?);
    }
    if counts.rejected > 0 {
        let beside = args.file.with_extension("rejected.csv");
        write_rejects(db, import, kept, &beside).with_context(|| beside.display().to_string())?;
        eprintln!("The rejected rows are in {}: put them right and import that file.", beside.display());
    }
    if args.dry_run {
        discard(db, import)?;
    }
    Ok(if counts.rejected > 0 { ExitCode::from(SOME_REJECTED) } else { ExitCode::SUCCESS })
}

fn sentence(counts: &Counts, is_dry: bool) -> String {
    let Counts { created, updated, unchanged, skipped, rejected, blank } = counts;
    let would = if is_dry { "would be " } else { "" };
    format!(
        "{} rows: {would}{created} created, {updated} updated, {unchanged} unchanged, {skipped} skipped, \
         {rejected} rejected, {blank} blank",
        counts.rows()
    )
}

/// "8 rows: E-mail: Nothing after the @ (rows 5, 88, 311, …)".
fn explanation(
    conn: &mut crate::store::Conn,
    ledger: Ledger,
    cause: &CauseCount,
) -> Result<String, StoreError> {
    let lines = ledger::of_cause(conn, ledger, cause.number, 0, EXAMPLES)?;
    let problem = lines.first().and_then(|line| line.note.as_ref()?.problems.first());
    let what = problem.map_or_else(|| cause.cause.code.clone(), crate::domain::import::Problem::english);
    let mut numbers: Vec<String> = lines.iter().map(|line| line.rows.first.to_string()).collect();
    if cause.rows > EXAMPLES {
        numbers.push("…".into());
    }
    let noun = if cause.rows == 1 { "row" } else { "rows" };
    Ok(format!("{} {noun} {}: {what} ({noun} {})", cause.rows, cause.outcome.as_str(), numbers.join(", ")))
}

fn write_rejects(db: &Db, import: &Import, kept: &Path, beside: &Path) -> anyhow::Result<()> {
    let mut rejects = Rejects::open(db, import, kept, Table::Csv)?;
    let mut file = BufWriter::new(File::create(beside)?);
    while let Some(piece) = rejects.piece()? {
        file.write_all(&piece)?;
    }
    Ok(file.flush()?)
}

/// A dry run leaves nothing behind.
fn discard(db: &Db, import: &Import) -> anyhow::Result<()> {
    let ledger = Ledger { organization: import.organization, import: import.number };
    while db.write_slice(move |conn| ledger::remove_some(conn, ledger, 0, 5_000))? > 0 {}
    let import = import.clone();
    Ok(db.write_here(move |conn| imports::discard(conn, &import))?)
}
