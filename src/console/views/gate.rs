//! What the pages without the frame show: signing in, and the first administrator.

use askama::Template;

use crate::console::field::{Field, Problem};
use crate::console::shell::Shell;

/// Sign in.
#[derive(Debug, Default, Template)]
#[template(path = "gate/login.html")]
pub struct LoginPage {
    /// The frame, without an operator.
    pub shell: Shell,
    /// Where the form goes.
    pub action: &'static str,
    /// "Sign in".
    pub title: String,
    /// What to do without the password.
    pub forgotten: String,
    /// Why it did not work.
    pub problem: Option<String>,
    /// `email`.
    pub email: Field,
    /// Where to go after signing in; checked again there.
    pub next: String,
}

/// A password is chosen: by the first administrator, by an invited operator, or after a reset.
#[derive(Debug, Default, Template)]
#[template(path = "gate/first_run.html")]
pub struct FirstRunPage {
    /// The frame, without an operator.
    pub shell: Shell,
    /// "Set up Customary".
    pub title: String,
    /// What happens here.
    pub text: String,
    /// Where the form goes, the one-time code in its path.
    pub action: String,
    /// What is to be fixed.
    pub problems: Vec<Problem>,
    /// `organization`, asked of the first administrator only.
    pub organization: Option<Field>,
    /// `name`, where it is not known.
    pub name: Option<Field>,
    /// `email`, where it is not known.
    pub email: Option<Field>,
    /// `password`.
    pub password: Field,
    /// The verb on the button.
    pub verb: String,
}

/// The password is asked again before something delicate.
#[derive(Debug, Default, Template)]
#[template(path = "gate/again.html")]
pub struct AgainPage {
    /// The frame.
    pub shell: Shell,
    /// Why it did not work.
    pub problem: Option<String>,
    /// Where to go then.
    pub next: String,
}
