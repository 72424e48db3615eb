//! What can be wrong with a file. Each error has a stable code and named arguments, so that the console
//! can say it in any language, and an English sentence that says where, what, and how to fix it.

use std::error::Error;
use std::io;

use super::encoding::Encoding;
use super::foreign::Foreign;
use super::reading::Format;

/// Why a file cannot be read, or not any further.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The disk, not the file, is at fault.
    #[error("The file could not be read from the disk. Try again.")]
    Unreadable(#[source] io::Error),
    /// No bytes, or white space only.
    #[error("The file is empty.")]
    Empty,
    /// There may be a header, but nothing below it.
    #[error("The file has no rows{}.", if *.has_header { " below its header" } else { "" })]
    NoRows {
        /// Whether a header was found.
        has_header: bool,
    },
    /// The content is something else than a table.
    #[error("The file is {what}. Save it as CSV, JSON or Excel (.xlsx).")]
    NotATable {
        /// What it is.
        what: Foreign,
    },
    /// The name says one thing, the content another.
    #[error("The file's name ends in .{extension}, but it holds {format}. Rename it to end in .{}.", .format.extensions()[0])]
    WrongExtension {
        /// The name's extension, lower case.
        extension: String,
        /// What the content is.
        format: Format,
    },
    /// Bytes that the encoding has no character for.
    #[error(
        "Row {row} holds bytes that are not {encoding}. Choose another encoding, or save the file as UTF-8."
    )]
    NotText {
        /// The line of a text file, the element of a JSON list.
        row: u64,
        /// What the file is read as.
        encoding: Encoding,
    },
    /// A quote that has no end swallows the rest of the file.
    #[error("A quote opened in row {row} is not closed. Close it, or double it if it is part of the text.")]
    QuoteNotClosed {
        /// Where the record with the quote starts.
        row: u64,
    },
    /// One row is larger than any row may be.
    #[error("Row {row} is longer than {limit} bytes. Shorten it.")]
    RowTooLong {
        /// Where the row starts.
        row: u64,
        /// The largest row, in bytes.
        limit: u64,
    },
    /// More rows than an import takes.
    #[error("The file has more than {limit} rows. Split it into several files.")]
    TooManyRows {
        /// The most rows in one file.
        limit: u64,
    },
    /// More columns than an import takes.
    #[error("Row {row} has more than {limit} columns. Remove the columns that are not needed.")]
    TooManyColumns {
        /// The first row with too many.
        row: u64,
        /// The most columns.
        limit: u64,
    },
    /// The JSON between the elements is not as it should be.
    #[error("The JSON is broken at byte {byte}, at element {row}: expected {expected}.")]
    BrokenJson {
        /// The element at or after which it breaks, from 1.
        row: u64,
        /// Bytes from the start of the text.
        byte: u64,
        /// What should stand there.
        expected: &'static str,
    },
    /// JSON, but no list of things.
    #[error(
        "The JSON holds no list of objects. It should be an array of objects, or an object with one array."
    )]
    NoList,
    /// An object with two lists: which one is meant cannot be known.
    #[error("The JSON holds two lists, \"{first}\" and \"{second}\". Save each as a file of its own.")]
    TwoLists {
        /// The first member that is a list.
        first: String,
        /// Another one.
        second: String,
    },
    /// The workbook breaks a limit that keeps a small file from unpacking into a huge one.
    #[error("The workbook is too large: it has more than {limit} {unit}. Save the sheet as CSV.")]
    WorkbookTooLarge {
        /// The most of it.
        limit: u64,
        /// What there is too much of.
        unit: Excess,
    },
    /// The workbook cannot be unpacked or understood.
    #[error(
        "The workbook is damaged: {part} {problem}. Open it in your spreadsheet program and save it again."
    )]
    DamagedWorkbook {
        /// The part of the workbook.
        part: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The sheet that was chosen is not there.
    #[error("The workbook has no sheet named \"{name}\".")]
    NoSuchSheet {
        /// The sheet asked for.
        name: String,
    },
}

/// What a workbook can have too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Excess {
    /// Parts in the package.
    Parts,
    /// Sheets.
    Sheets,
    /// Bytes when unpacked.
    Bytes,
    /// Bytes of text that cells share.
    SharedText,
    /// Bytes unpacked for each byte stored.
    Ratio,
}

impl Excess {
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Parts => ("parts", "parts"),
            Self::Sheets => ("sheets", "sheets"),
            Self::Bytes => ("bytes", "bytes when unpacked"),
            Self::SharedText => ("shared-text", "bytes of shared text"),
            Self::Ratio => ("ratio", "unpacked bytes for each byte stored"),
        }
    }
}

impl std::fmt::Display for Excess {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.words().1)
    }
}

/// A value inside a message, so that each language can write numbers its own way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// A count, a place or a limit.
    Number(u64),
    /// A name or a word.
    Text(String),
}

impl From<u64> for Arg {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// The named values of a message.
pub type Args = Vec<(&'static str, Arg)>;

impl ReadError {
    /// The stable name of this kind of error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::Empty => "empty",
            Self::NoRows { .. } => "no-rows",
            Self::NotATable { .. } => "not-a-table",
            Self::WrongExtension { .. } => "wrong-extension",
            Self::NotText { .. } => "not-text",
            Self::QuoteNotClosed { .. } => "quote-not-closed",
            Self::RowTooLong { .. } => "row-too-long",
            Self::TooManyRows { .. } => "too-many-rows",
            Self::TooManyColumns { .. } => "too-many-columns",
            Self::BrokenJson { .. } => "broken-json",
            Self::NoList => "no-list",
            Self::TwoLists { .. } => "two-lists",
            Self::WorkbookTooLarge { .. } => "workbook-too-large",
            Self::DamagedWorkbook { .. } => "damaged-workbook",
            Self::NoSuchSheet { .. } => "no-such-sheet",
        }
    }

    /// The values of the sentence, by name.
    #[must_use]
    pub fn args(&self) -> Args {
        match self {
            Self::Unreadable(_) | Self::Empty | Self::NoList => vec![],
            Self::NoRows { has_header } => vec![("header", Arg::Number(u64::from(*has_header)))],
            Self::NotATable { what } => vec![("what", what.code().into())],
            Self::WrongExtension { extension, format } => vec![
                ("extension", extension.as_str().into()),
                ("format", format.code().into()),
                ("right", format.extensions()[0].into()),
            ],
            Self::NotText { row, encoding } => {
                vec![("row", (*row).into()), ("encoding", encoding.name().into())]
            }
            Self::QuoteNotClosed { row } => vec![("row", (*row).into())],
            Self::RowTooLong { row, limit } | Self::TooManyColumns { row, limit } => {
                vec![("row", (*row).into()), ("limit", (*limit).into())]
            }
            Self::TooManyRows { limit } => vec![("limit", (*limit).into())],
            Self::BrokenJson { row, byte, expected } => {
                vec![("row", (*row).into()), ("byte", (*byte).into()), ("expected", (*expected).into())]
            }
            Self::TwoLists { first, second } => {
                vec![("first", first.as_str().into()), ("second", second.as_str().into())]
            }
            Self::WorkbookTooLarge { limit, unit } => {
                vec![("limit", (*limit).into()), ("unit", unit.words().0.into())]
            }
            Self::DamagedWorkbook { part, problem } => {
                vec![("part", part.as_str().into()), ("problem", (*problem).into())]
            }
            Self::NoSuchSheet { name } => vec![("name", name.as_str().into())],
        }
    }
}

/// A reader below a parser can only answer with an I/O error; its own verdict travels inside it.
impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        error.downcast::<Self>().unwrap_or_else(Self::Unreadable)
    }
}

impl From<ReadError> for io::Error {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Unreadable(error) => error,
            other => Self::other(Box::<dyn Error + Send + Sync>::from(other)),
        }
    }
}
