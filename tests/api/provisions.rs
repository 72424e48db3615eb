//! Provisioning as programs do it: one asks, another works.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::api::{Api, Reply};
use crate::support::server::{App, spawn};

async fn customer(api: &Api, name: &str) -> String {
    let made = api.post("/api/v1/customers", &json!({ "displayName": name })).await.assert_status(201);
    made.json()["customerId"].as_str().unwrap().to_owned()
}

async fn start(api: &Api, customer: &str, body: &Value) -> Reply {
    api.post(&format!("/api/v1/customers/{customer}/provisions"), body).await
}

/// Takes the next; answers its address and the lease.
async fn claim(api: &Api) -> (String, Value) {
    let taken = api.post("/api/v1/provisions/claim", &json!({})).await.assert_status(200);
    (taken.header("location").unwrap().to_owned(), taken.json()["lease"]["id"].clone())
}

async fn with_header(api: &Api, path: &str, body: &Value, header: (&str, &str)) -> Reply {
    Reply::of(api.request(Method::POST, path).header(header.0, header.1).json(body)).await
}

/// Makes whatever is in progress silent for hours.
fn silence(app: &App, hours: i64) {
    let micros = hours * 3_600_000_000;
    app.database().execute(&format!("UPDATE provisions SET reported_at = reported_at - {micros}"));
}

#[actix_web::test]
async fn a_program_is_started_taken_reported_on_and_fulfilled() {
    let app = spawn().await;
    let api = app.api();
    let acme = customer(&api, "Acme").await;
    let attributes = json!([{ "name": "domainName", "value": "acme.example" }]);
    let started = start(&api, &acme, &json!({ "program": "MSCSP", "attributes": attributes })).await;
    let url = started.header("location").unwrap().to_owned();
    started
        .assert_status(202)
        .assert_at("/status", "pending")
        .assert_at("/message", "")
        .assert_at("/attributes", json!({ "domainName": "acme.example" }))
        .assert_at("/migration", false);
    let (taken, lease) = claim(&api).await;
    assert_eq!(taken, url);
    api.post("/api/v1/provisions/claim", &json!({})).await.assert_status(204);
    let report = |body: Value| {
        let mut body = body;
        body["lease"] = lease.clone();
        let (api, path) = (&api, format!("{url}/report"));
        async move { api.post(&path, &body).await }
    };
    report(json!({ "message": "Waiting for the vendor." }))
        .await
        .assert_status(200)
        .assert_at("/status", "in_progress")
        .assert_at("/message", "Waiting for the vendor.");
    let added = json!({ "status": "in_progress", "attributes": { "tenantId": "t-1", "domainName": null } });
    report(added).await.assert_at("/attributes", json!({ "tenantId": "t-1" }));
    let beat = json!({ "lease": lease, "leaseSeconds": 60 });
    let beat = api.post(&format!("{url}/heartbeat"), &beat).await.assert_status(200);
    assert!(beat.json()["lease"]["until"].is_string());
    report(json!({ "status": "fulfilled", "message": "Ready" }))
        .await
        .assert_status(200)
        .assert_at("/status", "fulfilled");
    let late = report(json!({ "message": "Late" })).await.assert_status(409);
    late.assert_at("/code", "provision-lease-lost");
    let seen = api.get(&url).await.assert_status(200).assert_at("/run", 1).assert_at("/version", 5);
    let steps = seen.json()["steps"].as_array().unwrap().clone();
    let steps: Vec<_> = steps.iter().map(|step| step["step"].as_str().unwrap()).collect();
    assert_eq!(steps, ["start", "claim", "report", "report", "fulfil"]);
    assert!(!seen.body.contains(lease.as_str().unwrap()), "the lease is its worker's alone\n{seen}");
    let of_customer = api.get(&format!("/api/v1/customers/{acme}/provisions")).await.assert_status(200);
    of_customer.assert_at("/items/0/status", "fulfilled").assert_at("/next", Value::Null);
    // What is over begins anew, as a migration this time.
    let again = start(&api, &acme, &json!({ "program": "MSCSP", "migration": true })).await;
    again
        .assert_status(202)
        .assert_at("/run", 2)
        .assert_at("/migration", true)
        .assert_at("/attributes", json!({}));
}

#[actix_web::test]
async fn a_second_start_is_refused_and_a_repeated_call_is_answered_as_before() {
    let app = spawn().await;
    let api = app.api();
    let acme = customer(&api, "Acme").await;
    let path = format!("/api/v1/customers/{acme}/provisions");
    let body = json!({ "program": "MSCSP" });
    let first = with_header(&api, &path, &body, ("idempotency-key", "k1")).await.assert_status(202);
    let twin = with_header(&api, &path, &body, ("idempotency-key", "k1")).await.assert_status(202);
    assert_eq!(first.body, twin.body);
    let other = json!({ "program": "Other" });
    with_header(&api, &path, &other, ("idempotency-key", "k1")).await.assert_status(422);
    let refused = start(&api, &acme, &body).await.assert_status(409).assert_at("/code", "provision-running");
    assert!(refused.header("content-type").unwrap().starts_with("application/problem+json"), "{refused}");
    // A worker that did not hear the answer gets the same one again, and another the next.
    start(&api, &acme, &other).await.assert_status(202);
    let claim = "/api/v1/provisions/claim";
    let taken = with_header(&api, claim, &json!({}), ("idempotency-key", "c1")).await.assert_status(200);
    let again = with_header(&api, claim, &json!({}), ("idempotency-key", "c1")).await.assert_status(200);
    assert_eq!(taken.body, again.body);
    let next = with_header(&api, claim, &json!({}), ("idempotency-key", "c2")).await.assert_status(200);
    assert_ne!(taken.json()["id"], next.json()["id"]);
    // So does one that did not hear that its report was taken.
    let url = taken.header("location").unwrap();
    let done = json!({ "lease": taken.json()["lease"]["id"], "status": "fulfilled" });
    for _ in 0..2 {
        let path = format!("{url}/report");
        with_header(&api, &path, &done, ("idempotency-key", "r1")).await.assert_status(200);
    }
}

#[actix_web::test]
async fn what_failed_is_retried_and_what_runs_is_cancelled_from_what_was_read() {
    let app = spawn().await;
    let api = app.api();
    let acme = customer(&api, "Acme").await;
    start(&api, &acme, &json!({ "program": "MSCSP" })).await.assert_status(202);
    let (url, lease) = claim(&api).await;
    let failed = json!({ "lease": lease, "status": "failed", "message": "No such domain" });
    api.post(&format!("{url}/report"), &failed).await.assert_status(200);
    let (retry, cancel) = (format!("{url}/retry"), format!("{url}/cancel"));
    api.post(&cancel, &json!({})).await.assert_status(409).assert_at("/code", "provision-over");
    with_header(&api, &retry, &json!({}), ("if-match", "\"2\"")).await.assert_status(412);
    with_header(&api, &retry, &json!({}), ("if-match", "x")).await.assert_status(400);
    let again = with_header(&api, &retry, &json!({}), ("if-match", "\"3\"")).await.assert_status(200);
    assert_eq!(again.header("etag"), Some("\"4\""));
    again.assert_at("/status", "pending").assert_at("/message", "");
    api.post(&retry, &json!({})).await.assert_status(409).assert_at("/code", "provision-not-failed");
    let (_, lease) = claim(&api).await;
    api.post(&cancel, &json!({})).await.assert_status(200).assert_at("/status", "cancelled");
    let report = json!({ "lease": lease, "message": "Going on" });
    api.post(&format!("{url}/report"), &report).await.assert_status(409);
    api.post(&format!("{url}/heartbeat"), &report).await.assert_status(409);
    api.post("/api/v1/provisions/claim", &json!({})).await.assert_status(204);
}

#[actix_web::test]
async fn the_queue_is_listed_in_its_order_by_state_and_program_in_pages() {
    let app = spawn().await;
    let api = app.api();
    for at in 0..3 {
        let id = customer(&api, &format!("Customer {at}")).await;
        for program in ["A", "B"] {
            start(&api, &id, &json!({ "program": program })).await.assert_status(202);
        }
    }
    let waiting = api.get("/api/v1/provisions?status=pending&limit=4").await.assert_status(200).json();
    let programs = |list: &Value| -> Vec<String> {
        let items = list["items"].as_array().unwrap().iter();
        items.map(|item| item["program"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(programs(&waiting), ["A", "B", "A", "B"]);
    let cursor = waiting["next"].as_str().unwrap();
    let rest = api.get(&format!("/api/v1/provisions?status=pending&limit=4&cursor={cursor}")).await.json();
    assert_eq!((programs(&rest), &rest["next"]), (vec!["A".to_owned(), "B".to_owned()], &Value::Null));
    let (first, _) = claim(&api).await;
    assert!(first.ends_with(waiting["items"][0]["id"].as_str().unwrap()), "{first}");
    silence(&app, 4);
    for (query, count) in [
        ("", 6),
        ("status=pending", 5),
        ("status=in_progress", 1),
        ("status=stuck", 1),
        ("status=pending&status=in_progress&program=A", 3),
        ("status=failed", 0),
        ("sort=-updated&program=B", 3),
    ] {
        let found = api.get(&format!("/api/v1/provisions?{query}")).await.assert_status(200).json();
        assert_eq!(programs(&found).len(), count, "{query}");
    }
    api.get(&first).await.assert_at("/isStuck", true);
    for query in ["status=x", "limit=0", "limit=201", "cursor=x", "sort=name", "program="] {
        api.get(&format!("/api/v1/provisions?{query}")).await.assert_status(422);
    }
    let found = api.get("/api/v1/customers?provisioning=stuck&count=true").await.assert_status(200);
    found.assert_at("/count", 1).assert_at("/items/0/displayName", "Customer 0");
    api.get("/api/v1/customers?provisioning=x").await.assert_status(422);
}

#[actix_web::test]
async fn what_is_wrong_is_told_by_its_member() {
    let app = spawn().await;
    let api = app.api();
    let acme = customer(&api, "Acme").await;
    for (body, member) in [
        (json!({}), "/program"),
        (json!({ "program": 7 }), "/program"),
        (json!({ "program": "a\nb" }), "/program"),
        (json!({ "program": "P", "migration": "yes" }), "/migration"),
        (json!({ "program": "P", "attributes": "x" }), "/attributes"),
        (json!({ "program": "P", "attributes": { "a/b": 7 } }), "/attributes/a~1b"),
        (json!({ "program": "P", "attributes": [{ "name": "a", "value": 7 }] }), "/attributes/0/value"),
        (json!({ "program": "P", "attributes": [{ "value": "x" }] }), "/attributes/0/name"),
        (json!({ "program": "P", "attributes": { "a": "x\u{0}" } }), "/attributes/a"),
        (json!([]), ""),
    ] {
        let refused = start(&api, &acme, &body).await.assert_status(422);
        assert!(refused.json()["issues"].get(member).is_some(), "{body}\n{refused}");
    }
    start(&api, &acme, &json!({ "program": "P" })).await.assert_status(202);
    for (body, member) in
        [(json!({ "program": "" }), "/program"), (json!({ "leaseSeconds": 1 }), "/leaseSeconds")]
    {
        let refused = api.post("/api/v1/provisions/claim", &body).await.assert_status(422);
        assert!(refused.json()["issues"].get(member).is_some(), "{body}\n{refused}");
    }
    let (url, lease) = claim(&api).await;
    for (body, member) in [
        (json!({}), "/lease"),
        (json!({ "lease": "x" }), "/lease"),
        (json!({ "lease": lease, "status": "pending" }), "/status"),
        (json!({ "lease": lease, "message": "x".repeat(1_001) }), "/message"),
        (json!({ "lease": lease, "attributes": { "": "x" } }), "/attributes/"),
    ] {
        let refused = api.post(&format!("{url}/report"), &body).await.assert_status(422);
        assert!(refused.json()["issues"].get(member).is_some(), "{body}\n{refused}");
    }
    api.get(&url).await.assert_at("/version", 2);
}

#[actix_web::test]
async fn c3_what_is_anothers_and_what_is_not_there_answer_alike() {
    let app = spawn().await;
    let api = app.api();
    let acme = customer(&api, "Acme").await;
    start(&api, &acme, &json!({ "program": "P" })).await.assert_status(202);
    let (url, lease) = claim(&api).await;
    let viewer = app.api_with_role("viewer");
    app.command(&["organization", "add", "Other"]).assert_code(0);
    let token =
        app.command(&["token", "add", "t", "--role", "admin", "--organization", "Other"]).assert_code(0);
    let other = Api::new(app.base(), token.last_line());
    let nowhere = format!("/api/v1/provisions/{}", uuid::Uuid::now_v7());
    let report = json!({ "lease": lease, "status": "fulfilled" });
    for path in ["", "/report", "/heartbeat", "/retry", "/cancel"] {
        let ask = async |url: &str| {
            let path_of = format!("{url}{path}");
            let answer =
                if path.is_empty() { other.get(&path_of).await } else { other.post(&path_of, &report).await };
            answer.assert_status(404).body.len()
        };
        assert_eq!(ask(&url).await, ask(&nowhere).await, "{path}");
    }
    other.get(&format!("/api/v1/customers/{acme}/provisions")).await.assert_status(404);
    start(&other, &acme, &json!({ "program": "P" })).await.assert_status(404);
    other.post("/api/v1/provisions/claim", &json!({})).await.assert_status(204);
    other.get("/api/v1/provisions").await.assert_at("/items", json!([]));
    viewer.get(&url).await.assert_status(200);
    viewer.post("/api/v1/provisions/claim", &json!({})).await.assert_status(403);
    start(&viewer, &acme, &json!({ "program": "Q" })).await.assert_status(403);
    // In the trash it is nobody's to start, and nobody's to take.
    api.delete(&format!("/api/v1/customers/{acme}")).await.assert_status(204);
    start(&api, &acme, &json!({ "program": "Q" })).await.assert_status(404);
    api.get(&format!("/api/v1/customers/{acme}/provisions")).await.assert_status(404);
}
