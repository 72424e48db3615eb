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

/// Columns beyond which a list gets none for further elements, nor attributes for further keys: they stand together in
/// one cell, so that a customer of a hundred people fits into the columns that an import takes.
const SPREAD: usize = 400;

/// Where the further elements of a list stand, below its own path.
const REST: &str = ".more";

/// Where attributes are, and those without a column of their own.
const ATTRIBUTES: &str = "attributes";

/// The columns found so far, or all there are.
pub(super) struct Columns {
    names: Vec<String>,
    places: HashMap<String, usize>,
    /// How many elements of each list have columns.
    lists: HashMap<String, usize>,
    is_fixed: bool,
    /// For each column the last row that had it.
    seen: Vec<u64>,
}

impl Columns {
    /// Columns that are known, or, if none are, that grow with the elements.
    pub(super) fn new(known: &[String]) -> Self {
        let places = known.iter().cloned().zip(0..).collect();
        let mut lists: HashMap<String, usize> = HashMap::new();
        for (list, index) in known.iter().flat_map(|name| elements_of(name)) {
            let count = lists.entry(list.to_owned()).or_default();
            *count = (*count).max(index + 1);
        }
        let (is_fixed, seen) = (!known.is_empty(), vec![0; known.len()]);
        Self { names: known.to_vec(), places, lists, is_fixed, seen }
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether what is not there yet goes to the column for the rest, rather than to new ones.
    fn are_many(&self, rest: &str) -> bool {
        if self.is_fixed { self.places.contains_key(rest) } else { self.names.len() >= SPREAD }
    }

    /// Whether an element of a list has columns of its own, or gets them.
    fn has_element(&mut self, list: &str, index: usize) -> bool {
        if self.lists.get(list).is_some_and(|count| index < *count) {
            return true;
        }
        let is_new = !self.are_many(&format!("{list}{REST}"));
        if is_new {
            self.lists.insert(list.to_owned(), index + 1);
        }
        is_new
    }

    /// Whether an attribute has a column of its own, or gets one.
    fn has_attribute(&self, key: &str) -> bool {
        self.places.contains_key(&format!("{ATTRIBUTES}.{key}")) || !self.are_many(ATTRIBUTES)
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

/// The lists in a column's name, each with the element that the column is of.
fn elements_of(name: &str) -> impl Iterator<Item = (&str, usize)> {
    let dots = name.match_indices('.').map(|(at, _)| at);
    dots.filter_map(|at| Some((&name[..at], name[at + 1..].split('.').next()?.parse().ok()?)))
}

/// Writes the members of a JSON object into the cells of `row`.
pub(super) fn flatten(element: &str, columns: &mut Columns, row: &mut Row) -> Result<(), RowProblem> {
    let (path, keys) = (String::new(), Vec::new());
    let mut walk = Walk { text: element, at: 0, path, keys, is_whole: false, columns, row };
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
    /// What is walked through stands in one cell, which is written behind it.
    is_whole: bool,
    columns: &'r mut Columns,
    row: &'r mut Row,
}

impl<'e> Walk<'e, '_> {
    fn value(&mut self, depth: usize) -> Result<(), RowProblem> {
        match self.next() {
            Some(b'{' | b'[') if depth == DEPTH => Err(RowProblem::TooDeep { limit: DEPTH as u64 }),
            Some(b'{' | b'[') if !self.is_whole && self.is_one_value() => {
                let text = self.whole("", |walk| walk.value(depth))?;
                self.cell(&text)
            }
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

    /// Whether what the path leads to is one value, whatever its shape: an attribute, or a list whose elements have no
    /// fields of their own. Taken apart, they would be columns of nothing.
    fn is_one_value(&self) -> bool {
        ["references", "tags", "moreEmailAddresses", "extensions"].contains(&self.path.as_str())
            || self.path.starts_with("attributes.")
    }

    /// The text of what is walked through, behind `opening`, without the blanks between its parts. It is walked through
    /// as all else is, so that its depth and its keys are judged as theirs are.
    fn whole(
        &mut self,
        opening: &str,
        walk: impl FnOnce(&mut Self) -> Result<(), RowProblem>,
    ) -> Result<String, RowProblem> {
        let start = self.at;
        self.is_whole = true;
        walk(self)?;
        self.is_whole = false;
        let text = format!("{opening}{}", &self.text[start..self.at]);
        let value: Value = serde_json::from_str(&text).map_err(|_| self.broken("a value"))?;
        Ok(value.to_string())
    }

    fn object(&mut self, depth: usize) -> Result<(), RowProblem> {
        self.at += 1;
        let first_key = self.keys.len();
        let mut others = Vec::new();
        if !self.skip(b'}') {
            loop {
                let key = self.key(first_key)?;
                if self.has_column(&key) {
                    self.member(&key, depth)?;
                } else {
                    let value = self.whole("", |walk| walk.member(&key, depth))?;
                    others.push(format!("{}:{value}", Value::from(key)));
                }
                if self.skip(b'}') {
                    break;
                }
                self.expect(b',', "a comma or the end of the object")?;
            }
        }
        self.keys.truncate(first_key);
        if others.is_empty() { Ok(()) } else { self.cell(&format!("{{{}}}", others.join(","))) }
    }

    /// Whether what stands under this key goes to a column of its own: attributes do while there are not too many.
    fn has_column(&self, key: &str) -> bool {
        self.is_whole || self.path != ATTRIBUTES || self.columns.has_attribute(key)
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
        let (mut index, mut is_end) = (0, self.skip(b']'));
        while !is_end {
            if !self.is_whole && !self.columns.has_element(&self.path, index) {
                return self.rest(index, depth);
            }
            is_end = self.element(index, depth)?;
            index += 1;
        }
        Ok(())
    }

    /// An element of a list, and whether it is the last.
    fn element(&mut self, index: usize, depth: usize) -> Result<bool, RowProblem> {
        self.member(&index.to_string(), depth)?;
        if self.skip(b']') {
            return Ok(true);
        }
        self.expect(b',', "a comma or the end of the list")?;
        Ok(false)
    }

    /// The elements from this one on, in one cell.
    fn rest(&mut self, mut index: usize, depth: usize) -> Result<(), RowProblem> {
        let elements = self.whole("[", |walk| {
            while !walk.element(index, depth)? {
                index += 1;
            }
            Ok(())
        })?;
        let list = self.path.len();
        self.path.push_str(REST);
        self.cell(&elements)?;
        self.path.truncate(list);
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
        if self.is_whole {
            return Ok(());
        }
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
