//! What one's own account shows.

use askama::Template;

use crate::console::field::{Field, Problem};
use crate::console::shell::Shell;

/// One's own account.
#[derive(Debug, Default, Template)]
#[template(path = "account/page.html")]
pub struct AccountPage {
    /// The frame.
    pub shell: Shell,
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// The role's name.
    pub role: String,
    /// The organization's name.
    pub organization: String,
    /// The places one is signed in, the newest first.
    pub sessions: Vec<SessionRow>,
    /// What is to be fixed.
    pub problems: Vec<Problem>,
    /// `password`.
    pub password: Field,
}

/// A place one is signed in.
#[derive(Clone, Debug, Default)]
pub struct SessionRow {
    /// Where its forms go, without a slash at the end.
    pub url: String,
    /// "Firefox on Windows".
    pub browser: String,
    /// What it calls itself.
    pub agent: String,
    /// The network address.
    pub address: String,
    /// "20 Nov, 13:40".
    pub begun: String,
    /// "2 h ago".
    pub seen: String,
    /// It is this browser.
    pub is_this: bool,
}
