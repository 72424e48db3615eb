//! How much an organization may keep.

use super::{add, files_in};
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
