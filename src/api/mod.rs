//! The native API: JSON both ways, bearer tokens, problem documents.

pub mod customer_json;
