//! Upload File: what is taken, what is refused, and what is left of either.

use super::{add, fetch, files_in, header, png};
use crate::support::server::{spawn, spawn_with};

#[actix_web::test]
async fn a_file_is_uploaded_from_the_customers_screen_and_is_private_with_its_name_for_a_title() {
    let app = spawn().await;
    let console = app.sign_in().await;
    console.create_customer("Harbour").await;
    let href = console.open("/customers").await.link("Upload File").href;
    let page = console.open(&href).await;
    let form = page.form("Submit").attach("Drag and drop", "agreement.pdf", "%PDF-1.7 text");
    let sent = console.submit(&page, form).await.assert_status(303);
    let page = console.follow(&sent).await.assert_heading("agreement.pdf").assert_shows("Private");
    page.assert_shows("PDF").assert_shows("agreement.pdf is in the library.");
    let database = app.database();
    assert_eq!(database.count("SELECT count(*) FROM audit WHERE action = 'upload' AND record = 'asset'"), 1);
}

#[actix_web::test]
async fn several_files_share_what_is_written_about_them() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = console.open("/assets/new").await;
    let form = page.form("Submit").fill("Description", "Autumn").tick("Public");
    let form = form.attach("Drag and drop", "one.txt", "1").attach("Drag and drop", "two.txt", "2");
    let form = form.attach("Drag and drop", "broken.png", "this is no picture");
    let sent = console.submit(&page, form).await.assert_redirect("/assets");
    let list = console.follow(&sent).await.assert_shows("2 files added.");
    let list = list.assert_shows("broken.png: Its name ends in .png, but that is not what is in it.");
    let rows = list.rows();
    assert_eq!(rows.len(), 2, "{list}");
    assert!(rows.iter().all(|row| row[0].contains("Autumn") && row[1] == "Public"), "{rows:?}");
}

#[actix_web::test]
async fn what_is_refused_comes_back_with_what_was_typed_and_leaves_nothing() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = console.open("/assets/new").await;
    let refused =
        console.submit(&page, page.form("Submit").fill("Title", "Nothing")).await.assert_status(422);
    assert_eq!(refused.field("Title").value, "Nothing");
    let refused = refused.assert_shows("Choose a file.");

    let form = refused.form("Submit").fill("Title", &"x".repeat(501));
    let form = form.attach("Drag and drop", "a.txt", "text").forge("access_permission", "secret");
    let refused = console.submit(&refused, form).await.assert_status(422);
    refused.assert_error_beside("Title", "at most 500 characters");

    for (name, bytes, says) in [
        ("photo.jpg", png(2, 2), "This is a PNG file, but its name ends in .jpg"),
        ("photo.png", b"<script>alert(1)</script>".to_vec(), "that is not what is in it"),
        ("list.xlsx", b"no package".to_vec(), "that is not what is in it"),
    ] {
        console.upload("", name, &bytes).await.assert_status(422).assert_shows(says);
    }
    assert_eq!((files_in(&app, "kept"), files_in(&app, "incoming")), (0, 0));
    assert_eq!(app.database().count("SELECT count(*) FROM assets"), 0);
}

#[actix_web::test]
async fn a_form_that_is_corrected_keeps_the_file_that_came_with_it() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = console.open("/assets/new").await;
    let form = page.form("Submit").fill("Title", "bad\u{7}title").attach("Drag and drop", "a.txt", "text");
    let refused = console.submit(&page, form).await.assert_status(422);
    let refused = refused.assert_shows("a.txt").assert_shows("It need not be chosen again.");
    // Refused once more, it is still there.
    let form = refused.form("Submit").fill("Title", "worse\u{7}title");
    let refused = console.submit(&refused, form).await.assert_status(422).assert_shows("a.txt");
    let made =
        console.submit(&refused, refused.form("Submit").fill("Title", "Good")).await.assert_status(303);
    let made = console.follow(&made).await.assert_heading("Good").assert_shows("a.txt");
    let file = fetch(&console, &made.link("Download").href, &[]).await;
    assert_eq!(file.text().await.unwrap(), "text");
    assert_eq!((files_in(&app, "kept"), files_in(&app, "partials"), files_in(&app, "incoming")), (1, 0, 0));
    assert_eq!(app.database().count("SELECT count(*) FROM uploads"), 0);
}

#[actix_web::test]
async fn e2_an_upload_that_is_too_large_or_cut_off_leaves_nothing() {
    let app = spawn_with(&[("CUSTOMARY_UPLOAD_LIMIT_BYTES", "1048576")]).await;
    let console = app.sign_in().await;
    let refused = console.upload("", "large.bin", &vec![7; 1_100_000]).await.assert_status(413);
    refused.assert_shows("The file is larger than 1 MB.");

    let page = console.open("/assets/new").await;
    let token = super::super::token_of(&page);
    let head = format!(
        "--b\r\ncontent-disposition: form-data; name=\"csrf_token\"\r\n\r\n{token}\r\n\
         --b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\nhalf a fi"
    );
    let request = console.request(reqwest::Method::POST, "/assets").header("origin", console.base());
    let request = request.header("content-type", "multipart/form-data; boundary=b").body(head);
    assert_eq!(request.send().await.unwrap().status(), 400);
    assert_eq!((files_in(&app, "kept"), files_in(&app, "incoming")), (0, 0));
}

#[actix_web::test]
async fn the_same_content_is_stored_once_and_deleted_when_nothing_needs_it() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let one = add(&console, "One", "a.txt", b"the same").await;
    let other = add(&console, "Other", "b.txt", b"the same").await;
    assert_eq!(files_in(&app, "kept"), 1);
    for page in [&one, &other] {
        let confirm = console.open(&format!("{}/delete", page.path)).await;
        console.submit(&confirm, confirm.form("Delete")).await.assert_status(303);
    }
    let purge = async |page: &crate::support::page::Page| {
        let confirm = console.open(&format!("{}/purge", page.path)).await;
        console.submit(&confirm, confirm.form("Delete for ever")).await.assert_redirect("/trash/files");
        // Long ago, so that nobody may be about to record it.
        app.database().execute("UPDATE released_contents SET released_at = 0");
        let waits = async || {
            let waiting = app.database().count("SELECT count(*) FROM released_contents");
            (waiting == 0).then_some(())
        };
        crate::support::eventually::eventually("it was looked at", std::time::Duration::from_secs(20), waits)
            .await;
    };
    purge(&one).await;
    assert_eq!(files_in(&app, "kept"), 1, "the other asset needs it");
    purge(&other).await;
    assert_eq!(files_in(&app, "kept"), 0);
}

#[actix_web::test]
async fn e4_a_picture_has_small_copies_that_are_made_anew() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page =
        add(&console, "Shopfront", "shop.png", &png(2000, 1000)).await.assert_shows("PNG, 2,000 × 1,000");
    let path = &page.path;
    for (size, width) in [("row", 96), ("page", 1280)] {
        let response = fetch(&console, &format!("{path}/thumbnail/{size}"), &[]).await;
        assert_eq!(response.status(), 200);
        assert_eq!(header(&response, "content-type"), "image/jpeg");
        assert_eq!(header(&response, "cache-control"), "private, no-cache");
        let copy = image::load_from_memory(&response.bytes().await.unwrap()).unwrap();
        assert_eq!((copy.width(), copy.height()), (width, width / 2));
    }
    assert_eq!(files_in(&app, "thumbnails"), 2);
    let broken = add(&console, "", "broken.png", b"\x89PNG\r\n\x1a\nnothing more").await;
    assert_eq!(fetch(&console, &format!("{}/thumbnail/row", broken.path), &[]).await.status(), 404);
    let text = add(&console, "", "a.txt", b"text").await;
    assert_eq!(fetch(&console, &format!("{}/thumbnail/row", text.path), &[]).await.status(), 404);
}

#[actix_web::test]
async fn a_table_offers_to_import_customers() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let csv = "First Name,Email\nAda,ada@example.org\n";
    let page = add(&console, "Spring", "spring.csv", csv.as_bytes()).await;
    let sent = console.submit(&page, page.form("Import customers from this file")).await.assert_status(303);
    console.follow(&sent).await.assert_heading("Map columns").assert_shows("spring.csv");
    assert_eq!(files_in(&app, "kept"), 1, "the import reads the same file");
    let text = add(&console, "", "a.txt", b"text").await;
    assert!(!text.has_button("Import customers from this file"));
    let empty = add(&console, "", "empty.csv", b"").await;
    let form = empty.form("Import customers from this file");
    console.submit(&empty, form).await.assert_status(422).assert_shows("The file is empty");
    assert_eq!(fetch(&console, &format!("{}/file", empty.path), &[]).await.status(), 200, "it stays");
}
