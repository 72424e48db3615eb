//! The console: HTML pages over the lower floors. Here stands what every page shares: its frame, its language, its
//! dates and its static files. It owns no rule about customers.

pub mod account;
pub mod again;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod assets;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod attributes;
pub mod avatar;
pub mod browser;
pub mod countries;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod customers;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod dashboard;
pub mod dates;
pub mod error_page;
pub mod field;
pub mod frame;
pub mod help;
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
pub mod language;
pub mod links;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod operations;
pub mod operators;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod portal;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod provisions;
pub mod sessions;
pub mod shell;
pub mod statics;
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
pub mod tokens;
pub mod uploads;
pub mod views;
pub mod visitor;
pub mod welcome;

#[cfg(test)]
mod words;
