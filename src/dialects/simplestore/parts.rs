//! `/v1/customers/{id}/phones` and `/addresses`: one is added, or some are taken away by their keys.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde_json::{Value, json};
use uuid::Uuid;

use super::customer_input;
use crate::dialects::{sign, write};
use crate::domain::customer::{Customer, CustomerId, Document, Version};
use crate::domain::draft::{RawAddress, RawCustomer, RawPhone};
use crate::domain::issues::Issues;
use crate::domain::operator::{Actor, Right};
use crate::store::{Conn, Db, customers, drafts};
use crate::web::Failure;
use crate::web::json::Body;

/// Phones or addresses: how a change of them is written, and what they are called.
#[derive(Debug, Clone, Copy)]
enum Part {
    Phones,
    Addresses,
}

/// What is done to them.
#[derive(Debug, Clone)]
enum Change {
    AddPhone(RawPhone),
    AddAddress(RawAddress),
    Remove(Part, Vec<Uuid>),
}

/// `POST /v1/customers/{id}/phones`
pub async fn add_phone(
    db: Data<Db>,
    actor: Actor,
    id: Path<CustomerId>,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let change = Change::AddPhone(customer_input::phone(&body.json)?);
    make(&db, &actor, id.into_inner(), None, change).await
}

/// `POST /v1/customers/{id}/addresses`
pub async fn add_address(
    db: Data<Db>,
    actor: Actor,
    id: Path<CustomerId>,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let change = Change::AddAddress(customer_input::address(&body.json)?);
    make(&db, &actor, id.into_inner(), None, change).await
}

/// `DELETE /v1/customers/{id}/phones?Version=n`
pub async fn remove_phones(
    db: Data<Db>,
    actor: Actor,
    id: Path<CustomerId>,
    Query(query): Query<Vec<(String, String)>>,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let change = Change::Remove(Part::Phones, customer_input::keys(&body.json)?);
    make(&db, &actor, id.into_inner(), version(&query)?, change).await
}

/// `DELETE /v1/customers/{id}/addresses?Version=n`
pub async fn remove_addresses(
    db: Data<Db>,
    actor: Actor,
    id: Path<CustomerId>,
    Query(query): Query<Vec<(String, String)>>,
    body: Body,
) -> Result<HttpResponse, Failure> {
    let change = Change::Remove(Part::Addresses, customer_input::keys(&body.json)?);
    make(&db, &actor, id.into_inner(), version(&query)?, change).await
}

fn version(query: &[(String, String)]) -> Result<Option<Version>, Issues> {
    let sent = query.iter().find(|(name, _)| name.eq_ignore_ascii_case("version"));
    customer_input::version(sent.map(|(_, text)| text.as_str()))
}

async fn make(
    db: &Db,
    actor: &Actor,
    id: CustomerId,
    read: Option<Version>,
    change: Change,
) -> Result<HttpResponse, Failure> {
    let by = sign(db, actor);
    let make = move |conn: &mut Conn| {
        let current = customers::find_live(conn, by.actor.organization, id)?;
        if read.is_some_and(|version| version != current.version) {
            return Ok(None);
        }
        let (raw, removed) = change.onto(&current.document);
        let customer = drafts::change(conn, &by, &current, &raw)?.into_customer();
        Ok(Some(change.told(&customer, &removed)))
    };
    let told = write(db, actor, Right::EditCustomers, make).await?;
    Ok(HttpResponse::Ok().json(told.ok_or(Failure::Stale)?))
}

impl Change {
    const fn part(&self) -> Part {
        match self {
            Self::AddPhone(_) => Part::Phones,
            Self::AddAddress(_) => Part::Addresses,
            Self::Remove(part, _) => *part,
        }
    }

    /// The draft of it, and the keys that it takes away.
    fn onto(&self, document: &Document) -> (RawCustomer, Vec<Uuid>) {
        let (mut raw, mut removed) = (RawCustomer::default(), Vec::new());
        let mut stays = |key: &Uuid| match self {
            Self::Remove(_, keys) if keys.contains(key) => {
                removed.push(*key);
                false
            }
            _ => true,
        };
        match self.part() {
            Part::Phones => {
                let kept = document.phones().filter(|(key, _)| stays(key));
                let mut phones: Vec<_> = kept.map(|(key, phone)| RawPhone::from_phone(key, phone)).collect();
                if let Self::AddPhone(phone) = self {
                    phones.push(phone.clone());
                }
                raw.phones = Some(phones);
            }
            Part::Addresses => {
                let kept = document.addresses.iter().filter(|address| stays(&address.key));
                let mut addresses: Vec<_> = kept.map(RawAddress::from_address).collect();
                if let Self::AddAddress(address) = self {
                    addresses.push(address.clone());
                }
                raw.addresses = Some(addresses);
            }
        }
        (raw, removed)
    }

    /// What is answered of it.
    fn told(&self, customer: &Customer, removed: &[Uuid]) -> Value {
        let (name, count) = match self.part() {
            Part::Phones => ("phones", customer.document.phones().count()),
            Part::Addresses => ("addresses", customer.document.addresses.len()),
        };
        let total = if name == "phones" { "totalPhonesAttached" } else { "totalAddressesAttached" };
        let mut told = json!({
            "customerId": customer.id.0,
            "version": customer.version.to_string(),
            total: count,
        });
        if let Self::Remove(..) = self {
            told[format!("{name}Removed")] = json!(removed);
        }
        told
    }
}
