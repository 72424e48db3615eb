//! The ledger of an import: what is to become, then what became, of each row of its file. An outcome is a small number
//! in the table and nowhere else.

use diesel::prelude::*;

use crate::domain::customer::{CustomerId, Version};
use crate::domain::import::{Line, LineNote, Outcome, RowSpan};
use crate::domain::organization::OrganizationId;
use crate::store::connection::Conn;
use crate::store::customers::{from_json, json};
use crate::store::error::StoreError;
use crate::store::imports::causes;
use crate::store::insert::insert_all;
use crate::store::schema::import_lines as table;
use crate::store::uid::Id;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = table, treat_none_as_default_value = false)]
struct LineRow {
    organization_id: i64,
    import: i64,
    row_number: i64,
    row_count: i64,
    outcome: i32,
    customer_number: Option<i64>,
    customer_id: Option<Id>,
    version: Option<i64>,
    same_as: Option<i64>,
    cause: Option<i32>,
    note: Option<String>,
}

/// Values bound in one statement.
const MOST_BOUND: usize = 1_000;

/// Ranges of an index that are read one by one for a page of lines, and most of them in one statement.
const MOST_RANGES: usize = 32;
const MOST_ASKED: usize = 1_000;

/// The ledger of one import.
#[derive(Debug, Clone, Copy)]
pub struct Ledger {
    /// Whose.
    pub organization: OrganizationId,
    /// The import's number.
    pub import: i64,
}

#[diesel::dsl::auto_type(no_type_alias)]
pub(in crate::store::imports) fn lines_of(organization: i64, import: i64) -> _ {
    table::table.filter(table::organization_id.eq(organization)).filter(table::import.eq(import))
}

/// Adds lines.
///
/// # Errors
/// When a row has a line already, among others.
pub fn insert(conn: &mut Conn, ledger: Ledger, lines: &[Line]) -> Result<(), StoreError> {
    let rows = lines.iter().map(|line| LineRow::of(ledger, line)).collect::<Result<Vec<_>, _>>()?;
    insert_all!(conn, table::table, rows);
    Ok(())
}

/// The lines of the rows from `first` to `last`, in order; a line that begins before `first` may reach into them.
///
/// # Errors
/// When the database does not answer.
pub fn between(conn: &mut Conn, ledger: Ledger, first: i64, last: i64) -> Result<Vec<Line>, StoreError> {
    let before: Option<LineRow> = lines_of(ledger.organization.0, ledger.import)
        .filter(table::row_number.lt(first))
        .order(table::row_number.desc())
        .select(LineRow::as_select())
        .first(conn)
        .optional()?;
    let rows: Vec<LineRow> = lines_of(ledger.organization.0, ledger.import)
        .filter(table::row_number.between(first, last))
        .order(table::row_number)
        .select(LineRow::as_select())
        .load(conn)?;
    let reaches_in = |row: &LineRow| row.row_number + row.row_count > first;
    before.filter(reaches_in).into_iter().chain(rows).map(LineRow::into_line).collect()
}

/// The line that begins at the row `after` or before and reaches behind it, if there is one.
fn reaching_over(conn: &mut Conn, ledger: Ledger, after: i64) -> Result<Vec<Line>, StoreError> {
    // No row has a number beyond the last there can be, whoever asks for it.
    after.checked_add(1).map_or_else(|| Ok(Vec::new()), |first| between(conn, ledger, first, after))
}

/// The first `limit` lines that reach behind the row `after` of rows that wrote a customer, in order.
pub(in crate::store) fn written(
    conn: &mut Conn,
    ledger: Ledger,
    after: i64,
    limit: i64,
) -> Result<Vec<Line>, StoreError> {
    let written = [Outcome::Created, Outcome::Updated];
    let mut lines = reaching_over(conn, ledger, after)?;
    lines.retain(|line| written.contains(&line.outcome));
    // Each is a range of an index, in order, however many rows wrote nothing.
    for outcome in written {
        lines.extend(of_outcome(conn, ledger, outcome, after, limit)?);
    }
    lines.sort_by_key(|line| line.rows.first);
    lines.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(lines)
}

/// The lines that begin with these rows, in order.
///
/// # Errors
/// When the database does not answer.
pub fn of_rows(conn: &mut Conn, ledger: Ledger, firsts: &[i64]) -> Result<Vec<Line>, StoreError> {
    let mut lines = Vec::new();
    for firsts in firsts.chunks(MOST_BOUND) {
        let rows: Vec<LineRow> = lines_of(ledger.organization.0, ledger.import)
            .filter(table::row_number.eq_any(firsts))
            .order(table::row_number)
            .select(LineRow::as_select())
            .load(conn)?;
        for row in rows {
            lines.push(row.into_line()?);
        }
    }
    Ok(lines)
}

/// Removes the lines that begin with these rows.
///
/// # Errors
/// When the database does not answer.
pub fn remove(conn: &mut Conn, ledger: Ledger, firsts: &[i64]) -> Result<(), StoreError> {
    for firsts in firsts.chunks(MOST_BOUND) {
        let lines = lines_of(ledger.organization.0, ledger.import).filter(table::row_number.eq_any(firsts));
        diesel::delete(lines).execute(conn)?;
    }
    Ok(())
}

/// Removes at most `limit` of the lines behind `row`, and answers how many were removed.
///
/// # Errors
/// When the database does not answer.
pub fn remove_some(conn: &mut Conn, ledger: Ledger, row: i64, limit: i64) -> Result<usize, StoreError> {
    let last: Option<i64> = lines_of(ledger.organization.0, ledger.import)
        .filter(table::row_number.gt(row))
        .order(table::row_number)
        .select(table::row_number)
        .offset(limit - 1)
        .first(conn)
        .optional()?;
    let lines = lines_of(ledger.organization.0, ledger.import)
        .filter(table::row_number.gt(row))
        .filter(table::row_number.le(last.unwrap_or(i64::MAX)));
    Ok(diesel::delete(lines).execute(conn)?)
}

/// The first `limit` lines of one outcome behind `after`, in order. Their numbers are looked up first, in an index that has
/// nothing else: without statistics, SQLite would rather walk along all rows of the import.
///
/// # Errors
/// When the database does not answer.
pub fn of_outcome(
    conn: &mut Conn,
    ledger: Ledger,
    outcome: Outcome,
    after: i64,
    limit: i64,
) -> Result<Vec<Line>, StoreError> {
    let firsts: Vec<i64> = lines_of(ledger.organization.0, ledger.import)
        .filter(table::outcome.eq(code(outcome)))
        .filter(table::row_number.gt(after))
        .order(table::row_number)
        .limit(limit)
        .select(table::row_number)
        .load(conn)?;
    of_rows(conn, ledger, &firsts)
}

/// The first `limit` lines of one cause behind `after`, in order; found as those of an outcome are.
///
/// # Errors
/// When the database does not answer.
pub fn of_cause(
    conn: &mut Conn,
    ledger: Ledger,
    cause: i32,
    after: i64,
    limit: i64,
) -> Result<Vec<Line>, StoreError> {
    let firsts: Vec<i64> = lines_of(ledger.organization.0, ledger.import)
        .filter(table::cause.is_not_null())
        .filter(table::cause.eq(cause))
        .filter(table::row_number.gt(after))
        .order(table::row_number)
        .limit(limit)
        .select(table::row_number)
        .load(conn)?;
    of_rows(conn, ledger, &firsts)
}

/// The first `limit` lines of any of these causes behind `after`, in order.
///
/// # Errors
/// When the database does not answer.
pub fn of_causes(
    conn: &mut Conn,
    ledger: Ledger,
    causes: &[i32],
    after: i64,
    limit: i64,
) -> Result<Vec<Line>, StoreError> {
    let mut lines = Vec::new();
    // Each is a range of an index, in order; several at once have to be sorted, which for many is less than asking often.
    for causes in causes.chunks(causes.len().div_ceil(MOST_RANGES).clamp(1, MOST_ASKED)) {
        let rows: Vec<LineRow> = lines_of(ledger.organization.0, ledger.import)
            .filter(table::cause.is_not_null())
            .filter(table::cause.eq_any(causes.to_vec()))
            .filter(table::row_number.gt(after))
            .order(table::row_number)
            .limit(limit)
            .select(LineRow::as_select())
            .load(conn)?;
        for row in rows {
            lines.push(row.into_line()?);
        }
    }
    lines.sort_by_key(|line: &Line| line.rows.first);
    lines.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(lines)
}

/// The first `limit` lines of one outcome that reach behind the row `after`, in order.
///
/// # Errors
/// When the database does not answer.
pub fn reaching(
    conn: &mut Conn,
    ledger: Ledger,
    outcome: Outcome,
    after: i64,
    limit: i64,
) -> Result<Vec<Line>, StoreError> {
    let mut lines = reaching_over(conn, ledger, after)?;
    lines.retain(|line| line.outcome == outcome);
    lines.extend(of_outcome(conn, ledger, outcome, after, limit)?);
    Ok(lines)
}

/// The first `limit` rows that were skipped because the store had changed, in order.
///
/// # Errors
/// When the database does not answer.
pub fn changed(conn: &mut Conn, ledger: Ledger, limit: i64) -> Result<Vec<Line>, StoreError> {
    let mut lines = Vec::new();
    for cause in causes::list(conn, ledger)?.into_iter().filter(|cause| cause.outcome == Outcome::Skipped) {
        lines.extend(of_cause(conn, ledger, cause.number, 0, limit)?);
    }
    Ok(lines)
}

/// Removes what is said of single rows; which rows had which outcome stays.
pub(in crate::store) fn forget_notes(
    conn: &mut Conn,
    organization: OrganizationId,
    import: i64,
) -> Result<(), StoreError> {
    let noted = lines_of(organization.0, import).filter(table::note.is_not_null());
    diesel::update(noted).set(table::note.eq(None::<String>)).execute(conn)?;
    Ok(())
}

pub(in crate::store::imports) const fn code(outcome: Outcome) -> i32 {
    match outcome {
        Outcome::Created => 1,
        Outcome::Updated => 2,
        Outcome::Unchanged => 3,
        Outcome::Skipped => 4,
        Outcome::Rejected => 5,
        Outcome::Blank => 6,
    }
}

pub(in crate::store::imports) fn outcome_of(number: i32) -> Result<Outcome, StoreError> {
    let found = Outcome::ALL.into_iter().find(|outcome| code(*outcome) == number);
    found.ok_or_else(|| StoreError::unavailable("a line of unknown outcome"))
}

impl LineRow {
    fn of(ledger: Ledger, line: &Line) -> Result<Self, StoreError> {
        Ok(Self {
            organization_id: ledger.organization.0,
            import: ledger.import,
            row_number: line.rows.first,
            row_count: line.rows.count,
            outcome: code(line.outcome),
            customer_number: line.customer_number,
            customer_id: line.customer.map(|id| Id(id.0)),
            version: line.version.map(|version| version.0),
            same_as: line.same_as,
            cause: line.cause,
            note: line.note.as_ref().map(json).transpose()?,
        })
    }

    fn into_line(self) -> Result<Line, StoreError> {
        Ok(Line {
            rows: RowSpan { first: self.row_number, count: self.row_count },
            outcome: outcome_of(self.outcome)?,
            customer_number: self.customer_number,
            customer: self.customer_id.map(|id| CustomerId(id.0)),
            version: self.version.map(Version),
            same_as: self.same_as,
            cause: self.cause,
            note: self.note.as_deref().map(from_json::<LineNote>).transpose()?,
        })
    }
}
