//! `customary export`: customers as a file, or on standard output. A file is there only when it is whole.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, anyhow, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::{Of, organization};
use crate::api::export::query_of;
use crate::app;
use crate::config::Config;
use crate::domain::operator::Actor;
use crate::export::{Chosen, Export, Format};
use crate::store::{StoreError, counts, organizations};

/// What is exported, and where to.
#[derive(Args)]
pub(super) struct ExportArgs {
    /// Where to; standard output when not given
    file: Option<PathBuf>,
    /// What it is: csv when neither this nor the file's name says otherwise
    #[arg(long, value_name = "csv|json|ndjson|xlsx")]
    format: Option<Format>,
    /// Words to search for, or what the API takes, such as `kind=corporate&country=DE&sort=name`
    #[arg(long, value_name = "QUERY", default_value = "", hide_default_value = true)]
    query: String,
    /// Replace the file if there is one
    #[arg(long, requires = "file")]
    overwrite: bool,
    /// Which columns a table has: all, or those that the list shows
    #[arg(long, value_name = "all|listed", default_value = "all")]
    columns: Chosen,
    #[command(flatten)]
    of: Of,
}

pub(super) fn run(config: &Config, args: &ExportArgs) -> anyhow::Result<ExitCode> {
    let db = app::open(config)?.db;
    if db.read_here(organizations::list)?.is_empty() {
        bail!("there are no customers yet");
    }
    let organization = organization(&db, &args.of, "")?;
    let silent_before = db.now().minus(config.provision_silence);
    let asked = db.read_here(|conn| {
        let query = query_of(conn, organization.id, &args.query, silent_before)?;
        Ok((query, counts::of(conn, organization.id)?.live))
    });
    let (query, live) = match asked {
        Err(StoreError::Invalid(issues)) => return Err(anyhow!("--query: {}", issues.english())),
        asked => asked?,
    };
    let total = if query.filter.is_empty() { u64::try_from(live).ok() } else { None };
    let format = args.format.or_else(|| of_name(args.file.as_deref()?)).unwrap_or_default();
    let actor = Actor::command_line(organization.id);
    let export = Export::begin(&db, &actor, query, format, u32::MAX)?.with_columns(args.columns);
    let rows = match &args.file {
        None => written(export, io::stdout().lock(), &ProgressBar::hidden())?,
        Some(path) => {
            let rows =
                to_file(export, path, total, args.overwrite).with_context(|| path.display().to_string())?;
            eprintln!("{rows} {} in {}", if rows == 1 { "customer" } else { "customers" }, path.display());
            rows
        }
    };
    tracing::debug!(rows, "exported");
    Ok(ExitCode::SUCCESS)
}

fn of_name(path: &Path) -> Option<Format> {
    path.extension()?.to_str()?.to_ascii_lowercase().parse().ok()
}

/// Written beside its place, where nobody else reads it, and moved there when it is whole. What is there already stays,
/// unless it was said that it need not.
fn to_file(export: Export, path: &Path, total: Option<u64>, overwrite: bool) -> anyhow::Result<i64> {
    let ensure_free = || match path.try_exists()? {
        true if !overwrite => bail!("it is there already: name another file, or say --overwrite"),
        _ => Ok(()),
    };
    ensure_free()?;
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside);
    let file = file.with_context(|| beside.display().to_string())?;
    let written = (|| {
        let rows = written(export, BufWriter::new(&file), &bar(total))?;
        file.sync_all()?;
        ensure_free()?;
        std::fs::rename(&beside, path)?;
        Ok(rows)
    })();
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written
}

fn written(mut export: Export, mut out: impl Write, bar: &ProgressBar) -> anyhow::Result<i64> {
    while let Some(piece) = export.piece()? {
        out.write_all(&piece)?;
        bar.set_position(u64::try_from(export.rows()).unwrap_or_default());
    }
    out.flush()?;
    bar.finish_and_clear();
    Ok(export.rows())
}

fn bar(total: Option<u64>) -> ProgressBar {
    let (bar, template) = match total {
        Some(total) => (ProgressBar::new(total), "{wide_bar} {human_pos}/{human_len} {per_sec} {eta}"),
        None => (ProgressBar::no_length(), "{spinner} {human_pos} {per_sec}"),
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
