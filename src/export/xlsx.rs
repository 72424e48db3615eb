//! Customers as a workbook.

use crate::export::columns::{Column, Columns};
use crate::export::{Slice, WriteError, Writer, cells};
use crate::workbook::Workbook;

pub(super) struct Xlsx(Workbook);

impl Xlsx {
    pub(super) fn new() -> Self {
        Self(Workbook::new("Customers"))
    }
}

impl Writer for Xlsx {
    fn begin(&mut self, columns: &Columns) -> Result<(), WriteError> {
        let titles: Vec<String> = columns.all.iter().map(Column::title).collect();
        Ok(self.0.begin(&titles)?)
    }

    fn write(&mut self, slice: &Slice, columns: &Columns) -> Result<(), WriteError> {
        for customer in &slice.customers {
            let titles = slice.titles(customer);
            let cells = columns.all.iter().map(|column| cells::cell(customer, &titles, column, columns));
            self.0.row(cells.collect::<Result<Vec<_>, _>>()?)?;
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), WriteError> {
        Ok(self.0.end()?)
    }

    fn take(&mut self) -> Vec<u8> {
        self.0.take()
    }
}
