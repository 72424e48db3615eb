//! Exports as a program, and the command line, takes them.

use serde_json::{Value, json};

use super::imports::imported;
use crate::support::api::Reply;
use crate::support::server::{spawn, spawn_with};

fn names(reply: &Reply) -> Vec<String> {
    let customers: Value = reply.json();
    customers.as_array().unwrap().iter().map(|one| one["displayName"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn a_program_takes_the_list_as_it_filters_and_sorts_it() {
    let app = spawn().await;
    let api = app.api();
    for (name, kind) in [("Zoë", "personal"), ("Acme", "corporate"), ("Émile", "personal")] {
        let body = json!({ "displayName": name, "kind": kind, "tags": ["VIP"] });
        api.post("/api/v1/customers", &body).await.assert_status(201);
    }
    let reply =
        api.get("/api/v1/customers/export?format=json&kind=personal&sort=name").await.assert_status(200);
    assert_eq!(names(&reply), ["Émile", "Zoë"]);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert!(
        reply.header("content-disposition").unwrap().starts_with("attachment; filename=\"customers.json\"")
    );
    assert_eq!(reply.header("content-security-policy"), Some("sandbox; default-src 'none'"));
    assert_eq!(reply.json()[0]["tags"], json!(["VIP"]));
    for (query, named) in [("format=pdf", "format"), ("limit=5", "limit"), ("kind=nobody", "kind")] {
        let refused = api.get(&format!("/api/v1/customers/export?{query}")).await.assert_status(422);
        assert!(
            refused.json()["issues"].as_object().unwrap().keys().any(|key| key.contains(named)),
            "{refused}"
        );
    }
    // The command line asks in the same words, or searches.
    let asked =
        app.command(&["export", "--format", "json", "--query", "kind=personal&sort=name"]).assert_code(0);
    assert_eq!(asked.stdout, reply.body);
    let found = app.command(&["export", "--format", "ndjson", "--query", "zoe"]).assert_code(0);
    assert_eq!(found.stdout.lines().count(), 1, "{}", found.stdout);
    app.command(&["export", "--query", "kind=nobody"]).assert_code(1);
}

#[actix_web::test]
async fn a_file_that_was_exported_is_imported_without_a_hand() {
    let app = spawn().await;
    let api = app.api();
    let ada = json!({ "displayName": "=Ada", "notes": "one\ntwo", "emailAddress": "ada@example.org",
        "phones": [{ "numberLocal": "+49 30 123456" }, { "numberLocal": "0171 1234567", "country": "DE", "type": "Mobile" }],
        "addresses": [{ "address1": "1 Quay St", "country": "Australia" }],
        "people": [{ "firstName": "Bo", "emailAddress": "bo@example.org", "isMain": true }],
        "attributes": { "tier": "gold", "since": 2013 }, "tags": ["VIP", "B2B"],
        "references": [{ "system": "crm", "name": "id", "value": "7" }] });
    // Two of one address: only their ids tell them apart.
    for _ in 0..2 {
        api.post("/api/v1/customers", &ada).await.assert_status(201);
    }
    for format in ["csv", "xlsx", "json", "ndjson"] {
        let file = app.data_dir().join(format!("list.{format}"));
        let path = file.display().to_string();
        let done = app.command(&["export", &path]).assert_code(0);
        assert!(done.stderr.contains("2 customers in"), "{}", done.stderr);
        let first = std::fs::read(&file).unwrap();
        let import = imported(&api, &format!("list.{format}"), first.clone(), &json!({})).await;
        assert_eq!((&import["unchanged"], &import["rows"]), (&json!(2), &json!(2)), "{format}: {import:#}");
        app.command(&["export", &path, "--overwrite"]).assert_code(0);
        assert!(std::fs::read(&file).unwrap() == first, "{format}: the second export is another");
        assert!(!file.with_extension(format!("{format}.part")).exists());
    }
    let csv = std::fs::read_to_string(app.data_dir().join("list.csv")).unwrap();
    assert!(csv.contains("\"'=Ada\"") && csv.contains("\"'+49 30 123456\""), "{csv}");
    let updated = csv.replace("one\ntwo", "one\nthree");
    let import = imported(&api, "list.csv", updated, &json!({})).await;
    assert_eq!(import["updated"], 2, "{import:#}");
}

#[actix_web::test]
async fn f10_exports_are_for_editors_and_few_an_hour_and_in_the_audit() {
    let app = spawn_with(&[("CUSTOMARY_EXPORTS_PER_HOUR", "2")]).await;
    let (viewer, editor) = (app.api_with_role("viewer"), app.api_with_role("editor"));
    app.api().post("/api/v1/customers", &json!({ "displayName": "Ada" })).await.assert_status(201);
    viewer.get("/api/v1/customers/export").await.assert_status(403);
    for _ in 0..2 {
        editor.get("/api/v1/customers/export").await.assert_status(200);
    }
    let refused = editor.get("/api/v1/customers/export").await.assert_status(429);
    assert!(refused.header("retry-after").is_some(), "{refused}");
    app.api().get("/api/v1/customers/export").await.assert_status(200);
    // Who only asks what it would be has begun none.
    let head = app.api().request(reqwest::Method::HEAD, "/api/v1/customers/export").send().await.unwrap();
    assert_eq!(
        (head.status().as_u16(), head.headers()["content-type"].to_str().unwrap()),
        (200, "text/csv; charset=utf-8")
    );
    let count = |query: &str| app.database().count(query);
    assert_eq!(count("SELECT count(*) FROM audit WHERE action = 'export'"), 3);
    assert_eq!(count("SELECT count(*) FROM audit WHERE action = 'exported' AND row_count = 1"), 3);
}

#[actix_web::test]
async fn a_file_of_the_command_line_is_its_owners_and_takes_no_other_files_place() {
    use std::os::unix::fs::PermissionsExt as _;

    let app = spawn().await;
    app.api().post("/api/v1/customers", &json!({ "displayName": "Ada" })).await.assert_status(201);
    let file = app.data_dir().join("list.csv");
    let path = file.display().to_string();
    app.command(&["export", &path]).assert_code(0);
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::write(&file, "kept").unwrap();
    let refused = app.command(&["export", &path]).assert_code(1);
    assert!(refused.stderr.contains("--overwrite"), "{}", refused.stderr);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "kept");
    app.command(&["export", &path, "--overwrite"]).assert_code(0);
    assert!(std::fs::read_to_string(&file).unwrap().contains("\"Ada\""));
}

#[actix_web::test]
async fn a_workbook_that_could_not_be_taken_back_is_refused_before_it_begins() {
    let app = spawn().await;
    let api = app.api();
    api.post("/api/v1/customers", &json!({ "displayName": "Ada" })).await.assert_status(201);
    app.database().execute("UPDATE customer_counts SET live = 1048576");
    let refused = api.get("/api/v1/customers/export?format=xlsx").await.assert_status(422);
    assert!(refused.body.contains("CSV holds any number"), "{refused}");
    let refused = app.command(&["export", "--format", "xlsx"]).assert_code(1);
    assert!(refused.stderr.contains("CSV holds any number"), "{}", refused.stderr);
    let console = app.sign_in().await;
    let list = console.get("/customers/export?format=xlsx").await;
    list.assert_redirect("/customers");
    assert_eq!(app.database().count("SELECT count(*) FROM audit WHERE action = 'export'"), 0);
    api.get("/api/v1/customers/export?format=csv").await.assert_status(200);
    api.get("/api/v1/customers/export?format=xlsx&search=ada").await.assert_status(200);
}

#[actix_web::test]
async fn a_file_that_nobody_takes_any_more_is_not_made() {
    let app = spawn().await;
    let lines = (0..30_000)
        .map(|at| format!("{{\"displayName\":\"Customer {at}\",\"notes\":\"{}\"}}", "x".repeat(2_000)));
    let import = imported(&app.api(), "many.ndjson", lines.collect::<Vec<_>>().join("\n"), &json!({})).await;
    assert_eq!(import["created"], 30_000, "{import:#}");
    let mut response = app
        .api()
        .request(reqwest::Method::GET, "/api/v1/customers/export?format=ndjson")
        .send()
        .await
        .unwrap();
    assert!(response.chunk().await.unwrap().is_some());
    drop(response);
    // It began, and it never came to its end; the connection it read by serves others.
    app.api().get("/api/v1/customers?search=customer&count=true").await.assert_status(200);
    assert_eq!(app.database().count("SELECT count(*) FROM audit WHERE action = 'export'"), 1);
    assert_eq!(app.database().count("SELECT count(*) FROM audit WHERE action = 'exported'"), 0);
}
