//! A file's page: File Details, earlier files, the trash, the customer that it hangs on.

use super::{add, fetch, public_address};
use crate::support::server::spawn;

#[actix_web::test]
async fn file_details_are_edited_and_saved() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = add(&console, "Draft", "a.txt", b"text").await.assert_shows("Version 1");
    let form = page.form("Save").fill("Title", "Price list").fill("Description", "Net prices").tick("Public");
    let saved = console.submit(&page, form).await.assert_redirect(&page.path);
    let saved = console.follow(&saved).await.assert_heading("Price list").assert_shows("Version 2");
    assert_eq!(saved.field("Description").value, "Net prices");
    assert!(!public_address(&saved).is_empty());

    let form = saved.form("Save").fill("Title", "bad\u{7}title");
    let refused = console.submit(&saved, form).await.assert_status(422);
    assert_eq!(refused.field("Title").value, "bad\u{7}title");
    refused.assert_error_beside("Title", "cannot be shown");
}

#[actix_web::test]
async fn of_two_who_save_the_second_is_shown_what_the_first_saved() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = add(&console, "Draft", "a.txt", b"text").await;
    console.submit(&page, page.form("Save").fill("Title", "Theirs")).await.assert_status(303);
    let form = page.form("Save").fill("Title", "Mine").fill("Description", "My words");
    let stale = console.submit(&page, form).await.assert_status(409).assert_shows("Theirs");
    assert_eq!(stale.field("Title").value, "Mine");
    let again = console.submit(&stale, stale.form("Save")).await.assert_status(303);
    console.follow(&again).await.assert_heading("Mine").assert_shows("Version 3");
}

#[actix_web::test]
async fn a_replaced_file_stays_among_the_earlier_ones_and_can_be_taken_back() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = add(&console, "Terms", "terms-2025.txt", b"old terms").await;
    let form = page.form("Replace the file").attach("Drag and drop", "terms-2026.txt", "new terms");
    let replaced = console.submit(&page, form).await.assert_redirect(&page.path);
    let replaced = console.follow(&replaced).await.assert_shows("terms-2025.txt");
    let text = async |path: &str| fetch(&console, path, &[]).await.text().await.unwrap();
    assert_eq!(text(&format!("{}/file", page.path)).await, "new terms");
    assert_eq!(text(&replaced.link("terms-2025.txt").href).await, "old terms");

    // A page that was opened before does not replace what it has not seen.
    let form = page.form("Replace the file").attach("Drag and drop", "late.txt", "late");
    console.submit(&page, form).await.assert_status(409).assert_shows("in the meantime");

    let back = console.submit(&replaced, replaced.form("Use again")).await.assert_redirect(&page.path);
    let back = console.follow(&back).await.assert_shows("terms-2026.txt").assert_shows("File 2");
    assert_eq!(text(&format!("{}/file", page.path)).await, "old terms");
    assert_eq!(text(&back.link("terms-2026.txt").href).await, "new terms");
    let form = back.form("Replace the file").attach("Drag and drop", "terms.png", "no picture");
    console.submit(&back, form).await.assert_status(422).assert_shows("that is not what is in it");
}

#[actix_web::test]
async fn a_deleted_file_is_in_the_trash_and_comes_back() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = add(&console, "Contract", "contract.pdf", b"%PDF-1.7").await;
    let confirm = console.open(&page.link("Delete").href).await.assert_heading("Delete Contract?");
    let deleted = console.submit(&confirm, confirm.form("Delete")).await.assert_redirect("/assets");
    console.follow(&deleted).await.assert_shows("Contract is in Trash until").assert_shows("No files yet");
    let trash = console.open("/trash/files").await.assert_shows("Contract").assert_shows("30 days left");
    let gone = console.open(&page.path).await.assert_shows("stays in Trash until");
    assert!(!gone.has_button("Save"));
    assert!(console.open("/trash").await.has_link("Files"));
    let restore = trash.form("Restore Contract");
    let restored = console.submit(&trash, restore).await.assert_redirect(&page.path);
    console.follow(&restored).await.assert_shows("Contract is back.");
    assert_eq!(console.open("/assets").await.rows().len(), 1);
    console.get(&format!("{}/purge", page.path)).await.assert_status(404);
}

#[actix_web::test]
async fn a_file_hangs_on_a_customer_and_its_timeline_tells() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let customer = console.create_customer("Art Restaurant").await;
    let files = format!("{}/files", customer.url());
    let tab = console.open(&console.open_customer(&customer).await.link("Files 0").href).await;
    let form = tab.form("Submit").attach("Drag and drop", "agreement.pdf", "%PDF-1.7");
    let sent = console.submit(&tab, form).await.assert_redirect(&files);
    let tab = console.follow(&sent).await.assert_shows("agreement.pdf").assert_shows("Files 1");
    let href = tab.link("agreement.pdf").href;
    let page = console.open(&href).await;
    assert_eq!(page.link("Art Restaurant").href, files);
    assert_eq!(console.open("/assets").await.link("Art Restaurant").href, files);
    let form = page.form("Replace the file").attach("Drag and drop", "signed.pdf", "%PDF-1.7 signed");
    console.submit(&page, form).await.assert_status(303);
    let page = console.open(&href).await;
    console.submit(&page, page.form("Detach from Art Restaurant")).await.assert_redirect(&href);
    let timeline = console.open(&format!("{}/timeline", customer.url())).await;
    let timeline = timeline.assert_shows("attached agreement.pdf").assert_shows("replaced the file of");
    assert_eq!(timeline.assert_shows("detached agreement.pdf").link("agreement.pdf").href, href);
    console.open(&files).await.assert_shows("No files yet");

    let page = console.open("/assets/new").await;
    let forged = page.form("Submit").attach("Drag and drop", "a.txt", "text");
    let forged = forged.forge("customer_id", &uuid::Uuid::now_v7().to_string());
    console.submit(&page, forged).await.assert_status(404);
    assert_eq!(app.database().count("SELECT count(*) FROM assets"), 1);
}

#[actix_web::test]
async fn what_hangs_on_a_customer_is_deleted_for_ever_with_it() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let customer = console.create_customer("Art Restaurant").await;
    let tab = console.open(&format!("{}/files", customer.url())).await;
    let form = tab.form("Submit").attach("Drag and drop", "agreement.pdf", "%PDF-1.7");
    console.submit(&tab, form).await.assert_status(303);
    console.delete_customer(&customer).await.assert_status(303);
    let confirm = console.open(&format!("{}/purge", customer.url())).await;
    let confirm = confirm.assert_shows("The customer, its files,");
    console.submit(&confirm, confirm.form("Delete for ever")).await.assert_status(303);
    for table in ["assets", "asset_files", "asset_customers", "events"] {
        assert_eq!(app.database().count(&format!("SELECT count(*) FROM {table}")), 0, "{table}");
    }
}
