//! Which characters the bytes of a text file are: told by its mark, found by its bytes, or guessed.
//! The guess is shown and can be changed; bytes that do not fit are an error, never a replacement character.

use std::fmt;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::str::FromStr;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use serde::{Deserialize, Serialize};

use super::error::ReadError;
use super::reading::UnknownName;
use super::text::line_ends;

/// A character encoding that a text file may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub enum Encoding {
    /// What everything writes today.
    Utf8,
    /// What Windows calls "Unicode".
    Utf16Le,
    /// The same with its bytes the other way round.
    Utf16Be,
    /// Western European; what Excel writes as plain "CSV" there.
    Windows1252,
    /// Central European.
    Windows1250,
    /// Cyrillic.
    Windows1251,
    /// Greek.
    Windows1253,
    /// Turkish.
    Windows1254,
    /// Baltic.
    Windows1257,
    /// Japanese.
    ShiftJis,
    /// Simplified Chinese.
    Gb18030,
    /// Traditional Chinese.
    Big5,
    /// Korean.
    EucKr,
}

impl Encoding {
    /// All of them, in the order in which a person is offered them.
    pub const ALL: [Self; 13] = [
        Self::Utf8,
        Self::Windows1252,
        Self::Utf16Le,
        Self::Utf16Be,
        Self::Windows1250,
        Self::Windows1251,
        Self::Windows1253,
        Self::Windows1254,
        Self::Windows1257,
        Self::ShiftJis,
        Self::Gb18030,
        Self::Big5,
        Self::EucKr,
    ];

    /// Its name in the WHATWG Encoding Standard, such as `UTF-8` or `windows-1252`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.codec().name()
    }

    pub(super) const fn codec(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::Utf8 => encoding_rs::UTF_8,
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
            Self::Windows1252 => encoding_rs::WINDOWS_1252,
            Self::Windows1250 => encoding_rs::WINDOWS_1250,
            Self::Windows1251 => encoding_rs::WINDOWS_1251,
            Self::Windows1253 => encoding_rs::WINDOWS_1253,
            Self::Windows1254 => encoding_rs::WINDOWS_1254,
            Self::Windows1257 => encoding_rs::WINDOWS_1257,
            Self::ShiftJis => encoding_rs::SHIFT_JIS,
            Self::Gb18030 => encoding_rs::GB18030,
            Self::Big5 => encoding_rs::BIG5,
            Self::EucKr => encoding_rs::EUC_KR,
        }
    }

    /// Whether it is certain by the file itself, not guessed from the frequency of letters.
    #[must_use]
    pub const fn is_certain(self) -> bool {
        matches!(self, Self::Utf8 | Self::Utf16Le | Self::Utf16Be)
    }

    /// The encoding named by a byte order mark at the start of a file.
    pub(super) fn of_mark(head: &[u8]) -> Option<Self> {
        let (codec, _) = encoding_rs::Encoding::for_bom(head)?;
        Self::of_codec(codec)
    }

    fn of_codec(codec: &'static encoding_rs::Encoding) -> Option<Self> {
        Self::ALL.into_iter().find(|encoding| encoding.codec() == codec)
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Encoding {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        encoding_rs::Encoding::for_label(name.as_bytes()).and_then(Self::of_codec).ok_or(UnknownName)
    }
}

impl From<Encoding> for &'static str {
    fn from(encoding: Encoding) -> Self {
        encoding.name()
    }
}

impl TryFrom<String> for Encoding {
    type Error = UnknownName;

    fn try_from(name: String) -> Result<Self, UnknownName> {
        name.parse()
    }
}

/// How much is looked at once a byte is found that is not UTF-8.
const SAMPLE: u64 = 1 << 20;

/// Finds the encoding of a text file without a byte order mark.
///
/// # Errors
/// `NotText` if the file is UTF-8 but for a broken place, which no other encoding would make better.
pub(super) fn guess(file: &mut File) -> Result<Encoding, ReadError> {
    file.rewind()?;
    let Some(place) = first_not_utf8(file)? else { return Ok(Encoding::Utf8) };
    // From the start of that line, so that characters of two bytes are seen whole.
    file.seek(SeekFrom::Start(place.line_start))?;
    let mut sample = Vec::new();
    file.take(SAMPLE).read_to_end(&mut sample)?;
    if place.has_utf8_before || is_mostly_utf8(&sample) {
        return Err(ReadError::NotText { row: place.line, encoding: Encoding::Utf8 });
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&sample, true);
    let codec = detector.guess(None, Utf8Detection::Deny);
    Ok(Encoding::of_codec(codec).unwrap_or(Encoding::Windows1252))
}

/// Where a file stops to be UTF-8.
struct Place {
    line: u64,
    line_start: u64,
    /// Whether characters of more than one byte stand before it: other encodings hardly ever look so.
    has_utf8_before: bool,
}

fn first_not_utf8(file: &mut File) -> Result<Option<Place>, ReadError> {
    let mut chunk = vec![0; 64 * 1024];
    let mut kept = 0;
    let mut place = Place { line: 1, line_start: 0, has_utf8_before: false };
    let mut offset = 0;
    loop {
        let count = file.read(&mut chunk[kept..])?;
        let bytes = &chunk[..kept + count];
        let (valid, is_broken) = match std::str::from_utf8(bytes) {
            Ok(_) => (bytes.len(), false),
            Err(error) => (error.valid_up_to(), error.error_len().is_some() || count == 0),
        };
        let text = &bytes[..valid];
        place.has_utf8_before |= !text.is_ascii();
        place.line += line_ends(text);
        if let Some(last) = text.iter().rposition(|byte| *byte == b'\n') {
            place.line_start = offset + last as u64 + 1;
        }
        if is_broken {
            return Ok(Some(place));
        }
        if count == 0 {
            return Ok(None);
        }
        offset += valid as u64;
        kept = bytes.len() - valid; // a character cut in two, at most three bytes
        chunk.copy_within(valid..valid + kept, 0);
    }
}

/// Whether most of what is not ASCII forms UTF-8 characters: then the file is UTF-8 that was damaged.
fn is_mostly_utf8(sample: &[u8]) -> bool {
    let (mut characters, mut broken) = (0, 0);
    for chunk in sample.utf8_chunks() {
        characters += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    characters > broken
}
