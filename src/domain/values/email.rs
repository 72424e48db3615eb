//! E-mail addresses: accepted as RFC 5322 has them, kept as typed, and compared by a key.

use std::borrow::Cow;
use std::fmt;

use email_address::{EmailAddress, Error, Options};
use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::domain::issues::Issue;

/// The longest address, in bytes: RFC 5321, 4.5.3.1.3, less the angle brackets.
pub const EMAIL_MAX_BYTES: usize = 254;

/// An e-mail address with one `@` and a dotted host, as typed.
/// Reading one back from a stored document does not judge it again: rules change, documents stay.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Accepts an address and nothing around it: no name, no angle brackets, no blanks.
    ///
    /// # Errors
    /// What is wrong, as closely as it can be told from the text.
    pub fn parse(raw: &str) -> Result<Self, Issue> {
        if raw.len() > EMAIL_MAX_BYTES {
            return Err(Issue::new("email-too-long").with("max", EMAIL_MAX_BYTES));
        }
        if is_plain(raw) || is_address(&composed(raw)) {
            return Ok(Self(raw.to_owned()));
        }
        Err(why_not(raw))
    }

    /// The address as it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two spellings of one address share: NFC, lower case, the host in ASCII.
    /// Dots and `+` in the local part mean what the host says they mean, so they stay.
    pub fn key(&self) -> String {
        key(&self.0)
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The match key of an address as someone wrote it, valid or not: for finding what is stored by what is typed.
pub fn key(address: &str) -> String {
    let address = address.trim();
    if address.is_ascii() && !address.contains("xn--") {
        return address.to_ascii_lowercase();
    }
    let address = composed(address);
    let Some((local, host)) = address.rsplit_once('@') else {
        return address.to_lowercase();
    };
    let host = host_in_ascii(host).unwrap_or_else(|| host.to_lowercase());
    format!("{}@{host}", local.to_lowercase())
}

fn composed(address: &str) -> Cow<'_, str> {
    if is_nfc(address) { Cow::Borrowed(address) } else { address.nfc().collect() }
}

fn host_in_ascii(host: &str) -> Option<String> {
    idna::domain_to_ascii(host).ok().filter(|ascii| !ascii.is_empty())
}

/// The great majority, told at once: ASCII letters, digits and `-_+` with single dots between, labels of letters
/// and digits with hyphens inside, the last of letters. The long way round accepts each of these too.
fn is_plain(raw: &str) -> bool {
    let Some((local, host)) = raw.split_once('@') else { return false };
    let is_atom = |atom: &str| {
        !atom.is_empty() && atom.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_+".contains(&byte))
    };
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
            && !label.starts_with("xn--")
            && label.as_bytes().get(2..4) != Some(b"--")
    };
    let has_known_end =
        || host.rsplit_once('.').is_some_and(|(_, last)| last.bytes().all(|byte| byte.is_ascii_alphabetic()));
    local.len() <= 64 && local.split('.').all(is_atom) && host.split('.').all(is_label) && has_known_end()
}

fn is_address(raw: &str) -> bool {
    let options = Options { minimum_sub_domains: 2, allow_domain_literal: false, allow_display_text: false };
    let Ok(address) = EmailAddress::parse_with_options(raw, options) else { return false };
    raw.matches('@').count() == 1
        && !raw.contains(char::is_whitespace)
        && !raw.contains(char::is_control)
        && host_in_ascii(address.domain()).is_some_and(|host| is_host(&host))
}

/// A host name of RFC 1123 whose last label is not a number, so that it is no IP address.
fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    host.split('.').all(is_label) && !last.bytes().all(|byte| byte.is_ascii_digit())
}

/// The first thing to mend, told by what people and spreadsheets commonly do to addresses.
fn why_not(raw: &str) -> Issue {
    let Some((local, host)) = raw.split_once('@') else { return without_at(raw) };
    if host.contains('@') {
        return Issue::new("email-two-ats");
    }
    if local.is_empty() {
        return Issue::new("email-nothing-before-at");
    }
    if host.is_empty() {
        return Issue::new("email-nothing-after-at");
    }
    if raw.contains(char::is_whitespace) {
        return Issue::new("email-space");
    }
    if is_address(&raw.replace(',', ".")) {
        return Issue::new("email-comma-for-dot");
    }
    match EmailAddress::parse_with_options(raw, Options::default().with_required_tld()) {
        Err(Error::DomainTooFew) => Issue::new("email-host-without-dot"),
        _ => Issue::new("email-invalid"),
    }
}

fn without_at(raw: &str) -> Issue {
    let with_at = |blank: &str| is_address(&raw.replacen(blank, "@", 1));
    if with_at(" ") {
        Issue::new("email-space-for-at")
    } else if raw.contains('.') && !raw.contains(char::is_whitespace) {
        Issue::new("email-without-at")
    } else {
        Issue::new("email-invalid")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_is_kept_as_typed() {
        for raw in [
            "helen@art.example",
            "a.vonHohenstein-Schwarzenbach@Landesverband-Sued.example",
            "o'hara+news@x.co",
            "用户@例子.广告",
            "نشانی@نمونه.ایران",
            "info@bücher.example",
            "E\u{301}milie@bu\u{308}cher.example",
            "info@xn--bcher-kva.example",
            "!#$%&'*/=?^_`{|}~@x.org",
        ] {
            assert_eq!(Email::parse(raw).map(|email| email.0).as_deref(), Ok(raw));
        }
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (raw, code) in [
            ("", "email-invalid"),
            ("n/a", "email-invalid"),
            ("unknown", "email-invalid"),
            ("marc.brun@", "email-nothing-after-at"),
            ("@company.com", "email-nothing-before-at"),
            ("farzam honarpizza.example", "email-space-for-at"),
            ("info@nordlicht,example", "email-comma-for-dot"),
            ("info.nordlicht.example", "email-without-at"),
            ("a@b@c.example", "email-two-ats"),
            ("helen@localhost", "email-host-without-dot"),
            ("helen @art.example", "email-space"),
            (" helen@art.example", "email-space"),
            ("helen@art.example ", "email-space"),
            ("Helen <helen@art.example>", "email-space"),
            ("<helen@art.example>", "email-invalid"),
            ("helen@[127.0.0.1]", "email-invalid"),
            ("helen@127.0.0.1", "email-invalid"),
            ("helen..cron@art.example", "email-invalid"),
            ("helen@art..example", "email-invalid"),
            ("helen@-art.example", "email-invalid"),
            ("helen@art_house.example", "email-invalid"),
            ("\"a@b\"@art.example", "email-two-ats"),
            ("helen\0@art.example", "email-invalid"),
        ] {
            assert_eq!(Email::parse(raw).map_err(|issue| issue.code()), Err(code), "{raw:?}");
        }
        let long = format!("{}@{}.example", "a".repeat(64), "b.".repeat(100));
        assert_eq!(Email::parse(&long).map_err(|issue| issue.code()), Err("email-too-long"));
    }

    #[test]
    fn spellings_of_one_address_share_a_key() {
        for (raw, expected) in [
            ("Helen.Cron+a@ART.example", "helen.cron+a@art.example"),
            ("info@Bücher.example", "info@xn--bcher-kva.example"),
            ("info@xn--bcher-kva.example", "info@xn--bcher-kva.example"),
            ("E\u{301}milie@tqc.example", "émilie@tqc.example"),
            ("ÉMILIE@tqc.example", "émilie@tqc.example"),
        ] {
            assert_eq!(Email::parse(raw).unwrap().key(), expected, "{raw}");
        }
        assert_eq!(key("  Helen@ART.example\n"), "helen@art.example");
        assert_eq!(key("Not An Address É"), "not an address é");
    }

    proptest! {
        #[test]
        fn the_short_way_accepts_nothing_more(raw in "[a-z0-9._+@-]{1,12}@[a-z0-9.-]{1,14}|[!-~]{3,20}") {
            prop_assert!(!is_plain(&raw) || is_address(&raw), "{raw}");
        }

        #[test]
        fn no_text_panics_and_a_key_is_its_own_key(raw in "\\PC{0,24}|[a-zé.]{1,6}@[a-zé.]{1,9}\\.[a-z]{2}") {
            if let Ok(email) = Email::parse(&raw) {
                let key = email.key();
                prop_assert_eq!(super::key(&key), key.clone());
            }
        }
    }
}
