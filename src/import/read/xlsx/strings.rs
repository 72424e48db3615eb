//! The texts that cells of a workbook share, in one piece of memory, and rich text without its looks.

use std::io::Read;

use quick_xml::events::Event;

use super::xml::{Xml, push_text};
use crate::import::read::error::ReadError;

/// The shared texts by their number.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    pub(super) fn read<R: Read>(mut xml: Xml<R>) -> Result<Self, ReadError> {
        let mut strings = Self::default();
        let mut item = String::new();
        loop {
            match xml.next()? {
                Event::Start(element) if element.local_name().as_ref() == "si" => {
                    item.clear();
                    rich_text(&mut xml, "si", &mut item)?;
                    strings.text.push_str(&item);
                    let end = u32::try_from(strings.text.len()).expect("shared texts are at most 64 MiB");
                    strings.ends.push(end);
                }
                Event::Eof => return Ok(strings),
                _ => {}
            }
        }
    }

    pub(super) fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)?;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.text[start as usize..end as usize])
    }
}

/// Collects the text inside an element, up to its end: all runs, but not how they are pronounced.
pub(super) fn rich_text<R: Read>(
    xml: &mut Xml<R>,
    element: &str,
    text: &mut String,
) -> Result<(), ReadError> {
    let (mut is_text, mut is_phonetic) = (false, false);
    loop {
        let event = xml.next()?;
        let outcome = match &event {
            Event::Start(start) => {
                is_phonetic |= start.local_name().as_ref() == "rPh";
                is_text = start.local_name().as_ref() == "t" && !is_phonetic;
                Ok(())
            }
            Event::End(end) if end.local_name().as_ref() == element => break,
            Event::End(end) => {
                is_phonetic &= end.local_name().as_ref() != "rPh";
                is_text = false;
                Ok(())
            }
            Event::Eof => break,
            other if is_text => push_text(other, text),
            _ => Ok(()),
        };
        if let Err(problem) = outcome {
            return Err(xml.damaged(problem));
        }
    }
    unescape(text);
    Ok(())
}

/// Characters that XML cannot hold are written `_x000D_`, and an underscore that would look so `_x005F_`
/// (ECMA-376 part 1, 22.9.2.19).
pub(super) fn unescape(text: &mut String) {
    if !text.contains("_x") {
        return;
    }
    let mut units = Vec::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(next) = rest.chars().next() {
        if let Some(unit) = escaped_unit(rest) {
            units.push(unit);
            rest = &rest[7..];
        } else {
            units.extend_from_slice(next.encode_utf16(&mut [0; 2]));
            rest = &rest[next.len_utf8()..];
        }
    }
    *text = String::from_utf16_lossy(&units);
}

fn escaped_unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("_x")?.get(..4)?;
    let is_escape = text[6..].starts_with('_') && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_escape.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_characters_are_restored() {
        for (text, expected) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xD83D__xDCF7_", "\u{1F4F7}"),
            ("_x00", "_x00"),
            ("_x00ZZ_", "_x00ZZ_"),
            ("_xäöü_", "_xäöü_"),
            ("plain_xylophone", "plain_xylophone"),
        ] {
            let mut unescaped = text.to_owned();
            unescape(&mut unescaped);
            assert_eq!(unescaped, expected, "{text}");
        }
    }
}
