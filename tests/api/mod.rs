//! The native API through its door, as a program uses it.

mod customers;
mod events;
pub mod imports;
mod tags;
