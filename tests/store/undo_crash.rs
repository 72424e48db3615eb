//! kill -9 in the middle of an undo, and of its undo, again and again: they go on by themselves where they stopped, no
//! customer is met twice, and it ends as if nothing had happened.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};

use crate::api::imports::imported;
use crate::api::undo::{dump, undone};
use crate::support::eventually::eventually;
use crate::support::server::{App, spawn};
use crate::support::settings;

const ROWS: usize = 1_500;
const PATIENCE: Duration = Duration::from_mins(1);

/// The second file changes every other customer of the first, and brings as many new ones.
fn file(name: &str, from: usize) -> String {
    let mut csv = String::from("First name,Email,Phone 1,Phone 1 country,tier\n");
    for row in (from..from + 2 * ROWS).step_by(2) {
        writeln!(csv, "{name} {row},customer{row}@example.org,04{row:08},AU,gold").unwrap();
    }
    csv
}

/// Has it be undone, or that in turn, and kills the server on the way as often as the settings say.
async fn undo_with_kills(app: &mut App, path: &str) -> Value {
    app.api().post(&format!("{path}/undo"), &json!({})).await.assert_status(202);
    for kill in 0..settings::kills().div_ceil(2) {
        let reached = i64::try_from(2 * ROWS * kill / (settings::kills() + 1)).unwrap();
        eventually("customers are seen to", PATIENCE, async || {
            let import = app.api().get(path).await.assert_status(200).json();
            let is_far = import["undo"]["done"].as_i64().unwrap() >= reached;
            (is_far || import["status"] != "undoing").then_some(())
        })
        .await;
        app.kill();
        // The dead server's turn is over, without waiting for it.
        app.database().execute("update operations set lease_until = 0 where lease_until is not null");
        app.restart().await;
        app.database().assert_intact();
        let import = app.api().get(path).await.assert_status(200).json();
        let tally = ["trashed", "restored", "returned", "kept", "gone"];
        let sum: i64 = tally.iter().map(|name| import["undo"][name].as_i64().unwrap()).sum();
        assert_eq!(import["undo"]["done"].as_i64(), Some(sum), "{import:#}");
    }
    undone(&app.api(), path).await
}

#[actix_web::test]
async fn j2_an_undo_survives_kills_at_any_moment() {
    let mut app = spawn().await;
    let api = app.api();
    imported(&api, "first.csv", file("Ada", 0), &json!({})).await;
    let before = dump(&api).await;
    // Half of these are there, half are new.
    let import = imported(&api, "second.csv", file("Eve", ROWS), &json!({})).await;
    let half = i64::try_from(ROWS / 2).unwrap();
    assert_eq!([&import["created"], &import["updated"]], [half, half], "{import:#}");
    let after = dump(&api).await;
    let path = format!("/api/v1/imports/{}", import["id"].as_str().unwrap());
    let import = undo_with_kills(&mut app, &path).await;
    assert_eq!([&import["undo"]["trashed"], &import["undo"]["returned"]], [half, half], "{import:#}");
    assert!(dump(&app.api()).await == before, "the store is as it was before");
    let import = undo_with_kills(&mut app, &path).await;
    assert_eq!([&import["undo"]["restored"], &import["undo"]["returned"]], [half, half], "{import:#}");
    assert!(dump(&app.api()).await == after, "the store is as the import had left it");
}
