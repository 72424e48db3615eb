//! Invitations as a program sends them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::api::{Api, Reply};
use crate::support::server::spawn;

/// A firm with Ana, and Bo who has no address; answers its address and their keys.
async fn firm(api: &Api) -> (String, Value, Value) {
    let body = json!({ "displayName": "Ferme du Lac",
        "people": [{ "displayName": "Ana Roy", "emailAddress": "ana@ferme.example" }, { "displayName": "Bo" }] });
    let made = api.post("/api/v1/customers", &body).await.assert_status(201);
    let people = made.json()["people"].clone();
    (made.header("location").unwrap().to_owned(), people[0]["key"].clone(), people[1]["key"].clone())
}

#[actix_web::test]
async fn a_person_is_invited_again_and_no_more() {
    let app = spawn().await;
    let api = app.api();
    let (firm, ana, _) = firm(&api).await;
    let invitations = format!("{firm}/invitations");
    let made =
        api.post(&invitations, &json!({ "personKey": ana, "policy": "edit" })).await.assert_status(201);
    let url = made.header("location").unwrap().to_owned();
    let made = made
        .assert_at("/personKey", ana.clone())
        .assert_at("/emailAddress", "ana@ferme.example")
        .assert_at("/policy", "edit")
        .assert_at("/status", "pending");
    api.get(&url).await.assert_status(200).assert_at("", made.json());
    api.get(&invitations).await.assert_status(200).assert_at("/items", json!([made.json()]));
    assert_eq!(app.database().count("SELECT count(*) FROM outbox"), 1);

    let sent = api.post(&format!("{url}/resend"), &json!({})).await.assert_status(200);
    assert_ne!(sent.json()["sentAt"], made.json()["sentAt"]);
    sent.assert_at("/createdAt", made.json()["createdAt"].clone());
    // A second one takes the place of the first.
    let second =
        api.post(&invitations, &json!({ "personKey": ana, "policy": "view" })).await.assert_status(201);
    api.get(&url).await.assert_at("/status", "revoked");
    let second = second.header("location").unwrap().to_owned();
    api.delete(&second).await.assert_status(204);
    api.delete(&second).await.assert_status(404);
    api.get(&second).await.assert_at("/status", "revoked");
    api.post(&format!("{second}/resend"), &json!({})).await.assert_status(404);
    assert_eq!(app.database().count("SELECT count(*) FROM outbox"), 0);
}

#[actix_web::test]
async fn an_invitation_is_made_once_for_a_key_and_its_code_is_in_no_answer() {
    let app = spawn().await;
    let api = app.api();
    let (firm, ana, _) = firm(&api).await;
    let body = json!({ "personKey": ana, "policy": "view" });
    let send = async || {
        let request =
            api.request(Method::POST, &format!("{firm}/invitations")).header("idempotency-key", "1");
        Reply::of(request.json(&body)).await.assert_status(201)
    };
    let (first, second) = (send().await, send().await);
    assert_eq!(first.json(), second.json());
    assert_eq!(app.database().count("SELECT count(*) FROM invitations"), 1);
    let page = app.sign_in().await.open("/settings/outbox").await.text();
    let code = page.split_once("/invitations/").unwrap().1.chars().take(43).collect::<String>();
    assert!(!first.body.contains(&code), "{first}");
}

#[actix_web::test]
async fn who_cannot_be_invited_is_told_by_the_member() {
    let app = spawn().await;
    let api = app.api();
    let (firm, ana, bo) = firm(&api).await;
    let invitations = format!("{firm}/invitations");
    for (body, member) in [
        (json!({}), "/personKey"),
        (json!({ "personKey": "ana", "policy": "view" }), "/personKey"),
        (json!({ "personKey": ana, "policy": "" }), "/policy"),
        (json!({ "personKey": ana, "policy": 7 }), "/policy"),
        (json!({ "personKey": bo, "policy": "view" }), "/personKey"),
    ] {
        let refused = api.post(&invitations, &body).await.assert_status(422);
        assert!(refused.json()["issues"].get(member).is_some(), "{body}\n{refused}");
    }
    let nobody = json!({ "personKey": uuid::Uuid::now_v7(), "policy": "view" });
    api.post(&invitations, &nobody).await.assert_status(404);
    let body = json!({ "personKey": ana, "policy": "view" });
    app.api_with_role("viewer").post(&invitations, &body).await.assert_status(403);
    api.delete(&firm).await.assert_status(204);
    api.post(&invitations, &body).await.assert_status(404);
    api.get(&invitations).await.assert_status(404);
}
