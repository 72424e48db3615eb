//! Delete, and every way back.

use super::{add, add_ada, add_numbered, listed};
use crate::support::eventually::{PATIENCE, eventually};
use crate::support::server::spawn;

#[actix_web::test]
async fn delete_asks_first_and_can_be_undone() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    let page = console.open_customer(&ada).await;
    let question = console.open(&page.link("Delete").href).await.assert_heading("Delete Countess Ada?");
    assert_eq!(listed(&console.open("/customers").await), ["Countess Ada"]);
    let deleted = console.submit(&question, question.form("Delete")).await.assert_redirect("/customers");
    let list = console.follow(&deleted).await.assert_shows("Countess Ada is in Trash until");
    assert!(listed(&list).is_empty());

    let undone = console.submit(&list, list.form("Undo")).await.assert_redirect(&ada.url());
    console.follow(&undone).await.assert_shows("Countess Ada is back.");
    assert_eq!(listed(&console.open("/customers").await), ["Countess Ada"]);
}

#[actix_web::test]
async fn what_was_told_once_is_not_told_again() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    let deleted = console.delete_customer(&ada).await.assert_status(303);
    console.follow(&deleted).await.assert_shows("is in Trash until");
    console.open("/customers").await.assert_hides("is in Trash until");
}

#[actix_web::test]
async fn the_trash_restores() {
    let app = spawn().await;
    let console = app.sign_in().await;
    console.open("/trash").await.assert_heading("Trash is empty");
    let ada = add_ada(&console).await;
    console.delete_customer(&ada).await.assert_status(303);
    let page = console.open_customer(&ada).await.assert_shows("stays in Trash until");
    assert!(!page.has_button("Save"));
    let trash = console.open("/trash").await.assert_shows("30 days left");
    assert_eq!(listed(&trash), ["Countess Ada"]);
    console.submit(&trash, trash.form("Restore")).await.assert_redirect(&ada.url());
    assert!(console.open_customer(&ada).await.has_button("Save"));
    console.open("/trash").await.assert_heading("Trash is empty");
}

#[actix_web::test]
async fn delete_for_ever_leaves_nothing() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    console.get(&format!("{}/purge", ada.url())).await.assert_status(404);
    console.delete_customer(&ada).await.assert_status(303);
    let trash = console.open("/trash").await;
    let question = console.open(&trash.link("Delete for ever").href).await;
    let question = question.assert_heading("Delete Countess Ada for ever?");
    let gone = console.submit(&question, question.form("Delete for ever")).await.assert_redirect("/trash");
    console.follow(&gone).await.assert_shows("was deleted for ever").assert_heading("Trash is empty");
    for path in ["", "/timeline", "/history", "/edit"] {
        console.get(&format!("{}{path}", ada.url())).await.assert_status(404);
    }
}

#[actix_web::test]
async fn an_editor_cannot_delete_for_ever() {
    let app = spawn().await;
    let editor = app.sign_in_with_role("editor").await;
    let ada = add_ada(&editor).await;
    editor.delete_customer(&ada).await.assert_status(303);
    assert!(!editor.open("/trash").await.has_link("Delete for ever"));
    editor.get(&format!("{}/purge", ada.url())).await.assert_status(403);
}

#[actix_web::test]
async fn a_selection_is_deleted_and_undone_as_one() {
    let app = spawn().await;
    add(&app, &["One", "Two", "Three"]).await;
    let console = app.sign_in().await;
    let list = console.open("/customers").await;
    let form = list.form("Delete").tick("Select One").tick("Select Three");
    let question = console.submit(&list, form).await.assert_status(200).assert_heading("Delete 2 customers?");
    assert_eq!(listed(&console.open("/customers").await).len(), 3);
    let deleted = console.submit(&question, question.form("Delete")).await.assert_redirect("/customers");
    let list = console.follow(&deleted).await.assert_shows("2 customers in Trash until");
    assert_eq!(listed(&list), ["Two"]);
    let undone = console.submit(&list, list.form("Undo")).await.assert_redirect("/customers");
    let list = console.follow(&undone).await.assert_shows("2 customers back in the list.");
    assert_eq!(listed(&list).len(), 3);
}

#[actix_web::test]
async fn nothing_selected_is_said() {
    let app = spawn().await;
    add(&app, &["One"]).await;
    let console = app.sign_in().await;
    let list = console.open("/customers").await;
    let answer = console.submit(&list, list.form("Delete")).await.assert_redirect("/customers");
    console.follow(&answer).await.assert_shows("Select at least one customer.");
}

#[actix_web::test]
async fn over_fifty_are_deleted_only_when_their_number_was_typed() {
    let app = spawn().await;
    add_numbered(&app, 52).await;
    let console = app.sign_in().await;
    let list = console.open("/customers?limit=100&sort=name").await;
    let fifty_one =
        (1..=51).fold(list.form("Delete"), |form, at| form.tick(&format!("Select Customer {at:02}")));
    let question = console.submit(&list, fifty_one).await.assert_heading("Delete 51 customers?");
    for typed in ["", "50"] {
        let form = question.form("Delete").fill("Type 51 to confirm", typed);
        let refused = console.submit(&question, form).await.assert_status(422);
        refused.assert_error_beside("Type 51 to confirm", "Type the number of customers");
    }
    assert_eq!(listed(&console.open("/customers?limit=100").await).len(), 52);
    let form = question.form("Delete").fill("Type 51 to confirm", "51");
    let deleted = console.submit(&question, form).await.assert_redirect("/customers");
    let list = console.follow(&deleted).await.assert_shows("51 customers in Trash until");
    assert_eq!(listed(&list), ["Customer 52"]);
}

#[actix_web::test]
async fn what_was_in_the_trash_for_thirty_days_is_deleted_for_ever() {
    let mut app = spawn().await;
    let customers = add(&app, &["Overdue", "Kept"]).await;
    let console = app.sign_in().await;
    for customer in &customers {
        console.delete_customer(customer).await.assert_status(303);
    }
    let days_ago = |days: i64| days * 24 * 60 * 60 * 1_000_000;
    let age = |name: &str, days: i64| {
        let back = format!("UPDATE customers SET deleted_at = deleted_at - {}", days_ago(days));
        app.database().execute(&format!("{back} WHERE display_name = '{name}'"));
    };
    age("Overdue", 31);
    age("Kept", 29);
    // The runner removes what is overdue when it starts, and every few minutes.
    app.terminate().await;
    app.restart().await;
    eventually("it is gone", PATIENCE, async || {
        (app.database().count("SELECT count(*) FROM customers") == 1).then_some(())
    })
    .await;
    let trash = app.sign_in().await.open("/trash").await.assert_shows("Kept").assert_shows("1 day left");
    assert!(!trash.shows("Overdue"), "{trash}");
    assert_eq!(app.database().count("SELECT count(*) FROM audit WHERE action = 'purge'"), 1);
}
