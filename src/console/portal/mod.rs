//! The portal: a contact's own customer, and nothing else.

mod form;
pub mod home;
pub mod sessions;
