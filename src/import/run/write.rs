//! One batch, in one transaction: what the rows ask for where the store is still what the check saw, the lines that
//! tell of it, the checkpoint behind it.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::ensure_right;
use super::judge::Judge;
use super::kinds::{self, Causes};
use super::plan::look_up;
use crate::domain::customer::{Customer, CustomerId, Reference, Stamp, Version};
use crate::domain::import::{
    CauseCount, Checkpoint, FieldChanges, Line, LineNote, OnMatch, Outcome, RowSpan,
};
use crate::domain::operator::Actor;
use crate::domain::organization::OrganizationId;
use crate::domain::tag::TagId;
use crate::import::mapping::Key;
use crate::import::read::Row;
use crate::store::bulk::{self, Found, Prepared, Revised};
use crate::store::imports::causes;
use crate::store::imports::ledger::{self, Ledger};
use crate::store::imports::work::{self, Lease};
use crate::store::{Conn, StoreError, attributes, references, tags};

/// A row with what is to be written for it.
pub(super) struct Work {
    pub row: Row,
    pub number: i64,
    /// What the check saw, if it saw one.
    pub customer: Option<CustomerId>,
    pub version: Option<Version>,
    /// What it was counted under by the check.
    pub cause: Option<i32>,
    /// Why it was rejected.
    pub note: Option<LineNote>,
    pub todo: Todo,
}

pub(super) enum Todo {
    /// It was decided by the check.
    Nothing(Outcome),
    /// A new customer, if the key still leads to none.
    Create { prepared: Box<Prepared>, key: Option<Key> },
    /// A new version of a customer.
    Revise(Box<Revised>),
    /// A customer that is already as the row says.
    Leave { customer: CustomerId, version: Version },
    /// The customer of an earlier row, as that row left it.
    AfterEarlier,
    /// It is already known that the store is not what the check saw.
    Differs,
}

/// Rows that follow each other in the file.
#[derive(Default)]
pub(super) struct Batch {
    pub works: Vec<Work>,
    /// First rows of the plan's lines that are replaced by lines with numbers of customers.
    replaced: Vec<i64>,
    /// What the last of these lines says of rows behind the batch.
    rest: Option<Line>,
}

impl Batch {
    pub(super) fn new(works: Vec<Work>, plan: &[Line], first: i64, last: i64) -> Self {
        let created = plan.iter().filter(|line| line.outcome == Outcome::Created);
        // A line that began before this batch was cut where the former one ended.
        let replaced = created.clone().map(|line| line.rows.first.max(first)).collect();
        let mut rest = created.filter(|line| line.rows.last() > last).map(|line| {
            Line::plain(RowSpan { first: last + 1, count: line.rows.last() - last }, Outcome::Created)
        });
        Self { works, replaced, rest: rest.next_back() }
    }
}

/// Where a batch brought the import.
pub(super) struct Written {
    pub checkpoint: Checkpoint,
    pub is_stop_asked: bool,
}

/// Writes batches of one import.
pub(super) struct Writer {
    judge: Arc<Judge>,
    lease: Lease,
    actor: Actor,
    causes: Mutex<Causes>,
    /// The number under which rows are counted that the store changed under.
    changed: i32,
}

/// What became of a row.
pub(super) struct Done {
    number: i64,
    pub outcome: Outcome,
    pub customer_number: Option<i64>,
    /// The line that takes the place of the plan's.
    pub line: Option<Line>,
    /// What the check counted it under.
    cause: Option<i32>,
    /// What its line is counted under now, where that takes the place of the plan's.
    counted: Option<CauseCount>,
    /// The row that it corrects, and what its line says of that.
    pub corrects: Option<Line>,
}

impl Writer {
    pub(super) fn new(judge: Arc<Judge>, lease: Lease, actor: Actor, mut causes: Causes) -> Self {
        let changed = causes.number(&kinds::changed_cause(), Outcome::Skipped);
        Self { judge, lease, actor, causes: Mutex::new(causes), changed }
    }

    /// Writes a batch behind the checkpoint. `None`: somebody else has the lease, and nothing was written.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when a customer changed in this very moment, [`StoreError::Redefined`] when the rows are to
    /// be judged again; nothing is left of the batch then.
    pub(super) fn write(
        &self,
        conn: &mut Conn,
        batch: Batch,
        from: Checkpoint,
    ) -> Result<Option<Written>, StoreError> {
        match work::renew(conn, &self.lease) {
            Err(StoreError::Stale) => return Ok(None),
            other => other?,
        };
        ensure_right(conn, &self.actor)?;
        tags::keep(conn, self.organization())?;
        let differing = self.differing(conn, &batch.works)?;
        let done = self.carry_out(conn, batch.works, &differing)?;
        // Asked behind what was written: from then on nobody defines anything.
        attributes::ensure_unchanged(conn, self.organization(), self.judge.revision())?;
        let mut checkpoint = from;
        for row in &done {
            checkpoint.counts.add(row.outcome, 1);
            checkpoint.last_row = row.number;
        }
        if let Some(merging) = &self.judge.merging {
            merging.merge(conn, &self.judge.import, &done)?;
        }
        self.rewrite_lines(conn, done, batch.replaced, batch.rest)?;
        let is_stop_asked = work::advance(conn, &self.lease, &checkpoint)?;
        Ok(Some(Written { checkpoint, is_stop_asked }))
    }

    /// The rows for which the store is no longer what the check saw.
    fn differing(&self, conn: &mut Conn, works: &[Work]) -> Result<HashSet<i64>, StoreError> {
        let mut differing = HashSet::new();
        let taken = self.taken_keys(conn, works)?;
        let gone = self.gone_tags(conn, works)?;
        let versions = self.versions(conn, works)?;
        let settled = match &self.judge.merging {
            Some(merging) => merging.settled(conn, works)?,
            None => HashSet::new(),
        };
        let is_now = |id: CustomerId, version: Version| versions.get(&id.0) == Some(&version);
        for work in works {
            let is_same = !settled.contains(&work.number)
                && match &work.todo {
                    Todo::Nothing(_) | Todo::AfterEarlier => true,
                    Todo::Differs => false,
                    Todo::Leave { customer, version } => is_now(*customer, *version),
                    Todo::Revise(revised) => {
                        is_now(revised.id(), revised.version())
                            && revised.new_tags().all(|tag| !gone.contains(tag))
                            && self.are_free(conn, revised.new_references(), Some(revised.id()))?
                    }
                    Todo::Create { prepared, key } => {
                        !key.as_ref().is_some_and(|key| taken.contains_key(key))
                            && prepared.tags().is_disjoint(&gone)
                            && self.are_free(conn, prepared.references().iter(), None)?
                    }
                };
            if !is_same {
                differing.insert(work.number);
            }
        }
        Ok(differing)
    }

    /// Tags that rows bring and that somebody has deleted or merged meanwhile. The others stay while this batch is
    /// written.
    fn gone_tags(&self, conn: &mut Conn, works: &[Work]) -> Result<BTreeSet<TagId>, StoreError> {
        let mut brought = BTreeSet::new();
        for work in works {
            match &work.todo {
                Todo::Create { prepared, .. } => brought.extend(prepared.tags()),
                Todo::Revise(revised) => brought.extend(revised.new_tags()),
                _ => {}
            }
        }
        tags::gone(conn, self.organization(), &brought)
    }

    fn taken_keys(&self, conn: &mut Conn, works: &[Work]) -> Result<HashMap<Key, Vec<Found>>, StoreError> {
        if self.judge.import.options.when_found() == OnMatch::Create {
            return Ok(HashMap::new());
        }
        let keys = works.iter().filter_map(|work| match &work.todo {
            Todo::Create { key, .. } => key.as_ref(),
            _ => None,
        });
        look_up(conn, self.organization(), self.judge.match_by(), keys)
    }

    fn versions(&self, conn: &mut Conn, works: &[Work]) -> Result<HashMap<uuid::Uuid, Version>, StoreError> {
        let ids = works.iter().filter_map(|work| match &work.todo {
            Todo::Leave { customer, .. } => Some(customer.0),
            Todo::Revise(revised) => Some(revised.id().0),
            _ => None,
        });
        let ids: Vec<uuid::Uuid> = ids.collect();
        let found = bulk::by_id(conn, self.organization(), &ids)?;
        Ok(found.into_iter().filter_map(|(id, found)| Some((id, found.first()?.version))).collect())
    }

    fn are_free<'r>(
        &self,
        conn: &mut Conn,
        wanted: impl Iterator<Item = &'r Reference>,
        own: Option<CustomerId>,
    ) -> Result<bool, StoreError> {
        for reference in wanted.filter(|reference| reference.is_unique()) {
            let holders = references::holders(conn, self.organization(), reference)?;
            if holders.into_iter().any(|holder| Some(holder) != own) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Creates and revises, then lets rows meet what earlier ones made.
    fn carry_out(
        &self,
        conn: &mut Conn,
        works: Vec<Work>,
        differing: &HashSet<i64>,
    ) -> Result<Vec<Done>, StoreError> {
        let mut done = Vec::with_capacity(works.len());
        let (mut created, mut revised, mut later) = (Vec::new(), Vec::new(), Vec::new());
        let mut places = Vec::new();
        for work in works {
            let at = done.len();
            done.push(Done {
                number: work.number,
                outcome: Outcome::Skipped,
                customer_number: None,
                line: None,
                cause: work.cause,
                counted: None,
                corrects: self.judge.merging.as_ref().and_then(|merging| merging.corrects(&work)),
            });
            if differing.contains(&work.number) {
                done[at].line = Some(self.changed_line(&work));
                continue;
            }
            match work.todo {
                Todo::Nothing(outcome) => done[at].outcome = outcome,
                Todo::Leave { .. } => done[at].outcome = Outcome::Unchanged,
                Todo::Create { prepared, .. } => {
                    done[at].outcome = Outcome::Created;
                    places.push(at);
                    created.push(*prepared);
                }
                Todo::Revise(customer) => {
                    done[at].outcome = Outcome::Updated;
                    revised.push(*customer);
                }
                Todo::AfterEarlier => later.push((at, work)),
                Todo::Differs => done[at].line = Some(self.changed_line(&work)),
            }
        }
        for (at, number) in places.into_iter().zip(bulk::insert(conn, self.organization(), created)?) {
            done[at].customer_number = Some(number);
        }
        bulk::update(conn, self.organization(), revised)?;
        for (at, work) in later {
            let (outcome, line, changes) = self.after_earlier(conn, &work)?;
            done[at].outcome = outcome;
            done[at].counted = changes.and_then(|changes| self.counted(&changes));
            let cause = done[at].counted.as_ref().map(|count| count.number);
            done[at].line = Some(Line { cause: cause.or(line.cause), ..line });
        }
        Ok(done)
    }

    /// Lays a row over what an earlier row of the file left.
    fn after_earlier(
        &self,
        conn: &mut Conn,
        work: &Work,
    ) -> Result<(Outcome, Line, Option<FieldChanges>), StoreError> {
        let Some(customer) = self.left_by_earlier(conn, work)? else {
            return Ok((Outcome::Skipped, self.changed_line(work), None));
        };
        let line = |outcome| Line {
            customer: Some(customer.id),
            version: Some(customer.version),
            ..Line::plain(RowSpan::one(work.number), outcome)
        };
        match self.judge.next_document(&work.row, &customer.document) {
            Err(_) => Ok((Outcome::Skipped, self.changed_line(work), None)),
            Ok(document) if document == customer.document => {
                Ok((Outcome::Unchanged, line(Outcome::Unchanged), None))
            }
            Ok(document) => {
                let line = line(Outcome::Updated);
                let changes = FieldChanges::of(&customer.document, &document);
                let cause = self.judge.cause(&work.row, work.number);
                let stamp = Stamp { by: self.judge.import.actor, cause, ..customer.changed };
                let revised = Revised::new(customer, document, stamp);
                let brought = revised.new_tags().copied().collect();
                if !tags::gone(conn, self.organization(), &brought)?.is_empty()
                    || !self.are_free(conn, revised.new_references(), Some(revised.id()))?
                {
                    return Ok((Outcome::Skipped, self.changed_line(work), None));
                }
                bulk::update(conn, self.organization(), vec![revised])?;
                Ok((Outcome::Updated, line, Some(changes)))
            }
        }
    }

    /// What a later row of a customer is counted under, once it is known what it changes.
    fn counted(&self, changes: &FieldChanges) -> Option<CauseCount> {
        // Nothing is half noted, whoever panicked.
        self.causes.lock().unwrap_or_else(PoisonError::into_inner).one(changes.cause(), Outcome::Updated)
    }

    /// The customer of an earlier row, if nobody else has changed it since.
    fn left_by_earlier(&self, conn: &mut Conn, work: &Work) -> Result<Option<Customer>, StoreError> {
        let Ok(Some(key)) = self.judge.key(&work.row) else { return Ok(None) };
        let found = look_up(conn, self.organization(), self.judge.match_by(), [&key])?;
        let Some([Found { id, .. }]) = found.get(&key).map(Vec::as_slice) else { return Ok(None) };
        let customer = bulk::find(conn, self.organization(), &[*id])?.remove(id);
        let import = self.judge.import_id();
        let is_ours = |customer: &Customer| customer.changed.cause.is_of_import(import);
        let is_as_checked = |customer: &Customer| {
            work.customer == Some(customer.id) && work.version == Some(customer.version)
        };
        Ok(customer.filter(|customer| is_ours(customer) || is_as_checked(customer)))
    }

    fn changed_line(&self, work: &Work) -> Line {
        let (label, problems) = (self.judge.label(&work.row), vec![kinds::changed_problem()]);
        let note = LineNote { label, problems, ..LineNote::default() };
        Line {
            customer: work.customer,
            version: work.version,
            cause: Some(self.changed),
            note: Some(note),
            ..Line::plain(RowSpan::one(work.number), Outcome::Skipped)
        }
    }

    /// Puts lines that say what was done in the place of those that said what would be.
    fn rewrite_lines(
        &self,
        conn: &mut Conn,
        done: Vec<Done>,
        mut replaced: Vec<i64>,
        rest: Option<Line>,
    ) -> Result<(), StoreError> {
        let mut lines: Vec<Line> = Vec::new();
        let mut uncounted = Vec::new();
        let mut counted: Vec<CauseCount> = Vec::new();
        for row in done {
            let line = match row.line {
                Some(line) => {
                    replaced.push(row.number);
                    uncounted.extend(row.cause);
                    let is_changed = line.cause == Some(self.changed);
                    counted.extend(row.counted.or(is_changed.then(|| kinds::changed_count(self.changed))));
                    line
                }
                None if row.outcome == Outcome::Created => Line {
                    customer_number: row.customer_number,
                    ..Line::plain(RowSpan::one(row.number), Outcome::Created)
                },
                // The plan's line is the last word on it.
                None => continue,
            };
            super::check::push_joined(&mut lines, line);
        }
        lines.extend(rest);
        let ledger = Ledger { organization: self.organization(), import: self.judge.import.number };
        ledger::remove(conn, ledger, &replaced)?;
        ledger::insert(conn, ledger, &lines)?;
        causes::uncount(conn, ledger, &uncounted)?;
        causes::count(conn, ledger, &kinds::summed(counted))
    }

    fn organization(&self) -> OrganizationId {
        self.judge.import.organization
    }
}
