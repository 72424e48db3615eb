//! Echonio.

mod contacts;
mod customers;
mod files;
mod imports;
mod lists;
mod recorded;
mod tags;

use customary::web::dialect::Dialect;
use reqwest::Method;
use serde_json::{Value, json};

use super::Client;
use crate::support::api::Reply;
use crate::support::server::App;

/// An administrator's client.
pub fn admin(app: &App) -> Client {
    Client::admin(Dialect::Echonio, app)
}

pub async fn get(client: &Client, path: &str) -> Reply {
    Reply::of(client.request(Method::GET, path)).await
}

pub async fn delete(client: &Client, path: &str) -> Reply {
    Reply::of(client.request(Method::DELETE, path)).await
}

/// A call whose body is a form; what is no text is sent as JSON text.
pub async fn form(client: &Client, method: Method, path: &str, fields: &[(&str, Value)]) -> Reply {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let fields: Vec<(&str, String)> = fields.iter().map(|(name, value)| (*name, text(value))).collect();
    Reply::of(client.request(method, path).form(&fields)).await
}

pub async fn post(client: &Client, path: &str, fields: &[(&str, Value)]) -> Reply {
    form(client, Method::POST, path, fields).await
}

pub async fn put(client: &Client, path: &str, fields: &[(&str, Value)]) -> Reply {
    form(client, Method::PUT, path, fields).await
}

/// The radio station of the contract.
pub fn radio() -> [(&'static str, Value); 3] {
    [
        ("identity", json!({ "name": "رادیو", "title": "کافی شاپ", "manager": "ندا یاری" })),
        (
            "contacts",
            json!([
                { "type": "tel", "value": "+982123422342", "title": "main" },
                { "type": "mobile", "value": "+989121112222", "role": "CEO", "fullname": "ندا یاری" },
                { "type": "email", "value": "hi@radio.example" },
            ]),
        ),
        ("type", json!("corporate")),
    ]
}

/// The path of a customer that was just made.
pub fn path_of(customer: &Value) -> String {
    format!("/v1/customers/{}", customer["id"].as_str().unwrap())
}
