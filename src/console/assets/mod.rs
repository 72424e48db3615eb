//! The library of files in the console: the list, Upload File, a file's page, links, the trash. Handlers only; rules are
//! the domain's.

pub mod attach;
pub mod create;
pub mod details;
pub mod download;
pub mod import;
pub mod list;
pub mod of_customer;
pub mod query;
pub mod replace;
pub mod row;
pub mod share;
pub mod trash;
