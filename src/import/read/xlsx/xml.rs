//! The XML of a part as events, none of them larger than a row may be, none nested deeper than a
//! workbook is, and without a document type: so no entities but the five that XML has itself.

use std::borrow::Cow;
use std::io::{self, BufReader, Read};
use std::sync::Arc;

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::package::{Bounded, Unpacked, damaged};
use crate::import::read::ROW_BYTES;
use crate::import::read::error::ReadError;

/// A cell is at depth five; extensions go somewhat deeper.
const DEPTH: usize = 64;

const CHUNK: usize = 64 * 1024;

/// One part as a stream of events.
pub(super) struct Xml<R: Read> {
    reader: Reader<BufReader<Bounded<Unpacked<R>>>>,
    buffer: Vec<u8>,
    depth: usize,
}

impl<R: Read> Xml<R> {
    pub(super) fn new(part: Unpacked<R>) -> Self {
        let mut reader =
            Reader::from_reader(BufReader::with_capacity(CHUNK, Bounded { inner: part, left: 0 }));
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), depth: 0 }
    }

    /// The next event; `Eof` only where the document is complete.
    pub(super) fn next(&mut self) -> Result<Event<'_>, ReadError> {
        self.buffer.clear();
        self.reader.get_mut().get_mut().left = ROW_BYTES as u64;
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => return Err(fault(self.reader.get_ref().get_ref().inner.name(), error)),
        };
        let problem = match &event {
            Event::Start(_) => {
                self.depth += 1;
                (self.depth > DEPTH).then_some("is nested too deep")
            }
            Event::End(_) => {
                self.depth -= 1;
                None
            }
            Event::DocType(_) => Some("declares a document type"),
            Event::Eof if self.depth > 0 => Some("is cut off"),
            _ => None,
        };
        match problem {
            Some(problem) => Err(damaged(self.reader.get_ref().get_ref().inner.name(), problem)),
            None => Ok(event),
        }
    }

    /// Reads what is left, so that the part's checksum is compared.
    pub(super) fn finish(&mut self) -> Result<(), ReadError> {
        let part = self.reader.get_mut();
        part.get_mut().left = u64::MAX;
        io::copy(part, &mut io::sink())?;
        Ok(())
    }

    pub(super) fn damaged(&self, problem: &'static str) -> ReadError {
        damaged(self.part().name(), problem)
    }

    pub(super) fn part(&self) -> &Unpacked<R> {
        &self.reader.get_ref().get_ref().inner
    }
}

fn fault(part: &str, error: quick_xml::Error) -> ReadError {
    match error {
        quick_xml::Error::Io(error) => match Arc::try_unwrap(error) {
            Ok(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                damaged(part, "holds too long a text")
            }
            Ok(error) => error.into(),
            Err(_) => damaged(part, "cannot be read"),
        },
        _ => damaged(part, "is not well-formed XML"),
    }
}

/// Appends what an event says, if it is text.
pub(super) fn push_text(event: &Event<'_>, text: &mut String) -> Result<(), &'static str> {
    match event {
        Event::Text(part) => text.push_str(&part.xml10_content()),
        Event::CData(part) => text.push_str(&part.xml10_content()),
        Event::GeneralRef(name) => match name.resolve_char_ref() {
            Ok(Some(character)) => text.push(character),
            Ok(None) => text.push_str(resolve_xml_entity(name).ok_or("uses an entity of its own")?),
            Err(_) => return Err("has a broken character reference"),
        },
        _ => {}
    }
    if text.len() > ROW_BYTES { Err("holds too long a text") } else { Ok(()) }
}

/// The value of an attribute, whatever its prefix.
pub(super) fn attribute<'e>(element: &'e BytesStart<'_>, name: &str) -> Option<Cow<'e, str>> {
    let mut attributes = element.attributes();
    let attributes = attributes.with_checks(false).flatten();
    let attribute = attributes.into_iter().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    attribute.normalized_value(XmlVersion::Implicit1_0).ok()
}
