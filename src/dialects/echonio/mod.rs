//! Echonio, a customer-relations service: its API of customers, contacts, tags, timelines and files. Bodies are forms
//! whose members may be JSON texts, or JSON. There is no mark of a version: changes are made to what there is.

mod avatar;
mod body;
mod contact_input;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod contacts;
mod customer_input;
mod customer_json;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod customers;
pub mod errors;
mod event_json;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod files;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod import;
mod import_file;
mod query;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod tags;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod timeline;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod token;
#[cfg(test)]
mod view_tests;
