//! The worker's side of `/api/v1/provisions`: take the next, say how far it is, end it, say that one is there.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::api::customers::sign;
use crate::api::provision_json::{Incoming, LeaseJson, ProvisionJson};
use crate::api::provisions::of_body;
use crate::domain::operator::{Actor, Right};
use crate::domain::provision::ProvisionId;
use crate::store::idempotency::Answer;
use crate::store::{Conn, Db, provisions};
use crate::web::json::Body;
use crate::web::once;
use crate::web::{Failure, Site};

#[derive(Serialize)]
struct HeartbeatJson {
    lease: LeaseJson,
}

/// `POST /api/v1/provisions/claim`: the next that waits, with a lease; 204 when there is none. An `Idempotency-Key`
/// gives the same one again to a worker that has not heard the answer.
pub async fn claim(
    db: Data<Db>,
    site: Data<Site>,
    actor: Actor,
    request: HttpRequest,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let claim = Incoming::of(&body.json)?.claim()?;
    let by = sign(&actor, db.now());
    let call = once::call(&request, &actor, [body.bytes.as_slice()])?;
    let silent_before = site.silent_before(by.at);
    let write = move |conn: &mut Conn| {
        once::once(conn, call.as_ref(), by.at, |conn| {
            let taken = provisions::claim(conn, &by, &claim)?;
            let Some(provision) = taken else {
                let status = StatusCode::NO_CONTENT.as_u16();
                return Ok(Answer { status, location: None, body: String::new(), about: None });
            };
            let json = ProvisionJson::of(&provision, silent_before).with_lease(provision.lease);
            Ok(Answer {
                status: StatusCode::OK.as_u16(),
                location: Some(format!("/api/v1/provisions/{}", provision.id)),
                body: once::text(&json)?,
                about: Some(provision.customer.0),
            })
        })
    };
    once::answer(db.write(&actor, Right::EditCustomers, write).await?)
}

/// `POST /api/v1/provisions/{id}/report`: `status` is `in_progress`, `fulfilled` or `failed`.
pub async fn report(
    db: Data<Db>,
    site: Data<Site>,
    actor: Actor,
    id: Path<ProvisionId>,
    request: HttpRequest,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let report = Incoming::of(&body.json)?.report()?;
    let (by, id) = (sign(&actor, db.now()), id.into_inner());
    let call = once::call(&request, &actor, [body.bytes.as_slice()])?;
    let silent_before = site.silent_before(by.at);
    let write = move |conn: &mut Conn| {
        once::once(conn, call.as_ref(), by.at, |conn| {
            let provision = provisions::report(conn, &by, id, &report)?;
            let json = ProvisionJson::of(&provision, silent_before).with_lease(provision.lease);
            Ok(Answer {
                status: StatusCode::OK.as_u16(),
                location: None,
                body: once::text(&json)?,
                about: Some(provision.customer.0),
            })
        })
    };
    let written = db.write(&actor, Right::EditCustomers, write).await;
    once::answer(written.map_err(|error| of_body(&body, error))?)
}

/// `POST /api/v1/provisions/{id}/heartbeat`: the lease lasts for longer. It is no report.
pub async fn heartbeat(
    db: Data<Db>,
    actor: Actor,
    id: Path<ProvisionId>,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let (lease, lease_for) = Incoming::of(&body.json)?.heartbeat()?;
    let (organization, id) = (actor.organization, id.into_inner());
    let write = move |conn: &mut Conn| provisions::extend(conn, organization, id, lease, lease_for);
    let lease = db.write(&actor, Right::EditCustomers, write).await?;
    Ok(HttpResponse::Ok().json(HeartbeatJson { lease: LeaseJson::of(lease) }))
}
