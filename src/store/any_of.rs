//! `column IN (…)` of a page's worth of values, as a statement that is prepared once. Diesel's own `eq_any` is prepared
//! anew every time on SQLite, which costs more than a page's rows do.

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{Bool, HasSqlType, SingleValue};

/// Whether `column` is one of `values`. The last of them is said again until there are a power of two, so that a few
/// statements serve all numbers of values. Meant for hundreds; none of no values is there.
pub(in crate::store) fn any_of<C, T>(column: C, mut values: Vec<T>) -> AnyOf<C, T>
where
    C: Expression<SqlType: SingleValue>,
    T: Clone,
{
    if let Some(last) = values.last().cloned() {
        values.resize(values.len().next_power_of_two(), last);
    }
    AnyOf { column, values }
}

/// See [`any_of`].
#[derive(Debug, Clone)]
pub(in crate::store) struct AnyOf<C, T> {
    column: C,
    values: Vec<T>,
}

impl<C: Expression, T> Expression for AnyOf<C, T> {
    type SqlType = Bool;
}

impl<C: Expression, T> ValidGrouping<()> for AnyOf<C, T> {
    type IsAggregate = is_aggregate::No;
}

impl<C: AppearsOnTable<QS>, T, QS> AppearsOnTable<QS> for AnyOf<C, T> {}

impl<C: SelectableExpression<QS>, T, QS> SelectableExpression<QS> for AnyOf<C, T> {}

/// The number of values is in its text, by which it is found again.
impl<C, T> QueryId for AnyOf<C, T> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C, T, DB> QueryFragment<DB> for AnyOf<C, T>
where
    DB: Backend + HasSqlType<C::SqlType>,
    C: Expression + QueryFragment<DB>,
    T: ToSql<C::SqlType, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if self.values.is_empty() {
            out.push_sql("1 = 0");
            return Ok(());
        }
        self.column.walk_ast(out.reborrow())?;
        for (at, value) in self.values.iter().enumerate() {
            out.push_sql(if at == 0 { " IN (" } else { ", " });
            out.push_bind_param(value)?;
        }
        out.push_sql(")");
        Ok(())
    }
}
