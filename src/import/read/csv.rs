//! Separated values as rows: the records below the header, held against the columns it names.

use std::path::Path;

use super::error::ReadError;
use super::problem::RowProblem;
use super::reading::{Delimiter, Reading};
use super::records::Records;
use super::row::Row;
use super::text::TextFile;
use super::{COLUMNS, Encoding, columns, report};

/// The rows of a CSV file below its header.
pub(super) struct CsvRows {
    records: Records,
    columns: Vec<String>,
    /// A first row that is data, read to count the columns.
    first: Option<Row>,
    has_header: bool,
    is_report: bool,
}

impl CsvRows {
    pub(super) fn open(path: &Path, reading: &Reading) -> Result<Self, ReadError> {
        let text = TextFile::open(path, reading.encoding.unwrap_or(Encoding::Utf8))?;
        let mut records = Records::new(text, reading.delimiter.unwrap_or(Delimiter::Comma))?;
        let mut first = Row::default();
        for _ in 0..reading.titles {
            records.read_filled(&mut first)?;
        }
        let is_empty = !records.read_filled(&mut first)?;
        if first.len() > COLUMNS {
            return Err(ReadError::TooManyColumns { row: first.number(), limit: COLUMNS as u64 });
        }
        let columns = match &reading.columns {
            known if !known.is_empty() => known.clone(),
            _ if reading.header => columns::from_header(&first),
            _ => columns::by_letters(first.len()),
        };
        let first = (!reading.header && !is_empty).then_some(first);
        let has_header = reading.header && !is_empty;
        Ok(Self { records, columns, first, has_header, is_report: reading.titles > 0 })
    }

    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    pub(super) const fn has_header(&self) -> bool {
        self.has_header
    }

    pub(super) fn progress(&self) -> (u64, u64) {
        self.records.progress()
    }

    pub(super) fn read(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        match self.first.take() {
            Some(first) => *row = first,
            None if !self.records.read(row)? => return Ok(false),
            None => {}
        }
        if report::is_footer(row, self.is_report) {
            row.start(row.number());
            return Ok(true);
        }
        let (expected, found) = (self.columns.len(), row.len());
        if expected != found && !row.is_blank() {
            row.problem(RowProblem::Ragged { expected: expected as u64, found: found as u64 });
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::import::read::testing::{cells, file, rows, survive};
    use crate::import::read::{CELL_BYTES, Format, ROW_BYTES};

    fn reading(delimiter: Delimiter, encoding: Encoding, header: bool) -> Reading {
        let (encoding, delimiter) = (Some(encoding), Some(delimiter));
        Reading { encoding, delimiter, header, ..Reading::of(Format::Csv) }
    }

    fn comma() -> Reading {
        reading(Delimiter::Comma, Encoding::Utf8, true)
    }

    #[test]
    fn rows_have_the_line_where_they_start() {
        for text in [
            "name,note\nAda,\"two\nlines\"\n\nBob,x\n",
            "name,note\r\nAda,\"two\r\nlines\"\r\n\r\nBob,x",
            "\u{FEFF}name,note\nAda,\"two\nlines\"\n\nBob,x\r\n",
            "name,note\rAda,\"two\nlines\"\r\rBob,x\r",
        ] {
            let file = file(text.as_bytes());
            let rows = rows(file.path(), &comma()).unwrap();
            let numbers: Vec<_> = rows.iter().map(|row| (row.number(), row.is_blank())).collect();
            assert_eq!(numbers, [(2, false), (4, true), (5, false)], "{text:?}");
            assert_eq!(cells(&rows[2]), ["Bob", "x"], "{text:?}");
        }
    }

    #[test]
    fn a_line_that_names_the_separator_is_not_data() {
        let file = file(b"sep=;\r\nname;note\r\nAda;x\r\n");
        let rows = rows(file.path(), &reading(Delimiter::Semicolon, Encoding::Utf8, true)).unwrap();
        assert_eq!(format!("{rows:?}"), r#"[3: ["Ada", "x"]]"#);
    }

    #[test]
    fn a_bad_row_leaves_the_others_alone() {
        let long = "x".repeat(CELL_BYTES + 1);
        let file = file(format!("a,b\n1\n1,2,3\n{long},2\n1,2\n").as_bytes());
        let rows = rows(file.path(), &comma()).unwrap();
        let problems: Vec<_> = rows.iter().flat_map(Row::problems).cloned().collect();
        let (bytes, limit) = (CELL_BYTES as u64 + 1, CELL_BYTES as u64);
        assert_eq!(
            problems,
            [
                RowProblem::Ragged { expected: 2, found: 1 },
                RowProblem::Ragged { expected: 2, found: 3 },
                RowProblem::CellTooLong { column: "a".into(), bytes, limit },
            ]
        );
        assert_eq!(cells(&rows[3]), ["1", "2"]);
    }

    #[test]
    fn what_breaks_the_file_names_its_row() {
        let many = format!("{}\n", vec!["x"; COLUMNS + 1].join(","));
        let unclosed = format!("a,b\n1,\"2\n{}", "3,4\n".repeat(ROW_BYTES));
        let endless = format!("a,b\n{}", "x".repeat(ROW_BYTES * 2));
        for (bytes, expected) in [
            (b"a,b\n1,2\n\"3,4\n5,6\n".as_slice(), "A quote opened in row 3 is not closed."),
            (unclosed.as_bytes(), "A quote opened in row 2 is not closed."),
            (endless.as_bytes(), "Row 2 is longer than 1048576 bytes."),
            (many.as_bytes(), "Row 1 has more than 500 columns."),
            (b"a,b\n1,2\n3,\xFF\n", "Row 3 holds bytes that are not UTF-8."),
            (b"a,b\n\xC3,\xA4\n", "Row 2 holds bytes that are not UTF-8."),
        ] {
            let file = file(bytes);
            let error = rows(file.path(), &comma()).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error} instead of {expected}");
        }
    }

    #[test]
    fn bytes_that_windows_1252_leaves_free_are_refused() {
        let file = file(b"a\nZo\xEB\nx\x9Dx\n");
        let error = rows(file.path(), &reading(Delimiter::Comma, Encoding::Windows1252, true)).unwrap_err();
        assert!(matches!(error, ReadError::NotText { row: 3, .. }), "{error}");
    }

    fn delimiters() -> impl Strategy<Value = Delimiter> {
        proptest::sample::select(&Delimiter::ALL)
    }

    fn tables(cell: &'static str) -> impl Strategy<Value = Vec<Vec<String>>> {
        (1_usize..5).prop_flat_map(move |width| {
            proptest::collection::vec(proptest::collection::vec(cell, width..=width), 1..8)
        })
    }

    fn written(table: &[Vec<String>], delimiter: Delimiter, is_windows: bool) -> String {
        let terminator = if is_windows { ::csv::Terminator::CRLF } else { ::csv::Terminator::Any(b'\n') };
        let mut writer = ::csv::WriterBuilder::new();
        let mut writer = writer.delimiter(delimiter.byte()).terminator(terminator).from_writer(Vec::new());
        for row in table {
            writer.write_record(row).unwrap();
        }
        String::from_utf8(writer.into_inner().unwrap()).unwrap()
    }

    fn read_back(bytes: &[u8], reading: &Reading, table: &[Vec<String>]) {
        let file = file(bytes);
        let rows = rows(file.path(), reading).unwrap();
        let read: Vec<_> = rows.iter().map(cells).collect();
        // Blank rows before the first that is not are no part of the table.
        let is_blank = |row: &&Vec<String>| row.iter().all(|cell| cell.trim().is_empty());
        let expected: Vec<_> = table.iter().skip_while(is_blank).cloned().collect();
        assert_eq!(read, expected);
        assert!(rows.iter().all(|row| row.problems().is_empty()));
    }

    proptest! {
        #[test]
        fn what_is_written_in_unicode_reads_back(
            table in tables("[a-z,;|\t\"'\r\n äß€😀]{0,12}"),
            delimiter in delimiters(),
            is_windows: bool,
        ) {
            let text = written(&table, delimiter, is_windows);
            let of = |encoding| reading(delimiter, encoding, false);
            read_back(text.as_bytes(), &of(Encoding::Utf8), &table);
            read_back(format!("\u{FEFF}{text}").as_bytes(), &of(Encoding::Utf8), &table);
            let units = || "\u{FEFF}".encode_utf16().chain(text.encode_utf16());
            read_back(&units().flat_map(u16::to_le_bytes).collect::<Vec<_>>(), &of(Encoding::Utf16Le), &table);
            read_back(&units().flat_map(u16::to_be_bytes).collect::<Vec<_>>(), &of(Encoding::Utf16Be), &table);
        }

        #[test]
        fn what_is_written_in_windows_1252_reads_back(
            table in tables("[a-z,;|\t\"'\r\n äß€ñ]{0,12}"),
            delimiter in delimiters(),
        ) {
            let text = written(&table, delimiter, true);
            let (bytes, _, _) = Encoding::Windows1252.codec().encode(&text);
            read_back(&bytes, &reading(delimiter, Encoding::Windows1252, false), &table);
        }

        #[test]
        fn no_text_panics(text in "[a,;\"\r\n\\x00é]{0,64}", delimiter in delimiters(), header: bool) {
            survive(text.as_bytes(), "a.csv", &reading(delimiter, Encoding::Utf8, header));
        }

        #[test]
        fn no_bytes_panic(bytes: Vec<u8>, encoding in proptest::sample::select(&Encoding::ALL)) {
            survive(&bytes, "a.csv", &reading(Delimiter::Comma, encoding, true));
        }
    }
}
