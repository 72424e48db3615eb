//! Other systems' wire formats through their doors, as the clients of those systems use them.

mod access;
mod arrowsphere;
pub mod echonio;
mod mounts;
mod nutcache;
mod recorded;
mod simplestore;
mod views;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use customary::web::dialect::Dialect;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, RequestBuilder};

use crate::support::server::{App, TOKEN};

/// A client of another system: the credential that it sends with each call.
pub struct Client {
    base: String,
    client: reqwest::Client,
}

impl Client {
    /// One of a token's, sent as the system's clients send theirs.
    pub fn of(dialect: Dialect, app: &App, token: &str) -> Self {
        let nut = format!("nut-basic {}", STANDARD.encode(format!("key:user:{token}")));
        let (name, value) = match dialect {
            Dialect::Echonio | Dialect::SimpleStore => ("authorization", format!("bearer {token}")),
            Dialect::Nutcache => ("authorization", nut),
            Dialect::ArrowSphere => ("apikey", token.to_owned()),
        };
        Self::sending(app, &[(name, &value)])
    }

    /// One of the administrator's token.
    pub fn admin(dialect: Dialect, app: &App) -> Self {
        Self::of(dialect, app, TOKEN)
    }

    /// One that sends these headers, and nothing else of its own.
    pub fn sending(app: &App, headers: &[(&'static str, &str)]) -> Self {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
            .collect();
        let client = reqwest::Client::builder()
            .default_headers(headers)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self { base: app.base().to_owned(), client }
    }

    /// A request to add a body to; `Reply::of` sends it.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }
}

/// A new token of that role, in the organization of the start.
pub fn token_of_role(app: &App, role: &str) -> String {
    let name = format!("{role} {}", uuid::Uuid::now_v7().simple());
    app.command(&["token", "add", &name, "--role", role]).assert_code(0).last_line().to_owned()
}

/// An administrator's token of another organization.
pub fn token_of_another(app: &App) -> String {
    let name = format!("Other {}", uuid::Uuid::now_v7().simple());
    app.command(&["organization", "add", &name]).assert_code(0);
    let arguments = ["token", "add", "other", "--role", "admin", "--organization", &name];
    app.command(&arguments).assert_code(0).last_line().to_owned()
}
