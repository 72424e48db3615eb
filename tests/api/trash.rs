//! Deleted customers as a program finds them, takes them out again, and deletes them for ever.

use serde_json::json;

use crate::support::server::spawn;

#[actix_web::test]
async fn deleted_customers_are_listed_restored_and_purged() {
    let app = spawn().await;
    let api = app.api();
    let mut urls = Vec::new();
    for name in ["Acme", "Beta", "Gamma"] {
        let made = api.post("/api/v1/customers", &json!({ "displayName": name })).await.assert_status(201);
        let url = made.header("location").unwrap().to_owned();
        api.delete(&url).await.assert_status(204);
        urls.push(url);
    }
    let (mut path, mut seen) = ("/api/v1/trash?limit=2".to_owned(), Vec::new());
    loop {
        let page = api.get(&path).await.assert_status(200).json();
        for item in page["items"].as_array().unwrap() {
            assert!(item["deletedAt"].is_string(), "{item}");
            seen.push(item["displayName"].as_str().unwrap().to_owned());
        }
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/v1/trash?limit=2&cursor={next}");
    }
    assert_eq!(seen, ["Gamma", "Beta", "Acme"], "the last deleted first");
    for query in ["limit=0", "limit=201", "cursor=x"] {
        api.get(&format!("/api/v1/trash?{query}")).await.assert_status(422);
    }

    let restored = api.post(&format!("{}/restore", urls[0]), &json!({})).await.assert_status(200);
    restored.assert_at("/displayName", "Acme").assert_at("/deletedAt", json!(null));
    api.get(&urls[0]).await.assert_status(200);
    api.post(&format!("{}/restore", urls[0]), &json!({})).await.assert_status(404);

    let in_trash = |url: &str| format!("/api/v1/trash/{}", url.rsplit('/').next().unwrap());
    let editor = app.api_with_role("editor");
    editor.delete(&in_trash(&urls[1])).await.assert_status(403);
    api.delete(&in_trash(&urls[0])).await.assert_status(404);
    api.delete(&in_trash(&urls[1])).await.assert_status(204);
    api.delete(&in_trash(&urls[1])).await.assert_status(404);
    api.post(&format!("{}/restore", urls[1]), &json!({})).await.assert_status(404);
    api.get("/api/v1/trash").await.assert_at("/items/0/displayName", "Gamma").assert_at("/next", json!(null));
}

#[actix_web::test]
async fn one_whose_unique_reference_was_taken_meanwhile_stays_in_the_trash() {
    let app = spawn().await;
    let api = app.api();
    let body = json!({ "displayName": "Acme",
        "references": [{ "system": "arrowsphere", "name": "internalReference", "value": "A-7" }] });
    let made = api.post("/api/v1/customers", &body).await.assert_status(201);
    let url = made.header("location").unwrap().to_owned();
    api.delete(&url).await.assert_status(204);
    let other = api.post("/api/v1/customers", &body).await.assert_status(201).json();
    let refused = api.post(&format!("{url}/restore"), &json!({})).await.assert_status(409);
    refused.assert_at("/takenBy", other["customerId"].clone());
}
