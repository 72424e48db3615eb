//! Invitations: made, read by their code, activated once.

use serde_json::{Value, json};

use super::super::{Client, token_of_another};
use super::{ferme, sphere};
use crate::support::server::{App, spawn};
use customary::web::dialect::Dialect;

const CHOSEN: &str = "a fine sentence indeed";

async fn invited(sphere: &Client, path: &str) -> Value {
    let contact: i64 = sphere.contact_of(path).await.parse().unwrap();
    let made = sphere.make("/invitations", &json!({ "contactId": contact, "policy": "admin" })).await;
    made.assert_status(201).json()["data"].clone()
}

fn set(app: &App, member: &str, value: &str) {
    app.database().execute(&format!("UPDATE invitations SET {member} = {value}"));
}

#[actix_web::test]
async fn an_invitation_is_made_and_found_by_its_code() {
    let app = spawn().await;
    let sphere = sphere(&app);
    let path = sphere.add(&ferme()).await;
    let made = invited(&sphere, &path).await;
    let code = made["code"].as_str().unwrap();
    let path_safe = |letter: char| letter.is_ascii_alphanumeric() || "._~-".contains(letter);
    assert!(code.len() >= 22 && code.chars().all(path_safe), "{code}");
    let contact = sphere.contact_of(&path).await;
    let expected = json!({ "code": code, "createdAt": made["createdAt"], "updatedAt": made["createdAt"],
        "expiredAt": made["expiredAt"], "company": { "reference": path[1..] }, "policy": "admin",
        "contact": { "reference": contact, "firstName": "Ana", "firstname": "Ana", "lastName": "Roy",
            "email": "ana@ferme.example", "username": null, "userName": null } });
    assert_eq!(made, expected);
    let read = sphere.read(&format!("/invitations/{code}")).await.assert_status(200).json();
    assert_eq!(read, json!({ "status": 200, "data": expected }));
    let contact = sphere.read(&format!("{path}/contacts/{contact}")).await.assert_status(200).json();
    let of_contact =
        json!({ "policy": "admin", "createdAt": made["createdAt"], "expiredAt": made["expiredAt"] });
    assert_eq!(contact["data"]["xcpInvitation"], of_contact);
    assert!(contact["data"].get("username").is_none(), "{contact}");
    assert_eq!(app.database().count("SELECT count(*) FROM outbox"), 1, "it is sent, too");
}

#[actix_web::test]
async fn an_invitation_that_cannot_be_made_or_found_is_told_so() {
    let app = spawn().await;
    let sphere = sphere(&app);
    let path = sphere.add(&ferme()).await;
    let contact: i64 = sphere.contact_of(&path).await.parse().unwrap();
    for (body, status, message) in [
        (json!({ "contactId": 999_999, "policy": "admin" }), 404, ""),
        (json!({ "contactId": "x", "policy": "admin" }), 404, ""),
        (json!({ "policy": "admin" }), 400, "contactId"),
        (json!({ "contactId": contact, "policy": "" }), 400, "policy"),
        (
            json!({ "contactId": {}, "policy": 7 }),
            400,
            "Bad value for contactId: Send a number; Bad value for policy",
        ),
    ] {
        sphere.make("/invitations", &body).await.assert_error(status, message);
    }
    // Digits do as well.
    let body = json!({ "contactId": contact.to_string(), "policy": "member" });
    let code = sphere.make("/invitations", &body).await.assert_status(201).json()["data"]["code"].clone();
    let url = format!("/invitations/{}", code.as_str().unwrap());
    sphere.read("/invitations/unknown").await.assert_error(404, "");
    let other = Client::of(Dialect::ArrowSphere, &app, &token_of_another(&app));
    other.read(&url).await.assert_error(404, "");
    other.make(&format!("{url}/activate"), &json!({ "password": CHOSEN })).await.assert_error(404, "");
    let elsewhere = json!({ "contactId": contact, "policy": "admin" });
    other.make("/invitations", &elsewhere).await.assert_error(404, "");
    // A newer one takes its place.
    invited(&sphere, &path).await;
    sphere.read(&url).await.assert_error(404, "");
    // One who has no address cannot be written to.
    app.api()
        .post("/api/v1/customers", &json!({ "displayName": "Acme", "people": [{ "displayName": "Bo" }] }))
        .await;
    let bo = sphere.read("?companyName=Acme").await.json()["data"]["customers"][0]["Reference"].clone();
    let bo: i64 = sphere.contact_of(&format!("/{}", bo.as_str().unwrap())).await.parse().unwrap();
    let refused = sphere.make("/invitations", &json!({ "contactId": bo, "policy": "admin" })).await;
    refused.assert_error(400, "Bad value for contactId: This contact has no email address");
}

#[actix_web::test]
async fn an_invitation_is_activated_once() {
    let app = spawn().await;
    let sphere = sphere(&app);
    let path = sphere.add(&ferme()).await;
    let code = invited(&sphere, &path).await["code"].as_str().unwrap().to_owned();
    let activate = format!("/invitations/{code}/activate");
    for body in [json!({}), json!({ "password": "short" }), json!({ "password": 7 })] {
        sphere.make(&activate, &body).await.assert_error(400, "Bad value for password");
    }
    let done = sphere.make(&activate, &json!({ "password": CHOSEN })).await.assert_status(200);
    assert_eq!(done.json(), json!({ "status": 200, "data": { "username": "ana@ferme.example" } }));
    sphere.make(&activate, &json!({ "password": CHOSEN })).await.assert_error(409, "accepted already");
    let read = sphere.read(&format!("/invitations/{code}")).await.assert_status(200);
    read.assert_at("/data/contact/username", "ana@ferme.example")
        .assert_at("/data/contact/userName", "ana@ferme.example");
    let list = sphere.read(&format!("{path}/contacts")).await;
    list.assert_at("/data/0/username", "ana@ferme.example");
    // It is the portal's account.
    let ana = app.visitor();
    let page = ana.open("/portal/login").await;
    let form = page.form("Sign in").fill("Email Address", "ana@ferme.example").fill("Password", CHOSEN);
    ana.submit(&page, form).await.assert_redirect("/portal");
}

#[actix_web::test]
async fn an_invitation_whose_time_is_over_is_not_activated() {
    let app = spawn().await;
    let sphere = sphere(&app);
    let path = sphere.add(&ferme()).await;
    let code = invited(&sphere, &path).await["code"].as_str().unwrap().to_owned();
    set(&app, "expires_at", "1");
    let activate = format!("/invitations/{code}/activate");
    sphere.make(&activate, &json!({ "password": CHOSEN })).await.assert_error(404, "");
    sphere.read(&format!("/invitations/{code}")).await.assert_status(200);
    set(&app, "ended_at", "1");
    sphere.read(&format!("/invitations/{code}")).await.assert_error(404, "");
    let list = sphere.read(&format!("{path}/contacts")).await.json();
    assert!(list["data"][0].get("xcpInvitation").is_none(), "{list}");
}
