//! The keys of other programs, through their administrator's page.

use super::{between, post, url_of_row};
use crate::support::api::Api;
use crate::support::console::Console;
use crate::support::eventually::{PATIENCE, eventually};
use crate::support::server::{App, TOKEN, spawn};

async fn add(console: &Console, name: &str) -> String {
    let page = console.open("/settings/tokens").await;
    let made = console.submit(&page, page.form("Add token").fill("Name", name)).await.assert_status(200);
    between(&made, "data-copy=\"", "\"").to_owned()
}

/// All that the program keeps and says: the files of its store and its log.
fn kept(app: &App) -> String {
    let mut found = String::new();
    for entry in std::fs::read_dir(app.data_dir().parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            found.push_str(&String::from_utf8_lossy(&std::fs::read(path).unwrap()));
        }
    }
    found
}

#[actix_web::test]
async fn a15_a_token_is_shown_once_and_kept_as_a_hash() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let secret = add(&console, "billing").await;
    assert!(secret.starts_with("cst_") && secret.len() >= 4 + 27, "160 bits and more: {secret}");
    let page = console.open("/settings/tokens").await.assert_shows("billing").assert_shows("Active");
    assert!(!page.body.contains(&secret), "{page}");
    if !app.database().is_postgres() {
        assert!(!kept(&app).contains(&secret), "it is in a file of the store or in the log");
    }
    let api = Api::new(app.base(), &secret);
    api.get("/api/v1/customers").await.assert_status(200);
    // That it was used is written beside the request.
    eventually("the token was used", PATIENCE, async || {
        console.open("/settings/tokens").await.shows("Just now").then_some(())
    })
    .await;
}

#[actix_web::test]
async fn a9_a_revoked_or_expired_token_is_refused_at_once() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let api = Api::new(app.base(), &add(&console, "billing").await);
    api.get("/api/v1/customers").await.assert_status(200);
    let page = console.open("/settings/tokens").await;
    let revoke = format!("{}/revoke", url_of_row(&page, "billing", "revoke"));
    let led = post(&console, &page, &revoke, &[]).await.assert_redirect("/settings/tokens");
    console.follow(&led).await.assert_shows("Revoked.");
    let refused = api.get("/api/v1/customers").await.assert_status(401).assert_at("/code", "signed-out");
    assert_eq!(refused.header("www-authenticate"), Some("Bearer"));
    assert_eq!(refused.header("content-type"), Some("application/problem+json"));
    post(&console, &page, &revoke, &[]).await.assert_status(404);

    let api = Api::new(app.base(), &add(&console, "nightly").await);
    api.get("/api/v1/customers").await.assert_status(200);
    app.database().execute("UPDATE tokens SET expires_at = 0");
    api.get("/api/v1/customers").await.assert_status(401);
    console.open("/settings/tokens").await.assert_shows("Expired");
}

#[actix_web::test]
async fn a15_a_token_in_the_address_or_a_cookie_is_not_looked_at() {
    let app = spawn().await;
    let nobody = Api::anonymous(app.base());
    nobody.get(&format!("/api/v1/customers?token={TOKEN}&access_token={TOKEN}")).await.assert_status(401);
    let request = nobody.request(reqwest::Method::GET, "/api/v1/customers");
    let cookie = request.header("cookie", format!("customary={TOKEN}"));
    crate::support::api::Reply::of(cookie).await.assert_status(401);
    for scheme in ["Basic", "Token", "bearerx"] {
        let request = nobody.request(reqwest::Method::GET, "/api/v1/customers");
        let header = request.header("authorization", format!("{scheme} {TOKEN}"));
        crate::support::api::Reply::of(header).await.assert_status(401);
    }
}

#[actix_web::test]
async fn b4_a_session_is_no_key_to_the_api_and_a_token_none_to_the_console() {
    let app = spawn().await;
    app.sign_in().await.get("/api/v1/customers").await.assert_status(401);
    let api = app.api();
    assert_eq!(api.get("/customers").await.status, 303);
}

#[actix_web::test]
async fn a_token_has_the_rights_of_its_role() {
    let app = spawn().await;
    let viewer = app.api_with_role("viewer");
    viewer.get("/api/v1/customers").await.assert_status(200);
    let body = serde_json::json!({ "displayName": "Acme" });
    let refused = viewer.post("/api/v1/customers", &body).await.assert_status(403);
    refused.assert_at("/code", "forbidden");
    app.api_with_role("editor").post("/api/v1/customers", &body).await.assert_status(201);
}

#[actix_web::test]
async fn what_is_wrong_with_a_new_token_is_said() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = console.open("/settings/tokens").await.assert_shows("First token");
    let page = console.submit(&page, page.form("Add token")).await.assert_status(422);
    page.assert_error_beside("Name", "Enter a name");
    let page = console.open("/settings/tokens").await;
    let fields = [("name", "x"), ("role", "root"), ("expires_days", "99999")];
    post(&console, &page, "/settings/tokens", &fields).await.assert_status(422);
}
