//! The check: every row judged and compared, nothing written but the plan. It keeps no checkpoint to go on from: what
//! rows have in common with earlier ones is in memory only, so a check that was cut off begins again.

use std::time::{Duration, Instant};

use super::judge::{Judge, Judged};
use super::kinds::Causes;
use super::plan::{Planned, Planner};
use super::pump::{BatchSize, pump};
use super::{Ended, Job, REMOVED_AT_ONCE, RunError, ensure_right};
use crate::domain::import::{Checkpoint, FieldChanges, Line, State};
use crate::import::read::Row;
use crate::store::StoreError;
use crate::store::imports::{causes, ledger, work};

/// Rows that are judged and looked up together.
const BATCH_ROWS: usize = 1_000;
/// Lines that are written together, or as many as came in this time.
const LINES_AT_ONCE: usize = 2_000;
const WRITTEN_EVERY: Duration = Duration::from_millis(250);

pub(super) fn run(job: &mut Job) -> Result<Ended, RunError> {
    start_anew(job)?;
    let judge = Judge::read(&job.db, &job.import, &job.reading.columns)?;
    let mut writing = Writing::new();
    let mut planner = Planner::new(&judge);
    let ended = pump(
        job,
        0,
        &BatchSize::new(BATCH_ROWS),
        |rows| judge_all(&judge, rows),
        |judged| {
            let planned = job.db.read_here(|conn| planner.plan(conn, judged))?;
            planned.into_iter().for_each(|planned| writing.add(planned));
            writing.write_if_due(job)
        },
    )?;
    if ended != Ended::Done {
        return Ok(ended);
    }
    if let Some(early) = writing.write(job)? {
        return Ok(early);
    }
    finish(job, &writing.checkpoint)
}

/// Judges rows on two threads: while nothing is written yet, this is what takes long.
fn judge_all(judge: &Judge, mut rows: Vec<Row>) -> Result<Vec<Judged>, RunError> {
    let rest = rows.split_off(rows.len() / 2);
    let judged = |rows: Vec<Row>| rows.into_iter().map(|row| judge.judge(row)).collect::<Vec<Judged>>();
    std::thread::scope(|scope| {
        let rest = scope.spawn(|| judged(rest));
        let mut all = judged(rows);
        all.extend(rest.join().map_err(|_| RunError::Reader)?);
        Ok(all)
    })
}

/// Removes what an earlier check left.
fn start_anew(job: &Job) -> Result<(), RunError> {
    let (ledger, lease, actor, at) = (job.ledger(), job.lease, job.actor.clone(), job.db.now());
    job.db.write_slice(move |conn| {
        ensure_right(conn, &actor)?;
        work::begin_check(conn, &lease, at)?;
        causes::remove(conn, ledger)
    })?;
    while job.db.write_slice(move |conn| {
        work::renew(conn, &lease)?;
        ledger::remove_some(conn, ledger, 0, REMOVED_AT_ONCE)
    })? > 0
    {}
    Ok(())
}

/// The plan stands.
fn finish(job: &Job, checkpoint: &Checkpoint) -> Result<Ended, RunError> {
    let next = if job.import.options.apply { State::Queued } else { State::Checked };
    let (lease, plan, at) = (job.lease, checkpoint.counts, job.db.now());
    job.db.write_slice(move |conn| work::checked(conn, &lease, &plan, next, at))?;
    Ok(Ended::Done)
}

/// Lines on their way to the table.
struct Writing {
    checkpoint: Checkpoint,
    lines: Vec<Line>,
    causes: Causes,
    written_at: Instant,
}

impl Writing {
    fn new() -> Self {
        Self {
            checkpoint: Checkpoint::default(),
            lines: Vec::new(),
            causes: Causes::default(),
            written_at: Instant::now(),
        }
    }

    fn add(&mut self, planned: Planned) {
        let mut line = planned.line;
        if let Some(problem) = line.note.as_ref().and_then(|note| note.problems.first()) {
            line.cause = Some(self.causes.count(problem.cause(), line.outcome));
        } else if line.same_as.is_some() {
            line.cause = Some(self.causes.count(FieldChanges::of_later_row().cause(), line.outcome));
        } else if let Some(changes) = planned.changes.filter(|_| !self.causes.are_many()) {
            line.cause = Some(self.causes.count(changes.cause(), line.outcome));
        }
        self.checkpoint.counts.add(line.outcome, line.rows.count);
        self.checkpoint.last_row = line.rows.last();
        push_joined(&mut self.lines, line);
    }

    fn write_if_due(&mut self, job: &Job) -> Result<Option<Ended>, RunError> {
        let is_due = self.lines.len() >= LINES_AT_ONCE || self.written_at.elapsed() >= WRITTEN_EVERY;
        if is_due { self.write(job) } else { Ok(None) }
    }

    fn write(&mut self, job: &Job) -> Result<Option<Ended>, RunError> {
        let (ledger, lease, checkpoint) = (job.ledger(), job.lease, self.checkpoint);
        let (lines, causes) = (std::mem::take(&mut self.lines), self.causes.take());
        self.written_at = Instant::now();
        let is_stop_asked = job.db.write_slice(move |conn| {
            let is_stop_asked = work::advance(conn, &lease, &checkpoint)?;
            ledger::insert(conn, ledger, &lines)?;
            causes::count(conn, ledger, &causes)?;
            Ok(is_stop_asked)
        });
        match is_stop_asked {
            Ok(is_stop_asked) => Ok(is_stop_asked.then_some(Ended::Stopped)),
            Err(StoreError::Stale) => Ok(Some(Ended::Lost)),
            Err(other) => Err(other.into()),
        }
    }
}

/// Adds a line, joined to the last one where nothing tells them apart.
pub(super) fn push_joined(lines: &mut Vec<Line>, line: Line) {
    let alone = match lines.last_mut() {
        Some(last) => last.join(line).err(),
        None => Some(line),
    };
    lines.extend(alone);
}
