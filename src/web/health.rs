//! Whether the program serves, and whether its database does. Neither says anything about what is in it.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Data;
use actix_web::{HttpResponse, http::StatusCode};

use crate::store::{self, Db};

/// Answers when the process serves.
pub async fn live() -> HttpResponse {
    say(StatusCode::OK, "ok\n")
}

/// Answers when the database does and is migrated.
pub async fn ready(db: Data<Db>) -> HttpResponse {
    let is_pending = db.read(store::migrations::is_pending).await;
    match is_pending {
        Ok(false) => say(StatusCode::OK, "ok\n"),
        Ok(true) => say(StatusCode::SERVICE_UNAVAILABLE, "the database is not migrated\n"),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the database is not ready");
            say(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}

fn say(status: StatusCode, text: &'static str) -> HttpResponse {
    HttpResponse::build(status).insert_header((CONTENT_TYPE, "text/plain; charset=utf-8")).body(text)
}
