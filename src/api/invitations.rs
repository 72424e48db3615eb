//! `/api/v1/customers/{id}/invitations`: people of a customer are let into the portal. What lets them in is in the mail
//! that they get, and in no answer.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::api::customers::sign;
use crate::api::pointers::pointer;
use crate::domain::customer::CustomerId;
use crate::domain::invitation::{Invitation, InvitationId, Policy};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::{Actor, Right};
use crate::domain::time::Time;
use crate::store::idempotency::{self, Answer};
use crate::store::{Conn, Db, StoreError, customers, invitations};
use crate::web::json::Body;
use crate::web::once;
use crate::web::{Failure, Site};

/// An invitation on its way out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InvitationJson<'a> {
    id: Uuid,
    customer_id: Uuid,
    person_key: Uuid,
    name: &'a str,
    email_address: &'a str,
    policy: &'a str,
    status: &'static str,
    created_at: Option<String>,
    sent_at: Option<String>,
    expires_at: Option<String>,
    accepted_at: Option<String>,
}

impl<'a> InvitationJson<'a> {
    fn of(invitation: &'a Invitation, now: Time) -> Self {
        Self {
            id: invitation.id.0,
            customer_id: invitation.customer.0,
            person_key: invitation.person,
            name: &invitation.name,
            email_address: invitation.email.as_str(),
            policy: invitation.policy.as_str(),
            status: invitation.state(now).as_str(),
            created_at: invitation.created_at.rfc3339(),
            sent_at: invitation.updated_at.rfc3339(),
            expires_at: invitation.expires_at.rfc3339(),
            accepted_at: invitation.accepted_at.and_then(Time::rfc3339),
        }
    }
}

#[derive(Serialize)]
struct ListJson<'a> {
    items: Vec<InvitationJson<'a>>,
    next: Option<String>,
}

/// `GET /api/v1/customers/{id}/invitations`: the latest of each person, the newest first.
pub async fn list(db: Data<Db>, actor: Actor, id: Path<CustomerId>) -> Result<HttpResponse, Failure> {
    let (organization, id, now) = (actor.organization, id.into_inner(), db.now());
    let read = move |conn: &mut Conn| {
        customers::find_live(conn, organization, id)?;
        invitations::of_customer(conn, organization, id)
    };
    let found = db.read(read).await?;
    let items = found.iter().map(|invitation| InvitationJson::of(invitation, now)).collect();
    Ok(HttpResponse::Ok().json(ListJson { items, next: None }))
}

/// `POST /api/v1/customers/{id}/invitations`, once for each `Idempotency-Key`. A pending one of the person ends.
pub async fn create(
    db: Data<Db>,
    site: Data<Site>,
    actor: Actor,
    id: Path<CustomerId>,
    request: HttpRequest,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let (person, policy) = read(&body.json)?;
    let (by, id) = (sign(&actor, db.now()), id.into_inner());
    let call = once::call(&request, &actor, [body.bytes.as_slice()])?;
    let insert = move |conn: &mut Conn| {
        once::once(conn, call.as_ref(), by.at, |conn| {
            let (invitation, _) = invitations::insert(conn, &by, &site.keys.invitation, id, person, policy)?;
            Ok(Answer {
                status: StatusCode::CREATED.as_u16(),
                location: Some(format!("/api/v1/customers/{id}/invitations/{}", invitation.id)),
                body: once::text(&InvitationJson::of(&invitation, by.at))?,
                about: Some(id.0),
            })
        })
    };
    let written = db.write(&actor, Right::EditCustomers, insert).await;
    once::answer(written.map_err(failure)?)
}

/// `GET /api/v1/customers/{id}/invitations/{invitation}`
pub async fn find(
    db: Data<Db>,
    actor: Actor,
    path: Path<(CustomerId, InvitationId)>,
) -> Result<HttpResponse, Failure> {
    let (organization, (customer, id)) = (actor.organization, path.into_inner());
    let found = db.read(move |conn| invitations::find(conn, organization, customer, id)).await?;
    Ok(HttpResponse::Ok().json(InvitationJson::of(&found, db.now())))
}

/// `POST /api/v1/customers/{id}/invitations/{invitation}/resend`: under a new code, for the whole time again.
pub async fn resend(
    db: Data<Db>,
    site: Data<Site>,
    actor: Actor,
    path: Path<(CustomerId, InvitationId)>,
) -> Result<HttpResponse, Failure> {
    let (by, (customer, id)) = (sign(&actor, db.now()), path.into_inner());
    let now = by.at;
    let resend =
        move |conn: &mut Conn| Ok(invitations::resend(conn, &by, &site.keys.invitation, customer, id)?.0);
    let sent = db.write(&actor, Right::EditCustomers, resend).await.map_err(failure)?;
    Ok(HttpResponse::Ok().json(InvitationJson::of(&sent, now)))
}

/// `DELETE /api/v1/customers/{id}/invitations/{invitation}`: what the person was let into is closed to them.
pub async fn revoke(
    db: Data<Db>,
    actor: Actor,
    path: Path<(CustomerId, InvitationId)>,
) -> Result<HttpResponse, Failure> {
    let (by, (customer, id)) = (sign(&actor, db.now()), path.into_inner());
    let revoke = move |conn: &mut Conn| invitations::revoke(conn, &by, customer, id);
    db.write(&actor, Right::EditCustomers, revoke).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Who is to be invited, by key, and what they may do.
fn read(body: &Value) -> Result<(Uuid, Policy), Issues> {
    let mut issues = Issues::new();
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let person = text("personKey").parse().map_err(|_| Issue::new("person-missing"));
    let person = issues.keep("/personKey", person);
    let policy = issues.keep("/policy", Policy::parse(text("policy")));
    match (person, policy) {
        (Some(person), Some(policy)) => Ok((person, policy)),
        _ => Err(issues),
    }
}

/// What is wrong, by where it stands in the body.
fn failure(error: StoreError) -> Failure {
    let named = |field: &str| match field {
        "person" => "/personKey".to_owned(),
        idempotency::HEADER => field.to_owned(),
        other => pointer(other),
    };
    match error {
        StoreError::Invalid(issues) => issues.renamed(named).into(),
        other => other.into(),
    }
}
