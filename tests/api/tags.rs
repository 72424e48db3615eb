//! Tags as a program uses them: on their own, on customers, and in files.

use serde_json::{Value, json};

use super::imports::{bring, settled};
use crate::support::api::Api;
use crate::support::server::spawn;

async fn add(api: &Api, title: &str) -> String {
    let made = api.post("/api/v1/tags", &json!({ "title": title })).await.assert_status(201);
    made.json()["id"].as_str().unwrap().to_owned()
}

fn titles(customer: &Value) -> Vec<&str> {
    customer["tags"].as_array().unwrap().iter().map(|tag| tag["title"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn tags_are_made_listed_changed_and_deleted() {
    let app = spawn().await;
    let api = app.api();
    let made = api.post("/api/v1/tags", &json!({ "title": "VIP", "color": "teal" })).await.assert_status(201);
    let url = made.header("location").unwrap().to_owned();
    api.get(&url).await.assert_status(200).assert_at("/color", "teal").assert_at("/customers", 0);
    add(&api, "Alpha").await;
    let body = json!({ "displayName": "Acme", "tags": ["VIP"] });
    api.post("/api/v1/customers", &body).await.assert_status(201).assert_at("/tags/0/title", "VIP");
    let list = api.get("/api/v1/tags").await.assert_status(200).assert_at("/items/0/title", "Alpha");
    list.assert_at("/items/1/customers", 1);
    let changed = api.patch(&url, &json!({ "title": "Very" })).await.assert_status(200);
    changed.assert_at("/title", "Very").assert_at("/color", "teal");
    api.get("/api/v1/customers?search=very").await.assert_at("/items/0/displayName", "Acme");
    api.delete(&url).await.assert_status(204);
    api.get(&url).await.assert_status(404);
    api.delete(&url).await.assert_status(404);
    api.get("/api/v1/customers")
        .await
        .assert_at("/items/0/tags", json!([]))
        .assert_at("/items/0/version", "2");
}

#[actix_web::test]
async fn what_no_tag_may_be_is_refused_by_its_member() {
    let app = spawn().await;
    let api = app.api();
    let id = add(&api, "VIP").await;
    for (body, member) in [
        (json!({}), "/title"),
        (json!({ "title": "vip" }), "/title"),
        (json!({ "title": "a;b" }), "/title"),
        (json!({ "title": 7 }), "/title"),
        (json!({ "title": "New", "color": "beige" }), "/color"),
    ] {
        let refused = api.post("/api/v1/tags", &body).await.assert_status(422);
        assert!(refused.json()["issues"].get(member).is_some(), "{body}\n{refused}");
    }
    api.post("/api/v1/tags", &json!([])).await.assert_status(422);
    for tags in [json!("VIP"), json!([7]), json!(["a,b"]), json!([{ "id": uuid::Uuid::now_v7() }])] {
        let body = json!({ "displayName": "Acme", "tags": tags });
        api.post("/api/v1/customers", &body).await.assert_status(422);
    }
    let viewer = app.api_with_role("viewer");
    viewer.get("/api/v1/tags").await.assert_status(200);
    viewer.post("/api/v1/tags", &json!({ "title": "New" })).await.assert_status(403);
    viewer.delete(&format!("/api/v1/tags/{id}")).await.assert_status(403);
}

#[actix_web::test]
async fn a_customers_tags_are_ids_titles_or_what_was_read() {
    let app = spawn().await;
    let api = app.api();
    let vip = add(&api, "VIP").await;
    let body = json!({ "displayName": "Acme", "tags": [vip, "Premium", { "title": "vip" }] });
    let made = api.post("/api/v1/customers", &body).await.assert_status(201).json();
    assert_eq!(titles(&made), ["VIP", "Premium"]);
    let url = format!("/api/v1/customers/{}", made["customerId"].as_str().unwrap());
    // What was read changes nothing when it is sent back; what is absent stays.
    api.put(&url, &made).await.assert_status(200).assert_at("/version", "1");
    api.patch(&url, &json!({ "notes": "x" })).await.assert_at("/tags/1/title", "Premium");
    let fewer = api.patch(&url, &json!({ "tags": ["premium"] })).await.assert_status(200);
    assert_eq!(titles(&fewer.json()), ["Premium"]);
    api.patch(&url, &json!({ "tags": null })).await.assert_at("/tags", json!([])).assert_at("/version", "4");
}

#[actix_web::test]
async fn the_list_is_filtered_by_tags() {
    let app = spawn().await;
    let api = app.api();
    let vip = add(&api, "VIP").await;
    for (name, tags) in [("Acme", json!([vip])), ("Zenith", json!(["Premium"])), ("Nobody", json!([]))] {
        let body = json!({ "displayName": name, "tags": tags });
        api.post("/api/v1/customers", &body).await.assert_status(201);
    }
    for (query, expected) in [
        (format!("tag={vip}"), &["Acme"][..]),
        ("tag=premium&count=true".into(), &["Zenith"]),
        (format!("tag={vip}&tag=Premium&sort=name"), &["Acme", "Zenith"]),
        ("tag=unknown".into(), &[]),
        (format!("tag={vip}&search=zen"), &[]),
    ] {
        let found = api.get(&format!("/api/v1/customers?{query}")).await.assert_status(200).json();
        let names: Vec<_> =
            found["items"].as_array().unwrap().iter().map(|it| it["displayName"].as_str().unwrap()).collect();
        assert_eq!(names, expected, "{query}");
    }
    api.get("/api/v1/customers?tag=a,b").await.assert_status(422);
}

#[actix_web::test]
async fn a_column_of_tags_matches_known_ones_and_makes_new_ones() {
    let app = spawn().await;
    let api = app.api();
    add(&api, "VIP").await;
    let body = json!({ "displayName": "Ada", "emailAddress": "ada@example.org", "tags": ["Partner"] });
    api.post("/api/v1/customers", &body).await.assert_status(201);
    let file = "Display Name,E-mail,Labels\nAda,ada@example.org,vip; Premium\n\
                Bo,bo@example.org,\"premium,VIP|Wholesale\"\nCleo,cleo@example.org,\n";
    let sent = bring(&api, "tags.csv", file, &json!({})).await.assert_status(202);
    let import = settled(&api, sent.header("location").unwrap()).await;
    assert_eq!((&import["created"], &import["updated"]), (&json!(2), &json!(1)), "{import:#}");
    let list = api.get("/api/v1/customers?sort=name").await.json();
    let mut carried = Vec::new();
    for at in 0..3 {
        let mut of_one = titles(&list["items"][at]);
        of_one.sort_unstable();
        carried.push(of_one);
    }
    assert_eq!(carried, [&["Partner", "Premium", "VIP"][..], &["Premium", "VIP", "Wholesale"], &[]]);
    let tags = api.get("/api/v1/tags").await.json();
    let counts: Vec<_> = tags["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| (tag["title"].as_str().unwrap(), tag["customers"].as_i64().unwrap()))
        .collect();
    assert_eq!(counts, [("Partner", 1), ("Premium", 2), ("VIP", 2), ("Wholesale", 1)]);
    api.get("/api/v1/customers?search=wholesale").await.assert_at("/items/0/displayName", "Bo");
    // The same file again changes nothing.
    let sent = bring(&api, "tags.csv", file, &json!({})).await.assert_status(202);
    let again = settled(&api, sent.header("location").unwrap()).await;
    assert_eq!(again["unchanged"], json!(3), "{again:#}");
}
