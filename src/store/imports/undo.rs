//! An import taken back, and that taken back in turn: asked for here, done by the runner in slices. The rows are walked
//! in the order of the file. A customer that is as the import left it goes back to what it was before; one that somebody
//! changed since is kept, and listed for a person to decide.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::domain::customer::{Cause, Customer, Document, Signature, Stamp};
use crate::domain::event::{Event, EventKind};
use crate::domain::import::{Fate, Import, Line, RowSpan, State, Tally, UndoLine};
use crate::domain::operation::{Kind, Operation, State as Stage};
use crate::domain::operator::Right;
use crate::store::attributes::values;
use crate::store::bulk::{self, Revised};
use crate::store::connection::Conn;
use crate::store::customers;
use crate::store::error::StoreError;
use crate::store::imports::before::{Before, Step};
use crate::store::imports::ledger::{self, Ledger};
use crate::store::imports::{asks, changed, find, merges, undo_lines};
use crate::store::operations::{self, Slice};
use crate::store::schema::imports as table;
use crate::store::uid::Id;
use crate::store::{audit, events, operators, references};

/// Has an import be taken back, an undo be taken back in turn, or one that was stopped go on.
///
/// # Errors
/// [`StoreError::Forbidden`] when it is another's and the caller may only undo their own, [`StoreError::Stale`] when
/// there is nothing to take back by now, or it is going on.
pub fn ask(conn: &mut Conn, by: &Signature, import: &Import) -> Result<(), StoreError> {
    ensure_right(conn, by, import)?;
    if asks::hold(conn, import.organization, import.number)? != import.state {
        return Err(StoreError::Stale);
    }
    if import.state == State::Undoing {
        let stopped = last(conn, import)?.ok_or(StoreError::Stale)?;
        return operations::take_over(conn, &by.actor, stopped.id);
    }
    if !import.may_be_undone(by.at) {
        return Err(StoreError::Stale);
    }
    if merges::is_at_work(conn, import)? {
        return Err(StoreError::Stale);
    }
    let (kind, action) = match import.state {
        State::Undone => (Kind::RedoImport, "redo_import"),
        _ => (Kind::UndoImport, "undo_import"),
    };
    let row = table::table
        .filter(table::organization_id.eq(import.organization.0))
        .filter(table::id.eq(Id(import.id.0)))
        .filter(table::state.eq(import.state.as_str()));
    changed(diesel::update(row).set(table::state.eq(State::Undoing.as_str())).execute(conn)?)?;
    operations::insert(conn, by, kind, import.id.0, None, import.checkpoint.counts.written(), i64::MAX)?;
    audit::record(conn, &by.actor, action, "imports", Some(import.id.0), audit::Outcome::Done, by.at)
}

/// Stops an undo where it is; it can go on.
///
/// # Errors
/// As [`ask`].
pub fn stop(conn: &mut Conn, by: &Signature, import: &Import) -> Result<(), StoreError> {
    ensure_right(conn, by, import)?;
    let operation = last(conn, import)?.ok_or(StoreError::Stale)?;
    operations::stop(conn, import.organization, operation.id)
}

/// Fails when the import is another's and the caller may only undo their own.
pub(in crate::store) fn ensure_right(
    conn: &mut Conn,
    by: &Signature,
    import: &Import,
) -> Result<(), StoreError> {
    if import.may_be_undone_by(&by.actor) {
        Ok(())
    } else {
        operators::still_may(conn, &by.actor, Right::UndoAnyImport)
    }
}

/// The last time that the import was taken back, or that in turn.
///
/// # Errors
/// When the database does not answer.
pub fn last(conn: &mut Conn, import: &Import) -> Result<Option<Operation>, StoreError> {
    operations::last_of(conn, import.organization, import.id.0, [Kind::UndoImport, Kind::RedoImport])
}

/// Does the next slice, of `limit` customers at the most.
pub(in crate::store) fn advance(
    conn: &mut Conn,
    operation: &Operation,
    by: &Signature,
    limit: usize,
) -> Result<Slice, StoreError> {
    let here = Slice::of(operation, operation.last_seq, 0);
    match operators::still_may(conn, &by.actor, Right::ImportCustomers) {
        // It waits for somebody who may.
        Err(StoreError::Forbidden(_)) => return Ok(Slice { over: Some(Stage::Stopped), ..here }),
        other => other?,
    }
    let import = find(conn, operation.organization, operation.import())?;
    let steps = steps(conn, operation, &import, limit)?;
    let Some(last) = steps.last().map(|step| step.row) else {
        finish(conn, operation, &import, by)?;
        return Ok(here.over_if(true));
    };
    let count = steps.len();
    let walk = Walk { operation, import: &import, by };
    let Walked { lines, until } = walk.take(conn, steps)?;
    undo_lines::insert(conn, operation, &lines)?;
    let mut tally = operation.tally;
    lines.iter().for_each(|line| tally.add(line.fate, line.rows.count));
    let (last, count) = until.unwrap_or((last, count));
    Ok(Slice { tally, ..Slice::of(operation, last, count) })
}

/// The customers of the next rows.
fn steps(
    conn: &mut Conn,
    operation: &Operation,
    import: &Import,
    limit: usize,
) -> Result<Vec<Step>, StoreError> {
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    let after = operation.last_seq;
    let all: Vec<Step> = if operation.kind == Kind::RedoImport {
        let Some(undo) = operations::last_of(conn, import.organization, import.id.0, [Kind::UndoImport; 2])?
        else {
            return Ok(Vec::new());
        };
        let lines = undo_lines::behind(conn, &undo, after, most)?;
        lines.iter().flat_map(|line| Step::of_undo(line, after, limit)).collect()
    } else {
        let ledger = Ledger { organization: import.organization, import: import.number };
        let lines: Vec<Line> = ledger::written(conn, ledger, after, most)?;
        lines.iter().flat_map(|line| Step::of_line(line, after, limit)).collect()
    };
    Ok(all.into_iter().take(limit).collect())
}

/// The import is what it has been made.
fn finish(conn: &mut Conn, operation: &Operation, import: &Import, by: &Signature) -> Result<(), StoreError> {
    let id = import.id.0;
    let (state, kind) = match operation.kind {
        Kind::UndoImport => (State::Undone, EventKind::ImportUndone { import: id }),
        _ if import.row_total == Some(import.rows_done()) => {
            (State::Completed, EventKind::ImportRedone { import: id })
        }
        _ => (State::Cancelled, EventKind::ImportRedone { import: id }),
    };
    let row = table::table
        .filter(table::organization_id.eq(import.organization.0))
        .filter(table::id.eq(Id(id)))
        .filter(table::state.eq(State::Undoing.as_str()));
    changed(diesel::update(row).set(table::state.eq(state.as_str())).execute(conn)?)?;
    let event = Event::of_organization(kind, by.actor.id, by.at);
    events::record_of_organization(conn, import.organization, &event)
}

/// What is to be done with a customer.
enum Todo {
    Trash(Customer),
    Restore(Customer),
    Return(Customer, Box<(Document, Stamp)>),
    Leave(Fate),
    /// An earlier row of the file has seen to it.
    Nothing,
}

/// What became of the customers of some rows.
struct Walked {
    lines: Vec<UndoLine>,
    /// The last row that was seen to, and how many were, where the slice ends before its last row.
    until: Option<(i64, usize)>,
}

struct Walk<'a> {
    operation: &'a Operation,
    import: &'a Import,
    by: &'a Signature,
}

impl Walk<'_> {
    /// Sees to these rows, up to the first whose customer an earlier one of them has changed: that is as it was read no
    /// more, and is read again by the next slice.
    fn take(&self, conn: &mut Conn, steps: Vec<Step>) -> Result<Walked, StoreError> {
        let organization = self.import.organization;
        let before = Before::read(conn, organization, &steps)?;
        let kept = values::hold(conn, organization)?;
        let settle = customers::Settling::read(conn, organization, before.earliest())?;
        let mut lines: Vec<UndoLine> = Vec::new();
        let mut revised = Vec::new();
        let mut changed = HashSet::new();
        let mut until = None;
        for (at, step) in steps.iter().enumerate() {
            let customer = before.customer(step);
            let todo = self.judge(conn, step, customer, &before)?;
            let is_again = customer.is_some_and(|customer| changed.contains(&customer.id));
            if is_again && !matches!(todo, Todo::Nothing) {
                until = at.checked_sub(1).map(|last| (steps[last].row, at));
                break;
            }
            if matches!(todo, Todo::Trash(_) | Todo::Restore(_) | Todo::Return(..)) {
                changed.extend(customer.map(|customer| customer.id));
            }
            let (fate, version) = match todo {
                Todo::Nothing => continue,
                Todo::Leave(fate) => (fate, None),
                Todo::Trash(customer) => {
                    customers::throw_away(conn, &customer, &kept, self.by.at)?;
                    (Fate::Trashed, None)
                }
                Todo::Restore(customer) => {
                    customers::bring_back(conn, &customer, &kept)?;
                    (Fate::Restored, None)
                }
                Todo::Return(customer, former) => {
                    let version = customer.version;
                    let document = settle.settled(conn, &customer.document, *former)?;
                    if document != customer.document {
                        revised.push(Revised::new(customer, document, self.stamp(step)));
                    }
                    (Fate::Returned, Some(version))
                }
            };
            let is_alone = step.number.is_none() || fate == Fate::Kept;
            let line = UndoLine {
                rows: RowSpan::one(step.row),
                fate,
                customer_number: step.number,
                customer: customer.map(|customer| customer.id).or(step.id).filter(|_| is_alone),
                version,
                at: self.by.at,
            };
            let alone = match lines.last_mut() {
                Some(last) => last.join(line).err(),
                None => Some(line),
            };
            lines.extend(alone);
        }
        bulk::update(conn, organization, revised)?;
        Ok(Walked { lines, until })
    }

    fn stamp(&self, step: &Step) -> Stamp {
        let (import, row) = (self.import.id.0, step.row);
        let cause = match self.operation.kind {
            Kind::RedoImport => Cause::ImportRedone { import, row },
            _ => Cause::ImportUndone { import, row },
        };
        Stamp { cause, ..self.by.stamp() }
    }

    fn judge(
        &self,
        conn: &mut Conn,
        step: &Step,
        customer: Option<&Customer>,
        before: &Before,
    ) -> Result<Todo, StoreError> {
        let Some(customer) = customer else { return Ok(Todo::Leave(Fate::Gone)) };
        let import = self.import.id.0;
        let is_in_trash = customer.deleted_at.is_some();
        let is_ours = before.is_untouched(customer, step.base, |cause| cause.is_of_import(import));
        if step.is_trashed {
            let is_same = step.base.map_or(is_ours, |_| before.is_untouched(customer, step.base, |_| false));
            let may_return = is_in_trash && is_same && are_free(conn, customer, &customer.document)?;
            return Ok(if may_return { Todo::Restore(customer.clone()) } else { Todo::Leave(Fate::Kept) });
        }
        let Some(base) = step.base else {
            return Ok(match (is_in_trash, is_ours) {
                (true, _) => Todo::Leave(Fate::Gone),
                (false, true) => Todo::Trash(customer.clone()),
                (false, false) => Todo::Leave(Fate::Kept),
            });
        };
        let Some(former) = before.document(customer.id, base) else { return Ok(Todo::Leave(Fate::Kept)) };
        let is_later_row = before.was_made(customer.id, base, |cause| cause.is_of_import(import));
        if self.operation.kind == Kind::UndoImport && is_later_row {
            return Ok(Todo::Nothing);
        }
        if is_in_trash || !is_ours || !are_free(conn, customer, &former.0)? {
            return Ok(Todo::Leave(Fate::Kept));
        }
        Ok(Todo::Return(customer.clone(), Box::new(former.clone())))
    }
}

/// Whether nobody else has the unique references that the document would bring back.
fn are_free(conn: &mut Conn, customer: &Customer, document: &Document) -> Result<bool, StoreError> {
    let is_kept =
        |reference| customer.deleted_at.is_none() && customer.document.references.contains(reference);
    let wanted = document.references.iter().filter(|reference| reference.is_unique() && !is_kept(reference));
    for reference in wanted {
        let holders = references::holders(conn, customer.organization, reference)?;
        if holders.into_iter().any(|holder| holder != customer.id) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Changes what the ledger of an undo says of a customer that was kept, once a person decided.
pub(in crate::store) fn count_decided(
    conn: &mut Conn,
    operation: &Operation,
    line: &UndoLine,
) -> Result<(), StoreError> {
    undo_lines::decide(conn, operation, line)?;
    let operation = operations::find(conn, operation.organization, operation.id)?;
    let mut tally: Tally = operation.tally;
    tally.add(Fate::Kept, -1);
    tally.add(line.fate, 1);
    operations::set_tally(conn, &operation, &tally)
}
