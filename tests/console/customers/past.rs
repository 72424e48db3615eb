//! Timeline and history.

use super::{add_ada, version_of};
use crate::support::server::{ADMIN, spawn};

#[actix_web::test]
async fn the_timeline_says_who_did_what() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    console.edit_customer(&ada, &[("Last Name", "King")]).await.assert_status(303);
    console.delete_customer(&ada).await.assert_status(303);
    let page = console.open(&format!("{}/timeline", ada.url())).await;
    for event in ["created this customer", "changed Last Name", "moved this customer to Trash"] {
        assert!(page.shows(&format!("{ADMIN} {event}")), "{event}\n{page}");
    }
}

#[actix_web::test]
async fn the_history_lists_versions_and_compares_two() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    console.edit_customer(&ada, &[("Last Name", "King")]).await.assert_status(303);
    console.edit_customer(&ada, &[("First Name", "Augusta")]).await.assert_status(303);
    let page = console.open(&format!("{}/history", ada.url())).await;
    let rows: Vec<_> = page.rows().iter().map(|row| (row[1].clone(), row[2].clone())).collect();
    let expected =
        [("Version 3 Current", "First Name"), ("Version 2", "Last Name"), ("Version 1", "Created")];
    assert_eq!(rows, expected.map(|(version, changed)| (version.to_owned(), changed.to_owned())));

    let form = page.form("Compare versions").tick("Compare from version 1").tick("Compare to version 3");
    let page = console.submit(&page, form).await.assert_heading("Version 1 to version 3");
    let page = page
        .assert_shows("2 fields changed")
        .assert_shows("Byrne")
        .assert_shows("King")
        .assert_shows("Augusta");
    // The wrong way round is the same question.
    let swapped = console.open(&format!("{}/history/compare?from=3&to=1", ada.url())).await;
    assert_eq!(swapped.headings(), page.headings());
}

#[actix_web::test]
async fn a_version_is_restored_whole() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    console.edit_customer(&ada, &[("Last Name", "King"), ("First Name", "Augusta")]).await.assert_status(303);
    let history = console.open(&format!("{}/history", ada.url())).await;
    let saved = console.submit(&history, history.form("Restore version 1")).await.assert_redirect(&ada.url());
    let page = console.follow(&saved).await;
    assert_eq!(version_of(&page), "3");
    assert_eq!(
        (page.field("First Name").value, page.field("Last Name").value),
        ("Ada".into(), "Byrne".into())
    );
    console.open(&format!("{}/history", ada.url())).await.assert_shows("Restored version 1");
}

#[actix_web::test]
async fn one_field_of_a_version_is_restored() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    console.edit_customer(&ada, &[("Last Name", "King"), ("First Name", "Augusta")]).await.assert_status(303);
    let compare = console.open(&format!("{}/history/compare?from=1&to=2", ada.url())).await;
    let saved = console.submit(&compare, compare.form("Restore Last Name")).await.assert_redirect(&ada.url());
    let page = console.follow(&saved).await;
    assert_eq!(
        (page.field("First Name").value, page.field("Last Name").value),
        ("Augusta".into(), "Byrne".into())
    );
}

#[actix_web::test]
async fn nothing_is_restored_over_a_version_that_was_not_seen() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    console.edit_customer(&ada, &[("Last Name", "King")]).await.assert_status(303);
    let history = console.open(&format!("{}/history", ada.url())).await;
    console.edit_customer(&ada, &[("Last Name", "Noel")]).await.assert_status(303);
    let refused = console.submit(&history, history.form("Restore version 1")).await;
    let refused = refused.assert_redirect(&format!("{}/history", ada.url()));
    console.follow(&refused).await.assert_shows("Somebody saved a newer version");
    assert_eq!(console.open_customer(&ada).await.field("Last Name").value, "Noel");
}
