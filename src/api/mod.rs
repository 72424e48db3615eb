//! The native API: JSON both ways, bearer tokens, problem documents.

pub mod asset_json;
pub mod asset_links;
pub mod assets;
pub mod attribute_json;
pub mod attributes;
pub mod customer_input;
pub mod customer_json;
pub mod customers;
pub mod event_json;
pub mod events;
pub mod export;
pub mod import_json;
pub mod imports;
pub mod invitations;
mod person_json;
pub mod pointers;
pub mod provision_json;
pub mod provision_work;
pub mod provisions;
pub mod tag_json;
pub mod tags;
pub mod trash;
pub mod versions;
