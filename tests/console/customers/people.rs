//! The people of a firm: in the editor, on its page, in its history, found by the search.

use serde_json::json;

use super::{listed, version_of};
use crate::support::console::{Console, Customer};
use crate::support::server::{App, spawn};

/// A firm with Ana, the main one, and Marc.
pub async fn add_firm(app: &App, name: &str) -> Customer {
    let body = json!({
        "kind": "corporate",
        "company": { "name": name },
        "people": [
            { "firstName": "Ana", "lastName": "Roy", "emailAddress": "ana@ferme.example", "isMain": true,
              "phone": "+33 4 74 00 00 00", "type": "Technical",
              "references": [{ "system": "arrowsphere", "name": "contactPersonId", "value": "E-7" }] },
            { "displayName": "Marc Brun", "emailAddress": "marc@ferme.example" },
        ],
    });
    let made = app.api().post("/api/v1/customers", &body).await.assert_status(201);
    Customer { id: made.json()["customerId"].as_str().unwrap().to_owned() }
}

async fn person_at(app: &App, firm: &Customer, at: usize) -> serde_json::Value {
    app.api().get(&format!("/api/v1{}", firm.url())).await.json()["people"][at].clone()
}

async fn found(console: &Console, words: &str) -> Vec<String> {
    listed(&console.open(&format!("/customers?q={words}")).await)
}

#[actix_web::test]
async fn contacts_are_added_in_the_editor_and_one_is_the_main_one() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let firm = console.create_customer("Ferme du Lac").await;
    let edit = format!("{}/edit", firm.url());
    let mut page = console.open(&edit).await;
    for _ in 0..2 {
        page = console.submit(&page, page.form("Add contact")).await.assert_status(200);
    }
    let form = page
        .form("Save")
        .tick("Corporate")
        .forge("people.0.first_name", "Ana")
        .forge("people.0.last_name", "Roy")
        .forge("people.1.email_address", "marc@ferme.example")
        .forge("people_main", "1");
    let saved = console.submit(&page, form).await.assert_redirect(&firm.url());
    let page = console.follow(&saved).await;
    let page = page.assert_shows("Ana Roy").assert_shows("marc@ferme.example").assert_shows("Main contact");
    assert_eq!(version_of(&page), "2");
    let (ana, marc) = (person_at(&app, &firm, 0).await, person_at(&app, &firm, 1).await);
    assert_eq!((&ana["displayName"], &ana["isMain"]), (&json!("Ana Roy"), &json!(false)));
    assert_eq!((&marc["displayName"], &marc["isMain"]), (&json!("marc@ferme.example"), &json!(true)));
    assert!(ana["number"].as_i64().unwrap() > 0 && ana["number"] != marc["number"]);

    // Opened and saved again nothing changes; renamed, the display name follows and the number stays.
    let page = console.open(&edit).await;
    let same = console.submit(&page, page.form("Save")).await.assert_status(303);
    console.follow(&same).await.assert_shows("Nothing was changed.");
    let form = page.form("Save").forge("people.0.last_name", "Roy-Dupont");
    console.submit(&page, form).await.assert_redirect(&firm.url());
    let renamed = person_at(&app, &firm, 0).await;
    assert_eq!(renamed["displayName"], "Ana Roy-Dupont");
    assert_eq!((&renamed["number"], &renamed["key"]), (&ana["number"], &ana["key"]));
}

#[actix_web::test]
async fn on_the_page_of_a_firm_a_contact_is_made_the_main_one_and_removed() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let firm = add_firm(&app, "Ferme du Lac").await;
    let page = console.open(&firm.url()).await.assert_shows("Technical · +33 4 74 00 00 00");
    let saved = console.submit(&page, page.form("Make main Marc Brun")).await.assert_redirect(&firm.url());
    console.follow(&saved).await;
    assert_eq!(person_at(&app, &firm, 1).await["isMain"], true);
    let page = console.open(&firm.url()).await;
    let gone = console.submit(&page, page.form("Remove Marc Brun")).await.assert_redirect(&firm.url());
    let page = console.follow(&gone).await;
    assert_eq!(person_at(&app, &firm, 1).await, json!(null));
    let back = console.submit(&page, page.form("Undo")).await.assert_redirect(&firm.url());
    console.follow(&back).await.assert_shows("Marc Brun");
    assert_eq!(person_at(&app, &firm, 1).await["isMain"], true, "with the key it had");

    let person = console.create_customer("A person").await;
    assert!(
        !console.open(&person.url()).await.text().contains("No contacts yet"),
        "only a firm has contacts"
    );
}

#[actix_web::test]
async fn a_wrong_contact_is_named_beside_its_field_and_kept() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let firm = add_firm(&app, "Ferme du Lac").await;
    let page = console.open(&format!("{}/edit", firm.url())).await;
    let form = page
        .form("Save")
        .forge("people.0.email_address", "ana@")
        .forge("people.1.display_name", "")
        .forge("people.1.email_address", "")
        .forge("people.1.role", "primary");
    let page = console.submit(&page, form).await.assert_status(422);
    let page = page.assert_shows("Contact 1, Email Address").assert_shows("Contact 2, Display Name");
    assert!(page.body.contains("value=\"ana@\"") && page.body.contains("value=\"primary\""));
    assert_eq!(person_at(&app, &firm, 0).await["emailAddress"], "ana@ferme.example");
}

#[actix_web::test]
async fn a_firm_is_found_by_its_contacts_until_it_is_in_the_trash() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let firm = add_firm(&app, "Ferme du Lac").await;
    for words in ["brun", "ana%20roy", "marc%40ferme.example", "0474000000"] {
        assert_eq!(found(&console, words).await, ["Ferme du Lac"], "{words}");
    }
    let page = console.open(&firm.url()).await;
    console.submit(&page, page.form("Delete")).await.assert_status(303);
    assert!(found(&console, "brun").await.is_empty());
    let live = "SELECT count(*) FROM people WHERE is_live";
    assert_eq!(app.database().count(live), 0);
    let page = console.open(&firm.url()).await;
    console.submit(&page, page.form("Restore")).await.assert_status(303);
    assert_eq!((found(&console, "brun").await.len(), app.database().count(live)), (1, 2));
    let page = console.open(&firm.url()).await;
    console.submit(&page, page.form("Delete")).await.assert_status(303);
    let page = console.open(&format!("{}/purge", firm.url())).await;
    console.submit(&page, page.form("Delete for ever")).await.assert_status(303);
    assert_eq!(app.database().count("SELECT count(*) FROM people"), 0);
}

#[actix_web::test]
async fn two_who_choose_another_main_contact_are_asked() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let firm = add_firm(&app, "Ferme du Lac").await;
    let mine = console.open(&format!("{}/edit", firm.url())).await;
    let page = console.open(&firm.url()).await;
    console.submit(&page, page.form("Make main Marc Brun")).await.assert_status(303);
    // A third contact that becomes the main one here, while Marc became it there.
    let form = mine
        .form("Save")
        .forge("people.2.display_name", "Zoé Petit")
        .forge("people_main", "2")
        .forge("people.1.role", "Buyer");
    let clash = console.submit(&mine, form).await.assert_status(409);
    let clash = clash.assert_shows("Main contact").assert_shows("Marc Brun").assert_shows("Zoé Petit");
    let form = clash.form("Save").forge("choose.main_person", "mine");
    console.submit(&clash, form).await.assert_redirect(&firm.url());
    let (marc, zoe) = (person_at(&app, &firm, 1).await, person_at(&app, &firm, 2).await);
    assert_eq!((&marc["role"], &marc["isMain"]), (&json!("Buyer"), &json!(false)));
    assert_eq!((&zoe["displayName"], &zoe["isMain"]), (&json!("Zoé Petit"), &json!(true)));
    let path = format!("{}/history/compare?from=1&to=3", firm.url());
    console.open(&path).await.assert_shows("Zoé Petit").assert_shows("Main contact");
}

#[actix_web::test]
async fn what_the_api_read_of_contacts_can_be_sent_back() {
    let app = spawn().await;
    let api = app.api();
    let firm = add_firm(&app, "Ferme du Lac").await;
    let path = format!("/api/v1{}", firm.url());
    let before = api.get(&path).await.json();
    api.put(&path, &before).await.assert_status(200).assert_at("/version", "1");
    // Without keys, and without what other systems call them, they are still the same people.
    let mut people = before["people"].clone();
    for person in people.as_array_mut().unwrap() {
        for member in ["key", "number", "references"] {
            person.as_object_mut().unwrap().remove(member);
        }
    }
    let same = api.put(&path, &json!({ "people": people })).await.assert_status(200);
    same.assert_at("/version", "1").assert_at("/people", before["people"].clone());

    let two =
        json!({ "people": [{ "displayName": "A", "isMain": true }, { "displayName": "B", "isMain": true }] });
    let refused = api.put(&path, &two).await.assert_status(422);
    assert!(refused.body.contains("/people/1/isMain"), "{refused}");
    let wrong = json!({ "people": [{ "emailAddress": "nobody" }] });
    let refused = api.put(&path, &wrong).await.assert_status(422);
    assert!(refused.body.contains("/people/0/emailAddress"), "{refused}");
    let none = api.put(&path, &json!({ "people": [] })).await.assert_status(200);
    none.assert_at("/people", json!([])).assert_at("/version", "2");
}
