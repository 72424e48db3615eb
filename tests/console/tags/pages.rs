//! The page of all tags, and that of one.

use std::time::Duration;

use super::{add_tag, add_tagged, tags_of};
use crate::console::customers::listed;
use crate::support::eventually::eventually;
use crate::support::server::spawn;

#[actix_web::test]
async fn a_tag_is_made_renamed_recoloured_and_deleted() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let start = console.open("/customers").await;
    console.open(&start.link("Tags").href).await.assert_shows("No tags yet");
    let url = add_tag(&console, "VIP").await;
    let acme = add_tagged(&app, "Acme", &["vip"]).await;
    let page = console.open("/tags").await.assert_heading("Tags 1").assert_shows("1 customer");
    assert_eq!(listed(&console.open(&page.link("1 customer").href).await), ["Acme"]);

    let page = console.open(&url).await.assert_heading("VIP");
    let form = page.form("Save").fill("Title", "Sehr wichtig").tick("Violet");
    let saved = console.submit(&page, form).await.assert_redirect("/tags");
    console.follow(&saved).await.assert_shows("The tag is now called Sehr wichtig.");
    assert!(console.open(&url).await.body.contains("tag h6"), "violet");
    assert_eq!(listed(&console.open("/customers?q=wichtig").await), ["Acme"]);
    assert!(listed(&console.open("/customers?q=vip").await).is_empty());

    let question =
        console.open(&format!("{url}/delete")).await.assert_heading("Delete the tag Sehr wichtig?");
    let question = question.assert_shows("1 customer carries it, and will not any more.");
    let gone = console.submit(&question, question.form("Delete")).await.assert_redirect("/tags");
    console.follow(&gone).await.assert_shows("The tag Sehr wichtig is gone.").assert_shows("No tags yet");
    console.get(&url).await.assert_status(404);
    assert!(tags_of(&console, &acme).await.is_empty());
    console.open(&format!("{}/timeline", acme.url())).await.assert_shows("removed the tag Sehr wichtig");
}

#[actix_web::test]
async fn a_title_that_no_tag_may_have_comes_back_with_a_reason() {
    let app = spawn().await;
    let console = app.sign_in().await;
    add_tag(&console, "Café").await;
    let other = add_tag(&console, "Bar").await;
    let long = "x".repeat(61);
    for (title, reason) in [
        ("", "Enter a title"),
        ("CAFE", "There is a tag of this title already"),
        ("a, b", "Leave out commas"),
        (&long, "Use at most 60 characters"),
    ] {
        let page = console.open("/tags").await;
        let refused = console.submit(&page, page.form("Add a tag").fill("Title", title)).await;
        let refused = refused.assert_status(422).assert_error_beside("Title", reason);
        assert_eq!(refused.field("Title").value, title);
        let page = console.open(&other).await;
        let refused = console.submit(&page, page.form("Save").fill("Title", title)).await.assert_status(422);
        refused.assert_error_beside("Title", reason);
    }
    let page = console.open(&other).await;
    let refused = console.submit(&page, page.form("Save").forge("color", "#fff")).await;
    refused.assert_status(422).assert_shows("Choose one of the colours offered");
    // Its own title is no other tag's, however it is written now.
    let saved = console.submit(&page, page.form("Save").fill("Title", "BAR")).await;
    saved.assert_redirect("/tags");
}

#[actix_web::test]
async fn a_tag_is_merged_into_another_after_a_question() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let url = add_tag(&console, "Resto").await;
    add_tag(&console, "Restaurant").await;
    let acme = add_tagged(&app, "Acme", &["Resto"]).await;
    let both = add_tagged(&app, "Both", &["Resto", "Restaurant"]).await;
    let page = console.open(&url).await;
    let refused = console.submit(&page, page.form("Merge")).await;
    refused.assert_status(422).assert_error_beside("Into", "Choose another tag to merge into");
    let question = console.submit(&page, page.form("Merge").fill("Into", "Restaurant")).await;
    let question = question.assert_heading("Merge Resto into Restaurant?");
    let question = question.assert_shows("2 customers carry Resto, and will carry Restaurant instead.");
    let merged = console.submit(&question, question.form("Merge")).await.assert_redirect("/tags");
    let page = console.follow(&merged).await.assert_shows("Resto is gone.").assert_shows("2 customers");
    assert!(!page.has_link("Edit Resto"));
    for customer in [&acme, &both] {
        assert_eq!(tags_of(&console, customer).await, ["Restaurant"]);
    }
    assert_eq!(listed(&console.open("/customers?q=restaurant").await), ["Both", "Acme"]);
    // What an earlier version carried is what it became.
    let history = console.open(&format!("{}/history", acme.url())).await;
    console.submit(&history, history.form("Restore version 1")).await.assert_redirect(&acme.url());
    assert_eq!(tags_of(&console, &acme).await, ["Restaurant"]);
}

#[actix_web::test]
async fn a_tag_of_many_customers_is_deleted_in_the_background() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let rows: Vec<String> = (0..230).map(|at| format!("Customer {at},VIP")).collect();
    let page = console.open("/imports/new").await;
    let file = format!("Display Name,Tags\n{}\n", rows.join("\n"));
    let form = page.form("Submit").attach("Drag and drop", "many.csv", file);
    let map = console.follow(&console.submit(&page, form).await.assert_status(303)).await;
    let map = map.assert_shows("a title that is new here makes a new tag");
    let sent = console.submit(&map, map.form("Check all 230 rows")).await.assert_status(303);
    let path = sent.location().to_owned();
    let settled = async |console: &crate::support::console::Console| {
        eventually("the import is settled", Duration::from_mins(1), async || {
            let page = console.open(&path).await;
            (!page.shows("You can leave this page")).then_some(page)
        })
        .await
    };
    let check = settled(&console).await.assert_heading("Will create 230, update 0, skip 0.");
    assert!(console.open("/tags").await.shows("No tags yet"), "a check makes nothing");
    console.submit(&check, check.form("Import 230 rows")).await.assert_status(303);
    settled(&console).await.assert_heading("230 customers saved");
    let page = console.open("/tags").await.assert_shows("230 customers");
    let question = console.open(&page.link("Delete VIP").href).await;
    let question = question.assert_shows("230 customers carry it");
    let sent = console.submit(&question, question.form("Delete")).await.assert_status(303);
    let progress = console.follow(&sent).await.assert_heading("Deleting the tag VIP");
    assert!(progress.shows("of 230 customers") || progress.shows("230 customers done"), "{progress}");
    let operation = sent.location().to_owned();
    eventually("everybody has followed", Duration::from_mins(1), async || {
        console.open(&operation).await.shows("Every customer has followed.").then_some(())
    })
    .await;
    console.open("/tags").await.assert_shows("No tags yet");
    assert!(listed(&console.open("/customers?q=vip").await).is_empty());
    console.get("/operations/0193aaaa-0000-7000-8000-000000000000").await.assert_status(404);
}

#[actix_web::test]
async fn viewers_see_tags_and_change_none() {
    let app = spawn().await;
    let admin = app.sign_in().await;
    let url = add_tag(&admin, "VIP").await;
    let acme = add_tagged(&app, "Acme", &["VIP"]).await;
    let viewer = app.sign_in_with_role("viewer").await;
    let page = viewer.open("/tags").await.assert_shows("VIP").assert_shows("1 customer");
    assert!(!page.has_button("Add a tag") && !page.has_link("Edit VIP"));
    let page = viewer.open_customer(&acme).await.assert_shows("VIP");
    assert!(!page.has_button("Remove tag VIP") && !page.has_button("Add tag"));
    viewer.get(&url).await.assert_status(403);
    let editor = app.sign_in_with_role("editor").await;
    let page = editor.open(&url).await;
    editor.submit(&page, page.form("Save").fill("Title", "Very")).await.assert_redirect("/tags");
}
