//! The console: HTML pages over the lower floors. Here stands what every page shares: its frame, its language, its
//! dates and its static files. It owns no rule about customers.

pub mod assets;
pub mod avatar;
pub mod customers;
pub mod dates;
pub mod field;
pub mod frame;
pub mod language;
pub mod links;
pub mod shell;
pub mod views;

#[cfg(test)]
#[cfg(test)]
mod words;
