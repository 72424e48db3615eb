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
use crate::store::{Db, StoreError, audit, operators};

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

/// Why a customer cannot be written: a defect, or a sheet beyond what a workbook holds.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// It is no JSON.
    #[error("it is no JSON")]
    Json(#[from] serde_json::Error),
    /// The workbook cannot be packed.
    #[error("the workbook cannot be packed")]
    Package(#[from] zip::result::ZipError),
    /// A part of the workbook cannot be written.
    #[error("a part of the workbook cannot be written")]
    Part(#[from] std::io::Error),
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
        let (by, at) = (actor.clone(), db.now());
        let is_allowed = db.write_here(move |conn| {
            operators::still_may(conn, &by, Right::ExportCustomers)?;
            let begun = audit::count_since(conn, &by, BEGUN, at.minus(HOUR))?;
            let is_allowed = by.id.is_none() || begun < i64::from(most);
            if is_allowed {
                audit::record(conn, &by, BEGUN, "customers", None, audit::Outcome::Done, at)?;
            }
            Ok(is_allowed)
        })?;
        if !is_allowed {
            return Err(ExportError::TooMany(most));
        }
        let writer: Box<dyn Writer> = match format {
            Format::Csv => Box::new(csv::Csv::default()),
            Format::Xlsx => Box::new(xlsx::Workbook::new()),
            Format::Json => Box::new(json::Json::list()),
            Format::Ndjson => Box::new(json::Json::lines()),
        };
        Ok(Self {
            db: db.clone(),
            actor: actor.clone(),
            walk: Walk::new(actor.organization, query),
            writer,
            columns: None,
            rows: 0,
            is_over: false,
        })
    }

    /// Customers written so far.
    #[must_use]
    pub const fn rows(&self) -> i64 {
        self.rows
    }

    /// The next piece of the file; none at its end. A connection is held no longer than a slice is read.
    ///
    /// # Errors
    /// When the store does not answer.
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
        let slice = self.db.read_here(|conn| self.walk.next(conn))?;
        let columns = match self.columns.take() {
            Some(columns) => columns,
            None => {
                let organization = self.actor.organization;
                let first = slice.as_ref().map_or(&[][..], |slice| &slice.customers);
                let is_whole = self.walk.is_over();
                let columns = self.db.read_here(|conn| Columns::of(conn, organization, first, is_whole))?;
                self.writer.begin(&columns)?;
                columns
            }
        };
        match slice {
            Some(slice) => {
                self.writer.write(&slice, &columns)?;
                self.rows += i64::try_from(slice.customers.len()).unwrap_or(i64::MAX);
            }
            None => {
                self.writer.end()?;
                self.note_end()?;
                self.is_over = true;
            }
        }
        self.columns = Some(columns);
        Ok(())
    }

    fn note_end(&self) -> Result<(), StoreError> {
        let (by, rows, at) = (self.actor.clone(), self.rows, self.db.now());
        self.db.write_here(move |conn| audit::record_rows(conn, &by, DONE, "customers", rows, at))
    }
}
