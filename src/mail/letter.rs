//! What is written in a mail.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::Loader as _;
use fluent_templates::fluent_bundle::FluentValue;
use unic_langid::langid;

use crate::domain::invitation::Invitation;

fluent_templates::static_loader! {
    static WORDS = {
        locales: "./letters",
        fallback_language: "en",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// A mail, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Name of whom it is to.
    pub name: String,
    /// Address of whom it is to.
    pub address: String,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
}

impl Letter {
    /// The mail of an invitation, whose link leads to the page that asks for a password.
    #[must_use]
    pub fn invitation(invitation: &Invitation, organization: &str, customer: &str, link: &str) -> Self {
        let until = invitation.expires_at.rfc3339().unwrap_or_default();
        let until = until.get(..16).unwrap_or_default().replace('T', " ");
        let values = [
            ("organization", one_line(organization)),
            ("customer", one_line(customer)),
            ("name", one_line(&invitation.name)),
            ("until", until),
            ("link", link.to_owned()),
        ];
        Self {
            name: one_line(&invitation.name),
            address: invitation.email.as_str().to_owned(),
            subject: say("subject", &values),
            text: say("text", &values),
        }
    }
}

/// A name as it may stand in a header: what would begin another line is a blank.
fn one_line(name: &str) -> String {
    name.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

fn say(id: &str, values: &[(&'static str, String)]) -> String {
    let values: HashMap<Cow<'static, str>, FluentValue<'_>> =
        values.iter().map(|(name, value)| (Cow::Borrowed(*name), value.as_str().into())).collect();
    WORDS.lookup_with_args(&langid!("en"), id, &values)
}
