//! The ZIP package around a workbook, opened within limits: how many parts, how many bytes they may
//! become, and how fast. Names of parts are keys to look up, never paths.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Take};
use std::path::Path;

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use crate::import::read::error::{Excess, ReadError};

/// The most parts; a workbook has one per sheet, drawing and picture.
const PARTS: usize = 1_000;

/// Bytes read to list them: the list of 1,000 is a tenth of this.
const LISTING_BYTES: u64 = 4 << 20;

/// The most bytes of all parts when unpacked.
const UNPACKED_BYTES: u64 = 2 << 30;

/// The most bytes a packed byte may become, once a part has become large.
const RATIO: u64 = 100;
const RATIO_FROM_BYTES: u64 = 10 << 20;

/// How large one part may become.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    bytes: u64,
    excess: Excess,
}

impl Limit {
    /// A sheet, of which one row is in memory.
    pub(super) const SHEET: Self = Self { bytes: UNPACKED_BYTES, excess: Excess::Bytes };
    /// The texts that cells share, which are all in memory.
    pub(super) const STRINGS: Self = Self { bytes: 64 << 20, excess: Excess::SharedText };
    /// Styles and lists of sheets.
    pub(super) const OTHER: Self = Self { bytes: 16 << 20, excess: Excess::Bytes };

    const fn exceeded(self) -> ReadError {
        ReadError::WorkbookTooLarge { limit: self.bytes, unit: self.excess }
    }
}

/// A package and where its parts are.
pub(super) struct Package {
    file: File,
    parts: HashMap<String, Part>,
}

struct Part {
    header: u64,
    packed: u64,
    checksum: u32,
    is_deflated: bool,
}

impl Package {
    pub(super) fn open(path: &Path) -> Result<Self, ReadError> {
        let file = File::open(path)?;
        // Not all of a crafted list is read: it may be as long as the file.
        let listing = Bounded { inner: &file, left: LISTING_BYTES };
        let archive = ZipArchive::new(BufReader::new(listing))
            .map_err(|_| damaged("the package", "cannot be opened"))?;
        if archive.len() > PARTS {
            return Err(ReadError::WorkbookTooLarge { limit: PARTS as u64, unit: Excess::Parts });
        }
        let mut parts = HashMap::new();
        let mut unpacked = 0_u64;
        for index in 0..archive.len() {
            let entry =
                archive.by_index_data(index).map_err(|_| damaged("the package", "cannot be opened"))?;
            let name = key(&String::from_utf8_lossy(entry.name_raw()));
            let is_deflated = match entry.compression() {
                CompressionMethod::Stored => false,
                CompressionMethod::Deflated => true,
                _ => return Err(damaged(&name, "is packed in a way that Excel does not use")),
            };
            if entry.encrypted() {
                return Err(damaged(&name, "is encrypted"));
            }
            unpacked = unpacked.saturating_add(entry.size());
            let part = Part {
                header: entry.header_start(),
                packed: entry.compressed_size(),
                checksum: entry.crc32(),
                is_deflated,
            };
            parts.insert(name, part);
        }
        // What the list claims; what it keeps is counted while unpacking.
        if unpacked > UNPACKED_BYTES { Err(Limit::SHEET.exceeded()) } else { Ok(Self { file, parts }) }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.parts.contains_key(&key(name))
    }

    /// A part from its beginning; one at a time, as they share the place in the file.
    pub(super) fn part(&mut self, name: &str, limit: Limit) -> Result<Unpacked<&mut File>, ReadError> {
        Unpacked::new(&mut self.file, name, find(&self.parts, name)?, limit)
    }

    /// The last part that is needed of the package.
    pub(super) fn into_part(self, name: &str, limit: Limit) -> Result<Unpacked<File>, ReadError> {
        Unpacked::new(self.file, name, find(&self.parts, name)?, limit)
    }
}

fn find<'p>(parts: &'p HashMap<String, Part>, name: &str) -> Result<&'p Part, ReadError> {
    parts.get(&key(name)).ok_or_else(|| damaged(name, "is missing"))
}

/// Names are compared as Windows programs write them.
fn key(name: &str) -> String {
    name.replace('\\', "/").to_ascii_lowercase()
}

pub(super) fn damaged(part: &str, problem: &'static str) -> ReadError {
    ReadError::DamagedWorkbook { part: part.chars().take(100).collect(), problem }
}

/// The bytes of one part, counted while they are unpacked, and checked at their end.
pub(super) struct Unpacked<R: Read> {
    name: String,
    body: Body<R>,
    packed_size: u64,
    /// Bytes unpacked so far.
    size: u64,
    limit: Limit,
    sum: Crc,
    checksum: u32,
}

enum Body<R: Read> {
    Stored(BufReader<Take<R>>),
    Deflated(DeflateDecoder<BufReader<Take<R>>>),
}

impl<R: Read + Seek> Unpacked<R> {
    fn new(mut file: R, name: &str, part: &Part, limit: Limit) -> Result<Self, ReadError> {
        file.seek(SeekFrom::Start(part.header))?;
        let mut header = [0; 30];
        file.read_exact(&mut header).map_err(|_| damaged(name, "is cut off"))?;
        if !header.starts_with(b"PK\x03\x04") {
            return Err(damaged(name, "is not where the package says"));
        }
        // The name and the extra field of the local header may differ from those in the list.
        let skipped = [26, 28].map(|at| i64::from(u16::from_le_bytes([header[at], header[at + 1]])));
        file.seek(SeekFrom::Current(skipped.iter().sum()))?;
        let packed = BufReader::new(file.take(part.packed));
        let body =
            if part.is_deflated { Body::Deflated(DeflateDecoder::new(packed)) } else { Body::Stored(packed) };
        let (sum, checksum) = (Crc::new(), part.checksum);
        Ok(Self { name: name.to_owned(), body, packed_size: part.packed, size: 0, limit, sum, checksum })
    }
}

impl<R: Read> Unpacked<R> {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// How many packed bytes are read, and how many there are.
    pub(super) fn progress(&self) -> (u64, u64) {
        let read = match &self.body {
            Body::Stored(_) => self.size,
            Body::Deflated(body) => body.total_in(),
        };
        (read, self.packed_size)
    }

    fn check_end(&self) -> Result<(), ReadError> {
        if self.sum.sum() == self.checksum { Ok(()) } else { Err(damaged(&self.name, "has been altered")) }
    }

    fn check_size(&self) -> Result<(), ReadError> {
        if self.size > self.limit.bytes {
            return Err(self.limit.exceeded());
        }
        if self.size > RATIO_FROM_BYTES && self.size / RATIO > self.packed_size {
            return Err(ReadError::WorkbookTooLarge { limit: RATIO, unit: Excess::Ratio });
        }
        Ok(())
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = match &mut self.body {
            Body::Stored(body) => body.read(buffer)?,
            Body::Deflated(body) => {
                body.read(buffer).map_err(|_| damaged(&self.name, "cannot be unpacked"))?
            }
        };
        if count == 0 && !buffer.is_empty() {
            self.check_end()?;
        }
        self.sum.update(&buffer[..count]);
        self.size += count as u64;
        self.check_size()?;
        Ok(count)
    }
}

/// A reader that gives up after so many bytes.
pub(super) struct Bounded<R> {
    pub(super) inner: R,
    pub(super) left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(count as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(count)
    }
}

impl<R: Seek> Seek for Bounded<R> {
    fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
        self.inner.seek(place)
    }
}
