//! Every refusal is a problem document (RFC 9457), and nothing that is refused is stored.

use reqwest::Method;
use serde_json::{Value, json};

use super::{CUSTOMERS, assert_problem, create, path_of};
use crate::support::api::{Api, Reply};
use crate::support::server::spawn;

#[actix_web::test]
async fn without_a_token_nothing_is_told() {
    let app = spawn().await;
    let path = path_of(&create(&app.api(), json!({ "displayName": "Ada" })).await);
    let wrong = "cst_ffffffffffffffffffffffffffffffffffffffffffffffff";
    for api in [Api::anonymous(app.base()), Api::new(app.base(), "x"), Api::new(app.base(), wrong)] {
        for reply in [
            api.get(CUSTOMERS).await,
            api.get(&path).await,
            api.post(CUSTOMERS, &json!({})).await,
            api.put(&path, &json!({})).await,
            api.patch(&path, &json!({})).await,
            api.delete(&path).await,
        ] {
            let reply = assert_problem(reply, 401);
            assert_eq!(reply.header("www-authenticate"), Some("Bearer"), "{reply}");
        }
    }
    // A session's cookie opens no door of the API, nor does a token in the address.
    let console = app.sign_in().await;
    console.get(CUSTOMERS).await.assert_status(401);
    let token = crate::support::server::TOKEN;
    Api::anonymous(app.base())
        .get(&format!("{CUSTOMERS}?access_token={token}&token={token}"))
        .await
        .assert_status(401);
}

#[actix_web::test]
async fn a_viewers_token_only_reads() {
    let app = spawn().await;
    let customer = create(&app.api(), json!({ "displayName": "Ada" })).await;
    let path = path_of(&customer);
    let viewer = app.api_with_role("viewer");
    viewer.get(CUSTOMERS).await.assert_status(200);
    assert_eq!(viewer.get(&path).await.assert_status(200).json(), customer);
    let body = json!({ "displayName": "Taken over" });
    assert_problem(viewer.post(CUSTOMERS, &body).await, 403);
    assert_problem(viewer.put(&path, &body).await, 403);
    assert_problem(viewer.patch(&path, &body).await, 403);
    assert_problem(viewer.delete(&path).await, 403);
    assert_eq!(app.api().get(&path).await.json(), customer);
}

#[actix_web::test]
async fn c3_another_organizations_token_meets_nothing() {
    let app = spawn().await;
    let customer = create(&app.api(), json!({ "displayName": "Ada" })).await;
    app.command(&["organization", "add", "Elsewhere"]).assert_code(0);
    let made = app.command(&["token", "add", "theirs", "--role", "admin", "--organization", "Elsewhere"]);
    let stranger = Api::new(app.base(), made.assert_code(0).last_line());
    stranger.get(CUSTOMERS).await.assert_at("/items", json!([]));
    stranger.get(&format!("{CUSTOMERS}?search=ada&count=true")).await.assert_at("/count", 0);
    let missing = format!("{CUSTOMERS}/{}", uuid::Uuid::now_v7());
    let body = json!({ "displayName": "Taken over" });
    for (method, body) in [("GET", None), ("PUT", Some(&body)), ("PATCH", Some(&body)), ("DELETE", None)] {
        let mut lengths = Vec::new();
        for path in [&path_of(&customer), &missing] {
            let request = stranger.request(method.parse().unwrap(), path);
            let request = if let Some(body) = body { request.json(body) } else { request };
            lengths.push(assert_problem(Reply::of(request).await, 404).body.len());
        }
        assert_eq!(lengths[0], lengths[1], "{method}: the length tells which of them exists");
    }
    assert_eq!(app.api().get(&path_of(&customer)).await.json(), customer);
}

#[actix_web::test]
async fn a_body_that_is_no_customer_is_refused() {
    let app = spawn().await;
    let api = app.api();
    let deep = |levels: usize| {
        format!("{{\"displayName\":\"A\",\"attributes\":{}1{}}}", "[".repeat(levels), "]".repeat(levels))
    };
    let rows = |number: usize| json!({ "displayName": "A", "phones": vec![json!({ "numberInternational": "+4930901820" }); number] });
    for (body, status) in [
        (String::new(), 400),
        ("{".to_owned(), 400),
        ("{\"displayName\":\"\\ud800\"}".to_owned(), 400),
        ("{\"displayName\":\"A\"} trailing".to_owned(), 400),
        (deep(33), 400),
        (deep(5_000), 400),
        ("null".to_owned(), 422),
        ("[]".to_owned(), 422),
        ("\"text\"".to_owned(), 422),
        ("{}".to_owned(), 422),
        (json!({ "displayName": { "a": 1 } }).to_string(), 422),
        (json!({ "displayName": ["a"] }).to_string(), 422),
        (json!({ "displayName": "A\0" }).to_string(), 422),
        (json!({ "displayName": "x".repeat(10_000) }).to_string(), 422),
        (json!({ "emailAddress": "x" }).to_string(), 422),
        (json!({ "displayName": "A", "phones": {} }).to_string(), 422),
        (json!({ "displayName": "A", "phones": [1] }).to_string(), 422),
        (
            json!({ "displayName": "A", "phones": [{ "numberLocal": "call me", "country": "AU" }] })
                .to_string(),
            422,
        ),
        (
            json!({ "displayName": "A", "phones": [{ "numberLocal": "0412 345 678", "country": "Narnia" }] })
                .to_string(),
            422,
        ),
        (
            json!({ "displayName": "A", "phones": [{ "key": "x", "numberInternational": "+4930901820" }] })
                .to_string(),
            422,
        ),
        (rows(101).to_string(), 422),
        (json!({ "displayName": "A", "attributes": 5 }).to_string(), 422),
        (json!({ "displayName": "A", "attributes": { "a": "x".repeat(2000) } }).to_string(), 422),
        (json!({ "displayName": "A", "attributes": { "": "x" } }).to_string(), 422),
        (json!({ "displayName": "A", "attributes": [{ "value": "x" }] }).to_string(), 422),
        (json!({ "displayName": "A", "company": [] }).to_string(), 422),
        (json!({ "displayName": "A", "company": { "headcount": -1 } }).to_string(), 422),
        (json!({ "displayName": "A", "kind": "robot" }).to_string(), 422),
        (json!({ "displayName": "A", "references": [{ "system": "x" }] }).to_string(), 422),
    ] {
        let request = api.request(Method::POST, CUSTOMERS).header("content-type", "application/json");
        let shown: String = body.chars().take(80).collect();
        let reply = Reply::of(request.body(body)).await;
        assert_eq!(reply.status, status, "{shown}\n{reply}");
        assert_problem(reply, status);
    }
    api.get(CUSTOMERS).await.assert_at("/items", json!([]));
}

#[actix_web::test]
async fn a_body_in_another_form_is_refused() {
    let app = spawn().await;
    let api = app.api();
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/xml", "application/jsonp"] {
        let request =
            api.request(Method::POST, CUSTOMERS).header("content-type", kind).body("{\"displayName\":\"A\"}");
        assert_problem(Reply::of(request).await, 415);
    }
    let bare = api.request(Method::POST, CUSTOMERS).body("{\"displayName\":\"A\"}");
    assert_problem(Reply::of(bare).await, 415);
    let invalid = api.request(Method::POST, CUSTOMERS).header("content-type", "application/json");
    assert_problem(Reply::of(invalid.body(&b"{\"displayName\":\"\xff\"}"[..])).await, 400);
    let large = api.request(Method::POST, CUSTOMERS).header("content-type", "application/json");
    let body = json!({ "notes": "x".repeat(1024 * 1024) }).to_string();
    assert_problem(Reply::of(large.body(body)).await, 413);
    api.get(CUSTOMERS).await.assert_at("/items", json!([]));
}

#[actix_web::test]
async fn an_address_that_is_none_is_not_found() {
    let app = spawn().await;
    let api = app.api();
    for path in [
        "/api/v1/customers/x",
        "/api/v1/customers/%00",
        "/api/v1/nothing",
        "/api/v2/customers",
        "/api/v1/customers/1",
    ] {
        assert_problem(api.get(path).await, 404);
    }
    let reply = Reply::of(api.request(Method::PUT, CUSTOMERS).json(&Value::Null)).await;
    let reply = assert_problem(reply, 405);
    assert_eq!(reply.header("allow"), Some("GET, HEAD, POST"), "{reply}");
}
