//! `/api/v1/trash`: the customers that were deleted, for the thirty days that they can be taken out again.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use serde::{Deserialize, Serialize};

use crate::api::customer_json::CustomerJson;
use crate::api::customers::{answer, known, shown, sign};
use crate::api::tag_json::Carried;
use crate::domain::customer::{Customer, CustomerId};
use crate::domain::issues::{Issue, Issues};
use crate::domain::listing::{Cursor, CursorKey};
use crate::domain::operator::{Actor, Right};
use crate::domain::time::Time;
use crate::store::{Conn, Db, customers, listing};
use crate::web::Failure;

/// Customers of a page, unless asked for otherwise.
const LIMIT: usize = 50;
/// Most customers of a page.
const MOST: usize = 200;

/// What a list is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Parameters {
    limit: Option<String>,
    cursor: Option<String>,
}

impl Parameters {
    fn read(&self) -> Result<(Option<(Time, i64)>, usize), Issues> {
        let mut issues = Issues::new();
        let limit = match self.limit.as_deref().map(str::parse) {
            None => Ok(LIMIT),
            Some(Ok(limit)) if (1..=MOST).contains(&limit) => Ok(limit),
            Some(_) => Err(Issue::new("number-out-of-range").with("min", 1).with("max", MOST)),
        };
        let limit = issues.keep("limit", limit);
        let before = known(&mut issues, "cursor", self.cursor.as_deref(), place);
        match limit.filter(|_| issues.is_empty()) {
            Some(limit) => Ok((before, limit)),
            None => Err(issues),
        }
    }
}

/// The place that a cursor names: when its customer was deleted, and its change number.
fn place(cursor: &str) -> Option<(Time, i64)> {
    match Cursor::decode(cursor)? {
        Cursor { key: Some(CursorKey::Number(at)), seq } => Some((Time::from_micros(at), seq)),
        _ => None,
    }
}

#[derive(Serialize)]
struct ListJson<'a> {
    items: Vec<CustomerJson<'a>>,
    next: Option<String>,
}

/// `GET /api/v1/trash`: the last deleted first.
pub async fn list(
    db: Data<Db>,
    actor: Actor,
    Query(parameters): Query<Parameters>,
) -> Result<HttpResponse, Failure> {
    let (before, limit) = parameters.read()?;
    let organization = actor.organization;
    let read = move |conn: &mut Conn| {
        let listed = listing::trash(conn, organization, before, limit + 1)?;
        let ids = listed.iter().map(|listed| listed.id);
        let found: Vec<Customer> =
            ids.map(|id| customers::find(conn, organization, id)).collect::<Result<_, _>>()?;
        let carried = Carried::read(conn, organization, &found)?;
        Ok((found, carried))
    };
    let (mut found, carried) = db.read(read).await?;
    let has_more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| has_more).map(|last| {
        let at = last.deleted_at.map(Time::micros).unwrap_or_default();
        Cursor { key: Some(CursorKey::Number(at)), seq: last.seq }.encode()
    });
    let items = found.iter().map(|customer| CustomerJson::of(customer, &carried)).collect();
    Ok(HttpResponse::Ok().json(ListJson { items, next }))
}

/// `POST /api/v1/customers/{id}/restore`: out of the trash.
pub async fn restore(db: Data<Db>, actor: Actor, id: Path<CustomerId>) -> Result<HttpResponse, Failure> {
    let (by, id) = (sign(&actor, db.now()), id.into_inner());
    let restore = move |conn: &mut Conn| {
        let customer = customers::restore(conn, &by, id)?;
        shown(conn, customer)
    };
    let (customer, carried) = db.write(&actor, Right::EditCustomers, restore).await?;
    Ok(answer(StatusCode::OK, &customer, &carried))
}

/// `DELETE /api/v1/trash/{id}`: for ever.
pub async fn purge(db: Data<Db>, actor: Actor, id: Path<CustomerId>) -> Result<HttpResponse, Failure> {
    let (by, id) = (sign(&actor, db.now()), id.into_inner());
    db.write(&actor, Right::PurgeCustomers, move |conn| customers::purge(conn, &by, id)).await?;
    Ok(HttpResponse::NoContent().finish())
}
