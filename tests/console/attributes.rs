//! Attributes at the console: their definitions in the settings, and their values on customers and in the list.

use serde_json::json;

use crate::console::customers::listed;
use crate::support::console::{Console, Customer};
use crate::support::eventually::{PATIENCE, eventually};
use crate::support::page::Page;
use crate::support::server::{App, spawn};

const SETTINGS: &str = "/settings/attributes";
const FILTER: &str = "Filter: the list can be narrowed to a value";
const LISTED: &str = "In the list: a column among the customers, for the first three";
const REQUIRED: &str = "Required: a new customer must have a value";

/// Defines an attribute with these uses, and answers the address of its page.
async fn define(console: &Console, label: &str, kind: &str, choices: &str, uses: &[&str]) -> String {
    let page = console.open(SETTINGS).await;
    let form = page.form("Define an attribute").fill("Name", label).fill("Type", kind);
    let form = uses.iter().fold(form.fill("Values to choose from", choices), |form, mark| form.tick(mark));
    console.submit(&page, form).await.assert_status(303);
    console.open(SETTINGS).await.link(&format!("Edit {label}")).href
}

async fn add(app: &App, name: &str, attributes: serde_json::Value) -> Customer {
    let body = json!({ "displayName": name, "attributes": attributes });
    let made = app.api().post("/api/v1/customers", &body).await.assert_status(201);
    Customer { id: made.json()["customerId"].as_str().unwrap().to_owned() }
}

/// The page of some work, once nothing moves any more.
async fn settled(console: &Console, path: &str) -> Page {
    eventually("the work is over", PATIENCE, async || {
        let page = console.open(path).await;
        (!page.shows("You can leave this page")).then_some(page)
    })
    .await
}

#[actix_web::test]
async fn an_attribute_is_defined_changed_moved_and_deleted() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let start = console.open("/customers").await;
    console.open(&start.link("Attributes").href).await.assert_shows("No attributes are defined yet");
    let tier = define(&console, "Tier", "Choice", "Gold\nSilver", &[LISTED]).await;
    define(&console, "Since", "Date", "", &[REQUIRED]).await;
    let page = console.open(SETTINGS).await.assert_heading("Attributes 2").assert_shows("In the list");
    let page = page.assert_shows("Required").assert_shows("Choice");
    assert!(!page.has_button("Move Tier up") && !page.has_button("Move Since down"));
    let moved = console.submit(&page, page.form("Move Since up")).await.assert_redirect(SETTINGS);
    assert!(console.follow(&moved).await.has_button("Move Tier up"));

    let page = console.open(&tier).await.assert_heading("Tier");
    let saved =
        console.submit(&page, page.form("Save").fill("Name", "Level").fill("Default value", "Silver")).await;
    console
        .follow(&saved.assert_redirect(SETTINGS))
        .await
        .assert_shows("Level was changed.")
        .assert_shows("Tier");
    add(&app, "Acme", json!({ "Since": "2026-01-01" })).await;
    let question =
        console.open(&format!("{tier}/delete")).await.assert_heading("Delete the attribute Level?");
    let question = question.assert_shows("1 customer has a value of it. It stays, under the free key Tier.");
    let gone = console.submit(&question, question.form("Delete")).await.assert_redirect(SETTINGS);
    let page = console.follow(&gone).await.assert_shows("Level is not an attribute any more.");
    assert!(!page.has_link("Edit Level"));
    console.get(&tier).await.assert_status(404);
    let customer = listed(&console.open("/customers").await);
    assert_eq!(customer, ["Acme"]);
}

#[actix_web::test]
async fn a_definition_that_makes_no_sense_comes_back_with_reasons() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = console.open(SETTINGS).await;
    let form = page.form("Define an attribute").fill("Type", "Choice").fill("Default value", "x");
    let refused = console.submit(&page, form).await.assert_status(422);
    let refused = refused.assert_error_beside("Name", "Enter a name");
    let refused =
        refused.assert_error_beside("Values to choose from", "Enter at least one value to choose from");
    assert_eq!(refused.field("Type").value, "choice");
    let wrong = page.form("Define an attribute").fill("Name", "Size").fill("Type", "Number");
    let refused = console.submit(&page, wrong.clone().fill("Default value", "few")).await.assert_status(422);
    refused.assert_error_beside("Default value", "Enter a number like 1250.50");
    console.submit(&page, wrong.clone()).await.assert_redirect(SETTINGS);
    let twice = console.submit(&page, wrong.clone()).await.assert_status(422);
    twice.assert_error_beside("Key", "There is an attribute with this key already");
    console.submit(&page, wrong.forge("kind", "colour")).await.assert_status(422);
}

#[actix_web::test]
async fn values_are_typed_in_the_forms_and_shown_on_the_page() {
    let app = spawn().await;
    let console = app.sign_in().await;
    define(&console, "Tier", "Choice", "Gold\nSilver", &[]).await;
    define(&console, "Size", "Number", "", &[REQUIRED]).await;
    define(&console, "Since", "Date", "", &[]).await;
    define(&console, "Newsletter", "Yes or no", "", &[]).await;
    define(&console, "Shop", "Web address", "", &[]).await;
    let page = console.open("/customers/new").await;
    let form =
        page.form("Submit").fill("First Name", "Ada").fill("Tier", "Gold").fill("Shop", "javascript://x");
    let refused = console.submit(&page, form).await.assert_status(422);
    let refused = refused.assert_error_beside("Size", "Size is required");
    let refused = refused.assert_error_beside("Shop", "Enter an address like https://example.com");
    assert_eq!(refused.field("Shop").value, "javascript://x");
    let form = refused.form("Submit").fill("Size", "12,5").fill("Shop", "https://ada.example");
    let refused = console.submit(&refused, form.fill("Since", "2026-11-21").fill("Newsletter", "Yes")).await;
    let refused = refused.assert_status(422).assert_error_beside("Size", "Enter a number like 1250.50");
    let saved =
        console.submit(&refused, refused.form("Submit").fill("Size", "12.5")).await.assert_status(303);
    let path = saved.location().to_owned();
    let page = console.follow(&saved).await.assert_shows("Gold").assert_shows("12.5").assert_shows("Yes");
    assert_eq!(page.link("https://ada.example").href, "https://ada.example");
    assert!(page.body.contains("rel=\"noopener noreferrer nofollow\""));

    // Opened and saved again nothing changes; a free key stands beside those that are defined.
    let edit = format!("{path}/edit");
    let page = console.open(&edit).await;
    assert_eq!(
        (page.field("Size").value.as_str(), page.field("Newsletter").value.as_str()),
        ("12.5", "true")
    );
    let same = console.submit(&page, page.form("Save")).await.assert_redirect(&path);
    console.follow(&same).await.assert_shows("Nothing was changed");
    let page = console.submit(&page, page.form("Add attribute")).await.assert_status(200);
    let form = page.form("Save").fill("Key", "colour").fill("Value", "red").fill("Size", "");
    let refused = console.submit(&page, form).await.assert_status(422);
    let refused = refused.assert_error_beside("Size", "Size is required");
    let saved =
        console.submit(&refused, refused.form("Save").fill("Size", "13")).await.assert_redirect(&path);
    console.follow(&saved).await.assert_shows("colour").assert_shows("13");
}

#[actix_web::test]
async fn a_value_that_was_there_before_its_definition_stays_and_is_marked() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let acme = add(&app, "Acme", json!({ "Size": "many", "List": [1] })).await;
    define(&console, "Size", "Number", "", &[]).await;
    define(&console, "List", "Text", "", &[]).await;
    let page = console.open_customer(&acme).await.assert_shows("Does not fit");
    page.assert_shows("Enter a number like 1250.50");
    let page = console.open(&format!("{}/edit", acme.url())).await;
    console.submit(&page, page.form("Save").fill("First Name", "Ada")).await.assert_redirect(&acme.url());
    let stored = app.api().get(&format!("/api/v1/customers/{}", acme.id)).await;
    stored.assert_at("/attributes", json!({ "Size": "many", "List": [1] })).assert_at("/firstName", "Ada");
    let refused = console.submit(&page, page.form("Save").fill("Size", "few")).await.assert_status(422);
    refused.assert_error_beside("Size", "Enter a number like 1250.50");
}

#[actix_web::test]
async fn the_list_shows_and_filters_by_attributes() {
    let app = spawn().await;
    let console = app.sign_in().await;
    define(&console, "Tier", "Choice", "Gold\nSilver", &[LISTED, FILTER]).await;
    define(&console, "Size", "Number", "", &[FILTER]).await;
    for (name, tier, size) in [("Acme", "Gold", 9), ("Zenith", "Silver", 10), ("Nadir", "Gold", 100)] {
        add(&app, name, json!({ "Tier": tier, "Size": size })).await;
    }
    add(&app, "<b>Bold</b>", json!({ "Tier": "Silver" })).await;
    let page = console.open("/customers").await;
    assert!(page.rows()[0].join(" ").contains("Silver"), "{page}");
    let page = console.submit(&page, page.form("Apply filter").fill("Tier", "Gold")).await.assert_status(200);
    assert_eq!(listed(&page), ["Nadir", "Acme"]);
    let page = page.assert_shows("Tier is Gold");
    let form = page.form("Apply filter").fill("Size, from", "10").fill("Size, to", "200");
    let page =
        console.submit(&page, form).await.assert_status(200).assert_shows("Size is between 10 and 200");
    assert_eq!(listed(&page), ["Nadir"]);
    // The order keeps the filter, and a chip takes its own off.
    let sorted = console.open(&page.link("Display Name").href).await.assert_shows("Tier is Gold");
    assert_eq!(listed(&sorted), ["Nadir"]);
    let page = console.open(&page.link("Clear: Tier").href).await.assert_hides("Tier is Gold");
    assert_eq!(listed(&page), ["Nadir", "Zenith"]);
    // An old link, or nonsense, still opens a list.
    for query in ["attribute.x=1", "from.=1"] {
        assert_eq!(listed(&console.open(&format!("/customers?{query}")).await).len(), 4, "{query}");
    }
}

/// Everybody was listed, as if they met the filter, with what deletes them below.
#[actix_web::test]
async fn nobody_is_listed_by_a_filter_that_cannot_be_read() {
    let app = spawn().await;
    let console = app.sign_in().await;
    define(&console, "Size", "Number", "", &[FILTER]).await;
    define(&console, "Since", "Date", "", &[FILTER]).await;
    let more = ["A", "B", "C", "D", "E", "F"];
    for label in more {
        define(&console, label, "Text", "", &[FILTER]).await;
    }
    add(&app, "Acme", json!({ "Size": "9", "A": "x", "B": "x" })).await;
    let page = console.open("/customers").await;
    let refused = |page: &Page, label: &str, typed: &str, problem: &str| {
        assert_eq!((page.status.as_u16(), listed(page).len()), (422, 0), "{label} {typed}\n{page}");
        assert_eq!(page.field(label).value, typed);
        assert!(page.shows("Nobody is listed, because a filter cannot be used."), "{page}");
        assert!(page.error_beside(label).contains(problem), "{label} {typed}\n{page}");
        assert!(!page.has_button("Delete"), "{label} {typed}\n{page}");
    };
    for (label, typed, problem) in [
        ("Size, from", "1,250", "Enter a number like 1250.50"),
        ("Size, to", "abc", "Enter a number like 1250.50"),
        ("Since, from", "20.11.2026", "Enter a day like 2026-11-21"),
        ("Changed since", "soon", "Enter a day like 2026-11-21"),
    ] {
        let form = page.form("Apply filter").fill("Type", "Personal").fill(label, typed);
        let answer = console.submit(&page, form).await;
        refused(&answer, label, typed, problem);
        // What else was asked stays when it is taken off.
        let chip = format!("Clear: {}", label.split(',').next().unwrap());
        let page = console.open(&answer.link(&chip).href).await.assert_shows("Type is Personal");
        assert_eq!(listed(&page).len(), 1, "{label}");
    }
    let five = more[..5].iter().fold(page.form("Apply filter"), |form, label| form.fill(label, "x"));
    console.submit(&page, five.clone()).await.assert_status(200);
    refused(&console.submit(&page, five.fill("F", "x")).await, "F", "x", "Filter by at most 5 attributes");
    // One that is no longer defined met everybody, too.
    let gone = console.get("/customers?attribute.0193aaaa-0000-7000-8000-000000000000=Gold").await;
    let gone = gone.assert_status(422).assert_shows("This attribute is no longer defined");
    assert_eq!(listed(&console.open(&gone.link("Clear: Attributes").href).await), ["Acme"]);
}

#[actix_web::test]
async fn a_filter_is_prepared_in_the_background_for_customers_there_are() {
    let app = spawn().await;
    let console = app.sign_in().await;
    add(&app, "Acme", json!({ "Tier": "Gold" })).await;
    let url = define(&console, "Tier", "Text", "", &[]).await;
    let page = console.open(&url).await;
    let sent = console.submit(&page, page.form("Save").tick(FILTER)).await.assert_status(303);
    let page = settled(&console, sent.location()).await.assert_heading("Preparing the filter of Tier");
    page.assert_shows("Every customer has followed.");
    let page = console.open("/customers").await;
    let page = console.submit(&page, page.form("Apply filter").fill("Tier", "gold")).await.assert_status(200);
    assert_eq!(listed(&page), ["Acme"]);
}

#[actix_web::test]
async fn another_key_and_type_is_looked_at_and_then_made() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let good = add(&app, "Good", json!({ "Size": "5" })).await;
    let bad = add(&app, "Bad", json!({ "Size": "many" })).await;
    let url = define(&console, "Size", "Text", "", &[FILTER]).await;
    eventually("the filter is ready", PATIENCE, async || {
        (!console.open(SETTINGS).await.shows("Preparing")).then_some(())
    })
    .await;
    let page = console.open(&url).await;
    let form = page.form("See what would change").fill("Key", "staff").fill("Type", "Number");
    let sent = console.submit(&page, form.clone()).await.assert_status(303);
    let path = sent.location().to_owned();
    let found = settled(&console, &path).await.assert_heading("Changing the attribute Size");
    let found = found.assert_shows("The key Size becomes staff, with the type Number.");
    let found = found.assert_shows("Nothing has been changed yet.").assert_shows("many");
    assert_eq!(found.link("Bad").href, bad.url());
    let dropped = console.submit(&found, found.form("Do not change anything")).await.assert_redirect(&path);
    let page = console.follow(&dropped).await.assert_shows("It was given up, and nothing was changed.");
    assert!(!page.has_button("Make this change"));
    let late = console.submit(&found, found.form("Make this change")).await.assert_redirect(&path);
    console.follow(&late).await.assert_shows("This has moved on meanwhile");

    let sent = console.submit(&page, form).await.assert_status(303);
    let path = sent.location().to_owned();
    let found = settled(&console, &path).await;
    console.submit(&found, found.form("Make this change")).await.assert_redirect(&path);
    settled(&console, &path).await.assert_shows("Every customer has followed.");
    let api = app.api();
    for (customer, value) in [(&good, "5"), (&bad, "many")] {
        let stored = api.get(&format!("/api/v1/customers/{}", customer.id)).await;
        stored.assert_at("/attributes", json!({ "staff": value })).assert_at("/version", "2");
    }
    console.open_customer(&bad).await.assert_shows("Does not fit");
    // Those whose value does not fit are a list of their own, from the work's page and from the attribute's.
    let over = console.open(&path).await.assert_shows("many");
    let all = over.link("Customers it does not fit").href;
    assert_eq!(console.open(&url).await.link("Customers it does not fit").href, all);
    let unfit = console.open(&all).await.assert_shows("Size does not fit its type");
    assert_eq!(listed(&unfit), ["Bad"]);
    let narrowed = console.submit(&unfit, unfit.form("Apply filter").fill("Type", "corporate")).await;
    assert!(listed(&narrowed).is_empty() && narrowed.shows("Size does not fit its type"), "{narrowed}");
    let list = api.get("/api/v1/customers?unfit.staff=yes").await.assert_status(200);
    list.assert_at("/items/0/displayName", "Bad");
    console.open(&format!("{}/history", good.url())).await.assert_shows("Attributes");
    let list = api.get("/api/v1/customers?from.staff=4").await.assert_status(200);
    list.assert_at("/items/0/displayName", "Good");
    let put = json!({ "attributes": { "staff": "6" } });
    api.put(&format!("/api/v1/customers/{}", bad.id), &put).await.assert_status(200);
    console.open(&all).await.assert_shows("No customers match");
}

/// Both forms of the page were made of what one of them had sent, so that saving the other wiped the default.
#[actix_web::test]
async fn what_is_refused_in_one_form_leaves_the_other_as_it_is_stored() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let tier = define(&console, "Tier", "Choice", "Gold\nSilver", &[LISTED]).await;
    let page = console.open(&tier).await;
    console.submit(&page, page.form("Save").fill("Default value", "Silver")).await.assert_status(303);
    let page = console.open(&tier).await;
    let form = page.form("See what would change").fill("Key", "level").fill("Type", "Number");
    let refused = console.submit(&page, form.fill("Values to choose from", "x\ny")).await.assert_status(422);
    assert!(!refused.error_beside("Type").is_empty(), "{refused}");
    assert_eq!((refused.field("Key").value, refused.field("Type").value), ("level".into(), "number".into()));
    assert_eq!(refused.field("Default value").value, "Silver");
    console.submit(&refused, refused.form("Save").fill("Name", "Level")).await.assert_status(303);
    let page = console.open(&tier).await;
    assert_eq!(page.field("Default value").value, "Silver");

    let long = "x".repeat(1000);
    let refused = console.submit(&page, page.form("Save").fill("Name", &long)).await.assert_status(422);
    assert_eq!((refused.field("Key").value, refused.field("Name").value), ("Tier".into(), long));
    assert_eq!(refused.field("Values to choose from").value.replace("\r\n", "\n"), "Gold\nSilver");
}

#[actix_web::test]
async fn others_than_administrators_see_definitions_and_change_none() {
    let app = spawn().await;
    let admin = app.sign_in().await;
    let url = define(&admin, "Tier", "Choice", "Gold", &[]).await;
    for role in ["viewer", "editor"] {
        let console = app.sign_in_with_role(role).await;
        let page = console.open(SETTINGS).await.assert_shows("Tier").assert_shows("Choice");
        assert!(!page.has_button("Define an attribute") && !page.has_link("Edit Tier"), "{role}");
        console.get(&url).await.assert_status(403);
    }
}

#[actix_web::test]
async fn a_column_goes_to_what_is_defined() {
    let app = spawn().await;
    let console = app.sign_in().await;
    define(&console, "Loyalty tier", "Choice", "Gold\nSilver", &[]).await;
    let page = console.open("/imports/new").await;
    let file = "Display Name,loyalty tier,Colour\nAcme,gold,red\nZenith,tin,\n";
    let form = page.form("Submit").attach("Drag and drop", "tiers.csv", file);
    let map = console.follow(&console.submit(&page, form).await.assert_status(303)).await;
    let row = |page: &Page, name: &str| {
        let rows = page.rows().into_iter().map(|row| row.join(" "));
        rows.into_iter().find(|row| row.contains(name)).unwrap_or_default()
    };
    assert!(!row(&map, "loyalty tier").contains("New attribute"), "{map}");
    let sent = console.submit(&map, map.form("Check all 2 rows")).await.assert_status(303);
    let check = settled(&console, sent.location()).await;
    check
        .assert_heading("Will create 1, update 0, skip 0. 1 row needs a fix.")
        .assert_shows("Choose one of these: Gold, Silver");
}
