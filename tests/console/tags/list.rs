//! Tags in the list of customers: shown, filtered by, given to a selection.

use super::{add_tagged, tags_of};
use crate::console::customers::{add, listed};
use crate::support::server::spawn;

#[actix_web::test]
async fn the_list_shows_two_tags_and_counts_the_others() {
    let app = spawn().await;
    let console = app.sign_in().await;
    add_tagged(&app, "Acme", &["Delta", "Alpha", "Charlie", "Bravo"]).await;
    let page = console.open("/customers").await;
    let row = page.rows().remove(0).join(" | ");
    assert!(row.contains("Alpha Bravo +2") || row.contains("AlphaBravo+2"), "{row}");
    assert!(page.body.contains("title=\"Charlie, Delta\""), "{page}");
}

#[actix_web::test]
async fn the_list_is_filtered_by_any_of_several_tags() {
    let app = spawn().await;
    let console = app.sign_in().await;
    add_tagged(&app, "Acme", &["VIP"]).await;
    add_tagged(&app, "Both", &["VIP", "Premium"]).await;
    add_tagged(&app, "Zenith", &["Premium"]).await;
    add(&app, &["Nobody"]).await;
    let page = console.open("/customers").await;
    let page = console.submit(&page, page.form("Apply filter").tick("VIP")).await.assert_status(200);
    assert_eq!(listed(&page), ["Both", "Acme"]);
    let page = page.assert_shows("Tag is VIP");
    let page = console.submit(&page, page.form("Apply filter").tick("Premium")).await.assert_status(200);
    assert_eq!(listed(&page), ["Zenith", "Both", "Acme"]);
    let page = page.assert_shows("Tag is any of Premium, VIP").assert_shows("of 3");
    // The order and a search keep the filter; a chip takes it off.
    let page = console.open(&page.link("Display Name").href).await;
    assert_eq!(listed(&page), ["Acme", "Both", "Zenith"]);
    let all = console.open(&page.link("Clear: Tag").href).await;
    assert_eq!(listed(&all).len(), 4);
    let gone = console.open("/customers?tag=0193aaaa-0000-7000-8000-000000000000&tag=nonsense").await;
    assert!(listed(&gone).is_empty());
    gone.assert_shows("Tag is a tag that is gone");
}

#[actix_web::test]
async fn a_selection_is_tagged_and_untagged_with_a_way_back() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let first = add_tagged(&app, "Acme", &["VIP"]).await;
    let second = add_tagged(&app, "Zenith", &["Premium"]).await;
    let page = console.open("/customers").await;
    let form = page.form("Add tag").tick("Select Acme").tick("Select Zenith");
    let question = console.submit(&page, form).await.assert_heading("Add a tag to 2 customers");
    let refused = console.submit(&question, question.form("Add tag")).await.assert_status(422);
    refused.assert_error_beside("Tag", "Choose a tag");
    let refused = console.submit(&question, question.form("Add tag").fill("Or a new tag", "a, b")).await;
    refused.assert_status(422).assert_error_beside("Or a new tag", "Leave out commas");

    let done = console.submit(&question, question.form("Add tag").fill("Tag", "VIP")).await;
    let list = console.follow(&done.assert_redirect("/customers")).await;
    let list = list.assert_shows("1 customer got the tag VIP.");
    assert_eq!(tags_of(&console, &second).await, ["Premium", "VIP"]);
    let undone = console.submit(&list, list.form("Undo")).await.assert_redirect("/customers");
    console.follow(&undone).await.assert_shows("1 customer lost the tag VIP.");
    // Who had it before keeps it.
    assert_eq!(tags_of(&console, &first).await, ["VIP"]);
    assert_eq!(tags_of(&console, &second).await, ["Premium"]);

    let done = console.submit(&question, question.form("Add tag").fill("Or a new tag", "Wholesale")).await;
    console.follow(&done).await.assert_shows("2 customers got the tag Wholesale.");
    let form = page.form("Remove tag").tick("Select Acme").tick("Select Zenith");
    let question = console.submit(&page, form).await.assert_heading("Remove a tag from 2 customers");
    let done = console.submit(&question, question.form("Remove tag").fill("Tag", "Wholesale")).await;
    let list = console.follow(&done).await.assert_shows("2 customers lost the tag Wholesale.");
    console.submit(&list, list.form("Undo")).await.assert_redirect("/customers");
    assert_eq!(tags_of(&console, &first).await, ["VIP", "Wholesale"]);
}
