//! One JSON element as the cells of a row: nested members become columns named by their path, numbers
//! keep their text exactly, so that `1.10` and twenty digits stay what they are.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::Value;

use crate::domain::import::cells::is_guarded;
use crate::import::read::problem::RowProblem;
use crate::import::read::row::Row;

/// The deepest nesting taken (RFC 8259, section 9, leaves it to the reader).
const DEPTH: usize = 32;

/// The longest path of keys, in bytes.
const PATH_BYTES: usize = 1024;

/// Members of one object beyond which it cannot be a customer.
const MEMBERS: usize = 2048;

/// The columns found so far, or all there are.
pub(super) struct Columns {
    names: Vec<String>,
    places: HashMap<String, usize>,
    is_fixed: bool,
    /// For each column the last row that had it.
    seen: Vec<u64>,
}

impl Columns {
    /// Columns that are known, or, if none are, that grow with the elements.
    pub(super) fn new(known: &[String]) -> Self {
        let places = known.iter().cloned().zip(0..).collect();
        Self { names: known.to_vec(), places, is_fixed: !known.is_empty(), seen: vec![0; known.len()] }
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The place of a column in this row, which may have it once.
    fn take(&mut self, path: &str, row: u64) -> Result<usize, RowProblem> {
        let place = match self.places.get(path) {
            Some(place) => *place,
            None if self.is_fixed => return Err(RowProblem::UnknownKey { key: path.to_owned() }),
            None => {
                self.places.insert(path.to_owned(), self.names.len());
                self.names.push(path.to_owned());
                self.seen.push(0);
                self.names.len() - 1
            }
        };
        if std::mem::replace(&mut self.seen[place], row) == row {
            return Err(RowProblem::RepeatedKey { key: path.to_owned() });
        }
        Ok(place)
    }
}

/// Writes the members of a JSON object into the cells of `row`.
pub(super) fn flatten(element: &str, columns: &mut Columns, row: &mut Row) -> Result<(), RowProblem> {
    let mut walk = Walk { text: element, at: 0, path: String::new(), keys: Vec::new(), columns, row };
    if walk.next() != Some(b'{') {
        return Err(RowProblem::NotAnObject);
    }
    walk.value(0)?;
    match walk.next() {
        Some(_) => Err(walk.broken("the end of the element")),
        None => Ok(()),
    }
}

/// A walk through one element. It recurses, at most [`DEPTH`] levels.
struct Walk<'e, 'r> {
    text: &'e str,
    at: usize,
    /// The keys that lead here, joined by dots.
    path: String,
    /// The keys of the objects that lead here, as far as they have been read.
    keys: Vec<Cow<'e, str>>,
    columns: &'r mut Columns,
    row: &'r mut Row,
}

impl<'e> Walk<'e, '_> {
    fn value(&mut self, depth: usize) -> Result<(), RowProblem> {
        match self.next() {
            Some(b'{' | b'[') if depth == DEPTH => Err(RowProblem::TooDeep { limit: DEPTH as u64 }),
            Some(b'{' | b'[') if self.is_one_value() => self.whole(),
            Some(b'{') => self.object(depth + 1),
            Some(b'[') => self.array(depth + 1),
            Some(b'"') => {
                let text = self.string()?;
                self.cell(&text)
            }
            Some(b't') => self.word("true").and_then(|word| self.cell(word)),
            Some(b'f') => self.word("false").and_then(|word| self.cell(word)),
            Some(b'n') => self.word("null").and_then(|_| self.cell("")),
            _ => {
                let number = self.number()?;
                self.cell(number)
            }
        }
    }

    /// Whether what the path leads to is one value, whatever its shape: an attribute, or all references. Taken apart,
    /// they would be columns of nothing.
    fn is_one_value(&self) -> bool {
        self.path == "references" || self.path.starts_with("attributes.")
    }

    /// A value as its text, without the blanks between its parts.
    fn whole(&mut self) -> Result<(), RowProblem> {
        let mut values = serde_json::Deserializer::from_str(&self.text[self.at..]).into_iter::<Value>();
        let Some(Ok(value)) = values.next() else { return Err(self.broken("a value")) };
        self.at += values.byte_offset();
        self.cell(&value.to_string())
    }

    fn object(&mut self, depth: usize) -> Result<(), RowProblem> {
        self.at += 1;
        let first_key = self.keys.len();
        if !self.skip(b'}') {
            loop {
                let key = self.key(first_key)?;
                self.member(&key, depth)?;
                if self.skip(b'}') {
                    break;
                }
                self.expect(b',', "a comma or the end of the object")?;
            }
        }
        self.keys.truncate(first_key);
        Ok(())
    }

    fn key(&mut self, first_key: usize) -> Result<Cow<'e, str>, RowProblem> {
        if self.next() != Some(b'"') {
            return Err(self.broken("a key in quotes"));
        }
        let key = self.string()?;
        self.expect(b':', "a colon")?;
        let siblings = &self.keys[first_key..];
        if siblings.contains(&key) {
            return Err(RowProblem::RepeatedKey { key: key.chars().take(100).collect() });
        }
        if siblings.len() == MEMBERS {
            return Err(RowProblem::TooManyKeys { limit: MEMBERS as u64 });
        }
        self.keys.push(key.clone());
        Ok(key)
    }

    fn array(&mut self, depth: usize) -> Result<(), RowProblem> {
        self.at += 1;
        if self.skip(b']') {
            return Ok(());
        }
        for index in 0.. {
            self.member(&index.to_string(), depth)?;
            if self.skip(b']') {
                break;
            }
            self.expect(b',', "a comma or the end of the list")?;
        }
        Ok(())
    }

    /// The value under a key, or at an index, of what the path leads to.
    fn member(&mut self, key: &str, depth: usize) -> Result<(), RowProblem> {
        let parent = self.path.len();
        if parent > 0 {
            self.path.push('.');
        }
        self.path.push_str(if key.is_empty() { "\"\"" } else { key });
        if self.path.len() > PATH_BYTES {
            return Err(RowProblem::KeyTooLong { limit: PATH_BYTES as u64 });
        }
        self.value(depth)?;
        self.path.truncate(parent);
        Ok(())
    }

    fn cell(&mut self, text: &str) -> Result<(), RowProblem> {
        let place = self.columns.take(&self.path, self.row.number())?;
        self.row.set_with(place, |cell| {
            // JSON has no guards: what looks like one is part of the text, and keeps it behind one.
            if is_guarded(text) {
                cell.push('\'');
            }
            cell.push_str(text);
        });
        Ok(())
    }

    /// A string without its quotes; borrowed unless something in it is escaped.
    fn string(&mut self) -> Result<Cow<'e, str>, RowProblem> {
        let start = self.at;
        self.at += 1;
        let mut is_escaped = false;
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    is_escaped = true;
                    self.at += 2;
                }
                Some(0x20..) => self.at += 1,
                _ => return Err(self.broken("the end of a text")),
            }
        }
        self.at += 1;
        if !is_escaped {
            return Ok(Cow::Borrowed(&self.text[start + 1..self.at - 1]));
        }
        let text = serde_json::from_str(&self.text[start..self.at]);
        text.map(Cow::Owned).map_err(|_| self.broken("a valid escape"))
    }

    fn word(&mut self, word: &'static str) -> Result<&'static str, RowProblem> {
        if !self.text[self.at..].starts_with(word) {
            return Err(self.broken("a value"));
        }
        self.at += word.len();
        Ok(word)
    }

    /// A number, as it is written.
    fn number(&mut self) -> Result<&'e str, RowProblem> {
        let start = self.at;
        self.accept(b"-");
        let is_zero = self.accept(b"0");
        let mut is_number = is_zero || self.digits();
        if self.accept(b".") {
            is_number &= self.digits();
        }
        if self.accept(b"eE") {
            self.accept(b"+-");
            is_number &= self.digits();
        }
        if is_number { Ok(&self.text[start..self.at]) } else { Err(self.broken("a value")) }
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while self.accept(b"0123456789") {}
        self.at > start
    }

    /// Passes over one of these bytes, if it comes next.
    fn accept(&mut self, any: &[u8]) -> bool {
        let is_next = self.text.as_bytes().get(self.at).is_some_and(|byte| any.contains(byte));
        self.at += usize::from(is_next);
        is_next
    }

    /// Passes over this byte, after white space, if it comes next.
    fn skip(&mut self, byte: u8) -> bool {
        self.next() == Some(byte) && self.accept(&[byte])
    }

    fn expect(&mut self, byte: u8, expected: &str) -> Result<(), RowProblem> {
        if self.skip(byte) { Ok(()) } else { Err(self.broken(expected)) }
    }

    /// The next byte after white space, which stays.
    fn next(&mut self) -> Option<u8> {
        while self.accept(b" \t\n\r") {}
        self.text.as_bytes().get(self.at).copied()
    }

    fn broken(&self, expected: &str) -> RowProblem {
        RowProblem::BrokenJson { byte: self.at as u64, expected: expected.to_owned() }
    }
}
