//! What can be wrong with one row; the rows around it are not affected.
//! Kept with the row's outcome, so each problem is data: a code, arguments, and an English sentence.

use serde::{Deserialize, Serialize};

use super::error::Args;

/// What is wrong with one row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum RowProblem {
    /// More or fewer cells than the header has.
    #[error("the row has {found} cells, the header has {expected}")]
    Ragged {
        /// Columns of the file.
        expected: u64,
        /// Cells of the row.
        found: u64,
    },
    /// A cell that is larger than any cell may be.
    #[error("\"{column}\" is {bytes} bytes long, at most {limit} are taken")]
    CellTooLong {
        /// The column's name.
        column: String,
        /// Its size.
        bytes: u64,
        /// The largest cell.
        limit: u64,
    },
    /// The cell shows an error of the spreadsheet, such as `#N/A`.
    #[error("\"{column}\" shows {value} instead of a value")]
    CellError {
        /// The column's name.
        column: String,
        /// What the spreadsheet shows.
        value: String,
    },
    /// The JSON element is not an object.
    #[error("the element is not an object")]
    NotAnObject,
    /// The JSON element cannot be parsed.
    #[error("the JSON is broken at its byte {byte}: expected {expected}")]
    BrokenJson {
        /// Bytes from the start of the element.
        byte: u64,
        /// What should stand there.
        expected: String,
    },
    /// JSON within JSON within JSON.
    #[error("the element is nested more than {limit} levels deep")]
    TooDeep {
        /// The deepest nesting.
        limit: u64,
    },
    /// A key that occurs twice in one object: which value is meant cannot be known.
    #[error("the key \"{key}\" occurs twice")]
    RepeatedKey {
        /// The key, or the path of keys that comes to the same column.
        key: String,
    },
    /// An object with more members than any customer has.
    #[error("an object has more than {limit} keys")]
    TooManyKeys {
        /// The most keys of one object.
        limit: u64,
    },
    /// A key whose path is too long to be a column's name.
    #[error("a key is longer than {limit} bytes")]
    KeyTooLong {
        /// The longest path of keys.
        limit: u64,
    },
    /// A key that was not in the file when its columns were found.
    #[error("the key \"{key}\" is not one of the file's columns")]
    UnknownKey {
        /// The path of keys.
        key: String,
    },
}

impl RowProblem {
    /// The stable name of this kind of problem.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Ragged { .. } => "ragged",
            Self::CellTooLong { .. } => "cell-too-long",
            Self::CellError { .. } => "cell-error",
            Self::NotAnObject => "not-an-object",
            Self::BrokenJson { .. } => "broken-json",
            Self::TooDeep { .. } => "too-deep",
            Self::RepeatedKey { .. } => "repeated-key",
            Self::TooManyKeys { .. } => "too-many-keys",
            Self::KeyTooLong { .. } => "key-too-long",
            Self::UnknownKey { .. } => "unknown-key",
        }
    }

    /// The column at fault, if it is one: who does not import that column may take the row.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        match self {
            Self::CellTooLong { column, .. } | Self::CellError { column, .. } => Some(column),
            _ => None,
        }
    }

    /// The values of the sentence, by name.
    #[must_use]
    pub fn args(&self) -> Args {
        match self {
            Self::Ragged { expected, found } => {
                vec![("expected", (*expected).into()), ("found", (*found).into())]
            }
            Self::CellTooLong { column, bytes, limit } => vec![
                ("column", column.as_str().into()),
                ("bytes", (*bytes).into()),
                ("limit", (*limit).into()),
            ],
            Self::CellError { column, value } => {
                vec![("column", column.as_str().into()), ("value", value.as_str().into())]
            }
            Self::NotAnObject => vec![],
            Self::BrokenJson { byte, expected } => {
                vec![("byte", (*byte).into()), ("expected", expected.as_str().into())]
            }
            Self::TooDeep { limit } | Self::TooManyKeys { limit } | Self::KeyTooLong { limit } => {
                vec![("limit", (*limit).into())]
            }
            Self::RepeatedKey { key } | Self::UnknownKey { key } => vec![("key", key.as_str().into())],
        }
    }
}
