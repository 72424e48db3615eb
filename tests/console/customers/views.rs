//! Views: queries of the list that an organization keeps under a name.

use serde_json::json;

use crate::console::customers::listed;
use crate::console::customers::rights::{post, sign_in_elsewhere};
use crate::support::console::Console;
use crate::support::page::Page;
use crate::support::server::spawn;

/// Saves what the list shows as a view of this name.
async fn save(console: &Console, list: &Page, title: &str) -> Page {
    console.submit(list, list.form("Save view").fill("View name", title)).await
}

#[actix_web::test]
async fn a_query_is_saved_opened_renamed_and_deleted() {
    let app = spawn().await;
    let console = app.sign_in().await;
    console.create_customer_with(&[("Display Name", "Acme"), ("Email Address", "a@acme.example")]).await;
    for name in ["Bare", "Blank"] {
        console.create_customer(name).await;
    }
    assert!(!console.open("/customers").await.has_button("Save view"), "all customers are a view already");
    let list = console.open("/customers?email=no&sort=name&limit=10&at=1").await;
    let saved = save(&console, &list, " No Email Address ").await.assert_status(303);
    assert_eq!(saved.location(), "/customers?email=no&sort=name");
    let page = console.follow(&saved).await.assert_shows("No Email Address is a view now.");
    assert_eq!(listed(&page), ["Bare", "Blank"]);
    assert!(!page.has_button("Save view"), "it is one");

    // It is a tab of every list with its count where that is known, and stands on the dashboard.
    assert_eq!(page.link("No Email Address 2").href, "/customers?email=no&sort=name");
    let elsewhere = app.sign_in_with_role("viewer").await.open("/customers").await;
    assert!(elsewhere.has_link("No Email Address") && !elsewhere.has_link("Change view"), "{elsewhere}");
    let dashboard = console.open("/").await.assert_shows("Views");
    assert!(dashboard.text().contains("No Email Address2"), "{dashboard}");
    let view = dashboard.link("No Email Address").href;
    let page = console.open(&view).await;

    let form = console.open(&page.link("Change view").href).await.assert_heading("No Email Address");
    let refused = console.submit(&form, form.form("Save").fill("View name", " ")).await.assert_status(422);
    refused.assert_error_beside("View name", "Enter a name for the view");
    let renamed = console.submit(&form, form.form("Save").fill("View name", "Unreachable")).await;
    assert_eq!(renamed.location(), view);
    console.follow(&renamed).await.assert_shows("The view is called Unreachable now.");

    let question = console.open(&form.link("Delete view").href).await;
    let question = question.assert_heading("Delete the view Unreachable?");
    let gone = console.submit(&question, question.form("Delete view")).await.assert_redirect("/customers");
    let page = console.follow(&gone).await.assert_shows("The view Unreachable was deleted.");
    assert_eq!(listed(&page).len(), 3);
    console.get(&form.path).await.assert_status(404);
    console.submit(&question, question.form("Delete view")).await.assert_status(404);
    let audited =
        "SELECT count(*) FROM audit WHERE record = 'view' AND action IN ('create', 'rename', 'delete')";
    assert_eq!(app.database().count(audited), 3);
    assert_eq!(app.database().count("SELECT view_count FROM organizations"), 0);
}

#[actix_web::test]
async fn a_view_that_cannot_be_saved_comes_back_with_reasons() {
    let app = spawn().await;
    let console = app.sign_in().await;
    console.create_customer("Acme").await;
    let list = console.open("/customers?kind=personal").await;
    save(&console, &list, "People").await.assert_status(303);
    let other = console.open("/customers?q=acme").await;
    for (title, reason) in [
        ("", "Enter a name for the view"),
        ("PÉOPLE", "Another view has this name"),
        (&"x".repeat(41), "40 characters"),
    ] {
        let refused = save(&console, &other, title).await.assert_status(422).assert_heading("Save view");
        assert!(refused.error_beside("View name").contains(reason), "{title}: {refused}");
        assert_eq!(refused.field("View name").value, title);
    }
    let refused = save(&console, &other, "").await;
    let saved = console.submit(&refused, refused.form("Save view").fill("View name", "Acme")).await;
    assert_eq!(saved.assert_status(303).location(), "/customers?q=acme");

    // What is no query of the list, or asks for everything, is none to be kept.
    for made_up in ["", "limit=10", "https://elsewhere.example", "kind=pets&after=x", "%ff"] {
        let form = other.form("Save view").fill("View name", "Forged").forge("query", made_up);
        assert_eq!(console.submit(&other, form).await.status, 400, "{made_up}");
    }
    for at in 2..12 {
        save(&console, &other, &format!("View {at}")).await.assert_status(303);
    }
    let refused = save(&console, &other, "One more").await.assert_status(422);
    refused.assert_error_beside("View name", "There can be 12 views");
    assert_eq!(app.database().count("SELECT count(*) FROM views"), 12);
    assert_eq!(app.database().count("SELECT view_count FROM organizations"), 12);
}

#[actix_web::test]
async fn c3_a_view_of_another_organization_is_not_there() {
    let app = spawn().await;
    let console = app.sign_in().await;
    console.create_customer("Acme").await;
    save(&console, &console.open("/customers?kind=personal").await, "People").await.assert_status(303);
    let path = console.open("/customers?kind=personal").await.link("Change view").href;
    let stranger = sign_in_elsewhere(&app).await;
    assert!(!stranger.open("/customers").await.has_link("People"));
    for what in ["", "/delete"] {
        stranger.get(&format!("{path}{what}")).await.assert_status(404);
        post(&stranger, &format!("{path}{what}"), &[("title", "Mine")]).await.assert_status(404);
    }
    console.open("/customers?kind=personal").await.assert_shows("People");
}

/// The list must not fail for a view whose attribute is no more.
#[actix_web::test]
async fn a_view_outlives_what_it_asks_for() {
    let app = spawn().await;
    let console = app.sign_in().await;
    console.create_customer("Acme").await;
    let made = app.api().post("/api/v1/tags", &json!({ "title": "VIP" })).await.assert_status(201);
    let tag = format!("/tags/{}", made.json()["id"].as_str().unwrap());
    let listed = format!("/customers?tag={}", tag.trim_start_matches("/tags/"));
    save(&console, &console.open(&listed).await, "Important").await.assert_status(303);
    let page = console.open(&format!("{tag}/delete")).await;
    console.submit(&page, page.form("Delete")).await.assert_status(303);
    console.open("/").await.assert_shows("Important");
    let page = console.open(&listed).await;
    assert!(page.has_link("Important 0"), "{page}");
}
