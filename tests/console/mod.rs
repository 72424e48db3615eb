//! The console through its pages, as a person without scripts uses it.

mod customers;
mod imports;
