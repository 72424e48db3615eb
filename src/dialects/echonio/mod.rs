//! Echonio, a customer-relations service: its API of customers, contacts, tags, timelines and files. Bodies are forms
//! whose members may be JSON texts, or JSON. There is no mark of a version: changes are made to what there is.

mod avatar;
mod body;
mod contact_input;
pub mod contacts;
mod customer_input;
mod customer_json;
pub mod customers;
pub mod errors;
mod event_json;
pub mod files;
pub mod import;
mod import_file;
mod query;
pub mod tags;
pub mod timeline;
pub mod token;
#[cfg(test)]
mod view_tests;
