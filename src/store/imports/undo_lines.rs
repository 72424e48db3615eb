//! The ledger of an undo: what became of the customers of an import's rows. A fate is a small number in the table and
//! nowhere else.

use diesel::prelude::*;

use crate::domain::customer::{CustomerId, Version};
use crate::domain::import::{Fate, RowSpan, UndoLine};
use crate::domain::operation::Operation;
use crate::domain::time::Time;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::insert::insert_all;
use crate::store::schema::undo_lines as table;
use crate::store::uid::Id;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = table, treat_none_as_default_value = false)]
struct LineRow {
    organization_id: i64,
    operation: i64,
    row_number: i64,
    row_count: i64,
    fate: i16,
    customer_number: Option<i64>,
    customer_id: Option<Id>,
    version: Option<i64>,
    at: i64,
}

#[diesel::dsl::auto_type(no_type_alias)]
fn lines_of(operation: &Operation) -> _ {
    let organization: i64 = operation.organization.0;
    let number: i64 = operation.number;
    table::table.filter(table::organization_id.eq(organization)).filter(table::operation.eq(number))
}

/// Adds lines.
pub(in crate::store) fn insert(
    conn: &mut Conn,
    operation: &Operation,
    lines: &[UndoLine],
) -> Result<(), StoreError> {
    let rows: Vec<LineRow> = lines.iter().map(|line| LineRow::of(operation, line)).collect();
    insert_all!(conn, table::table, rows);
    Ok(())
}

/// The first `limit` lines that reach behind the row `after` of customers that were changed, in order.
pub(in crate::store) fn behind(
    conn: &mut Conn,
    operation: &Operation,
    after: i64,
    limit: i64,
) -> Result<Vec<UndoLine>, StoreError> {
    let taken_back = [Fate::Trashed, Fate::Returned];
    let reaching = of_row(conn, operation, after)?.filter(|line| line.rows.last() > after);
    let reaching = reaching.filter(|line| taken_back.contains(&line.fate));
    let mut lines: Vec<UndoLine> = reaching.into_iter().collect();
    // Each is a range of an index, in order, however many were left alone.
    for fate in taken_back {
        lines.extend(of_fate(conn, operation, fate, after, limit)?);
    }
    lines.sort_by_key(|line| line.rows.first);
    lines.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(lines)
}

fn of_fate(
    conn: &mut Conn,
    operation: &Operation,
    fate: Fate,
    after: i64,
    limit: i64,
) -> Result<Vec<UndoLine>, StoreError> {
    // Their numbers first, in the index that has nothing else: SQLite would rather walk along all of them.
    let firsts: Vec<i64> = lines_of(operation)
        .filter(table::fate.eq(code(fate)))
        .filter(table::row_number.gt(after))
        .order(table::row_number)
        .limit(limit)
        .select(table::row_number)
        .load(conn)?;
    let rows: Vec<LineRow> = lines_of(operation)
        .filter(table::row_number.eq_any(firsts))
        .order(table::row_number)
        .select(LineRow::as_select())
        .load(conn)?;
    rows.into_iter().map(LineRow::into_line).collect()
}

/// What became of the customer of a row, if it is in the ledger.
///
/// # Errors
/// When the database does not answer.
pub fn of_row(conn: &mut Conn, operation: &Operation, row: i64) -> Result<Option<UndoLine>, StoreError> {
    let last: Option<LineRow> = lines_of(operation)
        .filter(table::row_number.le(row))
        .order(table::row_number.desc())
        .select(LineRow::as_select())
        .first(conn)
        .optional()?;
    let line = last.map(LineRow::into_line).transpose()?;
    Ok(line.filter(|line| line.rows.last() >= row))
}

/// The first `limit` customers behind the row `after` that were kept, in order.
///
/// # Errors
/// When the database does not answer.
pub fn kept(
    conn: &mut Conn,
    operation: &Operation,
    after: i64,
    limit: i64,
) -> Result<Vec<UndoLine>, StoreError> {
    of_fate(conn, operation, Fate::Kept, after, limit)
}

/// Says what a person decided about a customer that was kept.
///
/// # Errors
/// [`StoreError::Stale`] when it was decided already.
pub(in crate::store) fn decide(
    conn: &mut Conn,
    operation: &Operation,
    line: &UndoLine,
) -> Result<(), StoreError> {
    let row = lines_of(operation)
        .filter(table::row_number.eq(line.rows.first))
        .filter(table::fate.eq(code(Fate::Kept)));
    let values = (
        table::fate.eq(code(line.fate)),
        table::version.eq(line.version.map(|version| version.0)),
        table::at.eq(line.at.micros()),
    );
    if diesel::update(row).set(values).execute(conn)? == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

const fn code(fate: Fate) -> i16 {
    match fate {
        Fate::Trashed => 1,
        Fate::Restored => 2,
        Fate::Returned => 3,
        Fate::Kept => 4,
        Fate::Gone => 5,
    }
}

impl LineRow {
    fn of(operation: &Operation, line: &UndoLine) -> Self {
        Self {
            organization_id: operation.organization.0,
            operation: operation.number,
            row_number: line.rows.first,
            row_count: line.rows.count,
            fate: code(line.fate),
            customer_number: line.customer_number,
            customer_id: line.customer.map(|id| Id(id.0)),
            version: line.version.map(|version| version.0),
            at: line.at.micros(),
        }
    }

    fn into_line(self) -> Result<UndoLine, StoreError> {
        let fate = Fate::ALL.into_iter().find(|fate| code(*fate) == self.fate);
        Ok(UndoLine {
            rows: RowSpan { first: self.row_number, count: self.row_count },
            fate: fate.ok_or_else(|| StoreError::unavailable("a line of unknown fate"))?,
            customer_number: self.customer_number,
            customer: self.customer_id.map(|id| CustomerId(id.0)),
            version: self.version.map(Version),
            at: Time::from_micros(self.at),
        })
    }
}
