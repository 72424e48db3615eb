//! Who gets a file, and how it is sent: private ones, public addresses, links that expire.

use reqwest::Method;

use super::super::between;
use super::{add, add_public, fetch, header, png, public_address};
use crate::support::console::Console;
use crate::support::page::Page;
use crate::support::server::{App, PASSWORD, spawn};

#[actix_web::test]
async fn e5_e7_a_private_file_is_sent_in_ranges_and_not_again() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let page = add(&console, "Notes", "notes.txt", b"0123456789").await;
    let file = page.link("Download").href;
    let whole = fetch(&console, &file, &[]).await;
    assert_eq!(whole.status(), 200);
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("cache-control", "private, no-cache"),
        ("cross-origin-resource-policy", "same-origin"),
        ("accept-ranges", "bytes"),
        ("content-disposition", "attachment; filename=\"notes.txt\"; filename*=UTF-8''notes.txt"),
    ] {
        assert_eq!(header(&whole, name), value, "{name}");
    }
    let etag = header(&whole, "etag").to_owned();
    for (range, status, content) in [
        ("bytes=2-4", 206, "234"),
        ("bytes=-3", 206, "789"),
        ("bytes=8-", 206, "89"),
        ("bytes=90-99", 416, ""),
        ("bytes=4-2", 416, ""),
        ("items=0-1", 200, "0123456789"),
    ] {
        let part = fetch(&console, &file, &[("range", range)]).await;
        assert_eq!(part.status(), status, "{range}");
        if status != 416 {
            assert_eq!(part.text().await.unwrap(), content, "{range}");
        }
    }
    assert_eq!(fetch(&console, &file, &[("if-none-match", &etag)]).await.status(), 304);
    // Taken whole twice; the parts that do not begin at the start, and what was not sent again, are not counted.
    let taken = "SELECT count(*) FROM audit WHERE action = 'download' AND record = 'asset'";
    assert_eq!(app.database().count(taken), 1);
}

#[actix_web::test]
async fn e5_only_a_picture_is_shown_in_place() {
    let app = spawn().await;
    let console = app.sign_in().await;
    for (name, bytes, disposition, kind) in [
        ("logo.png", png(2, 2), "inline", "image/png"),
        ("a.pdf", b"%PDF-1.7".to_vec(), "attachment", "application/pdf"),
        (
            "a.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(),
            "attachment",
            "application/octet-stream",
        ),
        ("a.html", b"<script>alert(1)</script>".to_vec(), "attachment", "application/octet-stream"),
    ] {
        let page = add_public(&console, "", name, &bytes).await;
        for path in [page.link("Download").href, public_address(&page)] {
            let sent = fetch(&console, &path, &[]).await;
            assert!(header(&sent, "content-disposition").starts_with(disposition), "{name}");
            assert_eq!(header(&sent, "content-type"), kind, "{name}");
            assert_eq!(header(&sent, "content-security-policy"), "sandbox; default-src 'none'", "{name}");
        }
    }
}

#[actix_web::test]
async fn c12_a_public_address_works_without_signing_in_and_dies_with_the_next_request() {
    let app = spawn().await;
    let (console, visitor) = (app.sign_in().await, app.visitor());
    let page = add_public(&console, "Logo", "logo.png", &png(2, 2)).await;
    let address = public_address(&page);
    let sent = fetch(&visitor, &address, &[]).await;
    assert_eq!(sent.status(), 200);
    assert_eq!(header(&sent, "cross-origin-resource-policy"), "cross-origin");
    assert_eq!(header(&sent, "cache-control"), "no-cache");
    let etag = header(&sent, "etag").to_owned();

    console.submit(&page, page.form("Save").tick("Private")).await.assert_status(303);
    assert_eq!(fetch(&visitor, &address, &[]).await.status(), 404);
    assert_eq!(
        fetch(&visitor, &address, &[("if-none-match", &etag)]).await.status(),
        404,
        "nor from a cache"
    );
    let private = visitor.get(&page.link("Download").href).await.assert_status(303);
    assert!(private.location().starts_with("/login"), "{private}");

    // Public again, it has another address.
    let page = console.open(&page.path).await;
    console.submit(&page, page.form("Save").tick("Public")).await.assert_status(303);
    let page = console.open(&page.path).await;
    assert_ne!(public_address(&page), address);
    assert_eq!(fetch(&visitor, &address, &[]).await.status(), 404);
    let address = public_address(&page);
    let confirm = console.open(&format!("{}/delete", page.path)).await;
    console.submit(&confirm, confirm.form("Delete")).await.assert_status(303);
    assert_eq!(fetch(&visitor, &address, &[]).await.status(), 404, "in the trash");
}

async fn make_link(console: &Console, page: &Page, uses: &str) -> (Page, String) {
    let made = console.submit(page, page.form("Make link").fill("Number of uses", uses)).await;
    let made = made.assert_status(200).assert_shows("Copy this link now.");
    let address = between(&made, "<code class=\"mono\" dir=\"ltr\">", "</code>").to_owned();
    (made, address)
}

#[actix_web::test]
async fn a_link_opens_a_private_file_as_often_and_as_long_as_it_is_good_for() {
    let app = spawn().await;
    let (console, visitor) = (app.sign_in().await, app.visitor());
    let page = add(&console, "Offer", "offer.txt", b"the offer").await;
    let (made, twice) = make_link(&console, &page, "2").await;
    let status = async |address: &str| fetch(&visitor, address, &[]).await.status().as_u16();
    let looked =
        visitor.request(Method::HEAD, twice.strip_prefix(console.base()).unwrap()).send().await.unwrap();
    assert_eq!(looked.status(), 200);
    let sent = fetch(&visitor, &twice, &[]).await;
    assert_eq!(header(&sent, "cache-control"), "private, no-store");
    assert_eq!(sent.text().await.unwrap(), "the offer");
    assert_eq!([status(&twice).await, status(&twice).await], [200, 404], "two uses");
    console
        .open(&page.path)
        .await
        .assert_shows("2 of 2 uses")
        .assert_shows("Over")
        .assert_hides("Copy this link");

    let (made_again, revoked) = make_link(&console, &made, "").await;
    assert_eq!(status(&revoked).await, 200);
    console.submit(&made_again, made_again.form("Revoke the link")).await.assert_redirect(&page.path);
    assert_eq!(status(&revoked).await, 404);

    let (_, expired) = make_link(&console, &made, "").await;
    app.database().execute("UPDATE asset_links SET expires_at = 1 WHERE revoked_at IS NULL");
    assert_eq!(status(&expired).await, 404);
    assert_eq!(status(&format!("{}/shared/no-such-link", console.base())).await, 404);
    let opened = "SELECT count(*) FROM audit WHERE action = 'open_link' AND actor_kind = 'anonymous'";
    assert_eq!(app.database().count(opened), 3);

    let form = page.form("Make link").fill("Until", "2001-01-01").fill("Number of uses", "0");
    let refused = console.submit(&page, form).await.assert_status(422);
    let refused = refused.assert_error_beside("Until", "from today to a year from now");
    refused.assert_error_beside("Number of uses", "from 1 to 10000");
}

async fn elsewhere(app: &App) -> Console {
    app.command(&["organization", "add", "Elsewhere"]).assert_code(0);
    let add = ["operator", "add", "x@example.test", "--role", "admin", "--organization", "Elsewhere"];
    app.command_with_input(&[&add[..], &["--password-stdin"]].concat(), PASSWORD).assert_code(0);
    app.sign_in_as("x@example.test", PASSWORD).await
}

#[actix_web::test]
async fn c3_another_organizations_files_are_not_there() {
    let app = spawn().await;
    let (console, stranger) = (app.sign_in().await, elsewhere(&app).await);
    let page = add(&console, "Secret plan", "plan.png", &png(4, 4)).await;
    let own = add(&stranger, "Own", "own.txt", b"own").await;
    let form = page.form("Replace the file").attach("Drag and drop", "b.png", png(5, 5));
    console.submit(&page, form).await.assert_status(303);
    for end in ["", "/file", "/files/1", "/thumbnail/row", "/delete", "/purge"] {
        let answer = stranger.get(&format!("{}{end}", page.path)).await.assert_status(404);
        assert!(!answer.body.contains("Secret plan"), "{end}");
    }
    for (button, action) in [("Save", ""), ("Make link", "/links")] {
        let form = own.form(button).sent_to(&format!("{}{action}", page.path));
        stranger.submit(&own, form).await.assert_status(404);
    }
    for action in ["delete", "restore", "purge", "detach", "import"] {
        let path = format!("{}/{action}", page.path);
        super::super::post(&stranger, &own, &path, &[]).await.assert_status(404);
    }
    let form = own.form("Replace the file").attach("Drag and drop", "b.txt", "b");
    stranger.submit(&own, form.sent_to(&format!("{}/file", page.path))).await.assert_status(404);
    stranger.open("/assets").await.assert_hides("Secret plan");
    console.open(&page.path).await.assert_shows("Version 2");
}

#[actix_web::test]
async fn c6_a_viewer_reads_an_editor_writes_and_an_administrator_deletes_for_ever() {
    let app = spawn().await;
    let editor = app.sign_in_with_role("editor").await;
    let page = add(&editor, "Notes", "notes.txt", b"text").await;
    let viewer = app.sign_in_with_role("viewer").await;
    let seen = viewer.open(&page.path).await.assert_heading("Notes");
    assert!(!seen.has_button("Save") && !seen.has_link("Delete"));
    assert_eq!(fetch(&viewer, &seen.link("Download").href, &[]).await.status(), 200);
    viewer.get("/assets/new").await.assert_status(403);
    let confirm = editor.open(&format!("{}/delete", page.path)).await;
    editor.submit(&confirm, confirm.form("Delete")).await.assert_status(303);
    editor.get(&format!("{}/purge", page.path)).await.assert_status(403);
    let admin = app.sign_in().await;
    let confirm = admin.open(&format!("{}/purge", page.path)).await;
    admin.submit(&confirm, confirm.form("Delete for ever")).await.assert_status(303);
    admin.get(&page.path).await.assert_status(404);
}
