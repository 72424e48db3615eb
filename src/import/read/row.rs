//! One row of a file: its number, its cells, and what is wrong with it.
//! A row is filled again and again by the reader, so that reading allocates nothing per cell.

use std::fmt;

use super::columns;
use super::problem::RowProblem;

/// One row of a file.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Row {
    number: u64,
    /// The text of all cells, one after the other.
    text: String,
    /// Where each cell is in `text`. Both ends fit: a row is at most a few MiB.
    cells: Vec<(u32, u32)>,
    problems: Vec<RowProblem>,
}

impl Row {
    /// The number under which a person finds the row: the line of a text file where it starts (a header
    /// has 1), the row of a sheet, the ordinal of a JSON element from 1.
    #[must_use]
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// How many cells the row has; a ragged row has more or fewer than the file has columns.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether the row has no cells at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The text of a cell as it stands in the file; empty if the row ends before it.
    #[must_use]
    pub fn get(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |&cell| self.slice(cell))
    }

    /// The cells from left to right.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.cells.iter().map(|&cell| self.slice(cell))
    }

    /// Whether all cells are empty or white space, and nothing is wrong with the row.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.problems.is_empty() && self.iter().all(|cell| cell.trim().is_empty())
    }

    /// What is wrong with the row, in the order in which it was found.
    #[must_use]
    pub fn problems(&self) -> &[RowProblem] {
        &self.problems
    }

    /// The size of all cells together.
    pub(super) const fn bytes(&self) -> usize {
        self.text.len()
    }

    fn slice(&self, (start, end): (u32, u32)) -> &str {
        &self.text[start as usize..end as usize]
    }

    /// A row of these cells, for tests of what is done with one.
    #[cfg(test)]
    pub(in crate::import) fn of(number: u64, cells: &[impl AsRef<str>]) -> Self {
        let mut row = Self::default();
        row.start(number);
        for (column, cell) in cells.iter().enumerate() {
            row.set_with(column, |text| text.push_str(cell.as_ref()));
        }
        row
    }

    /// Empties the row for the next one, keeping its memory.
    pub(super) fn start(&mut self, number: u64) {
        self.number = number;
        self.text.clear();
        self.cells.clear();
        self.problems.clear();
    }

    /// Takes cells that stand one after the other, given where each ends.
    pub(super) fn extend(&mut self, text: &str, ends: &[usize]) {
        let base = self.text.len();
        self.text.push_str(text);
        let mut start = narrow(base);
        self.cells.extend(ends.iter().map(|end| {
            let end = narrow(base + end);
            (std::mem::replace(&mut start, end), end)
        }));
    }

    /// Writes a cell at any place; those skipped on the way are empty.
    pub(super) fn set_with(&mut self, column: usize, write: impl FnOnce(&mut String)) {
        let start = narrow(self.text.len());
        write(&mut self.text);
        let end = narrow(self.text.len());
        if self.cells.len() <= column {
            self.cells.resize(column + 1, (0, 0));
        }
        self.cells[column] = (start, end);
    }

    /// Notes the cells that are larger than any cell may be.
    pub(super) fn refuse_long_cells(&mut self, columns: &[String], limit: usize) {
        if self.text.len() <= limit {
            return;
        }
        let lengths = self.iter().map(str::len).enumerate().filter(|(_, length)| *length > limit);
        let problems: Vec<_> = lengths
            .map(|(index, length)| RowProblem::CellTooLong {
                column: columns::name(columns, index),
                bytes: length as u64,
                limit: limit as u64,
            })
            .collect();
        self.problems.extend(problems);
    }

    pub(super) fn problem(&mut self, problem: RowProblem) {
        self.problems.push(problem);
    }
}

fn narrow(place: usize) -> u32 {
    u32::try_from(place).expect("the readers bound a row to far below 4 GiB")
}

impl fmt::Debug for Row {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: ", self.number)?;
        formatter.debug_list().entries(self.iter()).finish()?;
        if self.problems.is_empty() { Ok(()) } else { write!(formatter, " {:?}", self.problems) }
    }
}
