//! Customers on their way out: the list as it is filtered and sorted, as CSV, XLSX, JSON or NDJSON. A file is made slice
//! by slice while it is sent, and no more than a slice is in memory; when nobody takes the next piece, none is made.
//!
//! What comes back unchanged changes nothing: tables have the titles that an import knows, and cells that it takes for
//! what is stored.

mod cells;
mod columns;
mod csv;
mod json;
mod walk;
mod xlsx;

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::domain::customer::Customer;
use crate::domain::listing::ListQuery;
use crate::domain::operator::{Actor, Right};
use crate::domain::tag::{Tag, TagId};
use crate::store::{Db, StoreError, audit, counts, operators};
use crate::workbook::{MOST_ROWS, WorkbookError};

use columns::Columns;
use walk::Walk;

/// What an export is called in the audit when it begins, and when all of it was handed out.
const BEGUN: &str = "export";
const DONE: &str = "exported";
const HOUR: Duration = Duration::from_hours(1);

/// What the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Separated values, every field quoted (RFC 4180).
    #[default]
    Csv,
    /// An Excel workbook (ECMA-376).
    Xlsx,
    /// An array of objects.
    Json,
    /// One JSON object per line.
    Ndjson,
}

impl Format {
    /// Every format, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Xlsx, Self::Json, Self::Ndjson];

    /// The word for it in addresses and commands, which is the extension of its files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
        }
    }

    /// Whether it has columns.
    #[must_use]
    pub const fn is_table(self) -> bool {
        matches!(self, Self::Csv | Self::Xlsx)
    }

    /// The `Content-Type` of its files.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json => "application/json",
            Self::Ndjson => "application/x-ndjson",
        }
    }

    /// What a file of customers in this format is called.
    #[must_use]
    pub fn file_name(self) -> String {
        format!("customers.{self}")
    }
}

impl fmt::Display for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// The word names no format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("csv, json, ndjson or xlsx")]
pub struct UnknownFormat;

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, UnknownFormat> {
        Self::ALL.into_iter().find(|format| format.as_str() == word).ok_or(UnknownFormat)
    }
}

/// Which columns a table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Chosen {
    /// All that customers have.
    #[default]
    All,
    /// Those that the list shows, and what an import needs to know them by.
    Listed,
}

impl Chosen {
    /// The word for it in addresses and commands.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Listed => "listed",
        }
    }
}

/// The word names no choice of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("all or listed")]
pub struct UnknownChoice;

impl FromStr for Chosen {
    type Err = UnknownChoice;

    fn from_str(word: &str) -> Result<Self, UnknownChoice> {
        [Self::All, Self::Listed].into_iter().find(|chosen| chosen.as_str() == word).ok_or(UnknownChoice)
    }
}

/// Why there is no file, or only half of one.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The caller began as many within the hour as one may.
    #[error("{0} exports were begun in the last hour")]
    TooMany(u32),
    /// The customers cannot be read.
    #[error("the customers cannot be read")]
    Store(#[from] StoreError),
    /// A customer cannot be written.
    #[error("a customer cannot be written")]
    Write(#[from] WriteError),
}

/// Why a customer cannot be written: a defect, or a workbook beyond what one holds.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// It is no JSON.
    #[error("it is no JSON")]
    Json(#[from] serde_json::Error),
    /// A workbook of all of them would not be taken back.
    #[error("a workbook holds at most {max} customers and 2 GiB; CSV holds any number", max = MOST_ROWS)]
    TooLong,
    /// The workbook cannot be packed.
    #[error("the workbook cannot be packed")]
    Workbook(#[source] WorkbookError),
}

impl From<WorkbookError> for WriteError {
    fn from(error: WorkbookError) -> Self {
        match error {
            WorkbookError::TooLong => Self::TooLong,
            other => Self::Workbook(other),
        }
    }
}

/// Customers with what is shown of their tags.
struct Slice {
    customers: Vec<Customer>,
    tags: HashMap<TagId, Tag>,
}

impl Slice {
    /// The titles of a customer's tags, by title.
    fn titles(&self, customer: &Customer) -> Vec<&str> {
        let tags = customer.document.tags.iter().filter_map(|id| self.tags.get(id));
        let mut titles: Vec<&str> =
            tags.filter(|tag| tag.deleted_at.is_none()).map(|tag| tag.title.as_str()).collect();
        titles.sort_unstable();
        titles
    }
}

/// What makes a file of customers.
trait Writer: Send {
    fn begin(&mut self, columns: &Columns) -> Result<(), WriteError>;
    fn write(&mut self, slice: &Slice, columns: &Columns) -> Result<(), WriteError>;
    fn end(&mut self) -> Result<(), WriteError>;
    /// What there is of the file since it was asked last.
    fn take(&mut self) -> Vec<u8>;
}

/// A file of customers, piece by piece.
pub struct Export {
    db: Db,
    actor: Actor,
    walk: Walk,
    writer: Box<dyn Writer>,
    chosen: Chosen,
    /// Told by the first slice.
    columns: Option<Columns>,
    rows: i64,
    is_over: bool,
}

impl Export {
    /// Begins one, and notes that in the audit. `most` are begun by one caller in an hour; the command line may begin any
    /// number.
    ///
    /// # Errors
    /// [`ExportError::TooMany`], and when the caller has not the right any more.
    pub fn begin(
        db: &Db,
        actor: &Actor,
        query: ListQuery,
        format: Format,
        most: u32,
    ) -> Result<Self, ExportError> {
        if format == Format::Xlsx && query.filter.is_empty() {
            let live = db.read_here(|conn| counts::of(conn, actor.organization))?.live;
            if live > MOST_ROWS {
                return Err(WriteError::TooLong.into());
            }
        }
        let (by, at) = (actor.clone(), db.now());
        let is_allowed = db.write_here(move |conn| {
            operators::still_may(conn, &by, Right::ExportCustomers)?;
            audit::record_one_of(conn, &by, (BEGUN, "customers"), i64::from(most), at.minus(HOUR), at)
        })?;
        if !is_allowed {
            return Err(ExportError::TooMany(most));
        }
        let writer: Box<dyn Writer> = match format {
            Format::Csv => Box::new(csv::Csv::default()),
            Format::Xlsx => Box::new(xlsx::Xlsx::new()),
            Format::Json => Box::new(json::Json::list()),
            Format::Ndjson => Box::new(json::Json::lines()),
        };
        Ok(Self {
            db: db.clone(),
            actor: actor.clone(),
            walk: Walk::new(actor.organization, query),
            writer,
            chosen: Chosen::All,
            columns: None,
            rows: 0,
            is_over: false,
        })
    }

    /// The same with these columns, where it is a table; JSON has always all.
    #[must_use]
    pub fn with_columns(self, chosen: Chosen) -> Self {
        Self { chosen, ..self }
    }

    /// Customers written so far.
    #[must_use]
    pub const fn rows(&self) -> i64 {
        self.rows
    }

    /// The next piece of the file; none at its end. A connection is held no longer than a slice is read, and each slice
    /// is read for who has the right then.
    ///
    /// # Errors
    /// When the store does not answer, and when the right was taken away on the way.
    pub fn piece(&mut self) -> Result<Option<Vec<u8>>, ExportError> {
        // A piece of nothing would be taken for the end.
        while !self.is_over {
            self.advance()?;
            let piece = self.writer.take();
            if !piece.is_empty() {
                return Ok(Some(piece));
            }
        }
        Ok(None)
    }

    fn advance(&mut self) -> Result<(), ExportError> {
        let slice = self.db.read_here(|conn| {
            operators::still_may(conn, &self.actor, Right::ExportCustomers)?;
            self.walk.next(conn)
        })?;
        if slice.as_ref().is_some_and(|slice| slice.customers.is_empty()) {
            return Ok(());
        }
        let columns = match self.columns.take() {
            Some(columns) => columns,
            None => self.begin_file(slice.as_ref())?,
        };
        if let Some(slice) = slice {
            self.writer.write(&slice, &columns)?;
            self.rows += i64::try_from(slice.customers.len()).unwrap_or(i64::MAX);
        } else {
            self.writer.end()?;
            self.note_end()?;
            self.is_over = true;
        }
        self.columns = Some(columns);
        Ok(())
    }

    /// Writes what stands above the first customer.
    fn begin_file(&mut self, first: Option<&Slice>) -> Result<Columns, ExportError> {
        let organization = self.actor.organization;
        let first = first.map_or(&[][..], |slice| &slice.customers);
        let is_whole = self.walk.is_over();
        let columns = self.db.read_here(|conn| match self.chosen {
            Chosen::All => Columns::of(conn, organization, first, is_whole),
            Chosen::Listed => Columns::listed(conn, organization),
        })?;
        self.writer.begin(&columns)?;
        Ok(columns)
    }

    fn note_end(&self) -> Result<(), StoreError> {
        let (by, rows, at) = (self.actor.clone(), self.rows, self.db.now());
        self.db.write_here(move |conn| audit::record_rows(conn, &by, DONE, "customers", rows, at))
    }
}
