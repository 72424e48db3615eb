//! The `customers` API of ArrowSphere, as its own clients call it: its JSON and its errors are turned into our drafts and
//! back. No rule is held here.

#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and errors says which"
)]
pub mod beyond;
mod contact_json;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and errors says which"
)]
pub mod contacts;
mod customer_input;
mod customer_json;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and errors says which"
)]
pub mod customers;
mod envelope;
pub mod errors;
mod fields;
mod filter;
mod found;
mod ids;
mod invitation_json;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and errors says which"
)]
pub mod invitations;
mod main_contact;
mod paging;
mod provision_json;
#[expect(
    clippy::missing_errors_doc,
    reason = "what a handler fails with is an answer, and errors says which"
)]
pub mod provisions;
mod reader;
#[cfg(test)]
mod views;
