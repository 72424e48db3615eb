//! The library of files through its pages, as a person without scripts uses it.

mod attach;
mod cut;
mod details;
mod doors;
mod list;
mod parts;
mod quota;
mod upload;

use std::io::Cursor;
use std::path::Path;

use image::{DynamicImage, ImageFormat};
use reqwest::{Method, Response};

use crate::support::console::Console;
use crate::support::page::Page;
use crate::support::server::App;

/// A picture of this width and height.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(width, height).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Uploads a file and answers its page.
async fn add(console: &Console, title: &str, name: &str, bytes: &[u8]) -> Page {
    let sent = console.upload(title, name, bytes).await.assert_status(303);
    console.follow(&sent).await
}

/// The same, public.
async fn add_public(console: &Console, title: &str, name: &str, bytes: &[u8]) -> Page {
    let page = console.open("/assets/new").await;
    let form = page.form("Submit").fill("Title", title).tick("Public").attach("Drag and drop", name, bytes);
    let sent = console.submit(&page, form).await.assert_status(303);
    console.follow(&sent).await
}

/// A file as it is sent, with these headers asked for.
async fn fetch(console: &Console, path: &str, headers: &[(&str, &str)]) -> Response {
    let path = path.strip_prefix(console.base()).unwrap_or(path);
    let request = console.request(Method::GET, path);
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).send().await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

/// The public address that a file's page shows.
fn public_address(page: &Page) -> String {
    let links = page.links();
    let link = links.into_iter().find(|link| link.href.contains("/public/"));
    link.unwrap_or_else(|| panic!("no public address\n{page}")).href
}

/// How many files are under a folder of the data.
fn files_in(app: &App, folder: &str) -> usize {
    fn count(folder: &Path) -> usize {
        let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
        entries
            .map(|entry| entry.unwrap().path())
            .map(|path| if path.is_dir() { count(&path) } else { 1 })
            .sum()
    }
    count(&app.data_dir().join("files").join(folder))
}
