//! Separated values: every field quoted, quotes doubled, and nothing that a spreadsheet would take for a formula.

use crate::domain::import::cells::guarded;
use crate::export::columns::{Column, Columns};
use crate::export::{Slice, WriteError, Writer, cells};

/// Spreadsheets take a file without this mark for whatever their country used in 1995.
const MARK: &str = "\u{FEFF}";

#[derive(Default)]
pub(super) struct Csv {
    text: String,
}

impl Csv {
    fn field(&mut self, cell: &str) {
        self.text.push('"');
        for letter in guarded(cell).chars() {
            if letter == '"' {
                self.text.push('"');
            }
            self.text.push(letter);
        }
        self.text.push_str("\",");
    }

    fn end_row(&mut self) {
        self.text.pop(); // the comma behind the last field
        self.text.push_str("\r\n");
    }
}

impl Writer for Csv {
    fn begin(&mut self, columns: &Columns) -> Result<(), WriteError> {
        self.text.push_str(MARK);
        columns.all.iter().map(Column::title).for_each(|title| self.field(&title));
        self.end_row();
        Ok(())
    }

    fn write(&mut self, slice: &Slice, columns: &Columns) -> Result<(), WriteError> {
        for customer in &slice.customers {
            let titles = slice.titles(customer);
            for column in &columns.all {
                self.field(&cells::cell(customer, &titles, column, columns)?);
            }
            self.end_row();
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), WriteError> {
        Ok(())
    }

    fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.text).into_bytes()
    }
}
