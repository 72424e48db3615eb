//! `/token` and `/refresh/token`: what a client of Echonio calls before all others. The password is an API token, and so
//! is what it gets: nothing is made here, and no operator's password is looked at.

use actix_web::HttpResponse;
use actix_web::web::Data;
use serde_json::json;

use crate::dialects::echonio::body::Fields;
use crate::domain::issues::Issues;
use crate::store::Db;
use crate::web::{Failure, who};

/// How long a client takes its token for good, in seconds; it is good for as long as the token that it is.
const EXPIRES_SECONDS: u32 = 3600;

/// `POST /token`
pub async fn create(db: Data<Db>, fields: Fields) -> Result<HttpResponse, Failure> {
    given(&db, &fields, "password").await
}

/// `POST /refresh/token`
pub async fn refresh(db: Data<Db>, fields: Fields) -> Result<HttpResponse, Failure> {
    given(&db, &fields, "refreshToken").await
}

async fn given(db: &Db, fields: &Fields, name: &str) -> Result<HttpResponse, Failure> {
    let mut issues = Issues::new();
    let secret = fields.text(name, &mut issues).unwrap_or_default();
    if who::token(&secret, db).await?.is_none() {
        return Err(Failure::SignedOut(None));
    }
    Ok(HttpResponse::Ok().json(json!({
        "token": secret,
        "refreshToken": secret,
        "expiresIn": EXPIRES_SECONDS,
    })))
}
