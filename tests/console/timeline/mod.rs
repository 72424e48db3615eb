//! What happened: a customer's timeline with its notes, and the activity of the organization.

mod activity;
mod notes;
mod stream;

use crate::support::console::{Console, Customer};
use crate::support::page::Page;

/// Writes a note and answers the timeline.
pub async fn write(console: &Console, customer: &Customer, text: &str) -> Page {
    let page = timeline(console, customer).await;
    let form = page.form("Add note").fill("Add a note", text);
    let added = console.submit(&page, form).await.assert_redirect(&format!("{}/timeline", customer.url()));
    console.follow(&added).await
}

pub async fn timeline(console: &Console, customer: &Customer) -> Page {
    console.open(&format!("{}/timeline", customer.url())).await
}

/// Where one text stands before another.
#[track_caller]
pub fn assert_order(page: &Page, first: &str, second: &str) {
    let text = page.text();
    let place = |what: &str| text.find(what).unwrap_or_else(|| panic!("no {what:?}\n{page}"));
    assert!(place(first) < place(second), "{first:?} is not before {second:?}\n{page}");
}
