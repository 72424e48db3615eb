//! Customers in the console: the list, one customer, the forms, its past, the trash. Handlers only; rules are the
//! domain's.

pub mod avatar;
pub mod bulk;
pub mod bulk_tag;
pub mod conflict;
pub(in crate::console) mod controls;
pub mod editor;
pub mod export;
mod filters;
pub mod form;
pub mod head;
pub mod list;
pub mod overview;
pub mod past;
pub mod people;
pub mod query;
pub mod sought;
pub mod tags;
pub mod trash;
pub mod views;
