//! Lists: what is searched, in which order, from where and how many.

use customary::web::dialect::Dialect;
use reqwest::Method;
use serde_json::json;

use crate::dialects::Client;
use crate::support::api::Reply;
use crate::support::server::spawn;

#[actix_web::test]
async fn a_list_goes_by_offset_and_counts_exactly() {
    let app = spawn().await;
    let api = app.api();
    for at in 0..103 {
        api.post("/api/v1/customers", &json!({ "firstName": "Bob", "lastName": format!("No{at}") }))
            .await
            .assert_status(201);
    }
    api.post("/api/v1/customers", &json!({ "displayName": "Alice" })).await.assert_status(201);
    let echonio = Client::admin(Dialect::Echonio, &app);
    let list = async |query: &str| {
        let reply = Reply::of(echonio.request(Method::GET, &format!("/v1/customers{query}"))).await.json();
        let names = reply["items"].as_array().unwrap().iter();
        let names: Vec<String> = names.map(|item| item["identity"]["lastName"].to_string()).collect();
        (names, reply["count"].as_i64().unwrap())
    };
    let (all, count) = list("").await;
    assert_eq!((all.len(), count), (100, 104));
    assert_eq!(all[..2], ["null", "\"No102\""], "the last changed first");
    let (page, count) = list("?search=Bob&offset=1&limit=2").await;
    assert_eq!((page, count), (vec!["\"No101\"".to_owned(), "\"No100\"".to_owned()], 103));
    let (most, count) = list("?search=bob&limit=200").await;
    assert_eq!((most.len(), count), (100, 103));
    let (rest, _) = list("?search=Bob&offset=100").await;
    assert_eq!(rest, ["\"No2\"", "\"No1\"", "\"No0\""]);
    assert_eq!(list("?limit=0").await, (vec![], 104));
    assert_eq!(list("?offset=104").await, (vec![], 104));
    for query in ["?limit=-1", "?offset=x"] {
        let reply = Reply::of(echonio.request(Method::GET, &format!("/v1/customers{query}"))).await;
        reply.assert_status(400).assert_at("/error", "VALIDATION");
    }
}
