//! What a file is, by its content; its name must agree, and what is no table is named.

use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::Path;

use super::columns;
use super::delimiter;
use super::encoding::{self, Encoding};
use super::error::ReadError;
use super::foreign::Foreign;
use super::reading::{Format, Reading};
use super::records::Records;
use super::report;
use super::row::Row;
use super::text::TextFile;
use super::xlsx;

/// How much of a file is looked at to tell what it is.
const HEAD: u64 = 64 * 1024;

/// Guesses how a file is to be read. `file_name` is what the person calls it.
///
/// # Errors
/// What the file is, if it is no table, or if its name says otherwise.
pub fn sniff(path: &Path, file_name: &str) -> Result<Reading, ReadError> {
    let extension = extension(file_name);
    let reading = by_content(path, extension.as_deref())?;
    match extension {
        Some(extension) if !reading.format.extensions().contains(&extension.as_str()) => {
            Err(ReadError::WrongExtension { extension, format: reading.format })
        }
        _ => Ok(reading),
    }
}

fn extension(file_name: &str) -> Option<String> {
    let (_, extension) = file_name.rsplit_once('.')?;
    Some(extension.to_lowercase()).filter(|extension| !extension.is_empty())
}

fn by_content(path: &Path, extension: Option<&str>) -> Result<Reading, ReadError> {
    let mut file = File::open(path)?;
    let mut head = Vec::new();
    (&file).take(HEAD).read_to_end(&mut head)?;
    if head.is_empty() {
        return Err(ReadError::Empty);
    }
    if head.starts_with(b"PK\x03\x04") {
        return workbook(path);
    }
    let encoding = match Encoding::of_mark(&head) {
        Some(marked) => marked,
        None => match Foreign::of_binary(&head) {
            Some(what) => return Err(ReadError::NotATable { what }),
            None => encoding::guess(&mut file)?,
        },
    };
    text(path, encoding, extension)
}

fn workbook(path: &Path) -> Result<Reading, ReadError> {
    let filled = xlsx::overview(path)?.filled;
    let sheet = filled.ok_or(ReadError::NoRows { has_header: false })?;
    let (titles, header) = xlsx::start(path, &sheet)?;
    Ok(Reading { titles, header, sheet: Some(sheet), ..Reading::of(Format::Xlsx) })
}

fn text(path: &Path, encoding: Encoding, extension: Option<&str>) -> Result<Reading, ReadError> {
    let mut file = TextFile::open(path, encoding)?;
    let mut head = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut head)?;
    let is_whole = match encoding {
        Encoding::Utf8 => file.fill_buf()?.is_empty(),
        _ => io::copy(&mut file, &mut io::sink())? == 0,
    };
    let text = String::from_utf8_lossy(&head);
    if is_whole && text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    if let Some(what) = Foreign::of_markup(&text) {
        return Err(ReadError::NotATable { what });
    }
    if let Some(format) = json(&text, is_whole, extension) {
        return Ok(Reading { encoding: Some(encoding), ..Reading::of(format) });
    }
    let delimiter = delimiter::guess(&head, is_whole);
    let (titles, header) = start(&mut Records::new(TextFile::open(path, encoding)?, delimiter)?)?;
    let (encoding, delimiter) = (Some(encoding), Some(delimiter));
    Ok(Reading { encoding, delimiter, titles, header, ..Reading::of(Format::Csv) })
}

/// How many title lines there are, and whether the first row below them looks like a header. A row that cannot be read
/// is met again, and told of, when the file is.
fn start(records: &mut Records) -> Result<(u64, bool), ReadError> {
    let mut first = Vec::new();
    let mut row = Row::default();
    while first.len() < report::ROWS_LOOKED_AT {
        match records.read_filled(&mut row) {
            Ok(true) => first.push(row.clone()),
            Err(error) if first.is_empty() => return Err(error),
            Ok(false) | Err(_) => break,
        }
    }
    let titles = report::title_rows(&first);
    Ok((titles as u64, first.get(titles).is_none_or(columns::is_header)))
}

/// JSON begins like nothing else; whether it is one document or one per line, its first object tells.
fn json(text: &str, is_whole: bool, extension: Option<&str>) -> Option<Format> {
    let text = text.trim_start();
    let mut after = text.get(1..)?.trim_start().chars();
    match (text.as_bytes().first()?, after.next()?) {
        (b'[', '{' | '[' | ']' | '"' | '-' | '0'..='9') => Some(Format::Json),
        (b'{', '"' | '}') if matches!(extension, Some("ndjson" | "jsonl")) => Some(Format::Ndjson),
        (b'{', '"' | '}') => Some(of_object(text, is_whole)),
        _ => None,
    }
}

fn of_object(text: &str, is_whole: bool) -> Format {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>();
    let Some(Ok(first)) = values.next() else {
        // Broken or cut off: an object that ends on its line, with another below, is one of many.
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let is_closed = lines.next().is_some_and(|line| line.ends_with('}'));
        let is_followed = lines.next().is_some_and(|line| line.starts_with('{'));
        return if is_closed && is_followed { Format::Ndjson } else { Format::Json };
    };
    let end = values.byte_offset();
    let is_alone = is_whole && text[end..].trim().is_empty();
    let has_list = first.as_object().is_some_and(|members| members.values().any(is_list_of_objects));
    match (is_alone, has_list) {
        (false, _) => Format::Ndjson,
        (true, false) if !text[..end].contains('\n') => Format::Ndjson,
        (true, _) => Format::Json,
    }
}

fn is_list_of_objects(value: &serde_json::Value) -> bool {
    value.as_array().and_then(|list| list.first()).is_some_and(serde_json::Value::is_object)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::read::testing::{file, guessed, package};
    use crate::import::read::{Delimiter, inspect};

    fn sniffed(bytes: &[u8], name: &str) -> Result<Reading, ReadError> {
        sniff(file(bytes).path(), name)
    }

    #[test]
    fn the_content_decides_the_format() {
        for (bytes, name, expected) in [
            (b"name,email\nAda,a@example.com\n".as_slice(), "a.csv", Format::Csv),
            (b"name\temail\n", "a.TSV", Format::Csv),
            (b"name,email\n", "no extension", Format::Csv),
            (b"[Name],[Email]\n", "a.csv", Format::Csv),
            (b"BMI,MZ\n1,2\n", "a.csv", Format::Csv),
            (b" [ {\"a\":1}]", "a.json", Format::Json),
            (b"[]", "a.json", Format::Json),
            (b"{\"items\":[{\"a\":1}]}", "a.json", Format::Json),
            (b"{\"items\":[{\"a\":1}", "a.json", Format::Json),
            (b"{\"a\":1}\n{\"a\":2}\n", "a.json", Format::Ndjson),
            (b"{\"a\":1}", "a.json", Format::Ndjson),
            (b"{\"a\":1,}\n{\"a\":2}\n", "a.json", Format::Ndjson),
            (b"{\"items\":[{\"a\":1}]}", "a.jsonl", Format::Ndjson),
        ] {
            let reading = sniffed(bytes, name).unwrap();
            assert_eq!(reading.format, expected, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn what_is_no_table_is_named() {
        let ole = [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], [0; 504].as_slice()].concat();
        let mark: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let unmarked: Vec<u8> = "name,email\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, name, expected) in [
            (b"".to_vec(), "a.csv", "The file is empty."),
            (b" \r\n\n".to_vec(), "a.csv", "The file is empty."),
            (b"%PDF-1.7\n".to_vec(), "a.pdf", "The file is a PDF document."),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "a.png", "The file is an image."),
            (b"<!DOCTYPE html><table>".to_vec(), "a.xls", "The file is a web page (HTML)."),
            (b"<?xml version='1.0'?><a/>".to_vec(), "a.xml", "The file is an XML file."),
            (ole.clone(), "a.xls", "The file is an Excel 97-2003 workbook (.xls)."),
            ([ole, mark].concat(), "a.xlsx", "The file is a workbook protected by a password."),
            (unmarked, "a.csv", "The file is UTF-16 text without a byte order mark."),
            (b"a\0\x01b\xFF\0".to_vec(), "a.csv", "The file is not text."),
            (package(&[("mimetype", b"x")]), "a.ods", "The file is an OpenDocument file."),
            (package(&[("word/document.xml", b"x")]), "a.docx", "The file is a Word document."),
            (package(&[("a.csv", b"x")]), "a.zip", "The file is an archive of files."),
            (
                b"a,b\n".to_vec(),
                "a.xls",
                "The file's name ends in .xls, but it holds CSV. Rename it to end in .csv.",
            ),
            (b"[{\"a\":1}]".to_vec(), "a.csv", "The file's name ends in .csv, but it holds JSON."),
        ] {
            let error = sniffed(&bytes, name).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[test]
    fn a_file_without_rows_is_refused() {
        for (bytes, name, expected) in [
            ("name,email\n", "a.csv", "The file has no rows below its header."),
            ("[]", "a.json", "The file has no rows."),
        ] {
            assert_eq!(guessed(bytes.as_bytes(), name).unwrap_err().to_string(), expected);
        }
    }

    #[test]
    fn letters_are_read_in_the_encoding_they_were_written_in() {
        let western = "name;city\nZoë Müller;Köln\nFrançois Lefèvre;Besançon\nÅsa Öberg;Malmö\n";
        let polish = "imię;miasto\nStanisław Wąż;Łódź\nGrażyna Żółć;Gdańsk\nZdzisław Śliwiński;Kraków\n";
        let russian = "имя;город\nАлексей Иванов;Москва\nОльга Смирнова;Санкт-Петербург\n";
        let japanese = "名前;都市\n山田太郎;東京都千代田区\n佐藤花子;大阪市中央区\n";
        for (text, encoding) in [
            (western, Encoding::Windows1252),
            (western, Encoding::Utf8),
            ("name;price\nCafé;1 €\n", Encoding::Windows1252),
            (polish, Encoding::Windows1250),
            (russian, Encoding::Windows1251),
            (japanese, Encoding::ShiftJis),
        ] {
            let (bytes, _, _) = encoding.codec().encode(text);
            let reading = sniffed(&bytes, "a.csv").unwrap();
            assert_eq!(reading.encoding, Some(encoding), "{text}");
            assert_eq!(reading.delimiter, Some(Delimiter::Semicolon));
            let last = text.lines().last().unwrap().split(';').map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(guessed(&bytes, "a.csv").unwrap().last().unwrap().1, last);
        }
        let marked: Vec<u8> =
            "\u{FEFF}name\tcity\n名\t市\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(sniffed(&marked, "a.txt").unwrap().encoding, Some(Encoding::Utf16Le));
    }

    #[test]
    fn damaged_utf8_is_not_taken_for_another_encoding() {
        for (bytes, row) in [
            ("name\nZoë\nMüller\n".as_bytes().iter().chain(b"x\xC3\n").copied().collect::<Vec<_>>(), 4),
            (b"name\nx\xC3\nZo\xC3\xAB\nM\xC3\xBCller\n".to_vec(), 2),
        ] {
            let error = sniffed(&bytes, "a.csv").unwrap_err();
            assert!(matches!(error, ReadError::NotText { row: found, .. } if found == row), "{error}");
        }
    }

    #[test]
    fn a_file_without_a_header_says_so() {
        let file = file(b"Ada,ada@example.com\nBob,bob@example.com\n");
        let reading = sniff(file.path(), "a.csv").unwrap();
        let inspection = inspect(file.path(), &reading).unwrap();
        assert_eq!(inspection.reading.columns, ["Column A", "Column B"]);
        assert_eq!(inspection.rows, crate::import::read::RowCount::Exact(2));
        assert_eq!(inspection.columns[0].samples, ["Ada", "Bob"]);
        assert_eq!(
            inspection.notes[0].to_string(),
            "The first row does not name the columns, so it is read as data."
        );
    }

    #[test]
    fn a_reading_is_kept_as_json() {
        let file = file(b"name;city\nZo\xEB;K\xF6ln\n");
        let reading = inspect(file.path(), &sniff(file.path(), "a.csv").unwrap()).unwrap().reading;
        let kept = serde_json::to_string(&reading).unwrap();
        assert_eq!(
            kept,
            r#"{"format":"csv","encoding":"windows-1252","delimiter":"semicolon","header":true,"columns":["name","city"]}"#
        );
        assert_eq!(serde_json::from_str::<Reading>(&kept).unwrap(), reading);
    }
}
