//! Nutcache, a time and billing service: its web API of customers, version 3, which reads and does not write.

mod countries;
mod customer_json;
pub mod customers;
pub mod errors;
mod include;
mod paging;
pub mod references;
mod scope;
pub mod token;

use actix_web::HttpResponse;
use serde::Serialize;

/// Something that another thing leads to, or that stands behind a page.
#[derive(Debug, Serialize)]
pub(super) struct Link {
    href: String,
    rel: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
}

impl Link {
    fn to(rel: &'static str, href: String) -> Self {
        Self { href, rel, kind: "GET" }
    }
}

fn answer(body: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok().content_type(errors::JSON).json(body)
}
