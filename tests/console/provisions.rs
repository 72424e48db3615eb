//! Provisioning as staff see it: the card, a program's page, the form that starts one, the list and its filter.

use serde_json::{Value, json};

use crate::console::customers::add_ada;
use crate::support::api::Api;
use crate::support::console::{Console, Customer};
use crate::support::page::Page;
use crate::support::server::{ADMIN, App, spawn};

/// Starts a program through the form.
async fn start(console: &Console, customer: &Customer, program: &str) -> Page {
    let page = console.open(&format!("{}/provisions/new", customer.url())).await;
    console.submit(&page, page.form("Start").fill("Program", program)).await
}

/// What the worker outside says of the next that waits.
async fn work(api: &Api, says: Value) -> String {
    let taken = api.post("/api/v1/provisions/claim", &json!({})).await.assert_status(200).json();
    let id = taken["id"].as_str().unwrap().to_owned();
    let mut body = says;
    body["lease"] = taken["lease"]["id"].clone();
    api.post(&format!("/api/v1/provisions/{id}/report"), &body).await.assert_status(200);
    id
}

fn silence(app: &App, hours: i64) {
    let micros = hours * 3_600_000_000;
    app.database().execute(&format!("UPDATE provisions SET reported_at = reported_at - {micros}"));
}

#[actix_web::test]
async fn a_program_is_started_with_keys_and_values_and_followed_to_its_end() {
    let app = spawn().await;
    let (console, api) = (app.sign_in().await, app.api());
    let ada = add_ada(&console).await;
    let page = console.open_customer(&ada).await.assert_shows("No program has been started");
    let form = console.open(&page.link("Start").href).await.assert_heading("Start a program");
    // A row more and a row less keep what was typed.
    let more = console.submit(&form, form.form("Add attribute").fill("Program", "MSCSP")).await;
    assert_eq!(more.field("Program").value, "MSCSP");
    let filled =
        more.form("Start").forge("attributes.0.key", "domainName").forge("attributes.0.value", "ada.example");
    let started = console.submit(&more, filled).await.assert_status(303);
    let page = console.follow(&started).await;
    let page = page.assert_shows("MSCSP waits for a worker.").assert_shows("Waiting");
    assert!(page.shows("domainName") && page.shows("ada.example"), "{page}");
    assert_eq!(page.header("refresh"), Some("15"), "without scripts it asks again by itself");
    let url = page.path.clone();

    work(&api, json!({ "message": "Account created" })).await;
    let card = console.open_customer(&ada).await.assert_shows("In progress").assert_shows("Account created");
    assert!(card.shows(&format!("Started by {ADMIN}")), "{card}");
    silence(&app, 4);
    console.open_customer(&ada).await.assert_shows("No report for 4 hours").assert_shows("Stuck");
    let page = console.open(&url).await.assert_shows("No report for 4 hours");
    let done = console.submit(&page, page.form("Cancel MSCSP")).await.assert_redirect(&url);
    let page = console.follow(&done).await.assert_shows("Cancelled.");
    let again = console.submit(&page, page.form("Retry MSCSP")).await.assert_redirect(&url);
    console.follow(&again).await.assert_shows("Started again.").assert_shows("run 2");
    work(&api, json!({ "status": "failed", "message": "No such domain" })).await;
    let card = console.open_customer(&ada).await.assert_shows("Failed").assert_shows("No such domain");
    let again = console.submit(&card, card.form("Retry MSCSP")).await.assert_redirect(&ada.url());
    console.follow(&again).await.assert_shows("Waiting");
    work(&api, json!({ "status": "fulfilled", "attributes": { "tenantId": "t-1" } })).await;
    let page = console.open(&url).await.assert_shows("Fulfilled").assert_shows("t-1");
    assert!(page.header("refresh").is_none() && !page.has_button("Cancel MSCSP"), "{page}");
    // Started once more, the form has what it was started with.
    let form = console.open(&page.link("Start again").href).await;
    assert_eq!(form.field("Program").value, "MSCSP");
    assert!(form.body.contains("ada.example"), "{form}");

    let timeline = console.open(&format!("{}/timeline", ada.url())).await;
    for said in ["started MSCSP", "cancelled MSCSP", "started again MSCSP", "reported as failed: MSCSP"] {
        assert!(timeline.shows(&format!("{ADMIN} {said}")) || timeline.shows(said), "{said}\n{timeline}");
    }
    assert!(timeline.shows("took up MSCSP") && timeline.shows("fulfilled MSCSP"), "{timeline}");
    assert_eq!(timeline.link("MSCSP").href, url);
}

#[actix_web::test]
async fn what_no_program_may_be_comes_back_as_it_was_typed() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    let page = start(&console, &ada, "  ").await.assert_status(422);
    page.assert_error_beside("Program", "Enter the name of a program");
    start(&console, &ada, "MSCSP").await.assert_status(303);
    let twice = start(&console, &ada, "MSCSP").await.assert_status(409);
    assert_eq!(twice.field("Program").value, "MSCSP");
    let twice = twice.assert_error_beside("Program", "This program waits or is in progress already");
    let wrong = twice.form("Start").forge("attributes.0.key", "").forge("attributes.0.value", "x");
    let wrong = console.submit(&twice, wrong).await.assert_status(422);
    assert!(wrong.shows("Enter a key for this value"), "{wrong}");
    assert_eq!(app.database().count("SELECT count(*) FROM provisions"), 1);
}

#[actix_web::test]
async fn a_button_of_what_went_on_meanwhile_does_nothing() {
    let app = spawn().await;
    let (console, api) = (app.sign_in().await, app.api());
    let ada = add_ada(&console).await;
    let page = console.follow(&start(&console, &ada, "MSCSP").await).await;
    work(&api, json!({ "status": "fulfilled" })).await;
    let late = console.submit(&page, page.form("Cancel MSCSP")).await.assert_status(303);
    let late = console.follow(&late).await.assert_shows("It had moved on meanwhile.");
    late.assert_shows("Fulfilled");
}

#[actix_web::test]
async fn the_list_shows_what_needs_a_person_and_is_filtered_by_it() {
    let app = spawn().await;
    let (console, api) = (app.sign_in().await, app.api());
    for (name, says) in [
        ("Failing", json!({ "status": "failed" })),
        ("Going", json!({ "message": "On it" })),
        ("Done", json!({ "status": "fulfilled" })),
    ] {
        let customer = console.create_customer(name).await;
        start(&console, &customer, "MSCSP").await.assert_status(303);
        work(&api, says).await;
    }
    let waiting = console.create_customer("Waiting one").await;
    start(&console, &waiting, "MSCSP").await.assert_status(303);
    let list = console.open("/customers?sort=name").await;
    let states: Vec<_> = list.rows().iter().map(|row| row[row.len() - 2].clone()).collect();
    assert_eq!(states, ["Active", "Failed", "In progress", "Active"], "{list}");
    let form = list.form("Apply filter").fill("Provisioning", "Failed");
    let found = console.submit(&list, form).await.assert_status(200);
    assert!(found.shows("Provisioning is Failed") && found.shows("Failing"), "{found}");
    assert_eq!(found.rows().len(), 1);
    assert!(found.body.contains("provisioning=failed"), "pages and orders carry it on\n{found}");
    for (query, expected) in [
        ("provisioning=in_progress", &["Going"][..]),
        ("provisioning=pending&sort=-name", &["Waiting one"]),
        ("provisioning=fulfilled&q=done", &["Done"]),
        ("provisioning=fulfilled&q=failing", &[]),
        ("provisioning=stuck", &[]),
        ("provisioning=nonsense&sort=name", &["Done", "Failing", "Going", "Waiting one"]),
    ] {
        let found = console.open(&format!("/customers?{query}")).await;
        for name in ["Done", "Failing", "Going", "Waiting one"] {
            assert_eq!(found.has_link(name), expected.contains(&name), "{query} {name}\n{found}");
        }
    }
    silence(&app, 3);
    let stuck = console.open("/customers?provisioning=stuck").await.assert_shows("Going");
    assert_eq!(stuck.rows().len(), 1);
}

#[actix_web::test]
async fn a_viewer_sees_and_changes_nothing_and_the_trash_stops_it() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    let page = console.follow(&start(&console, &ada, "MSCSP").await).await;
    let viewer = app.sign_in_with_role("viewer").await;
    let seen = viewer.open(&page.path).await;
    assert!(seen.shows("Waiting") && !seen.has_button("Cancel MSCSP"), "{seen}");
    let seen = viewer.open_customer(&ada).await;
    assert!(!seen.has_button("Cancel MSCSP") && !seen.has_link("Start"), "{seen}");
    console.delete_customer(&ada).await.assert_status(303);
    let trashed = console.open_customer(&ada).await;
    assert!(!trashed.has_button("Cancel MSCSP") && !trashed.has_link("Start"), "{trashed}");
    let new = console.get(&format!("{}/provisions/new", ada.url())).await;
    new.assert_redirect(&ada.url());
    console.open("/customers?provisioning=pending").await.assert_hides("Countess Ada");
    // Of another customer it is not there.
    let other = console.create_customer("Other").await;
    let own = page.path.rsplit('/').next().unwrap();
    console.get(&format!("{}/provisions/{own}", other.url())).await.assert_status(404);
}
