//! What a call of Nutcache's says in its headers: the organization that it means, and the version of the API. A token is
//! of one organization, so the header chooses nothing; it can only be right or wrong.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use uuid::Uuid;

use crate::domain::operator::{Forbidden, Right};
use crate::domain::organization::Organization;
use crate::store::StoreError;
use crate::web::Failure;

/// The headers that name an organization; one sample of the documentation has the second.
const GUIDS: [&str; 2] = ["organizationguid", "companyguid"];
const VERSION: &str = "api-version";
/// The only version that is spoken.
const SPOKEN: &str = "3";

/// The organization that a call means.
#[derive(Debug, Clone, Copy)]
pub struct Scope(Option<Uuid>);

impl FromRequest for Scope {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request))
    }
}

fn read(request: &HttpRequest) -> Result<Scope, Failure> {
    let header = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap_or("?").trim());
    if header(VERSION).is_some_and(|version| version != SPOKEN) {
        return Err(Failure::Malformed("header api-version"));
    }
    let guid = GUIDS.into_iter().find_map(header).map(str::parse).transpose();
    guid.map(Scope).map_err(|_| Failure::Malformed("header OrganizationGuid"))
}

impl Scope {
    /// Whether it is the caller's. One that there is not is told like one that is another's.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] when it is not.
    pub(super) fn ensure(self, own: &Organization) -> Result<(), StoreError> {
        match self.0 {
            Some(guid) if guid != own.uuid => Err(Forbidden(Right::ViewCustomers).into()),
            _ => Ok(()),
        }
    }
}
