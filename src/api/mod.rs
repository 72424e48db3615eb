//! The native API: JSON both ways, bearer tokens, problem documents.

pub mod body;
pub mod customer_json;
pub mod customers;
pub mod import_json;
pub mod imports;
