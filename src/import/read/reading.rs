//! How a file is read: guessed from its content, shown to the person, changeable by them, then frozen
//! with the import, so that a resumed run reads the same rows again.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::encoding::Encoding;

/// What a file is, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Separated values (RFC 4180 and its relatives).
    Csv,
    /// An array of objects, or an object with one array.
    Json,
    /// One JSON object per line.
    Ndjson,
    /// An Excel workbook (ECMA-376).
    Xlsx,
}

impl Format {
    /// The stable name: `csv`, `json`, `ndjson`, `xlsx`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.extensions()[0]
    }

    /// The extensions a file of this format may have, the usual one first.
    #[must_use]
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Csv => &["csv", "tsv", "tab", "txt"],
            Self::Json => &["json"],
            Self::Ndjson => &["ndjson", "jsonl", "json"],
            Self::Xlsx => &["xlsx", "xlsm"],
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Csv => "CSV",
            Self::Json => "JSON",
            Self::Ndjson => "NDJSON",
            Self::Xlsx => "an Excel workbook",
        })
    }
}

impl FromStr for Format {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        [Self::Csv, Self::Json, Self::Ndjson, Self::Xlsx]
            .into_iter()
            .find(|format| format.code().eq_ignore_ascii_case(name))
            .ok_or(UnknownName)
    }
}

/// What stands between the cells of a CSV file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A tab.
    Tab,
    /// `|`
    Bar,
}

impl Delimiter {
    /// All of them, in the order in which a tie is decided.
    pub const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Bar];

    /// The stable name: `comma`, `semicolon`, `tab`, `bar`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
            Self::Bar => "bar",
        }
    }

    /// The character itself.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Bar => b'|',
        }
    }
}

impl fmt::Display for Delimiter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl FromStr for Delimiter {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|delimiter| delimiter.code() == name).ok_or(UnknownName)
    }
}

/// A format, delimiter or encoding that does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such choice")]
pub struct UnknownName;

/// How a file is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// What the file is.
    pub format: Format,
    /// How its bytes become text; none for a workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Encoding>,
    /// What stands between cells; CSV only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<Delimiter>,
    /// Title lines above the header, or above the first row, which are no part of the table.
    #[serde(default, skip_serializing_if = "is_none")]
    pub titles: u64,
    /// Whether the first row names the columns; always so for JSON.
    pub header: bool,
    /// The sheet of a workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The names of the columns, all different. Empty until [`inspect`](super::inspect()) has found them.
    #[serde(default)]
    pub columns: Vec<String>,
}

impl Reading {
    /// A first guess at a file of this format, its columns not known yet.
    pub(super) const fn of(format: Format) -> Self {
        Self {
            format,
            encoding: None,
            delimiter: None,
            titles: 0,
            header: true,
            sheet: None,
            columns: Vec::new(),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands in a reference")]
const fn is_none(count: &u64) -> bool {
    *count == 0
}
