//! Customary: a self-hosted customer console in one program. See README.md for the map of the house.

pub mod console;
pub mod domain;
pub mod import;
pub mod store;
