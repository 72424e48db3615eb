//! A file on disk as a stream of numbered rows in constant memory, whatever its format.
//! Knows files and cells only: what a column means, and whether a value is any good, is decided above.
//!
//! [`sniff()`] guesses how a file is read, [`inspect()`] shows a person what that gives, [`open`] reads it.

mod columns;
mod csv;
mod delimiter;
mod encoding;
mod error;
mod foreign;
mod inspect;
mod json;
mod problem;
mod reading;
mod records;
mod report;
mod row;
mod rows;
mod sniff;
#[cfg(test)]
mod testing;
mod text;
mod xlsx;

pub use encoding::Encoding;
pub use error::{Arg, Args, Excess, ReadError};
pub use foreign::Foreign;
pub use inspect::{Column, Inspection, Note, RowCount, inspect};
pub use problem::RowProblem;
pub use reading::{Delimiter, Format, Reading, UnknownName};
pub use row::Row;
pub use rows::{Rows, open};
pub use sniff::sniff;

/// The most rows in one file.
pub const ROWS: u64 = 5_000_000;

/// The most columns.
pub const COLUMNS: usize = 500;

/// The largest cell, in bytes.
pub const CELL_BYTES: usize = 64 * 1024;

/// The largest row, in bytes: what is longer is a quote or a bracket that somebody forgot to close.
pub const ROW_BYTES: usize = 1 << 20;
