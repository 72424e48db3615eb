//! Deleting, which is soft, and reactivating.

use reqwest::Method;
use serde_json::json;

use super::{ferme, sphere};
use crate::support::api::Reply;
use crate::support::server::spawn;

#[actix_web::test]
async fn a_deleted_customer_answers_and_takes_nothing_until_it_is_reactivated() {
    let app = spawn().await;
    let sphere = sphere(&app);
    let path = sphere.add(&ferme()).await;
    let contact = sphere.contact_of(&path).await;
    let before = sphere.customer(&path).await;
    sphere.remove(&path).await.assert_empty(204);
    sphere.remove(&path).await.assert_empty(204);
    sphere.read("").await.assert_at("/pagination/total", 0);
    let deleted = sphere.customer(&path).await;
    let at = deleted["DeletedAt"].as_str().unwrap();
    assert!(at.len() == 24 && at.ends_with('Z'), "{at}");
    assert_eq!(deleted["CompanyName"], before["CompanyName"]);
    assert_eq!(sphere.contact_of(&path).await, contact);

    let (city, program) = (json!({ "City": "Rome" }), json!({ "program": "P" }));
    let person = json!({ "firstName": "Bo", "lastName": "X", "email": "bo@ferme.example", "phone": "" });
    let invited = json!({ "contactId": contact.parse::<i64>().unwrap(), "policy": "admin" });
    let refused = [
        sphere.change(&path, &city).await,
        sphere.make(&format!("{path}/contacts"), &person).await,
        sphere.change(&format!("{path}/contacts/{contact}"), &json!({ "phone": "" })).await,
        sphere.remove(&format!("{path}/contacts/{contact}")).await,
        sphere.make(&format!("{path}/provision"), &program).await,
        sphere.make(&format!("{path}/migration"), &program).await,
        sphere.remove(&format!("{path}/migration?program=P")).await,
        sphere.make("/invitations", &invited).await,
    ];
    for reply in refused {
        reply.assert_error(409, "This customer is deleted");
    }

    sphere.ask(Method::PUT, &path, None).await.assert_empty(200);
    sphere.ask(Method::PUT, &path, None).await.assert_empty(200);
    assert_eq!(sphere.customer(&path).await, before);
    sphere.read("").await.assert_at("/pagination/total", 1);
}

#[actix_web::test]
async fn a_body_is_not_asked_for_where_it_says_nothing() {
    let app = spawn().await;
    let sphere = sphere(&app);
    let path = sphere.add(&ferme()).await;
    let url = format!("{}/customers{path}", super::ROOT);
    for (method, status) in [(Method::DELETE, 204), (Method::PUT, 200)] {
        Reply::of(sphere.request(method.clone(), &url)).await.assert_empty(status);
        let odd = sphere.request(method, &url).header("content-type", "application/json").body("not JSON");
        Reply::of(odd).await.assert_empty(status);
    }
}
