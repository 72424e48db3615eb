//! One row of the table of routes: the address, the right it needs, the door it stands in, and its handler. The router
//! is made from rows alone, and each row brings its guard: a handler cannot forget to ask.

use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::dev::HttpServiceFactory;
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::{FromRequest, Handler, Resource, Responder, Route, guard, web};

use crate::domain::operator::Right;
use crate::web::dialect::{Dialect, Mount};
use crate::web::errors::Failure;
use crate::web::guard::enter;

/// Who may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone.
    Public,
    /// Whoever has this right. [`Right::OwnAccount`] is everyone who is signed in.
    Needs(Right),
}

impl fmt::Display for Access {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Public => "public",
            Self::Needs(right) => right.as_str(),
        })
    }
}

/// How callers are known and answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// People: a session's cookie, forms with a token, pages.
    Console,
    /// Programs: a bearer token, JSON, problem documents.
    Api,
    /// Clients of another system: what that system takes, and answers.
    Dialect(Dialect),
    /// Contacts of customers: a cookie of their own, forms with a token, pages.
    Portal,
    /// Nobody in particular: health, static files.
    Open,
}

impl Door {
    /// The door that an address stands in, also one that no row has.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let is_under =
            |root: &str| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if let Some(mount) = Mount::of(path) {
            Self::Dialect(mount.dialect)
        } else if is_under("/api") {
            Self::Api
        } else if is_under("/static") || is_under("/healthz") || is_under("/readyz") {
            Self::Open
        } else if is_under("/portal") || is_under("/invitations") {
            Self::Portal
        } else {
            Self::Console
        }
    }

    /// Whether programs come in here, by what they send with each call: no cookie is looked at.
    #[must_use]
    pub const fn is_of_programs(self) -> bool {
        matches!(self, Self::Api | Self::Dialect(_))
    }
}

/// What a request may bring and how long it may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// At most 1 MiB in at most 30 seconds.
    Short,
    /// A file, in or out: only the speed has a floor.
    Long,
}

/// What the guard of a route knows of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Who may come in.
    pub access: Access,
    /// How callers are known.
    pub door: Door,
    /// What a request may bring and how long it may take.
    pub span: Span,
}

/// One row of the table.
#[derive(Clone)]
pub struct Endpoint {
    /// The method; a GET answers HEAD too.
    pub method: Method,
    /// The pattern of the path.
    pub path: Cow<'static, str>,
    /// What its guard knows.
    pub rule: Rule,
    route: Arc<dyn Fn() -> Route + Send + Sync>,
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {} {}", self.method, self.path, self.rule.access)
    }
}

impl Endpoint {
    /// Any row; the functions below say it shorter.
    pub fn new<F, Args>(method: Method, path: &'static str, rule: Rule, handler: F) -> Self
    where
        F: Handler<Args> + Send + Sync,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let route = Arc::new(move || web::route().to(handler.clone()));
        Self { method, path: path.into(), rule, route }
    }

    /// The same row under a mount: who is asking is known, and answered, as it is there.
    #[must_use]
    pub fn under(&self, root: &str) -> Self {
        let path = format!("{root}{}", self.path);
        let rule = Rule { door: Door::of(&path), ..self.rule };
        Self { path: path.into(), rule, ..self.clone() }
    }

    fn to_route(&self) -> Route {
        let rule = self.rule;
        let method = match self.method {
            Method::GET => guard::Any(guard::Get()).or(guard::Head()),
            ref method => guard::Any(guard::Method(method.clone())),
        };
        (self.route)().guard(method).wrap(from_fn(move |request, next| enter(rule, request, next)))
    }
}

/// A page of the console.
pub fn page<F, Args>(path: &'static str, access: Access, handler: F) -> Endpoint
where
    F: Handler<Args> + Send + Sync,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    Endpoint::new(Method::GET, path, Rule { access, door: Door::Console, span: Span::Short }, handler)
}

/// A form of the console, whose token is checked before its handler runs.
pub fn form<F, Args>(path: &'static str, access: Access, handler: F) -> Endpoint
where
    F: Handler<Args> + Send + Sync,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    Endpoint::new(Method::POST, path, Rule { access, door: Door::Console, span: Span::Short }, handler)
}

/// A page of the portal.
pub fn portal_page<F, Args>(path: &'static str, access: Access, handler: F) -> Endpoint
where
    F: Handler<Args> + Send + Sync,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    Endpoint::new(Method::GET, path, Rule { access, door: Door::Portal, span: Span::Short }, handler)
}

/// A form of the portal.
pub fn portal_form<F, Args>(path: &'static str, access: Access, handler: F) -> Endpoint
where
    F: Handler<Args> + Send + Sync,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    Endpoint::new(Method::POST, path, Rule { access, door: Door::Portal, span: Span::Short }, handler)
}

/// A form of the console with files, which its handler gets from an `Upload` only, and that checks the token first.
pub fn upload<F, Args>(path: &'static str, access: Access, handler: F) -> Endpoint
where
    F: Handler<Args> + Send + Sync,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    Endpoint::new(Method::POST, path, Rule { access, door: Door::Console, span: Span::Long }, handler)
}

/// A step of an upload in parts, by a script of the console: its token is in a header, and checked like a form's.
pub fn part<F, Args>(method: Method, path: &'static str, access: Access, handler: F) -> Endpoint
where
    F: Handler<Args> + Send + Sync,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    Endpoint::new(method, path, Rule { access, door: Door::Console, span: Span::Long }, handler)
}

/// A file from the console.
pub fn download<F, Args>(path: &'static str, access: Access, handler: F) -> Endpoint
where
    F: Handler<Args> + Send + Sync,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    Endpoint::new(Method::GET, path, Rule { access, door: Door::Console, span: Span::Long }, handler)
}

/// A call of the API; under a mount, of its dialect.
pub fn call<F, Args>(method: Method, path: &'static str, access: Access, handler: F) -> Endpoint
where
    F: Handler<Args> + Send + Sync,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    Endpoint::new(method, path, Rule { access, door: Door::Api, span: Span::Short }, handler)
}

/// The same that brings or takes a file, or that waits for one.
pub fn long_call<F, Args>(method: Method, path: &'static str, access: Access, handler: F) -> Endpoint
where
    F: Handler<Args> + Send + Sync,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    Endpoint::new(method, path, Rule { access, door: Door::Api, span: Span::Long }, handler)
}

/// Health and static files.
pub fn open<F, Args>(path: &'static str, handler: F) -> Endpoint
where
    F: Handler<Args> + Send + Sync,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let rule = Rule { access: Access::Public, door: Door::Open, span: Span::Short };
    Endpoint::new(Method::GET, path, rule, handler)
}

/// The router's part of each path in the table, so that `/customers/new` is found before `/customers/{id}`, however
/// the table is ordered. Other methods answer 405 and name those that there are.
#[must_use]
pub fn resources(table: &[Endpoint]) -> Vec<impl HttpServiceFactory + 'static> {
    let mut paths: Vec<&str> = table.iter().map(|row| &*row.path).collect();
    paths.sort_by_key(|path| path.split('/').map(specificity).collect::<Vec<_>>());
    paths.dedup();
    paths.into_iter().map(|path| resource(path, table.iter().filter(|row| row.path == path))).collect()
}

/// Names come before parameters, parameters before tails; names among themselves in any fixed order.
fn specificity(segment: &str) -> (u8, &str) {
    if !segment.contains('{') {
        (0, segment)
    } else if segment.contains(":.") {
        (2, segment)
    } else {
        (1, segment)
    }
}

fn resource<'a>(path: &str, rows: impl Iterator<Item = &'a Endpoint>) -> Resource {
    let mut methods = Vec::new();
    let mut resource = web::resource(path);
    for row in rows {
        resource = resource.route(row.to_route());
        methods.push(row.method.clone());
        if row.method == Method::GET {
            methods.push(Method::HEAD);
        }
    }
    let methods = Rc::new(methods);
    resource.default_service(web::to(move || {
        let methods = methods.to_vec();
        async move { Err::<&'static str, _>(Failure::MethodNotAllowed(methods)) }
    }))
}
