//! A file of customers dragged into the console, or chosen where there are no scripts, up to the customers it brings.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::sign_in;
use crate::support::browser::{DESKTOP, Tab};
use crate::support::server::{App, spawn};

/// As many as make a file that takes a moment to be sent.
const ROWS: usize = 1_000;

/// Files as they lie on a person's desktop.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn put(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    fn put_customers(&self, name: &str, rows: usize) -> PathBuf {
        let row = |at| format!("Customer {at},c{at}@example.org,+49 30 901820");
        let lines = std::iter::once("Display Name,E-mail,Phone".to_owned()).chain((1..=rows).map(row));
        self.put(name, lines.collect::<Vec<_>>().join("\n"))
    }
}

/// Lets a file go over an area that takes it, once the area has shown that it would.
async fn drag(tab: &Tab, file: &Path, over: &str, taking: &str) {
    let area = tab.wait_for(over).await;
    tab.drag_file(file, area, &["dragEnter", "dragOver"]).await;
    tab.wait_for(taking).await;
    tab.drag_file(file, area, &["drop"]).await;
}

/// Where the list says that they are.
async fn assert_listed(tab: &Tab, name: &str, count: &str) {
    tab.send("link", "Open customers").await;
    tab.find("link", name).await;
    let text = tab.text().await;
    assert!(text.contains(&format!("of {count}")), "{text}");
    tab.assert_no_complaints();
}

/// Another import of the organization, at work on a server that is not there: as long as it is held, no other begins.
struct Other<'a>(&'a App);

impl<'a> Other<'a> {
    async fn new(app: &'a App) -> Self {
        app.sign_in().await.bring("other.csv", "Name\nBo\n").await.assert_status(303);
        Self(app)
    }

    fn hold(&self) {
        self.set("state = 'running', lease_until = created_at + 3600000000");
    }

    fn release(&self) {
        self.set("state = 'uploaded', lease_until = null");
    }

    fn set(&self, what: &str) {
        self.0.database().execute(&format!("update imports set {what} where file_name = 'other.csv'"));
    }
}

/// From the mapping to the result. Nobody presses anything while rows are judged or written: the page goes on by itself.
async fn check_and_import(app: &App, tab: &Tab) {
    let other = Other::new(app).await;
    tab.wait_for_text("Column in file").await;
    other.hold();
    tab.send("button", "Check all 1,000 rows").await;
    tab.wait_for_text("Checking contacts.csv").await;
    assert_eq!(tab.evaluate("document.querySelector('progress').position").await, 0);
    other.release();
    tab.wait_for_text("Will create 1,000, update 0, skip 0.").await;
    assert_eq!(app.api().get("/api/v1/customers?count=true").await.json()["count"], 0);
    other.hold();
    tab.send("button", "Import 1,000 rows").await;
    tab.wait_for_text("Importing contacts.csv").await;
    tab.wait_for_text("You can leave this page.").await;
    other.release();
    tab.wait_for_text("1,000 customers saved").await;
    assert_listed(tab, "Customer 1000", "1,000").await;
}

#[actix_web::test]
async fn a_file_dragged_onto_imports_becomes_customers() {
    let (app, desk) = (spawn().await, Desk::new());
    let tab = sign_in(&app, DESKTOP).await;
    tab.goto(&app.url("/imports")).await;
    // Slow enough for the queue to be seen.
    tab.slow_uploads(20_000).await;
    drag(&tab, &desk.put_customers("contacts.csv", ROWS), ".drop", ".drop.over").await;
    tab.wait_for_text(" kB of ").await;
    let bar = "document.querySelector('.queue progress').getAttribute('aria-label')";
    assert_eq!(tab.evaluate(bar).await, "contacts.csv");
    check_and_import(&app, &tab).await;
}

#[actix_web::test]
async fn a_file_chosen_without_scripts_becomes_customers() {
    let (app, desk) = (spawn().await, Desk::new());
    let tab = sign_in(&app, DESKTOP.without_scripts()).await;
    tab.goto(&app.url("/imports/new")).await;
    let input = tab.wait_for("input[type=file]").await;
    tab.choose_files(input, &[&desk.put_customers("contacts.csv", ROWS)]).await;
    tab.send("button", "Submit").await;
    check_and_import(&app, &tab).await;
}

#[actix_web::test]
async fn a_file_may_be_let_go_anywhere_on_the_list_of_customers() {
    let (app, desk) = (spawn().await, Desk::new());
    let tab = sign_in(&app, DESKTOP).await;
    app.sign_in().await.create_customer("Ada").await;
    tab.goto(&app.url("/customers")).await;
    let file = desk.put("آشنایان.csv", "Display Name,legacy\nکافی شاپ رادیو,7\n");
    drag(&tab, &file, ".list tbody", ".tray .drop.over").await;
    tab.wait_for_text("Column in file").await;
    let text = tab.text().await;
    assert!(text.contains("آشنایان.csv") && text.contains("کافی شاپ رادیو"), "{text}");
    tab.send("button", "Check 1 row").await;
    tab.wait_for_text("Will create 1, update 0, skip 0.").await;
    tab.send("button", "Import 1 row").await;
    tab.wait_for_text("1 customer saved").await;
    assert_listed(&tab, "کافی شاپ رادیو", "2").await;
}

#[actix_web::test]
async fn a_file_that_is_refused_stays_with_its_reason() {
    let (app, desk) = (spawn().await, Desk::new());
    let tab = sign_in(&app, DESKTOP).await;
    tab.goto(&app.url("/imports")).await;
    drag(&tab, &desk.put("scan.pdf", "%PDF-1.7 "), ".drop", ".drop.over").await;
    tab.wait_for_text("This file is a PDF document. Save it as CSV").await;
    // Beside it the next one is taken, and waits as a link.
    drag(&tab, &desk.put_customers("contacts.csv", 1), ".drop", ".drop.over").await;
    tab.send("link", "contacts.csv").await;
    tab.find("button", "Check 1 row").await;
}
