//! Inviting a contact, sending an invitation again, taking it back.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query};
use serde::Deserialize;
use uuid::Uuid;

use crate::console::customers::editor::{open, sign};
use crate::console::customers::head::Opened;
use crate::console::field::{Choice, Field, Problem};
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::shell::Section;
use crate::console::views::Crumb;
use crate::console::views::invitations::InvitePage;
use crate::domain::customer::{Cause, CustomerId};
use crate::domain::invitation::{Invitation, InvitationId, Policy};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::Right;
use crate::store::{Conn, StoreError, invitations};
use crate::web::Failure;
use crate::web::flash::Flash;
use crate::web::forms::Form;

/// Who is to be invited, as a link says it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    person: String,
}

/// `GET /customers/{id}/invite`
pub async fn new(frame: Frame, id: Path<CustomerId>, asked: Query<Asked>) -> Result<HttpResponse, Failure> {
    let opened = open(&frame, id.into_inner()).await?;
    if opened.customer.deleted_at.is_some() {
        return Ok(frame.go(&links::customer(opened.customer.id)));
    }
    page(&frame, &opened, &Form::of([("person".to_owned(), asked.into_inner().person)]), &Issues::default())
}

/// `POST /customers/{id}/invite`
pub async fn create(frame: Frame, id: Path<CustomerId>, form: Form) -> Result<HttpResponse, Failure> {
    let id = id.into_inner();
    let mut issues = Issues::default();
    let person = form.text("person").parse::<Uuid>().map_err(|_| Issue::new("person-missing"));
    let person = issues.keep("person", person);
    let policy = issues.keep("policy", Policy::parse(form.text("policy")));
    let (Some(person), Some(policy)) = (person, policy) else {
        return page(&frame, &open(&frame, id).await?, &form, &issues);
    };
    let (by, site) = (sign(&frame, Cause::Hand), frame.site().clone());
    let insert = move |conn: &mut Conn| {
        Ok(invitations::insert(conn, &by, &site.keys.invitation, id, person, policy)?.0)
    };
    match frame.db.write(&frame.actor, Right::EditCustomers, insert).await {
        Ok(invitation) => Ok(told(&frame, &invitation)),
        Err(StoreError::Invalid(issues)) => page(&frame, &open(&frame, id).await?, &form, &issues),
        Err(other) => Err(other.into()),
    }
}

/// `POST /customers/{id}/invitations/{invitation}/resend`
pub async fn resend(frame: Frame, path: Path<(CustomerId, InvitationId)>) -> Result<HttpResponse, Failure> {
    let (id, invitation) = path.into_inner();
    let (by, site) = (sign(&frame, Cause::Hand), frame.site().clone());
    let resend =
        move |conn: &mut Conn| Ok(invitations::resend(conn, &by, &site.keys.invitation, id, invitation)?.0);
    match frame.db.write(&frame.actor, Right::EditCustomers, resend).await {
        Ok(invitation) => Ok(told(&frame, &invitation)),
        Err(StoreError::Invalid(_)) => {
            let flash = Flash::toned(crate::web::flash::Tone::Bad, "issue-person-without-email");
            Ok(frame.done(&links::customer(id), &flash))
        }
        Err(other) => Err(other.into()),
    }
}

/// `POST /customers/{id}/invitations/{invitation}/revoke`
pub async fn revoke(frame: Frame, path: Path<(CustomerId, InvitationId)>) -> Result<HttpResponse, Failure> {
    let (id, invitation) = path.into_inner();
    let by = sign(&frame, Cause::Hand);
    let revoke = move |conn: &mut Conn| invitations::revoke(conn, &by, id, invitation);
    let revoked = frame.db.write(&frame.actor, Right::EditCustomers, revoke).await?;
    let flash = Flash::ok("invitation-revoked-now").with("name", &revoked.name);
    Ok(frame.done(&links::customer(id), &flash))
}

/// That an invitation is on its way: by mail, or by hand where there is no mail server.
fn told(frame: &Frame, invitation: &Invitation) -> HttpResponse {
    let message = if frame.site().has_mail { "invitation-sent" } else { "invitation-in-outbox" };
    let flash = Flash::ok(message).with("name", &invitation.name).with("email", invitation.email.as_str());
    frame.done(&links::customer(invitation.customer), &flash)
}

fn page(frame: &Frame, opened: &Opened, form: &Form, issues: &Issues) -> Result<HttpResponse, Failure> {
    let customer = &opened.customer;
    let typed = |name: &str| {
        let error = issues.get(name).first().map(|issue| frame.issue(issue));
        Field::new(name, form.text(name)).wrong(error)
    };
    let reachable = customer.document.people.iter().filter_map(|person| {
        let email = person.email.as_ref()?;
        let label = if person.display_name == email.as_str() {
            person.display_name.clone()
        } else {
            format!("{} · {}", person.display_name, email.as_str())
        };
        Some(Choice::new(person.key.to_string(), label))
    });
    let mut policy = typed("policy");
    if policy.value.is_empty() {
        Policy::OFFERED[0].clone_into(&mut policy.value);
    }
    let say = |id: &str| frame.language.say(id);
    let page = InvitePage {
        shell: frame.shell(Section::Customers, opened.counts.live),
        crumbs: vec![
            Crumb::new(links::CUSTOMERS.to_owned(), say("customers-title")),
            Crumb::new(links::customer(customer.id), &customer.document.display_name),
        ],
        url: links::customer(customer.id),
        name: customer.document.display_name.clone(),
        problems: Problem::list(issues, frame.language),
        person: typed("person"),
        people: reachable.collect(),
        policy,
        policies: vec![
            Choice::new("view", say("policy-view")).hint(say("policy-view-hint")),
            Choice::new("edit", say("policy-edit")).hint(say("policy-edit-hint")),
        ],
    };
    let status = if issues.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    frame.page(status, &page)
}
