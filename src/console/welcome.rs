//! The page that a link leads to: the first administrator of a server, an invited operator or one whose password is
//! reset chooses a password here.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::Path;

use crate::console::field::{Field, Problem};
use crate::console::frame;
use crate::console::views::gate::FirstRunPage;
use crate::console::visitor::Visitor;
use crate::domain::account::{LinkPurpose, OperatorDraft};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::{Actor, Role};
use crate::domain::password::Password;
use crate::domain::secret::SecretHash;
use crate::domain::values::text;
use crate::store::links::{self, Link};
use crate::store::{Conn, StoreError, founding, operators, organizations};
use crate::web::flash::Flash;
use crate::web::forms::Form;
use crate::web::hosts::ClientAddress;
use crate::web::{Failure, welcome};

/// Longest name of an organization, in characters.
const NAME_LIMIT_CHARS: usize = 200;

/// What the page asks for.
struct Asked {
    purpose: LinkPurpose,
    /// Whose the account is or will be, when there is such an organization.
    organization: Option<String>,
    /// Who it is for, when that is known.
    email: Option<String>,
}

/// The page.
///
/// # Errors
/// [`Failure::NotFound`] when the link cannot be used any more.
pub async fn show(visitor: Visitor, secret: Path<String>) -> Result<HttpResponse, Failure> {
    let asked = asked(&visitor, &secret).await?;
    let page = page(&visitor, &secret, &asked, &Form::default(), &Issues::default());
    frame::html(StatusCode::OK, &page)
}

/// Sets the password, and leads to the page to sign in on.
///
/// # Errors
/// [`Failure::NotFound`] when the link was used by someone else meanwhile.
pub async fn accept(visitor: Visitor, secret: Path<String>, form: Form) -> Result<HttpResponse, Failure> {
    let asked = asked(&visitor, &secret).await?;
    let accepted = match asked.purpose {
        LinkPurpose::FirstRun => create_first_admin(&visitor, &secret, &asked, &form).await,
        LinkPurpose::Invite | LinkPurpose::Reset => set_password(&visitor, &secret, &asked, &form).await,
    };
    match accepted {
        Ok(()) => {
            let told = Flash::ok("welcome-done").cookie(&visitor.site);
            Ok(HttpResponse::SeeOther().insert_header((LOCATION, "/login")).cookie(told).finish())
        }
        Err(Failure::Invalid(issues)) => {
            let page = page(&visitor, &secret, &asked, &form, &issues);
            frame::html(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(failure) => Err(failure),
    }
}

async fn asked(visitor: &Visitor, secret: &str) -> Result<Asked, Failure> {
    let (hash, now) = (SecretHash::of(secret), visitor.db.now());
    let find = move |conn: &mut Conn| {
        let Link { purpose, operator } = links::find(conn, hash, now)?;
        let Some((organization, id)) = operator else {
            let organization = founding::organization(conn)?.map(|organization| organization.name);
            return Ok(Asked { purpose, organization, email: None });
        };
        let operator = operators::find(conn, organization, id)?;
        let organization = Some(organizations::find(conn, organization)?.name);
        Ok(Asked { purpose, organization, email: Some(operator.email) })
    };
    Ok(visitor.db.read(find).await?)
}

async fn create_first_admin(
    visitor: &Visitor,
    secret: &str,
    asked: &Asked,
    form: &Form,
) -> Result<(), Failure> {
    let mut issues = Issues::default();
    let organization = match &asked.organization {
        Some(name) => name.clone(),
        None => organization_name(&mut issues, form),
    };
    let draft = OperatorDraft::parse(form.text("email"), form.text("name"), Role::Admin.as_str());
    let draft = draft.map_err(|found| issues.extend_under("", found)).ok();
    let password = issues.keep("password", Password::parse(form.text("password"), &[&organization]));
    let (Some(draft), Some(password), true) = (draft, password, issues.is_empty()) else {
        return Err(issues.into());
    };
    let hash = visitor.site.passwords.hash(password).await?;
    let (link, now) = (SecretHash::of(secret), visitor.db.now());
    let address = Some(ClientAddress::of(&visitor.request).0.to_string());
    let create = move |conn: &mut Conn| {
        founding::first_admin(conn, link, &organization, &draft, &hash, address, now).map(drop)
    };
    Ok(visitor.db.write_as_system(create).await?)
}

fn organization_name(issues: &mut Issues, form: &Form) -> String {
    let name = text::text(text::trimmed(form.text("organization")), NAME_LIMIT_CHARS);
    let name = name.and_then(|name| name.ok_or_else(|| Issue::new("organization-missing")));
    issues.keep("organization", name).unwrap_or_default()
}

async fn set_password(visitor: &Visitor, secret: &str, asked: &Asked, form: &Form) -> Result<(), Failure> {
    let names = asked.organization.as_deref().unwrap_or_default();
    let password = Password::parse(form.text("password"), &[names]);
    let password = password.map_err(|issue| Issues::of("password", issue))?;
    let hash = visitor.site.passwords.hash(password).await?;
    let (link, now) = (SecretHash::of(secret), visitor.db.now());
    let address = Some(ClientAddress::of(&visitor.request).0.to_string());
    let set = move |conn: &mut Conn| {
        let (organization, id) = links::redeem(conn, link, now)?.operator.ok_or(StoreError::NotFound)?;
        let actor = Actor { id: Some(id), ..Actor::anonymous(organization, address) };
        operators::set_password(conn, &actor, id, &hash, now).map(drop)
    };
    Ok(visitor.db.write_as_system(set).await?)
}

fn page(visitor: &Visitor, secret: &str, asked: &Asked, form: &Form, issues: &Issues) -> FirstRunPage {
    let language = visitor.language;
    let field = |name: &str, value: &str| {
        let error = issues.get(name).first().map(|issue| language.issue(issue));
        Field::new(name, value).wrong(error)
    };
    let is_first = asked.purpose == LinkPurpose::FirstRun;
    let (title, verb) = if is_first { ("setup-title", "setup-go") } else { ("join-title", "join-go") };
    let text = match &asked.email {
        Some(email) => language.say_with("join-text", &[("email", email)]),
        None => language.say("setup-text"),
    };
    let typed = |name: &str| field(name, form.text(name));
    FirstRunPage {
        shell: visitor.shell(),
        title: language.say(title),
        text,
        verb: language.say(verb),
        action: welcome::path(secret),
        problems: Problem::list(issues, language),
        organization: (is_first && asked.organization.is_none()).then(|| typed("organization")),
        name: is_first.then(|| typed("name")),
        email: is_first.then(|| typed("email")),
        password: field("password", ""),
    }
}
