//! A customer made, read, changed and deleted.

use reqwest::Method;
use serde_json::{Value, json};

use super::{admin, delete, form, get, path_of, post, put, radio};
use crate::dialects::{Client, token_of_another, token_of_role};
use crate::support::api::Reply;
use crate::support::server::{TOKEN, spawn};
use customary::web::dialect::Dialect;

fn members(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[actix_web::test]
async fn a_customer_is_answered_as_it_was_sent_with_eight_members() {
    let app = spawn().await;
    let echonio = admin(&app);
    let made = post(&echonio, "/v1/customers", &radio()).await.assert_status(201).json();
    let mut names = members(&made);
    names.sort_unstable();
    let expected = [
        "avatarUploadedFileId",
        "contacts",
        "creatorOperatorId",
        "id",
        "identity",
        "organizationId",
        "tagsIds",
        "type",
    ];
    assert_eq!(names, expected);
    assert_eq!(made["identity"], radio()[0].1);
    assert_eq!(
        (&made["type"], &made["tagsIds"], &made["avatarUploadedFileId"]),
        (&json!("corporate"), &json!([]), &Value::Null)
    );
    assert!(made["creatorOperatorId"].is_string() && made["organizationId"].is_string());
    let data: Vec<&Value> =
        made["contacts"].as_array().unwrap().iter().map(|contact| &contact["data"]).collect();
    assert_eq!(
        *data[0],
        json!({ "note": null, "role": null, "type": "tel", "value": "+982123422342", "responder": null })
    );
    assert_eq!(
        *data[1],
        json!({ "note": null, "role": "CEO", "type": "mobile", "value": "+989121112222", "responder": "ندا یاری" })
    );
    assert!(
        made["contacts"][0].as_object().unwrap().keys().eq(["data", "id"]),
        "a title is kept, and not shown"
    );
    let read = get(&echonio, &path_of(&made)).await.assert_status(200).json();
    assert_eq!(read, made);
    let native = app.api().get(&format!("/api/v1/customers/{}", made["id"].as_str().unwrap())).await.json();
    assert_eq!(
        (&native["displayName"], &native["emailAddress"]),
        (&json!("رادیو"), &json!("hi@radio.example"))
    );
    assert_eq!(native["contacts"][0]["label"], "main");
    let compat = get(&echonio, &path_of(&made).replace("/v1/", "/compat/echonio/v1/")).await.json();
    assert_eq!(compat, made);
}

#[actix_web::test]
async fn json_bodies_are_taken_with_real_objects_in_them() {
    let app = spawn().await;
    let echonio = admin(&app);
    let body = json!({ "identity": { "firstName": "Ada", "lastName": "Byrne" }, "contacts": [
        { "id": "x", "data": { "type": "email", "value": "ada@example.org", "note": "private" } } ] });
    let made =
        Reply::of(echonio.request(Method::POST, "/v1/customers").json(&body)).await.assert_status(201).json();
    assert_eq!(made["type"], "personal", "an identity with a first name is a person's");
    assert_eq!(made["identity"], json!({ "firstName": "Ada", "lastName": "Byrne", "fatherName": null }));
    assert_eq!(made["contacts"][0]["data"]["note"], "private");
    for (kind, status) in [("text/plain", 415), ("application/xml", 415)] {
        let request = echonio.request(Method::POST, "/v1/customers").header("content-type", kind).body("x");
        Reply::of(request).await.assert_status(status).assert_at("/error", "UNSUPPORTED_MEDIA_TYPE");
    }
}

#[actix_web::test]
async fn what_every_customer_has_is_asked_for_and_what_is_wrong_is_named() {
    let app = spawn().await;
    let echonio = admin(&app);
    for (fields, named) in [
        (vec![], "identity"),
        (vec![("identity", json!({ "title": "x" }))], "type"),
        (vec![("identity", json!({ "firstName": "Ada" }))], "identity.lastName"),
        (vec![("identity", json!({ "name": "Radio" })), ("type", json!("corporate"))], "identity.title"),
        (vec![("identity", json!("{name:\"...\"")), ("type", json!("corporate"))], "identity"),
        (vec![("identity", json!([1]))], "identity"),
        (vec![("identity", json!({ "firstName": "a", "lastName": "b" })), ("type", json!("robot"))], "type"),
        (
            vec![
                ("identity", json!({ "firstName": "a", "lastName": "b" })),
                ("contacts", json!([{ "type": "tel" }])),
            ],
            "contacts.0.value",
        ),
        (
            vec![
                ("identity", json!({ "firstName": "a", "lastName": "b" })),
                ("contacts", json!([{ "value": "1" }])),
            ],
            "contacts.0.type",
        ),
        (
            vec![
                ("identity", json!({ "firstName": "a", "lastName": "b" })),
                ("contacts", json!([{ "type": "email", "value": "x" }])),
            ],
            "contacts.0.value",
        ),
        (vec![("identity", json!({ "firstName": [], "lastName": "b" }))], "identity.firstName"),
        (
            vec![
                ("identity", json!({ "firstName": "a", "lastName": "b" })),
                ("avatarUploadedFileId", json!("x")),
            ],
            "avatarUploadedFileId",
        ),
    ] {
        let reply = post(&echonio, "/v1/customers", &fields).await.assert_status(400);
        let reply = reply.assert_at("/error", "VALIDATION").assert_at("/code", 400);
        assert_eq!(reply.json()["details"][0]["field"], named, "{fields:?}: {reply}");
    }
    assert_eq!(get(&echonio, "/v1/customers").await.json()["count"], 0);
}

#[actix_web::test]
async fn a_change_touches_what_is_sent_and_an_identity_is_whole() {
    let app = spawn().await;
    let echonio = admin(&app);
    let mut fields = radio().to_vec();
    fields[0].1["slogan"] = json!("on air");
    let made = post(&echonio, "/v1/customers", &fields).await.json();
    let path = path_of(&made);
    assert_eq!(made["identity"]["slogan"], "on air", "an identity is open");
    let same = put(
        &echonio,
        &path,
        &[("identity", json!("")), ("contacts", json!("")), ("type", json!("corporate"))],
    )
    .await;
    assert_eq!(same.assert_status(200).json(), made, "empty texts were not sent");
    let changed =
        put(&echonio, &path, &[("identity", json!({ "name": "رادیو", "title": "Bar", "since": 1999 }))])
            .await
            .json();
    assert_eq!(
        changed["identity"],
        json!({ "name": "رادیو", "title": "Bar", "manager": null, "since": 1999 })
    );
    assert_eq!(changed["contacts"], made["contacts"]);
    put(&echonio, &path, &[("type", json!("personal"))]).await.assert_status(400);
    put(&echonio, &path, &[("type", json!("personal")), ("identity", json!({ "name": "x" }))])
        .await
        .assert_status(400);
    let person = put(
        &echonio,
        &path,
        &[("type", json!("personal")), ("identity", json!({ "firstName": "Neda", "lastName": "Yari" }))],
    )
    .await;
    assert_eq!(
        person.assert_status(200).json()["identity"],
        json!({ "firstName": "Neda", "lastName": "Yari", "fatherName": null })
    );
    let emptied = put(&echonio, &path, &[("contacts", json!([]))]).await.json();
    assert_eq!(emptied["contacts"], json!([]));
    put(&echonio, "/v1/customers/0191e7a1-0000-7000-8000-000000000000", &[("type", json!("personal"))])
        .await
        .assert_status(404);
    put(&echonio, "/v1/customers/7", &[("type", json!("personal"))]).await.assert_status(404);
}

#[actix_web::test]
async fn a_list_of_contacts_replaces_the_former_and_known_ones_keep_their_ids() {
    let app = spawn().await;
    let echonio = admin(&app);
    let made = post(&echonio, "/v1/customers", &radio()).await.json();
    let ids: Vec<&str> =
        made["contacts"].as_array().unwrap().iter().map(|contact| contact["id"].as_str().unwrap()).collect();
    let sent = json!([
        { "id": ids[1], "type": "mobile", "value": "+989121112222", "role": "CTO" },
        { "id": ids[0], "data": { "type": "tel", "value": "110" } },
        { "type": "fax", "value": "12 34" },
    ]);
    let after = put(&echonio, &path_of(&made), &[("contacts", sent)]).await.assert_status(200).json();
    let contacts = after["contacts"].as_array().unwrap();
    assert_eq!((contacts.len(), &contacts[0]["id"], &contacts[1]["id"]), (3, &json!(ids[1]), &json!(ids[0])));
    assert_eq!(
        (&contacts[0]["data"]["role"], &contacts[0]["data"]["responder"]),
        (&json!("CTO"), &json!("ندا یاری"))
    );
    assert_eq!((&contacts[1]["data"]["value"], &contacts[2]["data"]["type"]), (&json!("110"), &json!("fax")));
    let unique: std::collections::HashSet<&Value> = contacts.iter().map(|contact| &contact["id"]).collect();
    assert_eq!(unique.len(), 3);
    let native = app.api().get(&format!("/api/v1/customers/{}", made["id"].as_str().unwrap())).await.json();
    assert_eq!(native["emailAddress"], Value::Null, "one that is not sent is removed");
    assert_eq!(native["contacts"][1]["label"], "main", "what Echonio does not show stays");
}

#[actix_web::test]
async fn i4_deleting_is_for_ever_needs_an_administrator_and_answers_a_text() {
    let app = spawn().await;
    let editor = Client::of(Dialect::Echonio, &app, &token_of_role(&app, "editor"));
    let made = post(&editor, "/v1/customers", &radio()).await.assert_status(201).json();
    let path = path_of(&made);
    delete(&editor, &path).await.assert_status(403).assert_at("/error", "FORBIDDEN");
    let other = Client::of(Dialect::Echonio, &app, &token_of_another(&app));
    delete(&other, &path).await.assert_status(404);
    let echonio = admin(&app);
    let gone = Reply::of(echonio.request(Method::DELETE, &path).body("name=x")).await.assert_status(200);
    assert_eq!(gone.body, format!(r#"{{"id":{},"result":"true"}}"#, made["id"]));
    delete(&echonio, &path).await.assert_status(404);
    get(&echonio, &path).await.assert_status(404);
    let database = app.database();
    assert_eq!(database.count("SELECT count(*) FROM customers"), 0);
    assert_eq!(database.count("SELECT count(*) FROM events WHERE kind <> 'import_ended'"), 0);
}

#[actix_web::test]
async fn c3_another_organizations_customer_is_one_that_there_is_not() {
    let app = spawn().await;
    let made = post(&admin(&app), "/v1/customers", &radio()).await.json();
    let other = Client::of(Dialect::Echonio, &app, &token_of_another(&app));
    let path = path_of(&made);
    let unknown = get(&other, "/v1/customers/0191e7a1-0000-7000-8000-000000000000").await.assert_status(404);
    assert_eq!(get(&other, &path).await.assert_status(404).body, unknown.body);
    for (method, path) in [
        (Method::PUT, path.clone()),
        (Method::POST, format!("{path}/tags")),
        (Method::POST, format!("{path}/contacts")),
        (Method::GET, format!("{path}/contacts")),
        (Method::GET, format!("{path}/timeline-events")),
        (Method::POST, format!("{path}/timeline-events")),
    ] {
        let fields = [
            ("tagId", json!("0191e7a1-0000-7000-8000-000000000000")),
            ("type", json!("tel")),
            ("value", json!("1")),
            ("description", json!("x")),
        ];
        let fields = if path.ends_with("events") {
            &fields[3..]
        } else if method == Method::PUT {
            &[]
        } else {
            &fields[..3]
        };
        form(&other, method.clone(), &path, fields).await.assert_status(404);
    }
    assert_eq!(get(&other, "/v1/customers?search=رادیو").await.json(), json!({ "items": [], "count": 0 }));
}

#[actix_web::test]
async fn a_version_says_that_it_came_from_a_connected_system_and_each_call_makes_one() {
    let app = spawn().await;
    let echonio = admin(&app);
    let made = post(&echonio, "/v1/customers", &radio()).await.json();
    let path = path_of(&made);
    let identity = json!({ "name": "Radio Two", "title": "Bar" });
    put(&echonio, &path, &[("identity", identity), ("contacts", json!([]))]).await.assert_status(200);
    let id = made["id"].as_str().unwrap();
    app.api()
        .get(&format!("/api/v1/customers/{id}"))
        .await
        .assert_at("/version", "2")
        .assert_at("/displayName", "Radio Two");
    let console = app.sign_in().await;
    console.open(&format!("/customers/{id}/history")).await.assert_shows("Connected system");
}

#[actix_web::test]
async fn j5_a_call_with_a_key_makes_one_customer_however_often_it_comes() {
    let app = spawn().await;
    let calls = (0..20).map(|_| {
        let echonio = Client::of(Dialect::Echonio, &app, TOKEN);
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let fields: Vec<(&str, String)> = radio().iter().map(|(name, value)| (*name, text(value))).collect();
        let request = echonio.request(Method::POST, "/v1/customers").header("idempotency-key", "one");
        Reply::of(request.form(&fields))
    });
    let replies = futures_util::future::join_all(calls).await;
    let first = replies[0].json();
    assert!(replies.iter().all(|reply| reply.status == 201 && reply.json() == first));
    assert_eq!(app.database().count("SELECT count(*) FROM customers"), 1);
}

#[actix_web::test]
async fn changes_that_come_at_once_are_all_made() {
    let app = spawn().await;
    let echonio = admin(&app);
    let made = post(&echonio, "/v1/customers", &radio()).await.json();
    let path = format!("{}/contacts", path_of(&made));
    let calls =
        (0..12).map(|at| {
            let path = path.clone();
            let echonio = &echonio;
            async move {
                post(echonio, &path, &[("type", json!("tel")), ("value", json!(format!("11{at}")))]).await
            }
        });
    for reply in futures_util::future::join_all(calls).await {
        reply.assert_status(201);
    }
    assert_eq!(get(&echonio, &path).await.json().as_array().unwrap().len(), 15);
}
