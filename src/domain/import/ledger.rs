//! Lines of an import's ledger. Neighbouring rows of one outcome that need nothing said of them singly share a line.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::domain::customer::{CustomerId, Version};
use crate::domain::import::Outcome;
use crate::domain::issues::Issue;

/// Rows of a file that follow each other, by the numbers a person finds them under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RowSpan {
    /// The first row's number.
    pub first: i64,
    /// How many.
    pub count: i64,
}

impl RowSpan {
    /// One row.
    #[must_use]
    pub const fn one(row: i64) -> Self {
        Self { first: row, count: 1 }
    }

    /// The number of the last of them.
    #[must_use]
    pub const fn last(self) -> i64 {
        self.first + self.count - 1
    }
}

/// What becomes, or became, of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which rows.
    pub rows: RowSpan,
    /// What.
    pub outcome: Outcome,
    /// The number of the customer that the first of the rows created; the next rows' have the next numbers.
    pub customer_number: Option<i64>,
    /// The customer that was there.
    pub customer: Option<CustomerId>,
    /// Its version before.
    pub version: Option<Version>,
    /// The earlier row of the file that is the same customer.
    pub same_as: Option<i64>,
    /// Which kind of problem: the number of a [`Cause`].
    pub cause: Option<i32>,
    /// What is said of the row.
    pub note: Option<LineNote>,
}

impl Line {
    /// A line of which nothing but the outcome is known.
    #[must_use]
    pub const fn plain(rows: RowSpan, outcome: Outcome) -> Self {
        Self {
            rows,
            outcome,
            customer_number: None,
            customer: None,
            version: None,
            same_as: None,
            cause: None,
            note: None,
        }
    }

    /// Takes the next line's rows into this one, if nothing tells the two apart.
    ///
    /// # Errors
    /// The line given, when it must stay one of its own.
    #[expect(
        clippy::result_large_err,
        reason = "a line that stays its own is the next one written, not an error"
    )]
    pub fn join(&mut self, next: Self) -> Result<(), Self> {
        let is_plain = |line: &Self| {
            line.customer.is_none() && line.same_as.is_none() && line.cause.is_none() && line.note.is_none()
        };
        let numbers_follow = match (self.customer_number, next.customer_number) {
            (None, None) => true,
            (Some(first), Some(second)) => first + self.rows.count == second,
            _ => false,
        };
        let rows_follow = self.rows.last() + 1 == next.rows.first;
        if self.outcome == next.outcome && rows_follow && numbers_follow && is_plain(self) && is_plain(&next)
        {
            self.rows.count += next.rows.count;
            return Ok(());
        }
        Err(next)
    }
}

/// What is said of one row: personal data, removed with the import's file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LineNote {
    /// What the row calls its customer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Everything that is wrong with it, the gravest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
    /// What of it cannot be read, by which it is known when it comes back as it was.
    #[serde(default, skip_serializing_if = "Unread::is_empty")]
    pub unread: Unread,
}

/// What of a row cannot be read. A file of rejected rows has it as text, where nothing is wrong with it any more.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Unread {
    /// Columns that show an error of the spreadsheet, with what they show.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub cells: BTreeMap<String, String>,
    /// The fingerprint of all cells, where the row as a whole cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
}

impl Unread {
    /// Whether all of it can be read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.row.is_none()
    }
}

/// One thing that is wrong with a row, or with a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What, by its stable name.
    pub code: String,
    /// The values its sentence mentions.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
    /// The same in English, without a full stop.
    pub message: String,
    /// The column it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What stands there, up to a sensible length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// More stands there than that.
    #[serde(default, rename = "cut", skip_serializing_if = "std::ops::Not::not")]
    pub is_cut: bool,
}

/// Most characters of a value that the ledger repeats.
const VALUE_CHARACTERS: usize = 250;

impl Problem {
    /// What an issue says of a cell.
    #[must_use]
    pub fn of_cell(issue: &Issue, column: &str, value: &str) -> Self {
        let start: String = value.chars().take(VALUE_CHARACTERS).collect();
        Self {
            column: Some(column.to_owned()).filter(|column| !column.is_empty()),
            is_cut: start.len() < value.len(),
            value: Some(start).filter(|value| !value.is_empty()),
            ..Self::of_row(issue)
        }
    }

    /// The value, where all of it is known and fits into a field of one line; empty where there is none.
    #[must_use]
    pub fn whole_value(&self) -> Option<&str> {
        let value = self.value.as_deref().unwrap_or_default();
        (!self.is_cut && !value.contains(char::is_control)).then_some(value)
    }

    /// What is shown of the value.
    #[must_use]
    pub fn shown_value(&self) -> String {
        let value = self.value.as_deref().unwrap_or_default();
        if self.is_cut { format!("{value}…") } else { value.to_owned() }
    }

    /// What an issue says of a whole row.
    #[must_use]
    pub fn of_row(issue: &Issue) -> Self {
        Self {
            code: issue.code().to_owned(),
            args: issue.args().iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            message: issue.english(),
            column: None,
            value: None,
            is_cut: false,
        }
    }

    /// Which rows it is grouped with: those with the same thing wrong in the same column.
    #[must_use]
    pub fn cause(&self) -> Cause {
        Cause { code: self.code.clone(), column: self.column.clone().unwrap_or_default() }
    }

    /// The sentence with its column, for reports.
    #[must_use]
    pub fn english(&self) -> String {
        match &self.column {
            Some(column) => format!("{column}: {}", self.message),
            None => self.message.clone(),
        }
    }
}

/// A kind of problem: what, and in which column.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cause {
    /// The problem's code.
    pub code: String,
    /// The column; empty for a problem of whole rows.
    pub column: String,
}

/// A kind of problem with how many rows have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseCount {
    /// Its number within the import.
    pub number: i32,
    /// What it is.
    pub cause: Cause,
    /// What became of the rows.
    pub outcome: Outcome,
    /// How many.
    pub rows: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_neighbours_share_a_line() {
        let line = |first, outcome| Line::plain(RowSpan::one(first), outcome);
        let mut run = line(2, Outcome::Created);
        assert!(run.join(line(3, Outcome::Created)).is_ok());
        assert_eq!(run.rows, RowSpan { first: 2, count: 2 });
        assert!(run.join(line(5, Outcome::Created)).is_err(), "a row is missing between them");
        assert!(run.join(line(4, Outcome::Blank)).is_err(), "another outcome");
        assert!(run.join(Line { cause: Some(1), ..line(4, Outcome::Created) }).is_err(), "something to say");
    }

    #[test]
    fn customers_of_a_shared_line_have_neighbouring_numbers() {
        let line = |first, number| Line {
            customer_number: Some(number),
            ..Line::plain(RowSpan::one(first), Outcome::Created)
        };
        let mut run = line(2, 70);
        assert!(run.join(line(3, 71)).is_ok());
        assert!(run.join(line(4, 73)).is_err());
    }
}
