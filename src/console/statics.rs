//! The static files: embedded in the program and served under one content hash, so that they never go stale and
//! relative imports between modules keep working.

use std::borrow::Cow;
use std::sync::LazyLock;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, web};
use rust_embed::Embed;
use sha2::{Digest, Sha256};

#[derive(Embed)]
#[folder = "static/"]
struct Files;

/// The route that [`serve`] answers.
pub const ROUTE: &str = "/static/{hash}/{path:.+}";

static PREFIX: LazyLock<String> = LazyLock::new(|| {
    let mut names: Vec<_> = Files::iter().collect();
    names.sort_unstable(); // a folder is listed in any order
    let mut hash = Sha256::new();
    for name in names {
        hash.update(name.as_bytes());
        if let Some(file) = Files::get(&name) {
            hash.update(file.metadata.sha256_hash());
        }
    }
    let mut short = [0; 8];
    short.copy_from_slice(&hash.finalize()[..8]);
    format!("/static/{:016x}", u64::from_be_bytes(short))
});

/// The path that all static files stand under: `/static/{hash of them all}`.
#[must_use]
pub fn prefix() -> &'static str {
    &PREFIX
}

/// Answers one static file; 404 for a name or a hash that this program does not have.
pub async fn serve(path: web::Path<(String, String)>) -> HttpResponse {
    let (hash, name) = path.into_inner();
    let file = if prefix().ends_with(&format!("/{hash}")) { Files::get(&name) } else { None };
    let Some(file) = file else { return HttpResponse::NotFound().finish() };
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, content_type(&name)))
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(match file.data {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes), // in the program itself: not copied
            Cow::Owned(bytes) => Bytes::from(bytes),
        })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("csv") => "text/csv; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use actix_web::{App, test};

    use super::*;

    #[actix_web::test]
    async fn files_are_served_under_their_hash_for_ever() {
        let app = test::init_service(App::new().route(ROUTE, web::get().to(serve))).await;
        let get = |path: String| test::call_service(&app, test::TestRequest::get().uri(&path).to_request());
        let sheet = get(format!("{}/app.css", prefix())).await;
        assert_eq!(sheet.status(), 200);
        assert_eq!(sheet.headers().get(CONTENT_TYPE).unwrap(), "text/css; charset=utf-8");
        assert_eq!(sheet.headers().get(CACHE_CONTROL).unwrap(), "public, max-age=31536000, immutable");
        assert_eq!(get("/static/0000000000000000/app.css".into()).await.status(), 404);
        assert_eq!(get("/static//app.css".into()).await.status(), 404);
        assert_eq!(get(format!("{}/../Cargo.toml", prefix())).await.status(), 404);
    }

    #[test]
    async fn what_the_browser_loads_stays_within_its_budget() {
        let size = |suffix: &str| -> usize {
            Files::iter()
                .filter(|name| name.ends_with(suffix))
                .filter_map(|name| Files::get(&name))
                .map(|file| file.data.len())
                .sum()
        };
        for (suffix, limit) in [("app.css", 20 << 10), ("work.css", 6 << 10), (".js", 20 << 10)] {
            assert!(size(suffix) <= limit, "{suffix}: {} bytes", size(suffix));
        }
    }
}
