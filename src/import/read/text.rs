//! A text file as a stream of UTF-8, whatever its encoding, in one buffer.
//! UTF-8 passes through untouched (its readers check it row by row); anything else is decoded here.

use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::Path;

use encoding_rs::{Decoder, DecoderResult};

use super::encoding::Encoding;
use super::error::ReadError;

const CHUNK: usize = 64 * 1024;

/// A text file, decoded; [`BufRead::fill_buf`] gives UTF-8 without a byte order mark.
pub(super) struct TextFile {
    file: File,
    length: u64,
    position: u64,
    encoding: Encoding,
    /// None for UTF-8, and when all is decoded.
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    /// The part of `raw` that is not decoded yet.
    waiting: (usize, usize),
    text: Vec<u8>,
    /// The part of `text` that is not consumed yet.
    ready: (usize, usize),
    /// Lines decoded so far, to name the place where decoding fails.
    lines: u64,
}

impl TextFile {
    pub(super) fn open(path: &Path, encoding: Encoding) -> Result<Self, ReadError> {
        let file = File::open(path)?;
        let decoder = (encoding != Encoding::Utf8).then(|| encoding.codec().new_decoder_with_bom_removal());
        let length = file.metadata()?.len();
        let mut text = Self {
            file,
            length,
            position: 0,
            encoding,
            raw: if decoder.is_some() { vec![0; CHUNK] } else { Vec::new() },
            decoder,
            waiting: (0, 0),
            text: vec![0; CHUNK],
            ready: (0, 0),
            lines: 0,
        };
        text.skip_mark()?;
        Ok(text)
    }

    /// Bytes of the file read so far.
    pub(super) const fn position(&self) -> u64 {
        self.position
    }

    /// Bytes of the file.
    pub(super) const fn length(&self) -> u64 {
        self.length
    }

    /// What the file is read as.
    pub(super) const fn encoding(&self) -> Encoding {
        self.encoding
    }

    fn skip_mark(&mut self) -> io::Result<()> {
        if self.encoding == Encoding::Utf8 && self.fill_buf()?.starts_with(b"\xEF\xBB\xBF") {
            self.consume(3);
        }
        Ok(())
    }

    fn read_chunk(file: &mut File, chunk: &mut [u8], position: &mut u64) -> io::Result<usize> {
        let mut filled = 0;
        // Filled whole: a mark is then never cut in two, and records seldom.
        while filled < chunk.len() {
            match file.read(&mut chunk[filled..]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        *position += filled as u64;
        Ok(filled)
    }

    /// Decodes until there is text, and gives the decoder back unless the file has ended.
    fn decode(&mut self, mut decoder: Decoder) -> io::Result<Option<Decoder>> {
        loop {
            if self.waiting.0 == self.waiting.1 {
                self.waiting = (0, Self::read_chunk(&mut self.file, &mut self.raw, &mut self.position)?);
                self.refuse_free_bytes()?;
            }
            let raw = &self.raw[self.waiting.0..self.waiting.1];
            let is_last = raw.is_empty();
            let (result, read, written) =
                decoder.decode_to_utf8_without_replacement(raw, &mut self.text, is_last);
            self.lines += line_ends(&self.text[..written]);
            if matches!(result, DecoderResult::Malformed(..)) {
                return Err(self.not_text(self.lines));
            }
            self.waiting.0 += read;
            self.ready = (0, written);
            if is_last && result == DecoderResult::InputEmpty {
                return Ok(None);
            }
            if written > 0 {
                return Ok(Some(decoder));
            }
        }
    }

    /// The five bytes that Windows-1252 leaves free are control characters in the web's table.
    fn refuse_free_bytes(&self) -> io::Result<()> {
        let raw = &self.raw[..self.waiting.1];
        let is_free = |byte: &u8| matches!(byte, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D);
        match raw.iter().position(is_free) {
            Some(place) if self.encoding == Encoding::Windows1252 => {
                Err(self.not_text(self.lines + line_ends(&raw[..place])))
            }
            _ => Ok(()),
        }
    }

    fn not_text(&self, lines_before: u64) -> io::Error {
        ReadError::NotText { row: lines_before + 1, encoding: self.encoding }.into()
    }
}

#[expect(clippy::naive_bytecount, reason = "the compiler counts sixteen bytes at a time")]
pub(super) fn line_ends(text: &[u8]) -> u64 {
    text.iter().filter(|byte| **byte == b'\n').count() as u64
}

impl BufRead for TextFile {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.ready.0 == self.ready.1 {
            if self.encoding == Encoding::Utf8 {
                self.ready = (0, Self::read_chunk(&mut self.file, &mut self.text, &mut self.position)?);
            } else if let Some(decoder) = self.decoder.take() {
                self.decoder = self.decode(decoder)?;
            }
        }
        Ok(&self.text[self.ready.0..self.ready.1])
    }

    fn consume(&mut self, count: usize) {
        self.ready.0 = (self.ready.0 + count).min(self.ready.1);
    }
}

impl Read for TextFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}
