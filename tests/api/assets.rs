//! Files as a program uses them: brought, listed, changed, replaced, shared, sent in ranges, deleted and restored.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::support::api::{Api, Reply};
use crate::support::server::{spawn, spawn_with};

const ASSETS: &str = "/api/v1/assets";

async fn send(
    api: &Api,
    method: Method,
    path: &str,
    name: &str,
    bytes: &[u8],
    texts: &[(&str, &str)],
) -> Reply {
    let file = Part::bytes(bytes.to_vec()).file_name(name.to_owned());
    let form = texts
        .iter()
        .fold(Form::new(), |form, (name, value)| form.text((*name).to_owned(), (*value).to_owned()));
    Reply::of(api.request(method, path).multipart(form.part("file", file))).await
}

async fn bring(api: &Api, name: &str, bytes: &[u8], texts: &[(&str, &str)]) -> Reply {
    send(api, Method::POST, ASSETS, name, bytes, texts).await
}

/// Brings a file and answers its address.
async fn add(api: &Api, name: &str, bytes: &[u8]) -> String {
    bring(api, name, bytes, &[]).await.assert_status(201).header("location").unwrap().to_owned()
}

async fn customer(api: &Api, name: &str) -> String {
    let made = api.post("/api/v1/customers", &json!({ "displayName": name })).await.assert_status(201);
    made.json()["customerId"].as_str().unwrap().to_owned()
}

fn titles(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|it| it["title"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn a_file_is_brought_found_changed_and_deleted() {
    let app = spawn().await;
    let api = app.api();
    let (ada, bea) = (customer(&api, "Ada").await, customer(&api, "Bea").await);
    let texts = [("title", "Price list"), ("description", "Net"), ("customerId", ada.as_str())];
    let made = bring(&api, "prices.csv", b"a,b\n1,2\n", &texts).await.assert_status(201);
    let url = made.header("location").unwrap().to_owned();
    assert_eq!(made.header("etag"), Some("\"1\""));
    let made = made
        .assert_at("/title", "Price list")
        .assert_at("/accessPermission", "private")
        .assert_at("/publicUrl", Value::Null)
        .assert_at("/customerIds", json!([ada]))
        .assert_at("/file/name", "prices.csv")
        .assert_at("/file/contentType", "text/csv")
        .assert_at("/file/kind", "table")
        .assert_at("/file/length", 8);
    assert_eq!(made.json()["file"]["sha256"].as_str().unwrap().len(), 64);

    let body = json!({ "title": "Prices", "accessPermission": "public", "customerIds": [ada, bea] });
    let changed = api.patch(&url, &body).await.assert_status(200).assert_at("/title", "Prices");
    let changed =
        changed.assert_at("/description", "Net").assert_at("/customerIds", json!([ada, bea])).json();
    let public = changed["publicUrl"].as_str().unwrap();
    assert_eq!(reqwest::get(public).await.unwrap().text().await.unwrap(), "a,b\n1,2\n");
    api.get(&format!("{ASSETS}?customerId={bea}")).await.assert_at("/items/0/title", "Prices");
    api.patch(&url, &json!({ "customerIds": [], "description": null })).await.assert_status(200);
    let found = api.get(&url).await.assert_status(200).assert_at("/description", Value::Null);
    found.assert_at("/customerIds", json!([])).assert_at("/earlierFiles", json!([]));

    // What was read can be sent back.
    let known = api.get(&url).await.json();
    api.put(&url, &known).await.assert_status(200).assert_at("/title", "Prices");

    api.delete(&url).await.assert_status(204);
    assert_eq!(reqwest::get(public).await.unwrap().status(), 404, "a deleted file has no address");
    api.get(&url).await.assert_status(200).assert_at("/publicUrl", Value::Null);
    api.get(ASSETS).await.assert_at("/items", json!([]));
    api.patch(&url, &json!({ "title": "x" })).await.assert_status(404);
    api.post(&format!("{url}/restore"), &json!({}))
        .await
        .assert_status(200)
        .assert_at("/deletedAt", Value::Null);
    api.post(&format!("{url}/restore"), &json!({})).await.assert_status(404);
    api.get(ASSETS).await.assert_at("/items/0/title", "Prices");
}

#[actix_web::test]
async fn lists_are_searched_narrowed_and_paged_by_a_cursor() {
    let app = spawn().await;
    let api = app.api();
    for number in 1..=5 {
        add(&api, &format!("note{number}.txt"), b"text").await;
    }
    add(&api, "table.json", b"[{}]").await;
    let mut seen = Vec::new();
    let mut next = format!("{ASSETS}?search=note&limit=2&count=true");
    loop {
        let page = api.get(&next).await.assert_status(200).assert_at("/count", 5).json();
        seen.extend(titles(&page).into_iter().map(str::to_owned));
        let Some(cursor) = page["next"].as_str() else { break };
        next = format!("{ASSETS}?search=note&limit=2&count=true&cursor={cursor}");
    }
    assert_eq!(seen, ["note5.txt", "note4.txt", "note3.txt", "note2.txt", "note1.txt"]);
    let tables = api.get(&format!("{ASSETS}?kind=table")).await.json();
    assert_eq!(titles(&tables), ["table.json"]);
    assert!(tables.get("count").is_none());
    let sorted = api.get(&format!("{ASSETS}?sort=title&search=note&limit=1")).await;
    let sorted = sorted.assert_at("/items/0/title", "note1.txt").json();
    let next = format!("{ASSETS}?sort=title&search=note&limit=1&cursor={}", sorted["next"].as_str().unwrap());
    api.get(&next).await.assert_at("/items/0/title", "note2.txt");
    api.get(&format!("{ASSETS}?accessPermission=public")).await.assert_at("/items", json!([]));
    for (query, name) in [
        ("limit=0", "limit"),
        ("limit=many", "limit"),
        ("cursor=x", "cursor"),
        ("sort=colour", "sort"),
        ("kind=cat", "kind"),
        ("accessPermission=secret", "accessPermission"),
        ("customerId=7", "customerId"),
        ("count=maybe", "count"),
    ] {
        let refused = api.get(&format!("{ASSETS}?{query}")).await.assert_status(422).json();
        assert!(refused["issues"].to_string().contains(name), "{query}: {refused}");
    }
}

#[actix_web::test]
async fn a_content_is_sent_in_ranges_and_a_replaced_one_stays() {
    let app = spawn().await;
    let api = app.api();
    let url = add(&api, "notes.txt", b"0123456789").await;
    let content = format!("{url}/content");
    let ask = async |path: &str, headers: &[(&str, &str)]| {
        let request = api.request(Method::GET, path);
        Reply::of(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
    };
    let whole = ask(&content, &[]).await.assert_status(200);
    assert_eq!(
        (whole.body.as_str(), whole.header("cache-control")),
        ("0123456789", Some("private, no-cache"))
    );
    let tag = whole.header("etag").unwrap().to_owned();
    assert_eq!(ask(&content, &[("range", "bytes=2-4")]).await.assert_status(206).body, "234");
    ask(&content, &[("range", "bytes=90-")]).await.assert_status(416);
    ask(&content, &[("if-none-match", &tag)]).await.assert_status(304);

    send(&api, Method::PUT, &content, "b.txt", b"new", &[])
        .await
        .assert_status(200)
        .assert_at("/file/number", 2);
    assert_eq!(ask(&content, &[]).await.body, "new");
    let found = api.get(&url).await.assert_at("/earlierFiles/0/name", "notes.txt");
    found.assert_at("/earlierFiles/0/number", 1);
    assert_eq!(ask(&format!("{url}/files/1"), &[]).await.body, "0123456789");
    ask(&format!("{url}/files/7"), &[]).await.assert_status(404);

    let file = Form::new().part("file", Part::bytes(b"late".as_slice()).file_name("late.txt"));
    let stale = api.request(Method::PUT, &content).header("if-match", "\"1\"").multipart(file);
    Reply::of(stale).await.assert_status(412);
    let stale = api.request(Method::PATCH, &url).header("if-match", "\"1\"").json(&json!({ "title": "x" }));
    Reply::of(stale).await.assert_status(412);
    api.patch(&url, &json!({ "title": "x", "version": "1" })).await.assert_status(409);
    assert_eq!(ask(&content, &[]).await.body, "new");
    assert_eq!(app.database().count("SELECT count(*) FROM audit WHERE action = 'download'"), 4);
}

#[actix_web::test]
async fn a_link_opens_a_file_for_a_while_and_its_address_is_told_once() {
    let app = spawn().await;
    let api = app.api();
    let url = add(&api, "notes.txt", b"text").await;
    let links = format!("{url}/links");
    let terms = json!({ "expiresAt": soon(), "mostUses": 1 });
    let made = api.post(&links, &terms).await.assert_status(201).assert_at("/isGood", true);
    let address = made.json()["url"].as_str().unwrap().to_owned();
    assert_eq!(reqwest::get(&address).await.unwrap().text().await.unwrap(), "text");
    assert_eq!(reqwest::get(&address).await.unwrap().status(), 404, "it was good for one use");
    let list = api.get(&links).await.assert_status(200).assert_at("/items/0/uses", 1);
    assert!(list.assert_at("/items/0/isGood", false).json()["items"][0].get("url").is_none());

    let made = api.post(&links, &json!({ "expiresAt": soon() })).await.assert_status(201);
    let address = made.json()["url"].as_str().unwrap().to_owned();
    let link = made.header("location").unwrap().to_owned();
    api.delete(&link).await.assert_status(204);
    assert_eq!(reqwest::get(&address).await.unwrap().status(), 404);
    api.delete(&link).await.assert_status(404);
    for (body, pointer) in [
        (json!({}), "/expiresAt"),
        (json!({ "expiresAt": "2020-01-01T00:00:00Z" }), "/expiresAt"),
        (json!({ "expiresAt": "tomorrow" }), "/expiresAt"),
        (json!({ "expiresAt": soon(), "mostUses": 0 }), "/mostUses"),
    ] {
        let refused = api.post(&links, &body).await.assert_status(422).json();
        assert!(refused["issues"].to_string().contains(pointer), "{body}: {refused}");
    }
}

#[actix_web::test]
async fn j5_a_file_is_brought_once_for_each_key() {
    let app = spawn_with(&[("CUSTOMARY_QUOTA_BYTES", "1048576")]).await;
    let api = app.api();
    let bring = async |key: &str, bytes: &[u8], title: &str| {
        let file = Part::bytes(bytes.to_vec()).file_name("a.bin");
        let form = Form::new().text("title", title.to_owned()).part("file", file);
        let request = api.request(Method::POST, ASSETS).header("idempotency-key", key);
        Reply::of(request.multipart(form)).await
    };
    // It takes all the room there is, and is told of again all the same.
    let bytes = vec![7; 1_048_576];
    let first = bring("k", &bytes, "One").await.assert_status(201);
    let again = bring("k", &bytes, "One").await.assert_status(201);
    assert_eq!(first.body, again.body);
    assert_eq!((first.header("location"), first.header("etag")), (again.header("location"), Some("\"1\"")));
    for (bytes, title) in [(&bytes[..], "Two"), (b"other", "One")] {
        let other = bring("k", bytes, title).await.assert_status(422);
        other.assert_at("/issues/Idempotency-Key/0/code", "idempotency-key-used");
    }
    bring("another", b"x", "One").await.assert_status(507);
    assert_eq!(app.database().count("SELECT count(*) FROM assets"), 1);

    // The answer goes with the asset that it tells of.
    let url = first.header("location").unwrap();
    let console = app.sign_in().await;
    api.delete(url).await.assert_status(204);
    let page = console.open(&format!("{}/purge", url.trim_start_matches("/api/v1"))).await;
    console.submit(&page, page.form("Delete for ever")).await.assert_status(303);
    assert_eq!(app.database().count("SELECT count(*) FROM idempotency_keys"), 0);
}

#[actix_web::test]
async fn j5_a_link_is_made_once_for_each_key_and_its_address_is_kept_nowhere() {
    let app = spawn().await;
    let api = app.api();
    let links = format!("{}/links", add(&api, "notes.txt", b"text").await);
    let make = async |key: &str, terms: &Value| {
        let request = api.request(Method::POST, &links).header("idempotency-key", key);
        Reply::of(request.json(terms)).await
    };
    let terms = json!({ "expiresAt": soon() });
    let first = make("k", &terms).await.assert_status(201);
    let again = make("k", &terms).await.assert_status(201);
    assert_eq!((&first.body, first.header("location")), (&again.body, again.header("location")));
    let address = again.json()["url"].as_str().unwrap().to_owned();
    assert_eq!(reqwest::get(&address).await.unwrap().text().await.unwrap(), "text");
    let secret = address.rsplit('/').next().unwrap();
    let kept = app.database().texts("SELECT body FROM idempotency_keys");
    assert!(kept.len() == 1 && !kept[0].contains(secret), "{kept:?}");
    make("k", &json!({ "expiresAt": soon(), "mostUses": 1 })).await.assert_status(422);
    let other = make("l", &terms).await.assert_status(201).json();
    assert_ne!(other["url"], first.json()["url"]);
    assert_eq!(api.get(&links).await.json()["items"].as_array().unwrap().len(), 2);
}

#[actix_web::test]
async fn one_part_names_many_customers() {
    let app = spawn().await;
    let api = app.api();
    let mut ids = Vec::new();
    for number in 0..25 {
        ids.push(customer(&api, &format!("Customer {number}")).await);
    }
    let made = bring(&api, "a.txt", b"x", &[("customerId", &ids.join(", "))]).await.assert_status(201);
    made.assert_at("/customerIds", json!(ids));
    let many: Vec<String> = (0..101).map(|_| uuid::Uuid::now_v7().to_string()).collect();
    let refused = bring(&api, "b.txt", b"x", &[("customerId", &many.join(","))]).await.assert_status(422);
    refused.assert_at("/issues/customerId/0/message", "At most 100 of these");
}

/// A moment within the next hours.
#[expect(clippy::disallowed_methods, reason = "the server under test reads the same clock")]
fn soon() -> String {
    (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(3)).to_string()
}

#[actix_web::test]
async fn what_is_wrong_is_a_problem_document_and_leaves_nothing() {
    let app = spawn_with(&[("CUSTOMARY_QUOTA_BYTES", "1048576")]).await;
    let api = app.api();
    let no_file = api.request(Method::POST, ASSETS).multipart(Form::new().text("title", "x"));
    let refused = Reply::of(no_file).await.assert_status(422);
    assert_eq!(refused.header("content-type"), Some("application/problem+json"));
    bring(&api, "a.png", b"no picture", &[]).await.assert_status(422);
    bring(&api, "a.txt", b"x", &[("accessPermission", "secret")]).await.assert_status(422);
    bring(&api, "a.txt", b"x", &[("customerId", "7")]).await.assert_status(400);
    let nobody = uuid::Uuid::now_v7().to_string();
    bring(&api, "a.txt", b"x", &[("customerId", nobody.as_str())]).await.assert_status(404);
    bring(&api, "a.txt", &vec![b'x'; 1_048_577], &[]).await.assert_status(507);
    api.post(ASSETS, &json!({ "title": "x" })).await.assert_status(415);
    assert_eq!(app.database().count("SELECT count(*) FROM assets"), 0);

    let url = add(&api, "a.txt", b"x").await;
    for (body, status) in [
        (json!({ "title": ["x"] }), 422),
        (json!({ "accessPermission": "secret" }), 422),
        (json!({ "customerIds": "x" }), 422),
        (json!({ "customerIds": [nobody] }), 404),
        (json!({ "title": "a\u{7}b" }), 422),
        (json!([]), 422),
    ] {
        api.patch(&url, &body).await.assert_status(status);
    }
    api.get(&url).await.assert_at("/version", "1").assert_at("/title", "a.txt");
}

#[actix_web::test]
async fn c3_c6_a_viewer_reads_and_another_organization_finds_nothing() {
    let app = spawn().await;
    let api = app.api();
    let url = add(&api, "notes.txt", b"text").await;
    let viewer = app.api_with_role("viewer");
    viewer.get(&url).await.assert_status(200);
    assert_eq!(viewer.get(&format!("{url}/content")).await.assert_status(200).body, "text");
    bring(&viewer, "a.txt", b"x", &[]).await.assert_status(403);
    viewer.delete(&url).await.assert_status(403);

    app.command(&["organization", "add", "Elsewhere"]).assert_code(0);
    let token = ["token", "add", "other", "--role", "admin", "--organization", "Elsewhere"];
    let stranger = Api::new(app.base(), app.command(&token).last_line());
    stranger.get(ASSETS).await.assert_at("/items", json!([]));
    for end in ["", "/content", "/files/1", "/links"] {
        stranger.get(&format!("{url}{end}")).await.assert_status(404);
    }
    stranger.patch(&url, &json!({ "title": "mine" })).await.assert_status(404);
    stranger.delete(&url).await.assert_status(404);
    stranger.post(&format!("{url}/links"), &json!({ "expiresAt": soon() })).await.assert_status(404);
    api.get(&url).await.assert_at("/title", "notes.txt");
}
