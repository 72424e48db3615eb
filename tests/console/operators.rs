//! The people who can sign in, through their administrator's page.

use super::{post, url_of_row};
use crate::support::api::Api;
use crate::support::console::Console;
use crate::support::page::Page;
use crate::support::server::{ADMIN, App, PASSWORD, spawn};

/// Adds an operator with a password; answers their console and the address of their row.
async fn add(app: &App, admin: &Console, email: &str, role: &str) -> (Console, String) {
    let command = ["operator", "add", email, "--role", role, "--password-stdin"];
    app.command_with_input(&command, PASSWORD).assert_code(0);
    let page = admin.open("/settings/operators").await;
    (app.sign_in_as(email, PASSWORD).await, url_of_row(&page, email, "reset"))
}

async fn act(admin: &Console, url: &str, verb: &str, fields: &[(&str, &str)]) -> Page {
    let page = admin.open("/settings/operators").await;
    let led =
        post(admin, &page, &format!("{url}/{verb}"), fields).await.assert_redirect("/settings/operators");
    admin.follow(&led).await
}

#[actix_web::test]
async fn an_administrator_sees_and_invites_operators() {
    let app = spawn().await;
    let admin = app.sign_in().await;
    let page = admin.open("/settings/operators").await.assert_heading("Operators 1").assert_shows("You");
    let form =
        page.form("Invite operator").fill("Name", "رضا مرادی").fill("Email Address", "Reza@Example.test");
    let page = admin.submit(&page, form).await.assert_status(200);
    let page = page.assert_shows("This link works once").assert_shows("رضا مرادی").assert_shows("Invited");
    let again = page.form("Invite operator").fill("Name", "Reza").fill("Email Address", "reza@example.TEST");
    let page = admin.submit(&page, again).await.assert_status(422);
    page.assert_error_beside("Email Address", "Someone signs in with this address already");
}

#[actix_web::test]
async fn a9_disabling_ends_sessions_and_tokens_at_once_and_enabling_brings_back_the_sign_in() {
    let app = spawn().await;
    let admin = app.sign_in().await;
    let (other, url) = add(&app, &admin, "reza@example.test", "admin").await;
    let page = other.open("/settings/tokens").await;
    let made = other.submit(&page, page.form("Add token").fill("Name", "billing")).await;
    let secret = super::between(&made, "data-copy=\"", "\"").to_owned();
    let api = Api::new(app.base(), &secret);
    api.get("/api/v1/customers").await.assert_status(200);

    act(&admin, &url, "disable", &[]).await.assert_shows("can no longer sign in").assert_shows("Disabled");
    other.get("/customers").await.assert_redirect("/login");
    api.get("/api/v1/customers").await.assert_status(401);
    app.visitor().sign_in("reza@example.test", PASSWORD).await.assert_status(422);

    act(&admin, &url, "enable", &[]).await.assert_shows("can sign in again");
    app.sign_in_as("reza@example.test", PASSWORD).await;
    api.get("/api/v1/customers").await.assert_status(401);
}

#[actix_web::test]
async fn a9_another_role_ends_sessions_and_has_its_own_rights() {
    let app = spawn().await;
    let admin = app.sign_in().await;
    let (other, url) = add(&app, &admin, "reza@example.test", "editor").await;
    other.open("/customers/new").await;
    act(&admin, &url, "role", &[("role", "viewer")]).await.assert_shows("has another role now");
    other.get("/customers").await.assert_redirect("/login");
    let other = app.sign_in_as("reza@example.test", PASSWORD).await;
    other.get("/customers/new").await.assert_status(403).assert_shows("You are not allowed to do this");
    let page = admin.open("/settings/operators").await;
    post(&admin, &page, &format!("{url}/role"), &[("role", "owner")]).await.assert_status(422);
}

#[actix_web::test]
async fn a10_an_administrator_ends_anyones_sessions() {
    let app = spawn().await;
    let admin = app.sign_in().await;
    let (other, url) = add(&app, &admin, "reza@example.test", "editor").await;
    act(&admin, &url, "sign-out", &[]).await.assert_shows("was signed out everywhere");
    other.get("/customers").await.assert_redirect("/login");
}

#[actix_web::test]
async fn c7_the_last_administrator_stays() {
    let app = spawn().await;
    let admin = app.sign_in().await;
    let own = url_of_row(&admin.open("/settings/operators").await, ADMIN, "reset");
    act(&admin, &own, "disable", &[]).await.assert_shows("own account");
    act(&admin, &own, "role", &[("role", "viewer")]).await.assert_shows("own account");
    app.command(&["operator", "disable", ADMIN]).assert_code(1);

    let (other, url) = add(&app, &admin, "reza@example.test", "admin").await;
    act(&other, &own, "role", &[("role", "editor")]).await.assert_shows("has another role now");
    app.command(&["operator", "disable", "reza@example.test"]).assert_code(1);
    let page = other.open("/settings/operators").await;
    assert!(!page.body.contains(&format!("{url}/disable")), "{page}");
}

#[actix_web::test]
async fn c3_another_organizations_operator_is_none() {
    let app = spawn().await;
    app.command(&["organization", "add", "Elsewhere"]).assert_code(0);
    let add = [
        "operator",
        "add",
        "else@example.test",
        "--role",
        "admin",
        "--organization",
        "Elsewhere",
        "--password-stdin",
    ];
    app.command_with_input(&add, PASSWORD).assert_code(0);
    let (here, there) = (app.sign_in().await, app.sign_in_as("else@example.test", PASSWORD).await);
    let url = url_of_row(&here.open("/settings/operators").await, ADMIN, "reset");
    let page = there.open("/settings/operators").await.assert_hides(ADMIN);
    for verb in ["disable", "enable", "reset", "sign-out", "role"] {
        let foreign = post(&there, &page, &format!("{url}/{verb}"), &[("role", "viewer")]).await;
        let unknown = format!("/settings/operators/{}/{verb}", uuid::Uuid::now_v7());
        let unknown = post(&there, &page, &unknown, &[("role", "viewer")]).await;
        assert_eq!((foreign.status.as_u16(), foreign.body), (404, unknown.body), "{verb}");
    }
    here.open("/customers").await;
}
