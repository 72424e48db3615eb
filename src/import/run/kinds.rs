//! The kinds of problems of an import, each with a small number that its lines carry.

use std::collections::HashMap;

use crate::domain::import::{Cause, CauseCount, Outcome};

/// Kinds beyond which what updates change is not told apart any more: nobody would look through them.
const MOST_KINDS: usize = 2_000;

/// Numbers handed out so far, and rows counted since the last batch was written.
#[derive(Debug, Default)]
pub(super) struct Causes {
    numbers: HashMap<(Cause, Outcome), i32>,
    added: HashMap<i32, CauseCount>,
}

impl Causes {
    /// Those that the table has.
    pub(super) fn known(counts: Vec<CauseCount>) -> Self {
        let numbers = counts.into_iter().map(|count| ((count.cause, count.outcome), count.number)).collect();
        Self { numbers, added: HashMap::new() }
    }

    /// Whether there are so many kinds that no more are told apart.
    pub(super) fn are_many(&self) -> bool {
        self.numbers.len() >= MOST_KINDS
    }

    /// Counts a row of this cause, and answers its number.
    pub(super) fn count(&mut self, cause: Cause, outcome: Outcome) -> i32 {
        let key = (cause.clone(), outcome);
        let number = self.numbers.get(&key).copied().unwrap_or_else(|| self.next());
        self.numbers.entry(key).or_insert(number);
        self.added.entry(number).or_insert(CauseCount { number, cause, outcome, rows: 0 }).rows += 1;
        number
    }

    /// The number of rows that the store changed under, counted or not.
    pub(super) fn changed_since_check(&self) -> i32 {
        let cause = Cause { code: super::write::CHANGED.into(), column: String::new() };
        self.numbers.get(&(cause, Outcome::Skipped)).copied().unwrap_or_else(|| self.next())
    }

    fn next(&self) -> i32 {
        self.numbers.values().max().map_or(1, |highest| highest + 1)
    }

    /// What was counted since this was asked the last time.
    pub(super) fn take(&mut self) -> Vec<CauseCount> {
        let mut added: Vec<CauseCount> = self.added.drain().map(|(_, count)| count).collect();
        added.sort_by_key(|count| count.number);
        added
    }
}
