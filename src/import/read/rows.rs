//! The rows of a file, whatever its format: one at a time, within the ceilings that hold for all of them.

use std::path::Path;

use super::csv::CsvRows;
use super::error::ReadError;
use super::json::JsonRows;
use super::reading::{Format, Reading};
use super::row::Row;
use super::xlsx::XlsxRows;
use super::{CELL_BYTES, ROWS};

/// Opens a file for reading from its first row, as `reading` says.
///
/// Without columns in `reading` they are found first; for JSON that takes a pass over the whole file.
///
/// # Errors
/// What is wrong with the file, as far as it is known before its first row is read.
pub fn open(path: &Path, reading: &Reading) -> Result<Rows, ReadError> {
    let mut rows = Rows::start(path, reading)?;
    if reading.columns.is_empty() && matches!(rows.source, Source::Json(_)) {
        let mut row = Row::default();
        while rows.read(&mut row)? {}
        let found = Reading { columns: rows.columns().to_vec(), ..reading.clone() };
        return Rows::start(path, &found);
    }
    Ok(rows)
}

/// The rows of a file below its header, in the order of the file.
pub struct Rows {
    source: Source,
    count: u64,
    has_failed: bool,
}

enum Source {
    Csv(Box<CsvRows>),
    Json(Box<JsonRows>),
    Xlsx(Box<XlsxRows>),
}

impl Rows {
    /// Opens a file; a JSON file without known columns grows them as its elements are read.
    pub(super) fn start(path: &Path, reading: &Reading) -> Result<Self, ReadError> {
        let source = match reading.format {
            Format::Csv => Source::Csv(Box::new(CsvRows::open(path, reading)?)),
            Format::Json | Format::Ndjson => Source::Json(Box::new(JsonRows::open(path, reading)?)),
            Format::Xlsx => Source::Xlsx(Box::new(XlsxRows::open(path, reading)?)),
        };
        Ok(Self { source, count: 0, has_failed: false })
    }

    /// Reads the next row into `row`, whose memory is used again, and tells whether there was one.
    /// Blank rows between others are rows too; see [`Row::is_blank`].
    ///
    /// # Errors
    /// What makes the rest of the file unreadable. There are no rows after an error.
    pub fn read(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        if self.has_failed {
            return Ok(false);
        }
        let outcome = self.read_within_limits(row);
        self.has_failed = outcome.is_err();
        outcome
    }

    fn read_within_limits(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        let is_row = match &mut self.source {
            Source::Csv(rows) => rows.read(row)?,
            Source::Json(rows) => rows.read(row)?,
            Source::Xlsx(rows) => rows.read(row)?,
        };
        if !is_row {
            return Ok(false);
        }
        self.count += 1;
        if self.count > ROWS {
            return Err(ReadError::TooManyRows { limit: ROWS });
        }
        row.refuse_long_cells(
            match &self.source {
                Source::Csv(rows) => rows.columns(),
                Source::Json(rows) => rows.columns(),
                Source::Xlsx(rows) => rows.columns(),
            },
            CELL_BYTES,
        );
        Ok(true)
    }

    /// The names of the columns, all different.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        match &self.source {
            Source::Csv(rows) => rows.columns(),
            Source::Json(rows) => rows.columns(),
            Source::Xlsx(rows) => rows.columns(),
        }
    }

    /// How far the reader has come, in bytes of [`Rows::bytes_total`]; somewhat ahead of the last row.
    #[must_use]
    pub fn bytes_done(&self) -> u64 {
        self.progress().0
    }

    /// The size of what is read, in bytes: the file, or the packed sheet of a workbook.
    #[must_use]
    pub fn bytes_total(&self) -> u64 {
        self.progress().1
    }

    fn progress(&self) -> (u64, u64) {
        match &self.source {
            Source::Csv(rows) => rows.progress(),
            Source::Json(rows) => rows.progress(),
            Source::Xlsx(rows) => rows.progress(),
        }
    }

    /// Whether the file names its columns in a row of its own.
    pub(super) fn has_header(&self) -> bool {
        match &self.source {
            Source::Csv(rows) => rows.has_header(),
            Source::Json(_) => false,
            Source::Xlsx(rows) => rows.has_header(),
        }
    }
}

/// The same one row at a time, where an allocation per row does not matter.
impl Iterator for Rows {
    type Item = Result<Row, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut row = Row::default();
        self.read(&mut row).map(|is_row| is_row.then_some(row)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::read::testing::file;

    #[test]
    fn rows_may_be_read_on_another_thread() {
        fn is_send<T: Send>() {}
        is_send::<Rows>();
    }

    #[test]
    fn there_are_no_rows_after_an_error() {
        let file = file(b"a,b\n1,2\n\"3,4\n");
        let reading = Reading::of(Format::Csv);
        let mut rows = open(file.path(), &reading).unwrap();
        assert!(rows.next().unwrap().is_ok());
        assert_eq!(rows.next().unwrap().unwrap_err().code(), "quote-not-closed");
        assert!(rows.next().is_none());
    }

    #[test]
    fn progress_ends_at_the_length() {
        let file = file("a,b\n1,2\n".repeat(50_000).as_bytes());
        let mut rows = open(file.path(), &Reading::of(Format::Csv)).unwrap();
        assert!(rows.bytes_done() < rows.bytes_total());
        assert_eq!(rows.by_ref().count(), 99_999);
        assert_eq!(rows.bytes_done(), rows.bytes_total());
    }
}
