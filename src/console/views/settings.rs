//! What the settings show: operators and tokens.

use askama::Template;

use super::State;
use crate::console::avatar::Avatar;
use crate::console::field::{Choice, Field, Problem};
use crate::console::shell::Shell;

/// The people who can sign in.
#[derive(Debug, Default, Template)]
#[template(path = "settings/operators.html")]
pub struct OperatorsPage {
    /// The frame.
    pub shell: Shell,
    /// How many.
    pub total: String,
    /// The operators.
    pub rows: Vec<OperatorRow>,
    /// The roles.
    pub roles: Vec<Choice>,
    /// The form for a new one is open.
    pub is_inviting: bool,
    /// What is to be fixed in it.
    pub problems: Vec<Problem>,
    /// `name`.
    pub name: Field,
    /// `email`.
    pub email: Field,
    /// `role`.
    pub role: Field,
    /// The one-time link of the one just invited.
    pub link: Option<String>,
}

/// An operator.
#[derive(Clone, Debug, Default)]
pub struct OperatorRow {
    /// Where its forms go, without a slash at the end.
    pub url: String,
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// Beside the name.
    pub avatar: Avatar,
    /// It is the reader.
    pub is_you: bool,
    /// The role's value.
    pub role: String,
    /// The role's name.
    pub role_label: String,
    /// Active, invited, disabled.
    pub state: State,
    /// It may not sign in.
    pub is_disabled: bool,
    /// "2 h ago".
    pub seen: String,
}

/// The keys of other programs.
#[derive(Debug, Default, Template)]
#[template(path = "settings/tokens.html")]
pub struct TokensPage {
    /// The frame.
    pub shell: Shell,
    /// How many.
    pub total: String,
    /// The tokens.
    pub rows: Vec<TokenRow>,
    /// The roles that the reader may give.
    pub roles: Vec<Choice>,
    /// The lifetimes.
    pub lifetimes: Vec<Choice>,
    /// The form for a new one is open.
    pub is_making: bool,
    /// What is to be fixed in it.
    pub problems: Vec<Problem>,
    /// `name`.
    pub name: Field,
    /// `role`.
    pub role: Field,
    /// `expires_days`.
    pub expires: Field,
    /// The secret of the one just made: shown this once.
    pub secret: Option<String>,
}

/// A token.
#[derive(Clone, Debug, Default)]
pub struct TokenRow {
    /// Where its forms go, without a slash at the end.
    pub url: String,
    /// The name.
    pub name: String,
    /// "cst_…9f2a".
    pub hint: String,
    /// The role's name.
    pub role: String,
    /// "18 Nov by Neda Yari".
    pub made: String,
    /// "2 h ago".
    pub used: String,
    /// "20 Dec".
    pub expires: String,
    /// Active, expired, revoked.
    pub state: State,
    /// It still works.
    pub is_active: bool,
}
