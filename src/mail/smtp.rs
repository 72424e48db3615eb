//! Sending by SMTP.

use std::time::Duration;

use lettre::message::{Mailbox, header::ContentType};
use lettre::{Address, Message, SmtpTransport, Transport as _};

use super::letter::Letter;

/// How long one step of the conversation with the server may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A mail server, and who the mails are from.
#[derive(Clone)]
pub struct Smtp {
    transport: SmtpTransport,
    from: Mailbox,
}

/// Its `Debug` is not derived: the URL may hold a password.
impl std::fmt::Debug for Smtp {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Smtp")
    }
}

/// Why a mail was not sent, without anything of what is in it.
#[derive(Debug, thiserror::Error)]
pub enum Undelivered {
    /// It could not be written.
    #[error("the mail could not be written")]
    Message(#[from] lettre::error::Error),
    /// The address is none that mail can be sent to.
    #[error("the address is none that mail can be sent to")]
    Address(#[from] lettre::address::AddressError),
    /// The server did not take it.
    #[error("the mail server did not take it: {0}")]
    Server(#[from] lettre::transport::smtp::Error),
}

impl Smtp {
    /// The server of a URL: `smtps://user:password@mail.example.com`, `smtp://mail.example.com:587?tls=required`, or
    /// `smtp://localhost:25` without encryption, for a server on this machine.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the URL, or with the sender's address.
    pub fn new(url: &str, from: &str) -> Result<Self, String> {
        let transport = SmtpTransport::from_url(url).map_err(|error| error.to_string())?;
        let from = from.parse().map_err(|_| "the sender is no e-mail address".to_owned())?;
        Ok(Self { transport: transport.timeout(Some(PATIENCE)).build(), from })
    }

    /// Sends a mail, waiting on this thread.
    ///
    /// # Errors
    /// [`Undelivered`].
    pub fn send(&self, letter: &Letter) -> Result<(), Undelivered> {
        let to: Address = letter.address.parse()?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(letter.name.clone()), to))
            .subject(letter.subject.clone())
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())?;
        self.transport.send(&message)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_that_is_none_of_a_mail_server_is_refused() {
        for (url, from, is_good) in [
            ("smtp://localhost:2525", "crm@example.com", true),
            ("smtps://user:secret@mail.example.com", "Harbour <crm@example.com>", true),
            ("http://mail.example.com", "crm@example.com", false),
            ("mail.example.com", "crm@example.com", false),
            ("smtp://localhost", "nobody", false),
        ] {
            assert_eq!(Smtp::new(url, from).is_ok(), is_good, "{url} {from}");
        }
    }
}
