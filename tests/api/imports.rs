//! Imports as a program brings them: one call, then a look until it is settled.

use std::time::Duration;

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::support::api::{Api, Reply};
use crate::support::eventually::eventually;
use crate::support::server::spawn;

const PATIENCE: Duration = Duration::from_mins(1);

pub async fn bring(api: &Api, name: &str, content: impl Into<Vec<u8>>, options: &Value) -> Reply {
    let file = Part::bytes(content.into()).file_name(name.to_owned());
    let form = Form::new().part("file", file).text("options", options.to_string());
    Reply::of(api.request(Method::POST, "/api/v1/imports").multipart(form)).await
}

/// The import once nothing moves any more.
pub async fn settled(api: &Api, path: &str) -> Value {
    eventually("the import is settled", PATIENCE, async || {
        let import = api.get(path).await.assert_status(200).json();
        let is_moving = ["checking", "queued", "running"].contains(&import["status"].as_str().unwrap());
        (!is_moving).then_some(import)
    })
    .await
}

/// Brings a file and waits for its end.
pub async fn imported(api: &Api, name: &str, content: impl Into<Vec<u8>>, options: &Value) -> Value {
    let reply = bring(api, name, content, options).await.assert_status(202);
    settled(api, reply.header("location").unwrap()).await
}

#[track_caller]
fn assert_counts(import: &Value, expected: [i64; 6]) {
    let names = ["created", "updated", "unchanged", "skipped", "rejected", "blank"];
    let found = names.map(|name| import[name].as_i64().unwrap());
    assert_eq!(found, expected, "{names:?}\n{import:#}");
    assert_eq!(import["rows"].as_i64(), Some(expected.iter().sum()), "{import:#}");
}

const CSV: &str = "given_name,surname,E-mail,tel,tier\nAda,Byrne,ada@example.org,+61412345678,gold\n,,,,\n\
                   Marc,Brun,marc.brun@,,\nGary,Shook,gary@example.org,,silver\n";

#[actix_web::test]
async fn a_file_is_checked_and_applied_by_itself() {
    let app = spawn().await;
    let api = app.api();
    let import = imported(&api, "spring.csv", CSV, &json!({})).await;
    assert_eq!(import["status"], "completed");
    assert_counts(&import, [2, 0, 0, 0, 1, 1]);
    assert_eq!(import["mapping"]["tel"], "phones.0.number_local");
    assert_eq!(import["mapping"]["tier"], "attribute:tier");
    let problem = &import["problems"][0];
    assert_eq!(
        (&problem["row"], &problem["column"], &problem["message"]),
        (&json!(4), &json!("E-mail"), &json!("Nothing after the @"))
    );
    let errors = api.get(import["errors"].as_str().unwrap()).await.assert_status(200);
    assert!(errors.body.contains("\"marc.brun@\""), "{errors}");
    assert!(errors.header("content-disposition").unwrap().starts_with("attachment"), "{errors}");
    let found = api.get("/api/v1/customers?search=byrne&count=true").await.assert_status(200);
    let ada = &found.json()["items"][0];
    assert_eq!(ada["phones"][0]["numberInternational"], "+61412345678");
    assert_eq!(ada["attributes"]["tier"], "gold");
    let again = imported(&api, "spring.csv", CSV, &json!({})).await;
    assert_counts(&again, [0, 0, 2, 0, 1, 1]);
}

#[actix_web::test]
async fn f1_nothing_is_written_before_what_was_checked_is_applied() {
    let app = spawn().await;
    let api = app.api();
    let import = imported(&api, "spring.csv", CSV, &json!({ "apply": false })).await;
    assert_eq!(import["status"], "checked");
    assert_eq!(import["plan"]["created"], 2);
    api.get("/api/v1/customers?count=true").await.assert_at("/count", 0);
    let path = format!("/api/v1/imports/{}", import["id"].as_str().unwrap());
    api.post(&format!("{path}/apply"), &json!({})).await.assert_status(202);
    assert_eq!(settled(&api, &path).await["status"], "completed");
    api.get("/api/v1/customers?count=true").await.assert_at("/count", 2);
    api.post(&format!("{path}/apply"), &json!({})).await.assert_status(409);
    api.post(&format!("{path}/stop"), &json!({})).await.assert_status(409);
}

#[actix_web::test]
async fn json_lines_and_workbooks_behave_like_csv() {
    let app = spawn().await;
    let api = app.api();
    let customer = |name: &str, email: &str| {
        json!({ "displayName": name, "emailAddress": email,
        "phones": [{ "numberLocal": "0412 345 678", "country": "AU" }], "attributes": { "tier": "gold" } })
    };
    let all = [customer("Ada", "ada@example.org"), customer("Bo", "bo@"), customer("Cy", "cy@example.org")];
    let lines = all.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let heads =
        ["displayName", "emailAddress", "phones.0.numberLocal", "phones.0.country", "attributes.tier"];
    for (column, head) in (0..).zip(heads) {
        sheet.write(0, column, head).unwrap();
        for (row, one) in (1..).zip(&all) {
            let value = one.pointer(&format!("/{}", head.replace('.', "/"))).unwrap();
            sheet.write(row, column, value.as_str().unwrap()).unwrap();
        }
    }
    let files: [(&str, Vec<u8>, [i64; 6]); 3] = [
        ("all.json", json!(all).to_string().into_bytes(), [2, 0, 0, 0, 1, 0]),
        ("all.ndjson", lines.into_bytes(), [0, 0, 2, 0, 1, 0]),
        ("all.xlsx", workbook.save_to_buffer().unwrap(), [0, 0, 2, 0, 1, 0]),
    ];
    for (name, content, expected) in files {
        let import = imported(&api, name, content, &json!({})).await;
        assert_eq!(import["status"], "completed", "{name}: {import:#}");
        assert_counts(&import, expected);
    }
    let ada = api.get("/api/v1/customers?search=ada").await.json()["items"][0].clone();
    assert_eq!(ada["phones"][0]["numberInternational"], "+61412345678", "{ada:#}");
    assert_eq!(ada["attributes"]["tier"], "gold");
}

#[actix_web::test]
async fn a_wrong_file_gets_a_sentence_and_leaves_nothing() {
    let app = spawn().await;
    let api = app.api();
    for (name, content, says) in [
        ("empty.csv", &b""[..], "The file is empty"),
        ("scan.csv", b"%PDF-1.7 \x00\x01", "PDF"),
        ("list.json", b"{\"a\": 1", "broken"),
        ("quote.csv", b"name,email\nAda,\"open\n", "row 2"),
        ("table.xlsx", b"name,email\nAda,a@b.cd\n", ".xlsx"),
    ] {
        let reply = bring(&api, name, content, &json!({})).await.assert_status(422);
        assert!(reply.body.contains(says), "{name}: {reply}");
    }
    for (options, named) in [
        (json!({ "mode": "delete" }), "options"),
        (json!({ "organization": 2 }), "options"),
        (json!({ "mapping": { "a/b.c_d": "notes" } }), "/mapping/a~1b.c_d"),
        (json!({ "defaultCountry": "Narnia" }), "/defaultCountry"),
        (json!({ "match": "id" }), "/match"),
    ] {
        let reply = bring(&api, "spring.csv", CSV, &options).await.assert_status(422);
        assert!(reply.json()["issues"][named].is_array(), "{named}\n{reply}");
    }
    api.get("/api/v1/imports").await.assert_at("/items", json!([]));
    let kept = std::fs::read_dir(app.data_dir().join("files/kept")).unwrap();
    let files = kept.flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap());
    assert_eq!(files.count(), 0);
}

#[actix_web::test]
async fn c6_viewers_look_and_editors_import() {
    let app = spawn().await;
    let (viewer, editor) = (app.api_with_role("viewer"), app.api_with_role("editor"));
    bring(&viewer, "spring.csv", CSV, &json!({})).await.assert_status(403);
    let import = imported(&editor, "spring.csv", CSV, &json!({})).await;
    let path = format!("/api/v1/imports/{}", import["id"].as_str().unwrap());
    viewer.get(&path).await.assert_status(200).assert_at("/status", "completed");
    viewer.post(&format!("{path}/stop"), &json!({})).await.assert_status(403);
}

#[actix_web::test]
async fn the_same_call_twice_is_one_import() {
    let app = spawn().await;
    let api = app.api();
    let call = async || {
        let form = Form::new().part("file", Part::bytes(CSV.as_bytes()).file_name("spring.csv"));
        let request =
            api.request(Method::POST, "/api/v1/imports").multipart(form).header("idempotency-key", "one");
        Reply::of(request).await.assert_status(202).header("location").unwrap().to_owned()
    };
    assert_eq!(call().await, call().await);
    assert_eq!(api.get("/api/v1/imports").await.json()["items"].as_array().unwrap().len(), 1);
}
