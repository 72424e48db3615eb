//! The cells of a sheet as they stream by, one row at a time. What lies between two cells far apart is
//! never made: a row holds its cells up to the last, and empty rows are numbers that nobody stores.

use std::io::Read;

use quick_xml::events::{BytesStart, Event};

use super::numbers::{self, Epoch};
use super::package::Unpacked;
use super::strings::{self, Strings};
use super::styles::Shown;
use super::xml::{Xml, push_text};
use crate::import::read::error::ReadError;
use crate::import::read::problem::RowProblem;
use crate::import::read::row::Row;
use crate::import::read::{COLUMNS, ROW_BYTES, columns};

/// The last row a sheet can have.
const LAST_ROW: u64 = 1_048_576;

/// Some sheets begin with thousands of cells that have a colour and no value.
const EVENTS_LOOKED_AT: usize = 100_000;

/// What cells refer to by number.
#[derive(Default)]
pub(super) struct Content {
    pub(super) strings: Strings,
    pub(super) styles: Vec<Shown>,
    pub(super) epoch: Epoch,
}

/// A sheet that is being read.
pub(super) struct Sheet<R: Read> {
    xml: Xml<R>,
    content: Content,
    /// The names of the columns, once they are known, for the problems of a row.
    columns: Vec<String>,
    /// The last row read, also if it was empty.
    number: u64,
    value: String,
    /// The value stood in the cell as rich text, which is read without its escapes.
    is_inline: bool,
    is_at_end: bool,
}

/// What a cell's element says before its value.
#[derive(Clone, Copy)]
struct Cell {
    column: usize,
    style: usize,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Number,
    Shared,
    Bool,
    Error,
    Text,
}

impl<R: Read> Sheet<R> {
    pub(super) fn new(part: Unpacked<R>, content: Content) -> Result<Self, ReadError> {
        let mut xml = Xml::new(part);
        loop {
            match xml.next()? {
                Event::Start(element) if element.local_name().as_ref() == "sheetData" => break,
                Event::Eof => return Err(xml.damaged("holds no cells")),
                _ => {}
            }
        }
        let (columns, value) = (Vec::new(), String::new());
        Ok(Self { xml, content, columns, number: 0, value, is_inline: false, is_at_end: false })
    }

    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    pub(super) fn name_columns(&mut self, columns: Vec<String>) {
        self.columns = columns;
    }

    pub(super) fn progress(&self) -> (u64, u64) {
        self.xml.part().progress()
    }

    /// Whether any cell has a value, or so many cells have none that it is not worth looking further.
    pub(super) fn has_cells(mut self) -> Result<bool, ReadError> {
        for _ in 0..EVENTS_LOOKED_AT {
            match self.xml.next()? {
                Event::Start(element) if matches!(element.local_name().as_ref(), "v" | "is") => {
                    return Ok(true);
                }
                Event::Eof => return Ok(false),
                _ => {}
            }
        }
        Ok(true)
    }

    /// Reads the next row that has something in it; false after the last.
    pub(super) fn read(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        while !self.is_at_end {
            match self.xml.next()? {
                Event::Start(element) if element.local_name().as_ref() == "row" => {
                    let next = numbered(&element, self.number);
                    self.number = next.ok_or_else(|| self.xml.damaged("has rows out of order"))?;
                    row.start(self.number);
                    self.read_cells(row)?;
                    if !row.is_empty() || !row.problems().is_empty() {
                        return Ok(true);
                    }
                }
                Event::End(element) if element.local_name().as_ref() == "sheetData" => {
                    self.xml.finish()?;
                    self.is_at_end = true;
                }
                Event::Eof => self.is_at_end = true,
                _ => {}
            }
        }
        Ok(false)
    }

    fn read_cells(&mut self, row: &mut Row) -> Result<(), ReadError> {
        let mut next = 0;
        loop {
            match self.xml.next()? {
                Event::Start(element) if element.local_name().as_ref() == "c" => {
                    let cell = cell(&element, next);
                    let cell = cell.ok_or_else(|| self.xml.damaged("has a cell without a place"))?;
                    self.read_value()?;
                    self.write_cell(cell, row)?;
                    next = cell.column + 1;
                }
                Event::End(element) if element.local_name().as_ref() == "row" => return Ok(()),
                _ => {}
            }
        }
    }

    /// Reads what a cell holds, up to its end: its stored value, not its formula.
    fn read_value(&mut self) -> Result<(), ReadError> {
        self.value.clear();
        self.is_inline = false;
        let mut is_value = false;
        loop {
            let event = self.xml.next()?;
            let outcome = match &event {
                Event::Start(element) if element.local_name().as_ref() == "is" => {
                    strings::rich_text(&mut self.xml, "is", &mut self.value)?;
                    self.is_inline = true;
                    Ok(())
                }
                Event::Start(element) => {
                    is_value = element.local_name().as_ref() == "v";
                    Ok(())
                }
                Event::End(element) if element.local_name().as_ref() == "c" => return Ok(()),
                Event::End(_) => {
                    is_value = false;
                    Ok(())
                }
                other if is_value => push_text(other, &mut self.value),
                _ => Ok(()),
            };
            outcome.map_err(|problem| self.xml.damaged(problem))?;
        }
    }

    fn write_cell(&mut self, cell: Cell, row: &mut Row) -> Result<(), ReadError> {
        if self.value.is_empty() {
            return Ok(());
        }
        if cell.column >= COLUMNS {
            return Err(ReadError::TooManyColumns { row: row.number(), limit: COLUMNS as u64 });
        }
        let value = self.value.as_str();
        match cell.kind {
            Kind::Number => {
                let shown = self.content.styles.get(cell.style).copied().unwrap_or_default();
                row.set_with(cell.column, |text| numbers::write(text, value, shown, self.content.epoch));
            }
            Kind::Shared => {
                let shared = value.trim().parse().ok().and_then(|number| self.content.strings.get(number));
                let shared = shared.ok_or_else(|| self.xml.damaged("refers to a text that is not there"))?;
                if !shared.is_empty() {
                    row.set_with(cell.column, |text| text.push_str(shared));
                }
            }
            Kind::Bool => {
                let is_true = value == "1" || value.eq_ignore_ascii_case("true");
                row.set_with(cell.column, |text| text.push_str(if is_true { "true" } else { "false" }));
            }
            Kind::Error => row.problem(RowProblem::CellError {
                column: columns::name(&self.columns, cell.column),
                value: value.chars().take(20).collect(),
            }),
            Kind::Text => {
                if !self.is_inline {
                    strings::unescape(&mut self.value);
                }
                row.set_with(cell.column, |text| text.push_str(&self.value));
            }
        }
        // A long text that cells share could make a row out of proportion to the sheet.
        if row.bytes() > ROW_BYTES {
            return Err(ReadError::RowTooLong { row: row.number(), limit: ROW_BYTES as u64 });
        }
        Ok(())
    }
}

/// The number of a row, which may go unsaid, and never goes back.
fn numbered(row: &BytesStart<'_>, last: u64) -> Option<u64> {
    let number = match super::xml::attribute(row, "r") {
        Some(text) => text.parse().ok()?,
        None => last + 1,
    };
    (number > last && number <= LAST_ROW).then_some(number)
}

fn cell(element: &BytesStart<'_>, next: usize) -> Option<Cell> {
    let mut cell = Cell { column: next, style: 0, kind: Kind::Number };
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.ok()?;
        match attribute.key.as_ref() {
            "r" => cell.column = column(&attribute.value)?,
            "s" => cell.style = attribute.value.parse().ok()?,
            "t" => {
                cell.kind = match attribute.value.as_ref() {
                    "n" => Kind::Number,
                    "s" => Kind::Shared,
                    "b" => Kind::Bool,
                    "e" => Kind::Error,
                    _ => Kind::Text, // "str", "inlineStr", and "d", which is ISO 8601 already
                };
            }
            _ => {}
        }
    }
    Some(cell)
}

/// The column of a place such as `AB12`, from 0.
fn column(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    let (count, column) = letters.fold((0, 0), |(count, column), letter| {
        (count + 1, column.min(100_000) * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1)
    });
    (1..=3).contains(&count).then(|| column - 1)
}
