//! Operations: work on many customers that waits for the runner, and how far it is. As with imports, a lease says whose
//! turn it is, and every slice moves the row on in its own transaction.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::attribute::{Change, Changes, Findings};
use crate::domain::customer::Signature;
use crate::domain::import::Tally;
use crate::domain::operation::{Kind, Operation, OperationId, State};
use crate::domain::operator::{Actor, ActorId, ActorKind};
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::attributes;
use crate::store::connection::Conn;
use crate::store::customers::{from_json, json};
use crate::store::error::StoreError;
use crate::store::imports::undo;
use crate::store::leases::{Lease, leased};
use crate::store::schema::operations as table;
use crate::store::tags;
use crate::store::uid::Id;

/// Operations that are not over.
const OPEN: [State; 4] = [State::Checking, State::Checked, State::Running, State::Stopped];

#[derive(Queryable, Selectable)]
#[diesel(table_name = table)]
struct OperationRow {
    number: i64,
    id: Id,
    organization_id: i64,
    actor_id: Option<Id>,
    actor_kind: String,
    kind: String,
    subject_id: Id,
    state: String,
    total: i64,
    done: i64,
    last_seq: i64,
    until_seq: i64,
    began_seq: i64,
    created_at: i64,
    finished_at: Option<i64>,
    plan: String,
    findings: String,
}

leased!(table, at_work: [State::Checking.as_str(), State::Running.as_str()]);

/// Leaves work for the runner. A change of an attribute is only looked at, until somebody has it made.
pub(in crate::store) fn insert(
    conn: &mut Conn,
    by: &Signature,
    kind: Kind,
    subject: Uuid,
    change: Option<&Change>,
    total: i64,
    until_seq: i64,
) -> Result<OperationId, StoreError> {
    let id = Uuid::now_v7();
    let state = if change.is_some() { State::Checking } else { State::Running };
    let row = (
        table::id.eq(Id(id)),
        table::organization_id.eq(by.actor.organization.0),
        table::actor_id.eq(by.actor.id.map(|id| Id(id.0))),
        table::actor_kind.eq(by.actor.kind.as_str()),
        table::kind.eq(kind.as_str()),
        table::subject_id.eq(Id(subject)),
        table::state.eq(state.as_str()),
        table::total.eq(total),
        table::done.eq(0),
        table::last_seq.eq(0),
        table::until_seq.eq(until_seq),
        table::began_seq.eq(until_seq),
        table::created_at.eq(by.at.micros()),
        table::plan.eq(json(&change)?),
        table::findings.eq(json(&Findings::default())?),
    );
    diesel::insert_into(table::table).values(row).execute(conn)?;
    Ok(OperationId(id))
}

/// One operation of the organization.
///
/// # Errors
/// [`StoreError::NotFound`] when it has none of this id.
pub fn find(conn: &mut Conn, organization: OrganizationId, id: OperationId) -> Result<Operation, StoreError> {
    let row: OperationRow = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::id.eq(Id(id.0)))
        .select(OperationRow::as_select())
        .first(conn)?;
    row.into_operation()
}

/// The operations of an organization that are not over, the one that waits longest first.
///
/// # Errors
/// When the database does not answer.
pub fn open(conn: &mut Conn, organization: OrganizationId) -> Result<Vec<Operation>, StoreError> {
    let rows: Vec<OperationRow> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::state.eq_any(OPEN.map(State::as_str)))
        .order(table::number)
        .limit(20)
        .select(OperationRow::as_select())
        .load(conn)?;
    rows.into_iter().map(OperationRow::into_operation).collect()
}

/// The changes of attributes that are yet being made or were stopped halfway, and those made `since` then, in their order.
///
/// # Errors
/// When the database does not answer.
pub(in crate::store) fn changes(
    conn: &mut Conn,
    organization: OrganizationId,
    since: Option<Time>,
) -> Result<Changes, StoreError> {
    let made_since = since.map_or(i64::MAX, Time::micros);
    let plans: Vec<String> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::kind.eq(Kind::ChangeAttribute.as_str()))
        .filter(
            table::state
                .eq_any([State::Running, State::Stopped].map(State::as_str))
                .or(table::state.eq(State::Completed.as_str()).and(table::finished_at.ge(made_since))),
        )
        .order(table::began_seq)
        .select(table::plan)
        .load(conn)?;
    let plans = plans.iter().map(|plan| from_json::<Option<Change>>(plan));
    Ok(Changes(plans.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect()))
}

/// Whether the runner works on something of this subject, or was stopped halfway.
pub(in crate::store) fn is_busy(
    conn: &mut Conn,
    organization: OrganizationId,
    subject: Uuid,
) -> Result<bool, StoreError> {
    let busy = [State::Checking, State::Running, State::Stopped];
    let some: Option<i64> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::subject_id.eq(Id(subject)))
        .filter(table::state.eq_any(busy.map(State::as_str)))
        .select(table::number)
        .first(conn)
        .optional()?;
    Ok(some.is_some())
}

/// Gives up what was looked at and never done.
pub(in crate::store) fn give_up(
    conn: &mut Conn,
    organization: OrganizationId,
    subject: Uuid,
) -> Result<(), StoreError> {
    let waiting = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::subject_id.eq(Id(subject)))
        .filter(table::state.eq(State::Checked.as_str()));
    diesel::update(waiting).set(table::state.eq(State::Cancelled.as_str())).execute(conn)?;
    Ok(())
}

/// Has what was looked at be done.
pub(in crate::store) fn start(
    conn: &mut Conn,
    organization: OrganizationId,
    id: OperationId,
    total: i64,
    until_seq: i64,
) -> Result<(), StoreError> {
    let values = (
        table::state.eq(State::Running.as_str()),
        table::total.eq(total),
        table::done.eq(0),
        table::last_seq.eq(0),
        table::until_seq.eq(until_seq),
        table::began_seq.eq(until_seq),
    );
    let checked = in_state(organization, id, State::Checked);
    moved(diesel::update(checked).set(values).execute(conn)?)
}

/// Stops an operation, whoever works on it: that one finds its lease gone.
pub(in crate::store) fn stop(
    conn: &mut Conn,
    organization: OrganizationId,
    id: OperationId,
) -> Result<(), StoreError> {
    let operation = find(conn, organization, id)?;
    let to = match operation.state {
        State::Checking | State::Checked => State::Cancelled,
        State::Running if operation.kind.may_be_stopped() => State::Stopped,
        _ => return Err(StoreError::Stale),
    };
    let values =
        (table::state.eq(to.as_str()), table::lease_owner.eq(None::<Id>), table::lease_until.eq(None::<i64>));
    moved(diesel::update(in_state(organization, id, operation.state)).set(values).execute(conn)?)
}

/// Has an operation that was stopped go on where it was.
pub(in crate::store) fn go_on(
    conn: &mut Conn,
    organization: OrganizationId,
    id: OperationId,
) -> Result<(), StoreError> {
    find(conn, organization, id)?;
    let stopped = in_state(organization, id, State::Stopped);
    moved(diesel::update(stopped).set(table::state.eq(State::Running.as_str())).execute(conn)?)
}

/// Has an operation that was stopped go on where it was, for whoever asks for it now.
pub(in crate::store) fn take_over(conn: &mut Conn, actor: &Actor, id: OperationId) -> Result<(), StoreError> {
    let values = (
        table::state.eq(State::Running.as_str()),
        table::actor_id.eq(actor.id.map(|id| Id(id.0))),
        table::actor_kind.eq(actor.kind.as_str()),
    );
    moved(diesel::update(in_state(actor.organization, id, State::Stopped)).set(values).execute(conn)?)
}

/// The newest operation of one of these kinds on a subject.
pub(in crate::store) fn last_of(
    conn: &mut Conn,
    organization: OrganizationId,
    subject: Uuid,
    kinds: [Kind; 2],
) -> Result<Option<Operation>, StoreError> {
    let row: Option<OperationRow> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::subject_id.eq(Id(subject)))
        .filter(table::kind.eq_any(kinds.map(Kind::as_str)))
        .order(table::number.desc())
        .select(OperationRow::as_select())
        .first(conn)
        .optional()?;
    row.map(OperationRow::into_operation).transpose()
}

/// All operations of these kinds on some subjects.
pub(in crate::store) fn on(
    conn: &mut Conn,
    organization: OrganizationId,
    subjects: &[Uuid],
    kinds: [Kind; 2],
) -> Result<Vec<Operation>, StoreError> {
    let rows: Vec<OperationRow> = table::table
        .filter(table::organization_id.eq(organization.0))
        .filter(table::subject_id.eq_any(subjects.iter().copied().map(Id)))
        .filter(table::kind.eq_any(kinds.map(Kind::as_str)))
        .order(table::number)
        .select(OperationRow::as_select())
        .load(conn)?;
    rows.into_iter().map(OperationRow::into_operation).collect()
}

/// Counts an import's customers anew, after a person decided about one.
pub(in crate::store) fn set_tally(
    conn: &mut Conn,
    operation: &Operation,
    tally: &Tally,
) -> Result<(), StoreError> {
    let row = table::table
        .filter(table::organization_id.eq(operation.organization.0))
        .filter(table::number.eq(operation.number));
    diesel::update(row).set(table::findings.eq(json(tally)?)).execute(conn)?;
    Ok(())
}

fn moved(rows: usize) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

#[diesel::dsl::auto_type(no_type_alias)]
fn in_state(organization: OrganizationId, id: OperationId, state: State) -> _ {
    let organization: i64 = organization.0;
    let id: Id = Id(id.0);
    let state: &'static str = state.as_str();
    table::table
        .filter(table::organization_id.eq(organization))
        .filter(table::id.eq(id))
        .filter(table::state.eq(state))
}

/// Takes the operation that waits longest, of an organization of which none is worked on. Those that have `failed`, in
/// the order in which they did, are taken when nothing else waits.
///
/// # Errors
/// When the database does not answer.
pub fn claim(conn: &mut Conn, owner: Uuid, failed: &[i64]) -> Result<Option<Operation>, StoreError> {
    let Some(number) = take(conn, owner, failed)? else { return Ok(None) };
    let row: OperationRow = table::table.find(number).select(OperationRow::as_select()).first(conn)?;
    row.into_operation().map(Some)
}

/// Does the next slice of an operation, of `limit` customers at the most, and moves it on. Answers whether it is over.
///
/// # Errors
/// [`StoreError::Stale`] when another runner has the lease, or a customer changed in this very moment.
pub fn advance(conn: &mut Conn, lease: &Lease, by: &Signature, limit: usize) -> Result<bool, StoreError> {
    extend(conn, lease)?;
    // What a slice reads of tags holds to its end, too.
    tags::keep(conn, lease.organization)?;
    let row: OperationRow = row_of(lease).select(OperationRow::as_select()).first(conn)?;
    let operation = row.into_operation()?;
    let slice = match operation.kind {
        Kind::RenameTag | Kind::MergeTag | Kind::DeleteTag => tags::advance(conn, &operation, by, limit)?,
        Kind::FillAttribute | Kind::EmptyAttribute | Kind::ChangeAttribute => {
            attributes::advance(conn, &operation, by, limit)?
        }
        Kind::UndoImport | Kind::RedoImport => undo::advance(conn, &operation, by, limit)?,
    };
    let found = if operation.kind.is_of_import() { json(&slice.tally)? } else { json(&slice.findings)? };
    let count = i64::try_from(slice.done).map_err(StoreError::unavailable)?;
    let moved = (
        table::last_seq.eq(slice.last),
        table::until_seq.eq(slice.until),
        table::done.eq(table::done + count),
        table::findings.eq(found),
    );
    diesel::update(row_of(lease)).set(moved).execute(conn)?;
    if let Some(state) = slice.over {
        let over = (
            table::state.eq(state.as_str()),
            table::finished_at.eq(Some(by.at.micros())),
            table::lease_owner.eq(None::<Id>),
            table::lease_until.eq(None::<i64>),
        );
        diesel::update(row_of(lease)).set(over).execute(conn)?;
    }
    Ok(slice.over.is_some())
}

/// What a slice came to.
#[derive(Debug)]
pub(in crate::store) struct Slice {
    /// The change number of the last customer.
    pub last: i64,
    /// How far they are taken.
    pub until: i64,
    /// How many have followed.
    pub done: usize,
    /// What was found so far.
    pub findings: Findings,
    /// What became of an import's customers so far.
    pub tally: Tally,
    /// The state that it ends in, when this was the last.
    pub over: Option<State>,
}

impl Slice {
    /// Of customers up to the one of this change number.
    pub(in crate::store) fn of(operation: &Operation, last: i64, done: usize) -> Self {
        let (until, findings) = (operation.until_seq, operation.findings.clone());
        Self { last, until, done, findings, tally: operation.tally, over: None }
    }

    /// The last one, if it is.
    pub(in crate::store) fn over_if(self, is_last: bool) -> Self {
        Self { over: is_last.then_some(State::Completed), ..self }
    }
}

impl OperationRow {
    fn into_operation(self) -> Result<Operation, StoreError> {
        let unknown = || StoreError::unavailable("an operation of unknown kind or state");
        let kind = Kind::parse(&self.kind).ok_or_else(unknown)?;
        let (findings, tally) = if kind.is_of_import() {
            (Findings::default(), from_json(&self.findings)?)
        } else {
            (from_json(&self.findings)?, Tally::default())
        };
        Ok(Operation {
            number: self.number,
            id: OperationId(self.id.0),
            organization: OrganizationId(self.organization_id),
            actor: self.actor_id.map(|id| ActorId(id.0)),
            actor_kind: ActorKind::of_word(&self.actor_kind),
            kind,
            subject: self.subject_id.0,
            change: from_json(&self.plan)?,
            findings,
            tally,
            state: State::parse(&self.state).ok_or_else(unknown)?,
            total: self.total,
            done: self.done,
            last_seq: self.last_seq,
            until_seq: self.until_seq,
            began_seq: self.began_seq,
            created_at: Time::from_micros(self.created_at),
            finished_at: self.finished_at.map(Time::from_micros),
        })
    }
}
