//! The native API through its door, as a program uses it.

mod assets;
mod attributes;
mod customers;
mod definitions;
mod events;
mod exports;
mod import_values;
pub mod imports;
mod invitations;
mod programs;
mod provisions;
mod tags;
mod trash;
pub mod undo;
mod versions;
