//! One record in several views: made in one, read in the others, sent back as it was read.

use reqwest::Method;
use serde_json::{Value, json};

use super::Client;
use super::echonio::{admin, form, get, path_of, post, put, radio};
use crate::support::server::{App, spawn};
use customary::web::dialect::Dialect;

async fn native(app: &App, id: &Value) -> Value {
    app.api().get(&format!("/api/v1/customers/{}", id.as_str().unwrap())).await.assert_status(200).json()
}

#[actix_web::test]
async fn a_customer_of_echonio_reads_right_in_the_other_views() {
    let app = spawn().await;
    let made = post(&admin(&app), "/v1/customers", &radio()).await.assert_status(201).json();
    let own = native(&app, &made["id"]).await;
    for (pointer, expected) in [
        ("/displayName", json!("رادیو")),
        ("/firstName", Value::Null),
        ("/emailAddress", json!("hi@radio.example")),
        ("/phones/0/type", json!("Phone")),
        ("/phones/0/country", json!("IR")),
        ("/phones/1/type", json!("Mobile")),
        ("/attributes", json!({})),
    ] {
        assert_eq!(own.pointer(pointer), Some(&expected), "{pointer}");
    }
    let nutcache = Client::admin(Dialect::Nutcache, &app);
    let seen =
        get(&nutcache, &format!("/webapi/customers/{}", own["number"])).await.json()["customers"][0].clone();
    for (member, expected) in [
        ("name", json!("رادیو")),
        ("status", json!(0)),
        ("contact", Value::Null),
        ("phone", json!("+982123422342")),
        ("mobile_phone", json!("+989121112222")),
        ("country", Value::Null),
        ("email", json!("hi@radio.example")),
    ] {
        assert_eq!(seen[member], expected, "{member}");
    }
}

#[actix_web::test]
async fn what_one_system_changes_the_others_see() {
    let app = spawn().await;
    let echonio = admin(&app);
    let made = post(&echonio, "/v1/customers", &radio()).await.assert_status(201).json();
    let own = native(&app, &made["id"]).await;
    let sphere = Client::admin(Dialect::ArrowSphere, &app);
    let path = format!("/XSP{}", own["number"]);
    let seen = sphere.customer(&path).await;
    for (member, expected) in [
        ("CompanyName", json!("رادیو")),
        ("ReceptionPhone", json!("+982123422342")),
        ("EmailContact", json!("hi@radio.example")),
        ("City", json!("")),
        ("Details", json!({})),
    ] {
        assert_eq!(seen[member], expected, "{member}");
    }
    sphere.change(&path, &seen).await.assert_status(200);
    assert_eq!(native(&app, &made["id"]).await, own, "sent back as it was read, it changes nothing");
    sphere.change(&path, &json!({ "City": "Tehran" })).await.assert_status(200);
    let after = native(&app, &made["id"]).await;
    assert_eq!((&after["version"], &after["addresses"][0]["suburb"]), (&json!("2"), &json!("Tehran")));
    let nutcache = Client::admin(Dialect::Nutcache, &app);
    let seen = get(&nutcache, &format!("/webapi/customers/{}", own["number"])).await.json();
    assert_eq!(seen["customers"][0]["city"], "Tehran");
    assert_eq!(get(&echonio, &path_of(&made)).await.json(), made, "Echonio has no addresses");
}

/// What a view shows of a customer, as a change of it would send that.
fn back(seen: &Value) -> Vec<(&'static str, Value)> {
    ["identity", "contacts", "type", "avatarUploadedFileId"]
        .into_iter()
        .map(|name| (name, seen[name].clone()))
        .map(|(name, value)| if value.is_null() { (name, json!("")) } else { (name, value) })
        .collect()
}

#[actix_web::test]
async fn what_was_read_can_be_sent_back_and_changes_nothing() {
    let app = spawn().await;
    let echonio = admin(&app);
    for customer in [
        json!({ "displayName": "Only a name" }),
        json!({ "emailAddress": "alone@example.org" }),
        json!({ "firstName": "Ada", "displayName": "Countess", "fatherName": "George" }),
        json!({ "kind": "corporate", "displayName": "Known as", "phones": [
            { "type": "Mobile", "country": "AU", "numberLocal": "0412 345 678" },
            { "type": "Unknown", "country": "", "numberLocal": "110" },
            { "type": "Phone", "country": "DE", "numberLocal": "030 123456" } ] }),
        json!({ "kind": "corporate", "company": { "name": "Nord", "businessLine": "Bar", "manager": "Lise", "website": "nord.example" },
            "firstName": "Left", "lastName": "Over", "notes": "a\nb", "attributes": { "tier": "gold" },
            "addresses": [{ "address1": "1 Quay St", "country": "AU" }], "tags": ["VIP"] }),
    ] {
        let id = app.api().post("/api/v1/customers", &customer).await.assert_status(201).json()["customerId"]
            .clone();
        let before = native(&app, &id).await;
        let path = format!("/v1/customers/{}", id.as_str().unwrap());
        let seen = get(&echonio, &path).await.assert_status(200).json();
        let after = put(&echonio, &path, &back(&seen)).await.assert_status(200).json();
        assert_eq!(after, seen, "{customer}");
        assert_eq!(native(&app, &id).await, before, "{customer}");
    }
}

#[actix_web::test]
async fn what_is_sent_is_what_is_read() {
    let app = spawn().await;
    let echonio = admin(&app);
    for fields in [
        json!({ "type": "personal", "identity": { "firstName": " Ada ", "lastName": "Byrne", "fatherName": "George", "pet": { "name": "cat" } },
            "contacts": [{ "type": "tel", "value": "12", "role": "r", "responder": "x", "note": "n" }, { "type": "Telegram", "value": "@ada" }] }),
        json!({ "type": "corporate", "identity": { "name": "رادیو", "title": "کافی شاپ", "manager": null, "size": 7 }, "contacts": [] }),
    ] {
        let sent: Vec<(&str, Value)> =
            ["type", "identity", "contacts"].into_iter().map(|name| (name, fields[name].clone())).collect();
        let made = post(&echonio, "/v1/customers", &sent).await.assert_status(201).json();
        assert_eq!((&made["type"], &made["identity"]), (&fields["type"], &fields["identity"]));
        let contacts: Vec<Value> =
            made["contacts"].as_array().unwrap().iter().map(|contact| contact["data"].clone()).collect();
        let whole = |contact: &Value| {
            let mut data =
                json!({ "note": null, "role": null, "type": null, "value": null, "responder": null });
            data.as_object_mut().unwrap().extend(contact.as_object().unwrap().clone());
            data
        };
        let expected: Vec<Value> = fields["contacts"].as_array().unwrap().iter().map(whole).collect();
        assert_eq!(contacts, expected);
        let other = form(&echonio, Method::PUT, &path_of(&made), &sent).await.assert_status(200).json();
        assert_eq!(other["identity"], made["identity"]);
    }
}
