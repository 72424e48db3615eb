//! Contacts one by one.

use serde_json::json;

use super::{admin, delete, get, path_of, post, put, radio};
use crate::support::server::spawn;

#[actix_web::test]
async fn a_contact_is_added_changed_in_part_and_removed() {
    let app = spawn().await;
    let echonio = admin(&app);
    let made = post(&echonio, "/v1/customers", &radio()).await.json();
    let list = format!("{}/contacts", path_of(&made));
    assert_eq!(
        get(&echonio, &list).await.assert_status(200).json(),
        made["contacts"],
        "a list without anything around it"
    );
    let sent = [
        ("type", json!("email")),
        ("value", json!("two@radio.example")),
        ("role", json!("desk")),
        ("responder", json!("Ali")),
        ("note", json!("late")),
    ];
    let added = post(&echonio, &list, &sent).await.assert_status(201).json();
    assert_eq!(
        added["data"],
        json!({ "note": "late", "role": "desk", "type": "email", "value": "two@radio.example", "responder": "Ali" })
    );
    let path = format!("{list}/{}", added["id"].as_str().unwrap());
    assert_eq!(get(&echonio, &path).await.assert_status(200).json(), added);
    let changed =
        put(&echonio, &path, &[("title", json!("night")), ("role", json!("")), ("fullName", json!("Sara"))])
            .await;
    assert_eq!(
        changed.assert_status(200).json()["data"],
        json!({ "note": "late", "role": null, "type": "email", "value": "two@radio.example", "responder": "Sara" })
    );
    put(&echonio, &path, &[("value", json!("none"))])
        .await
        .assert_status(400)
        .assert_at("/details/0/field", "value");
    let gone = delete(&echonio, &path).await.assert_status(200).json();
    assert_eq!(gone, json!({ "result": true, "contactId": added["id"] }));
    for reply in [
        get(&echonio, &path).await,
        delete(&echonio, &path).await,
        put(&echonio, &path, &[("role", json!("x"))]).await,
    ] {
        reply.assert_status(404);
    }
    get(&echonio, &format!("{list}/7")).await.assert_status(404);
    post(&echonio, &list, &[("value", json!("1"))])
        .await
        .assert_status(400)
        .assert_at("/details/0/field", "type");
    assert_eq!(get(&echonio, &list).await.json(), made["contacts"]);
    let found = get(&echonio, "/v1/customers?search=CEO").await.json();
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1), "a search finds roles, too");
    assert_eq!(found["items"][0]["id"], made["id"]);
}
