//! The page that an invitation leads to: whoever has its code chooses a password, and can sign in to the portal then.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::Path;

use crate::console::field::{Field, Problem};
use crate::console::frame;
use crate::console::links;
use crate::console::views::gate::FirstRunPage;
use crate::console::views::{Crumb, ErrorPage};
use crate::console::visitor::Visitor;
use crate::domain::issues::Issues;
use crate::domain::operator::ActorId;
use crate::domain::password::Password;
use crate::domain::secret::SecretHash;
use crate::store::{Conn, contacts, invitations, organizations};
use crate::web::flash::Flash;
use crate::web::forms::Form;
use crate::web::hosts::ClientAddress;
use crate::web::{Failure, portal};

/// Who is asked, and by whom.
struct Asked {
    email: String,
    organization: String,
    customer: String,
    /// The hash of a password that signs in elsewhere with the same address.
    other_hash: Option<String>,
}

/// `GET /invitations/{code}`
pub async fn show(visitor: Visitor, code: Path<String>) -> Result<HttpResponse, Failure> {
    match asked(&visitor, &code).await {
        Ok(asked) => frame::html(StatusCode::OK, &page(&visitor, &code, &asked, &Issues::default())),
        Err(Failure::NotFound) => ended(&visitor),
        Err(failure) => Err(failure),
    }
}

/// `POST /invitations/{code}`
pub async fn accept(visitor: Visitor, code: Path<String>, form: Form) -> Result<HttpResponse, Failure> {
    let asked = match asked(&visitor, &code).await {
        Err(Failure::NotFound) => return ended(&visitor),
        asked => asked?,
    };
    match set_password(&visitor, &code, &asked, &form).await {
        Ok(()) => {
            let told = Flash::ok("welcome-done").cookie(&visitor.site);
            Ok(HttpResponse::SeeOther().insert_header((LOCATION, portal::SIGN_IN)).cookie(told).finish())
        }
        Err(Failure::Invalid(issues)) => {
            frame::html(StatusCode::UNPROCESSABLE_ENTITY, &page(&visitor, &code, &asked, &issues))
        }
        Err(Failure::NotFound) => ended(&visitor),
        Err(failure) => Err(failure),
    }
}

/// The page of a code that cannot be used. It says nothing of why: a code that never was is answered alike.
fn ended(visitor: &Visitor) -> Result<HttpResponse, Failure> {
    let say = |id: &str| visitor.language.say(id);
    let page = ErrorPage {
        shell: visitor.shell(),
        title: say("invitation-over"),
        detail: say("invitation-over-detail"),
        reference: None,
        back: Crumb::new(portal::SIGN_IN, say("login-title")),
    };
    frame::html(StatusCode::NOT_FOUND, &page)
}

async fn asked(visitor: &Visitor, code: &str) -> Result<Asked, Failure> {
    let (hash, now) = (SecretHash::of(code), visitor.db.now());
    let find = move |conn: &mut Conn| {
        let (invitation, customer) = invitations::acceptable(conn, hash, now)?;
        let person = ActorId(invitation.person);
        Ok(Asked {
            other_hash: contacts::other_hash(conn, &invitation.email.key(), person)?,
            email: invitation.email.as_str().to_owned(),
            organization: organizations::find(conn, invitation.organization)?.name,
            customer: customer.document.display_name,
        })
    };
    Ok(visitor.db.read(find).await?)
}

async fn set_password(visitor: &Visitor, code: &str, asked: &Asked, form: &Form) -> Result<(), Failure> {
    let password = Password::parse(form.text("password"), &[&asked.organization]);
    let password = password.map_err(|issue| Issues::of("password", issue))?;
    let hash = visitor.site.passwords.hash_beside(password, asked.other_hash.clone()).await?;
    let (code, now) = (SecretHash::of(code), visitor.db.now());
    let address = Some(ClientAddress::of(&visitor.request).0.to_string());
    let accept = move |conn: &mut Conn| invitations::accept(conn, code, &hash, now, address);
    Ok(visitor.db.write_as_system(accept).await?)
}

fn page(visitor: &Visitor, code: &str, asked: &Asked, issues: &Issues) -> FirstRunPage {
    let language = visitor.language;
    let error = issues.get("password").first().map(|issue| language.issue(issue));
    FirstRunPage {
        shell: visitor.shell(),
        title: language.say("join-title"),
        text: language.say_with(
            "invitation-accept-text",
            &[("email", &asked.email), ("organization", &asked.organization), ("customer", &asked.customer)],
        ),
        verb: language.say("join-go"),
        action: links::accept_invitation(code),
        problems: Problem::list(issues, language),
        organization: None,
        name: None,
        email: None,
        password: Field::new("password", "").wrong(error),
    }
}
