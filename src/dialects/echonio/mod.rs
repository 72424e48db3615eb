//! Echonio, a customer-relations service: its API of customers, contacts, tags, timelines and files. Bodies are forms
//! whose members may be JSON texts, or JSON.

pub mod customer_json;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod customers;
pub mod errors;
mod query;
