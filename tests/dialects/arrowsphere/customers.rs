//! A customer: made, read, changed.

use serde_json::{Value, json};

use super::{ferme, firm, sphere};
use crate::support::server::{App, spawn};

/// How many versions of all customers there have been.
fn versions(app: &App) -> i64 {
    app.database().count("SELECT CAST(sum(version) AS BIGINT) FROM customers")
}

#[actix_web::test]
async fn the_documented_calls_are_answered_as_documented() {
    let app = spawn().await;
    let sphere = sphere(&app);
    let made = sphere.make("", &ferme()).await.assert_status(201);
    let reference = made.json()["data"]["reference"].as_str().unwrap().to_owned();
    assert_eq!(made.json(), json!({ "status": 201, "data": { "reference": reference } }));
    assert_eq!(made.header("content-type"), Some("application/json"));
    let path_safe = |letter: char| letter.is_ascii_alphanumeric() || "._~-".contains(letter);
    assert!(reference.starts_with("XSP") && reference.chars().all(path_safe), "{reference}");

    let read = sphere.read(&format!("/{reference}")).await.assert_status(200);
    assert!(read.json().get("pagination").is_none(), "{read}");
    let mut body = read.json();
    let customer = body["data"]["customers"].as_array_mut().unwrap();
    assert_eq!(customer.len(), 1, "a list of one");
    let id = customer[0]["Contact"]["SyncPartnerContactRefId"].take();
    let created = customer[0]["CreatedAt"].take();
    assert!(id.is_i64(), "{id}");
    assert!(created.as_str().is_some_and(|at| at.len() == 24 && at.ends_with('Z')), "{created}");
    let expected = json!({
        "Reference": reference, "CompanyName": "Ferme du Lac", "PartnerCompanyId": reference,
        "AddressLine1": "1 rue du Port", "AddressLine2": "", "Zip": "01000", "City": "Bourg",
        "CountryCode": "FR", "State": "", "ReceptionPhone": "+33 4 74 00 00 00", "WebsiteUrl": "",
        "EmailContact": "", "Headcount": null, "TaxNumber": "", "Ref": "", "RegistrationNumber": "",
        "BillingId": "", "InternalReference": "",
        "Contact": { "FirstName": "Ana", "Firstname": "Ana", "LastName": "Roy", "Email": "ana@ferme.example",
            "Phone": "", "SyncPartnerContactRefId": null, "ContactPersonID": "" },
        "Details": {}, "DeletedAt": null, "CreatedAt": null, "WorkgroupCode": "", "Type": "",
        "BillingAddress1": null, "BillingAddress2": null, "BillingCity": null, "BillingState": null,
        "BillingZipCode": null, "BillingCountryCode": null, "customFields": [],
    });
    assert_eq!(body, json!({ "status": 200, "data": { "customers": [expected] } }));
}

#[actix_web::test]
async fn a_change_is_of_what_it_names_and_answers_the_whole() {
    let app = spawn().await;
    let sphere = sphere(&app);
    let path = sphere.add(&ferme()).await;
    let before = sphere.customer(&path).await;
    let changed = sphere
        .change(
            &path,
            &json!({ "City": "Mâcon", "Headcount": "12", "Contact": { "LastName": "Rey" },
            "Details": { "TenantId": "t-1", "Migration": false, "Odd": "kept" }, "Unknown": { "a": 1 } }),
        )
        .await
        .assert_status(200);
    let after = changed.json()["data"]["customers"][0].clone();
    assert_eq!(after, sphere.customer(&path).await);
    let mut expected = before;
    for (member, value) in [
        ("City", json!("Mâcon")),
        ("Headcount", json!(12)),
        ("Details", json!({ "TenantID": "t-1", "TenantId": "t-1", "Migration": false, "Odd": "kept" })),
    ] {
        expected[member] = value;
    }
    expected["Contact"]["LastName"] = json!("Rey");
    assert_eq!(after, expected);
}

#[actix_web::test]
async fn what_was_read_can_be_sent_back_and_changes_nothing() {
    let app = spawn().await;
    let (sphere, api) = (sphere(&app), app.api());
    let path = sphere.add(&ferme()).await;
    // One that this door cannot show in full.
    let made = json!({ "firstName": "Ada", "lastName": "Byron", "emailAddress": "ada@example.org",
        "phones": [{ "type": "Mobile", "country": "AU", "numberLocal": "0412 345 678" },
            { "type": "Phone", "country": "AU", "numberLocal": "(02) 9374 4000" }],
        "addresses": [{ "address1": "1 Quay St", "country": "Nowhere" }, { "suburb": "Bondi" }],
        "people": [{ "displayName": "Jane de Boer" }] });
    api.post("/api/v1/customers", &made).await.assert_status(201);
    let list = sphere.read("").await.json()["data"]["customers"].as_array().unwrap().clone();
    assert_eq!(list[0]["Reference"], path[1..]);
    let ada = &list[1];
    assert_eq!((&ada["CompanyName"], &ada["CountryCode"]), (&json!("Ada Byron"), &json!("")));
    assert_eq!(ada["ReceptionPhone"], "+61293744000", "it can be dialled from here, too");
    let before = versions(&app);
    for customer in &list {
        let path = format!("/{}", customer["Reference"].as_str().unwrap());
        let back = sphere.change(&path, customer).await.assert_status(200).json();
        assert_eq!(&back["data"]["customers"][0], customer);
    }
    assert_eq!(versions(&app), before, "no version was made");
}

#[actix_web::test]
async fn everything_wrong_is_told_at_once_and_nothing_is_changed() {
    let app = spawn().await;
    let sphere = sphere(&app);
    let refused = sphere.make("", &json!({ "CompanyName": "", "Zip": null, "AddressLine1": "1" })).await;
    let refused = refused.assert_error(400, "Bad value for CompanyName: This is required; Bad value for ");
    let said = refused.json()["messages"].as_str().unwrap().to_owned();
    for name in ["City", "CountryCode", "ReceptionPhone", "Zip"] {
        assert!(said.contains(&format!("Bad value for {name}")), "{said}");
    }
    let path = sphere.add(&ferme()).await;
    let before = sphere.customer(&path).await;
    for (change, message) in [
        (json!({ "City": "" , "State": "Ain" }), "Bad value for City: This is required"),
        (json!({ "CompanyName": null }), "CompanyName"),
        (json!({ "CountryCode": "XX" }), "Bad value for CountryCode"),
        (json!({ "EmailContact": "nobody", "State": "Ain" }), "Bad value for EmailContact"),
        (json!({ "Contact": { "Email": "ana@" } }), "Bad value for Contact.Email"),
        (json!({ "Headcount": -1 }), "Bad value for Headcount"),
        (json!([]), "Send a JSON object"),
    ] {
        sphere.change(&path, &change).await.assert_error(400, message);
        assert_eq!(sphere.customer(&path).await, before, "{change}");
    }
    let request = sphere.request(reqwest::Method::POST, "/compat/arrowsphere/customers");
    let request = request.header("content-type", "application/json");
    for text in ["", "{", "{\"a\":1,\"a\":2}", "null"] {
        let sent = request.try_clone().unwrap().body(text);
        crate::support::api::Reply::of(sent).await.assert_error(400, "");
    }
    sphere.read("?per_page=1").await.assert_at("/pagination/total", 1);
}

#[actix_web::test]
async fn text_comes_back_byte_for_byte() {
    let app = spawn().await;
    let sphere = sphere(&app);
    for text in ["<b>\"O'Brien\" & Sons</b>", "رادیو کافی", "e\u{301} \u{1F600}", " blanks ", "a\\u0041/%2F"]
    {
        let mut body = firm(text);
        body["State"] = json!(text);
        body["Details"] = json!({ "DomainName": text });
        let customer = sphere.customer(&sphere.add(&body).await).await;
        let found = [&customer["CompanyName"], &customer["State"], &customer["Details"]["DomainName"]];
        assert_eq!(found, [&json!(text); 3]);
    }
}

#[actix_web::test]
async fn an_internal_reference_is_one_customers() {
    let app = spawn().await;
    let sphere = sphere(&app);
    let mut body = firm("Acme");
    body["InternalReference"] = json!("A-7");
    let acme = sphere.add(&body).await;
    sphere.make("", &body).await.assert_error(409, "InternalReference");
    let other = sphere.add(&firm("Other")).await;
    sphere
        .change(&other, &json!({ "InternalReference": "A-7" }))
        .await
        .assert_error(409, "InternalReference");
    sphere.read("?internalReference=A-7").await.assert_at("/pagination/total", 1);
    // A deleted one keeps nothing from another, and cannot come back beside it.
    sphere.remove(&acme).await.assert_empty(204);
    sphere.change(&other, &json!({ "InternalReference": "A-7" })).await.assert_status(200);
    sphere.ask(reqwest::Method::PUT, &acme, None).await.assert_error(409, "InternalReference");
}

#[actix_web::test]
async fn one_record_reads_right_in_the_native_api() {
    let app = spawn().await;
    let (sphere, api) = (sphere(&app), app.api());
    let mut body = ferme();
    body["EmailContact"] = json!("hello@ferme.example");
    body["BillingId"] = json!(77);
    let path = sphere.add(&body).await;
    let native = api.get("/api/v1/customers").await.json()["items"][0].clone();
    assert_eq!(native["kind"], "corporate");
    assert_eq!(
        (&native["displayName"], &native["company"]["name"]),
        (&json!("Ferme du Lac"), &json!("Ferme du Lac"))
    );
    assert_eq!(native["emailAddress"], "hello@ferme.example");
    assert_eq!(native["phones"][0]["numberInternational"], "+33474000000");
    assert_eq!(native["phones"][0]["type"], "Phone");
    let address = &native["addresses"][0];
    assert_eq!((&address["suburb"], &address["postcode"]), (&json!("Bourg"), &json!("01000")));
    assert_eq!(
        native["references"],
        json!([{ "system": "arrowsphere", "name": "billingId", "value": "77" }])
    );
    let ana = &native["people"][0];
    assert_eq!(
        (&ana["firstName"], &ana["isMain"], &ana["role"]),
        (&json!("Ana"), &json!(true), &json!("primary"))
    );
    let url = format!("/api/v1/customers/{}", native["customerId"].as_str().unwrap());
    let change =
        json!({ "addresses": [{ "key": address["key"], "suburb": "Mâcon", "country": "Switzerland" }] });
    api.patch(&url, &change).await.assert_status(200);
    let customer: Value = sphere.customer(&path).await;
    assert_eq!(
        (&customer["City"], &customer["CountryCode"], &customer["Zip"]),
        (&json!("Mâcon"), &json!("CH"), &json!(""))
    );
    let history = app.database().texts("SELECT CAST(cause AS TEXT) FROM customer_versions");
    assert_eq!(history.len(), 1, "{history:?}");
}

#[actix_web::test]
async fn nothing_is_found_that_is_not_there() {
    let app = spawn().await;
    let sphere = sphere(&app);
    sphere.add(&firm("Acme")).await;
    for path in ["/XSP999", "/XSP01", "/acme", "/1", "/XSP", "/%20"] {
        sphere.read(path).await.assert_error(404, "");
        sphere.change(path, &json!({ "City": "x" })).await.assert_error(404, "");
        sphere.remove(path).await.assert_error(404, "");
        sphere.ask(reqwest::Method::PUT, path, None).await.assert_error(404, "");
        sphere.read(&format!("{path}/contacts")).await.assert_error(404, "");
        sphere.read(&format!("{path}/provision?program=P")).await.assert_error(404, "");
    }
}

#[actix_web::test]
async fn changes_at_once_are_all_made() {
    let app = spawn().await;
    let sphere = sphere(&app);
    let path = sphere.add(&firm("Acme")).await;
    let members = ["AddressLine1", "AddressLine2", "Zip", "City", "State", "WebsiteUrl", "TaxNumber", "Ref"];
    let changes =
        members.map(|member| {
            let (sphere, path) = (&sphere, &path);
            async move {
                sphere.change(path, &json!({ member: format!("new {member}") })).await.assert_status(200)
            }
        });
    futures_util::future::join_all(changes).await;
    let customer = sphere.customer(&path).await;
    for member in members {
        assert_eq!(customer[member], format!("new {member}"));
    }
}

#[actix_web::test]
async fn a_call_that_is_repeated_with_its_key_makes_one_customer() {
    let app = spawn().await;
    let sphere = sphere(&app);
    let send = |path: String, body: Value| {
        let request = sphere.request(reqwest::Method::POST, &format!("/compat/arrowsphere/customers{path}"));
        crate::support::api::Reply::of(request.header("idempotency-key", &path).json(&body))
    };
    // A key is not empty.
    send(String::new(), ferme()).await.assert_error(400, "Idempotency-Key");
    let once = |body: Value| {
        let request = sphere.request(reqwest::Method::POST, "/compat/arrowsphere/customers");
        crate::support::api::Reply::of(request.header("idempotency-key", "1").json(&body))
    };
    let replies = futures_util::future::join_all((0..20).map(|_| once(ferme()))).await;
    let bodies: Vec<Value> = replies.into_iter().map(|reply| reply.assert_status(201).json()).collect();
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
    sphere.read("").await.assert_at("/pagination/total", 1);
    once(firm("Other")).await.assert_error(400, "Idempotency-Key");
    let path = format!("/{}/contacts", bodies[0]["data"]["reference"].as_str().unwrap());
    let bo = json!({ "firstName": "Bo", "lastName": "Li", "email": "bo@ferme.example", "phone": "" });
    let first = send(path.clone(), bo.clone()).await.assert_status(201).json();
    assert_eq!(send(path.clone(), bo).await.assert_status(201).json(), first);
    assert_eq!(sphere.read(&path).await.json()["data"].as_array().unwrap().len(), 2);
}
