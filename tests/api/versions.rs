//! What a customer was: its versions as a program reads, compares and restores them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::api::Reply;
use crate::support::server::spawn;

#[actix_web::test]
async fn versions_are_listed_read_compared_and_restored() {
    let app = spawn().await;
    let api = app.api();
    let body = json!({ "firstName": "Ada", "lastName": "Byron", "attributes": { "tier": "gold" } });
    let made = api.post("/api/v1/customers", &body).await.assert_status(201);
    let (url, first) = (made.header("location").unwrap().to_owned(), made.json());
    api.patch(&url, &json!({ "lastName": "Lovelace" })).await.assert_status(200);
    api.patch(&url, &json!({ "attributes": {}, "emailAddress": "ada@example.org" })).await.assert_status(200);

    let versions = format!("{url}/versions");
    let list = api.get(&versions).await.assert_status(200).json();
    let told: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["version"].clone(), item["fields"].clone()))
        .collect();
    assert_eq!(told.len(), 3);
    assert_eq!(told[2], (json!("1"), json!([])));
    assert_eq!(told[1], (json!("2"), json!(["/lastName", "/displayName"])), "{list:#}");
    assert_eq!((&list["items"][0]["cause"], &list["next"]), (&json!("token"), &Value::Null));
    let page = api.get(&format!("{versions}?limit=2")).await.assert_at("/next", "2").json();
    let rest = api.get(&format!("{versions}?limit=2&cursor={}", page["next"].as_str().unwrap())).await;
    rest.assert_at("/items/0/version", "1").assert_at("/next", Value::Null);

    let was = api.get(&format!("{versions}/1")).await.assert_status(200);
    assert_eq!(was.json(), first);
    let changes = api.get(&format!("{versions}/3/changes?since=1")).await.assert_status(200).json();
    let changed: Vec<_> = changes["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| (change["before"].clone(), change["after"].clone()))
        .collect();
    assert!(changed.contains(&(json!("Byron"), json!("Lovelace"))), "{changes:#}");
    assert!(changed.contains(&(json!("gold"), Value::Null)), "{changes:#}");
    let field =
        changes["changes"].as_array().unwrap().iter().find(|change| change["before"] == "gold").unwrap();
    let field = field["field"].as_str().unwrap().to_owned();
    let begun = api.get(&format!("{versions}/1/changes")).await.assert_status(200).json();
    assert!(
        begun["changes"].as_array().unwrap().iter().all(|change| change["before"].is_null()),
        "{begun:#}"
    );

    let one = api.post(&format!("{versions}/1/restore?field={field}"), &json!({})).await.assert_status(200);
    one.assert_at("/customer/attributes/tier", "gold")
        .assert_at("/customer/lastName", "Lovelace")
        .assert_at("/skipped", json!([]));
    let stale = api.request(Method::POST, &format!("{versions}/1/restore")).header("if-match", "\"3\"");
    Reply::of(stale).await.assert_status(412);
    let current = api.request(Method::POST, &format!("{versions}/1/restore")).header("if-match", "\"4\"");
    let whole = Reply::of(current).await.assert_status(200);
    assert_eq!(whole.header("etag"), Some("\"5\""));
    whole.assert_at("/customer/lastName", "Byron").assert_at("/customer/emailAddress", Value::Null);
    api.get(&versions).await.assert_at("/items/0/cause", "restore");
}

#[actix_web::test]
async fn what_never_was_is_not_found() {
    let app = spawn().await;
    let api = app.api();
    let made = api.post("/api/v1/customers", &json!({ "displayName": "Acme" })).await.assert_status(201);
    let url = made.header("location").unwrap().to_owned();
    for path in [
        "versions/0",
        "versions/2",
        "versions/-1",
        "versions/x",
        "versions/2/changes",
        "versions/1/changes?since=9",
    ] {
        let status = api.get(&format!("{url}/{path}")).await.status.as_u16();
        assert!(matches!(status, 400 | 404), "{path}: {status}");
    }
    api.post(&format!("{url}/versions/7/restore"), &json!({})).await.assert_status(404);
    api.post(&format!("{url}/versions/1/restore?field=none"), &json!({})).await.assert_status(422);
    for query in ["limit=0", "limit=x", "cursor=x"] {
        api.get(&format!("{url}/versions?{query}")).await.assert_status(422);
    }
    api.get(&format!("{url}/versions/1/changes?since=x")).await.assert_status(422);
    app.api_with_role("viewer")
        .post(&format!("{url}/versions/1/restore"), &json!({}))
        .await
        .assert_status(403);
    api.delete(&url).await.assert_status(204);
    api.get(&format!("{url}/versions")).await.assert_status(404);
}
