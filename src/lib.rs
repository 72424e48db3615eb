//! Customary: a self-hosted customer console in one program. See README.md for the map of the house.

#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod api;
pub mod app;
pub mod cli;
pub mod config;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod console;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and web::errors says which"
)]
pub mod dialects;
pub mod domain;
pub mod export;
pub mod files;
pub mod import;
pub mod mail;
pub mod routes;
pub mod store;
pub mod web;
pub mod workbook;
