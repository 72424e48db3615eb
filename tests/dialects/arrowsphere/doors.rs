//! The key, and who has none.

use customary::web::dialect::Dialect;
use serde_json::json;

use super::super::{Client, token_of_another, token_of_role};
use super::{firm, sphere};
use crate::support::server::{TOKEN, spawn};

#[actix_web::test]
async fn the_key_comes_in_a_header_of_its_own_or_as_a_bare_token() {
    let app = spawn().await;
    let path = sphere(&app).add(&firm("Acme")).await;
    let bearer = format!("Bearer {TOKEN}");
    for sent in [
        &[("apikey", TOKEN)][..],
        &[("authorization", TOKEN)],
        &[("authorization", bearer.as_str())],
        &[("apikey", ""), ("authorization", TOKEN)],
        &[("apikey", TOKEN), ("authorization", "Bearer nothing")],
    ] {
        Client::sending(&app, sent).read(&path).await.assert_status(200);
    }
    let basic = format!("Basic {TOKEN}");
    for sent in [
        &[][..],
        &[("apikey", "")],
        &[("apikey", "unknown")],
        &[("apikey", "unknown"), ("authorization", TOKEN)],
        &[("authorization", basic.as_str())],
    ] {
        let nobody = Client::sending(&app, sent);
        // Whether there is such a customer is not told.
        for path in [path.as_str(), "/XSP999", "", "/reconciliation"] {
            let method = if path == "/reconciliation" { reqwest::Method::POST } else { reqwest::Method::GET };
            let refused = nobody.ask(method, path, None).await.assert_error(401, "apiKey");
            assert!(!refused.body.contains("unknown"), "{refused}");
        }
    }
}

#[actix_web::test]
async fn a_reader_reads_and_an_editor_writes() {
    let app = spawn().await;
    let path = sphere(&app).add(&firm("Acme")).await;
    let client = |role: &str| Client::of(Dialect::ArrowSphere, &app, &token_of_role(&app, role));
    let viewer = client("viewer");
    viewer.read("").await.assert_status(200);
    viewer.read(&path).await.assert_status(200);
    viewer.read(&format!("{path}/contacts")).await.assert_status(200);
    for reply in [
        viewer.make("", &firm("Beta")).await,
        // It is refused before it is read.
        viewer.make("", &json!([])).await,
        viewer.change(&path, &json!({ "City": "Rome" })).await,
        viewer.remove(&path).await,
        viewer.ask(reqwest::Method::PUT, &path, None).await,
        viewer.make(&format!("{path}/provision"), &json!({ "program": "P" })).await,
        viewer.make("/invitations", &json!({})).await,
    ] {
        reply.assert_error(403, "");
    }
    let editor = client("editor");
    editor.change(&path, &json!({ "City": "Rome" })).await.assert_status(200);
    editor.remove(&path).await.assert_empty(204);
}

#[actix_web::test]
async fn another_organization_sees_and_changes_nothing() {
    let app = spawn().await;
    let sphere = sphere(&app);
    let path = sphere.add(&super::ferme()).await;
    let contact = sphere.contact_of(&path).await;
    let other = Client::of(Dialect::ArrowSphere, &app, &token_of_another(&app));
    other.read("").await.assert_at("/pagination/total", 0);
    let unknown = other.read("/XSP999").await.assert_error(404, "").body.len();
    let hidden = other.read(&path).await.assert_error(404, "");
    assert_eq!(hidden.body.len(), unknown, "{hidden}");
    other.change(&path, &json!({ "City": "Rome" })).await.assert_error(404, "");
    other.remove(&path).await.assert_error(404, "");
    other.read(&format!("{path}/contacts/{contact}")).await.assert_error(404, "");
    assert_eq!(sphere.customer(&path).await["City"], "Bourg");
}
