//! The native API through its door, as a program uses it.

mod attributes;
mod customers;
pub mod imports;
mod tags;
