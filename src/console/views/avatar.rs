//! What the page of a customer's picture shows.

use askama::Template;

use super::customers::CustomerHead;
use crate::console::shell::Shell;

/// The picture of a customer, to be replaced or taken off.
#[derive(Debug, Default, Template)]
#[template(path = "customers/avatar.html")]
pub struct AvatarPage {
    /// The frame.
    pub shell: Shell,
    /// The customer.
    pub head: CustomerHead,
    /// Why a file was not taken.
    pub refused: Option<String>,
}
