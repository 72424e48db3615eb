//! `/api/v1/customers`, by what a caller does there.

mod calls;
mod list;
mod object;
mod problems;
mod refusals;

use serde_json::Value;

use crate::support::api::{Api, Reply};

pub const CUSTOMERS: &str = "/api/v1/customers";

/// Makes a customer; answers it as it was answered.
pub async fn create(api: &Api, body: Value) -> Value {
    api.post(CUSTOMERS, &body).await.assert_status(201).json()
}

/// The address of a customer that was answered.
pub fn path_of(customer: &Value) -> String {
    format!("{CUSTOMERS}/{}", customer["customerId"].as_str().unwrap())
}

/// Asserts that it is refused with this status, in the form that every refusal has.
#[track_caller]
pub fn assert_problem(reply: Reply, status: u16) -> Reply {
    let reply = reply.assert_status(status);
    assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{reply}");
    let problem = reply.json();
    assert_eq!(problem["status"], status, "{reply}");
    for member in ["type", "title", "detail", "code", "reference"] {
        assert!(problem[member].is_string(), "{member}\n{reply}");
    }
    for inside in ["sqlite", "postgres", "diesel", "panicked", ".rs"] {
        assert!(!reply.body.to_lowercase().contains(inside), "{inside}\n{reply}");
    }
    reply
}
