//! Where one element of a JSON file ends and the next begins, found without parsing what is between:
//! brackets are counted outside strings, and an element that grows past its bound is an error.

use std::io::BufRead;

use crate::import::read::ROW_BYTES;
use crate::import::read::error::ReadError;
use crate::import::read::text::TextFile;

/// One element per line; a blank line is an element too.
pub(super) struct Lines {
    text: TextFile,
    line: u64,
}

impl Lines {
    pub(super) const fn new(text: TextFile) -> Self {
        Self { text, line: 0 }
    }

    pub(super) const fn text(&self) -> &TextFile {
        &self.text
    }

    /// Appends the next line to `element`, without its end; false after the last.
    pub(super) fn next(&mut self, element: &mut Vec<u8>) -> Result<bool, ReadError> {
        self.line += 1;
        let mut has_line = false;
        loop {
            let chunk = self.text.fill_buf()?;
            if chunk.is_empty() {
                return Ok(has_line);
            }
            has_line = true;
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let line = &chunk[..end.unwrap_or(chunk.len())];
            keep(element, line, self.line)?;
            let read = line.len() + usize::from(end.is_some());
            self.text.consume(read);
            if end.is_some() {
                return Ok(true);
            }
        }
    }
}

fn keep(element: &mut Vec<u8>, bytes: &[u8], row: u64) -> Result<(), ReadError> {
    if element.len() + bytes.len() > ROW_BYTES {
        return Err(ReadError::RowTooLong { row, limit: ROW_BYTES as u64 });
    }
    element.extend_from_slice(bytes);
    Ok(())
}

/// The elements of one array, which is the whole document or the only list of an object.
pub(super) struct List {
    text: TextFile,
    state: State,
    /// The member that holds the array; none if the array is the document.
    member: Option<String>,
    row: u64,
    byte: u64,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Start,
    /// Inside the array, before its next element; whether it is the first.
    Array {
        is_first: bool,
    },
    End,
}

impl List {
    pub(super) const fn new(text: TextFile) -> Self {
        Self { text, state: State::Start, member: None, row: 1, byte: 0 }
    }

    pub(super) const fn text(&self) -> &TextFile {
        &self.text
    }

    /// Appends the next element to `element`; false after the last.
    pub(super) fn next(&mut self, element: &mut Vec<u8>) -> Result<bool, ReadError> {
        if self.state == State::Start {
            self.state = self.find_array()?;
        }
        let State::Array { is_first } = self.state else { return Ok(false) };
        match self.peek()? {
            Some(b']') => {
                self.take(1);
                self.finish()?;
                self.state = State::End;
                return Ok(false);
            }
            _ if is_first => {}
            Some(b',') => self.take(1),
            _ => return Err(self.broken("a comma or the end of the list")),
        }
        self.value(Some(element))?;
        self.state = State::Array { is_first: false };
        self.row += 1;
        Ok(true)
    }

    /// Goes to the first element of the document's array.
    fn find_array(&mut self) -> Result<State, ReadError> {
        match self.peek()? {
            None => Err(ReadError::Empty),
            Some(b'[') => {
                self.take(1);
                Ok(State::Array { is_first: true })
            }
            Some(b'{') => {
                self.take(1);
                if self.find_list(true)? {
                    Ok(State::Array { is_first: true })
                } else {
                    Err(ReadError::NoList)
                }
            }
            Some(_) => Err(ReadError::NoList),
        }
    }

    /// After the array: the rest of the object around it, which must hold no other list.
    fn finish(&mut self) -> Result<(), ReadError> {
        if let Some(first) = self.member.take()
            && self.find_list(false)?
        {
            let second = self.member.take().unwrap_or_default();
            return Err(ReadError::TwoLists { first, second });
        }
        match self.peek()? {
            None => Ok(()),
            Some(_) => Err(self.broken("the end of the file")),
        }
    }

    /// Skips members of an object until one is a list that is not empty; false at the end of the object.
    fn find_list(&mut self, mut is_first: bool) -> Result<bool, ReadError> {
        loop {
            match self.peek()? {
                Some(b'}') => {
                    self.take(1);
                    return Ok(false);
                }
                Some(b',') if !is_first => self.take(1),
                _ if is_first => {}
                _ => return Err(self.broken("a comma or the end of the object")),
            }
            is_first = false;
            self.key()?;
            if self.peek()? == Some(b'[') {
                self.take(1);
                if self.peek()? != Some(b']') {
                    return Ok(true);
                }
                self.take(1);
            } else {
                self.value(None)?;
            }
        }
    }

    /// Reads `"key":` into `member`.
    fn key(&mut self) -> Result<(), ReadError> {
        if self.peek()? != Some(b'"') {
            return Err(self.broken("a key in quotes"));
        }
        let mut key = Vec::new();
        self.value(Some(&mut key))?;
        if self.peek()? != Some(b':') {
            return Err(self.broken("a colon"));
        }
        self.take(1);
        self.member = Some(String::from_utf8_lossy(&key).trim_matches('"').to_owned());
        Ok(())
    }

    /// Passes over one value, keeping its bytes if asked to.
    fn value(&mut self, mut kept: Option<&mut Vec<u8>>) -> Result<(), ReadError> {
        let Some(first) = self.peek()? else { return Err(self.broken("a value")) };
        if matches!(first, b',' | b':' | b']' | b'}') {
            return Err(self.broken("a value"));
        }
        let mut extent = Extent::default();
        loop {
            let chunk = self.text.fill_buf()?;
            if chunk.is_empty() {
                return if extent.within == Within::Plain {
                    Ok(())
                } else {
                    Err(self.broken("the end of what was opened"))
                };
            }
            let end = extent.end(chunk);
            let bytes = &chunk[..end.unwrap_or(chunk.len())];
            if let Some(kept) = &mut kept {
                keep(kept, bytes, self.row)?;
            }
            let read = bytes.len();
            self.take(read);
            if end.is_some() {
                return Ok(());
            }
        }
    }

    /// The next byte that is not white space.
    fn peek(&mut self) -> Result<Option<u8>, ReadError> {
        loop {
            let chunk = self.text.fill_buf()?;
            let spaces = chunk.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
            let next = chunk.get(spaces).copied();
            let is_at_end = chunk.is_empty();
            self.take(spaces);
            if next.is_some() || is_at_end {
                return Ok(next);
            }
        }
    }

    fn take(&mut self, count: usize) {
        self.text.consume(count);
        self.byte += count as u64;
    }

    const fn broken(&self, expected: &'static str) -> ReadError {
        ReadError::BrokenJson { row: self.row, byte: self.byte, expected }
    }
}

/// How far a value reaches, over as many chunks as it takes.
#[derive(Default)]
struct Extent {
    within: Within,
    depth: usize,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Within {
    #[default]
    Nothing,
    /// A number or a word, which ends before what follows it.
    Plain,
    Brackets,
    Text,
    /// After a backslash.
    Escape,
}

impl Extent {
    /// Where in this chunk the value ends, if it does.
    fn end(&mut self, chunk: &[u8]) -> Option<usize> {
        for (index, &byte) in chunk.iter().enumerate() {
            self.within = match (self.within, byte) {
                (Within::Text, b'\\') => Within::Escape,
                (Within::Text, b'"') => Within::Brackets,
                (Within::Text | Within::Escape, _) | (Within::Nothing | Within::Brackets, b'"') => {
                    Within::Text
                }
                (Within::Plain, b',' | b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r') => return Some(index),
                (Within::Nothing | Within::Brackets, b'{' | b'[') => {
                    self.depth += 1;
                    Within::Brackets
                }
                (Within::Brackets, b'}' | b']') => {
                    self.depth -= 1;
                    Within::Brackets
                }
                (Within::Nothing | Within::Plain, _) => Within::Plain,
                (Within::Brackets, _) => Within::Brackets,
            };
            if self.depth == 0 && self.within == Within::Brackets {
                return Some(index + 1);
            }
        }
        None
    }
}
