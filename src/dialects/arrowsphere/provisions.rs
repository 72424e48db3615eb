//! `/customers/{ref}/provision` and `/migration`: programs that are set up for a customer. A migration is one that takes
//! over what the customer has elsewhere; how far it is, is read as any other's.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use super::envelope::{accepted, answer};
use super::found;
use super::provision_json::{self, ProvisionJson};
use crate::dialects::{sign, write};
use crate::domain::issues::Issues;
use crate::domain::operator::{Actor, Right};
use crate::domain::provision::{Program, Start};
use crate::store::{Conn, Db, StoreError, provisions};
use crate::web::Failure;
use crate::web::json::Body;

/// Which program is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    program: String,
}

impl Asked {
    fn program(&self) -> Result<Program, Issues> {
        Program::parse(&self.program).map_err(|issue| Issues::of("program", issue))
    }
}

/// `POST /customers/{ref}/provision`: what is over begins anew.
pub async fn start(
    db: Data<Db>,
    actor: Actor,
    reference: Path<String>,
    body: Body,
) -> Result<HttpResponse, Failure> {
    begin(&db, &actor, reference.into_inner(), provision_json::read(&body.json)?).await
}

/// `POST /customers/{ref}/migration`
pub async fn migrate(
    db: Data<Db>,
    actor: Actor,
    reference: Path<String>,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let start = Start { is_migration: true, ..provision_json::read(&body.json)? };
    begin(&db, &actor, reference.into_inner(), start).await
}

/// `GET /customers/{ref}/provision?program=P`
pub async fn find(
    db: Data<Db>,
    actor: Actor,
    reference: Path<String>,
    Query(asked): Query<Asked>,
) -> Result<HttpResponse, Failure> {
    let (organization, program) = (actor.organization, asked.program()?);
    let read = move |conn: &mut Conn| {
        let customer = found::customer(conn, organization, &reference)?;
        provisions::of_program(conn, organization, customer.id, &program)
    };
    let provision = db.read(read).await?;
    Ok(answer(StatusCode::OK, ProvisionJson::of(&provision)))
}

/// `DELETE /customers/{ref}/migration?program=P`
pub async fn cancel(
    db: Data<Db>,
    actor: Actor,
    reference: Path<String>,
    Query(asked): Query<Asked>,
) -> Result<HttpResponse, Failure> {
    let (by, reference, program) = (sign(&db, &actor), reference.into_inner(), asked.program()?);
    let cancel = move |conn: &mut Conn| {
        let customer = found::open_customer(conn, by.actor.organization, &reference)?;
        let provision = provisions::of_program(conn, customer.organization, customer.id, &program)?;
        if !provision.is_migration {
            return Err(StoreError::NotFound);
        }
        provisions::cancel(conn, &by, provision.id, None)
    };
    write(&db, &actor, Right::EditCustomers, cancel).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn begin(db: &Db, actor: &Actor, reference: String, start: Start) -> Result<HttpResponse, Failure> {
    let by = sign(db, actor);
    let begin = move |conn: &mut Conn| {
        let customer = found::open_customer(conn, by.actor.organization, &reference)?;
        provisions::start(conn, &by, customer.id, &start)
    };
    write(db, actor, Right::EditCustomers, begin).await?;
    Ok(accepted())
}
