//! Tags at the console: their own pages, a customer's, the list, and files.

mod customer;
mod list;
mod pages;

use serde_json::json;

use crate::support::console::{Console, Customer};
use crate::support::page::Page;
use crate::support::server::App;

/// Makes a tag on its page, and answers the address of its own.
pub async fn add_tag(console: &Console, title: &str) -> String {
    let page = console.open("/tags").await;
    let made = console.submit(&page, page.form("Add a tag").fill("Title", title)).await;
    let page = console.follow(&made.assert_redirect("/tags")).await;
    page.link(&format!("Edit {title}")).href
}

/// Makes a customer with tags of these titles.
pub async fn add_tagged(app: &App, name: &str, titles: &[&str]) -> Customer {
    let body = json!({ "displayName": name, "tags": titles });
    let made = app.api().post("/api/v1/customers", &body).await.assert_status(201);
    Customer { id: made.json()["customerId"].as_str().unwrap().to_owned() }
}

/// The titles of a customer's tags, by the buttons that take them off.
pub async fn tags_of(console: &Console, customer: &Customer) -> Vec<String> {
    let page = console.open_customer(customer).await;
    let buttons = page.body.split("aria-label=\"Remove tag ").skip(1);
    buttons.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

/// Gives a customer tags by the field for new ones.
pub async fn give(console: &Console, customer: &Customer, titles: &str) -> Page {
    let page = console.open_customer(customer).await;
    console.submit(&page, page.form("Add tag").fill("New tags", titles)).await
}
