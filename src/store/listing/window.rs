//! The order that a page is read in, and the place it starts behind.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};

use crate::domain::listing::{Cursor, CursorKey, ListQuery, Page, Position, Sort};
use crate::store::listing::Boxed;
use crate::store::listing::condition::KeyRow;
use crate::store::listing::row::Listed;
use crate::store::schema::customers;

/// The query in the window's order, from behind its place on. Row values are compared as such: spelled out with `or`,
/// SQLite would not use the index for them.
pub(super) fn ordered<'a>(query: Boxed<'a>, window: &Window) -> Boxed<'a> {
    let query = match window.sort {
        Sort::Updated => query.order(customers::seq.desc()),
        Sort::UpdatedAscending => query.order(customers::seq.asc()),
        Sort::Name => query.order((customers::sort_name.asc(), customers::seq.asc())),
        Sort::NameDescending => query.order((customers::sort_name.desc(), customers::seq.desc())),
        Sort::Created => query.order(customers::number.desc()),
        Sort::CreatedAscending => query.order(customers::number.asc()),
    };
    let Some(from) = window.from.clone() else { return query };
    let key = from.key.unwrap_or(CursorKey::Number(0));
    match (window.sort, key) {
        (Sort::Updated, _) => query.filter(customers::seq.lt(from.seq)),
        (Sort::UpdatedAscending, _) => query.filter(customers::seq.gt(from.seq)),
        (Sort::Created, CursorKey::Number(number)) => query.filter(customers::number.lt(number)),
        (Sort::CreatedAscending, CursorKey::Number(number)) => query.filter(customers::number.gt(number)),
        (Sort::Name, CursorKey::Text(name)) => query.filter(
            sql::<Bool>("(sort_name, seq) > (")
                .bind::<Text, _>(name)
                .sql(", ")
                .bind::<BigInt, _>(from.seq)
                .sql(")"),
        ),
        (Sort::NameDescending, CursorKey::Text(name)) => query.filter(
            sql::<Bool>("(sort_name, seq) < (")
                .bind::<Text, _>(name)
                .sql(", ")
                .bind::<BigInt, _>(from.seq)
                .sql(")"),
        ),
        // A cursor of another order: the list starts at its beginning.
        _ => query,
    }
}

/// The order a page is read in, which is the list's or, before a place, its reverse, and the place it starts behind.
#[derive(Clone)]
pub(super) struct Window {
    pub(super) sort: Sort,
    pub(super) from: Option<Cursor>,
    is_backwards: bool,
    is_inside: bool,
}

impl Window {
    pub(super) fn of(query: &ListQuery, sort: Sort) -> Self {
        let (from, is_backwards) = match &query.position {
            Position::First => (None, false),
            Position::After(cursor) => (Some(cursor.clone()), false),
            Position::Before(cursor) => (Some(cursor.clone()), true),
            Position::Last => (None, true),
        };
        let sort = if is_backwards { sort.reversed() } else { sort };
        Self { sort, is_inside: from.is_some(), from, is_backwards }
    }

    /// All changes, newest first.
    pub(super) const fn newest() -> Self {
        Self { sort: Sort::Updated, from: None, is_backwards: false, is_inside: false }
    }

    /// Whether the order is that of change numbers.
    pub(super) const fn is_by_change(&self) -> bool {
        matches!(self.sort, Sort::Updated | Sort::UpdatedAscending)
    }

    pub(super) const fn is_oldest_first(&self) -> bool {
        matches!(self.sort, Sort::UpdatedAscending)
    }

    /// The change number that it starts behind.
    pub(super) fn seq_before(&self) -> i64 {
        let first = if self.is_oldest_first() { i64::MIN } else { i64::MAX };
        self.from.as_ref().map_or(first, |from| from.seq)
    }

    pub(super) fn compare(&self, one: &KeyRow, other: &KeyRow) -> std::cmp::Ordering {
        let by_name = (&one.sort_name, one.seq).cmp(&(&other.sort_name, other.seq));
        match self.sort {
            Sort::Updated => other.seq.cmp(&one.seq),
            Sort::UpdatedAscending => one.seq.cmp(&other.seq),
            Sort::Name => by_name,
            Sort::NameDescending => by_name.reverse(),
            Sort::Created => other.number.cmp(&one.number),
            Sort::CreatedAscending => one.number.cmp(&other.number),
        }
    }

    pub(super) fn is_behind(&self, key: &KeyRow) -> bool {
        let Some(from) = &self.from else { return true };
        match (self.sort, &from.key) {
            (Sort::Updated, _) => key.seq < from.seq,
            (Sort::UpdatedAscending, _) => key.seq > from.seq,
            (Sort::Name, Some(CursorKey::Text(name))) => (&key.sort_name, key.seq) > (name, from.seq),
            (Sort::NameDescending, Some(CursorKey::Text(name))) => {
                (&key.sort_name, key.seq) < (name, from.seq)
            }
            (Sort::Created, Some(CursorKey::Number(number))) => key.number < *number,
            (Sort::CreatedAscending, Some(CursorKey::Number(number))) => key.number > *number,
            _ => true,
        }
    }

    /// Turns what was read, one row more than a page where there is more, into the page.
    pub(super) fn page(&self, mut found: Vec<Listed>, limit: usize, is_partial: bool) -> Page<Listed> {
        let has_more = found.len() > limit;
        found.truncate(limit);
        if self.is_backwards {
            found.reverse();
        }
        let sort = if self.is_backwards { self.sort.reversed() } else { self.sort };
        let (has_next, has_previous) =
            if self.is_backwards { (self.is_inside, has_more) } else { (has_more, self.is_inside) };
        let cursor = |listed: Option<&Listed>| listed.map(|listed| listed.cursor(sort));
        Page {
            next: cursor(found.last().filter(|_| has_next)),
            previous: cursor(found.first().filter(|_| has_previous)),
            items: found,
            is_partial,
        }
    }
}
