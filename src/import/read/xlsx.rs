//! One sheet of an Excel workbook (ECMA-376) as rows, read as a stream of XML events.
//!
//! Not through `calamine`: its cell reader borrows the workbook, reserves what a file claims to hold,
//! buffers an event of any length, and gives up a sheet for one error value that it does not know.

mod numbers;
mod package;
mod sheet;
mod strings;
mod styles;
mod workbook;
mod xml;

use std::fs::File;
use std::path::Path;

use super::columns;
use super::error::ReadError;
use super::foreign::Foreign;
use super::problem::RowProblem;
use super::reading::Reading;
use super::report;
use super::row::Row;
use package::{Limit, Package};
use sheet::{Content, Sheet};
use workbook::Workbook;

/// The rows of a sheet below its header.
pub(super) struct XlsxRows {
    sheet: Sheet<File>,
    /// The next row with something in it; blank ones before it are made up as they are asked for.
    ahead: Option<Row>,
    /// The last row given.
    number: u64,
    has_header: bool,
    is_report: bool,
}

impl XlsxRows {
    pub(super) fn open(path: &Path, reading: &Reading) -> Result<Self, ReadError> {
        let mut package = Package::open(path)?;
        let workbook = Workbook::open(&mut package)?;
        let name = match &reading.sheet {
            Some(name) => Some(name.clone()),
            None => first_filled(&mut package, &workbook)?,
        };
        let name = name.ok_or(ReadError::NoRows { has_header: false })?;
        let content = workbook.content(&mut package)?;
        let place = workbook.place(&name)?;
        let mut sheet = Sheet::new(package.into_part(place, Limit::SHEET)?, content)?;
        let mut first = Row::default();
        for _ in 0..reading.titles {
            sheet.read(&mut first)?;
        }
        let is_filled = sheet.read(&mut first)?;
        let columns = match &reading.columns {
            known if !known.is_empty() => known.clone(),
            _ if reading.header => columns::from_header(&first),
            _ => columns::by_letters(first.len()),
        };
        let number = if reading.header { first.number() } else { first.number().saturating_sub(1) };
        let has_header = reading.header && is_filled;
        sheet.name_columns(columns);
        let is_report = reading.titles > 0;
        let mut rows = Self { sheet, ahead: None, number, has_header, is_report };
        if reading.header {
            rows.look_ahead(first)?;
        } else {
            rows.ahead = is_filled.then_some(first);
        }
        Ok(rows)
    }

    pub(super) fn columns(&self) -> &[String] {
        self.sheet.columns()
    }

    pub(super) const fn has_header(&self) -> bool {
        self.has_header
    }

    pub(super) fn progress(&self) -> (u64, u64) {
        self.sheet.progress()
    }

    pub(super) fn read(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        let Some(mut next) = self.ahead.take() else { return Ok(false) };
        self.number += 1;
        if self.number < next.number() {
            row.start(self.number);
            self.ahead = Some(next);
            return Ok(true);
        }
        std::mem::swap(row, &mut next);
        if report::is_footer(row, self.is_report) {
            row.start(row.number());
        }
        let (expected, found) = (self.columns().len(), row.len());
        if found > expected {
            row.problem(RowProblem::Ragged { expected: expected as u64, found: found as u64 });
        }
        self.look_ahead(next)?;
        Ok(true)
    }

    fn look_ahead(&mut self, mut row: Row) -> Result<(), ReadError> {
        self.ahead = self.sheet.read(&mut row)?.then_some(row);
        Ok(())
    }
}

/// What a person can choose from, and what is read if they choose nothing.
pub(super) struct Overview {
    /// The names of the sheets, those that are hidden last.
    pub(super) sheets: Vec<String>,
    /// The first visible sheet with something in it.
    pub(super) filled: Option<String>,
}

/// Opens a workbook as far as its list of sheets.
///
/// # Errors
/// `NotATable` if the package is no workbook; what is wrong with it if it is one.
pub(super) fn overview(path: &Path) -> Result<Overview, ReadError> {
    let mut package = Package::open(path)?;
    if let Some(what) = other_package(&package) {
        return Err(ReadError::NotATable { what });
    }
    let workbook = Workbook::open(&mut package)?;
    let filled = first_filled(&mut package, &workbook)?;
    Ok(Overview { sheets: workbook.names(), filled })
}

/// How many title lines a sheet has, and whether its first row below them looks like a header.
pub(super) fn start(path: &Path, sheet: &str) -> Result<(u64, bool), ReadError> {
    let mut package = Package::open(path)?;
    let workbook = Workbook::open(&mut package)?;
    let content = workbook.content(&mut package)?;
    let part = package.part(workbook.place(sheet)?, Limit::SHEET)?;
    let mut sheet = Sheet::new(part, content)?;
    let mut first = Vec::new();
    let mut row = Row::default();
    while first.len() < report::ROWS_LOOKED_AT && sheet.read(&mut row)? {
        first.push(row.clone());
    }
    let titles = report::title_rows(&first);
    Ok((titles as u64, first.get(titles).is_none_or(columns::is_header)))
}

fn first_filled(package: &mut Package, workbook: &Workbook) -> Result<Option<String>, ReadError> {
    for name in workbook.names() {
        let part = package.part(workbook.place(&name)?, Limit::SHEET)?;
        if Sheet::new(part, Content::default())?.has_cells()? {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

fn other_package(package: &Package) -> Option<Foreign> {
    if package.has("xl/workbook.bin") {
        Some(Foreign::BinaryExcel)
    } else if package.has("mimetype") {
        Some(Foreign::OpenDocument)
    } else if package.has("word/document.xml") {
        Some(Foreign::Word)
    } else if package.has("ppt/presentation.xml") {
        Some(Foreign::PowerPoint)
    } else if package.has("[content_types].xml") {
        None
    } else {
        Some(Foreign::Archive)
    }
}

#[cfg(test)]
mod tests;
