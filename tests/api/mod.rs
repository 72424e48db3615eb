//! The native API through its door, as a program uses it.

mod assets;
mod attributes;
mod customers;
mod events;
mod exports;
pub mod imports;
mod provisions;
mod tags;
