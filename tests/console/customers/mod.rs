//! The customers' pages, room by room.

pub mod avatar;
mod bad_input;
mod conflict;
mod editor;
mod list;
mod past;
pub mod people;
mod rights;
mod trash;
mod views;

use serde_json::json;

use crate::support::console::{Console, Customer};
use crate::support::page::Page;
use crate::support::server::App;

/// The display names of a list's rows, in order.
pub fn listed(page: &Page) -> Vec<String> {
    let is_customer =
        |href: &str| href.strip_prefix("/customers/").is_some_and(|id| uuid::Uuid::parse_str(id).is_ok());
    page.links().into_iter().filter(|link| is_customer(&link.href)).map(|link| link.text).collect()
}

/// Makes customers of these display names, oldest first.
pub async fn add(app: &App, names: &[&str]) -> Vec<Customer> {
    let api = app.api();
    let mut customers = Vec::new();
    for name in names {
        let made = api.post("/api/v1/customers", &json!({ "displayName": name })).await.assert_status(201);
        let id = made.json()["customerId"].as_str().unwrap().to_owned();
        customers.push(Customer { id });
    }
    customers
}

/// "Customer 01" to "Customer n".
pub async fn add_numbered(app: &App, count: usize) -> Vec<Customer> {
    let names: Vec<_> = (1..=count).map(|number| format!("Customer {number:02}")).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    add(app, &names).await
}

/// Ada with a display name of her own, which no other name changes.
pub async fn add_ada(console: &Console) -> Customer {
    console
        .create_customer_with(&[
            ("First Name", "Ada"),
            ("Last Name", "Byrne"),
            ("Display Name", "Countess Ada"),
            ("Email Address", "ada@example.org"),
        ])
        .await
}

/// The version that the customer's page says it has.
pub fn version_of(page: &Page) -> String {
    let text = page.text();
    let after = text.split("Version ").nth(1).unwrap_or_else(|| panic!("no version\n{page}"));
    after.chars().take_while(char::is_ascii_digit).collect()
}
