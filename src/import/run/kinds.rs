//! The kinds of problems of an import, each with a small number that its lines carry.

use std::collections::{BTreeMap, HashMap};

use crate::domain::import::{Cause, CauseCount, Outcome, Problem};
use crate::domain::issues::Issue;

/// Kinds beyond which what updates change is not told apart any more, and the page says "at least": a file may change
/// something else in each of a million rows.
const MOST_KINDS: usize = 20_000;

/// Numbers handed out so far, and rows counted since the last batch was written.
#[derive(Debug, Default)]
pub(super) struct Causes {
    numbers: HashMap<(Cause, Outcome), i32>,
    highest: i32,
    added: HashMap<i32, CauseCount>,
}

impl Causes {
    /// Those that the table has.
    pub(super) fn known(counts: Vec<CauseCount>) -> Self {
        let highest = counts.iter().map(|count| count.number).max().unwrap_or(0);
        let numbers = counts.into_iter().map(|count| ((count.cause, count.outcome), count.number)).collect();
        Self { numbers, highest, added: HashMap::new() }
    }

    /// Whether there are so many kinds that no more are told apart.
    pub(super) fn are_many(&self) -> bool {
        self.numbers.len() >= MOST_KINDS
    }

    /// Counts a row of this cause, and answers its number.
    pub(super) fn count(&mut self, cause: Cause, outcome: Outcome) -> i32 {
        let number = self.number(&cause, outcome);
        self.added.entry(number).or_insert(CauseCount { number, cause, outcome, rows: 0 }).rows += 1;
        number
    }

    /// A row of this cause, for who counts it in a transaction of its own; none where no more are told apart.
    pub(super) fn one(&mut self, cause: Cause, outcome: Outcome) -> Option<CauseCount> {
        let number = (!self.are_many()).then(|| self.number(&cause, outcome))?;
        Some(CauseCount { number, cause, outcome, rows: 1 })
    }

    /// The number of this cause, counted or not.
    pub(super) fn number(&mut self, cause: &Cause, outcome: Outcome) -> i32 {
        let highest = &mut self.highest;
        let number = self.numbers.entry((cause.clone(), outcome)).or_insert_with(|| {
            *highest += 1;
            *highest
        });
        *number
    }

    /// What was counted since this was asked the last time.
    pub(super) fn take(&mut self) -> Vec<CauseCount> {
        let mut added: Vec<CauseCount> = self.added.drain().map(|(_, count)| count).collect();
        added.sort_by_key(|count| count.number);
        added
    }
}

/// What is said of rows that the store changed under.
pub(super) fn changed_problem() -> Problem {
    Problem::of_row(&Issue::new("changed-since-check"))
}

pub(super) fn changed_cause() -> Cause {
    changed_problem().cause()
}

/// One of them.
pub(super) fn changed_count(number: i32) -> CauseCount {
    CauseCount { number, cause: changed_cause(), outcome: Outcome::Skipped, rows: 1 }
}

/// Each cause once, with all its rows.
pub(super) fn summed(counts: Vec<CauseCount>) -> Vec<CauseCount> {
    let mut sums: BTreeMap<i32, CauseCount> = BTreeMap::new();
    for count in counts {
        let rows = sums.get(&count.number).map_or(0, |sum| sum.rows) + count.rows;
        sums.insert(count.number, CauseCount { rows, ..count });
    }
    sums.into_values().collect()
}
