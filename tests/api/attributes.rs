//! Attributes that are defined, as a program meets them: on customers, in files, in the list.

use serde_json::{Value, json};

use super::imports::{bring, settled};
use crate::support::api::Api;
use crate::support::console::Console;
use crate::support::server::{App, spawn};

/// Defines size (number, required, filter), tier (choice, default Bronze, filter) and since (date, filter).
async fn define(app: &App) -> Console {
    let console = app.sign_in().await;
    let page = console.open("/settings/attributes").await;
    let form = || page.form("Define an attribute").tick("Filter: the list can be narrowed to a value");
    let size = form().fill("Name", "Number of staff").fill("Key", "size").fill("Type", "Number");
    let size = size.tick("Required: a new customer must have a value");
    let tier = form().fill("Name", "Tier").fill("Key", "tier").fill("Type", "Choice");
    let tier = tier.fill("Values to choose from", "Gold\nBronze").fill("Default value", "Bronze");
    let since = form().fill("Name", "Customer since").fill("Key", "since").fill("Type", "Date");
    for form in [size, tier, since] {
        console.submit(&page, form).await.assert_status(303);
    }
    console
}

async fn add(api: &Api, name: &str, attributes: Value) -> Value {
    let body = json!({ "displayName": name, "attributes": attributes });
    api.post("/api/v1/customers", &body).await.assert_status(201).json()
}

#[actix_web::test]
async fn values_are_typed_required_and_given_by_default() {
    let app = spawn().await;
    define(&app).await;
    let api = app.api();
    let made = add(&api, "Acme", json!({ "size": 1250, "since": "2026-11-21", "free": [1] })).await;
    let kept = json!({ "size": "1250", "tier": "Bronze", "since": "2026-11-21", "free": [1] });
    assert_eq!(made["attributes"], kept);
    for (attributes, pointer, code) in [
        (json!({}), "/attributes/size", "attribute-missing"),
        (json!({ "size": "" }), "/attributes/size", "attribute-missing"),
        (json!({ "size": "a few" }), "/attributes/size", "attribute-number-invalid"),
        (json!({ "size": 5, "tier": "Tin" }), "/attributes/tier", "attribute-choice-unknown"),
        (json!({ "size": 5, "since": "21.11.2026" }), "/attributes/since", "attribute-date-invalid"),
        (json!([{ "key": "size", "value": "x" }]), "/attributes/0/value", "attribute-number-invalid"),
    ] {
        let body = json!({ "displayName": "Acme", "attributes": attributes });
        let refused = api.post("/api/v1/customers", &body).await.assert_status(422);
        let issues = refused.json()["issues"].clone();
        assert_eq!(issues[pointer][0]["code"], code, "{body}\n{refused}");
    }
    api.post("/api/v1/customers", &json!({ "displayName": "Acme" })).await.assert_status(422);

    let url = format!("/api/v1/customers/{}", made["customerId"].as_str().unwrap());
    // What was read changes nothing when it is sent back.
    api.put(&url, &made).await.assert_status(200).assert_at("/version", "1");
    let refused = api.patch(&url, &json!({ "attributes": { "tier": "Gold" } })).await.assert_status(422);
    assert!(refused.json()["issues"].get("/attributes/size").is_some(), "{refused}");
    let changed = api.patch(&url, &json!({ "attributes": { "size": "7", "tier": "gold" } })).await;
    changed.assert_status(200).assert_at("/attributes", json!({ "size": "7", "tier": "Gold" }));
}

#[actix_web::test]
async fn who_lacks_a_value_that_came_to_be_required_is_edited_all_the_same() {
    let app = spawn().await;
    let api = app.api();
    let before = add(&api, "Acme", json!({ "tier": "Tin", "since": "long ago" })).await;
    define(&app).await;
    let url = format!("/api/v1/customers/{}", before["customerId"].as_str().unwrap());
    api.patch(&url, &json!({ "notes": "x" })).await.assert_status(200);
    let same = api.put(&url, &before).await;
    same.assert_status(409).json();
    let kept = json!({ "tier": "Tin", "since": "long ago", "free": "y" });
    let edited = api.patch(&url, &json!({ "attributes": kept })).await.assert_status(200);
    edited.assert_at("/attributes/tier", "Tin");
    let refused = api.patch(&url, &json!({ "attributes": { "tier": "Lead", "since": "long ago" } })).await;
    refused.assert_status(422);
    let file = "email,display name,notes\n,Acme,y\n";
    let import = imported(&api, "new.csv", file, &json!({})).await;
    assert_eq!((&import["rejected"], &import["created"]), (&json!(1), &json!(0)), "{import:#}");
    assert_eq!(import["problems"][0]["message"], "Number of staff is required");
}

async fn imported(api: &Api, name: &str, content: &str, options: &Value) -> Value {
    let reply = bring(api, name, content, options).await.assert_status(202);
    settled(api, reply.header("location").unwrap()).await
}

#[actix_web::test]
async fn a_file_is_held_against_what_is_defined() {
    let app = spawn().await;
    define(&app).await;
    let api = app.api();
    let file = "Display Name,E-mail,number of staff,TIER,since,Colour\n\
                Acme,acme@example.org,12,gold,2020-05-01,red\n\
                Zenith,zenith@example.org,many,gold,2020-05-01,\n\
                Nadir,nadir@example.org,,,,\n\
                Apex,apex@example.org,003.50,,someday,\n";
    // The check says what the import would: which rows, which column, and why.
    let checked = imported(&api, "staff.csv", file, &json!({ "apply": false })).await;
    assert_eq!(checked["mapping"]["number of staff"], "attribute:size");
    assert_eq!(checked["mapping"]["TIER"], "attribute:tier");
    assert_eq!(checked["mapping"]["Colour"], "attribute:Colour");
    let applied = imported(&api, "staff.csv", file, &json!({})).await;
    for import in [&checked, &applied] {
        assert_eq!((&import["created"], &import["rejected"]), (&json!(1), &json!(3)), "{import:#}");
        let told: Vec<(i64, Value)> = import["problems"]
            .as_array()
            .unwrap()
            .iter()
            .map(|problem| (problem["row"].as_i64().unwrap(), problem["column"].clone()))
            .collect();
        assert!(told.contains(&(3, json!("number of staff"))), "{import:#}");
        assert!(told.contains(&(5, json!("since"))), "{import:#}");
    }
    let found = api.get("/api/v1/customers?search=acme").await;
    found.assert_at(
        "/items/0/attributes",
        json!({ "size": "12", "tier": "Gold", "since": "2020-05-01", "Colour": "red" }),
    );
    // Laid over the customer, a file that says the same changes nothing, and a wrong cell is refused in its column.
    let same = imported(&api, "same.csv", "E-mail,tier\nacme@example.org,GOLD\n", &json!({})).await;
    assert_eq!(same["unchanged"], json!(1), "{same:#}");
    let wrong = imported(&api, "wrong.csv", "E-mail,tier\nacme@example.org,Tin\n", &json!({})).await;
    assert_eq!(wrong["rejected"], json!(1), "{wrong:#}");
    assert_eq!(wrong["problems"][0]["column"], "tier", "{wrong:#}");
}

#[actix_web::test]
async fn the_list_is_filtered_by_values_and_what_is_between_them() {
    let app = spawn().await;
    define(&app).await;
    let api = app.api();
    for (name, size, tier, since) in [
        ("Acme", "9", "Gold", "2020-01-01"),
        ("Zenith", "10", "Bronze", "2021-06-01"),
        ("Nadir", "-3.5", "Gold", "2022-12-31"),
    ] {
        add(&api, name, json!({ "size": size, "tier": tier, "since": since })).await;
    }
    for (query, names) in [
        ("attribute.tier=gold", vec!["Nadir", "Acme"]),
        ("attribute.tier=Gold&sort=name", vec!["Acme", "Nadir"]),
        ("from.size=9", vec!["Zenith", "Acme"]),
        ("to.size=9.0", vec!["Nadir", "Acme"]),
        ("from.size=-4&to.size=0", vec!["Nadir"]),
        ("attribute.size=10.00", vec!["Zenith"]),
        ("from.since=2021-01-01&attribute.tier=gold", vec!["Nadir"]),
        ("attribute.tier=gold&search=acme", vec!["Acme"]),
        ("attribute.since=2019-01-01", vec![]),
    ] {
        let list = api.get(&format!("/api/v1/customers?count=true&{query}")).await.assert_status(200).json();
        let found: Vec<&str> = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["displayName"].as_str().unwrap())
            .collect();
        assert_eq!(found, names, "{query}");
        assert_eq!(list["count"], json!(names.len()), "{query}");
    }
    for (query, code) in [
        ("attribute.tier=Tin", "attribute-choice-unknown"),
        ("from.tier=Gold", "attribute-without-order"),
        ("attribute.size=few", "attribute-number-invalid"),
        ("attribute.colour=red", "attribute-not-filterable"),
        (
            "attribute.a=1&attribute.b=1&attribute.c=1&attribute.d=1&attribute.e=1&attribute.f=1",
            "too-many-rows",
        ),
    ] {
        let refused = api.get(&format!("/api/v1/customers?{query}")).await.assert_status(422);
        assert!(refused.body.contains(code), "{query}\n{refused}");
    }
}
