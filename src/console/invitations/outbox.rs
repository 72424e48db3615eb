//! The outbox, for administrators: what was sent, what waits, and, while there is no mail server, the links themselves.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::views::State;
use crate::console::views::invitations::{OutboxPage, OutboxRow};
use crate::domain::invitation::InvitationState;
use crate::store::outbox::{self, Message, Reason, Refusal};
use crate::web::Failure;

/// Mails of a page; older ones have nearly always ended.
const MOST: i64 = 200;

/// `GET /settings/outbox`
pub async fn list(frame: Frame) -> Result<HttpResponse, Failure> {
    let organization = frame.organization();
    let messages = frame.db.read(move |conn| outbox::list(conn, organization, MOST)).await?;
    let customers = frame.customers().await?;
    let page = OutboxPage {
        shell: frame.shell(Section::Outbox, customers),
        has_server: frame.site().has_mail,
        rows: messages.iter().map(|message| row(&frame, message)).collect(),
    };
    frame.page(StatusCode::OK, &page)
}

fn row(frame: &Frame, message: &Message) -> OutboxRow {
    let invitation = &message.invitation;
    let is_pending = invitation.state(frame.db.now()) == InvitationState::Pending;
    let is_open = is_pending && !message.is_held;
    let code = invitation.code(&frame.site().keys.invitation).filter(|_| is_open);
    let (tone, label) = match message {
        _ if !is_pending => ("", "invitation-expired"),
        Message { sent_at: Some(_), .. } => ("", "outbox-sent"),
        Message { is_held: true, .. } => ("", "outbox-held"),
        Message { refusal: Some(_), .. } => ("bad", "outbox-failed"),
        _ => ("warn", "outbox-waiting"),
    };
    let refusal = message.refusal.as_ref().filter(|_| message.sent_at.is_none());
    OutboxRow {
        name: invitation.name.clone(),
        email: invitation.email.as_str().to_owned(),
        customer: links::customer(invitation.customer),
        customer_name: message.customer_name.clone(),
        made: frame.dates().ago(invitation.updated_at.micros()),
        state: State { tone, label: frame.language.say(label) },
        error: refusal.map(|refusal| told(frame, message, refusal)).unwrap_or_default(),
        link: code
            .filter(|_| !frame.site().has_mail)
            .map(|code| frame.url(&links::accept_invitation(code.expose()))),
    }
}

/// Why a mail was not sent, and when it is tried again.
fn told(frame: &Frame, message: &Message, refusal: &Refusal) -> String {
    let id = match refusal.reason {
        Reason::Message => "outbox-failed-message",
        Reason::Address => "outbox-failed-address",
        Reason::Server => "outbox-failed-server",
        Reason::Secret => "outbox-failed-secret",
    };
    let why = frame.language.say_with(id, &[("detail", &refusal.detail)]);
    if message.is_held {
        return why;
    }
    let again = frame.dates().moment(message.next_at.micros());
    format!("{why} {}", frame.language.say_with("outbox-again", &[("when", &again)]))
}
