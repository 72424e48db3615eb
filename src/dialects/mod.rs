//! The wire formats of other systems, so that their clients just work. Each is a thin door: it maps addresses, shapes
//! and errors, and holds no rule. What comes in becomes the draft that every door makes, and is written by the same
//! function; what goes out is a view of the same document.
//!
//! To add one: its name and mounts in `web::dialect`, its credential in `web::credentials`, its addresses in
//! `routes::dialects`, its room here with the words of its failures, which [`tell`] hands on.

pub mod arrowsphere;
pub mod echonio;
pub mod nutcache;
pub mod simplestore;

use actix_web::HttpResponse;
use actix_web::body::BoxBody;

use crate::domain::customer::{Cause, Signature};
use crate::domain::operator::{Actor, Right};
use crate::store::{Conn, Db, StoreError};
use crate::web::Failure;
use crate::web::dialect::Dialect;
use crate::web::errors;
use crate::web::trace::Reference;

/// Most times that a write begins anew because somebody else wrote the same record in between.
const MOST_TRIES: usize = 100;

/// A failure as the system would say it whose client asks.
#[must_use]
pub fn tell(dialect: Dialect, failure: &Failure, reference: Reference) -> HttpResponse<BoxBody> {
    match dialect {
        Dialect::Echonio => echonio::errors::tell(failure, reference),
        Dialect::Nutcache => nutcache::errors::tell(failure, reference),
        Dialect::ArrowSphere => arrowsphere::errors::tell(failure, reference),
        Dialect::SimpleStore => errors::problem(failure, reference),
    }
}

/// The signature of a change by another system's client.
fn sign(db: &Db, actor: &Actor) -> Signature {
    Signature { actor: actor.clone(), at: db.now(), cause: Cause::Dialect }
}

/// Makes a change to records as they are now: these clients name no version, so what they wanted is wanted of the newer
/// one, too.
///
/// # Errors
/// Those of the change.
async fn write<T, F>(db: &Db, actor: &Actor, right: Right, change: F) -> Result<T, StoreError>
where
    T: Send + 'static,
    F: FnOnce(&mut Conn) -> Result<T, StoreError> + Clone + Send + 'static,
{
    let mut tries = 1;
    loop {
        match db.write(actor, right, change.clone()).await {
            Err(StoreError::Stale | StoreError::Redefined) if tries < MOST_TRIES => tries += 1,
            written => return written,
        }
    }
}
