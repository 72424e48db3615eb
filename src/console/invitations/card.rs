//! The card of a customer's invited contacts.

use crate::console::avatar::Avatar;
use crate::console::customers::head::Opened;
use crate::console::frame::Frame;
use crate::console::language::Language;
use crate::console::links;
use crate::console::views::State;
use crate::console::views::invitations::{InvitationLine, InvitationsCard};
use crate::domain::invitation::{Invitation, InvitationState, Policy};

/// The card.
#[must_use]
pub fn card(frame: &Frame, opened: &Opened) -> InvitationsCard {
    let people = &opened.customer.document;
    let line = |invitation: &Invitation| {
        let person = people.person(invitation.person).filter(|person| person.email.is_some());
        line(frame, invitation, person.is_some())
    };
    InvitationsCard { rows: opened.invitations.iter().map(line).collect() }
}

fn line(frame: &Frame, invitation: &Invitation, has_address: bool) -> InvitationLine {
    let state = invitation.state(frame.db.now());
    let sent = frame.dates().ago_within(invitation.updated_at.micros());
    let policy = policy_label(frame.language, &invitation.policy);
    InvitationLine {
        url: links::invitation(invitation.customer, invitation.id),
        name: invitation.name.clone(),
        avatar: Avatar::new(&invitation.name, invitation.person.as_bytes(), false),
        detail: frame.language.say_with("invitation-detail", &[("policy", &policy), ("when", &sent)]),
        state: shown(frame.language, state),
        may_resend: matches!(state, InvitationState::Pending | InvitationState::Expired),
        may_revoke: state != InvitationState::Revoked,
        again: (state == InvitationState::Revoked && has_address)
            .then(|| links::invite_person(invitation.customer, invitation.person)),
    }
}

/// A state as a badge.
#[must_use]
pub fn shown(language: Language, state: InvitationState) -> State {
    let (tone, label) = match state {
        InvitationState::Pending => ("warn", "invitation-pending"),
        InvitationState::Expired => ("bad", "invitation-expired"),
        InvitationState::Accepted => ("ok", "invitation-accepted"),
        InvitationState::Revoked => ("", "invitation-revoked"),
    };
    State { tone, label: language.say(label) }
}

/// What a policy is called; a word of another system is its own name.
#[must_use]
pub fn policy_label(language: Language, policy: &Policy) -> String {
    match policy.as_str() {
        "view" => language.say("policy-view"),
        "edit" => language.say("policy-edit"),
        other => other.to_owned(),
    }
}
