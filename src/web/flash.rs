//! What is told once, on the page after a change: kept in a sealed cookie for the one request in between.

use actix_web::cookie::Cookie;
use actix_web::{HttpMessage as _, HttpRequest};
use serde::{Deserialize, Serialize};

use crate::web::cookies::{self, Purpose};
use crate::web::site::Site;

/// Browsers keep cookies of 4 KiB; a longer flash is not told.
const LIMIT_BYTES: usize = 3000;

/// How it is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tone {
    /// Done.
    Ok,
    /// Good to know.
    Info,
    /// Needs a look.
    Warn,
    /// Not done.
    Bad,
}

impl Tone {
    /// The word that style sheets know it by.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}

/// What happened. The console phrases it: `message` is a Fluent key, and the part in bold is the key with `-strong`
/// behind it, where there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// How it is coloured.
    pub tone: Tone,
    /// The Fluent key of the sentence.
    pub message: String,
    /// The values in the sentence.
    pub args: Vec<(String, String)>,
    /// The form that takes it back.
    pub undo: Option<Undo>,
}

/// A form that takes something back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undo {
    /// Where it is sent to.
    pub action: String,
    /// What it carries, besides the token.
    pub fields: Vec<(String, String)>,
}

impl Flash {
    /// That something was done.
    pub fn ok(message: impl Into<String>) -> Self {
        Self { tone: Tone::Ok, message: message.into(), args: Vec::new(), undo: None }
    }

    /// Something else, in this tone.
    pub fn toned(tone: Tone, message: impl Into<String>) -> Self {
        Self { tone, ..Self::ok(message) }
    }

    /// With a value in the sentence.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.args.push((name.to_owned(), value.into()));
        self
    }

    /// With a form that takes it back.
    #[must_use]
    pub fn undo<'a>(
        mut self,
        action: impl Into<String>,
        fields: impl IntoIterator<Item = (&'a str, String)>,
    ) -> Self {
        let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        self.undo = Some(Undo { action: action.into(), fields });
        self
    }

    /// The cookie that carries it to the next page.
    #[must_use]
    pub fn cookie(&self, site: &Site) -> Cookie<'static> {
        let json = serde_json::to_vec(self).unwrap_or_default();
        if json.len() > LIMIT_BYTES {
            return cookies::removal(site, Purpose::Flash);
        }
        cookies::make(site, Purpose::Flash, site.keys.flash.seal(&json))
    }

    /// What the last request left for this page. The cookie goes with the answer.
    #[must_use]
    pub fn take(request: &HttpRequest, site: &Site) -> Option<Self> {
        let sealed = cookies::read(request, site, Purpose::Flash)?;
        request.extensions_mut().insert(Told);
        serde_json::from_slice(&site.keys.flash.open(&sealed)?).ok()
    }
}

/// The mark of a request whose page tells the flash.
#[derive(Debug, Clone, Copy)]
pub struct Told;
