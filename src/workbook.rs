//! A workbook (ECMA-376), packed as it is written: the sheet first, what lists it at the end. All cells are texts and
//! formatted as such, so that a number typed over a phone keeps its zeros. It is of one sheet, and no larger than an
//! import takes: a second sheet would be passed over, and nobody would notice.
//!
//! Not by `rust_xlsxwriter`: even where it keeps no rows, it packs a workbook only once the last one is on disk.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use crate::domain::import::cells::guarded;

/// Most rows of a sheet, but for the header's.
pub const MOST_ROWS: i64 = 1_048_575;
/// Most bytes that an import unpacks, less what lists the sheet.
const MOST_BYTES: u64 = (2 << 30) - (1 << 20);
/// Bytes of rows that are packed together.
const PACKED_AT_ONCE: usize = 64 * 1024;

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PARTS: &str = "http://schemas.openxmlformats.org/package/2006";
const KINDS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// Style 1 is text.
const STYLES: &str = "<fonts count=\"1\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
     <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/>\
     </fill></fills><borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
     <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
     <cellXfs count=\"2\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
     <xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs>\
     <cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>";

/// What was packed and not taken yet.
#[derive(Clone, Default)]
struct Packed(Arc<Mutex<Vec<u8>>>);

impl Write for Packed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Why a workbook cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// It would not be taken back.
    #[error("a workbook holds at most {MOST_ROWS} rows and 2 GiB")]
    TooLong,
    /// It cannot be packed.
    #[error("the workbook cannot be packed")]
    Package(#[from] zip::result::ZipError),
    /// A part of it cannot be written.
    #[error("a part of the workbook cannot be written")]
    Part(#[from] io::Error),
}

/// A workbook of one sheet, row by row.
pub struct Workbook {
    /// What the sheet is called.
    name: &'static str,
    packed: Packed,
    package: Option<ZipWriter<StreamWriter<Packed>>>,
    /// The last row that is written, the header's included.
    row: i64,
    /// Bytes that were packed.
    bytes: u64,
    xml: String,
}

impl Workbook {
    /// An empty one.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        let packed = Packed::default();
        let package = Some(ZipWriter::new_stream(packed.clone()));
        Self { name, packed, package, row: 0, bytes: 0, xml: String::new() }
    }

    fn part(&mut self, name: &str, xml: &str) -> Result<(), WorkbookError> {
        self.start_part(name)?;
        self.xml.push_str(xml);
        self.pack()
    }

    fn start_part(&mut self, name: &str) -> Result<(), WorkbookError> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        if let Some(package) = &mut self.package {
            package.start_file(name, options)?;
        }
        self.xml.push_str(XML);
        Ok(())
    }

    fn pack(&mut self) -> Result<(), WorkbookError> {
        if let Some(package) = &mut self.package {
            package.write_all(self.xml.as_bytes())?;
        }
        self.bytes += self.xml.len() as u64;
        self.xml.clear();
        if self.bytes > MOST_BYTES { Err(WorkbookError::TooLong) } else { Ok(()) }
    }

    /// Begins the sheet, with its header.
    ///
    /// # Errors
    /// When it cannot be packed.
    pub fn begin(&mut self, titles: &[String]) -> Result<(), WorkbookError> {
        self.start_part("xl/worksheets/sheet1.xml")?;
        let columns = titles.len();
        _ = write!(
            self.xml,
            "<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" \
             topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>\
             <cols><col min=\"1\" max=\"{columns}\" width=\"18\" style=\"1\" customWidth=\"1\"/></cols><sheetData>"
        );
        self.start_row();
        titles.iter().enumerate().for_each(|(column, title)| self.cell(column, title));
        self.end_row();
        Ok(())
    }

    /// Writes a row of texts.
    ///
    /// # Errors
    /// [`WorkbookError::TooLong`] when there is no room for it, and when it cannot be packed.
    pub fn row<C: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = C>) -> Result<(), WorkbookError> {
        if self.row > MOST_ROWS {
            return Err(WorkbookError::TooLong);
        }
        self.start_row();
        cells.into_iter().enumerate().for_each(|(column, text)| self.cell(column, text.as_ref()));
        self.end_row();
        if self.xml.len() < PACKED_AT_ONCE { Ok(()) } else { self.pack() }
    }

    /// Ends the sheet, and the workbook.
    ///
    /// # Errors
    /// When it cannot be packed.
    pub fn end(&mut self) -> Result<(), WorkbookError> {
        self.end_sheet()?;
        self.directory()?;
        if let Some(package) = self.package.take() {
            package.finish()?;
        }
        Ok(())
    }

    /// What there is of it since it was asked last.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut *self.packed.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn end_sheet(&mut self) -> Result<(), WorkbookError> {
        self.xml.push_str("</sheetData></worksheet>");
        self.pack()
    }

    fn start_row(&mut self) {
        self.row += 1;
        _ = write!(self.xml, "<row r=\"{}\">", self.row);
    }

    fn end_row(&mut self) {
        self.xml.push_str("</row>");
    }

    fn cell(&mut self, column: usize, text: &str) {
        if text.is_empty() {
            return;
        }
        let place = format!("{}{}", letters(column), self.row);
        _ = write!(self.xml, "<c r=\"{place}\" s=\"1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
        escape(&guarded(text), &mut self.xml);
        self.xml.push_str("</t></is></c>");
    }

    /// What lists the sheet.
    fn directory(&mut self) -> Result<(), WorkbookError> {
        let name = self.name;
        self.part("xl/styles.xml", &format!("<styleSheet xmlns=\"{MAIN}\">{STYLES}</styleSheet>"))?;
        self.part(
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{KINDS}\"><sheets><sheet name=\"{name}\" sheetId=\"1\" \
                 r:id=\"rId1\"/></sheets></workbook>"
            ),
        )?;
        self.part(
            "xl/_rels/workbook.xml.rels",
            &format!(
                "<Relationships xmlns=\"{PARTS}/relationships\"><Relationship Id=\"rId1\" \
                 Type=\"{KINDS}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" \
                 Type=\"{KINDS}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        )?;
        self.part(
            "_rels/.rels",
            &format!(
                "<Relationships xmlns=\"{PARTS}/relationships\"><Relationship Id=\"rId1\" \
                 Type=\"{KINDS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        )?;
        self.part(
            "[Content_Types].xml",
            &format!(
                "<Types xmlns=\"{PARTS}/content-types\"><Default Extension=\"rels\" \
                 ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override \
                 PartName=\"/xl/workbook.xml\" ContentType=\"{TYPES}.sheet.main+xml\"/><Override \
                 PartName=\"/xl/styles.xml\" ContentType=\"{TYPES}.styles+xml\"/><Override \
                 PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{TYPES}.worksheet+xml\"/></Types>"
            ),
        )
    }
}

/// A column as its letters: A to Z, then AA.
fn letters(column: usize) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        let digit = u32::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from_u32(u32::from('A') + digit).unwrap_or('A'));
        rest = (rest - 1) / 26;
    }
    letters.into_iter().rev().collect()
}

/// A text in XML. What XML cannot hold, or reads as something else, is spelled `_x000D_`, and what looks so already is
/// spelled itself (ECMA-376, 22.9.2.19).
fn escape(text: &str, xml: &mut String) {
    for (at, letter) in text.char_indices() {
        match letter {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '_' if is_spelled(&text[at..]) => xml.push_str("_x005F_"),
            '\t' | '\n' => xml.push(letter),
            '\u{FFFE}' | '\u{FFFF}' | '\0'..='\u{1F}' => {
                _ = write!(xml, "_x{:04X}_", u32::from(letter));
            }
            other => xml.push(other),
        }
    }
}

fn is_spelled(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7 && bytes[1] == b'x' && bytes[6] == b'_' && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_spelled_so_that_it_reads_back() {
        for (text, expected) in [
            ("a & <b>", "a &amp; &lt;b&gt;"),
            ("one\r\ntwo", "one_x000D_\ntwo"),
            ("_x000D_", "_x005F_x000D_"),
            ("_xyz_", "_xyz_"),
            ("\u{FFFE}", "_xFFFE_"),
        ] {
            let mut xml = String::new();
            escape(text, &mut xml);
            assert_eq!(xml, expected);
        }
    }

    #[test]
    fn columns_have_their_letters() {
        for (column, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (702, "AAA")] {
            assert_eq!(letters(column), expected);
        }
    }
}
