//! Programs that are set up for a customer, and migrations.

use serde_json::json;

use super::{firm, sphere};
use crate::support::server::spawn;

#[actix_web::test]
async fn a_program_is_asked_for_worked_on_and_read() {
    let app = spawn().await;
    let (sphere, worker) = (sphere(&app), app.api());
    let path = sphere.add(&firm("Acme")).await;
    let provision = format!("{path}/provision");
    let read = format!("{provision}?program=MSCSP");
    sphere.read(&read).await.assert_error(404, "");
    let body =
        json!({ "program": "MSCSP", "attributes": [{ "name": "domainName", "value": "ferme.example" }] });
    let started = sphere.make(&provision, &body).await.assert_status(202);
    assert_eq!(started.json(), json!({ "status": 202 }));
    sphere.make(&provision, &body).await.assert_error(409, "in progress already");
    let pending =
        json!({ "status": "pending", "message": "", "attributes": { "domainName": "ferme.example" } });
    assert_eq!(sphere.read(&read).await.json(), json!({ "status": 200, "data": pending }));

    let claimed = worker.post("/api/v1/provisions/claim", &json!({})).await.assert_status(200);
    let (url, lease) =
        (claimed.header("location").unwrap().to_owned(), claimed.json()["lease"]["id"].clone());
    let report = json!({ "lease": lease, "message": "Waiting for the vendor." });
    worker.post(&format!("{url}/report"), &report).await.assert_status(200);
    let running = json!({ "status": "in_progress", "message": "Waiting for the vendor.",
        "attributes": { "domainName": "ferme.example" } });
    assert_eq!(sphere.read(&read).await.json()["data"], running);
    let report = json!({ "lease": lease, "status": "failed", "message": "No such domain." });
    worker.post(&format!("{url}/report"), &report).await.assert_status(200);
    sphere.read(&read).await.assert_at("/data/status", "failed");
    // What is over begins anew.
    sphere.make(&provision, &json!({ "program": "MSCSP" })).await.assert_status(202);
    sphere.read(&read).await.assert_at("/data/status", "pending").assert_at("/data/attributes", json!({}));
    assert_eq!(sphere.customer(&path).await["Details"], json!({}), "it is no migration");
}

#[actix_web::test]
async fn a_migration_is_marked_and_can_be_called_off() {
    let app = spawn().await;
    let sphere = sphere(&app);
    let path = sphere.add(&firm("Acme")).await;
    let (migration, asked) = (format!("{path}/migration"), format!("{path}/migration?program=P"));
    sphere.remove(&asked).await.assert_error(404, "");
    let started = sphere.make(&migration, &json!({ "program": "P" })).await.assert_status(202);
    assert_eq!(started.json(), json!({ "status": 202 }));
    assert_eq!(sphere.customer(&path).await["Details"], json!({ "Migration": true }));
    sphere.read(&format!("{path}/provision?program=P")).await.assert_at("/data/status", "pending");
    sphere.make(&migration, &json!({ "program": "P" })).await.assert_error(409, "already");
    sphere.remove(&asked).await.assert_empty(204);
    assert_eq!(sphere.customer(&path).await["Details"], json!({ "Migration": false }));
    sphere.read(&format!("{path}/provision?program=P")).await.assert_at("/data/status", "cancelled");
    sphere.remove(&asked).await.assert_error(409, "over already");
    // A program that takes nothing over is no migration to be called off.
    sphere.make(&format!("{path}/provision"), &json!({ "program": "Q" })).await.assert_status(202);
    sphere.remove(&format!("{path}/migration?program=Q")).await.assert_error(404, "");
}

#[actix_web::test]
async fn a_program_needs_a_name() {
    let app = spawn().await;
    let sphere = sphere(&app);
    let path = sphere.add(&firm("Acme")).await;
    for part in ["provision", "migration"] {
        let url = format!("{path}/{part}");
        for body in [json!({}), json!({ "program": "" }), json!({ "program": 7 }), json!([])] {
            sphere.make(&url, &body).await.assert_error(400, "Bad value for program");
        }
        let body = json!({ "program": "P", "attributes": [{ "name": "a" }] });
        sphere.make(&url, &body).await.assert_error(400, "Bad value for attributes");
    }
    for query in ["", "?program=", "?other=1"] {
        sphere.read(&format!("{path}/provision{query}")).await.assert_error(400, "program");
        sphere.remove(&format!("{path}/migration{query}")).await.assert_error(400, "program");
    }
}
