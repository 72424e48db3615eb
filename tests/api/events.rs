//! A customer's timeline as a program uses it.

use serde_json::json;

use crate::support::api::Reply;
use crate::support::server::spawn;

async fn add_customer(api: &crate::support::api::Api) -> String {
    let made = api.post("/api/v1/customers", &json!({ "displayName": "Acme" })).await.assert_status(201);
    made.header("location").unwrap().to_owned()
}

#[actix_web::test]
async fn notes_are_written_listed_changed_and_deleted() {
    let app = spawn().await;
    let api = app.api();
    let customer = add_customer(&api).await;
    let events = format!("{customer}/events");
    let made =
        api.post(&events, &json!({ "text": "Tuesdays\nonly", "pinned": true })).await.assert_status(201);
    let made = made.assert_at("/type", "note").assert_at("/version", "1").assert_at("/pinned", true);
    let note = made.header("location").unwrap().to_owned();
    api.patch(&customer, &json!({ "displayName": "Acme Ltd", "tags": ["VIP"] })).await.assert_status(200);
    let list = api.get(&events).await.assert_status(200).assert_at("/items/0/type", "add-tag");
    let list =
        list.assert_at("/items/0/data/title", "VIP").assert_at("/items/1/data/fields/0", "display_name");
    list.assert_at("/items/2/text", "Tuesdays\nonly")
        .assert_at("/items/3/type", "created")
        .assert_at("/next", json!(null));
    api.get(&format!("{events}?topic=notes")).await.assert_at("/items/0/topic", "notes");

    let changed = api.patch(&note, &json!({ "text": "Wednesdays", "version": "1" })).await.assert_status(200);
    changed.assert_at("/version", "2").assert_at("/pinned", true);
    api.patch(&note, &json!({ "text": "Thursdays", "version": 1 })).await.assert_status(409);
    let stale =
        api.request(reqwest::Method::PUT, &note).header("if-match", "\"1\"").json(&json!({ "text": "x" }));
    Reply::of(stale).await.assert_status(412);
    api.put(&note, &json!({ "pinned": false }))
        .await
        .assert_at("/pinned", false)
        .assert_at("/text", "Wednesdays");
    api.get(&note).await.assert_at("/version", "2");
    api.delete(&note).await.assert_status(204);
    api.get(&note).await.assert_status(404);
    api.delete(&note).await.assert_status(404);
    api.get(&format!("{events}?topic=notes")).await.assert_at("/items", json!([]));
}

#[actix_web::test]
async fn pages_joined_are_the_whole_list() {
    let app = spawn().await;
    let api = app.api();
    let events = format!("{}/events", add_customer(&api).await);
    for at in 0..6 {
        api.post(&events, &json!({ "text": format!("{at}") })).await.assert_status(201);
    }
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = api.get(&format!("{events}?limit=3{cursor}")).await.assert_status(200).json();
        let texts = page["items"].as_array().unwrap().iter();
        seen.extend(texts.map(|item| item["text"].as_str().unwrap_or("created").to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, ["5", "4", "3", "2", "1", "0", "created"]);
}

#[actix_web::test]
async fn j5_a_note_that_is_sent_twice_is_written_once() {
    let app = spawn().await;
    let api = app.api();
    let events = format!("{}/events", add_customer(&api).await);
    let other = format!("{}/events", add_customer(&api).await);
    let send = async |path: &str| {
        let request = api.request(reqwest::Method::POST, path).header("idempotency-key", "k1");
        Reply::of(request.json(&json!({ "text": "Once" }))).await
    };
    let first = send(&events).await.assert_status(201);
    assert_eq!(send(&events).await.assert_status(201).body, first.body);
    assert!(send(&other).await.status.is_client_error(), "the key is another customer's");
    assert_eq!(app.database().count("SELECT count(*) FROM events WHERE note IS NOT NULL"), 1);
}

#[actix_web::test]
async fn what_is_wrong_is_told_and_nothing_is_written() {
    let app = spawn().await;
    let api = app.api();
    let customer = add_customer(&api).await;
    let events = format!("{customer}/events");
    for (body, member) in [
        (json!({}), "/text"),
        (json!({ "text": " \n" }), "/text"),
        (json!({ "text": 7 }), "/text"),
        (json!({ "text": "a\u{0}" }), "/text"),
        (json!({ "text": "x", "pinned": "yes" }), "/pinned"),
        (json!([]), ""),
    ] {
        let refused = api.post(&events, &body).await.assert_status(422);
        assert!(refused.json()["issues"].get(member).is_some(), "{body}\n{refused}");
    }
    for query in ["limit=0", "limit=x", "cursor=x", "topic=x"] {
        api.get(&format!("{events}?{query}")).await.assert_status(422);
    }
    let created = api.get(&events).await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    api.patch(&format!("{events}/{created}"), &json!({ "text": "x" })).await.assert_status(404);
    let editor = app.api_with_role("editor");
    let note = api.post(&events, &json!({ "text": "Mine" })).await.header("location").unwrap().to_owned();
    editor.patch(&note, &json!({ "text": "Theirs" })).await.assert_status(403);
    editor.delete(&note).await.assert_status(403);
    api.delete(&customer).await.assert_status(204);
    api.get(&events).await.assert_status(404);
    api.post(&events, &json!({ "text": "x" })).await.assert_status(404);
}
