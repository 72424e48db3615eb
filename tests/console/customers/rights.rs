//! Who may see and change what.

use super::{add_ada, listed, version_of};
use crate::support::console::Console;
use crate::support::page::Page;
use crate::support::server::{App, PASSWORD, spawn};

#[actix_web::test]
async fn a_visitor_is_led_to_sign_in_and_back() {
    let app = spawn().await;
    let ada = add_ada(&app.sign_in().await).await;
    let visitor = app.visitor();
    let led = visitor.get(&ada.url()).await.assert_redirect("/login");
    assert!(led.location().contains("next="), "{}", led.location());
    visitor.follow(&led).await.assert_heading("Sign in").assert_hides("Countess");
    for path in ["/customers", "/customers/new", "/trash"] {
        visitor.get(path).await.assert_redirect("/login");
    }
}

#[actix_web::test]
async fn a_viewer_sees_no_control_that_changes_anything() {
    let app = spawn().await;
    let viewer = app.sign_in_with_role("viewer").await;
    viewer.open("/customers").await.assert_shows("An editor or an administrator can add customers.");
    let ada = add_ada(&app.sign_in().await).await;
    let list = viewer.open("/customers").await;
    assert!(!list.has_link("Add New") && !list.has_button("Delete"));
    assert!(list.links().iter().all(|link| link.href != "/customers/new"));
    for path in [ada.url(), format!("{}/timeline", ada.url()), format!("{}/history", ada.url())] {
        let page = viewer.open(&path).await;
        assert!(!page.has_button("Save") && !page.has_button("Delete") && !page.has_link("Edit"), "{path}");
    }
    viewer.get("/customers/new").await.assert_status(403);
    viewer.get(&format!("{}/edit", ada.url())).await.assert_status(403);
}

#[actix_web::test]
async fn a_viewer_cannot_change_anything_by_other_tools() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    let viewer = app.sign_in_with_role("viewer").await;
    for path in [
        "/customers".to_owned(),
        ada.url(),
        format!("{}/delete", ada.url()),
        format!("{}/restore", ada.url()),
        format!("{}/purge", ada.url()),
        format!("{}/versions/1/restore", ada.url()),
        "/customers/bulk".to_owned(),
    ] {
        let fields = [("version", "1"), ("display_name", "Taken over"), ("do", "delete"), ("id", &ada.id)];
        post(&viewer, &path, &fields).await.assert_status(403);
    }
    let page = console.open_customer(&ada).await.assert_heading("Countess Ada");
    assert_eq!(version_of(&page), "1");
}

#[actix_web::test]
async fn c3_another_organizations_customer_is_like_one_that_does_not_exist() {
    let app = spawn().await;
    let ada = add_ada(&app.sign_in().await).await;
    let stranger = sign_in_elsewhere(&app).await;
    assert!(listed(&stranger.open("/customers").await).is_empty());
    assert!(listed(&stranger.open("/customers?q=ada").await).is_empty());
    let nobody = uuid::Uuid::now_v7().to_string();
    for path in ["", "/edit", "/timeline", "/history", "/history/compare?from=1&to=1", "/delete", "/purge"] {
        let foreign = stranger.get(&format!("/customers/{}{path}", ada.id)).await.assert_status(404);
        let missing = stranger.get(&format!("/customers/{nobody}{path}")).await.assert_status(404);
        assert_eq!(foreign.body.len(), missing.body.len(), "{path}");
        foreign.assert_hides("Ada");
    }
    for path in ["", "/delete", "/restore", "/purge", "/versions/1/restore"] {
        let fields = [("version", "1"), ("display_name", "Taken over")];
        let foreign =
            post(&stranger, &format!("/customers/{}{path}", ada.id), &fields).await.assert_status(404);
        let missing =
            post(&stranger, &format!("/customers/{nobody}{path}"), &fields).await.assert_status(404);
        assert_eq!(foreign.body.len(), missing.body.len(), "{path}");
    }
    let fields = [("do", "delete"), ("id", ada.id.as_str()), ("confirmed", "yes")];
    post(&stranger, "/customers/bulk", &fields).await;
    let console = app.sign_in().await;
    assert_eq!(version_of(&console.open_customer(&ada).await.assert_heading("Countess Ada")), "1");
    assert_eq!(listed(&console.open("/customers").await), ["Countess Ada"]);
}

#[actix_web::test]
async fn a_form_without_its_token_or_from_elsewhere_is_refused() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = console.open("/customers/new").await;
    let form = page.form("Submit").fill("Display Name", "Forged");
    console.submit(&page, form.clone().without("csrf_token")).await.assert_status(403);
    console.submit(&page, form.clone().forge("csrf_token", "wrong")).await.assert_status(403);
    let foreign =
        console.request(reqwest::Method::POST, "/customers").header("origin", "https://evil.example");
    let foreign = console.try_send("/customers", foreign.form(&form.fields())).await.unwrap();
    foreign.assert_status(403);
    let other = app.sign_in_with_role("editor").await;
    other.submit(&page, form).await.assert_status(403);
    assert!(listed(&console.open("/customers").await).is_empty());
}

/// An administrator of another organization.
pub(super) async fn sign_in_elsewhere(app: &App) -> Console {
    app.command(&["organization", "add", "Elsewhere"]).assert_code(0);
    let arguments = ["operator", "add", "stranger@example.test", "--role", "admin", "--password-stdin"];
    let arguments = [&arguments[..], &["--organization", "Elsewhere"]].concat();
    app.command_with_input(&arguments, PASSWORD).assert_code(0);
    app.sign_in_as("stranger@example.test", PASSWORD).await
}

/// A form that no page of theirs offers, with a token that is right.
pub(super) async fn post(console: &Console, path: &str, fields: &[(&str, &str)]) -> Page {
    let page = console.open("/customers").await;
    let form = fields.iter().fold(page.form("Light or dark"), |form, (name, value)| form.forge(name, value));
    console.submit(&page, form.sent_to(path)).await
}
