//! What customers lead to: `/organizations` and `/countries`. Reading them needs no organization's header.

use std::future::{Ready, ready};

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde_json::{Value, json};

use crate::dialects::nutcache::paging::{Page, Parameters};
use crate::dialects::nutcache::{Link, answer, countries};
use crate::domain::operator::Actor;
use crate::domain::organization::Organization;
use crate::domain::values::CountryCode;
use crate::store::{Db, organizations};
use crate::web::Failure;

/// `GET /organizations`: the caller's one.
pub async fn organizations(
    db: Data<Db>,
    actor: Actor,
    parameters: Parameters,
) -> Result<HttpResponse, Failure> {
    let page = Page::read(&parameters)?;
    let own = db.read(move |conn| organizations::find(conn, actor.organization)).await?;
    let own: Vec<Value> = Some(organization_json(&own)).filter(|_| page.offset() == 0).into_iter().collect();
    Ok(answer(&json!({ "links": page.links("organizations", 1), "organizations": own })))
}

/// `GET /organizations/{id}`
pub async fn organization(db: Data<Db>, actor: Actor, number: Path<i64>) -> Result<HttpResponse, Failure> {
    if number.into_inner() != actor.organization.0 {
        return Err(Failure::NotFound);
    }
    let own = db.read(move |conn| organizations::find(conn, actor.organization)).await?;
    Ok(answer(&json!({ "organizations": [organization_json(&own)] })))
}

/// `GET /countries`: by their numbers.
pub fn countries(parameters: Parameters) -> Ready<Result<HttpResponse, Failure>> {
    let answered = Page::read(&parameters).map(|page| {
        let all = countries::all().map(|(number, country)| country_json(number, country));
        let all: Vec<Value> = all.collect();
        let links = page.links("countries", all.len());
        let some: Vec<Value> = all.into_iter().skip(page.offset()).take(page.limit).collect();
        answer(&json!({ "links": links, "countries": some }))
    });
    ready(answered.map_err(Failure::from))
}

/// `GET /countries/{id}`
pub fn country(number: Path<usize>) -> Ready<Result<HttpResponse, Failure>> {
    let number = number.into_inner();
    let found = countries::of_number(number);
    let shown = found.map(|country| answer(&json!({ "countries": [country_json(number, country)] })));
    ready(shown.ok_or(Failure::NotFound))
}

pub(super) fn organization_json(organization: &Organization) -> Value {
    let number = organization.id.0;
    json!({
        "type": "organizations",
        "id": number,
        "guid": organization.uuid.to_string().to_uppercase(),
        "name": organization.name,
        "status": 0,
        "links": [Link::to("self", format!("organizations/{number}"))],
    })
}

pub(super) fn country_json(number: usize, country: CountryCode) -> Value {
    json!({
        "type": "countries",
        "id": number,
        "code": country.alpha3(),
        "short_code": country.as_str(),
        "name_enus": country.name(),
        "links": [Link::to("self", format!("countries/{number}"))],
    })
}
