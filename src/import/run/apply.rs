//! The writing: the plan carried out, batch by batch. Customers, ledger lines and checkpoint of a batch are one
//! transaction, so a stop at any moment leaves whole batches, and the next run goes on behind the last one. Where the
//! store is no longer what the check saw, the row is skipped and says so.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use super::judge::Judge;
use super::kinds::Causes;
use super::pump::{BatchSize, pump};
use super::write::{Batch, Todo, Work, Writer};
use super::{Ended, Job, RunError, ensure_right};
use crate::domain::customer::{Cause, Customer, CustomerId, Signature, Stamp};
use crate::domain::import::{Checkpoint, Line, Outcome, State};
use crate::domain::operator::Actor;
use crate::domain::time::Time;
use crate::import::read::Row;
use crate::import::slice::next_size;
use crate::store::bulk::{self, Prepared, Revised};
use crate::store::imports::{causes, ledger, work};
use crate::store::{Db, StoreError, connection, tags};

const FIRST_BATCH_ROWS: usize = 500;
/// After so many rows the database takes its statistics, and again each time there are four times as many.
const FIRST_ANALYZED_ROWS: i64 = 1_000;
const FEWEST_ROWS: usize = 50;
const MOST_ROWS: usize = 4_000;
/// How often a batch may meet a change of the same moment before the database is left alone for a while.
const MOST_CLASHES: u32 = 8;

pub(super) fn run(job: &mut Job) -> Result<Ended, RunError> {
    begin(job)?;
    let mut clashes = 0;
    loop {
        let before = job.import.checkpoint;
        match pass(job) {
            Ok(Ended::Done) => break,
            // Somebody saved one of the batch's customers, or defined an attribute, between reading and writing it.
            Err(RunError::Store(StoreError::Stale | StoreError::Redefined)) if clashes < MOST_CLASHES => {
                clashes = if job.import.checkpoint == before { clashes + 1 } else { 0 };
            }
            other => return other,
        }
    }
    job.db.merge_search();
    job.end(State::Completed, None)?;
    Ok(Ended::Done)
}

/// A queued import begins; one that runs already goes on.
fn begin(job: &mut Job) -> Result<(), RunError> {
    let (lease, at, actor) = (job.lease, job.db.now(), job.actor.clone());
    let is_new = job.import.state == State::Queued;
    job.db.write_slice(move |conn| {
        ensure_right(conn, &actor)?;
        if is_new { work::start(conn, &lease, at) } else { work::renew(conn, &lease).map(drop) }
    })?;
    if is_new {
        job.import.state = State::Running;
        job.import.checkpoint = Checkpoint::default();
        job.import.started_at = Some(at);
    }
    Ok(())
}

fn pass(job: &mut Job) -> Result<Ended, RunError> {
    let ledger = job.ledger();
    let causes = Causes::known(job.db.read_here(move |conn| causes::all(conn, ledger))?);
    let judge = Arc::new(Judge::read(&job.db, &job.import, &job.reading.columns)?);
    let writer = Arc::new(Writer::new(Arc::clone(&judge), job.lease, job.actor.clone(), causes));
    let size = BatchSize::new(FIRST_BATCH_ROWS);
    let mut checkpoint = job.import.checkpoint;
    let mut analyzed_at = FIRST_ANALYZED_ROWS;
    let reader = Reader { db: job.db.clone(), judge: &judge, actor: job.actor.clone() };
    let ended = pump(
        job,
        checkpoint.counts.rows(),
        &size,
        |rows| reader.batch(rows),
        |batch| {
            let (writer, from) = (Arc::clone(&writer), checkpoint);
            let rows = batch.works.len();
            let written = job.db.write_slice(move |conn| {
                let begun = Instant::now();
                let written = writer.write(conn, batch, from)?;
                Ok(written.map(|written| (written, begun.elapsed())))
            })?;
            let Some((written, took)) = written else { return Ok(Some(Ended::Lost)) };
            checkpoint = written.checkpoint;
            let rows_done = checkpoint.counts.rows();
            if rows_done >= analyzed_at {
                job.db.write_slice(connection::analyze)?;
                analyzed_at = rows_done * 4;
            }
            size.set(next_size(rows, took, FEWEST_ROWS, MOST_ROWS));
            Ok(written.is_stop_asked.then_some(Ended::Stopped))
        },
    );
    job.import.checkpoint = checkpoint;
    ended
}

/// Works rows up to what the writer only has to write.
struct Reader<'a> {
    db: Db,
    judge: &'a Judge,
    actor: Actor,
}

impl Reader<'_> {
    fn batch(&self, rows: Vec<Row>) -> Result<Batch, RunError> {
        let numbers: Vec<i64> =
            rows.iter().map(|row| i64::try_from(row.number()).unwrap_or(i64::MAX)).collect();
        let (Some(first), Some(last)) = (numbers.first().copied(), numbers.last().copied()) else {
            return Ok(Batch::default());
        };
        let import = &self.judge.import;
        let ledger = ledger::Ledger { organization: import.organization, import: import.number };
        let (lines, customers) = self.db.read_here(|conn| {
            let lines = ledger::between(conn, ledger, first, last)?;
            let updated =
                lines.iter().filter(|line| line.outcome == Outcome::Updated && line.same_as.is_none());
            let ids: Vec<CustomerId> = updated.filter_map(|line| line.customer).collect();
            Ok((lines, bulk::find(conn, import.organization, &ids)?))
        })?;
        let at = self.db.now();
        self.make_tags(&rows, &lines, at)?;
        let mut plan = lines.iter().peekable();
        let mut works = Vec::with_capacity(rows.len());
        for (row, number) in rows.into_iter().zip(numbers) {
            while plan.next_if(|line| line.rows.last() < number).is_some() {}
            let line = plan.peek().filter(|line| line.rows.first <= number).ok_or(RunError::FileLost)?;
            works.push(self.work(row, number, line, &customers, at)?);
        }
        Ok(Batch::new(works, &lines, first, last))
    }

    /// Makes the tags that rows to be written bring and that nobody has made yet, so that their ids are known. One that
    /// is made and then not needed, because the program ended here, is found again by its title.
    fn make_tags(&self, rows: &[Row], plan: &[Line], at: Time) -> Result<(), RunError> {
        let is_written = |row: &&Row| {
            let number = i64::try_from(row.number()).unwrap_or(i64::MAX);
            let line = plan.iter().find(|line| (line.rows.first..=line.rows.last()).contains(&number));
            line.is_some_and(|line| matches!(line.outcome, Outcome::Created | Outcome::Updated))
        };
        let missing = self.judge.missing_tags(rows.iter().filter(is_written));
        if missing.is_empty() {
            return Ok(());
        }
        let actor = self.actor.clone();
        let made = self.db.write_slice(move |conn| {
            ensure_right(conn, &actor)?;
            let by = Signature { actor, at, cause: Cause::Hand };
            tags::make_some(conn, &by, &missing)
        })?;
        self.judge.learn(made);
        Ok(())
    }

    fn work(
        &self,
        row: Row,
        number: i64,
        line: &Line,
        customers: &HashMap<CustomerId, Customer>,
        at: Time,
    ) -> Result<Work, RunError> {
        let todo = match (line.outcome, line.same_as) {
            (Outcome::Created, _) => self.create(&row, number, at)?,
            (Outcome::Updated, Some(_)) => Todo::AfterEarlier,
            (Outcome::Updated, None) => self.revise(&row, number, line, customers, at),
            (Outcome::Unchanged, _) => match (line.customer, line.version) {
                (Some(customer), Some(version)) => Todo::Leave { customer, version },
                _ => Todo::Differs,
            },
            (outcome @ (Outcome::Skipped | Outcome::Rejected | Outcome::Blank), _) => Todo::Nothing(outcome),
        };
        let note = line.note.clone().filter(|_| line.outcome == Outcome::Rejected);
        Ok(Work {
            row,
            number,
            customer: line.customer,
            version: line.version,
            cause: line.cause,
            note,
            todo,
        })
    }

    fn create(&self, row: &Row, number: i64, at: Time) -> Result<Todo, RunError> {
        let import = &self.judge.import;
        let (Ok(key), Ok(document)) = (self.judge.key(row), self.judge.new_document(row)) else {
            return Ok(Todo::Differs);
        };
        let prepared = Prepared::new(import.organization, document, self.stamp(row, number, at))?;
        Ok(Todo::Create { prepared: Box::new(prepared), key })
    }

    fn revise(
        &self,
        row: &Row,
        number: i64,
        line: &Line,
        customers: &HashMap<CustomerId, Customer>,
        at: Time,
    ) -> Todo {
        let customer = line.customer.and_then(|id| customers.get(&id));
        let same = customer
            .filter(|customer| Some(customer.version) == line.version && customer.deleted_at.is_none());
        let Some(customer) = same else { return Todo::Differs };
        match self.judge.next_document(row, &customer.document) {
            Ok(document) if document != customer.document => {
                Todo::Revise(Box::new(Revised::new(customer.clone(), document, self.stamp(row, number, at))))
            }
            _ => Todo::Differs,
        }
    }

    fn stamp(&self, row: &Row, number: i64, at: Time) -> Stamp {
        Stamp { by: self.judge.import.actor, at, cause: self.judge.cause(row, number) }
    }
}
