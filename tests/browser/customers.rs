//! The customers' pages in a real browser: what scripts add, and that nothing needs them.

use serde_json::json;

use super::sign_in;
use crate::support::browser::{DESKTOP, Equipment, PHONE, Tab};
use crate::support::eventually::eventually;
use crate::support::server::{App, spawn};

async fn add(app: &App, names: &[&str]) {
    for name in names {
        let reply = app.api().post("/api/v1/customers", &json!({ "displayName": name })).await;
        reply.assert_status(201);
    }
}

/// The name of the row that has the focus.
async fn wait_for_row(tab: &Tab, name: &str) {
    eventually(format!("the focus is on {name}"), std::time::Duration::from_secs(5), async || {
        let focused = tab.evaluate("document.activeElement.innerText").await;
        (focused.as_str() == Some(name)).then_some(())
    })
    .await;
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
    eventually("the list is swapped", std::time::Duration::from_secs(5), async || {
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
    tab.click("link", "Add New").await;
    tab.fill("First Name", "Ada").await;
    tab.click("button", "Add phone").await;
    tab.fill("Local number", "+49 30 901820").await;
    tab.click("button", "Add attribute").await;
    tab.fill("Key", "tier").await;
    tab.fill("Value", "gold").await;
    tab.click("button", "Add phone").await;
    tab.click("button", "Remove phone 2").await;
    // Without scripts the next page looks like this one, but for the row.
    eventually("the row is gone", std::time::Duration::from_secs(5), async || {
        let rows = tab.evaluate("document.querySelectorAll('#phones-rows > li').length").await;
        (rows == 1).then_some(())
    })
    .await;
    tab.click("button", "Submit").await;
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

#[actix_web::test]
async fn single_keys_do_what_the_map_says() {
    let app = spawn().await;
    let names: Vec<_> = (1..=11).map(|number| format!("Customer {number:02}")).collect();
    add(&app, &names.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let tab = sign_in(&app, DESKTOP).await;
    tab.goto(&app.url("/customers?limit=10&sort=name")).await;
    for (key, row) in [("j", "Customer 01"), ("j", "Customer 02"), ("k", "Customer 01")] {
        tab.press(key).await;
        wait_for_row(&tab, row).await;
    }
    tab.press("x").await;
    tab.wait_for_text("1 selected").await;
    tab.press("Escape").await;
    assert_eq!(tab.evaluate("document.querySelectorAll('.list :checked').length").await, 0);

    tab.press("]").await;
    tab.wait_for_text("11–11 of 11").await;
    tab.press("[").await;
    tab.wait_for_text("1–10 of 11").await;

    tab.press("/").await;
    assert_eq!(tab.evaluate("document.activeElement.name").await, "q");
    tab.press("Escape").await;
    assert_eq!(tab.evaluate("document.activeElement === document.body").await, true);

    tab.press("j").await;
    wait_for_row(&tab, "Customer 01").await;
    tab.press("Enter").await;
    tab.find("textbox", "Last Name").await;
    tab.press("e").await;
    tab.wait_for_text("Edit Customer 01").await;
    tab.press("?").await;
    tab.wait_for_url("/help/keys").await;
    tab.press("n").await;
    tab.wait_for_url("/customers/new").await;
    tab.press("Escape").await;
    tab.press("g").await;
    tab.press("c").await;
    tab.wait_for_url("/customers").await;
    tab.assert_no_complaints();
}

/// A letter typed into a field is a letter.
#[actix_web::test]
async fn keys_in_a_field_are_text() {
    let app = spawn().await;
    let tab = sign_in(&app, DESKTOP).await;
    tab.goto(&app.url("/customers/new")).await;
    tab.find("textbox", "First Name").await;
    for key in ["n", "e", "x", "/", "?"] {
        tab.press(key).await;
    }
    assert_eq!(tab.evaluate("document.getElementById('first_name').value").await, "nex/?");
}
