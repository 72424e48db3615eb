//! Lists: what is searched, in which order, from where and how many.

use customary::web::dialect::Dialect;
use reqwest::Method;
use serde_json::json;

use super::{admin, get, path_of, post, put, radio};
use crate::dialects::Client;
use crate::support::api::Reply;
use crate::support::server::spawn;

#[actix_web::test]
async fn a_list_goes_by_offset_and_counts_exactly() {
    let app = spawn().await;
    let api = app.api();
    for at in 0..103 {
        api.post("/api/v1/customers", &json!({ "firstName": "Bob", "lastName": format!("No{at}") }))
            .await
            .assert_status(201);
    }
    api.post("/api/v1/customers", &json!({ "displayName": "Alice" })).await.assert_status(201);
    let echonio = Client::admin(Dialect::Echonio, &app);
    let list = async |query: &str| {
        let reply = Reply::of(echonio.request(Method::GET, &format!("/v1/customers{query}"))).await.json();
        let names = reply["items"].as_array().unwrap().iter();
        let names: Vec<String> = names.map(|item| item["identity"]["lastName"].to_string()).collect();
        (names, reply["count"].as_i64().unwrap())
    };
    let (all, count) = list("").await;
    assert_eq!((all.len(), count), (100, 104));
    assert_eq!(all[..2], ["null", "\"No102\""], "the last changed first");
    let (page, count) = list("?search=Bob&offset=1&limit=2").await;
    assert_eq!((page, count), (vec!["\"No101\"".to_owned(), "\"No100\"".to_owned()], 103));
    let (most, count) = list("?search=bob&limit=200").await;
    assert_eq!((most.len(), count), (100, 103));
    let (rest, _) = list("?search=Bob&offset=100").await;
    assert_eq!(rest, ["\"No2\"", "\"No1\"", "\"No0\""]);
    assert_eq!(list("?limit=0").await, (vec![], 104));
    assert_eq!(list("?offset=104").await, (vec![], 104));
    for query in ["?limit=-1", "?offset=x"] {
        let reply = Reply::of(echonio.request(Method::GET, &format!("/v1/customers{query}"))).await;
        reply.assert_status(400).assert_at("/error", "VALIDATION");
    }
}

#[actix_web::test]
async fn a_search_reads_persian_as_it_is_written_anywhere() {
    let app = spawn().await;
    let echonio = admin(&app);
    let made = post(&echonio, "/v1/customers", &radio()).await.assert_status(201).json();
    post(&echonio, "/v1/customers", &[("identity", json!({ "firstName": "Bob", "lastName": "No" }))]).await;
    // The last two are spelled with the Arabic letters, and with Persian digits.
    for search in [
        "رادیو",
        "کافی شاپ",
        "ندا",
        "2342",
        "+982123422342",
        "hi@radio.example",
        "ceo",
        "راديو",
        "۰۹۱۲۱۱۱۲۲۲۲",
    ] {
        let found = Reply::of(echonio.request(Method::GET, "/v1/customers").query(&[("search", search)]))
            .await
            .json();
        assert_eq!((&found["count"], &found["items"][0]["id"]), (&json!(1), &made["id"]), "{search}");
    }
    for search in ["", "  "] {
        let all = Reply::of(echonio.request(Method::GET, "/v1/customers").query(&[("search", search)]))
            .await
            .json();
        assert_eq!(all["count"], 2, "{search:?}");
    }
}

#[actix_web::test]
async fn a_change_of_any_kind_brings_a_customer_to_the_front() {
    let app = spawn().await;
    let echonio = admin(&app);
    let first = post(&echonio, "/v1/customers", &radio()).await.assert_status(201).json();
    let second = post(&echonio, "/v1/customers", &radio()).await.assert_status(201).json();
    let tag = post(&echonio, "/v1/settings/tags", &[("title", json!("VIP"))]).await.json()["id"].clone();
    let front = async || get(&echonio, "/v1/customers?limit=1").await.json()["items"][0]["id"].clone();
    assert_eq!(front().await, second["id"]);
    post(&echonio, &format!("{}/tags", path_of(&first)), &[("tagId", tag)]).await.assert_status(200);
    assert_eq!(front().await, first["id"]);
    post(
        &echonio,
        &format!("{}/contacts", path_of(&second)),
        &[("type", json!("tel")), ("value", json!("110"))],
    )
    .await;
    assert_eq!(front().await, second["id"]);
    let identity = json!({ "name": "Radio", "title": "Bar" });
    put(&echonio, &path_of(&first), &[("identity", identity)]).await.assert_status(200);
    assert_eq!(front().await, first["id"]);
}

#[actix_web::test]
async fn d1_a_body_has_a_largest_size() {
    let app = spawn().await;
    let request =
        admin(&app).request(Method::POST, "/v1/customers").form(&[("identity", "x".repeat(1_100_000))]);
    // Of a body that is not read to its end the rest may still be on its way when the connection is closed.
    if let Ok(reply) = Reply::try_of(request).await {
        reply.assert_status(413).assert_at("/error", "TOO_LARGE");
    }
    assert_eq!(get(&admin(&app), "/v1/customers").await.json()["count"], 0);
}
