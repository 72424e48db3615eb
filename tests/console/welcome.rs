//! The links that let people in.

use super::{between, post};
use crate::support::console::Console;
use crate::support::page::Page;
use crate::support::server::{App, spawn, spawn_with};

const CHOSEN: &str = "a fine sentence indeed";

/// Invites someone, and answers the path of their link.
async fn invite(console: &Console, email: &str) -> String {
    let page = console.open("/settings/operators").await;
    let form = page.form("Invite operator").fill("Email Address", email).fill("Name", "Neda Yari");
    path_of_link(&console.submit(&page, form).await.assert_status(200))
}

fn path_of_link(page: &Page) -> String {
    let link = between(page, "<code class=\"mono\" dir=\"ltr\">", "</code>");
    link.split_once("/welcome/").map(|(_, secret)| format!("/welcome/{secret}")).unwrap()
}

async fn choose(app: &App, path: &str, password: &str) -> Page {
    let visitor = app.visitor();
    let page = visitor.get(path).await;
    if page.status != 200 {
        return page;
    }
    visitor.submit(&page, page.form("Save password").fill("Password", password)).await
}

#[actix_web::test]
async fn an_invited_operator_chooses_a_password_and_signs_in() {
    let app = spawn().await;
    let path = invite(&app.sign_in().await, "neda@example.test").await;
    choose(&app, &path, "password1234")
        .await
        .assert_status(422)
        .assert_error_beside("Password", "others do not use");
    let visitor = app.visitor();
    let page = visitor.open(&path).await.assert_shows("neda@example.test");
    let form = page.form("Save password").fill("Password", CHOSEN);
    let led = visitor.submit(&page, form).await.assert_redirect("/login");
    visitor.follow(&led).await.assert_shows("Your password is set.");
    app.sign_in_as("neda@example.test", CHOSEN).await.open("/customers").await;
}

#[actix_web::test]
async fn a12_a_link_is_used_once_also_by_two_at_once() {
    let app = spawn().await;
    let path = invite(&app.sign_in().await, "neda@example.test").await;
    let (one, other) = (app.visitor(), app.visitor());
    let (first, second) = (one.open(&path).await, other.open(&path).await);
    let fields = [("password", CHOSEN)];
    let (one, other) =
        futures_util::future::join(post(&one, &first, &path, &fields), post(&other, &second, &path, &fields))
            .await;
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 404]);
    app.visitor().get(&path).await.assert_status(404);
}

#[actix_web::test]
async fn a12_a_newer_link_ends_the_older_and_time_ends_both() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let older = invite(&console, "neda@example.test").await;
    let page = console.open("/settings/operators").await;
    let url = super::url_of_row(&page, "neda@example.test", "reset");
    let newer = path_of_link(&post(&console, &page, &format!("{url}/reset"), &[]).await.assert_status(200));
    app.visitor().get(&older).await.assert_status(404);
    app.visitor().open(&newer).await;
    app.database().execute("UPDATE operator_links SET expires_at = expires_at - 86400000000");
    choose(&app, &newer, CHOSEN).await.assert_status(404);
}

#[actix_web::test]
async fn a12_a_reset_lasts_an_hour_and_ends_every_session() {
    let app = spawn().await;
    let console = app.sign_in().await;
    choose(&app, &invite(&console, "neda@example.test").await, CHOSEN).await.assert_status(303);
    let neda = app.sign_in_as("neda@example.test", CHOSEN).await;
    let page = console.open("/settings/operators").await;
    let reset = format!("{}/reset", super::url_of_row(&page, "neda@example.test", "reset"));
    let link = path_of_link(&post(&console, &page, &reset, &[]).await);
    neda.open("/customers").await;
    app.database().execute("UPDATE operator_links SET expires_at = expires_at - 3600000000");
    app.visitor().get(&link).await.assert_status(404);
    let link = path_of_link(&post(&console, &page, &reset, &[]).await);
    choose(&app, &link, "another fine sentence").await.assert_status(303);
    neda.get("/customers").await.assert_redirect("/login");
    app.sign_in_as("neda@example.test", "another fine sentence").await;
}

#[actix_web::test]
async fn a13_links_are_built_from_the_base_url_alone() {
    let app = spawn_with(&[("CUSTOMARY_BASE_URL", "http://crm.example.test")]).await;
    let added = app.command(&["operator", "add", "neda@example.test", "--role", "viewer"]).assert_code(0);
    assert!(added.last_line().starts_with("http://crm.example.test/welcome/"), "{}", added.stdout);
    let console = app.visitor();
    let path = "/login";
    let request = console.request(reqwest::Method::GET, path).header("x-forwarded-host", "evil.example");
    console.try_send(path, request).await.unwrap().assert_status(421);
}

#[actix_web::test]
async fn a14_the_first_start_asks_for_the_first_administrator() {
    let app = spawn_with(&[
        ("CUSTOMARY_BOOTSTRAP_ADMIN_EMAIL", ""),
        ("CUSTOMARY_BOOTSTRAP_ADMIN_PASSWORD", ""),
        ("CUSTOMARY_BOOTSTRAP_API_TOKEN", ""),
    ])
    .await;
    let log = app.log();
    let link = log.lines().find(|line| line.contains("/welcome/")).unwrap();
    let path = link.strip_prefix(app.base()).unwrap_or_else(|| panic!("{log}")).to_owned();
    let visitor = app.visitor();
    let page = visitor.open(&path).await.assert_heading("Set up Customary");
    let page = visitor.submit(&page, page.form("Create administrator")).await.assert_status(422);
    let page = page
        .assert_error_beside("Email Address", "email address")
        .assert_error_beside("Organization", "name");
    let form = page
        .form("Create administrator")
        .fill("Organization", "Harbour & Vine")
        .fill("Your name", "Neda Yari")
        .fill("Email Address", "neda@example.test");
    let named = visitor.submit(&page, form.fill("Password", "the harbour & vine")).await.assert_status(422);
    let page = named.assert_error_beside("Password", "name");
    let form = page.form("Create administrator").fill("Password", CHOSEN);
    visitor.submit(&page, form).await.assert_redirect("/login");
    visitor.get(&path).await.assert_status(404);
    let neda = app.sign_in_as("neda@example.test", CHOSEN).await;
    neda.open("/settings/operators").await.assert_shows("Administrator");
    neda.open("/account").await.assert_shows("Harbour & Vine");
}
