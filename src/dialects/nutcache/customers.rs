//! `/customers`.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::dialects::nutcache::customer_json::CustomerJson;
use crate::dialects::nutcache::include::Include;
use crate::dialects::nutcache::paging::{Page, Parameters};
use crate::dialects::nutcache::scope::Scope;
use crate::dialects::nutcache::{Link, answer};
use crate::domain::listing::Sort;
use crate::domain::operator::Actor;
use crate::store::{Conn, Db, customers, listing, organizations};
use crate::web::Failure;

#[derive(Serialize)]
struct Envelope<'a> {
    /// Of a list; one customer has none around it.
    #[serde(skip_serializing_if = "Option::is_none")]
    links: Option<Vec<Link>>,
    customers: Vec<CustomerJson<'a>>,
    #[serde(flatten)]
    included: Map<String, Value>,
}

/// `GET /customers`: by their numbers, inactive ones included.
pub async fn list(
    db: Data<Db>,
    actor: Actor,
    scope: Scope,
    parameters: Parameters,
) -> Result<HttpResponse, Failure> {
    let (page, include) = (Page::read(&parameters)?, Include::read(&parameters)?);
    let (id, offset, limit) = (actor.organization, page.offset(), page.limit);
    let read = move |conn: &mut Conn| {
        let organization = organizations::find(conn, id)?;
        scope.ensure(&organization)?;
        Ok((listing::stretch(conn, id, "", Sort::CreatedAscending, offset, limit)?, organization))
    };
    let (found, organization) = db.read(read).await?;
    let count = usize::try_from(found.count).map_err(Failure::fault)?;
    Ok(answer(&Envelope {
        links: Some(page.links("customers", count)),
        customers: found.items.iter().map(CustomerJson::of).collect(),
        included: include.lists(&found.items, &organization),
    }))
}

/// `GET /customers/{id}`: a list of one.
pub async fn find(
    db: Data<Db>,
    actor: Actor,
    scope: Scope,
    number: Path<i64>,
    parameters: Parameters,
) -> Result<HttpResponse, Failure> {
    let include = Include::read(&parameters)?;
    let (id, number) = (actor.organization, number.into_inner());
    let read = move |conn: &mut Conn| {
        let organization = organizations::find(conn, id)?;
        scope.ensure(&organization)?;
        Ok(([customers::of_number(conn, id, number)?], organization))
    };
    let (found, organization) = db.read(read).await?;
    Ok(answer(&Envelope {
        links: None,
        customers: found.iter().map(CustomerJson::of).collect(),
        included: include.lists(&found, &organization),
    }))
}
