//! Tags given and taken off, with the line that the timeline has of it; and the tags themselves.

use serde_json::{Value, json};

use super::{admin, delete, get, path_of, post, put, radio};
use crate::support::server::spawn;

const NOBODY: &str = "0191e7a1-0000-7000-8000-000000000000";

#[actix_web::test]
async fn a_tag_is_added_and_removed_with_its_line_of_the_timeline() {
    let app = spawn().await;
    let echonio = admin(&app);
    let made = post(&echonio, "/v1/customers", &radio()).await.json();
    let path = path_of(&made);
    let vip = post(&echonio, "/v1/settings/tags", &[("title", json!("VIP")), ("color", json!("red"))]).await;
    let vip = vip.assert_status(201).json();
    let id = vip["id"].as_str().unwrap();
    let added =
        post(&echonio, &format!("{path}/tags"), &[("tagId", json!(id))]).await.assert_status(200).json();
    let event = &added["timelineEvent"];
    assert_eq!(
        (&added["result"], &added["customerId"], &added["tagId"]),
        (&json!(true), &made["id"], &vip["id"])
    );
    assert_eq!(event.as_object().unwrap().len(), 9);
    for (member, expected) in [
        ("customerId", made["id"].clone()),
        ("creatorOperatorId", made["creatorOperatorId"].clone()),
        ("type", json!("add-tag")),
        ("description", json!("VIP tag added")),
        ("data", json!({ "tagId": id })),
        ("deletedAt", Value::Null),
    ] {
        assert_eq!(event[member], expected, "{member}");
    }
    let at = event["createdAt"].as_str().unwrap();
    assert!(at.len() == "2026-03-02T09:15:00.000Z".len() && at.ends_with('Z'), "{at}");
    let again =
        post(&echonio, &format!("{path}/tags"), &[("tagId", json!(id))]).await.assert_status(200).json();
    assert_eq!(again, added, "no second event");
    assert_eq!(get(&echonio, &path).await.json()["tagsIds"], json!([id]));
    let removed = delete(&echonio, &format!("{path}/tags/{id}")).await.assert_status(200).json();
    assert_eq!((&removed["result"], &removed["timelineEvent"]["type"]), (&json!(true), &json!("remove-tag")));
    assert_eq!(removed["timelineEvent"]["description"], "VIP tag removed");
    delete(&echonio, &format!("{path}/tags/{id}")).await.assert_status(404);
    for wrong in [NOBODY, "seven"] {
        post(&echonio, &format!("{path}/tags"), &[("tagId", json!(wrong))]).await.assert_status(404);
        delete(&echonio, &format!("{path}/tags/{wrong}")).await.assert_status(404);
    }
    post(&echonio, &format!("{path}/tags"), &[]).await.assert_status(400);
    let lines =
        get(&echonio, &format!("{path}/timeline-events?type=add-tag")).await.assert_status(200).json();
    assert_eq!((&lines["count"], &lines["items"]), (&json!(1), &json!([event])));
}

#[actix_web::test]
async fn a_timeline_is_read_from_its_end_and_takes_notes() {
    let app = spawn().await;
    let echonio = admin(&app);
    let made = post(&echonio, "/v1/customers", &radio()).await.json();
    let path = format!("{}/timeline-events", path_of(&made));
    let note = post(
        &echonio,
        &path,
        &[("type", json!("note")), ("description", json!("Called. قهوه")), ("data", json!({}))],
    )
    .await;
    let note = note.assert_status(201).json();
    assert_eq!(
        (&note["type"], &note["description"], &note["data"]),
        (&json!("note"), &json!("Called. قهوه"), &json!({}))
    );
    let lines = get(&echonio, &path).await.assert_status(200).json();
    assert_eq!(
        (&lines["count"], &lines["items"][0], &lines["items"][1]["type"]),
        (&json!(2), &note, &json!("create"))
    );
    let second = get(&echonio, &format!("{path}?offset=1&limit=1")).await.json();
    assert_eq!((&second["count"], &second["items"]), (&json!(2), &json!([lines["items"][1]])));
    for wrong in [
        [("type", json!("note")), ("description", json!(""))],
        [("type", json!("sms")), ("description", json!("x"))],
        [("data", json!({ "a": 1 })), ("description", json!("x"))],
    ] {
        post(&echonio, &path, &wrong).await.assert_status(400);
    }
}

#[actix_web::test]
async fn tags_are_defined_renamed_and_deleted_in_the_settings() {
    let app = spawn().await;
    let echonio = admin(&app);
    let made = post(&echonio, "/v1/customers", &radio()).await.json();
    let tag =
        post(&echonio, "/v1/settings/tags", &[("title", json!("قهوه"))]).await.assert_status(201).json();
    let mut names: Vec<&String> = tag.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(names, ["color", "createdAt", "deletedAt", "id", "organizationId", "title", "updatedAt"]);
    post(&echonio, "/v1/settings/tags", &[("title", json!("قهوه"))]).await.assert_status(400);
    let path = format!("/v1/settings/tags/{}", tag["id"].as_str().unwrap());
    let renamed = put(&echonio, &path, &[("title", json!("Coffee"))]).await.assert_status(200).json();
    assert_eq!((&renamed["title"], &renamed["color"]), (&json!("Coffee"), &tag["color"]));
    assert_eq!(get(&echonio, "/v1/settings/tags").await.json(), json!([renamed]));
    let customer = path_of(&made);
    post(&echonio, &format!("{customer}/tags"), &[("tagId", tag["id"].clone())]).await.assert_status(200);
    let gone = delete(&echonio, &path).await.assert_status(200).json();
    assert_eq!(gone, json!({ "result": true, "tagId": tag["id"] }));
    assert_eq!(get(&echonio, &customer).await.json()["tagsIds"], json!([]), "it is off every customer");
    delete(&echonio, &path).await.assert_status(404);
}
