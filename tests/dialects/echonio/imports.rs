//! Customers of an uploaded file.

use reqwest::Method;
use serde_json::{Value, json};

use super::{admin, get, post};
use crate::dialects::{Client, token_of_role};
use crate::support::api::Reply;
use crate::support::server::spawn;
use customary::web::dialect::Dialect;

async fn file(client: &Client, kind: &str, content: String) -> Value {
    let request = client.request(Method::POST, "/v1/files").header("content-type", kind).body(content);
    Reply::of(request).await.assert_status(201).json()["id"].clone()
}

async fn customers(client: &Client) -> Vec<Value> {
    let mut items = get(client, "/v1/customers").await.json()["items"].as_array().unwrap().clone();
    items.reverse();
    items
}

#[actix_web::test]
async fn a_json_file_of_create_bodies_becomes_customers_each_time_it_is_sent() {
    let app = spawn().await;
    let echonio = admin(&app);
    let bodies = json!([
        { "type": "personal", "identity": { "firstName": "Ada", "lastName": "Byrne", "pet": "cat" },
          "contacts": [{ "type": "email", "value": "ada@example.org" }, { "type": "fax", "value": "12", "role": "desk" }], "tags": ["VIP"] },
        { "identity": { "name": "رادیو", "title": "کافی شاپ" } },
    ]);
    let id = file(&echonio, "application/json", bodies.to_string()).await;
    let done = post(&echonio, "/v1/customers/import", &[("id", id.clone())]).await.assert_status(200).json();
    assert_eq!(done, json!({ "result": true, "count": 2, "created": 2, "failed": 0, "errors": [] }));
    let made = customers(&echonio).await;
    assert_eq!(
        made[0]["identity"],
        json!({ "firstName": "Ada", "lastName": "Byrne", "fatherName": null, "pet": "cat" })
    );
    assert_eq!(
        made[0]["contacts"][1]["data"],
        json!({ "note": null, "role": "desk", "type": "fax", "value": "12", "responder": null })
    );
    assert_eq!(made[0]["tagsIds"].as_array().unwrap().len(), 1);
    assert_eq!((&made[1]["type"], &made[1]["identity"]["name"]), (&json!("corporate"), &json!("رادیو")));
    post(&echonio, "/v1/customers/import", &[("id", id)]).await.assert_at("/created", 2);
    assert_eq!(customers(&echonio).await.len(), 4, "the same file makes them again");
    let exported = get(&echonio, "/v1/customers?limit=1&offset=3").await.body;
    let id = file(&echonio, "application/json", exported).await;
    post(&echonio, "/v1/customers/import", &[("id", id)]).await.assert_at("/created", 1);
    let made = customers(&echonio).await;
    assert_eq!((&made[4]["identity"], &made[4]["tagsIds"]), (&made[0]["identity"], &made[0]["tagsIds"]));
    assert_eq!(made[4]["contacts"][0]["data"], made[0]["contacts"][0]["data"]);
    let ledger = app.api().get("/api/v1/imports").await.json();
    assert_eq!(ledger["items"].as_array().unwrap().len(), 3, "each is an import like any other");
    assert_eq!(ledger["items"][0]["status"], "completed");
}

#[actix_web::test]
async fn a_csv_file_is_read_by_the_names_of_its_columns() {
    let app = spawn().await;
    let echonio = admin(&app);
    let csv = "\u{feff}Type;firstName;LASTNAME;name;title;tel;mobile;email;role;tags;identity.pet;Shoe size\r\n\
               ;Ada;Byrne;;;;0912|+989121112222;ada@example.org;CEO;VIP|New;cat;38\r\n\
               \r\n\
               ;;;رادیو;کافی شاپ;+982123422342;;;;;;\r\n";
    let id = file(&echonio, "text/csv", csv.to_owned()).await;
    post(&echonio, "/v1/customers/import", &[("id", id)]).await.assert_status(200).assert_at("/created", 2);
    let made = customers(&echonio).await;
    let contacts: Vec<(&Value, &Value, &Value)> = made[0]["contacts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|contact| (&contact["data"]["type"], &contact["data"]["value"], &contact["data"]["role"]))
        .collect();
    let ceo = json!("CEO");
    assert_eq!(
        contacts,
        [
            (&json!("mobile"), &json!("0912"), &ceo),
            (&json!("mobile"), &json!("+989121112222"), &ceo),
            (&json!("email"), &json!("ada@example.org"), &ceo),
        ]
    );
    assert_eq!((&made[0]["type"], &made[0]["identity"]["pet"]), (&json!("personal"), &json!("cat")));
    assert_eq!((&made[1]["type"], &made[1]["identity"]["title"]), (&json!("corporate"), &json!("کافی شاپ")));
    assert_eq!(made[0]["tagsIds"].as_array().unwrap().len(), 2);
    let native = app.api().get(&format!("/api/v1/customers/{}", made[0]["id"].as_str().unwrap())).await;
    native.assert_at("/extensions/import/Shoe size", "38");
}

#[actix_web::test]
async fn a_row_that_is_wrong_keeps_all_out_unless_part_of_the_file_is_wanted() {
    let app = spawn().await;
    let echonio = admin(&app);
    let bodies = json!([
        { "identity": { "firstName": "Ada", "lastName": "Byrne" } },
        { "identity": { "firstName": "Bob", "lastName": "No" }, "contacts": [{ "type": "email", "value": "none" }] },
        7,
        { "identity": { "firstName": "Cleo", "lastName": "Yes" } },
    ]);
    let id = file(&echonio, "application/json", bodies.to_string()).await;
    let refused = post(&echonio, "/v1/customers/import", &[("id", id.clone())]).await.assert_status(400);
    let refused = refused.assert_at("/error", "VALIDATION").assert_at("/details/0/row", 3);
    assert!(refused.json()["details"][0]["message"].is_string());
    assert_eq!(customers(&echonio).await.len(), 0);
    let part = post(&echonio, "/v1/customers/import", &[("id", id), ("mode", json!("partial"))]).await;
    let part = part.assert_status(200).assert_at("/created", 2).assert_at("/failed", 2).json();
    let errors: Vec<(&Value, &Value)> =
        part["errors"].as_array().unwrap().iter().map(|error| (&error["row"], &error["field"])).collect();
    assert_eq!(errors, [(&json!(2), &json!("contacts.0.value")), (&json!(3), &json!(""))]);
    let ragged = "name,title,manager,note\nNord, Fils,Bar,Lise,VIP\nNord,Bar,Lise,VIP\n".to_owned();
    let id = file(&echonio, "text/csv", ragged).await;
    let refused = post(&echonio, "/v1/customers/import", &[("id", id)]).await.assert_status(400);
    refused.assert_at("/details/0/row", 1);
    assert_eq!(customers(&echonio).await.len(), 2);
    let checked = json!([{ "contacts": [] }, { "identity": { "firstName": "Dora" } }]);
    let id = file(&echonio, "application/json", checked.to_string()).await;
    let refused = post(&echonio, "/v1/customers/import", &[("id", id)]).await.assert_status(400);
    refused.assert_at("/details/0/row", 1).assert_at("/details/0/field", "identity");
    assert_eq!(customers(&echonio).await.len(), 2);
}

#[actix_web::test]
async fn what_is_no_file_of_customers_is_refused() {
    let app = spawn().await;
    let echonio = admin(&app);
    for wrong in ["0191e7a1-0000-7000-8000-000000000000", "seven"] {
        post(&echonio, "/v1/customers/import", &[("id", json!(wrong))]).await.assert_status(404);
    }
    post(&echonio, "/v1/customers/import", &[]).await.assert_status(400);
    let id = file(&echonio, "application/json", "7".to_owned()).await;
    post(&echonio, "/v1/customers/import", &[("id", id.clone())]).await.assert_status(400);
    post(&echonio, "/v1/customers/import", &[("id", id), ("mode", json!("some"))]).await.assert_status(400);
    let many = "name\n".to_owned() + &"Radio\n".repeat(10_001);
    let id = file(&echonio, "text/csv", many).await;
    let refused = post(&echonio, "/v1/customers/import", &[("id", id.clone())]).await.assert_status(413);
    let large = format!("name,note\n{}", format!("Radio,{}\n", "x".repeat(60_000)).repeat(1_200));
    let large = file(&echonio, "text/csv", large).await;
    post(&echonio, "/v1/customers/import", &[("id", large)]).await.assert_status(413);
    assert!(refused.json()["message"].as_str().unwrap().contains("/api/v1/imports"));
    let viewer = Client::of(Dialect::Echonio, &app, &token_of_role(&app, "viewer"));
    post(&viewer, "/v1/customers/import", &[("id", id)]).await.assert_status(403);
    get(&echonio, "/v1/customers/import").await.assert_status(405);
}

#[actix_web::test]
async fn j5_an_import_with_a_key_is_made_once() {
    let app = spawn().await;
    let echonio = admin(&app);
    let id = file(&echonio, "text/csv", "name\nRadio\n".to_owned()).await;
    for _ in 0..2 {
        let fields = [("id", id.as_str().unwrap())];
        let request = echonio.request(Method::POST, "/v1/customers/import").header("idempotency-key", "one");
        Reply::of(request.form(&fields)).await.assert_status(200).assert_at("/created", 1);
    }
    assert_eq!(customers(&echonio).await.len(), 1);
}
