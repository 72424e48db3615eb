//! One record in several views: what is made elsewhere reads right here, and what is changed here there.

use customary::web::dialect::Dialect;
use serde_json::{Value, json};

use super::super::Client;
use super::super::echonio::{admin, get, post, radio};
use super::sphere;
use crate::support::server::spawn;

#[actix_web::test]
async fn a_customer_of_echonio_reads_right_here_and_is_changed_for_all() {
    let app = spawn().await;
    let (echonio, sphere, nutcache) = (admin(&app), sphere(&app), Client::admin(Dialect::Nutcache, &app));
    let made = post(&echonio, "/v1/customers", &radio()).await.assert_status(201).json();
    let native = format!("/api/v1/customers/{}", made["id"].as_str().unwrap());
    let read = async || app.api().get(&native).await.assert_status(200).json();
    let before = read().await;
    let path = format!("/XSP{}", before["number"]);
    let seen = sphere.customer(&path).await;
    let nobody = json!({ "FirstName": "", "Firstname": "", "LastName": "", "Email": "", "Phone": "",
        "ContactPersonID": "" });
    for (member, expected) in [
        ("CompanyName", json!("رادیو")),
        ("ReceptionPhone", json!("+982123422342")),
        ("EmailContact", json!("hi@radio.example")),
        ("Contact", nobody),
        ("Details", json!({})),
    ] {
        assert_eq!(seen[member], expected, "{member}");
    }
    // Sent back as it was read it changes nothing.
    sphere.change(&path, &seen).await.assert_status(200).assert_at("/data/customers/0", seen);
    assert_eq!(read().await, before);

    sphere.change(&path, &json!({ "City": "Tehran" })).await.assert_status(200);
    let after = read().await;
    assert_eq!((&before["version"], &after["version"]), (&json!("1"), &json!("2")));
    assert_eq!(after["addresses"][0]["suburb"], "Tehran");
    let number = &before["number"];
    let of_nutcache = get(&nutcache, &format!("/webapi/customers/{number}")).await.json();
    assert_eq!(of_nutcache["customers"][0]["city"], "Tehran");
    let of_echonio: Value =
        get(&echonio, &format!("/v1/customers/{}", made["id"].as_str().unwrap())).await.json();
    assert_eq!((&of_echonio["identity"], &of_echonio["contacts"]), (&made["identity"], &made["contacts"]));
}

#[actix_web::test]
async fn a_customer_made_here_reads_right_in_the_others() {
    let app = spawn().await;
    let (echonio, sphere, nutcache) = (admin(&app), sphere(&app), Client::admin(Dialect::Nutcache, &app));
    let path = sphere.add(&super::ferme()).await;
    let number = path.strip_prefix("/XSP").unwrap();
    let native = app.api().get("/api/v1/customers").await.json()["items"][0].clone();
    let seen = get(&nutcache, &format!("/webapi/customers/{number}")).await.assert_status(200).json();
    for (member, expected) in [
        ("name", json!("Ferme du Lac")),
        ("contact", json!("Ana Roy")),
        ("address", json!("1 rue du Port")),
        ("city", json!("Bourg")),
        ("zip_code", json!("01000")),
        ("phone", json!("+33 4 74 00 00 00")),
        ("mobile_phone", Value::Null),
    ] {
        assert_eq!(seen["customers"][0][member], expected, "{member}");
    }
    let id = native["customerId"].as_str().unwrap();
    let seen = get(&echonio, &format!("/v1/customers/{id}")).await.assert_status(200).json();
    assert_eq!((&seen["type"], &seen["identity"]["name"]), (&json!("corporate"), &json!("Ferme du Lac")));
    assert_eq!(seen["contacts"][0]["data"]["type"], "tel");
}
