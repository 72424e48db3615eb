//! Tables as a spreadsheet opens them: whatever a customer is called, no cell becomes a formula.

use std::fs;
use std::path::Path;
use std::process::Command;

use customary::domain::import::cells::unguarded;
use customary::domain::listing::ListQuery;
use customary::export::Format;
use tempfile::TempDir;

use super::exports::{exported, fill, of_other_systems};
use super::store;
use crate::support::settings;

#[test]
fn f9_no_cell_of_a_table_becomes_a_formula() {
    let store = store();
    fill(&store, settings::customers().min(2_000), |_| true, of_other_systems);
    let csv = exported(&store, ListQuery::default(), Format::Csv);
    let mut guarded = 0;
    for row in csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_slice()).records() {
        for cell in &row.unwrap() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']), "{cell:?}");
            guarded += usize::from(unguarded(cell).starts_with('='));
        }
    }
    assert!(guarded > 10, "formulas are among them: {guarded}");
    let xlsx = exported(&store, ListQuery::default(), Format::Xlsx);
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(&xlsx)).unwrap();
    let sheet = std::io::read_to_string(package.by_name("xl/worksheets/sheet1.xml").unwrap()).unwrap();
    assert!(!sheet.contains("<f"), "a cell with a formula");
    if let Some(office) = settings::office() {
        let folder = TempDir::new().unwrap();
        for (name, file) in [("list.csv", &csv), ("list.xlsx", &xlsx)] {
            let seen = opened(&office, folder.path(), name, file);
            assert!(seen.contains("<text:p>"), "{name}: nothing was opened");
            assert!(!seen.contains("table:formula"), "{name}: a cell became a formula");
        }
    }
}

/// The file as the office program sees it: its cells as flat XML.
fn opened(office: &str, folder: &Path, name: &str, file: &[u8]) -> String {
    fs::write(folder.join(name), file).unwrap();
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let mut command = Command::new(office);
    command.current_dir(folder).args([&profile, "--headless", "--convert-to", "fods"]);
    if Path::new(name).extension().is_some_and(|kind| kind == "csv") {
        // Commas, quotes, UTF-8 (LibreOffice, "Filter Options for the CSV Filter").
        command.arg("--infilter=CSV:44,34,76");
    }
    let done = command.arg(name).output().unwrap();
    let opened = folder.join("list.fods");
    let seen = fs::read_to_string(&opened).unwrap_or_else(|error| panic!("{name}: {error}: {done:?}"));
    fs::remove_file(opened).unwrap();
    seen
}
