//! The contacts of a customer.

use serde_json::{Value, json};

use super::{ferme, firm, sphere};
use crate::support::server::spawn;

fn bo() -> Value {
    json!({ "firstName": "Bo", "lastName": "Li", "email": "bo@ferme.example", "phone": "+33 4 74 00 00 01",
        "type": "Technical", "role": "", "organizationUnitIds": [3] })
}

#[actix_web::test]
async fn contacts_are_made_read_changed_and_removed() {
    let app = spawn().await;
    let sphere = sphere(&app);
    let path = sphere.add(&ferme()).await;
    let contacts = format!("{path}/contacts");
    let made = sphere.make(&contacts, &bo()).await.assert_status(201).json();
    let reference = made["data"]["reference"].as_str().unwrap().to_owned();
    assert!(reference.len() <= 15 && reference.bytes().all(|byte| byte.is_ascii_digit()), "{reference}");
    let expected = json!({ "reference": reference, "firstName": "Bo", "lastName": "Li",
        "email": "bo@ferme.example", "phone": "+33 4 74 00 00 01", "type": "Technical", "role": "",
        "isActive": true, "organizationUnits": [] });
    assert_eq!(made, json!({ "status": 201, "data": expected }));

    // All of them, the main one among them, and nothing around the list.
    let list = sphere.read(&contacts).await.assert_status(200).json();
    let all = list["data"].as_array().unwrap();
    let ana = json!({ "reference": all[0]["reference"], "firstName": "Ana", "lastName": "Roy",
        "email": "ana@ferme.example", "phone": "", "type": "Other", "role": "primary", "isActive": true,
        "organizationUnits": [] });
    assert_eq!(list, json!({ "status": 200, "data": [ana, expected] }));
    let number = sphere.customer(&path).await["Contact"]["SyncPartnerContactRefId"].clone();
    assert_eq!(all[0]["reference"], number.to_string());

    let url = format!("{contacts}/{reference}");
    let one = sphere.read(&url).await.assert_status(200).json();
    assert_eq!(one["data"], expected);
    let changed = sphere.change(&url, &json!({ "lastName": "Lee", "phone": "" })).await.assert_status(200);
    changed
        .assert_at("/data/lastName", "Lee")
        .assert_at("/data/phone", "")
        .assert_at("/data/firstName", "Bo");
    let read = sphere.read(&url).await.json()["data"].clone();
    sphere.change(&url, &read).await.assert_status(200).assert_at("/data", read);

    sphere.remove(&url).await.assert_empty(204);
    sphere.remove(&url).await.assert_error(404, "");
    sphere.read(&url).await.assert_error(404, "");
    // Without its main one a customer shows a contact of empty texts.
    let main = format!("{contacts}/{}", all[0]["reference"].as_str().unwrap());
    sphere.remove(&main).await.assert_empty(204);
    let nobody = json!({ "FirstName": "", "Firstname": "", "LastName": "", "Email": "", "Phone": "",
        "ContactPersonID": "" });
    assert_eq!(sphere.customer(&path).await["Contact"], nobody);
    assert_eq!(sphere.read(&contacts).await.json(), json!({ "status": 200, "data": [] }));
    // The next that is called primary is the main one.
    let mut next = bo();
    next["role"] = json!("primary");
    sphere.make(&contacts, &next).await.assert_status(201);
    assert_eq!(sphere.customer(&path).await["Contact"]["FirstName"], "Bo");
}

#[actix_web::test]
async fn what_is_wrong_with_a_contact_is_told_by_name() {
    let app = spawn().await;
    let sphere = sphere(&app);
    let path = sphere.add(&ferme()).await;
    let contacts = format!("{path}/contacts");
    for (member, value) in [
        ("firstName", json!("")),
        ("lastName", json!(null)),
        ("email", json!("bo")),
        ("email", json!("")),
        ("phone", json!(null)),
        ("phone", json!("none")),
        ("type", json!(7)),
        ("role", json!("x".repeat(501))),
    ] {
        let mut body = bo();
        body[member] = value.clone();
        let refused = sphere.make(&contacts, &body).await;
        refused.assert_error(400, &format!("Bad value for {member}: "));
    }
    let url = format!("{contacts}/{}", sphere.contact_of(&path).await);
    sphere.change(&url, &json!({ "email": "", "phone": "1" })).await.assert_error(400, "email");
    sphere.read(&url).await.assert_at("/data/phone", "");
}

#[actix_web::test]
async fn a_contact_is_found_under_its_own_customer_alone() {
    let app = spawn().await;
    let sphere = sphere(&app);
    let (path, other) = (sphere.add(&ferme()).await, sphere.add(&firm("Other")).await);
    let contact = sphere.contact_of(&path).await;
    for wrong in [
        format!("{other}/contacts/{contact}"),
        format!("{path}/contacts/0{contact}"),
        format!("{path}/contacts/x"),
    ] {
        sphere.read(&wrong).await.assert_error(404, "");
        sphere.change(&wrong, &json!({ "phone": "" })).await.assert_error(404, "");
        sphere.remove(&wrong).await.assert_error(404, "");
    }
    sphere.read(&format!("{path}/contacts/{contact}")).await.assert_status(200);
}
