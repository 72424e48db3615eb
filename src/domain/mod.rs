//! What Customary knows, in plain Rust: no web server, no database, no wire formats.

pub mod account;
pub mod issues;
pub mod operator;
pub mod organization;
pub mod password;
pub mod secret;
pub mod time;
pub mod values;
