//! The list as a file, for a person.

use reqwest::Method;

use crate::support::server::{PASSWORD, spawn};

#[actix_web::test]
async fn the_list_is_taken_out_as_it_is_filtered_and_sorted() {
    let app = spawn().await;
    let console = app.sign_in().await;
    for (name, email) in [("Zoë", "z@example.org"), ("Acme", "a@example.org"), ("Émile", "e@example.org")] {
        console.create_customer_with(&[("Display Name", name), ("Email Address", email)]).await;
    }
    console.create_customer("Nobody").await;
    let list = console.open("/customers?email=yes&sort=name&limit=10").await.assert_shows("Export");
    let csv = console.open(&list.link("CSV").href).await;
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"), "{csv}");
    assert!(csv.header("content-disposition").unwrap().contains("customers.csv"), "{csv}");
    let places = ["\"Acme\"", "\"Émile\"", "\"Zoë\""].map(|name| csv.body.find(name).unwrap());
    assert!(places.is_sorted() && !csv.body.contains("Nobody"), "{csv}");
    for format in ["Excel workbook", "JSON", "JSON, one customer a line"] {
        console.open(&list.link(format).href).await;
    }
    console.get("/customers/export?format=pdf").await.assert_status(404);
    console.get("/customers/export?format=csv&since=soon").await.assert_redirect("/customers");
}

#[actix_web::test]
async fn a11_whoever_takes_customers_out_types_the_password_first_whatever_the_filter() {
    let app = spawn().await;
    let console = app.sign_in().await;
    console.create_customer("Ada").await;
    for filter in ["", "&kind=personal"] {
        app.database().execute("UPDATE sessions SET checked_at = checked_at - 660000000");
        let asked = console.get(&format!("/customers/export?format=csv{filter}")).await.assert_status(303);
        let again = console.follow(&asked).await;
        let sent = console.submit(&again, again.form("Continue").fill("Password", PASSWORD)).await;
        let csv = console.follow(&sent.assert_redirect("/customers/export")).await;
        assert!(csv.body.contains("\"Ada\""), "{csv}");
    }
}

#[actix_web::test]
async fn f10_no_other_site_and_no_mere_question_begins_an_export() {
    let app = spawn().await;
    let console = app.sign_in().await;
    console.create_customer("Ada").await;
    let path = "/customers/export?format=csv";
    let send = async |method: Method, site: &str| {
        let request = console.request(method, path).header("sec-fetch-site", site);
        console.try_send(path, request).await.unwrap()
    };
    let begun = || app.database().count("SELECT count(*) FROM audit WHERE action = 'export'");
    send(Method::GET, "cross-site").await.assert_status(403);
    send(Method::GET, "same-site").await.assert_status(403);
    send(Method::HEAD, "same-origin").await.assert_status(200);
    assert_eq!(begun(), 0);
    send(Method::GET, "same-origin").await.assert_status(200);
    assert_eq!(begun(), 1);
}

#[actix_web::test]
async fn c6_viewers_take_nothing_out() {
    let app = spawn().await;
    app.sign_in().await.create_customer("Ada").await;
    let viewer = app.sign_in_with_role("viewer").await;
    viewer.open("/customers").await.assert_hides("Export");
    viewer.get("/customers/export?format=csv&kind=personal").await.assert_status(403);
}
