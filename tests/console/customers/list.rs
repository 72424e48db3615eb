//! The list: its pages, its search, its filters, all of it in the address.

use super::{add, add_numbered, listed};
use crate::support::server::spawn;

#[actix_web::test]
async fn an_empty_list_says_what_to_do() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = console.open("/customers").await.assert_heading("No customers yet");
    assert!(listed(&page).is_empty());
    let new = page.link("Add New").href;
    console.open(&new).await.assert_heading("Add New customer");
}

#[actix_web::test]
async fn the_list_is_reached_from_the_navigation_bar() {
    let app = spawn().await;
    add(&app, &["Harbour & Vine"]).await;
    let console = app.sign_in().await;
    let page = console.open("/").await.assert_heading("Dashboard");
    let page = console.open(&page.link("Customers").href).await.assert_heading("Customers 1");
    assert_eq!(listed(&page), ["Harbour & Vine"]);
    console.open(&page.link("Harbour & Vine").href).await.assert_heading("Harbour & Vine");
}

#[actix_web::test]
async fn pages_joined_are_the_whole_list() {
    let app = spawn().await;
    add_numbered(&app, 25).await;
    let console = app.sign_in().await;
    let newest_first: Vec<_> = (1..=25).rev().map(|number| format!("Customer {number:02}")).collect();

    let mut page = console.open("/customers?limit=10").await.assert_shows("1–10 of 25");
    assert!(!page.has_link("Previous") && !page.has_link("First"));
    let mut pages = vec![listed(&page)];
    while page.has_link("Next") {
        page = console.open(&page.link("Next").href).await;
        pages.push(listed(&page));
    }
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [10, 10, 5]);
    assert_eq!(pages.concat(), newest_first);
    let page = page.assert_shows("21–25 of 25");
    assert!(!page.has_link("Last"));

    let middle = console.open(&page.link("Previous").href).await.assert_shows("11–20 of 25");
    assert_eq!(listed(&middle), pages[1]);
    let last = console.open(&middle.link("Last").href).await.assert_shows("of 25");
    assert!(listed(&last).ends_with(&pages[2]), "{:?}", listed(&last));
    assert!(!last.has_link("Next"));
    let first = console.open(&last.link("First").href).await;
    assert_eq!(listed(&first), pages[0]);
}

#[actix_web::test]
async fn a_customer_added_while_paging_moves_nothing() {
    let app = spawn().await;
    add_numbered(&app, 12).await;
    let console = app.sign_in().await;
    let first = console.open("/customers?limit=10&sort=created").await;
    add(&app, &["Latecomer"]).await;
    let next = console.open(&first.link("Next").href).await;
    assert_eq!(listed(&next), ["Customer 11", "Customer 12", "Latecomer"]);
}

#[actix_web::test]
async fn the_order_is_in_the_address() {
    let app = spawn().await;
    add(&app, &["beta", "Älpha", "Gamma"]).await;
    let console = app.sign_in().await;
    for (query, expected) in [
        ("", ["Gamma", "Älpha", "beta"]),
        ("?sort=name", ["Älpha", "beta", "Gamma"]),
        ("?sort=-name", ["Gamma", "beta", "Älpha"]),
        ("?sort=created", ["beta", "Älpha", "Gamma"]),
        ("?sort=-created", ["Gamma", "Älpha", "beta"]),
        ("?sort=updated", ["beta", "Älpha", "Gamma"]),
    ] {
        assert_eq!(listed(&console.open(&format!("/customers{query}")).await), expected, "{query}");
    }
    // The header of a sorted column turns it round.
    let by_name = console.open("/customers?sort=name").await;
    let turned = by_name.links().into_iter().any(|link| link.href == "/customers?sort=-name");
    assert!(turned, "{by_name}");
}

#[actix_web::test]
async fn a_search_and_its_filters_are_in_the_address() {
    let app = spawn().await;
    let console = app.sign_in().await;
    console.create_customer_with(&[("Display Name", "Vine Person")]).await;
    let new = console.open("/customers/new").await;
    let form = new.form("Submit").fill("Display Name", "Vine Company").tick("Corporate");
    console.submit(&new, form).await.assert_status(303);
    add(&app, &["Harbour"]).await;

    let page = console.open("/customers?q=vine").await;
    assert_eq!(listed(&page), ["Vine Company", "Vine Person"]);
    assert_eq!(page.field("Search customers").value, "vine");
    let filtered = console.submit(&page, page.form("Apply filter").fill("Type", "Corporate")).await;
    assert_eq!(listed(&filtered), ["Vine Company"]);
    assert_eq!(filtered.field("Search customers").value, "vine");
    let without = console.open(&filtered.link("Clear: Type").href).await;
    assert_eq!(listed(&without), ["Vine Company", "Vine Person"]);
    let all = console.open(&filtered.link("Clear all").href).await;
    assert_eq!(listed(&all).len(), 3);
    let sized = console.submit(&filtered, filtered.form("Show").fill("Rows", "10")).await;
    assert_eq!(listed(&sized), ["Vine Company"]);
    assert_eq!(sized.field("Rows").value, "10");
}

#[actix_web::test]
async fn search_finds_names_however_they_are_written() {
    let app = spawn().await;
    let console = app.sign_in().await;
    console
        .create_customer_with(&[
            ("First Name", "Zoë"),
            ("Last Name", "Österreich"),
            ("Email Address", "z@mail.example"),
        ])
        .await;
    add(&app, &["Somebody else"]).await;
    for search in ["zoe", "ZOË", "oster", "osterreich+zoe", "z@mail.example"] {
        let page = console.open(&format!("/customers?q={search}")).await;
        assert_eq!(listed(&page), ["Zoë Österreich"], "{search}");
    }
    // Characters that mean something to a database mean nothing in a search.
    for search in ["%25", "_", "%27", "%22", "*", "%27%3B+drop+table+customers%3B--", "a%00b"] {
        let page = console.get(&format!("/customers?q={search}")).await;
        assert!(!page.status.is_server_error(), "{search}\n{page}");
    }
}

#[actix_web::test]
async fn a_search_without_a_hit_leads_back() {
    let app = spawn().await;
    add(&app, &["Harbour"]).await;
    let console = app.sign_in().await;
    let page = console.open("/customers?q=nobody").await.assert_heading("No customers match");
    let all = console.open(&page.link("Clear all").href).await;
    assert_eq!(listed(&all), ["Harbour"]);
    let page = console.open("/customers?q=harb&kind=corporate").await.assert_heading("No customers match");
    let wider = page.link("Search all customers").href;
    assert_eq!(wider, "/customers?q=harb");
    assert_eq!(listed(&console.open(&wider).await), ["Harbour"]);
}

#[actix_web::test]
async fn filters_read_as_sentences() {
    let app = spawn().await;
    add(&app, &["Harbour"]).await;
    let console = app.sign_in().await;
    let page = console.open("/customers?q=har&kind=corporate&email=no&since=2025-11-18").await;
    for chip in ["Search “har”", "Type is Corporate", "Email Address is missing", "Changed since 18 Nov 2025"]
    {
        assert!(page.shows(chip), "{chip}\n{page}");
    }
}

#[actix_web::test]
async fn what_an_old_link_says_wrongly_is_passed_over() {
    let app = spawn().await;
    add(&app, &["Harbour"]).await;
    let console = app.sign_in().await;
    for query in
        ["after=garbage", "before=%00", "limit=7", "limit=-1", "sort=height", "at=x", "since=", "kind=x"]
    {
        let page = console.open(&format!("/customers?{query}")).await;
        assert_eq!(listed(&page), ["Harbour"], "{query}");
    }
}
