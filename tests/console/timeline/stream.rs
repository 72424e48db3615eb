//! The stream: what changed, and the ways to look at less and at more of it.

use serde_json::json;

use super::{assert_order, timeline, write};
use crate::api::imports::imported;
use crate::console::customers::add_ada;
use crate::support::server::spawn;

#[actix_web::test]
async fn a_change_shows_what_the_fields_were_and_are() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    console.edit_customer(&ada, &[("Last Name", "King")]).await.assert_status(303);
    let page = timeline(&console, &ada).await;
    assert_order(&page, "Last Name: Byrne", "King");
    assert!(
        page.body.contains("<del><bdi>Byrne</bdi></del>") && page.body.contains("<ins><bdi>King</bdi></ins>")
    );

    let many = json!({ "firstName": "Augusta", "lastName": "Noel", "displayName": "Augusta Noel",
        "emailAddress": "noel@example.org", "attributes": { "tier": "y".repeat(900) } });
    app.api().patch(&format!("/api/v1{}", ada.url()), &many).await.assert_status(200);
    let page = timeline(&console, &ada).await.assert_shows("Augusta").assert_hides(&"y".repeat(130));
    let all = console.open(&page.link("Show 2 more fields").href).await;
    all.assert_heading("Version 2 to version 3").assert_shows("noel@example.org");
    let ends = json!({ "attributes": { "tier": "z".repeat(900) } });
    app.api().patch(&format!("/api/v1{}", ada.url()), &ends).await.assert_status(200);
    timeline(&console, &ada).await.assert_shows("zzz…");
}

#[actix_web::test]
async fn an_import_shows_what_its_row_changed() {
    let app = spawn().await;
    let api = app.api();
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    let csv = "First Name,Last Name,Email\nAda,Noel,ada@example.org\n";
    imported(&api, "spring.csv", csv, &json!({})).await;
    let page = timeline(&console, &ada).await.assert_shows("Updated by import spring.csv, row 2");
    assert_order(&page, "Last Name: Byrne", "Noel");
    console.open(&format!("{}/timeline?show=imports", ada.url())).await.assert_shows("spring.csv");
    console.open("/activity").await.assert_shows("imported spring.csv, 1 saved");
}

#[actix_web::test]
async fn a_topic_is_chosen_by_an_address() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    write(&console, &ada, "Remember").await;
    app.api().patch(&format!("/api/v1{}", ada.url()), &json!({ "tags": ["VIP"] })).await.assert_status(200);
    let page = timeline(&console, &ada).await;
    let links = page.links();
    for (topic, shown, hidden) in [
        ("notes", "Remember", "added the tag VIP"),
        ("tags", "added the tag VIP", "created this customer"),
        ("changes", "created this customer", "Remember"),
        ("files", "Nothing of this kind happened yet", "Remember"),
    ] {
        let chip = links.iter().find(|link| link.href.ends_with(&format!("?show={topic}"))).unwrap();
        let page = console.open(&chip.href).await;
        page.assert_shows(shown).assert_hides(hidden);
    }
    // An address that means nothing shows everything.
    let odd = console.open(&format!("{}/timeline?show=x&before=y", ada.url())).await;
    odd.assert_shows("Remember").assert_shows("created this customer");
}

#[actix_web::test]
async fn pages_joined_are_the_whole_timeline() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    let api = app.api();
    let events = format!("/api/v1{}/events", ada.url());
    for at in 0..66 {
        api.post(&events, &json!({ "text": format!("note {at:02}.") })).await.assert_status(201);
    }
    let first = timeline(&console, &ada).await.assert_shows("note 65.").assert_shows("note 16.");
    let first = first.assert_hides("note 15.");
    let second = console.open(&first.link("Show 17 older events").href).await;
    let second = second.assert_shows("note 15.").assert_shows("note 00.").assert_hides("note 16.");
    assert!(
        !second.assert_shows("created this customer").links().iter().any(|it| it.text.starts_with("Show "))
    );
}
