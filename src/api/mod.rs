//! The native API: JSON both ways, bearer tokens, problem documents.

pub mod asset_json;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod asset_links;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod assets;
pub mod attribute_json;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod attributes;
pub mod customer_input;
pub mod customer_json;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod customers;
pub mod event_json;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod events;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod export;
pub mod import_json;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod imports;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod invitations;
mod person_json;
pub mod pointers;
pub mod provision_json;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod provision_work;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod provisions;
pub mod tag_json;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod tags;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod trash;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod versions;
