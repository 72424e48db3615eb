//! What a reading gives, shown to a person before anything happens: the columns, the first rows, how
//! many there are, and what is worth a second look.

use std::path::Path;

use super::error::{Arg, Args, ReadError};
use super::reading::{Format, Reading};
use super::row::Row;
use super::rows::Rows;
use super::{columns, xlsx};

/// Rows looked at, unless the columns are only known at the end, as in JSON.
const ROWS_LOOKED_AT: u64 = 100_000;

const FIRST_ROWS: usize = 10;
/// Enough to tell a field that takes a few words from one of the same name that does not.
const SAMPLES: usize = 12;
const SAMPLE_CHARACTERS: usize = 200;

/// What a person sees of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspection {
    /// How the file was read, now with its columns: what to keep with the import.
    pub reading: Reading,
    /// The columns from left to right.
    pub columns: Vec<Column>,
    /// The first rows that are not blank, ten at most.
    pub first_rows: Vec<Row>,
    /// How many rows there are below the header, blank ones between them included.
    pub rows: RowCount,
    /// The sheets of a workbook to choose from, hidden ones last.
    pub sheets: Vec<String>,
    /// What is worth a second look.
    pub notes: Vec<Note>,
}

/// A column and what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, different from all others.
    pub name: String,
    /// The first different values that are not blank, a dozen at most, long ones cut.
    pub samples: Vec<String>,
}

/// How many rows a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowCount {
    /// All were counted.
    Exact(u64),
    /// As many as the first ones let expect.
    About(u64),
}

/// Something about a file that is allowed, but may not be meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Note {
    /// The encoding is a guess.
    #[error("The encoding was guessed as {encoding}. If letters look wrong, choose another.")]
    EncodingGuessed {
        /// The encoding's name.
        encoding: &'static str,
    },
    /// The first row looks like data.
    #[error("The first row does not name the columns, so it is read as data.")]
    NoHeader,
    /// Lines above the header are no part of the table.
    #[error("The first {count} lines are a title, and left out.")]
    TitleRows {
        /// How many.
        count: u64,
    },
    /// Columns are called by their letter.
    #[error("{count} columns have no name.")]
    UnnamedColumns {
        /// How many.
        count: u64,
    },
    /// The same name is used again, with a number.
    #[error("{count} columns have a name that another one has.")]
    RepeatedNames {
        /// How many.
        count: u64,
    },
    /// Only one sheet is read.
    #[error("The workbook has {count} other sheets, which are not read.")]
    OtherSheets {
        /// How many.
        count: u64,
    },
    /// Rows that will be rejected, whatever their values.
    #[error("{count} of the rows looked at cannot be read; the first is row {row}.")]
    UnreadableRows {
        /// How many.
        count: u64,
        /// The first of them.
        row: u64,
    },
}

impl Note {
    /// The stable name of this kind of note.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::EncodingGuessed { .. } => "encoding-guessed",
            Self::NoHeader => "no-header",
            Self::TitleRows { .. } => "title-rows",
            Self::UnnamedColumns { .. } => "unnamed-columns",
            Self::RepeatedNames { .. } => "repeated-names",
            Self::OtherSheets { .. } => "other-sheets",
            Self::UnreadableRows { .. } => "unreadable-rows",
        }
    }

    /// The values of the sentence, by name.
    #[must_use]
    pub fn args(&self) -> Args {
        match self {
            Self::EncodingGuessed { encoding } => vec![("encoding", (*encoding).into())],
            Self::NoHeader => vec![],
            Self::TitleRows { count }
            | Self::UnnamedColumns { count }
            | Self::RepeatedNames { count }
            | Self::OtherSheets { count } => {
                vec![("count", Arg::Number(*count))]
            }
            Self::UnreadableRows { count, row } => vec![("count", (*count).into()), ("row", (*row).into())],
        }
    }
}

/// Reads a file as `reading` says, and shows what that gives; its columns are found anew.
///
/// # Errors
/// What is wrong with the file as far as it is looked at: JSON to its end, otherwise 100,000 rows.
pub fn inspect(path: &Path, reading: &Reading) -> Result<Inspection, ReadError> {
    let mut reading = Reading { columns: Vec::new(), ..reading.clone() };
    let mut sheets = Vec::new();
    if reading.format == Format::Xlsx {
        let overview = xlsx::overview(path)?;
        sheets = overview.sheets;
        reading.sheet = reading.sheet.or(overview.filled);
    }
    let mut rows = Rows::start(path, &reading)?;
    let look = Look::at(&mut rows, reading.format)?;
    if look.filled == 0 {
        return Err(ReadError::NoRows { has_header: rows.has_header() });
    }
    let reading = Reading { columns: rows.columns().to_vec(), ..reading };
    let notes = notes(&reading, &rows, &look, sheets.len());
    let samples = look.samples.into_iter().chain(std::iter::repeat_with(Vec::new));
    let columns =
        reading.columns.iter().cloned().zip(samples).map(|(name, samples)| Column { name, samples });
    Ok(Inspection {
        columns: columns.collect(),
        first_rows: look.first_rows,
        rows: look.count,
        sheets,
        notes,
        reading,
    })
}

/// What was seen of the rows.
struct Look {
    samples: Vec<Vec<String>>,
    first_rows: Vec<Row>,
    count: RowCount,
    filled: u64,
    unreadable: u64,
    first_unreadable: u64,
}

impl Look {
    fn at(rows: &mut Rows, format: Format) -> Result<Self, ReadError> {
        let most = match format {
            Format::Json | Format::Ndjson => u64::MAX,
            Format::Csv | Format::Xlsx => ROWS_LOOKED_AT,
        };
        let (samples, first_rows, count) = (Vec::new(), Vec::new(), RowCount::Exact(0));
        let mut look = Self { samples, first_rows, count, filled: 0, unreadable: 0, first_unreadable: 0 };
        let (mut row, mut read) = (Row::default(), 0);
        while read < most && rows.read(&mut row)? {
            read += 1;
            if !row.is_blank() {
                look.take(&row);
            }
        }
        look.count = match read {
            _ if read < most => RowCount::Exact(read),
            _ => about(read, rows.bytes_done(), rows.bytes_total()),
        };
        Ok(look)
    }

    fn take(&mut self, row: &Row) {
        self.filled += 1;
        if !row.problems().is_empty() {
            self.first_unreadable = if self.unreadable == 0 { row.number() } else { self.first_unreadable };
            self.unreadable += 1;
        }
        if self.first_rows.len() < FIRST_ROWS {
            self.first_rows.push(row.clone());
        }
        if self.samples.len() < row.len() {
            self.samples.resize_with(row.len(), Vec::new);
        }
        for (samples, cell) in self.samples.iter_mut().zip(row.iter()) {
            if samples.len() < SAMPLES {
                sample(samples, cell.trim());
            }
        }
    }
}

fn sample(samples: &mut Vec<String>, cell: &str) {
    let end = cell.char_indices().nth(SAMPLE_CHARACTERS).map_or(cell.len(), |(end, _)| end);
    let cell = &cell[..end];
    if !cell.is_empty() && samples.iter().all(|sample| sample != cell) {
        samples.push(cell.to_owned());
    }
}

/// The rest of the file is taken to be like its beginning.
fn about(rows: u64, position: u64, length: u64) -> RowCount {
    let all = u128::from(rows) * u128::from(length) / u128::from(position.max(1));
    RowCount::About(u64::try_from(all).unwrap_or(u64::MAX).max(rows))
}

fn notes(reading: &Reading, rows: &Rows, look: &Look, sheets: usize) -> Vec<Note> {
    let mut notes = Vec::new();
    if let Some(encoding) = reading.encoding.filter(|encoding| !encoding.is_certain()) {
        notes.push(Note::EncodingGuessed { encoding: encoding.name() });
    }
    if reading.titles > 0 {
        notes.push(Note::TitleRows { count: reading.titles });
    }
    if !reading.header {
        notes.push(Note::NoHeader);
    }
    if rows.has_header() {
        let unnamed = columns::unnamed(&reading.columns) as u64;
        if unnamed > 0 {
            notes.push(Note::UnnamedColumns { count: unnamed });
        }
        let repeated = columns::repeated(&reading.columns) as u64;
        if repeated > 0 {
            notes.push(Note::RepeatedNames { count: repeated });
        }
    }
    if sheets > 1 {
        notes.push(Note::OtherSheets { count: sheets as u64 - 1 });
    }
    if look.unreadable > 0 {
        notes.push(Note::UnreadableRows { count: look.unreadable, row: look.first_unreadable });
    }
    notes
}
