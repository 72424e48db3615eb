//! The calls of the clients as they come over the wire, byte for byte: one session of the client for Node, and what the
//! one for PHP does otherwise.

use serde_json::{Value, json};

use crate::dialects::recorded::{Recorded, send};
use crate::support::server::{App, TOKEN, spawn};

/// The head of a call as the client for Node sends it; one with a body says that it is JSON.
fn node(line: &str, has_body: bool) -> String {
    let kind = if has_body { "Content-Type: application/json\n" } else { "" };
    format!(
        "{line}\nAccept: application/json, text/plain, */*\n{kind}apiKey: {TOKEN}\nUser-Agent: axios/1.7.4\n\
         Accept-Encoding: gzip, compress, deflate, br"
    )
}

/// A call below `/customers`; one without a body is a GET.
async fn call(app: &App, method: &str, path: &str, body: &str) -> Recorded {
    let line = format!("{method} /compat/arrowsphere/customers{path}");
    send(app, &node(&line, !body.is_empty()), body).await
}

fn data(recorded: &Recorded) -> Value {
    recorded.json()["data"].clone()
}

const CREATE: &str = r#"{"CompanyName":"Ferme du Lac","AddressLine1":"1 rue du Port","Zip":"01000","City":"Bourg","CountryCode":"FR","ReceptionPhone":"+33 4 74 00 00 00","Contact":{"FirstName":"Ana","LastName":"Roy","Email":"ana@ferme.example","Phone":"","Type":"Other","Role":"primary"}}"#;

#[actix_web::test]
async fn a_session_of_the_client_for_node() {
    let app = spawn().await;
    let made = call(&app, "POST", "", CREATE).await.assert_status(201);
    let reference = data(&made)["reference"].as_str().unwrap().to_owned();
    assert_eq!(made.body, format!(r#"{{"status":201,"data":{{"reference":"{reference}"}}}}"#));
    assert!(made.head.to_lowercase().contains("content-type: application/json\r\n"), "{}", made.head);
    let path = format!("/{reference}");

    let read = data(&call(&app, "GET", &path, "").await.assert_status(200));
    assert_eq!(read["customers"][0]["CompanyName"], "Ferme du Lac");
    let list = call(&app, "GET", "?email=ana%40ferme.example&per_page=1", "").await.assert_status(200).json();
    assert_eq!(list["pagination"]["total"], 1);
    assert_eq!(list["data"], read);
    call(&app, "GET", "?page=2&per_page=1", "").await.assert_status(200);
    let changed = data(&call(&app, "PATCH", &path, r#"{"City":"Lyon"}"#).await.assert_status(200));
    assert_eq!(changed["customers"][0]["City"], "Lyon");

    let person = r#"{"firstName":"Bo","lastName":"Li","email":"bo@ferme.example","phone":"","type":"Technical","role":""}"#;
    let made = data(&call(&app, "POST", &format!("{path}/contacts"), person).await.assert_status(201));
    let bo = made["reference"].as_str().unwrap().to_owned();
    let contact = format!("{path}/contacts/{bo}");
    assert_eq!(data(&call(&app, "GET", &contact, "").await), made);
    call(&app, "PATCH", &contact, r#"{"lastName":"Lee"}"#).await.assert_status(200);
    assert_eq!(data(&call(&app, "GET", &format!("{path}/contacts"), "").await).as_array().unwrap().len(), 2);

    let invite = format!(r#"{{"contactId":{bo},"policy":"admin"}}"#);
    let invited = data(&call(&app, "POST", "/invitations", &invite).await.assert_status(201));
    let url = format!("/invitations/{}", invited["code"].as_str().unwrap());
    assert_eq!(data(&call(&app, "GET", &url, "").await.assert_status(200)), invited);
    let chosen = r#"{"password":"a fine sentence indeed"}"#;
    let active = call(&app, "POST", &format!("{url}/activate"), chosen).await.assert_status(200);
    assert_eq!(active.body, r#"{"status":200,"data":{"username":"bo@ferme.example"}}"#);

    let program = r#"{"program":"MSCSP","attributes":[{"name":"domainName","value":"ferme.example"}]}"#;
    let begun = call(&app, "POST", &format!("{path}/provision"), program).await.assert_status(202);
    assert_eq!(begun.body, r#"{"status":202}"#);
    let state = call(&app, "GET", &format!("{path}/provision?program=MSCSP"), "").await.assert_status(200);
    let expected = r#"{"status":200,"data":{"status":"pending","message":"","attributes":{"domainName":"ferme.example"}}}"#;
    assert_eq!(state.body, expected);
    let begun = call(&app, "POST", &format!("{path}/migration"), r#"{"program":"MOVE"}"#).await;
    assert_eq!(begun.assert_status(202).body, r#"{"status":202}"#);

    // Nothing is in an answer that the client takes for nothing.
    for (method, path) in [
        ("DELETE", format!("{path}/migration?program=MOVE")),
        ("DELETE", contact),
        ("DELETE", path.clone()),
        ("PUT", path.clone()),
    ] {
        let done = call(&app, method, &path, "{}").await;
        assert!(matches!(done.status, 200 | 204) && done.body.is_empty(), "{method} {path}: {}", done.body);
    }
    let missing = call(&app, "GET", "/XSP999", "").await.assert_status(404);
    assert_eq!((&missing.json()["status"], &missing.json()["error"]), (&json!(404), &json!("Not Found")));
}

#[actix_web::test]
async fn what_the_client_for_php_does_otherwise() {
    let app = spawn().await;
    let send = async |line: &str, body: &str| {
        let kind = if body.is_empty() { "" } else { "Content-Type: application/json\n" };
        let line = line.replace("/customers", "/compat/arrowsphere/customers");
        send(&app, &format!("{line}\n{kind}apiKey: {TOKEN}\nUser-Agent: GuzzleHttp/7"), body).await
    };
    // An empty object is a list, what is not known is empty, and it knows members that nobody else does.
    let body = r#"{"CompanyName":"Acme","PartnerCompanyId":"","AddressLine1":"1 Main St","AddressLine2":"","Zip":12345,"City":"Salem","CountryCode":"us","State":"","ReceptionPhone":"","WebsiteUrl":"www.example.com","EmailContact":"","Headcount":null,"TaxNumber":"","Ref":"","BillingId":123,"InternalReference":"","OrganizationUnit":null,"Details":[]}"#;
    let made = send("POST /customers", body).await.assert_status(201).json();
    let path = format!("/customers/{}", made["data"]["reference"].as_str().unwrap());
    let seen = send(&format!("GET {path}"), "").await.assert_status(200).json();
    let seen = &seen["data"]["customers"][0];
    for (member, expected) in [
        ("Zip", json!("12345")),
        ("BillingId", json!("123")),
        ("CountryCode", json!("US")),
        ("Headcount", json!(null)),
        ("ReceptionPhone", json!("")),
        ("Details", json!({})),
    ] {
        assert_eq!(seen[member], expected, "{member}");
    }
    let list = send("GET /customers?per_page=100&page=1&states[]=a&states[]=b&live=1", "").await;
    assert_eq!(list.assert_status(200).json()["pagination"]["total_page"], 1);
    let deleted = send(&format!("DELETE {path}"), "").await.assert_status(204);
    assert!(deleted.body.is_empty());
}
