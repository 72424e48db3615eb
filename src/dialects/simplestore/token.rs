//! `/connect/token`: what a client calls before all others. Its secret is an API token, and so is what it gets: nothing is
//! made here.

use actix_web::HttpResponse;
use actix_web::web::{Data, Payload};
use serde_json::json;

use crate::store::Db;
use crate::web::forms::{self, Form};
use crate::web::limits::whole_body;
use crate::web::{Failure, who};

/// How long a client takes its token for good, in seconds; it is good for as long as the token that it is.
const EXPIRES_SECONDS: u32 = 3600;

/// `POST /connect/token`, in the words of OAuth 2 (RFC 6749, 4.4 and 5.2).
pub async fn create(db: Data<Db>, body: Payload) -> Result<HttpResponse, Failure> {
    let form = Form::parse(&whole_body(&mut body.into_inner(), forms::LIMIT_BYTES).await?)?;
    if form.text("grant_type") != "client_credentials" {
        return Ok(refused("unsupported_grant_type"));
    }
    let secret = form.text("client_secret");
    if secret.is_empty() || who::token(secret, &db).await?.is_none() {
        return Ok(refused("invalid_client"));
    }
    let token = json!({ "access_token": secret, "expires_in": EXPIRES_SECONDS, "token_type": "Bearer" });
    Ok(HttpResponse::Ok().json(token))
}

fn refused(error: &str) -> HttpResponse {
    HttpResponse::BadRequest().json(json!({ "error": error }))
}
