//! kill -9 in the middle of an import, again and again: it goes on by itself where it stopped, no row is in twice, and
//! it ends as if nothing had happened.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};

use crate::api::imports::{bring, settled};
use crate::support::eventually::eventually;
use crate::support::server::{App, spawn};
use crate::support::settings;

const ROWS: usize = 12_000;
const PATIENCE: Duration = Duration::from_mins(1);

fn file() -> String {
    let mut csv = String::from("First name,Email,Phone 1,Phone 1 country,tier\n");
    for row in 0..ROWS {
        // Every hundredth row needs a fix; every fiftieth is the same customer as the one before.
        let email = match row {
            row if row % 100 == 99 => "nobody@".to_owned(),
            row if row % 50 == 25 => format!("customer{}@example.org", row - 1),
            row => format!("customer{row}@example.org"),
        };
        writeln!(csv, "Customer {row},{email},04{row:08},AU,gold").unwrap();
    }
    csv
}

async fn rows_done(app: &App, path: &str) -> (i64, Value) {
    let import = app.api().get(path).await.assert_status(200).json();
    (import["rowsDone"].as_i64().unwrap(), import)
}

#[actix_web::test]
async fn j2_an_import_survives_kills_at_any_moment() {
    let mut app = spawn().await;
    let reply = bring(&app.api(), "big.csv", file(), &json!({})).await.assert_status(202);
    let path = reply.header("location").unwrap().to_owned();
    for kill in 0..settings::kills() {
        let reached = i64::try_from(ROWS * kill / (settings::kills() + 1)).unwrap();
        eventually("rows are written", PATIENCE, async || {
            let (done, import) = rows_done(&app, &path).await;
            let is_far = import["status"] == "running" && done >= reached || import["status"] == "completed";
            is_far.then_some(())
        })
        .await;
        app.kill();
        app.restart().await;
        app.database().assert_intact();
        let (_, import) = rows_done(&app, &path).await;
        let counts = ["created", "updated", "unchanged", "skipped", "rejected", "blank"];
        let sum: i64 = counts.iter().map(|name| import[name].as_i64().unwrap()).sum();
        assert_eq!(import["rowsDone"].as_i64(), Some(sum), "{import:#}");
    }
    let import = settled(&app.api(), &path).await;
    assert_eq!(import["status"], "completed", "{import:#}");
    let rejected = i64::try_from(ROWS / 100).unwrap();
    let updated = i64::try_from(ROWS / 50).unwrap();
    let created = i64::try_from(ROWS).unwrap() - rejected - updated;
    assert_eq!(import["rejected"], rejected, "{import:#}");
    assert_eq!(import["updated"], updated, "{import:#}");
    assert_eq!(import["created"], created, "{import:#}");
    app.api().get("/api/v1/customers?count=true&limit=1").await.assert_at("/count", created);
    let twice = bring(&app.api(), "again.csv", file(), &json!({})).await.assert_status(202);
    let again = settled(&app.api(), twice.header("location").unwrap()).await;
    assert_eq!(again["created"], 0, "{again:#}");
}
