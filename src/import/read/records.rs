//! The records of a CSV file: a thin layer over `csv-core`, which keeps what the `csv` reader drops.
//! That one skips blank lines, closes an open quote at the end of the file without a word, and lets a
//! record grow as long as the file.

use std::io::BufRead;

use csv_core::ReadRecordResult;

use super::ROW_BYTES;
use super::error::ReadError;
use super::reading::Delimiter;
use super::row::Row;
use super::text::{TextFile, line_ends};

/// Records and blank lines, each with the line where it starts.
pub(super) struct Records {
    text: TextFile,
    core: csv_core::Reader,
    line: u64,
    fields: Vec<u8>,
    ends: Vec<usize>,
}

impl Records {
    pub(super) fn new(text: TextFile, delimiter: Delimiter) -> Result<Self, ReadError> {
        let core = csv_core::ReaderBuilder::new().delimiter(delimiter.byte()).build();
        let mut records = Self { text, core, line: 1, fields: vec![0; 4096], ends: vec![0; 64] };
        if separator_line(records.text.fill_buf()?).is_some() {
            records.skip_line()?;
        }
        Ok(records)
    }

    /// How many bytes of the file are read, and how many there are.
    pub(super) const fn progress(&self) -> (u64, u64) {
        (self.text.position(), self.text.length())
    }

    /// The next record that is not blank.
    pub(super) fn read_filled(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        while self.read(row)? {
            if !row.is_blank() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The next record; a blank line has no cells.
    pub(super) fn read(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        row.start(self.line);
        let Some(next) = self.peek()? else { return Ok(false) };
        if matches!(next, b'\n' | b'\r') {
            self.end_line()?;
            return Ok(true);
        }
        let (length, count) = self.record()?;
        let not_text = ReadError::NotText { row: row.number(), encoding: self.text.encoding() };
        let Ok(fields) = std::str::from_utf8(&self.fields[..length]) else { return Err(not_text) };
        let ends = &self.ends[..count];
        // Two broken fields can make one whole character between them.
        if !ends.iter().all(|end| fields.is_char_boundary(*end)) {
            return Err(not_text);
        }
        row.extend(fields, ends);
        Ok(true)
    }

    /// Reads one record into `fields` and `ends`, and gives their lengths.
    fn record(&mut self) -> Result<(usize, usize), ReadError> {
        let start = self.line;
        let (mut bytes, mut length, mut count) = (0, 0, 0);
        loop {
            let input = self.text.fill_buf()?;
            let is_at_end = input.is_empty();
            // A line end after the last byte ends the record, unless a quote is open.
            let input = if is_at_end { b"\n" } else { input };
            let (result, read, written, ended) =
                self.core.read_record(input, &mut self.fields[length..], &mut self.ends[count..]);
            let read_text = &input[..read];
            self.line += line_ends(read_text);
            let ends_in_return = read_text.last() == Some(&b'\r');
            if !is_at_end {
                self.text.consume(read);
            }
            bytes += read;
            length += written;
            count += ended;
            match result {
                ReadRecordResult::Record if ends_in_return => {
                    self.line += 1;
                    self.skip(b'\n')?;
                    return Ok((length, count));
                }
                ReadRecordResult::Record | ReadRecordResult::End => return Ok((length, count)),
                ReadRecordResult::InputEmpty if is_at_end => {
                    return Err(ReadError::QuoteNotClosed { row: start });
                }
                ReadRecordResult::InputEmpty if bytes > ROW_BYTES => return Err(self.too_long(start)),
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if length > ROW_BYTES => return Err(self.too_long(start)),
                ReadRecordResult::OutputFull => self.fields.resize(self.fields.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
            }
        }
    }

    /// Why a record has no end: inside an open quote, a line end does not end it.
    fn too_long(&mut self, row: u64) -> ReadError {
        let (result, ..) = self.core.read_record(b"\n", &mut [0; 8], &mut [0; 8]);
        match result {
            ReadRecordResult::Record => ReadError::RowTooLong { row, limit: ROW_BYTES as u64 },
            _ => ReadError::QuoteNotClosed { row },
        }
    }

    fn peek(&mut self) -> Result<Option<u8>, ReadError> {
        Ok(self.text.fill_buf()?.first().copied())
    }

    fn skip(&mut self, byte: u8) -> Result<(), ReadError> {
        if self.peek()? == Some(byte) {
            self.text.consume(1);
        }
        Ok(())
    }

    fn skip_line(&mut self) -> Result<(), ReadError> {
        while self.peek()?.is_some_and(|byte| !matches!(byte, b'\n' | b'\r')) {
            self.text.consume(1);
        }
        self.end_line()
    }

    /// Takes one line end: LF, CR LF or, of old, CR.
    fn end_line(&mut self) -> Result<(), ReadError> {
        self.line += 1;
        self.skip(b'\r')?;
        self.skip(b'\n')
    }
}

/// The delimiter that Excel writes on a line of its own, as in `sep=;`.
pub(super) fn separator_line(text: &[u8]) -> Option<u8> {
    match text {
        [s, e, p, b'=', delimiter, b'\r' | b'\n', ..] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") => {
            Some(*delimiter)
        }
        _ => None,
    }
}
