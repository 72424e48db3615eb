//! The console: HTML pages over the lower floors. Here stands what every page shares: its frame, its language, its
//! dates and its static files. It owns no rule about customers.

pub mod account;
pub mod again;
pub mod assets;
pub mod attributes;
pub mod avatar;
pub mod browser;
pub mod countries;
pub mod customers;
pub mod dashboard;
pub mod dates;
pub mod error_page;
pub mod field;
pub mod frame;
pub mod help;
pub mod imports;
pub mod invitations;
pub mod language;
pub mod links;
pub mod operations;
pub mod operators;
pub mod portal;
pub mod provisions;
pub mod sessions;
pub mod shell;
pub mod statics;
pub mod tags;
pub mod timeline;
pub mod tokens;
pub mod uploads;
pub mod views;
pub mod visitor;
pub mod welcome;

#[cfg(test)]
mod words;
