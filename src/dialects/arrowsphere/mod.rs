//! The `customers` API of ArrowSphere, as its own clients call it: its JSON and its errors are turned into our drafts and
//! back. No rule is held here.

pub mod beyond;
mod contact_json;
pub mod contacts;
mod customer_input;
mod customer_json;
pub mod customers;
mod envelope;
pub mod errors;
mod fields;
mod filter;
mod found;
mod ids;
mod invitation_json;
pub mod invitations;
mod main_contact;
mod paging;
mod provision_json;
pub mod provisions;
mod reader;
#[cfg(test)]
mod views;
