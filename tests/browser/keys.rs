//! The keyboard map, key by key.

use super::sign_in;
use crate::support::browser::{DESKTOP, Tab};
use crate::support::eventually::{PATIENCE, eventually};
use crate::support::keys::Modifier;
use crate::support::server::{App, spawn};

async fn add(app: &App, names: &[&str]) {
    let console = app.sign_in().await;
    for name in names {
        console.create_customer(name).await;
    }
}

/// The name of the row that has the focus.
async fn wait_for_row(tab: &Tab, name: &str) {
    eventually(format!("the focus is on {name}"), PATIENCE, async || {
        let focused = tab.evaluate("document.activeElement.innerText").await;
        (focused.as_str() == Some(name)).then_some(())
    })
    .await;
}

/// The element with the focus, by its id; the page itself has none.
async fn wait_for_focus(tab: &Tab, id: &str) {
    eventually(format!("the focus is on {id:?}"), PATIENCE, async || {
        let focused = tab.evaluate("document.activeElement.id").await;
        (focused.as_str() == Some(id)).then_some(())
    })
    .await;
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
    // The field takes the focus a moment after the page is there; Escape before that leaves nothing.
    wait_for_focus(&tab, "first_name").await;
    tab.press("Escape").await;
    wait_for_focus(&tab, "").await;
    for (key, end) in [("i", "/imports"), ("s", "/settings/operators"), ("d", "/"), ("c", "/customers")] {
        tab.press("g").await;
        tab.press(key).await;
        tab.wait_for_url(end).await;
    }
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

async fn selected(tab: &Tab) -> i64 {
    tab.evaluate("document.querySelectorAll('.list tbody :checked').length").await.as_i64().unwrap()
}

#[actix_web::test]
async fn a_range_is_selected_and_escape_takes_one_thing_at_a_time() {
    let app = spawn().await;
    add(&app, &["A", "B", "C", "D"]).await;
    let tab = sign_in(&app, DESKTOP).await;
    tab.goto(&app.url("/customers?sort=name")).await;
    for key in ["j", "x", "j", "j"] {
        tab.press(key).await;
    }
    tab.press_with("X", Modifier::Shift).await;
    tab.wait_for_text("3 selected").await;
    tab.press("j").await;
    tab.press_with("x", Modifier::Control).await;
    assert_eq!(selected(&tab).await, 3, "with Control the key is the browser's");

    let menu = tab.wait_for("summary[aria-label='Your account']").await;
    tab.click_on(menu).await;
    tab.find("button", "Sign out").await;
    tab.press("Escape").await;
    assert_eq!(tab.evaluate("document.querySelectorAll('details[open]').length").await, 0);
    assert_eq!(selected(&tab).await, 3);
    tab.press("Escape").await;
    assert_eq!(selected(&tab).await, 0);
}

#[actix_web::test]
async fn escape_closes_a_question_without_an_answer() {
    let app = spawn().await;
    add(&app, &["Ada"]).await;
    let tab = sign_in(&app, DESKTOP).await;
    tab.send("link", "Ada").await;
    tab.click("link", "Delete").await;
    tab.wait_for_text("Delete Ada?").await;
    assert_eq!(tab.evaluate("document.activeElement.textContent").await, "Cancel");
    tab.press("n").await; // a letter means nothing while a question is open
    tab.press("Escape").await;
    eventually("the question is closed", PATIENCE, async || {
        (tab.evaluate("document.querySelectorAll('dialog[open]').length").await == 0).then_some(())
    })
    .await;
    tab.press("e").await;
    tab.wait_for_text("Edit Ada").await;
}

#[actix_web::test]
async fn control_and_enter_submit_and_save() {
    let app = spawn().await;
    let tab = sign_in(&app, DESKTOP).await;
    tab.goto(&app.url("/customers/new")).await;
    tab.fill("First Name", "Ada").await;
    tab.press_with("Enter", Modifier::Control).await;
    tab.wait_for_text("Ada is in the list.").await;
    tab.fill("Last Name", "Byrne").await;
    tab.press_with("Enter", Modifier::Control).await;
    tab.wait_for_text("is now version 2.").await;
}

#[actix_web::test]
async fn single_keys_can_be_turned_off() {
    let app = spawn().await;
    add(&app, &["Ada"]).await;
    let tab = sign_in(&app, DESKTOP).await;
    let switch = async || {
        let menu = tab.wait_for("summary[aria-label='Your account']").await;
        tab.click_on(menu).await;
        tab.click("button", "Single-key shortcuts").await;
        tab.press("Escape").await;
    };
    switch().await;
    tab.press("j").await;
    tab.press("x").await;
    assert_eq!(selected(&tab).await, 0);
    eventually("it is kept", PATIENCE, async || {
        tab.goto(&app.url("/customers")).await;
        (tab.evaluate("document.documentElement.dataset.keys").await == "off").then_some(())
    })
    .await;
    tab.press("/").await;
    assert_ne!(tab.evaluate("document.activeElement.name").await, "q");
    switch().await;
    tab.press("/").await;
    assert_eq!(tab.evaluate("document.activeElement.name").await, "q");
}

/// On a Persian keyboard the key of `n` writes another letter.
#[actix_web::test]
async fn keys_are_found_by_their_place_where_the_layout_has_no_latin_letters() {
    let app = spawn().await;
    let tab = sign_in(&app, DESKTOP).await;
    tab.press_at("د", "KeyN").await;
    tab.wait_for_url("/customers/new").await;
    tab.press("Escape").await;
    tab.press_at("ل", "KeyG").await;
    tab.press_at("ز", "KeyC").await;
    tab.wait_for_url("/customers").await;
}
