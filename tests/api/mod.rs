//! The native API through its door, as a program uses it.

mod assets;
mod customers;
pub mod imports;
mod provisions;
mod tags;
