//! Sending by SMTP.

use std::net::Ipv4Addr;
use std::time::Duration;

use lettre::message::{Mailbox, header::ContentType};
use lettre::{Address, Message, SmtpTransport, Transport as _};
use url::{Host, Url};

use super::letter::Letter;
use crate::store::outbox::{Reason, Refusal};

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

impl Undelivered {
    /// What the outbox keeps of it.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        let (reason, detail) = match self {
            Self::Message(_) => (Reason::Message, String::new()),
            Self::Address(_) => (Reason::Address, String::new()),
            Self::Server(error) => (Reason::Server, error.to_string()),
        };
        Refusal { reason, detail }
    }
}

impl Smtp {
    /// The server of a URL: `smtps://user:password@mail.example.com`, `smtp://mail.example.com:587?tls=required`, or
    /// `smtp://localhost:25` without encryption, for a server on this machine: elsewhere the password and the links would
    /// go over the network for all to read.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the URL, or with the sender's address.
    pub fn new(url: &str, from: &str) -> Result<Self, String> {
        let transport = SmtpTransport::from_url(url).map_err(|error| error.to_string())?;
        if !is_encrypted(url) {
            return Err(
                "a mail server on another machine is reached by smtps:// or with ?tls=required".into()
            );
        }
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

/// Whether nothing leaves this machine in the clear.
fn is_encrypted(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let is_near = match url.host() {
        // A scheme of no browser has its addresses read as names.
        Some(Host::Domain(name)) => {
            name == "localhost" || name.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback())
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let is_required = url.query_pairs().any(|(name, value)| name == "tls" && value == "required");
    is_near || is_required || url.scheme() == "smtps"
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
            ("smtp://127.0.0.1:25", "crm@example.com", true),
            ("smtp://[::1]:25", "crm@example.com", true),
            ("smtp://user:secret@mail.example.com:587?tls=required", "crm@example.com", true),
            ("smtp://user:secret@mail.example.com:587?tls=opportunistic", "crm@example.com", false),
            ("smtp://user:secret@mail.example.com", "crm@example.com", false),
            ("smtp://mail.example.com", "crm@example.com", false),
            ("smtp://localhost.example.com", "crm@example.com", false),
            ("smtp://10.0.0.1", "crm@example.com", false),
        ] {
            assert_eq!(Smtp::new(url, from).is_ok(), is_good, "{url} {from}");
        }
    }
}
