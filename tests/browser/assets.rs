//! The library of files in a real browser: real drags, the queue, an upload that goes on where it stopped.

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;

use super::sign_in;
use crate::support::browser::{DESKTOP, Equipment, PHONE};
use crate::support::eventually::eventually;
use crate::support::server::{App, spawn};

const PATIENCE: Duration = Duration::from_secs(20);

fn file(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::File::create(&path).unwrap().write_all(bytes).unwrap();
    path
}

async fn count(app: &App, expected: i64) {
    eventually(format!("there are {expected} assets"), PATIENCE, async || {
        (app.database().count("SELECT count(*) FROM assets") == expected).then_some(())
    })
    .await;
}

#[actix_web::test]
async fn a_file_dropped_anywhere_on_the_list_becomes_an_asset() {
    let app = spawn().await;
    let folder = tempfile::tempdir().unwrap();
    let tab = sign_in(&app, DESKTOP).await;
    tab.goto(&app.url("/assets")).await;
    let main = tab.wait_for("main h1").await;
    let dragged = file(&folder, "notes «1».txt", b"dragged");
    tab.drag_file(&dragged, main, &["dragEnter", "dragOver"]).await;
    tab.wait_for(".tray .drop.over").await;
    tab.drag_file(&dragged, main, &["drop"]).await;
    tab.wait_for_text("File Details").await;
    assert_eq!(tab.evaluate("document.querySelector('h1').innerText").await, "notes «1».txt");
    tab.fill("Title", "Notes").await;
    tab.click("button", "Save").await;
    tab.wait_for_text("Notes is up to date.").await;
    tab.assert_no_complaints();
}

#[actix_web::test]
async fn a_file_dropped_on_a_customers_page_hangs_on_the_customer() {
    let app = spawn().await;
    let folder = tempfile::tempdir().unwrap();
    let made = app.api().post("/api/v1/customers", &json!({ "displayName": "Art Restaurant" })).await.json();
    let tab = sign_in(&app, DESKTOP).await;
    tab.goto(&app.url(&format!("/customers/{}", made["customerId"].as_str().unwrap()))).await;
    let main = tab.wait_for("main h1").await;
    let steps = ["dragEnter", "dragOver", "drop"];
    tab.drag_file(&file(&folder, "agreement.pdf", b"%PDF-1.7"), main, &steps).await;
    tab.wait_for_url("/files").await;
    tab.wait_for_text("agreement.pdf").await;
    tab.click("link", "agreement.pdf").await;
    tab.wait_for_text("Attached to").await;
    tab.assert_no_complaints();
}

#[actix_web::test]
async fn several_files_wait_in_the_queue_until_submit_and_a_removed_one_is_not_sent() {
    let app = spawn().await;
    let folder = tempfile::tempdir().unwrap();
    let tab = sign_in(&app, DESKTOP).await;
    tab.goto(&app.url("/assets/new")).await;
    let names = ["one.txt", "two.txt", "wrong.png"];
    let paths = names.map(|name| file(&folder, name, name.as_bytes()));
    let input = tab.wait_for("input[type=file]").await;
    tab.choose_files(input, &[&paths[0], &paths[1], &paths[2]]).await;
    tab.wait_for_text("Waiting").await;
    tab.fill("Description Optional", "Together").await;
    tab.click("button", "Remove two.txt").await;
    tab.click("button", "Submit").await;
    tab.wait_for_text("that is not what is in it").await;
    tab.click("link", "one.txt").await;
    tab.wait_for_text("File Details").await;
    assert_eq!(tab.evaluate("document.getElementById('description').value").await, "Together");
    count(&app, 1).await;
}

async fn a_file_is_uploaded(equipment: Equipment) {
    let app = spawn().await;
    let folder = tempfile::tempdir().unwrap();
    let tab = sign_in(&app, equipment).await;
    tab.goto(&app.url("/assets/new")).await;
    let input = tab.wait_for("input[type=file]").await;
    tab.choose_files(input, &[&file(&folder, "terms.txt", b"old terms")]).await;
    tab.fill("Title Optional", "Terms").await;
    tab.click("radio", "Public Anyone with the link can open it").await;
    tab.click("button", "Submit").await;
    tab.wait_for_text("Public address").await;
    let input = tab.wait_for("form[action$='/file'] input[type=file]").await;
    tab.choose_files(input, &[&file(&folder, "newer.txt", b"new terms")]).await;
    if !equipment.scripts {
        tab.click("button", "Replace the file").await;
    }
    tab.wait_for_text("terms.txt").await;
    eventually("the file is replaced", PATIENCE, async || {
        (app.database().count("SELECT count(*) FROM asset_files") == 1).then_some(())
    })
    .await;
    tab.wait_for_text("File 1").await;
    tab.click("link", "Delete").await;
    tab.wait_for_text("Delete Terms?").await;
    assert_eq!(tab.evaluate("!!document.querySelector('dialog[open]')").await, equipment.scripts);
    tab.click("button", "Delete").await;
    tab.wait_for_text("Terms is in Trash until").await;
    tab.click("button", "Undo").await;
    tab.wait_for_text("Terms is back.").await;
    tab.assert_no_complaints();
}

#[actix_web::test]
async fn a_file_is_uploaded_replaced_and_deleted_with_scripts() {
    a_file_is_uploaded(DESKTOP).await;
}

#[actix_web::test]
async fn a_file_is_uploaded_replaced_and_deleted_without_scripts() {
    a_file_is_uploaded(DESKTOP.without_scripts()).await;
}

#[actix_web::test]
async fn a_file_is_uploaded_replaced_and_deleted_on_a_phone() {
    a_file_is_uploaded(PHONE).await;
}

/// The fourth part never leaves the browser, as if the line were dead.
const BREAK_OFF: &str = "(() => { const real = window.fetch; let parts = 0;
    window.fetch = (url, it) => it.method === 'PATCH' && ++parts > 3 ? new Promise(() => {}) : real(url, it); })()";
/// Notes where parts begin, over the change of page.
const NOTE: &str = "(() => { const real = window.fetch;
    window.fetch = (url, it) => {
        if (it.method === 'PATCH') sessionStorage.parts = `${sessionStorage.parts ?? ''}${it.headers['Upload-Offset']} `;
        return real(url, it);
    }; })()";

#[actix_web::test]
async fn an_upload_that_was_cut_off_goes_on_after_a_reload() {
    let app = spawn().await;
    let folder = tempfile::tempdir().unwrap();
    let content: Vec<u8> = (0..2_000_000_u32).map(|at| u8::try_from(at % 251).unwrap()).collect();
    let path = file(&folder, "film.bin", &content);
    let tab = sign_in(&app, DESKTOP).await;
    tab.goto(&app.url("/assets/new")).await;
    let input = tab.wait_for("input[type=file]").await;
    tab.evaluate(BREAK_OFF).await;
    tab.choose_files(input, &[&path]).await;
    tab.click("button", "Submit").await;
    tab.wait_for_text("of 2 MB").await;
    let three_parts = 3 << 18;
    let partials = app.data_dir().join("files/partials");
    eventually("three parts have arrived", PATIENCE, async || {
        let entry = std::fs::read_dir(&partials).unwrap().next()?.unwrap();
        (entry.metadata().unwrap().len() == three_parts).then_some(())
    })
    .await;
    tab.evaluate("for (const form of document.forms) delete form.dataset.guard").await;
    tab.goto(&app.url("/assets/new")).await;
    let input = tab.wait_for("input[type=file]").await;
    tab.evaluate(NOTE).await;
    tab.choose_files(input, &[&path]).await;
    tab.click("button", "Submit").await;
    tab.wait_for_text("File Details").await;
    let parts = tab.evaluate("sessionStorage.parts").await;
    assert!(parts.as_str().unwrap().starts_with(&format!("{three_parts} ")), "{parts}");
    let sent = "fetch(document.querySelector('a[href$=\"/file\"]').href).then(a => a.arrayBuffer()).then(b => b.byteLength)";
    assert_eq!(tab.evaluate(sent).await, 2_000_000);
    assert_eq!(tab.evaluate("localStorage.length").await, 0);
    tab.assert_no_complaints();
}

#[actix_web::test]
async fn single_keys_work_on_the_pages_of_files() {
    let app = spawn().await;
    app.sign_in().await.upload("Only", "a.txt", b"text").await.assert_status(303);
    let tab = sign_in(&app, DESKTOP).await;
    tab.press("g").await;
    tab.press("a").await;
    tab.wait_for_url("/assets").await;
    tab.press("/").await;
    tab.type_text("onl").await;
    tab.wait_for_url("/assets?q=onl").await;
    tab.press("Escape").await;
    tab.press("j").await;
    tab.press("Enter").await;
    tab.wait_for_text("File Details").await;
    tab.press("n").await;
    tab.wait_for_url("/assets/new").await;
}
