//! Where dialects are mounted, and what is said under a mount of what is not there.

use customary::web::dialect::Dialect;
use reqwest::Method;

use super::Client;
use crate::support::api::Reply;
use crate::support::server::{spawn, spawn_with};

#[actix_web::test]
async fn a_failure_is_told_as_the_system_of_the_mount_would() {
    let app = spawn().await;
    let ask = async |dialect, method: Method, path: &str| {
        Reply::of(Client::admin(dialect, &app).request(method, path)).await
    };
    let unknown = ask(Dialect::Echonio, Method::GET, "/v1/nothing").await.assert_status(404);
    let expected = serde_json::json!({
        "code": 404, "error": "NOT_FOUND", "message": "There is no such record.", "details": []
    });
    assert_eq!(unknown.json(), expected);
    let reply = ask(Dialect::Echonio, Method::PATCH, "/compat/echonio/v1/customers").await.assert_status(405);
    let reply = reply.assert_at("/error", "METHOD_NOT_ALLOWED");
    assert!(reply.header("allow").unwrap().contains("GET"));
    let reply = ask(Dialect::Nutcache, Method::GET, "/webapi/nothing").await.assert_status(404);
    reply.assert_at("/errors/0/title", "Requested Resource not Found");
    let nobody = Reply::of(Client::sending(&app, &[]).request(Method::GET, "/v1/customers")).await;
    assert_eq!(
        nobody.assert_status(401).assert_at("/error", "UNAUTHORIZED").header("www-authenticate"),
        Some("Bearer")
    );
}

#[actix_web::test]
async fn each_mount_can_be_switched_off() {
    let app = spawn_with(&[("CUSTOMARY_MOUNTS_OFF", "/v1,/webapi")]).await;
    for (dialect, path, status) in [
        (Dialect::Echonio, "/v1/customers", 404),
        (Dialect::Echonio, "/compat/echonio/v1/customers", 200),
        (Dialect::Nutcache, "/webapi/customers", 404),
        (Dialect::Nutcache, "/api/customers", 200),
        (Dialect::Nutcache, "/compat/nutcache/webapi/customers", 200),
    ] {
        let reply = Reply::of(Client::admin(dialect, &app).request(Method::GET, path)).await;
        assert_eq!(reply.status.as_u16(), status, "{path}");
    }
    app.api().get("/api/v1/customers").await.assert_status(200);
}
