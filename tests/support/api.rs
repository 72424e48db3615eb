//! A program that talks to the API: one token, JSON both ways.

use reqwest::{Method, RequestBuilder, StatusCode, header::HeaderMap};
use serde_json::Value;

pub struct Api {
    base: String,
    token: String,
    client: reqwest::Client,
}

/// What the API answered; the body is kept as it came.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Api {
    pub fn new(base: &str, token: &str) -> Self {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { base: base.to_owned(), token: token.to_owned(), client }
    }

    /// The same server without a token.
    pub fn anonymous(base: &str) -> Self {
        Self::new(base, "")
    }

    pub async fn get(&self, path: &str) -> Reply {
        Reply::of(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        Reply::of(self.request(Method::POST, path).json(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Reply {
        Reply::of(self.request(Method::PUT, path).json(body)).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Reply {
        Reply::of(self.request(Method::PATCH, path).json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        Reply::of(self.request(Method::DELETE, path)).await
    }

    /// A request to add headers or a body of another kind to; `Reply::of` sends it.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        if self.token.is_empty() { request } else { request.bearer_auth(&self.token) }
    }
}

impl Reply {
    pub async fn of(request: RequestBuilder) -> Self {
        Self::try_of(request).await.unwrap()
    }

    /// An error where the server went away before it had answered.
    pub async fn try_of(request: RequestBuilder) -> reqwest::Result<Self> {
        let response = request.send().await?;
        let (status, headers) = (response.status(), response.headers().clone());
        Ok(Self { status, headers, body: response.text().await? })
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}\n{self}"))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    #[track_caller]
    pub fn assert_status(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{self}");
        self
    }

    /// Asserts the value at a JSON pointer such as `/items/0/firstName`.
    #[track_caller]
    pub fn assert_at(self, pointer: &str, expected: impl Into<Value>) -> Self {
        let expected = expected.into();
        assert_eq!(self.json().pointer(pointer), Some(&expected), "at {pointer}\n{self}");
        self
    }
}

impl std::fmt::Display for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}\n{:#?}\n{}", self.status, self.headers, self.body)
    }
}
