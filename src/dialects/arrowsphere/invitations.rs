//! `/customers/invitations`: a person is let into the portal. The code that an invitation is found by is its secret, so
//! whoever invites may hand it on, and nobody can look it up.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::Value;

use super::envelope::answer;
use super::found;
use super::invitation_json::{self, InvitationJson};
use crate::dialects::{sign, write};
use crate::domain::customer::Customer;
use crate::domain::invitation::{Invitation, InvitationState};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::{Actor, ActorId, Right};
use crate::domain::organization::OrganizationId;
use crate::domain::password::Password;
use crate::domain::secret::SecretHash;
use crate::store::{Conn, Db, StoreError, contacts, customers, invitations, organizations, people};
use crate::web::hosts::ClientAddress;
use crate::web::json::Body;
use crate::web::{Failure, Site};

#[derive(Serialize)]
struct ActivatedJson {
    username: String,
}

/// `POST /customers/invitations`: the customer follows from the contact.
pub async fn create(
    db: Data<Db>,
    site: Data<Site>,
    actor: Actor,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let (number, policy) = invitation_json::read(&body.json)?;
    let by = sign(&db, &actor);
    let insert = move |conn: &mut Conn| {
        let (customer, person) = people::numbered(conn, by.actor.organization, number)?;
        let customer = found::open(customers::find(conn, by.actor.organization, customer)?)?;
        let invited = invitations::insert(conn, &by, &site.keys.invitation, customer.id, person, policy);
        let (invitation, code) = invited.map_err(|error| match error {
            StoreError::Invalid(issues) => StoreError::Invalid(issues.renamed(|_| "contactId".to_owned())),
            other => other,
        })?;
        Ok((invitation, code, customer))
    };
    let (invitation, code, customer) = write(&db, &actor, Right::EditCustomers, insert).await?;
    shown(StatusCode::CREATED, &invitation, code.expose(), &customer, None)
}

/// `GET /customers/invitations/{code}`
pub async fn find(db: Data<Db>, actor: Actor, code: Path<String>) -> Result<HttpResponse, Failure> {
    let (organization, secret) = (actor.organization, SecretHash::of(&code));
    let read = move |conn: &mut Conn| {
        let invitation = of_code(conn, organization, secret)?;
        let customer = customers::find(conn, organization, invitation.customer)?;
        let username = contacts::of_customer(conn, organization, customer.id)?.remove(&invitation.person);
        Ok((invitation, customer, username))
    };
    let (invitation, customer, username) = db.read(read).await?;
    shown(StatusCode::OK, &invitation, &code, &customer, username.as_deref())
}

/// `POST /customers/invitations/{code}/activate`: its person has an account with this password from now on.
pub async fn activate(
    db: Data<Db>,
    site: Data<Site>,
    actor: Actor,
    request: HttpRequest,
    code: Path<String>,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let (organization, secret, now) = (actor.organization, SecretHash::of(&code), db.now());
    let read = move |conn: &mut Conn| {
        let invitation = of_code(conn, organization, secret)?;
        found::open(customers::find(conn, organization, invitation.customer)?)?;
        let other = contacts::other_hash(conn, &invitation.email.key(), ActorId(invitation.person))?;
        Ok((invitation, other, organizations::find(conn, organization)?.name))
    };
    let (invitation, other_hash, name) = db.read(read).await?;
    match invitation.state(now) {
        InvitationState::Pending => {}
        InvitationState::Accepted => return Err(Failure::Conflict(Issue::new("invitation-accepted"))),
        InvitationState::Expired | InvitationState::Revoked => return Err(Failure::NotFound),
    }
    let password = password(&body.json, &name).map_err(|issue| Issues::of("password", issue))?;
    let hash = site.passwords.hash_beside(password, other_hash).await?;
    let address = Some(ClientAddress::of(&request).0.to_string());
    let accept = move |conn: &mut Conn| invitations::accept(conn, secret, &hash, now, address);
    write(&db, &actor, Right::EditCustomers, accept).await?;
    Ok(answer(StatusCode::OK, ActivatedJson { username: invitation.email.as_str().to_owned() }))
}

/// The invitation of this code, unless it is another organization's or was taken back.
fn of_code(
    conn: &mut Conn,
    organization: OrganizationId,
    secret: SecretHash,
) -> Result<Invitation, StoreError> {
    let found = invitations::by_code(conn, secret)?;
    let open = found.filter(|found| found.organization == organization && found.ended_at.is_none());
    open.ok_or(StoreError::NotFound)
}

fn password(body: &Value, organization: &str) -> Result<Password, Issue> {
    match body.get("password") {
        None | Some(Value::Null) => Err(Issue::new("member-missing")),
        Some(Value::String(password)) => Password::parse(password, &[organization]),
        Some(_) => Err(Issue::new("json-wrong-type").with("expected", "text")),
    }
}

fn shown(
    status: StatusCode,
    invitation: &Invitation,
    code: &str,
    customer: &Customer,
    username: Option<&str>,
) -> Result<HttpResponse, Failure> {
    let person = customer.document.person(invitation.person).ok_or(Failure::NotFound)?;
    Ok(answer(status, InvitationJson::of(invitation, code, customer, person, username)))
}
