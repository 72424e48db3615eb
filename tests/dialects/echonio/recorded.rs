//! The requests of Echonio's documentation, byte for byte.

use serde_json::json;

use super::{admin, get, post, radio};
use crate::dialects::recorded::send;
use crate::support::server::{TOKEN, spawn};

/// The head of a documented sample: the scheme in lower case, three blanks, and what its program adds.
fn head(line: &str) -> String {
    format!(
        "{line}\nauthorization: bearer   {TOKEN}\ncontent-type: application/x-www-form-urlencoded\n\
         cache-control: no-cache\npostman-token: 0f4b1f7d-4c1e-44d5-8d28-6b7a4d0f0c11"
    )
}

/// `{"name":"رادیو","title":"کافی شاپ","manager":"ندا یاری"}`, two contacts, and the type, as the samples encode them.
const CREATE: &str = "identity=%7B%22name%22%3A%22%D8%B1%D8%A7%D8%AF%DB%8C%D9%88%22%2C%22title%22%3A%22%DA%A9%D8%A7%D9%81%DB%8C%20%D8%B4%D8%A7%D9%BE%22%2C%22manager%22%3A%22%D9%86%D8%AF%D8%A7%20%DB%8C%D8%A7%D8%B1%DB%8C%22%7D&contacts=%5B%7B%22type%22%3A%22tel%22%2C%22value%22%3A%22%2B982123422342%22%2C%22role%22%3Anull%2C%22title%22%3A%22main%22%2C%22fullname%22%3Anull%7D%2C%7B%22type%22%3A%22mobile%22%2C%22value%22%3A%22001760-615-7972%22%2C%22role%22%3A%22CEO%22%2C%22title%22%3A%22default%22%2C%22fullname%22%3A%22%D9%86%D8%AF%D8%A7%20%DB%8C%D8%A7%D8%B1%DB%8C%22%7D%5D&type=corporate&=";

#[actix_web::test]
async fn the_persian_form_is_taken_as_it_is_and_answered_as_it_was_sent() {
    let app = spawn().await;
    let made = send(&app, &head("POST /v1/customers"), CREATE).await.assert_status(201).json();
    assert_eq!(made["identity"], json!({ "name": "رادیو", "title": "کافی شاپ", "manager": "ندا یاری" }));
    let values: Vec<_> =
        made["contacts"].as_array().unwrap().iter().map(|contact| &contact["data"]["value"]).collect();
    assert_eq!(values, [&json!("+982123422342"), &json!("001760-615-7972")]);
    assert_eq!(made["contacts"][1]["data"]["responder"], "ندا یاری");
    let line = format!("PUT /v1/customers/{}", made["id"].as_str().unwrap());
    let body = "identity=%7B%22name%22%3A%22%D8%B1%D8%A7%D8%AF%DB%8C%D9%88%20%D8%AF%D9%88%22%2C%22title%22%3A%22%DA%A9%D8%A7%D9%81%DB%8C%20%D8%B4%D8%A7%D9%BE%22%7D&contacts=&type=corporate";
    let changed = send(&app, &head(&line), body).await.assert_status(200).json();
    assert_eq!((&changed["identity"]["name"], &changed["contacts"]), (&json!("رادیو دو"), &made["contacts"]));
}

#[actix_web::test]
async fn a_body_that_comes_with_a_get_or_a_delete_is_not_looked_at() {
    let app = spawn().await;
    let echonio = admin(&app);
    let made = post(&echonio, "/v1/customers", &radio()).await.json();
    let path = format!("/v1/customers/{}", made["id"].as_str().unwrap());
    let leftover = "identity=%7Bname%3A%22...%22&contacts=%5B&type=corporate";
    let list = send(
        &app,
        &head("GET /v1/customers?search=%D8%B1%D8%A7%D8%AF%DB%8C%D9%88&offset=0&limit=200"),
        leftover,
    )
    .await;
    let list = list.assert_status(200).json();
    assert_eq!((&list["count"], &list["items"][0]), (&json!(1), &made));
    let blank =
        send(&app, &head("GET /v1/customers?search=&offset=&limit="), leftover).await.assert_status(200);
    assert_eq!(blank.json()["count"], 1);
    let one = send(&app, &head(&format!("GET {path}")), leftover).await.assert_status(200);
    assert_eq!(one.json(), made);
    let gone = send(&app, &head(&format!("DELETE {path}")), leftover).await.assert_status(200);
    assert_eq!(gone.json(), json!({ "result": "true", "id": made["id"] }));
    get(&echonio, &path).await.assert_status(404);
}

#[actix_web::test]
async fn tags_and_imports_are_asked_for_as_documented() {
    let app = spawn().await;
    let echonio = admin(&app);
    let made = post(&echonio, "/v1/customers", &radio()).await.json();
    let tag = post(&echonio, "/v1/settings/tags", &[("title", json!("VIP"))]).await.json();
    let (customer, tag) = (made["id"].as_str().unwrap(), tag["id"].as_str().unwrap());
    let line = format!("POST /v1/customers/{customer}/tags");
    let added = send(&app, &head(&line), &format!("tagId={tag}")).await.assert_status(200).json();
    assert_eq!((&added["result"], &added["tagId"]), (&json!(true), &json!(tag)));
    let line = format!("DELETE /v1/customers/{customer}/tags/{tag}");
    let removed = send(&app, &head(&line), "").await.assert_status(200).json();
    assert_eq!(removed["timelineEvent"]["type"], "remove-tag");
    let upload =
        format!("POST /v1/files?fileName=c.csv\nauthorization: bearer {TOKEN}\ncontent-type: text/csv");
    let file =
        send(&app, &upload, "firstName,lastName\nAda,Byrne\nBob,Byrne\n").await.assert_status(201).json();
    let body = format!("id={}", file["id"].as_str().unwrap());
    let done = send(&app, &head("POST /v1/customers/import"), &body).await.assert_status(200).json();
    assert_eq!(done, json!({ "result": true, "count": 2, "created": 2, "failed": 0, "errors": [] }));
}
