//! The console's own documented REST, as its documents show it.

use customary::web::dialect::Dialect;
use reqwest::Method;
use serde_json::{Value, json};

use super::{Client, token_of_another, token_of_role};
use crate::support::api::Reply;
use crate::support::server::{App, TOKEN, spawn};

const CUSTOMERS: &str = "/compat/simplestore/v1/customers";

fn client(app: &App) -> Client {
    Client::admin(Dialect::SimpleStore, app)
}

async fn ask(client: &Client, method: Method, path: &str, body: Option<&Value>) -> Reply {
    let request = client.request(method, path);
    Reply::of(match body {
        Some(body) => request.json(body),
        None => request,
    })
    .await
}

async fn get(client: &Client, path: &str) -> Reply {
    ask(client, Method::GET, path, None).await
}

/// Makes a customer; answers its address.
async fn add(client: &Client, body: &Value) -> String {
    let made = ask(client, Method::POST, CUSTOMERS, Some(body)).await.assert_status(201);
    let made = made.assert_at("/version", "1").json();
    assert_eq!(made.as_object().unwrap().len(), 2, "{made}");
    format!("{CUSTOMERS}/{}", made["customerId"].as_str().unwrap())
}

#[actix_web::test]
async fn a_token_is_asked_for_first() {
    let app = spawn().await;
    let ask = async |fields: &[(&str, &str)]| {
        let request = Client::sending(&app, &[]).request(Method::POST, "/compat/simplestore/connect/token");
        Reply::of(request.form(fields)).await
    };
    let given = [("grant_type", "client_credentials"), ("client_id", "any"), ("client_secret", TOKEN)];
    let token = ask(&given).await.assert_status(200).json();
    assert_eq!(token, json!({ "access_token": TOKEN, "expires_in": 3600, "token_type": "Bearer" }));
    let token = Client::of(Dialect::SimpleStore, &app, token["access_token"].as_str().unwrap());
    get(&token, CUSTOMERS).await.assert_status(200);
    for (fields, error) in [
        (&[("grant_type", "client_credentials"), ("client_secret", "cst_unknown")][..], "invalid_client"),
        (&[("grant_type", "client_credentials")], "invalid_client"),
        (&[("grant_type", "password"), ("client_secret", TOKEN)], "unsupported_grant_type"),
        (&[], "unsupported_grant_type"),
    ] {
        assert_eq!(ask(fields).await.assert_status(400).json(), json!({ "error": error }));
    }
}

#[actix_web::test]
async fn a_customer_is_made_read_changed_and_deleted() {
    let app = spawn().await;
    let client = client(&app);
    let body = json!({ "firstName": "Ada", "lastName": "Byrne", "emailAddress": "ada@example.org",
        "attributes": { "loyaltyTier": "gold" } });
    let url = add(&client, &body).await;
    let seen = get(&client, &url).await.assert_status(200).json();
    let expected = json!({ "customerId": seen["customerId"], "version": "1", "firstName": "Ada",
        "lastName": "Byrne", "displayName": "Ada Byrne", "emailAddress": "ada@example.org", "phones": [],
        "addresses": [], "attributes": { "loyaltyTier": "gold" } });
    assert_eq!(seen, expected);
    // What was read can be sent back.
    let back = ask(&client, Method::PUT, &url, Some(&seen)).await.assert_status(201);
    back.assert_at("/version", "1").assert_at("/customerId", seen["customerId"].clone());
    let change = json!({ "LastName": "Lovelace", "emailAddress": null });
    ask(&client, Method::PUT, &url, Some(&change)).await.assert_status(201).assert_at("/version", "2");
    let read = get(&client, &url).await.assert_at("/displayName", "Ada Lovelace");
    read.assert_at("/emailAddress", Value::Null).assert_at("/attributes/loyaltyTier", "gold");
    let stale = json!({ "version": "1", "firstName": "Eve" });
    ask(&client, Method::PUT, &url, Some(&stale)).await.assert_status(409).assert_at("/code", "stale");
    let deleted = ask(&client, Method::DELETE, &url, None).await.assert_status(200);
    assert!(deleted.body.is_empty(), "{deleted}");
    get(&client, &url).await.assert_status(404);
    ask(&client, Method::DELETE, &url, None).await.assert_status(404);
}

#[actix_web::test]
async fn phones_and_addresses_are_added_and_taken_away() {
    let app = spawn().await;
    let client = client(&app);
    let url = add(&client, &json!({ "firstName": "Ada" })).await;
    let phone = json!({ "type": "Mobile", "country": "AU", "numberLocal": "0412 345 678" });
    let added = ask(&client, Method::POST, &format!("{url}/phones"), Some(&phone)).await.assert_status(200);
    let added = added.assert_at("/totalPhonesAttached", 1).assert_at("/version", "2");
    assert!(added.json().get("phonesRemoved").is_none(), "{added}");
    let address =
        json!({ "address1": "1 Quay St", "suburb": "Haymarket", "PostCode": "2000", "country": "AU" });
    let added = ask(&client, Method::POST, &format!("{url}/addresses"), Some(&address)).await;
    added.assert_status(200).assert_at("/totalAddressesAttached", 1).assert_at("/version", "3");
    let seen = get(&client, &url).await.json();
    let expected = json!({ "key": seen["phones"][0]["key"], "type": "Mobile", "country": "AU",
        "numberLocal": "0412 345 678", "numberInternational": "+61412345678" });
    assert_eq!(seen["phones"], json!([expected]));
    assert_eq!(
        (&seen["addresses"][0]["postcode"], &seen["addresses"][0]["state"]),
        (&json!("2000"), &Value::Null)
    );

    let keys = json!({ "keys": [seen["phones"][0]["key"], uuid::Uuid::now_v7(), "no key"] });
    let stale = ask(&client, Method::DELETE, &format!("{url}/phones?Version=1"), Some(&keys)).await;
    stale.assert_status(409);
    let removed = ask(&client, Method::DELETE, &format!("{url}/phones?version=3"), Some(&keys)).await;
    removed
        .assert_status(200)
        .assert_at("/phonesRemoved", json!([seen["phones"][0]["key"]]))
        .assert_at("/totalPhonesAttached", 0)
        .assert_at("/version", "4");
    let keys = json!({ "keys": [seen["addresses"][0]["key"]] });
    let removed = ask(&client, Method::DELETE, &format!("{url}/addresses"), Some(&keys)).await;
    removed.assert_status(200).assert_at("/addressesRemoved", keys["keys"].clone());
    for (path, body) in [
        ("phones", json!({ "type": "Pager", "numberLocal": "1" })),
        ("phones", json!({ "numberLocal": "none" })),
        ("phones", json!({ "numberLocal": [] })),
        ("addresses", json!({ "address1": {} })),
        ("addresses", json!([])),
    ] {
        ask(&client, Method::POST, &format!("{url}/{path}"), Some(&body)).await.assert_status(422);
    }
    ask(&client, Method::DELETE, &format!("{url}/phones"), Some(&json!({}))).await.assert_status(422);
    ask(&client, Method::DELETE, &format!("{url}/phones?Version=x"), Some(&keys)).await.assert_status(422);
    get(&client, &url).await.assert_at("/version", "5");
}

#[actix_web::test]
async fn a_list_comes_in_its_envelope() {
    let app = spawn().await;
    let client = client(&app);
    let mut urls = Vec::new();
    for name in ["Ada", "Bea", "Cy"] {
        let body = json!({ "firstName": name, "emailAddress": format!("{name}@example.org"),
            "attributes": { "tier": "gold" },
            "phones": [{ "numberLocal": "110" }], "addresses": [{ "suburb": "Bondi" }] });
        urls.push(add(&client, &body).await);
    }
    let mut page =
        get(&client, &format!("{CUSTOMERS}?PageSize=2&pageIndex=1")).await.assert_status(200).json();
    assert!(page["queryDurationMilliseconds"].take().is_u64());
    let result = page["result"].take();
    let expected = json!({ "result": null, "pageSize": 2, "pageIndex": 1, "totalRecordsFound": 3,
        "resultCount": 1, "totalPages": 2, "queryDurationMilliseconds": null });
    assert_eq!(page, expected);
    assert_eq!(result[0], get(&client, &urls[0]).await.json(), "the last changed first");
    let bare = "IncludePhones=false&includeaddresses=false&IncludeAttributes=false";
    let bare = get(&client, &format!("{CUSTOMERS}?{bare}")).await.json()["result"][0].clone();
    for part in ["phones", "addresses", "attributes"] {
        assert!(bare.get(part).is_none(), "an empty {part} that is sent back would take them away: {bare}");
    }
    let id = |url: &str| url.rsplit('/').next().unwrap().to_owned();
    let query = format!(
        "CustomerId={}&customerid={}&CustomerId={}",
        id(&urls[0]),
        id(&urls[2]),
        uuid::Uuid::now_v7()
    );
    get(&client, &format!("{CUSTOMERS}?{query}")).await.assert_at("/totalRecordsFound", 2);
    let one = get(&client, &format!("{CUSTOMERS}?EmailAddress=bea@example.org")).await;
    one.assert_at("/totalRecordsFound", 1).assert_at("/result/0/firstName", "Bea");
    get(&client, &format!("{CUSTOMERS}?PageIndex=-1")).await.assert_status(422);
    let viewer = Client::of(Dialect::SimpleStore, &app, &token_of_role(&app, "viewer"));
    let other = Client::of(Dialect::SimpleStore, &app, &token_of_another(&app));
    get(&other, CUSTOMERS).await.assert_at("/totalRecordsFound", 0);
    get(&other, &urls[0]).await.assert_status(404);
    get(&viewer, &urls[0]).await.assert_status(200);
    ask(&viewer, Method::PUT, &urls[0], Some(&json!({}))).await.assert_status(403);
}
