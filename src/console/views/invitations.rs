//! Invitations on the console: the card of a customer, the page that invites, the outbox; and the page that accepts one.

use askama::Template;

use super::{Crumb, State};
use crate::console::avatar::Avatar;
use crate::console::field::{Choice, Field, Problem};
use crate::console::shell::Shell;

/// The card of a customer's invited contacts.
#[derive(Clone, Debug, Default)]
pub struct InvitationsCard {
    /// The latest invitation of each person.
    pub rows: Vec<InvitationLine>,
}

/// An invitation in the card.
#[derive(Clone, Debug, Default)]
pub struct InvitationLine {
    /// Where its forms go, without a slash at the end.
    pub url: String,
    /// Who was invited.
    pub name: String,
    /// Beside the name.
    pub avatar: Avatar,
    /// "Sees and edits, sent 2 days ago".
    pub detail: String,
    /// Pending, expired, active, revoked.
    pub state: State,
    /// It can be sent again.
    pub may_resend: bool,
    /// It can be taken back.
    pub may_revoke: bool,
    /// Where its person is invited again, after it was.
    pub again: Option<String>,
}

/// Invite a contact.
#[derive(Debug, Default, Template)]
#[template(path = "invitations/new.html")]
pub struct InvitePage {
    /// The frame.
    pub shell: Shell,
    /// The way back.
    pub crumbs: Vec<Crumb>,
    /// The customer's page.
    pub url: String,
    /// The customer's name.
    pub name: String,
    /// What is to be fixed.
    pub problems: Vec<Problem>,
    /// `person`.
    pub person: Field,
    /// Those with an e-mail address.
    pub people: Vec<Choice>,
    /// `policy`.
    pub policy: Field,
    /// View, edit.
    pub policies: Vec<Choice>,
}

/// The mails that are, or were, to be sent.
#[derive(Debug, Default, Template)]
#[template(path = "invitations/outbox.html")]
pub struct OutboxPage {
    /// The frame.
    pub shell: Shell,
    /// A mail server is set.
    pub has_server: bool,
    /// The mails.
    pub rows: Vec<OutboxRow>,
}

/// A mail.
#[derive(Clone, Debug, Default)]
pub struct OutboxRow {
    /// To whom.
    pub name: String,
    /// Where.
    pub email: String,
    /// Of which customer's page.
    pub customer: String,
    /// That customer's name.
    pub customer_name: String,
    /// When it was made.
    pub made: String,
    /// Sent, waiting, failed.
    pub state: State,
    /// Why it failed the last time, and when it is tried next; or nothing.
    pub error: String,
    /// Its link, while there is no server that sends it.
    pub link: Option<String>,
}
