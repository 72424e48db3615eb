//! Files of rejected rows that are brought again: which import they are merged into, and what of them is taken.

use reqwest::Method;
use serde_json::{Value, json};

use super::rejects::{counts, import_of};
use crate::api::imports::{imported, settled};
use crate::support::console::Console;
use crate::support::page::Page;
use crate::support::server::{App, spawn};

const RAGGED: &str = "Name,E-mail,Phone\nAda,ada@example.org\nBo,bo@example.org,,extra,cells\n";

fn path_of(import: &Value) -> String {
    format!("/imports/{}", import["id"].as_str().unwrap())
}

/// An import of a file of which every row was rejected, and the file of these rows.
async fn rejected(app: &App, name: &str, content: impl Into<Vec<u8>>) -> (Value, String) {
    let import = imported(&app.api(), name, content, &json!({})).await;
    assert_eq!(import["rejected"], import["rows"], "{import:#}");
    let file = app.api().get(import["errors"].as_str().unwrap()).await.assert_status(200).body;
    (import, file)
}

/// Brings a file of corrections, and has it checked: the page that says what would come of it.
async fn checked(app: &App, console: &Console, file: &str) -> Page {
    let sent = console.bring("fixed.csv", file).await.assert_status(303);
    let map = console.follow(&sent).await;
    let rows = file.lines().count() - 1;
    let verb = if rows == 1 { "Check 1 row".to_owned() } else { format!("Check all {rows} rows") };
    let sent = console.submit(&map, map.form(&verb)).await.assert_status(303);
    settled(&app.api(), &format!("/api/v1{}", sent.location())).await;
    console.follow(&sent).await
}

/// Has what was checked written.
async fn applied(app: &App, console: &Console, check: &Page, verb: &str) {
    console.submit(check, check.form(verb)).await.assert_status(303);
    settled(&app.api(), &format!("/api/v1{}", check.path)).await;
}

#[actix_web::test]
async fn corrections_are_merged_into_the_import_that_their_file_names() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let (old, file) = rejected(&app, "old.csv", "Name,E-mail\nBo,bo@\nCy,cy@\n").await;
    let (new, newer) = rejected(&app, "new.csv", "Name,E-mail\nKim,kim@\nLee,lee@\n").await;
    // Somebody pasted a row of the other import's file into this one.
    let pasted = newer.lines().nth(2).unwrap();
    let file = format!("{file}{pasted}\r\n").replace('@', "@example.org");
    let sent = console.bring("fixed.csv", file.clone()).await.assert_status(303);
    console.follow(&sent).await.assert_shows("These are rows of old.csv that needed a fix.");
    let check = checked(&app, &console, &file).await;
    let check = check
        .assert_heading("Will create 2, update 0, skip 1.")
        .assert_shows("This row is of another import");
    applied(&app, &console, &check, "Import 2 rows").await;
    assert_eq!(counts(&import_of(&app, &path_of(&old)).await), [2, 0, 0, 0]);
    assert_eq!(counts(&import_of(&app, &path_of(&new)).await), [0, 0, 0, 2]);
    // Without the column, nobody knows which rows these are.
    let unnamed: Vec<&str> = file.lines().map(|line| line.rsplit_once(',').unwrap().0).collect();
    let sent = console.bring("unnamed.csv", unnamed.join("\r\n")).await.assert_status(303);
    console.follow(&sent).await.assert_hides("that needed a fix");
}

#[actix_web::test]
async fn a_row_that_could_not_be_read_is_not_taken_as_it_was() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let (import, file) = rejected(&app, "ragged.csv", RAGGED).await;
    let bo = "\"Bo\",\"bo@example.org\",\"\",\"3\",\"\",\"the row has 5 cells, the header has 3; left out here: \
              \"\"extra\"\", \"\"cells\"\"\",\"\"";
    assert!(file.contains(bo), "{file}");
    let check = checked(&app, &console, &file).await;
    check.assert_heading("Will create 0, update 0, skip 0. 2 rows need a fix.");
    let check = checked(&app, &console, &file.replace("\"Bo\",", "\"Bo Extra\",")).await;
    let check = check.assert_heading("Will create 1, update 0, skip 0. 1 row needs a fix.");
    applied(&app, &console, &check, "Import 1 row").await;
    let import = import_of(&app, &path_of(&import)).await;
    assert_eq!(counts(&import), [1, 0, 0, 1], "{import:#}");
    assert_eq!(import["problems"][0]["message"], "the row has 2 cells, the header has 3", "{import:#}");
}

#[actix_web::test]
async fn an_error_of_a_spreadsheet_is_shown_and_is_no_value_when_it_comes_back() {
    use rust_xlsxwriter::{Formula, Workbook};
    let app = spawn().await;
    let console = app.sign_in().await;
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (at, name) in ["Name", "E-mail", "Notes"].into_iter().enumerate() {
        sheet.write(0, u16::try_from(at).unwrap(), name).unwrap();
    }
    for (row, name) in [(1, "Ada"), (2, "Bo")] {
        sheet.write(row, 0, name).unwrap();
        sheet.write(row, 1, format!("{name}@example.org")).unwrap();
        sheet.write_formula(row, 2, Formula::new("=NA()").set_result("#N/A")).unwrap();
    }
    let (import, file) = rejected(&app, "errors.xlsx", workbook.save_to_buffer().unwrap()).await;
    assert!(file.contains("\"Bo@example.org\",\"#N/A\",\"3\",\"Notes\""), "{file}");
    // One is put right by taking the error out; of the other, something else was changed.
    let file = file.replace("\"Ada@example.org\",\"#N/A\"", "\"Ada@example.org\",\"\"");
    let check = checked(&app, &console, &file.replace("\"Bo\"", "\"Bob\"")).await;
    let check = check.assert_heading("Will create 1, update 0, skip 0. 1 row needs a fix.");
    applied(&app, &console, &check, "Import 1 row").await;
    let import = import_of(&app, &path_of(&import)).await;
    assert_eq!(counts(&import), [1, 0, 0, 1], "{import:#}");
    // The cell shows its error on the page as well, where it can be typed over.
    let page = console.open(&path_of(&import)).await;
    assert_eq!(page.field("Notes, row 3").value, "#N/A");
}

#[actix_web::test]
async fn corrections_that_are_read_without_the_rows_they_correct_are_an_import_of_their_own() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let (_, file) = rejected(&app, "old.csv", "Name,E-mail\nBo,bo@\n").await;
    let sent = console.bring("fixed.csv", file.replace('@', "@example.org")).await.assert_status(303);
    let map = console.follow(&sent).await.assert_shows("These are rows of old.csv");
    let again = console.submit(&map, map.form("Read again").fill("First row", "no")).await;
    let map = console.follow(&again).await.assert_hides("These are rows of old.csv");
    console.open("/imports").await.assert_shows("fixed.csv");
    let again = console.submit(&map, map.form("Read again").fill("First row", "yes")).await;
    console.follow(&again).await.assert_shows("These are rows of old.csv");
    console.open("/imports").await.assert_hides("fixed.csv");
}

#[actix_web::test]
async fn rejected_rows_come_as_a_workbook_too_and_are_known_when_it_comes_back() {
    let app = spawn().await;
    let (api, console) = (app.api(), app.sign_in().await);
    let (import, file) =
        rejected(&app, "old.csv", "Name,E-mail,Notes\nBo,bo@,=007\nCy,cy@,\"+49\n'30\"\nDi,di@,'0012\n")
            .await;
    let page = console.open(&path_of(&import)).await;
    let href = page.link("As an Excel workbook").href;
    let workbook = console.get(&href).await.assert_status(200);
    let name = workbook.header("content-disposition").unwrap();
    assert!(name.contains("old.rejected.xlsx"), "{name}");
    let workbook = api.request(Method::GET, &format!("/api/v1{href}")).send().await.unwrap();
    // It holds what the other file does, and says so of the same rows.
    let workbook = workbook.bytes().await.unwrap().to_vec();
    let sent = console.bring("fixed.xlsx", workbook).await.assert_status(303);
    let map = console.follow(&sent).await.assert_shows("These are rows of old.csv");
    let sent = console.submit(&map, map.form("Check all 3 rows")).await.assert_status(303);
    let again = settled(&api, &format!("/api/v1{}", sent.location())).await;
    assert_eq!(again["plan"]["rejected"], 3, "{again:#}");
    let same = api.get(again["errors"].as_str().unwrap()).await.assert_status(200).body;
    // A number that another program guards is a text there.
    assert_eq!(same, file.replace("\"'0012\"", "\"0012\""));
}
