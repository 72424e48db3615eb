//! The tags of one customer: its page, the editor, its history.

use super::{add_tag, add_tagged, give, tags_of};
use crate::console::customers::{add_ada, version_of};
use crate::support::server::{ADMIN, spawn};

#[actix_web::test]
async fn tags_are_ticked_typed_and_taken_off_on_the_customers_page() {
    let app = spawn().await;
    let console = app.sign_in().await;
    add_tag(&console, "VIP").await;
    let ada = add_ada(&console).await;
    let page = console.open_customer(&ada).await;
    let form = page.form("Add tag").tick("VIP").fill("New tags", "Premium; vip, Partner");
    let saved = console.submit(&page, form).await.assert_redirect(&ada.url());
    let page = console.follow(&saved).await.assert_shows("Countess Ada is now version 2.");
    assert_eq!(tags_of(&console, &ada).await, ["Partner", "Premium", "VIP"]);
    let saved = console.submit(&page, page.form("Remove tag Premium")).await.assert_redirect(&ada.url());
    let page = console.follow(&saved).await;
    assert_eq!(tags_of(&console, &ada).await, ["Partner", "VIP"]);
    console.submit(&page, page.form("Undo")).await.assert_redirect(&ada.url());
    assert_eq!(tags_of(&console, &ada).await, ["Partner", "Premium", "VIP"]);
    // It stays a tag of the organization, and what is there already is no new version.
    console.open("/tags").await.assert_heading("Tags 3");
    let page = console.follow(&give(&console, &ada, "vip").await).await.assert_shows("Nothing was changed.");
    assert_eq!(version_of(&page), "4");
}

#[actix_web::test]
async fn the_timeline_and_the_history_tell_of_each_tag() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = add_ada(&console).await;
    give(&console, &ada, "VIP").await.assert_status(303);
    let page = console.open_customer(&ada).await;
    console.submit(&page, page.form("Remove tag VIP")).await.assert_status(303);
    let page = console.open(&format!("{}/timeline", ada.url())).await;
    for event in ["added the tag VIP", "removed the tag VIP"] {
        assert!(page.shows(&format!("{ADMIN} {event}")), "{event}\n{page}");
    }
    let kinds = "SELECT count(*) FROM events WHERE kind IN ('add-tag', 'remove-tag')";
    assert_eq!(app.database().count(kinds), 2);
    let page = console.open(&format!("{}/history", ada.url())).await;
    let changed: Vec<_> = page.rows().iter().map(|row| row[2].clone()).collect();
    assert_eq!(changed, ["Tags", "Tags", "Created"]);
    let page = console.open(&format!("{}/history/compare?from=1&to=2", ada.url())).await;
    let page = page.assert_shows("1 field changed").assert_shows("VIP");
    let saved = console.submit(&page, page.form("Restore Tag")).await;
    console.follow(&saved).await.assert_shows("Nothing was changed.");
}

#[actix_web::test]
async fn a_restore_leaves_out_a_tag_that_is_gone_and_says_so() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let url = add_tag(&console, "VIP").await;
    let acme = add_tagged(&app, "Acme", &["VIP", "Premium"]).await;
    console.edit_customer(&acme, &[("Display Name", "Zenith")]).await.assert_status(303);
    let question = console.open(&format!("{url}/delete")).await;
    console.submit(&question, question.form("Delete")).await.assert_status(303);
    let history = console.open(&format!("{}/history", acme.url())).await;
    let restored = console.submit(&history, history.form("Restore version 1")).await;
    let page = console.follow(&restored.assert_redirect(&acme.url())).await.assert_heading("Acme");
    page.assert_shows("Left out, because they no longer exist or no longer fit: VIP.");
    assert_eq!(tags_of(&console, &acme).await, ["Premium"]);
    // Its name is still in the history.
    console.open(&format!("{}/history/compare?from=1&to=3", acme.url())).await.assert_shows("VIP");
}

#[actix_web::test]
async fn the_editor_shows_all_tags_and_saves_those_that_are_ticked() {
    let app = spawn().await;
    let console = app.sign_in().await;
    add_tag(&console, "Partner").await;
    let acme = add_tagged(&app, "Acme", &["VIP"]).await;
    let url = format!("{}/edit", acme.url());
    let page = console.open(&url).await;
    assert!(page.field("VIP").ticked && !page.field("Partner").ticked);
    let form = page.form("Save").untick("VIP").tick("Partner").fill("New tags", "Premium, New York");
    console.submit(&page, form).await.assert_redirect(&acme.url());
    assert_eq!(tags_of(&console, &acme).await, ["New York", "Partner", "Premium"]);
    // What was ticked and typed stays where something else is refused.
    let page = console.open(&url).await;
    let form = page.form("Save").untick("Partner").fill("New tags", "Later").fill("Email Address", "x");
    let refused = console.submit(&page, form).await.assert_status(422);
    assert!(!refused.field("Partner").ticked && refused.field("Premium").ticked);
    assert_eq!(refused.field("New tags").value, "Later");
    let form = page.form("Save").fill("New tags", &"y".repeat(61));
    let refused = console.submit(&page, form).await.assert_status(422);
    refused.assert_error_beside("New tags", "Use at most 60 characters");
    let page = console.open_customer(&acme).await;
    let refused = console.submit(&page, page.form("Add tag").fill("New tags", &"y".repeat(61))).await;
    refused.assert_status(422).assert_error_beside("New tags", "Use at most 60 characters");
    console.open("/tags").await.assert_heading("Tags 4");
}

#[actix_web::test]
async fn a_new_customer_comes_with_its_tags() {
    let app = spawn().await;
    let console = app.sign_in().await;
    add_tag(&console, "VIP").await;
    let page = console.open("/customers/new").await;
    let form = page.form("Submit").fill("Display Name", "Acme").tick("VIP").fill("New tags", "Premium");
    let saved = console.submit(&page, form).await.assert_status(303);
    console.follow(&saved).await.assert_shows("VIP").assert_shows("Premium");
    assert_eq!(console.open("/customers?q=premium").await.rows().len(), 1);
}

#[actix_web::test]
async fn two_people_who_change_tags_at_once_both_get_what_they_wanted() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let acme = add_tagged(&app, "Acme", &["VIP", "Premium"]).await;
    let url = format!("{}/edit", acme.url());
    let (mine, theirs) = (console.open(&url).await, console.open(&url).await);
    let form = theirs.form("Save").untick("VIP").fill("New tags", "Partner");
    console.submit(&theirs, form).await.assert_redirect(&acme.url());
    let form = mine.form("Save").untick("Premium").fill("New tags", "Partner, Wholesale");
    let merged = console.submit(&mine, form).await.assert_redirect(&acme.url());
    console.follow(&merged).await.assert_shows("merged with what was saved in between");
    assert_eq!(tags_of(&console, &acme).await, ["Partner", "Wholesale"]);
}

#[actix_web::test]
async fn a_tag_deleted_while_it_was_ticked_is_refused_beside_the_field() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let url = add_tag(&console, "VIP").await;
    add_tag(&console, "Premium").await;
    let ada = add_ada(&console).await;
    let (page, editor) =
        (console.open_customer(&ada).await, console.open(&format!("{}/edit", ada.url())).await);
    let question = console.open(&format!("{url}/delete")).await;
    console.submit(&question, question.form("Delete")).await.assert_status(303);
    let refused = console.submit(&page, page.form("Add tag").tick("VIP")).await.assert_status(422);
    refused.assert_shows("There is no such tag any more");
    let refused = console.submit(&editor, editor.form("Save").tick("VIP")).await.assert_status(422);
    refused.assert_shows("There is no such tag any more");
    let forged = console.submit(&page, page.form("Add tag").forge("tags", "no-id")).await;
    forged.assert_status(400);
    assert!(tags_of(&console, &ada).await.is_empty());
}
