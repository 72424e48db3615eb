//! The object: what it has, what is read of it, and what a change leaves alone.

use serde_json::{Value, json};

use super::{CUSTOMERS, create, path_of};
use crate::support::server::spawn;

#[actix_web::test]
async fn a_fresh_customer_has_every_documented_member() {
    let app = spawn().await;
    let customer = create(&app.api(), json!({ "firstName": "Ada" })).await;
    let read = app.api().get(&path_of(&customer)).await.assert_status(200);
    assert_eq!(read.header("etag"), Some("\"1\""));
    assert_eq!(read.json(), customer);
    for (member, value) in [
        ("version", json!("1")),
        ("firstName", json!("Ada")),
        ("lastName", json!(null)),
        ("displayName", json!("Ada")),
        ("emailAddress", json!(null)),
        ("phones", json!([])),
        ("addresses", json!([])),
        ("attributes", json!({})),
    ] {
        assert_eq!(customer.get(member), Some(&value), "{member}");
    }
    assert!(uuid::Uuid::parse_str(customer["customerId"].as_str().unwrap()).is_ok());
}

#[actix_web::test]
async fn a_full_customer_reads_like_this() {
    let app = spawn().await;
    let customer = create(
        &app.api(),
        json!({
            "kind": "corporate",
            "firstName": "Ada", "lastName": "Byrne", "displayName": "Harbour & Vine", "fatherName": "George",
            "emailAddress": "ada@example.org", "locale": "en-AU", "notes": "Calls\nback.",
            "company": { "name": "Harbour & Vine Pty", "businessLine": "Wine", "manager": "Ada", "acronym": "HV",
                "headcount": 12, "website": "https://hv.example", "taxNumber": "51 824 753 556", "registrationNumber": "824753556" },
            "phones": [{ "type": "Mobile", "country": "AU", "numberLocal": "0412 345 678" }, { "numberInternational": "+49 30 901820" }],
            "addresses": [{ "address1": "1 Quay St", "suburb": "Haymarket", "postcode": "2000", "state": "NSW", "country": "AU" }],
            "attributes": { "loyaltyTier": "gold", "visits": 3, "vip": true, "tags": ["a", "b"], "none": null },
            "references": [{ "system": "crm", "name": "id", "value": "77" }],
        }),
    )
    .await;
    let read = app.api().get(&path_of(&customer)).await.json();
    assert_eq!(read, customer);
    insta::assert_json_snapshot!(read, {
        ".customerId" => "[id]",
        ".**.key" => "[key]",
        ".createdBy" => "[id]",
        ".createdAt" => "[time]",
        ".updatedAt" => "[time]",
    });
}

#[actix_web::test]
async fn names_are_read_in_any_casing_and_written_in_one() {
    let app = spawn().await;
    let api = app.api();
    let body = json!({
        "FirstName": "Ada", "LASTNAME": "Byrne", "EmailAddress": "ada@example.org",
        "Phones": [{ "Type": "mobile", "Country": "AU", "NumberLocal": "0412 345 678" }],
        "Addresses": [{ "Address1": "1 Quay St", "PostCode": "2000" }, { "zip": "80331" }, { "postalCode": "10117" }],
    });
    let reply = api.post(CUSTOMERS, &body).await.assert_status(201);
    assert_eq!(reply.header("etag"), Some("\"1\""));
    let location = reply.header("location").unwrap().to_owned();
    let customer = reply.json();
    assert_eq!(location, path_of(&customer));
    let read = api.get(&location).await.assert_at("/firstName", "Ada").assert_at("/lastName", "Byrne");
    let read = read.assert_at("/displayName", "Ada Byrne").assert_at("/emailAddress", "ada@example.org");
    let read =
        read.assert_at("/phones/0/type", "Mobile").assert_at("/phones/0/numberInternational", "+61412345678");
    let read = read.assert_at("/addresses/0/postcode", "2000").assert_at("/addresses/1/postcode", "80331");
    let read = read.assert_at("/addresses/2/postcode", "10117").json();
    assert!(read.get("FirstName").is_none());
}

#[actix_web::test]
async fn attributes_are_taken_as_an_object_or_a_list() {
    let app = spawn().await;
    let api = app.api();
    let object = create(&api, json!({ "displayName": "A", "attributes": { "a": "b", "n": 1.5 } })).await;
    let pairs = json!([{ "key": "a", "value": "b" }, { "Key": "n", "Value": 1.5 }]);
    let list = create(&api, json!({ "displayName": "B", "attributes": pairs })).await;
    assert_eq!(object["attributes"], json!({ "a": "b", "n": 1.5 }));
    assert_eq!(list["attributes"], object["attributes"]);
}

#[actix_web::test]
async fn absent_stays_null_clears_and_a_list_replaces() {
    let app = spawn().await;
    let api = app.api();
    let first = create(
        &api,
        json!({
            "firstName": "Ada", "lastName": "Byrne", "displayName": "Countess", "emailAddress": "ada@example.org",
            "phones": [{ "country": "AU", "numberLocal": "0412 345 678" }, { "numberInternational": "+49 30 901820" }],
            "addresses": [{ "address1": "1 Quay St" }], "attributes": { "a": "b", "c": "d" },
        }),
    )
    .await;
    let path = path_of(&first);

    let put =
        api.put(&path, &json!({ "lastName": "King" })).await.assert_status(200).assert_at("/version", "2");
    assert_eq!(put.header("etag"), Some("\"2\""));
    let second = put.json();
    for member in [
        "firstName",
        "displayName",
        "emailAddress",
        "phones",
        "addresses",
        "attributes",
        "number",
        "createdAt",
    ] {
        assert_eq!(second[member], first[member], "{member}");
    }

    let cleared = json!({ "firstName": null, "emailAddress": null, "addresses": null });
    let third = api.patch(&path, &cleared).await.assert_status(200).assert_at("/firstName", Value::Null);
    let third = third.assert_at("/emailAddress", Value::Null).assert_at("/addresses", json!([]));
    third.assert_at("/lastName", "King").assert_at("/version", "3");

    let kept = first["phones"][1]["key"].clone();
    let body = json!({
        "phones": [{ "key": kept, "type": "Phone", "numberInternational": "+49 30 901821" }, { "country": "AU", "numberLocal": "0412 345 679" }],
        "attributes": { "c": "e" },
    });
    let fourth =
        api.put(&path, &body).await.assert_status(200).assert_at("/attributes", json!({ "c": "e" })).json();
    assert_eq!(fourth["phones"][0]["key"], kept);
    assert_eq!(fourth["phones"][0]["numberInternational"], "+4930901821");
    assert_ne!(fourth["phones"][1]["key"], first["phones"][0]["key"]);
    assert_eq!(fourth["phones"].as_array().unwrap().len(), 2);
}

#[actix_web::test]
async fn what_was_read_can_be_sent_back_and_changes_nothing() {
    let app = spawn().await;
    let api = app.api();
    let customer = create(
        &api,
        json!({
            "firstName": "Ada", "emailAddress": "ada@example.org", "attributes": { "n": 1 },
            "phones": [{ "country": "AU", "numberLocal": "0412 345 678" }], "addresses": [{ "suburb": "Haymarket" }],
            "references": [{ "system": "crm", "name": "id", "value": "77" }],
        }),
    )
    .await;
    let again = api.put(&path_of(&customer), &customer).await.assert_status(200).json();
    assert_eq!(again, customer);
}
