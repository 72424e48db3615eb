//! kill -9 while people and programs write: what was acknowledged is there, wholly, and nothing is half there.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::api::Reply;
use crate::support::console::Console;
use crate::support::crash::{self, Attempt, Record, Unanswered};
use crate::support::server::{App, spawn};

const CUSTOMERS: &str = "/api/v1/customers";
const WRITERS: usize = 4;

/// What an acknowledged write said: the customer, and the version it made.
type Saved = (String, i64);

#[actix_web::test]
async fn a_crash_loses_no_acknowledged_write_and_leaves_none_half_done() {
    let mut app = spawn().await;
    // Each writer edits a customer of its own, so that each knows which version its next write makes.
    let mut customers = Vec::new();
    for writer in 0..WRITERS {
        let body = json!({ "displayName": format!("Customer {writer}") });
        let made = app.api().post(CUSTOMERS, &body).await.assert_status(201).json();
        customers.push(made["customerId"].as_str().unwrap().to_owned());
    }
    let write = async |app: &App, attempt: Attempt| write(app, &customers[attempt.writer], attempt).await;
    let verify = async |app: &App, record: &Record<Saved>| verify(app, &customers, record).await;
    crash::survive(&mut app, WRITERS, write, verify).await;
}

async fn write(app: &App, customer: &str, attempt: Attempt) -> Result<Saved, Unanswered> {
    let request = app.api().request(reqwest::Method::PUT, &format!("{CUSTOMERS}/{customer}"));
    let body = json!({ "lastName": attempt.name(), "attributes": { "write": attempt.name() } });
    let reply = Reply::try_of(request.json(&body)).await.map_err(|_| Unanswered)?;
    let saved = reply.assert_status(200).json();
    Ok((customer.to_owned(), version(&saved)))
}

/// Every acknowledged version has what was written into it; the versions of a customer are 1 to n without a gap; at
/// the end stands the last acknowledged write, or the one that was not answered.
async fn verify(app: &App, customers: &[String], record: &Record<Saved>) {
    let console = app.sign_in().await;
    for (writer, customer) in customers.iter().enumerate() {
        let acknowledged: BTreeMap<i64, Attempt> = record
            .acknowledged
            .iter()
            .filter(|(_, (of, _))| of == customer)
            .map(|(attempt, (_, version))| (*version, *attempt))
            .collect();
        let stored = app.api().get(&format!("{CUSTOMERS}/{customer}")).await.assert_status(200).json();
        let (last, name) = (version(&stored), stored["lastName"].as_str().unwrap_or_default());
        assert_eq!(
            stored["attributes"]["write"].as_str().unwrap_or_default(),
            name,
            "half a write of {writer}"
        );
        let mut possible: Vec<String> =
            record.unanswered.iter().filter(|it| it.writer == writer).map(|it| it.name()).collect();
        possible.extend(acknowledged.last_key_value().map(|(_, attempt)| attempt.name()));
        let is_untouched = name.is_empty() && acknowledged.is_empty();
        assert!(is_untouched || possible.iter().any(|it| it == name), "{name:?} of {possible:?}");
        assert!(
            acknowledged.last_key_value().is_none_or(|(version, _)| *version <= last),
            "an acknowledged write is lost"
        );
        for (version, attempt) in acknowledged.iter().rev().take(10) {
            let compare = format!("/customers/{customer}/history/compare?from={version}&to={version}");
            let page = console.open(&compare).await;
            assert!(page.body.contains(&attempt.name()), "version {version} is not {}", attempt.name());
        }
        assert_no_gap(&console, customer, last).await;
    }
}

/// The history lists every version from the last down to the first.
async fn assert_no_gap(console: &Console, customer: &str, last: i64) {
    let mut path = format!("/customers/{customer}/history");
    let mut listed = Vec::new();
    loop {
        let page = console.open(&path).await;
        listed.extend(page.rows().into_iter().map(|row| number(&row[1])));
        if !page.has_link("Older versions") {
            break;
        }
        path = page.link("Older versions").href;
    }
    let expected: Vec<i64> = (1..=last).rev().collect();
    assert_eq!(listed, expected, "the versions of {customer}");
}

fn version(customer: &Value) -> i64 {
    number(customer["version"].as_str().unwrap())
}

fn number(text: &str) -> i64 {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}
