//! Versions, repeats and deletion: what two callers may do to one customer.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::{CUSTOMERS, assert_problem, create, path_of};
use crate::support::api::Reply;
use crate::support::eventually::{PATIENCE, eventually};
use crate::support::server::spawn;

#[actix_web::test]
async fn a_version_in_the_body_is_a_lock() {
    let app = spawn().await;
    let api = app.api();
    let path = path_of(&create(&api, json!({ "displayName": "Ada" })).await);
    api.put(&path, &json!({ "version": "1", "lastName": "King" })).await.assert_status(200);
    for version in [json!("1"), json!(1), json!(3), json!("0")] {
        assert_problem(api.put(&path, &json!({ "version": version, "lastName": "Noel" })).await, 409);
    }
    for version in [json!("x"), json!(1.5), json!({}), json!(true)] {
        assert_problem(api.put(&path, &json!({ "version": version, "lastName": "Noel" })).await, 422);
    }
    api.get(&path).await.assert_at("/lastName", "King").assert_at("/version", "2");
    api.put(&path, &json!({ "version": 2, "lastName": "Noel" })).await.assert_status(200);
}

#[actix_web::test]
async fn if_match_is_a_lock() {
    let app = spawn().await;
    let api = app.api();
    let path = path_of(&create(&api, json!({ "displayName": "Ada" })).await);
    let put = |tag: &'static str| {
        let request = api.request(Method::PUT, &path).header("if-match", tag);
        Reply::of(request.json(&json!({ "notes": tag })))
    };
    put("\"1\"").await.assert_status(200);
    assert_problem(put("\"1\"").await, 412);
    put("W/\"2\"").await.assert_status(200);
    put("*").await.assert_status(200);
    assert_problem(put("\"x\"").await, 400);
    let stale = api.request(Method::DELETE, &path).header("if-match", "\"1\"");
    assert_problem(Reply::of(stale).await, 412);
    let fresh = api.request(Method::DELETE, &path).header("if-match", "\"4\"");
    Reply::of(fresh).await.assert_status(204);
}

#[actix_web::test]
async fn what_is_deleted_is_gone() {
    let app = spawn().await;
    let api = app.api();
    let path = path_of(&create(&api, json!({ "displayName": "Ada" })).await);
    let deleted = api.delete(&path).await.assert_status(204);
    assert!(deleted.body.is_empty());
    assert_problem(api.get(&path).await, 404);
    assert_problem(api.delete(&path).await, 404);
    assert_problem(api.put(&path, &json!({ "displayName": "Back" })).await, 404);
    api.get(CUSTOMERS).await.assert_at("/items", json!([]));
}

#[actix_web::test]
async fn a_repeated_call_is_made_once() {
    let app = spawn().await;
    let api = app.api();
    let body = json!({ "displayName": "Ada" });
    let call = |body: &serde_json::Value| {
        let request = api.request(Method::POST, CUSTOMERS).header("idempotency-key", "order-7");
        Reply::of(request.json(body))
    };
    let first = call(&body).await.assert_status(201);
    let again = call(&body).await.assert_status(201);
    assert_eq!((again.json(), again.header("location")), (first.json(), first.header("location")));
    assert_eq!((again.header("etag"), first.header("etag")), (Some("\"1\""), Some("\"1\"")));
    let other = call(&json!({ "displayName": "Somebody else" })).await;
    let other = other.assert_at("/issues/Idempotency-Key/0/code", "idempotency-key-used");
    assert_problem(other, 422);
    // A key is its caller's own.
    let stranger = app.api_with_role("editor");
    let request = stranger.request(Method::POST, CUSTOMERS).header("idempotency-key", "order-7");
    let theirs = Reply::of(request.json(&body)).await.assert_status(201).json();
    assert_ne!(theirs["customerId"], first.json()["customerId"]);
    api.get(&format!("{CUSTOMERS}?count=true")).await.assert_at("/count", 2);
}

#[actix_web::test]
async fn a_refused_call_is_not_remembered() {
    let app = spawn().await;
    let api = app.api();
    let call = |body: serde_json::Value| {
        Reply::of(api.request(Method::POST, CUSTOMERS).header("idempotency-key", "k").json(&body))
    };
    assert_problem(call(json!({ "emailAddress": "x" })).await, 422);
    call(json!({ "emailAddress": "ada@example.org" })).await.assert_status(201);
    for key in [String::new(), "k".repeat(256)] {
        let request = api.request(Method::POST, CUSTOMERS).header("idempotency-key", key);
        assert_problem(Reply::of(request.json(&json!({ "displayName": "A" }))).await, 400);
    }
}

#[actix_web::test]
async fn calls_at_the_same_moment_are_made_once_and_edits_in_turn() {
    let app = spawn().await;
    let api = app.api();
    let calls = (0..8).map(|_| {
        let request = api.request(Method::POST, CUSTOMERS).header("idempotency-key", "at-once");
        Reply::of(request.json(&json!({ "displayName": "Ada" })))
    });
    let answers = join_all(calls).await;
    let answers = answers.into_iter().map(|answer| answer.assert_status(201));
    let ids: Vec<_> = answers.map(|answer| answer.json()["customerId"].clone()).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    api.get(&format!("{CUSTOMERS}?count=true")).await.assert_at("/count", 1);

    let path = format!("{CUSTOMERS}/{}", ids[0].as_str().unwrap());
    let edits = (0..8).map(|writer| {
        let (api, path) = (&api, &path);
        async move { api.put(path, &json!({ "version": 1, "lastName": format!("Writer {writer}") })).await }
    });
    let statuses: Vec<_> = join_all(edits).await.iter().map(|it| it.status.as_u16()).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 200 | 409)), "{statuses:?}");
    api.get(&path).await.assert_at("/version", "2");
}

#[actix_web::test]
async fn i4_nothing_of_a_customer_stays_in_the_answers_to_calls() {
    let mut app = spawn().await;
    {
        let (api, console) = (app.api(), app.sign_in().await);
        let send = async |key: &str, path: &str, body: &Value| {
            let request = api.request(Method::POST, path).header("idempotency-key", key);
            Reply::of(request.json(body)).await.assert_status(201).header("location").unwrap().to_owned()
        };
        let ada = send("1", CUSTOMERS, &json!({ "displayName": "Ada Byron" })).await;
        send("2", &format!("{ada}/events"), &json!({ "text": "Ada likes mornings" })).await;
        send("3", CUSTOMERS, &json!({ "displayName": "Acme" })).await;
        let answers = |like: &str| {
            app.database().count(&format!("SELECT count(*) FROM idempotency_keys WHERE body LIKE '%{like}%'"))
        };
        assert_eq!((answers("Ada"), answers("Acme")), (2, 1));
        api.delete(&ada).await.assert_status(204);
        let page = console.open(&format!("{}/purge", ada.trim_start_matches("/api/v1"))).await;
        console.submit(&page, page.form("Delete for ever")).await.assert_status(303);
        assert_eq!((answers("Ada"), answers("Acme")), (0, 1));
        app.database().execute("UPDATE idempotency_keys SET created_at = 1");
    }
    // What is older than a day goes by itself: the runner looks when it starts, and every few minutes.
    app.terminate().await;
    app.restart().await;
    eventually("the old answer is gone", PATIENCE, async || {
        (app.database().count("SELECT count(*) FROM idempotency_keys") == 0).then_some(())
    })
    .await;
}
