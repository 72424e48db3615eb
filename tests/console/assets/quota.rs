//! How much an organization may keep.

use image::ImageFormat::Png;

use super::parts::Script;
use super::{add, files_in, header};
use crate::console::customers::avatar::{give, picture};
use crate::support::server::spawn_with;

#[actix_web::test]
async fn e8_a_full_library_says_so_in_a_plain_sentence() {
    let app = spawn_with(&[("CUSTOMARY_QUOTA_BYTES", "1048576")]).await;
    let console = app.sign_in().await;
    let page = add(&console, "First", "first.bin", &vec![1; 700_000]).await;
    let refused = console.upload("Second", "second.bin", &vec![2; 700_000]).await.assert_status(507);
    let refused =
        refused.assert_shows("There is no room left: your organization may keep 100,000 files of 1 MB");
    refused.assert_shows("Delete files for ever from Trash");
    assert_eq!((files_in(&app, "kept"), files_in(&app, "incoming")), (1, 0));
    let form = page.form("Replace the file").attach("Drag and drop", "more.bin", vec![3; 700_000]);
    console.submit(&page, form).await.assert_status(507).assert_shows("There is no room left");
    // What is in the trash takes room until it is deleted for ever.
    let confirm = console.open(&format!("{}/delete", page.path)).await;
    console.submit(&confirm, confirm.form("Delete")).await.assert_status(303);
    console.upload("Second", "second.bin", &vec![2; 700_000]).await.assert_status(507);
    let confirm = console.open(&format!("{}/purge", page.path)).await;
    console.submit(&confirm, confirm.form("Delete for ever")).await.assert_status(303);
    console.upload("Second", "second.bin", &vec![2; 700_000]).await.assert_status(303);
}

#[actix_web::test]
async fn e8_files_are_counted_too_each_with_its_earlier_ones() {
    let app = spawn_with(&[("CUSTOMARY_QUOTA_FILES", "2")]).await;
    let console = app.sign_in().await;
    let page = add(&console, "First", "a.txt", b"1").await;
    let form = page.form("Replace the file").attach("Drag and drop", "b.txt", "2");
    console.submit(&page, form).await.assert_status(303);
    console.upload("", "c.txt", b"3").await.assert_status(507);
    console.open("/assets/new").await.assert_shows("may keep 2 files");
    assert!(!console.open(&page.path).await.has_button("Replace the file"));
}

#[actix_web::test]
async fn e8_an_upload_in_parts_has_its_room_from_its_beginning() {
    let app = spawn_with(&[("CUSTOMARY_QUOTA_BYTES", "1048576")]).await;
    let console = app.sign_in().await;
    let script = Script::of(&console).await;
    add(&console, "First", "first.bin", &vec![1; 300_000]).await;
    let begun = script.begin(700_000, "film.bin").await;
    assert_eq!(begun.status(), 201);
    let refused = script.begin(100_000, "more.bin").await;
    assert_eq!(refused.status(), 507);
    let refused: serde_json::Value = refused.json().await.unwrap();
    assert!(refused["detail"].as_str().unwrap().contains("There is no room left"), "{refused}");
    assert_eq!(app.database().count("SELECT count(*) FROM uploads"), 1);
    assert_eq!(files_in(&app, "partials"), 1);
    console.upload("More", "more.bin", &vec![2; 100_000]).await.assert_status(507);
    // Its own room is there for it when it is whole.
    let path = header(&begun, "location").to_owned();
    assert_eq!(script.send(&path, 0, vec![3; 700_000].into()).await.unwrap().status(), 204);
    assert_eq!(script.submit(&path).await.status(), 201);
    assert_eq!(script.begin(100_000, "more.bin").await.status(), 507);
    // One that is given up gives its room back.
    let path = header(&script.begin(40_000, "small.bin").await, "location").to_owned();
    assert_eq!(script.begin(40_000, "other.bin").await.status(), 507);
    script.request(reqwest::Method::DELETE, &path).send().await.unwrap();
    assert_eq!(script.begin(40_000, "other.bin").await.status(), 201);
}

#[actix_web::test]
async fn e8_pictures_of_customers_are_counted_too() {
    let app = spawn_with(&[("CUSTOMARY_QUOTA_FILES", "1")]).await;
    let console = app.sign_in().await;
    let ada = console.create_customer("Ada Byron").await;
    give(&console, &ada, "ada.png", picture(200, Png)).await.assert_redirect(&ada.url());
    console.upload("", "a.txt", b"1").await.assert_status(507);
    let refused = give(&console, &ada, "ada.png", picture(100, Png)).await.assert_status(507);
    refused.assert_shows("There is no room left");
    assert_eq!((files_in(&app, "kept"), files_in(&app, "incoming")), (1, 0));
}
