//! What is wrong with rows of an import, and what its updates change: by kind, with how many rows are of each.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;

use crate::domain::import::{Cause, CauseCount};
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::imports::ledger::{Ledger, code, lines_of, outcome_of};
use crate::store::schema::{import_causes, import_lines as table};

/// The causes of an import, the most frequent first.
///
/// # Errors
/// When the database does not answer.
pub fn list(conn: &mut Conn, ledger: Ledger) -> Result<Vec<CauseCount>, StoreError> {
    let mut causes = all(conn, ledger)?;
    causes.retain(|cause| cause.rows > 0);
    Ok(causes)
}

/// The same with those that no row has any more.
///
/// # Errors
/// When the database does not answer.
pub fn all(conn: &mut Conn, ledger: Ledger) -> Result<Vec<CauseCount>, StoreError> {
    let rows: Vec<(i32, i32, String, String, i64)> = import_causes::table
        .filter(import_causes::organization_id.eq(ledger.organization.0))
        .filter(import_causes::import.eq(ledger.import))
        .order((import_causes::rows.desc(), import_causes::cause))
        .select((
            import_causes::cause,
            import_causes::outcome,
            import_causes::code,
            import_causes::column_name,
            import_causes::rows,
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|(number, outcome, code, column, rows)| {
            Ok(CauseCount { number, cause: Cause { code, column }, outcome: outcome_of(outcome)?, rows })
        })
        .collect()
}

/// Adds rows to causes; a new one gets the number it carries.
///
/// # Errors
/// When the database does not answer.
pub fn count(conn: &mut Conn, ledger: Ledger, added: &[CauseCount]) -> Result<(), StoreError> {
    for count in added {
        let known = import_causes::table
            .filter(import_causes::organization_id.eq(ledger.organization.0))
            .filter(import_causes::import.eq(ledger.import))
            .filter(import_causes::cause.eq(count.number));
        let more = import_causes::rows.eq(import_causes::rows + count.rows);
        if diesel::update(known).set(more).execute(conn)? == 0 {
            let row = (
                import_causes::organization_id.eq(ledger.organization.0),
                import_causes::import.eq(ledger.import),
                import_causes::cause.eq(count.number),
                import_causes::outcome.eq(code(count.outcome)),
                import_causes::code.eq(&count.cause.code),
                import_causes::column_name.eq(&count.cause.column),
                import_causes::rows.eq(count.rows),
            );
            diesel::insert_into(import_causes::table).values(row).execute(conn)?;
        }
    }
    Ok(())
}

/// Takes rows off their causes again, one for each number.
///
/// # Errors
/// When the database does not answer.
pub fn uncount(conn: &mut Conn, ledger: Ledger, numbers: &[i32]) -> Result<(), StoreError> {
    let mut rows: BTreeMap<i32, i64> = BTreeMap::new();
    numbers.iter().for_each(|number| *rows.entry(*number).or_default() += 1);
    for (number, rows) in rows {
        let cause = import_causes::table
            .filter(import_causes::organization_id.eq(ledger.organization.0))
            .filter(import_causes::import.eq(ledger.import))
            .filter(import_causes::cause.eq(number));
        diesel::update(cause).set(import_causes::rows.eq(import_causes::rows - rows)).execute(conn)?;
    }
    Ok(())
}

/// Forgets every cause, as a new check finds them anew.
///
/// # Errors
/// When the database does not answer.
pub fn remove(conn: &mut Conn, ledger: Ledger) -> Result<(), StoreError> {
    let all = import_causes::table
        .filter(import_causes::organization_id.eq(ledger.organization.0))
        .filter(import_causes::import.eq(ledger.import));
    diesel::delete(all).execute(conn)?;
    Ok(())
}

/// Counts the causes of the lines up to `last` again: those behind were never carried out.
///
/// # Errors
/// When the database does not answer.
pub fn recount(conn: &mut Conn, ledger: Ledger, last: i64) -> Result<(), StoreError> {
    let rows: Vec<(Option<i32>, i64)> = lines_of(ledger.organization.0, ledger.import)
        .filter(table::cause.is_not_null())
        .filter(table::row_number.le(last))
        .group_by(table::cause)
        .select((table::cause, diesel::dsl::count_star()))
        .load(conn)?;
    let counted: HashMap<i32, i64> =
        rows.into_iter().filter_map(|(cause, rows)| Some((cause?, rows))).collect();
    for cause in list(conn, ledger)? {
        let row = import_causes::table
            .filter(import_causes::organization_id.eq(ledger.organization.0))
            .filter(import_causes::import.eq(ledger.import))
            .filter(import_causes::cause.eq(cause.number));
        let rows = counted.get(&cause.number).copied().unwrap_or(0);
        diesel::update(row).set(import_causes::rows.eq(rows)).execute(conn)?;
    }
    Ok(())
}
