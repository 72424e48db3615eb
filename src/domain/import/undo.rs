//! What becomes of an import's customers when it is taken back: the ledger of an undo, and its arithmetic.

use serde::{Deserialize, Serialize};

use crate::domain::customer::{CustomerId, Version};
use crate::domain::import::RowSpan;
use crate::domain::time::Time;

/// What becomes of the customer of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// It was put into the trash: the import had created it.
    Trashed,
    /// It was taken out of the trash again.
    Restored,
    /// Its former document is its newest version.
    Returned,
    /// It was changed since, and stays as it is until somebody decides.
    Kept,
    /// It is in the trash already, or no more.
    Gone,
}

impl Fate {
    /// Every fate, in the order of a ledger's counts.
    pub const ALL: [Self; 5] = [Self::Trashed, Self::Restored, Self::Returned, Self::Kept, Self::Gone];
}

/// How many customers had each fate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Tally {
    /// Put into the trash.
    pub trashed: i64,
    /// Taken out of it.
    pub restored: i64,
    /// Brought back to a former document.
    pub returned: i64,
    /// Changed since.
    pub kept: i64,
    /// Not there any more.
    pub gone: i64,
}

impl Tally {
    /// The customers of one fate.
    #[must_use]
    pub const fn of(&self, fate: Fate) -> i64 {
        match fate {
            Fate::Trashed => self.trashed,
            Fate::Restored => self.restored,
            Fate::Returned => self.returned,
            Fate::Kept => self.kept,
            Fate::Gone => self.gone,
        }
    }

    /// Counts customers of one fate.
    pub const fn add(&mut self, fate: Fate, customers: i64) {
        let count = match fate {
            Fate::Trashed => &mut self.trashed,
            Fate::Restored => &mut self.restored,
            Fate::Returned => &mut self.returned,
            Fate::Kept => &mut self.kept,
            Fate::Gone => &mut self.gone,
        };
        *count += customers;
    }
}

/// What became of the customers of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoLine {
    /// Which rows of the file.
    pub rows: RowSpan,
    /// What.
    pub fate: Fate,
    /// The number of the customer that the first of the rows had created; the next rows' have the next numbers.
    pub customer_number: Option<i64>,
    /// The customer of a row that stands alone.
    pub customer: Option<CustomerId>,
    /// The version that it had before.
    pub version: Option<Version>,
    /// When.
    pub at: Time,
}

impl UndoLine {
    /// Takes the next line's rows into this one, if nothing tells the two apart.
    ///
    /// # Errors
    /// The line given, when it must stay one of its own.
    pub fn join(&mut self, next: Self) -> Result<(), Self> {
        let numbers_follow =
            self.customer_number.map(|first| first + self.rows.count) == next.customer_number;
        let is_joined = self.fate == next.fate
            && self.at == next.at
            && self.customer.is_none()
            && next.customer_number.is_some()
            && next.customer.is_none()
            && numbers_follow
            && self.rows.last() + 1 == next.rows.first;
        if !is_joined {
            return Err(next);
        }
        self.rows.count += next.rows.count;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn created_customers_that_follow_each_other_share_a_line() {
        let line = |row, number| UndoLine {
            rows: RowSpan::one(row),
            fate: Fate::Trashed,
            customer_number: Some(number),
            customer: None,
            version: None,
            at: Time::from_micros(1),
        };
        let mut first = line(2, 70);
        assert_eq!(first.join(line(3, 71)), Ok(()));
        assert_eq!(first.rows, RowSpan { first: 2, count: 2 });
        for other in [line(5, 72), line(4, 73), UndoLine { fate: Fate::Gone, ..line(4, 72) }] {
            assert_eq!(first.join(other.clone()), Err(other));
        }
    }

    #[test]
    fn the_tally_adds_up() {
        let mut tally = Tally::default();
        for (customers, fate) in (1..).zip(Fate::ALL) {
            tally.add(fate, customers);
            assert_eq!(tally.of(fate), customers);
        }
    }
}
