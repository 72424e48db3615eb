//! The customers' pages in a real browser: what scripts add, and that nothing needs them.

use serde_json::json;

use super::sign_in;
use crate::support::browser::{DESKTOP, Equipment, PHONE};
use crate::support::eventually::{PATIENCE, eventually};
use crate::support::server::{App, spawn};

async fn add(app: &App, names: &[&str]) {
    for name in names {
        let reply = app.api().post("/api/v1/customers", &json!({ "displayName": name })).await;
        reply.assert_status(201);
    }
}

#[actix_web::test]
async fn a_search_swaps_the_list_and_the_address_as_one_types() {
    let app = spawn().await;
    add(&app, &["Harbour", "Vineyard", "Vine & Sons"]).await;
    let tab = sign_in(&app, DESKTOP).await;
    tab.wait_for_text("Harbour").await;
    tab.evaluate("document.body.dataset.same = 'page'").await;
    tab.press("/").await;
    tab.type_text("vin").await;
    tab.wait_for_url("?q=vin").await;
    tab.wait_for_text("Vineyard").await;
    eventually("the list is swapped", PATIENCE, async || {
        (!tab.text().await.contains("Harbour")).then_some(())
    })
    .await;
    assert_eq!(tab.evaluate("document.body.dataset.same").await, "page", "the page was loaded again");
    assert_eq!(tab.evaluate("document.activeElement.name").await, "q", "the focus left the search box");
    tab.evaluate("history.back()").await;
    tab.wait_for_text("Harbour").await;
    tab.assert_no_complaints();
}

async fn a_customer_is_added_edited_and_deleted(equipment: Equipment) {
    let app = spawn().await;
    let tab = sign_in(&app, equipment).await;
    tab.click("link", "Add New").await;
    tab.fill("First Name", "Ada").await;
    tab.fill("Last Name", "Byrne").await;
    tab.click("button", "Submit").await;
    tab.wait_for_text("Ada Byrne is in the list.").await;
    tab.fill("Last Name", "King").await;
    tab.click("button", "Save").await;
    tab.wait_for_text("is now version 2.").await;
    tab.click("link", "Delete").await;
    // With scripts a dialog asks, without them a page: the same words, the same button.
    tab.wait_for_text("Delete Ada King?").await;
    let is_dialog = tab.evaluate("!!document.querySelector('dialog[open]')").await;
    assert_eq!(is_dialog, equipment.scripts);
    tab.click("button", "Delete").await;
    tab.wait_for_text("Ada King is in Trash until").await;
    tab.click("button", "Undo").await;
    tab.wait_for_text("Ada King is back.").await;
    tab.assert_no_complaints();
}

#[actix_web::test]
async fn a_customer_is_added_edited_and_deleted_with_scripts() {
    a_customer_is_added_edited_and_deleted(DESKTOP).await;
}

#[actix_web::test]
async fn a_customer_is_added_edited_and_deleted_without_scripts() {
    a_customer_is_added_edited_and_deleted(DESKTOP.without_scripts()).await;
}

#[actix_web::test]
async fn a_customer_is_added_edited_and_deleted_on_a_phone() {
    a_customer_is_added_edited_and_deleted(PHONE).await;
}

async fn rows_are_added_and_removed(equipment: Equipment) {
    let app = spawn().await;
    let tab = sign_in(&app, equipment).await;
    // Without scripts each of these buttons sends the form, and the next page looks like this one but for the row.
    let press = async |name: &str| {
        if equipment.scripts { tab.click("button", name).await } else { tab.send("button", name).await }
    };
    tab.send("link", "Add New").await;
    tab.fill("First Name", "Ada").await;
    press("Add phone").await;
    tab.fill("Local number", "+49 30 901820").await;
    press("Add attribute").await;
    tab.fill("Key", "tier").await;
    tab.fill("Value", "gold").await;
    press("Add phone").await;
    press("Remove phone 2").await;
    let rows = tab.evaluate("document.querySelectorAll('#phones-rows > li').length").await;
    assert_eq!(rows, 1);
    tab.send("button", "Submit").await;
    tab.wait_for_text("Ada is in the list.").await;
    let text = tab.text().await;
    assert!(text.contains("+49 30 901820") && text.contains("gold"), "{text}");
    tab.assert_no_complaints();
}

#[actix_web::test]
async fn rows_are_added_and_removed_with_scripts() {
    rows_are_added_and_removed(DESKTOP).await;
}

#[actix_web::test]
async fn rows_are_added_and_removed_without_scripts() {
    rows_are_added_and_removed(DESKTOP.without_scripts()).await;
}

#[actix_web::test]
async fn two_tabs_that_clash_are_resolved_in_the_second() {
    let app = spawn().await;
    add(&app, &["Countess"]).await;
    let (one, other) = (sign_in(&app, DESKTOP).await, sign_in(&app, DESKTOP).await);
    for tab in [&one, &other] {
        tab.click("link", "Countess").await;
        tab.find("textbox", "Last Name").await;
    }
    one.fill("Last Name", "King").await;
    one.click("button", "Save").await;
    one.wait_for_text("is now version 2.").await;
    other.fill("Last Name", "Lovelace").await;
    other.click("button", "Save").await;
    other.wait_for_text("Someone saved before you").await;
    other.click("radio", "Use your value: Lovelace").await;
    other.click("button", "Save").await;
    other.wait_for_text("is now version 3").await;
    assert_eq!(other.evaluate("document.getElementById('last_name').value").await, "Lovelace");
}
