//! The picker of tags in a real browser: it needs no script, and none gets in its way.

use serde_json::json;

use super::sign_in;
use crate::support::browser::{DESKTOP, Equipment, PHONE};
use crate::support::server::spawn;

async fn tags_are_picked_and_taken_off(equipment: Equipment) {
    let app = spawn().await;
    app.api().post("/api/v1/tags", &json!({ "title": "VIP" })).await.assert_status(201);
    let made =
        app.api().post("/api/v1/customers", &json!({ "displayName": "Acme" })).await.assert_status(201);
    let url = format!("/customers/{}", made.json()["customerId"].as_str().unwrap());
    let tab = sign_in(&app, equipment).await;
    tab.goto(&app.url(&url)).await;
    let picker = tab.wait_for("details.body > summary").await;
    tab.click_on(picker).await;
    let vip = tab.wait_for("details.body label.chip").await;
    tab.click_on(vip).await;
    tab.fill("New tags Optional", "Premium, Partner").await;
    tab.press("Enter").await;
    tab.wait_for_text("Acme is now version 2.").await;
    for title in ["VIP", "Premium", "Partner"] {
        tab.find("button", &format!("Remove tag {title}")).await;
    }
    tab.click("button", "Remove tag Premium").await;
    tab.wait_for_text("Acme is now version 3.").await;
    tab.click("button", "Undo").await;
    tab.wait_for_text("Acme is now version 4.").await;
    tab.find("button", "Remove tag Premium").await;
    tab.assert_no_complaints();
}

#[actix_web::test]
async fn tags_are_picked_and_taken_off_with_scripts() {
    tags_are_picked_and_taken_off(DESKTOP).await;
}

#[actix_web::test]
async fn tags_are_picked_and_taken_off_without_scripts_on_a_phone() {
    tags_are_picked_and_taken_off(PHONE.without_scripts()).await;
}

#[actix_web::test]
async fn g_then_t_goes_to_the_tags() {
    let app = spawn().await;
    let tab = sign_in(&app, DESKTOP).await;
    tab.press("g").await;
    tab.press("t").await;
    tab.wait_for_url("/tags").await;
    tab.wait_for_text("No tags yet").await;
    tab.assert_no_complaints();
}
