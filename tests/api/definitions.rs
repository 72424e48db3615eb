//! Definitions of attributes as a program makes them.

use serde_json::json;

use crate::support::server::spawn;

const ATTRIBUTES: &str = "/api/v1/attributes";

#[actix_web::test]
async fn attributes_are_defined_listed_changed_and_deleted() {
    let app = spawn().await;
    let api = app.api();
    let body = json!({ "key": "tier", "label": "Tier", "kind": "choice", "choices": ["gold", "silver"],
        "default": "silver", "required": true, "listed": true });
    let made = api.post(ATTRIBUTES, &body).await.assert_status(201);
    let url = made.header("location").unwrap().to_owned();
    let id = made.json()["id"].clone();
    let expected = json!({ "id": id, "key": "tier", "label": "Tier", "kind": "choice",
        "choices": ["gold", "silver"], "required": true, "default": "silver", "listed": true,
        "filterable": false, "filterIsReady": false });
    assert_eq!(made.json(), expected);
    api.get(&url).await.assert_status(200).assert_at("", expected.clone());
    api.post(ATTRIBUTES, &json!({ "label": "Visits", "kind": "number" })).await.assert_status(201);
    let list = api.get(ATTRIBUTES).await.assert_status(200);
    list.assert_at("/items/0", expected).assert_at("/items/1/key", "Visits").assert_at("/next", json!(null));

    let customer = api.post("/api/v1/customers", &json!({ "displayName": "Acme" })).await.assert_status(201);
    let customer = customer.assert_at("/attributes/tier", "silver");
    let refused = json!({ "displayName": "Beta", "attributes": { "tier": "tin" } });
    api.post("/api/v1/customers", &refused).await.assert_status(422);

    let change = json!({ "label": "Loyalty", "required": false, "default": null });
    let changed = api.patch(&url, &change).await.assert_status(200);
    changed.assert_at("/label", "Loyalty").assert_at("/default", json!(null)).assert_at("/listed", true);
    // What was read can be sent back.
    let read = api.get(&url).await.json();
    api.put(&url, &read).await.assert_status(200).assert_at("", read);
    api.delete(&url).await.assert_status(204);
    api.get(&url).await.assert_status(404);
    api.delete(&url).await.assert_status(404);
    let url = customer.header("location").unwrap().to_owned();
    api.get(&url).await.assert_at("/attributes/tier", "silver");
}

#[actix_web::test]
async fn what_no_attribute_may_be_is_refused_by_its_member() {
    let app = spawn().await;
    let api = app.api();
    let made = api.post(ATTRIBUTES, &json!({ "label": "Tier", "kind": "text" })).await.assert_status(201);
    let url = made.header("location").unwrap().to_owned();
    for (body, member) in [
        (json!({ "kind": "text" }), "/label"),
        (json!({ "label": "New", "kind": "colour" }), "/kind"),
        (json!({ "label": "New", "kind": 7 }), "/kind"),
        (json!({ "label": "New", "kind": "choice" }), "/choices"),
        (json!({ "label": "New", "kind": "choice", "choices": ["a\nb"] }), "/choices"),
        (json!({ "label": "New", "kind": "number", "default": "many" }), "/default"),
        (json!({ "label": "New", "kind": "text", "required": "yes" }), "/required"),
        (json!({ "label": "New", "kind": "text", "default": [] }), "/default"),
        (json!({ "key": "Tier", "label": "New", "kind": "text" }), "/key"),
    ] {
        let refused = api.post(ATTRIBUTES, &body).await.assert_status(422);
        assert!(refused.json()["issues"].get(member).is_some(), "{body}\n{refused}");
    }
    for (change, member) in [
        (json!({ "kind": "number" }), "/kind"),
        (json!({ "key": "other" }), "/key"),
        (json!({ "label": "" , "key": "Tier" }), "/label"),
    ] {
        let refused = api.patch(&url, &change).await;
        if member == "/label" {
            // Without a label the key is one.
            refused.assert_status(200).assert_at("/label", "Tier");
            continue;
        }
        let refused = refused.assert_status(422);
        assert!(refused.json()["issues"].get(member).is_some(), "{change}\n{refused}");
    }
    let editor = app.api_with_role("editor");
    editor.get(ATTRIBUTES).await.assert_status(200);
    editor.post(ATTRIBUTES, &json!({ "label": "New", "kind": "text" })).await.assert_status(403);
    editor.delete(&url).await.assert_status(403);
}

#[actix_web::test]
async fn customers_are_filtered_by_an_attribute_once_all_are_in_its_index() {
    use crate::support::eventually::{PATIENCE, eventually};

    let app = spawn().await;
    let api = app.api();
    let body = json!({ "displayName": "Acme", "attributes": { "tier": "gold" } });
    api.post("/api/v1/customers", &body).await.assert_status(201);
    let body = json!({ "key": "tier", "label": "Tier", "kind": "text", "filterable": true });
    let made = api.post(ATTRIBUTES, &body).await.assert_status(201).assert_at("/filterable", true);
    let url = made.header("location").unwrap().to_owned();
    eventually("every customer is in the index", PATIENCE, async || {
        (api.get(&url).await.json()["filterIsReady"] == true).then_some(())
    })
    .await;
    let found = api.get("/api/v1/customers?attribute.tier=gold").await.assert_status(200);
    found.assert_at("/items/0/displayName", "Acme");
}
