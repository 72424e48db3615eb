//! A customer's picture: a small square in the place of the initials, a part of the document.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use reqwest::Method;

use super::super::{between, post};
use super::add;
use crate::support::console::{Console, Customer};
use crate::support::page::Page;
use crate::support::server::{App, PASSWORD, spawn};

pub fn picture(red: u8, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = DynamicImage::from(RgbImage::from_pixel(640, 480, Rgb([red, 90, 120])));
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub async fn give(console: &Console, customer: &Customer, name: &str, bytes: Vec<u8>) -> Page {
    let page = console.open(&format!("{}/avatar", customer.url())).await;
    let form = page.form("Use this picture").attach("Drag and drop", name, bytes);
    console.submit(&page, form).await
}

/// Where the picture is that a page shows, without its beginning.
fn shown(page: &Page) -> Option<String> {
    page.body.contains("<img src=\"/customers/").then(|| between(page, "<img src=\"", "\"").to_owned())
}

fn is_kept(app: &App) -> usize {
    let kept = std::fs::read_dir(app.data_dir().join("files/kept")).unwrap();
    kept.map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count()).sum()
}

#[actix_web::test]
async fn a_picture_takes_the_place_of_the_initials_everywhere() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = &add(&app, &["Ada Byron"]).await[0];
    assert_eq!(shown(&console.open_customer(ada).await), None);

    let given = give(&console, ada, "ada.png", picture(200, ImageFormat::Png)).await;
    let page = console.follow(&given.assert_redirect(&ada.url())).await.assert_shows("version 2");
    let address = shown(&page).expect("the head shows it");
    assert_eq!(shown(&console.open("/customers").await), Some(address.clone()), "the list, too");
    let known = app.api().get(&format!("/api/v1{}", ada.url())).await;
    let id = address.rsplit('/').next().unwrap();
    known.assert_at("/avatarFileId", id).assert_at("/version", "2");

    let sent = console.request(Method::GET, &address).send().await.unwrap();
    let header = |name: &str| sent.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "image/jpeg", "encoded anew");
    assert_eq!(header("cache-control"), "private, no-cache");
    let tag = header("etag");
    let square = image::load_from_memory(&sent.bytes().await.unwrap()).unwrap();
    assert_eq!((square.width(), square.height()), (160, 160));
    let again = console.request(Method::GET, &address).header("if-none-match", tag).send().await.unwrap();
    assert_eq!(again.status(), 304);
    assert_eq!(is_kept(&app), 1, "nothing is left of what was uploaded");
}

#[actix_web::test]
async fn a_picture_is_a_part_of_the_document_and_is_restored_with_it() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = &add(&app, &["Ada Byron"]).await[0];
    give(&console, ada, "one.png", picture(10, ImageFormat::Png)).await.assert_status(303);
    let first = shown(&console.open_customer(ada).await).unwrap();
    give(&console, ada, "two.jpg", picture(250, ImageFormat::Jpeg)).await.assert_status(303);
    let second = shown(&console.open_customer(ada).await).unwrap();
    assert_ne!(first, second);
    let compared = console.open(&format!("{}/history/compare?from=2&to=3", ada.url())).await;
    let code = |address: &str| format!("Picture {}", &address[address.len() - 4..]);
    compared.assert_shows(&code(&first)).assert_shows(&code(&second));

    let page = console.open(&format!("{}/avatar", ada.url())).await;
    let removed = console.submit(&page, page.form("Remove the picture")).await.assert_redirect(&ada.url());
    assert_eq!(shown(&console.follow(&removed).await), None);
    let history = console.open(&format!("{}/history", ada.url())).await.assert_shows("Picture");
    let path = format!("{}/versions/2/restore", ada.url());
    post(&console, &history, &path, &[("version", "4")]).await.assert_status(303);
    assert_eq!(shown(&console.open_customer(ada).await), Some(first.clone()), "version 2 had the first");
    console.edit_customer(ada, &[("Last Name", "King")]).await.assert_status(303);
    assert_eq!(shown(&console.open_customer(ada).await), Some(first), "other changes leave it alone");
    console.open(&format!("{}/timeline", ada.url())).await.assert_shows("Picture");
}

#[actix_web::test]
async fn what_is_no_picture_is_refused_and_leaves_nothing() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = &add(&app, &["Ada Byron"]).await[0];
    for (name, bytes, says) in [
        ("ada.txt", b"just text".to_vec(), "This is no picture."),
        ("ada.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), "This is no picture."),
        ("ada.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR broken".to_vec(), "This picture cannot be read."),
    ] {
        give(&console, ada, name, bytes).await.assert_status(422).assert_shows(says);
    }
    let page = console.open(&format!("{}/avatar", ada.url())).await;
    console.submit(&page, page.form("Use this picture")).await.assert_status(422);
    assert_eq!(is_kept(&app), 0);
    app.api().get(&format!("/api/v1{}", ada.url())).await.assert_at("/version", "1");
}

#[actix_web::test]
async fn c3_a_picture_is_shown_to_its_organization_only_and_changed_by_editors() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = &add(&app, &["Ada Byron"]).await[0];
    give(&console, ada, "ada.png", picture(200, ImageFormat::Png)).await.assert_status(303);
    let address = shown(&console.open_customer(ada).await).unwrap();

    let viewer = app.sign_in_with_role("viewer").await;
    app.command(&["organization", "add", "Elsewhere"]).assert_code(0);
    let other = ["operator", "add", "x@example.test", "--role", "admin", "--organization", "Elsewhere"];
    app.command_with_input(&[&other[..], &["--password-stdin"]].concat(), PASSWORD).assert_code(0);
    let stranger = app.sign_in_as("x@example.test", PASSWORD).await;
    for (console, picture, form) in [(&stranger, 404, 404), (&viewer, 200, 403)] {
        let sent = console.request(Method::GET, &address).send().await.unwrap();
        assert_eq!(sent.status().as_u16(), picture);
        console.get(&format!("{}/avatar", ada.url())).await.assert_status(form);
    }
}

#[actix_web::test]
async fn a_customer_that_goes_for_ever_takes_its_pictures_along() {
    let app = spawn().await;
    let console = app.sign_in().await;
    let ada = &add(&app, &["Ada Byron"]).await[0];
    give(&console, ada, "one.png", picture(10, ImageFormat::Png)).await.assert_status(303);
    give(&console, ada, "two.png", picture(250, ImageFormat::Png)).await.assert_status(303);
    assert_eq!(app.database().count("SELECT count(*) FROM avatars"), 2);
    console.delete_customer(ada).await.assert_status(303);
    let confirm = console.open(&format!("{}/purge", ada.url())).await;
    console.submit(&confirm, confirm.form("Delete for ever")).await.assert_status(303);
    assert_eq!(app.database().count("SELECT count(*) FROM avatars"), 0);
    assert_eq!(app.database().count("SELECT count(*) FROM released_contents"), 2, "the runner deletes them");
}
