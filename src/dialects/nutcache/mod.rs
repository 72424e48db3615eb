//! Nutcache, a time and billing service: its web API of customers, version 3, which reads and does not write.

pub mod errors;
