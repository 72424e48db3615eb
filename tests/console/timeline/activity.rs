//! The activity of the organization.

use serde_json::json;

use super::{assert_order, write};
use crate::api::imports::imported;
use crate::support::server::{ADMIN, spawn};

#[actix_web::test]
async fn everything_is_told_of_with_its_customer_and_an_import_is_one_line() {
    let app = spawn().await;
    let (console, api) = (app.sign_in().await, app.api());
    let acme = console.create_customer("Acme").await;
    write(&console, &acme, "Remember").await;
    console.upload("Price list", "prices.txt", b"14.50").await.assert_status(303);
    let rows: Vec<String> = (0..120).map(|at| format!("Customer {at},c{at}@example.org\n")).collect();
    imported(&api, "partners.csv", format!("Display Name,Email\n{}", rows.concat()), &json!({})).await;
    let page = console.open("/activity").await.assert_heading("Activity");
    let page = page.assert_shows("imported partners.csv, 120 saved").assert_hides("Customer 7");
    let page = page.assert_shows(&format!("{ADMIN} uploaded Price list"));
    let page = page.assert_shows(&format!("{ADMIN} added a note about Acme")).assert_shows("Remember");
    assert_order(&page, "added a note about Acme", "added Acme");
    assert_eq!(page.link("Acme").href, acme.url());

    console.delete_customer(&acme).await.assert_status(303);
    let page = console.open("/activity").await.assert_shows("moved Acme to Trash");
    let purge = console.open(&format!("{}/purge", acme.url())).await;
    console.submit(&purge, purge.form("Delete for ever")).await.assert_status(303);
    assert!(page.has_link("Acme"));
    // What happened is told once, before what is there is looked at.
    console.open("/trash").await.assert_shows("Acme");
    let page = console.open("/activity").await.assert_hides("Acme").assert_hides("Remember");
    page.assert_shows("partners.csv");
}

#[actix_web::test]
async fn it_is_narrowed_by_topic_and_by_who_did_it_and_goes_on_page_by_page() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let acme = console.create_customer("Acme").await;
    write(&console, &acme, "By hand").await;
    let events = format!("/api/v1{}/events", acme.url());
    for at in 0..55 {
        app.api().post(&events, &json!({ "text": format!("note {at:02}.") })).await.assert_status(201);
    }
    let page = console.open("/activity").await.assert_shows("note 54.").assert_hides("note 04.");
    let older = console.open(&page.link("Show older events").href).await;
    assert!(!older.assert_shows("note 04.").assert_shows("added Acme").has_link("Show older events"));
    let form = page.form("Show").fill("By", ADMIN);
    let mine = console.submit(&page, form).await.assert_status(200);
    let mine = mine.assert_shows("By hand").assert_shows("added Acme").assert_hides("note 54.");
    // The person stays chosen with another topic.
    let notes = console.open(&mine.link("Notes").href).await;
    notes.assert_shows("By hand").assert_hides("added Acme").assert_hides("note 5");
    console.open("/activity?show=imports").await.assert_shows("Nothing of this kind happened yet");
    console.open("/activity?show=x&by=y&before=z").await.assert_shows("note 54.");
}

#[actix_web::test]
async fn c3_another_organizations_activity_is_not_there() {
    let app = spawn().await;
    app.sign_in().await.create_customer("Acme").await;
    app.command(&["organization", "add", "Another"]).assert_code(0);
    let password = crate::support::server::PASSWORD;
    let add = ["operator", "add", "other@example.test", "--role", "admin", "--password-stdin"];
    app.command_with_input(&[&add[..], &["--organization", "Another"]].concat(), password).assert_code(0);
    let other = app.sign_in_as("other@example.test", password).await;
    let page = other.open("/activity").await.assert_hides("Acme").assert_hides(ADMIN);
    page.assert_shows("Nothing of this kind happened yet");
    other.open("/").await.assert_hides("Acme").assert_shows("No customers yet");
}
