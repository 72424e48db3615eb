//! What a contact sees of their own customer.

use askama::Template;

use super::customers::{AddressRow, Line, PhoneRow};
use crate::console::countries::Countries;
use crate::console::field::{Choice, Field, Problem};
use crate::console::shell::Shell;

/// The customer's details, and the form to correct them where the policy lets.
#[derive(Debug, Default, Template)]
#[template(path = "portal/page.html")]
pub struct PortalPage {
    /// The frame: words, token, what just happened.
    pub shell: Shell,
    /// The organization that keeps the details.
    pub organization: String,
    /// The customer's name.
    pub name: String,
    /// Who is signed in.
    pub contact: String,
    /// The password opens the details of other customers too.
    pub has_others: bool,
    /// What is to be fixed.
    pub problems: Vec<Problem>,
    /// What somebody else changed meanwhile, beside what was typed.
    pub clashes: Vec<Line>,
    /// Others kept changing it while it was being saved: nothing was.
    pub is_overtaken: bool,
    /// The form; without it the details are shown.
    pub form: Option<PortalForm>,
    /// The details.
    pub lines: Vec<Line>,
    /// The fields of another password.
    pub passwords: Passwords,
}

/// Whose details, of those that an address and a password lead to.
#[derive(Debug, Default, Template)]
#[template(path = "portal/choose.html")]
pub struct ChoicePage {
    /// The frame.
    pub shell: Shell,
    /// The customers, each with its organization.
    pub accounts: Vec<Choice>,
    /// Another one is open: there is a way back to it.
    pub has_chosen: bool,
}

/// The form.
#[derive(Clone, Debug, Default)]
pub struct PortalForm {
    /// The version it was made from.
    pub version: String,
    /// The fields with one value, and their labels.
    pub texts: Vec<(Field, String)>,
    /// `email_address`.
    pub email_address: Field,
    /// The phones.
    pub phones: Vec<PhoneRow>,
    /// The addresses.
    pub addresses: Vec<AddressRow>,
    /// The closed list of countries.
    pub countries: &'static Countries,
    /// `Unknown`, `Phone`, `Mobile`.
    pub phone_types: Vec<Choice>,
}

/// The fields of another password.
#[derive(Clone, Debug, Default)]
pub struct Passwords {
    /// They are open.
    pub is_open: bool,
    /// `current`.
    pub current: Field,
    /// `password`.
    pub new: Field,
}
