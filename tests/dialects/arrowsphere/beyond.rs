//! What this server does not have of the API, and says so.

use reqwest::Method;
use serde_json::json;

use super::{firm, sphere};
use crate::support::api::Reply;
use crate::support::server::spawn;

#[actix_web::test]
async fn what_is_not_offered_is_not_taken_for_a_missing_customer() {
    let app = spawn().await;
    let sphere = sphere(&app);
    let path = sphere.add(&firm("Acme")).await;
    for (method, call) in [
        (Method::GET, format!("{path}/unknownlicenses")),
        (Method::GET, format!("{path}/vendor/MS/credentials")),
        (Method::GET, format!("{path}/relationships")),
        (Method::GET, format!("{path}/relationships/7")),
        (Method::GET, "/checkMicrosoftCustomerAgreement?customerReference=XSP1".to_owned()),
        (Method::POST, "/reconciliation".to_owned()),
        (Method::POST, "/bulkupdate".to_owned()),
        (Method::POST, "/initiate-export".to_owned()),
        (Method::POST, "/exportGdapRelationship".to_owned()),
    ] {
        sphere.ask(method, &call, None).await.assert_error(501, "does not offer");
    }
}

#[actix_web::test]
async fn nobody_has_orders_here() {
    let app = spawn().await;
    let sphere = sphere(&app);
    let path = sphere.add(&firm("Acme")).await;
    let pagination = json!({ "per_page": 25, "current_page": 1, "total_page": 0, "total": 0, "next": null,
        "previous": null });
    let orders = sphere.read(&format!("{path}/orders?per_page=25")).await.assert_status(200).json();
    assert_eq!(orders, json!({ "status": 200, "data": { "orders": [] }, "pagination": pagination }));
    sphere.read("/XSP999/orders").await.assert_error(404, "");
}

#[actix_web::test]
async fn a_wrong_method_or_address_is_told_in_the_same_words() {
    let app = spawn().await;
    let sphere = sphere(&app);
    sphere.ask(Method::DELETE, "", None).await.assert_error(405, "method");
    sphere.read("/invitations").await.assert_error(405, "method");
    sphere.read("/XSP1/nothing").await.assert_error(404, "");
    Reply::of(sphere.request(Method::GET, "/compat/arrowsphere/nothing")).await.assert_error(404, "");
    let slash = Reply::of(sphere.request(Method::GET, "/compat/arrowsphere/customers/")).await;
    assert!(!slash.status.is_redirection(), "{slash}");
}
