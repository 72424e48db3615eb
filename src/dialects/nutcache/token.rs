//! `/token`: OAuth's password grant, whose password is an API token, and so is what it gives.

use actix_web::HttpResponse;
use actix_web::web::{Bytes, Data};
use serde_json::json;

use crate::dialects::nutcache::answer;
use crate::store::Db;
use crate::web::forms::Form;
use crate::web::{Failure, who};

/// How long a client takes its token for good, in seconds: 15 days.
const EXPIRES_SECONDS: u32 = 1_209_599;

/// `POST /token`
pub async fn create(db: Data<Db>, body: Bytes) -> Result<HttpResponse, Failure> {
    let form = Form::parse(&body)?;
    if form.text("grant_type") != "password" {
        return Err(Failure::Malformed("grant_type"));
    }
    let secret = form.text("password");
    if who::token(secret, &db).await?.is_none() {
        return Err(Failure::SignedOut(None));
    }
    Ok(answer(&json!({ "access_token": secret, "token_type": "bearer", "expires_in": EXPIRES_SECONDS })))
}
