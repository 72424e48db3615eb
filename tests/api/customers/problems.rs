//! A refusal says where in the body it is, by the names that the body has.

use reqwest::Method;
use serde_json::json;

use super::{CUSTOMERS, assert_problem, create, path_of};
use crate::support::api::{Api, Reply};
use crate::support::server::spawn;

#[actix_web::test]
async fn a_problem_points_into_the_body() {
    let app = spawn().await;
    let api = app.api();
    let path = path_of(&create(&api, json!({ "displayName": "Ada" })).await);
    let long = "x".repeat(2000);
    for (body, pointer, code) in [
        (json!([]), "", "json-not-an-object"),
        (json!({ "emailAddress": "x" }), "/emailAddress", "email-invalid"),
        (json!({ "EMAILADDRESS": "x" }), "/emailAddress", "email-invalid"),
        (json!({ "emailAddress": {} }), "/emailAddress", "json-wrong-type"),
        (json!({ "firstName": long }), "/firstName", "text-too-long"),
        (json!({ "firstName": [] }), "/firstName", "json-wrong-type"),
        (json!({ "company": { "name": long } }), "/company/name", "text-too-long"),
        (json!({ "company": { "name": {} } }), "/company/name", "json-wrong-type"),
        (json!({ "company": { "headcount": -1 } }), "/company/headcount", "number-invalid"),
        (json!({ "company": { "taxNumber": long } }), "/company/taxNumber", "text-too-long"),
        (
            json!({ "phones": [{ "numberLocal": "x", "country": "AU" }] }),
            "/phones/0/numberLocal",
            "phone-no-digits",
        ),
        (json!({ "phones": [{ "numberLocal": {} }] }), "/phones/0/numberLocal", "json-wrong-type"),
        (json!({ "phones": [{}, 1] }), "/phones/1", "json-wrong-type"),
        (json!({ "addresses": [{ "postCode": long }] }), "/addresses/0/postcode", "text-too-long"),
        (json!({ "attributes": { "a/b": long } }), "/attributes/a~1b", "text-too-long"),
        (json!({ "attributes": [{ "key": "a", "value": long }] }), "/attributes/0/value", "text-too-long"),
        (json!({ "references": [{ "system": "x" }] }), "/references/0/name", "reference-incomplete"),
    ] {
        for reply in [api.post(CUSTOMERS, &body).await, api.patch(&path, &body).await] {
            let reply = assert_problem(reply, 422);
            let problem = reply.json();
            let issues = problem["issues"].as_object().unwrap();
            let codes: Vec<_> =
                issues.get(pointer).and_then(|found| found.as_array()).into_iter().flatten().collect();
            assert!(codes.iter().any(|issue| issue["code"] == code), "{pointer}: {code}\n{reply}");
            assert!(!reply.body.contains('_'), "a name of the form\n{reply}");
        }
    }
    assert_problem(api.post(CUSTOMERS, &json!({})).await, 422)
        .assert_at("/issues/~1displayName/0/code", "name-missing");
}

#[actix_web::test]
async fn a_member_that_is_there_twice_is_refused() {
    let app = spawn().await;
    let api = app.api();
    let path = path_of(&create(&api, json!({ "displayName": "Ada" })).await);
    for (body, pointer, name) in [
        (r#"{"displayName":"A","displayName":"B"}"#, "", "displayName"),
        (r#"{"displayName":"A","displayName":"A"}"#, "", "displayName"),
        (r#"{"displayName":"A","DisplayName":"B"}"#, "", "displayName"),
        (r#"{"phones":[{"numberLocal":"1","numberlocal":"2"}]}"#, "/phones/0", "numberlocal"),
        (r#"{"company":{"name":"A","Name":"B"}}"#, "/company", "name"),
        (r#"{"company":{"taxNumber":"1"},"taxNumber":"2"}"#, "/company/taxNumber", "taxNumber"),
        (r#"{"addresses":[{"zip":"1","postalCode":"2"}]}"#, "/addresses/0/postcode", "postcode"),
        (r#"{"attributes":{"a":1,"a":2}}"#, "", "a"),
        (r#"{"unknown":[{"a":{"b":1,"b":2}}]}"#, "", "b"),
    ] {
        for (method, path) in [(Method::POST, CUSTOMERS), (Method::PUT, &path), (Method::PATCH, &path)] {
            let reply = assert_problem(send(&api, method, path, body).await, 422);
            let issue = reply.json()["issues"][pointer][0].clone();
            assert_eq!(issue["code"], "json-member-twice", "{body}\n{reply}");
            assert_eq!(issue["args"]["name"], name, "{body}\n{reply}");
        }
    }
    // Attributes are the customer's own names: their casing tells them apart.
    let apart = r#"{"displayName":"B","attributes":{"a":1,"A":2}}"#;
    send(&api, Method::POST, CUSTOMERS, apart).await.assert_at("/attributes", json!({ "a": 1, "A": 2 }));
    api.get(&path).await.assert_at("/displayName", "Ada").assert_at("/version", "1");
}

async fn send(api: &Api, method: Method, path: &str, body: &str) -> Reply {
    let request = api.request(method, path).header("content-type", "application/json");
    Reply::of(request.body(body.to_owned())).await
}
