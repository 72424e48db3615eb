//! Imports: their rows in the table, and what a person may do to one. What the runner does stands in `work`, what
//! became of the rows of a file in `ledger`.

mod asks;
mod before;
pub mod causes;
pub mod kept;
pub mod ledger;
pub mod mappings;
pub mod merges;
pub mod names;
pub mod now;
pub mod undo;
pub mod undo_lines;
pub mod work;

use std::time::Duration;

use diesel::prelude::*;

use crate::domain::import::{
    Checkpoint, Counts, Import, ImportFile, ImportId, MOST_STARTS_PER_HOUR, MOST_WAITING, Mapping, Options,
    Problem, State,
};
use crate::domain::operator::{Actor, ActorId, ActorKind};
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::connection::Conn;
use crate::store::contents::{self, hash};
use crate::store::customers::{from_json, json};
use crate::store::error::StoreError;
use crate::store::schema::imports as table;
use crate::store::uid::Id;

pub use asks::{ask_apply, ask_check, ask_stop};

/// The row, as both engines have it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = table)]
pub(in crate::store) struct ImportRow {
    number: i64,
    id: Id,
    organization_id: i64,
    actor_id: Option<Id>,
    actor_kind: String,
    file_name: String,
    file_sha256: Vec<u8>,
    file_length: i64,
    is_file_kept: bool,
    state: String,
    reading: String,
    mapping: String,
    options: String,
    row_total: Option<i64>,
    last_row: i64,
    created: i64,
    updated: i64,
    unchanged: i64,
    skipped: i64,
    rejected: i64,
    blank: i64,
    plan: Option<String>,
    problem: Option<String>,
    is_stop_asked: bool,
    created_at: i64,
    checked_at: Option<i64>,
    started_at: Option<i64>,
    finished_at: Option<i64>,
    checking_since: Option<i64>,
}

/// A file that came in, with what was read of it.
#[derive(Debug, Clone)]
pub struct NewImport {
    /// The file.
    pub file: ImportFile,
    /// How it is read, as JSON.
    pub reading: String,
    /// What its columns seem to mean.
    pub mapping: Mapping,
    /// The rules to begin with.
    pub options: Options,
    /// About how many rows it has.
    pub row_total: Option<i64>,
    /// The number of the import whose rejected rows these are.
    pub merges_into: Option<i64>,
}

impl NewImport {
    /// A file of which only the reading is known.
    #[must_use]
    pub fn plain(file: ImportFile, reading: String, row_total: Option<i64>) -> Self {
        let (mapping, options) = (Mapping::default(), Options::default());
        Self { file, reading, mapping, options, row_total, merges_into: None }
    }
}

/// Why no more imports can be had for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Too many of the organization's wait.
    #[error("{MOST_WAITING} imports are waiting already")]
    TooManyWaiting,
    /// The person started too many.
    #[error("{MOST_STARTS_PER_HOUR} imports were started in the last hour")]
    TooManyStarts,
}

/// Records a file that is kept already.
///
/// # Errors
/// When the database does not answer.
pub fn insert(conn: &mut Conn, by: &Actor, new: &NewImport, at: Time) -> Result<Import, StoreError> {
    let id = ImportId::new();
    let length = i64::try_from(new.file.length).map_err(StoreError::unavailable)?;
    let file = (
        table::file_name.eq(&new.file.name),
        table::file_sha256.eq(new.file.sha256.as_slice()),
        table::file_length.eq(length),
        table::is_file_kept.eq(true),
    );
    let choices = (
        table::reading.eq(&new.reading),
        table::mapping.eq(json(&new.mapping)?),
        table::options.eq(json(&new.options)?),
        table::row_total.eq(new.row_total),
    );
    let row = (
        table::id.eq(Id(id.0)),
        table::organization_id.eq(by.organization.0),
        table::actor_id.eq(by.id.map(|id| Id(id.0))),
        table::actor_kind.eq(by.kind.as_str()),
        table::state.eq(State::Uploaded.as_str()),
        table::is_stop_asked.eq(false),
        table::created_at.eq(at.micros()),
    );
    contents::claim(conn, &new.file.sha256)?;
    diesel::insert_into(table::table)
        .values((row, file, choices, counts(&Checkpoint::default())))
        .execute(conn)?;
    if let Some(into) = new.merges_into {
        let import = find(conn, by.organization, id)?;
        merges::record(conn, &import, into)?;
    }
    find(conn, by.organization, id)
}

/// One import of the organization.
///
/// # Errors
/// [`StoreError::NotFound`] when it has none of this id.
pub fn find(conn: &mut Conn, organization: OrganizationId, id: ImportId) -> Result<Import, StoreError> {
    let row: ImportRow = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::id.eq(Id(id.0)))
        .select(ImportRow::as_select())
        .first(conn)?;
    merges::whole(conn, row)
}

/// The import of this number.
///
/// # Errors
/// [`StoreError::NotFound`] when the organization has none.
pub fn of_number(conn: &mut Conn, organization: OrganizationId, number: i64) -> Result<Import, StoreError> {
    let row: ImportRow = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::number.eq(number))
        .select(ImportRow::as_select())
        .first(conn)?;
    merges::whole(conn, row)
}

/// The newest `limit` imports before the one of number `before`; corrections belong to the import that they correct.
///
/// # Errors
/// When the database does not answer.
pub fn list(
    conn: &mut Conn,
    organization: OrganizationId,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Import>, StoreError> {
    let rows: Vec<ImportRow> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::number.lt(before.unwrap_or(i64::MAX)))
        .filter(table::number.ne_all(merges::all(organization)))
        .order(table::number.desc())
        .limit(limit)
        .select(ImportRow::as_select())
        .load(conn)?;
    rows.into_iter().map(ImportRow::into_import).collect()
}

/// Changes how the file is read, what its columns mean and the rules. A plan made with other choices is gone with it.
///
/// # Errors
/// [`StoreError::Stale`] when it is no longer at the step where these are chosen.
pub fn choose(
    conn: &mut Conn,
    import: &Import,
    reading: &str,
    mapping: &Mapping,
    options: &Options,
    row_total: Option<i64>,
) -> Result<(), StoreError> {
    let open = [State::Uploaded.as_str(), State::Checked.as_str()];
    let row = table::table
        .filter(table::organization_id.eq(import.organization.0))
        .filter(table::id.eq(Id(import.id.0)))
        .filter(table::is_file_kept.eq(true))
        .filter(table::state.eq_any(open));
    let choices = (
        table::state.eq(State::Uploaded.as_str()),
        table::reading.eq(reading),
        table::mapping.eq(json(mapping)?),
        table::options.eq(json(options)?),
        table::row_total.eq(row_total),
        table::plan.eq(None::<String>),
        table::checked_at.eq(None::<i64>),
        counts(&Checkpoint::default()),
    );
    changed(diesel::update(row).set(choices).execute(conn)?)
}

/// Removes an import that wrote nothing, as if it had never been; its lines are gone already.
///
/// # Errors
/// [`StoreError::Stale`] when it has begun to write, or somebody works on it.
pub fn discard(conn: &mut Conn, import: &Import) -> Result<(), StoreError> {
    let key = ledger::Ledger { organization: import.organization, import: import.number };
    let row = table::table
        .filter(table::organization_id.eq(import.organization.0))
        .filter(table::id.eq(Id(import.id.0)))
        .filter(table::started_at.is_null())
        .filter(table::state.eq_any([State::Uploaded.as_str(), State::Checked.as_str()]));
    changed(diesel::delete(row).execute(conn)?)?;
    merges::forget(conn, import)?;
    causes::remove(conn, key)
}

/// Whether one more may wait: ten may, in an organization.
///
/// # Errors
/// When the database does not answer.
pub fn room_for_one(conn: &mut Conn, by: &Actor) -> Result<Result<(), Refused>, StoreError> {
    let waiting = [State::Checking.as_str(), State::Queued.as_str(), State::Running.as_str()];
    let waiting: i64 = table::table
        .filter(table::organization_id.eq(by.organization.0))
        .filter(table::state.eq_any(waiting))
        .count()
        .get_result(conn)?;
    // One of them runs.
    Ok(if waiting > MOST_WAITING { Err(Refused::TooManyWaiting) } else { Ok(()) })
}

/// Whether a person may start one more: twenty an hour. Corrections are of an import that was started.
///
/// # Errors
/// When the database does not answer.
pub fn may_start(conn: &mut Conn, by: &Actor, at: Time) -> Result<Result<(), Refused>, StoreError> {
    let Some(actor) = by.id else { return Ok(Ok(())) };
    let hour_ago = at.minus(Duration::from_hours(1)).micros();
    let started: i64 = table::table
        .filter(table::organization_id.eq(by.organization.0))
        .filter(table::actor_id.eq(Id(actor.0)))
        .filter(table::created_at.gt(hour_ago))
        .filter(table::number.ne_all(merges::all(by.organization)))
        .count()
        .get_result(conn)?;
    Ok(if started >= MOST_STARTS_PER_HOUR { Err(Refused::TooManyStarts) } else { Ok(()) })
}

/// Takes the files of imports that ended before `before` out of the table, with what their ledgers say of single rows,
/// and lets go of them.
///
/// # Errors
/// When the database does not answer.
pub fn forget_files(conn: &mut Conn, before: Time, now: Time, limit: i64) -> Result<(), StoreError> {
    let over = State::ALL.into_iter().filter(|state| !state.is_at_work()).map(State::as_str);
    let old: Vec<(i64, i64, Vec<u8>)> = table::table
        .filter(table::is_file_kept.eq(true))
        .filter(table::state.eq_any(over))
        .filter(table::finished_at.lt(before.micros()).or(
            // Uploaded, and never gone on with.
            table::finished_at.is_null().and(table::created_at.lt(before.micros())),
        ))
        .limit(limit)
        .select((table::organization_id, table::number, table::file_sha256))
        .load(conn)?;
    for (organization, number, sha256) in old {
        let row =
            table::table.filter(table::organization_id.eq(organization)).filter(table::number.eq(number));
        diesel::update(row).set(table::is_file_kept.eq(false)).execute(conn)?;
        ledger::forget_notes(conn, OrganizationId(organization), number)?;
        contents::release(conn, &sha256, now)?;
    }
    Ok(())
}

fn changed(rows: usize) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

type CountColumns = (
    diesel::dsl::Eq<table::rows_done, i64>,
    diesel::dsl::Eq<table::last_row, i64>,
    diesel::dsl::Eq<table::created, i64>,
    diesel::dsl::Eq<table::updated, i64>,
    diesel::dsl::Eq<table::unchanged, i64>,
    diesel::dsl::Eq<table::skipped, i64>,
    diesel::dsl::Eq<table::rejected, i64>,
    diesel::dsl::Eq<table::blank, i64>,
);

/// A checkpoint as its columns.
pub(in crate::store::imports) fn counts(checkpoint: &Checkpoint) -> CountColumns {
    let counts = &checkpoint.counts;
    (
        table::rows_done.eq(counts.rows()),
        table::last_row.eq(checkpoint.last_row),
        table::created.eq(counts.created),
        table::updated.eq(counts.updated),
        table::unchanged.eq(counts.unchanged),
        table::skipped.eq(counts.skipped),
        table::rejected.eq(counts.rejected),
        table::blank.eq(counts.blank),
    )
}

impl ImportRow {
    pub(in crate::store::imports) fn into_import(self) -> Result<Import, StoreError> {
        let counts = Counts {
            created: self.created,
            updated: self.updated,
            unchanged: self.unchanged,
            skipped: self.skipped,
            rejected: self.rejected,
            blank: self.blank,
        };
        Ok(Import {
            number: self.number,
            id: ImportId(self.id.0),
            organization: OrganizationId(self.organization_id),
            actor: self.actor_id.map(|id| ActorId(id.0)),
            actor_kind: ActorKind::of_word(&self.actor_kind),
            file: ImportFile {
                name: self.file_name,
                sha256: hash(self.file_sha256)?,
                length: u64::try_from(self.file_length).map_err(StoreError::unavailable)?,
                is_kept: self.is_file_kept,
            },
            state: State::parse(&self.state)
                .ok_or_else(|| StoreError::unavailable("an import of unknown state"))?,
            reading: self.reading,
            mapping: from_json(&self.mapping)?,
            options: from_json(&self.options)?,
            row_total: self.row_total,
            checkpoint: Checkpoint { last_row: self.last_row, counts },
            plan: self.plan.as_deref().map(from_json).transpose()?,
            problem: self.problem.as_deref().map(from_json::<Problem>).transpose()?,
            is_stop_asked: self.is_stop_asked,
            created_at: Time::from_micros(self.created_at),
            checked_at: self.checked_at.map(Time::from_micros),
            started_at: self.started_at.map(Time::from_micros),
            finished_at: self.finished_at.map(Time::from_micros),
            checking_since: self.checking_since.map(Time::from_micros),
            merges_into: None,
        })
    }
}
