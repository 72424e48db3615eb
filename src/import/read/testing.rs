//! What the tests of this room share: files on disk, and rows as plain values.

use std::io::Write;
use std::path::Path;

use tempfile::NamedTempFile;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{ReadError, Reading, Row, inspect, open, sniff};

pub(super) fn file(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file.flush().unwrap();
    file
}

pub(super) fn rows(path: &Path, reading: &Reading) -> Result<Vec<Row>, ReadError> {
    open(path, reading)?.collect()
}

pub(super) fn cells(row: &Row) -> Vec<&str> {
    row.iter().collect()
}

/// The rows of a file, read as it is guessed, with their numbers.
pub(super) fn guessed(bytes: &[u8], name: &str) -> Result<Vec<(u64, Vec<String>)>, ReadError> {
    let file = file(bytes);
    let reading = sniff(file.path(), name)?;
    let reading = inspect(file.path(), &reading)?.reading;
    let rows = rows(file.path(), &reading)?;
    Ok(rows.iter().map(|row| (row.number(), row.iter().map(str::to_owned).collect())).collect())
}

/// Reads a file in every way there is; what comes out does not matter, only that something does.
pub(super) fn survive(bytes: &[u8], name: &str, reading: &Reading) {
    let file = file(bytes);
    _ = sniff(file.path(), name).map(|reading| inspect(file.path(), &reading));
    _ = inspect(file.path(), reading);
    _ = rows(file.path(), reading);
}

/// A ZIP package of these parts.
pub(super) fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut package = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        package.start_file(*name, SimpleFileOptions::default()).unwrap();
        package.write_all(content).unwrap();
    }
    package.finish().unwrap().into_inner()
}
