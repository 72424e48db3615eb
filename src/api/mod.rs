//! The native API: JSON both ways, bearer tokens, problem documents.

pub mod body;
pub mod customer_json;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod customers;
pub mod import_json;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod imports;
mod members;
pub mod person_json;
mod pointers;
pub mod tag_json;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod tags;
