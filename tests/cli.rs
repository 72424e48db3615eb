//! The commands of the program, as scripts call them: what they print, how they end, and what is in the store then.

use std::path::PathBuf;

use crate::console::customers::listed;
use crate::support::page::Page;
use crate::support::server::{Answer, App, PASSWORD, spawn, spawn_demo};

/// A row that is new, one that is new as well, and one that cannot be taken.
const CSV: &str = "First Name,E-mail,tier\nAda,ada@example.org,Gold\nGrace,grace@example.org,\nBob,bob@,\n";

fn write(app: &App, name: &str, text: &str) -> PathBuf {
    let path = app.data_dir().with_file_name(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// Imports a file, with these options after it.
fn import(app: &App, file: &std::path::Path, options: &[&str]) -> Answer {
    app.command(&[&["import", file.to_str().unwrap()], options].concat())
}

async fn customers(app: &App) -> Vec<String> {
    listed(&app.sign_in().await.open("/customers?sort=name").await)
}

#[actix_web::test]
async fn a_file_is_imported_and_what_was_rejected_stands_beside_it() {
    let app = spawn().await;
    let file = write(&app, "contacts.csv", CSV);
    let beside = file.with_extension("rejected.csv");
    let dry = import(&app, &file, &["--dry-run"]).assert_code(3);
    assert_eq!(
        dry.last_line(),
        "3 rows: would be 2 created, 0 updated, 0 unchanged, 0 skipped, 1 rejected, 0 blank"
    );
    assert!(dry.stderr.contains("E-mail → email_address"), "{}", dry.stderr);
    assert!(customers(&app).await.is_empty(), "a dry run leaves nothing");
    assert_eq!(app.database().count("SELECT count(*) FROM imports"), 0);

    let done = import(&app, &file, &[]).assert_code(3);
    assert_eq!(done.last_line(), "3 rows: 2 created, 0 updated, 0 unchanged, 0 skipped, 1 rejected, 0 blank");
    assert!(
        done.stderr.contains("Nothing after the @") && done.stderr.contains("(row 4)"),
        "{}",
        done.stderr
    );
    assert_eq!(customers(&app).await, ["Ada", "Grace"]);
    let rejected = std::fs::read_to_string(&beside).unwrap();
    assert!(rejected.contains("Bob") && !rejected.contains("Ada"), "{rejected}");
    let page = app.sign_in().await.open("/imports").await;
    page.assert_shows("contacts.csv").assert_shows("Command line");

    // Put right, it goes in; what is in already is not made again.
    std::fs::write(&beside, rejected.replace("bob@", "bob@example.org")).unwrap();
    let mended = import(&app, &beside, &[]).assert_code(0);
    assert!(mended.last_line().starts_with("1 rows: 1 created"), "{}", mended.stdout);
    assert_eq!(customers(&app).await, ["Ada", "Bob", "Grace"]);
}

#[actix_web::test]
async fn options_say_who_is_the_same_and_what_becomes_of_them() {
    let app = spawn().await;
    let one = |name: &str, tier: &str| {
        format!("[{{\"name\": \"{name}\", \"mail\": \"ada@example.org\", \"rank\": \"{tier}\"}}]")
    };
    let mapping = write(
        &app,
        "mapping.json",
        r#"{"name": "display_name", "mail": "email_address", "rank": "attribute:tier"}"#,
    );
    let mapping = mapping.to_str().unwrap();
    let says = |answer: Answer, begins: &str| {
        let answer = answer.assert_code(0);
        assert!(answer.last_line().starts_with(begins), "{}\n{}", answer.stdout, answer.stderr);
    };
    // Its name says nothing of what it is.
    let file = write(&app, "first.txt", &one("Ada", "Gold"));
    says(import(&app, &file, &["--format", "json", "--mapping", mapping]), "1 rows: 1 created, 0 updated");
    let file = write(&app, "second.json", &one("Countess", "Silver"));
    let with = |options: &[&str]| import(&app, &file, &[&["--mapping", mapping][..], options].concat());
    says(with(&["--on-match", "skip"]), "1 rows: 0 created, 0 updated, 0 unchanged, 1 skipped");
    says(with(&["--mode", "create"]), "1 rows: 0 created, 0 updated, 0 unchanged, 1 skipped");
    assert_eq!(customers(&app).await, ["Ada"]);
    says(with(&["--match", "email", "--on-match", "update"]), "1 rows: 0 created, 1 updated");
    says(with(&["--on-match", "update"]), "1 rows: 0 created, 0 updated, 1 unchanged");
    assert_eq!(customers(&app).await, ["Countess"]);
    let id = app.api().get("/api/v1/customers").await.json()["items"][0]["customerId"].clone();
    let by_id = write(&app, "ids.csv", &format!("id,Display Name\n{},Ada again\n", id.as_str().unwrap()));
    says(import(&app, &by_id, &["--match", "id"]), "1 rows: 0 created, 1 updated");
    assert_eq!(customers(&app).await, ["Ada again"]);
}

#[actix_web::test]
async fn an_import_that_cannot_be_made_says_why_and_leaves_nothing() {
    let app = spawn().await;
    let picture = write(&app, "picture.csv", "\u{0}\u{1}PNG");
    let good = write(&app, "good.csv", CSV);
    let broken = write(&app, "mapping.json", "{");
    let unknown = write(&app, "unknown.json", r#"{"tier": "no such field"}"#);
    let missing = picture.with_file_name("missing.csv");
    for (file, options, said) in [
        (&picture, vec![], "The file is not text"),
        (&missing, vec![], "missing.csv"),
        (&good, vec!["--mapping", broken.to_str().unwrap()], "mapping.json"),
        (&good, vec!["--mapping", unknown.to_str().unwrap()], "no such field"),
        (&good, vec!["--default-country", "Narnia"], "Enter a country"),
        (&good, vec!["--organization", "Nowhere"], "no organization of this name"),
    ] {
        let answer = import(&app, file, &options).assert_code(1);
        assert!(answer.stderr.contains(said), "{said}: {}", answer.stderr);
    }
    for wrong in [["--on-match", "perhaps"], ["--format", "pdf"]] {
        import(&app, &good, &wrong).assert_code(2);
    }
    assert!(customers(&app).await.is_empty());
    assert_eq!(app.database().count("SELECT count(*) FROM imports"), 0);
}

#[actix_web::test]
async fn the_sample_store_shows_one_of_everything() {
    let app = spawn_demo().await;
    let log = app.log();
    let link = log.split_once("/welcome/").unwrap_or_else(|| panic!("no link in {log}")).1;
    let secret: String = link.chars().take_while(|letter| !letter.is_whitespace()).collect();
    let visitor = app.visitor();
    let page = visitor.open(&format!("/welcome/{secret}")).await;
    visitor.submit(&page, page.form("Save password").fill("Password", PASSWORD)).await.assert_status(303);
    let console = app.sign_in_as("demo@harbourvine.example", PASSWORD).await;
    let list: Page = console.open("/customers").await.assert_shows("1–50 of 500");
    assert_eq!(listed(&list).len(), 50);
    let mut dashboard = console.open("/").await;
    for shown in ["Needs attention", "Views", "Corporate in Germany", "spring-contacts.csv"] {
        dashboard = dashboard.assert_shows(shown);
    }
    console.open("/imports").await.assert_shows("500 saved");
    console.open("/assets").await.assert_shows("Price list");
    console.open("/tags").await.assert_shows("Wholesale");
    console.open("/settings/attributes").await.assert_shows("Loyalty tier");
    console.open("/settings/outbox").await.assert_shows("/invitations/");
}
