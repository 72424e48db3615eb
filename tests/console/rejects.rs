//! Rows that an import rejected, put right: on the page of the result, one by one or all with the same wrong value, or in
//! the file of them, which is known when it is brought again. Either way what becomes of them is merged into the import.

use serde_json::{Value, json};

use crate::api::imports::{bring, imported, settled};
use crate::api::undo::{dump, undo};
use crate::support::console::Console;
use crate::support::page::Page;
use crate::support::server::{App, spawn};

const CSV: &str = "Name,E-mail,Phone,Country\nAda,ada@example.org,030 901820,Germany\n\
                   Bo,bo@example,030 901821,Germany\nCy,\"cy@nordlicht,example\",030 901822,Germany\n\
                   Di,di@example.org,030 901823,Narnia\nEd,ed@example.org,030 901824,Narnia\n\
                   Flo,flo@example.org,030 901825,Narnia\n";

pub fn counts(import: &Value) -> [i64; 4] {
    ["created", "updated", "unchanged", "rejected"].map(|name| import[name].as_i64().unwrap())
}

pub async fn import_of(app: &App, path: &str) -> Value {
    app.api().get(&format!("/api/v1{path}")).await.assert_status(200).json()
}

/// The page of an import of the file with this content, of which so many rows were rejected.
async fn result_of(app: &App, console: &Console, csv: &str, rejected: i64) -> Page {
    let options = json!({ "mapping": { "Phone": "phones.0.number_local", "Country": "phones.0.country" } });
    let import = imported(&app.api(), "spring.csv", csv, &options).await;
    assert_eq!(counts(&import), [1, 0, 0, rejected], "{import:#}");
    console.open(&format!("/imports/{}", import["id"].as_str().unwrap())).await
}

/// The same of the whole file.
async fn result(app: &App, console: &Console) -> Page {
    result_of(app, console, CSV, 5).await
}

/// Sends a form of corrections and waits until they are merged: the page of the import they belong to.
async fn merged(app: &App, console: &Console, page: &Page, form: crate::support::form::Form) -> Page {
    let sent = console.submit(page, form).await.assert_status(303);
    let corrections = sent.location().to_owned();
    assert_ne!(corrections, page.path, "{sent}");
    settled(&app.api(), &format!("/api/v1{corrections}")).await;
    let lead = console.get(&corrections).await.assert_redirect(&page.path);
    console.follow(&lead).await
}

#[actix_web::test]
async fn a_value_typed_on_the_page_brings_its_row_in() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let (addresses, _) = CSV.split_once("Di,").unwrap();
    let page = result_of(&app, &console, addresses, 2).await.assert_shows("Perhaps cy@nordlicht.example");
    let form = page.form("Import these rows again");
    let form =
        form.fill("Email Address, row 3", "bo@example.org").fill("Email Address, row 4", "cy@nordlicht.");
    let page = merged(&app, &console, &page, form).await;
    let import = import_of(&app, &page.path).await;
    assert_eq!(counts(&import), [2, 0, 0, 1], "{import:#}");
    assert_eq!((&import["rows"], &import["rowsDone"]), (&json!(3), &json!(3)), "{import:#}");
    // The one that is still wrong says what is wrong with it now.
    let page = page.assert_shows("1 row");
    assert_eq!(page.field("Email Address, row 4").value, "cy@nordlicht.");
    let bo = console.open("/customers").await.link("Bo").href;
    console.open(&format!("{bo}/timeline")).await.assert_shows("Created by import spring.csv, row 3");
    let list = console.open("/imports").await;
    assert_eq!(
        list.body.matches("spring.csv</bdi>").count(),
        1,
        "corrections are no import of their own\n{list}"
    );
    // Undo takes back what was merged as well.
    undo(&app.api(), &format!("/api/v1{}", page.path)).await;
    assert_eq!(dump(&app.api()).await.len(), 0);
    console.open(&page.path).await.assert_hides("Import these rows again");
}

/// The first column of that name was taken for ours, so no row was found.
#[actix_web::test]
async fn a_file_with_a_column_that_is_called_as_ours_is_corrected_as_any_other() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let csv = "_row,Name,E-mail,Phone,Country\n7,Ada,ada@example.org,,\n8,Bo,bo@example,,\n";
    let page = result_of(&app, &console, csv, 1).await;
    let form = page.form("Import these rows again").fill("Email Address, row 3", "bo@example.org");
    let page = merged(&app, &console, &page, form).await;
    assert_eq!(counts(&import_of(&app, &page.path).await), [2, 0, 0, 0]);
}

#[actix_web::test]
async fn one_value_is_put_right_in_all_rows_that_have_it() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = result(&app, &console).await;
    let form = page.form("Replace and import these rows again");
    let form = form.fill("In place of “Narnia” in every row that has it", "Norway");
    let page = merged(&app, &console, &page, form).await;
    assert_eq!(counts(&import_of(&app, &page.path).await), [4, 0, 0, 2]);
    let page = page.assert_hides("Narnia");
    let nothing =
        console.submit(&page, page.form("Import these rows again")).await.assert_redirect(&page.path);
    console.follow(&nothing).await.assert_shows("Nothing was changed");
}

#[actix_web::test]
async fn the_file_of_rejected_rows_is_known_when_it_comes_back_and_merged_once() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = result(&app, &console).await;
    let file = console.open(&page.link("Download 5 rows").href).await;
    let header = "\u{FEFF}\"Name\",\"E-mail\",\"Phone\",\"Country\",\"_row\",\"_column\",\"_problem\",\"_suggestion\",\"_import\"\r\n";
    assert!(file.body.starts_with(header), "{file}");
    let id = page.path.trim_start_matches("/imports/");
    let cy = "\"Cy\",\"cy@nordlicht,example\",\"030 901822\",\"Germany\",\"4\",\"E-mail\",\"A comma instead of a dot\",\"cy@nordlicht.example\"";
    assert!(file.body.contains(&format!("{cy},\"{id}\"")), "{file}");
    let corrected = file.body.replace("bo@example\"", "bo@example.org\"").replace("nordlicht,", "nordlicht.");
    for (nth, expected) in [(0, [3, 0, 0, 3]), (1, [3, 0, 0, 3])] {
        let sent = console.bring("fixed.csv", corrected.clone()).await.assert_status(303);
        let map = console.follow(&sent).await.assert_shows("These are rows of spring.csv that needed a fix.");
        assert_eq!(map.field("Field for Country").value, "phones.0.country");
        assert_eq!(map.field("Field for _row").value, "ignore");
        let sent = console.submit(&map, map.form("Check all 5 rows")).await.assert_status(303);
        settled(&app.api(), &format!("/api/v1{}", sent.location())).await;
        let check = console.follow(&sent).await;
        if nth == 1 {
            check.assert_heading("Will create 0, update 0, skip 2. 3 rows need a fix.");
            continue;
        }
        console.submit(&check, check.form("Import 2 rows")).await.assert_status(303);
        settled(&app.api(), &format!("/api/v1{}", sent.location())).await;
        let import = import_of(&app, &page.path).await;
        assert_eq!(counts(&import), expected, "{import:#}");
    }
    assert_eq!(dump(&app.api()).await.len(), 3);
    let created = console.open(&format!("{}/rows?outcome=created", page.path)).await;
    let numbers: Vec<String> = created.rows().into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(numbers, ["2", "3", "4"]);
}

#[actix_web::test]
async fn c6_viewers_correct_nothing() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = result(&app, &console).await;
    let viewer = app.sign_in_with_role("viewer").await;
    viewer.open(&page.path).await.assert_hides("Import these rows again").assert_shows("bo@example");
}

#[actix_web::test]
async fn a_value_that_is_not_shown_whole_is_put_right_in_the_file() {
    // The page showed its first 120 characters, and wrote those.
    let app = spawn().await;
    let console = app.sign_in().await;
    let long = "x".repeat(300);
    let csv = format!(
        "Name,E-mail,Phone,Country\nAda,ada@example.org,030 901820,Germany\nBo,{long}1,,\nCy,{long}2,,\nDi,\"di@\nexample\",,\n\
         Ed,{}@,,\n",
        "y".repeat(200)
    );
    let page = result_of(&app, &console, &csv, 4).await.assert_shows("correct it in the downloaded file");
    assert!(page.shows(&format!("{}…", "x".repeat(250))), "{page}");
    assert!(!page.has_button("Replace and import these rows again"), "{page}");
    assert_eq!(page.field("Email Address, row 7").value, format!("{}@", "y".repeat(200)));
    let form = page.form("Import these rows again");
    let fields: Vec<String> = form.fields().into_iter().map(|(name, _)| name).collect();
    assert!(fields.iter().any(|name| name == "row.7"), "{fields:?}");
    assert!(!fields.iter().any(|name| ["row.3", "row.4", "row.5"].contains(&name.as_str())), "{fields:?}");
    // Whoever sends a value for such a row all the same writes nothing.
    let sent = console.submit(&page, form.forge("row.3", "bo@example.org")).await.assert_redirect(&page.path);
    console.follow(&sent).await.assert_shows("Nothing was changed");
}

#[actix_web::test]
async fn corrections_are_none_of_the_imports_that_a_person_starts() {
    let app = spawn().await;
    let api = app.api();
    let import = imported(&api, "first.csv", "Name,E-mail\nBo,bo@\nCy,cy@\n", &json!({})).await;
    for nth in 1..20 {
        let reply =
            bring(&api, "more.csv", format!("Name\nAda {nth}\n"), &json!({})).await.assert_status(202);
        settled(&api, reply.header("location").unwrap()).await;
    }
    bring(&api, "more.csv", "Name\nDi\n", &json!({})).await.assert_status(429);
    let file = api.get(import["errors"].as_str().unwrap()).await.assert_status(200).body;
    for (wrong, right) in [("bo@", "bo@example.org"), ("cy@", "cy@example.org")] {
        imported(&api, "fixed.csv", file.replace(wrong, right), &json!({})).await;
    }
    let import = api.get(&format!("/api/v1/imports/{}", import["id"].as_str().unwrap())).await.json();
    assert_eq!(counts(&import), [2, 0, 0, 0], "{import:#}");
}
