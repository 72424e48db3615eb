//! Plain Rust: what the words of the field mean and which rules hold. No actix, no Diesel, no wire shapes.

pub mod account;
pub mod asset;
pub mod attribute;
pub mod customer;
pub mod diff;
pub mod draft;
pub mod event;
pub mod folding;
pub mod import;
pub mod invitation;
pub mod issues;
pub mod listing;
pub mod operation;
pub mod operator;
pub mod organization;
pub mod password;
pub mod person;
pub mod provision;
pub mod secret;
pub mod tag;
pub mod time;
pub mod values;
pub mod view;
