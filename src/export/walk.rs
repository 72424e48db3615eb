//! A walk through a list, slice by slice. Between two slices the list may change: a customer that moves is written once
//! all the same, and one that moved to where the walk had been is written at the end.

use crate::domain::customer::CustomerId;
use crate::domain::listing::{Cursor, ListQuery, Position, Sort};
use crate::domain::organization::OrganizationId;
use crate::export::Slice;
use crate::store::listing::{self, List};
use crate::store::{Conn, StoreError, bulk, tags};

/// Customers that are read at once: a few hundred KiB of them, in some milliseconds.
const SLICE: usize = 500;

/// Where the walk is.
enum Stage {
    /// In the list; the change number is the newest there was at the start.
    Listed(Position, Option<i64>),
    /// Among what changed since, newest first; the flag tells whether any of it was yet to be written.
    Late(Position, i64, bool),
    Over,
}

pub(super) struct Walk {
    organization: OrganizationId,
    query: ListQuery,
    stage: Stage,
    written: Numbers,
}

impl Walk {
    pub(super) fn new(organization: OrganizationId, query: ListQuery) -> Self {
        let query = ListQuery { limit: SLICE, position: Position::First, ..query };
        Self { organization, query, stage: Stage::Listed(Position::First, None), written: Numbers::default() }
    }

    /// Whether nothing follows.
    pub(super) const fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Over)
    }

    /// The next customers; none at the end. One page of the list is read, so there may be nobody among them: a walk for
    /// a rare hit reads many, each in its own time.
    pub(super) fn next(&mut self, conn: &mut Conn) -> Result<Option<Slice>, StoreError> {
        let ids = match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Over => return Ok(None),
            Stage::Listed(position, newest) => self.listed(conn, position, newest)?,
            Stage::Late(position, newest, is_any) => self.late(conn, position, newest, is_any)?,
        };
        self.slice(conn, &ids).map(Some)
    }

    fn listed(
        &mut self,
        conn: &mut Conn,
        position: Position,
        newest: Option<i64>,
    ) -> Result<Vec<CustomerId>, StoreError> {
        let newest = match newest {
            Some(newest) => newest,
            None => self.newest(conn)?,
        };
        let list = self.list(conn, position, self.query.sort)?;
        self.stage = match list.page.next.clone() {
            Some(cursor) => Stage::Listed(Position::After(cursor), Some(newest)),
            // All of it was read in this moment: nothing can have moved.
            None if self.written.is_empty() => Stage::Over,
            None => Stage::Late(Position::First, newest, false),
        };
        Ok(self.fresh(&list))
    }

    fn late(
        &mut self,
        conn: &mut Conn,
        position: Position,
        newest: i64,
        is_any: bool,
    ) -> Result<Vec<CustomerId>, StoreError> {
        let mut list = self.list(conn, position, Sort::Updated)?;
        let read = list.page.items.len();
        list.page.items.retain(|listed| listed.seq > newest);
        let is_end = list.page.items.len() < read || list.page.next.is_none();
        let fresh = self.fresh(&list);
        let is_any = is_any || !fresh.is_empty();
        self.stage = match list.page.next {
            Some(cursor) if !is_end => Stage::Late(Position::After(cursor), newest, is_any),
            // While these were looked for, others may have moved.
            _ if is_any => Stage::Late(Position::First, newest, false),
            _ => Stage::Over,
        };
        Ok(fresh)
    }

    /// The change number that nothing of the list had gone beyond at the start.
    fn newest(&self, conn: &mut Conn) -> Result<i64, StoreError> {
        let query = ListQuery { sort: Sort::Updated, limit: 1, ..self.query.clone() };
        let list = listing::list(conn, self.organization, &query)?;
        let first = list.page.items.first().map(|listed| listed.seq);
        // Where a walk was cut short before its first hit, its place tells how far it came.
        Ok(first.or_else(|| list.page.next.as_ref().map(|Cursor { seq, .. }| *seq)).unwrap_or(i64::MIN))
    }

    fn list(&self, conn: &mut Conn, position: Position, sort: Sort) -> Result<List, StoreError> {
        listing::list(conn, self.organization, &ListQuery { sort, position, ..self.query.clone() })
    }

    /// Those that were not written yet.
    fn fresh(&mut self, list: &List) -> Vec<CustomerId> {
        let fresh = list.page.items.iter().filter(|listed| self.written.insert(listed.number));
        fresh.map(|listed| listed.id).collect()
    }

    fn slice(&self, conn: &mut Conn, ids: &[CustomerId]) -> Result<Slice, StoreError> {
        let mut found = bulk::find(conn, self.organization, ids)?;
        let customers = ids.iter().filter_map(|id| found.remove(id));
        let customers: Vec<_> = customers.filter(|customer| customer.deleted_at.is_none()).collect();
        let carried = customers.iter().flat_map(|customer| customer.document.tags.iter().copied()).collect();
        Ok(Slice { tags: tags::of_ids(conn, self.organization, &carried)?, customers })
    }
}

/// A set of customers' numbers, a bit each: 125 KB for a million.
#[derive(Default)]
struct Numbers {
    words: Vec<u64>,
}

impl Numbers {
    fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Adds one; false when it was there.
    fn insert(&mut self, number: i64) -> bool {
        let number = usize::try_from(number).unwrap_or_default();
        let (word, bit) = (number / 64, 1_u64 << (number % 64));
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        let was_there = self.words[word] & bit != 0;
        self.words[word] |= bit;
        !was_there
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_new_once() {
        let mut numbers = Numbers::default();
        for (number, is_new) in
            [(1, true), (64, true), (1, false), (1_000_000, true), (64, false), (63, true)]
        {
            assert_eq!(numbers.insert(number), is_new, "{number}");
        }
    }
}
