//! A whole import taken back, and that taken back in turn: what is in the store before and after, customer by customer.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};

use super::imports::imported;
use crate::support::api::Api;
use crate::support::eventually::eventually;
use crate::support::server::{App, spawn};

const PATIENCE: Duration = Duration::from_mins(1);
const HEADER: &str = "First name,Last name,Email,Phone 1,Phone 1 country,tier,Notes\n";
/// Members that tell of writing, and not of the customer.
const OF_WRITING: [&str; 3] = ["version", "updatedAt", "seq"];

/// Everything there is, by number, without what tells of writing.
pub async fn dump(api: &Api) -> BTreeMap<i64, Value> {
    let mut all = BTreeMap::new();
    let mut cursor = String::new();
    loop {
        let page = api.get(&format!("/api/v1/customers?limit=200{cursor}")).await.assert_status(200).json();
        for mut customer in page["items"].as_array().unwrap().clone() {
            let members = customer.as_object_mut().unwrap();
            OF_WRITING.iter().for_each(|name| drop(members.remove(*name)));
            all.insert(customer["number"].as_i64().unwrap(), customer);
        }
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

/// The import once its undo is over.
pub async fn undone(api: &Api, path: &str) -> Value {
    eventually("the undo is over", PATIENCE, async || {
        let import = api.get(path).await.assert_status(200).json();
        (import["status"] != "undoing").then_some(import)
    })
    .await
}

pub async fn undo(api: &Api, path: &str) -> Value {
    api.post(&format!("{path}/undo"), &json!({})).await.assert_status(202).assert_at("/status", "undoing");
    undone(api, path).await
}

/// Customers of two files: those there are, and a later file of which half are new, most others changed, a few the same.
fn files(there: usize) -> (String, String) {
    let (mut first, mut second) = (HEADER.to_owned(), HEADER.to_owned());
    for at in 0..there {
        writeln!(first, "Ada {at},Byrne,ada{at}@example.org,04{at:08},AU,gold,before").unwrap();
        match at % 5 {
            0 => writeln!(second, "Ada {at},Byrne,ada{at}@example.org,04{at:08},AU,gold,before"),
            1 => writeln!(second, "Eve {at},Byrne,ada{at}@example.org,05{at:08},AU,silver,after"),
            _ => writeln!(second, "Ada {at},Noel,ada{at}@example.org,04{at:08},AU,,"),
        }
        .unwrap();
        writeln!(second, "Bo {at},New,bo{at}@example.org,,,bronze,").unwrap();
    }
    (first, second)
}

fn path_of(import: &Value) -> String {
    format!("/api/v1/imports/{}", import["id"].as_str().unwrap())
}

async fn edit(api: &Api, customer: &Value, changes: Value) {
    let path = format!("/api/v1/customers/{}", customer["customerId"].as_str().unwrap());
    api.patch(&path, &changes).await.assert_status(200);
}

/// The rows of the import whose customers were kept, from the pages that list them.
async fn kept_names(app: &App, import: &Value) -> Vec<String> {
    let console = app.sign_in().await;
    let mut next = format!("/imports/{}/kept", import["id"].as_str().unwrap());
    let mut names = Vec::new();
    loop {
        let page = console.open(&next).await;
        names.extend(
            page.links()
                .into_iter()
                .filter(|link| link.href.starts_with("/customers/0"))
                .map(|link| link.text),
        );
        if !page.has_link("Next customers") {
            return names;
        }
        next = page.link("Next customers").href;
    }
}

#[actix_web::test]
async fn an_undo_leaves_everything_as_it_was_but_for_what_was_edited_since_and_lists_that() {
    let app = spawn().await;
    let api = app.api();
    let (first, second) = files(100);
    imported(&api, "first.csv", first, &json!({})).await;
    let before = dump(&api).await;
    let import = imported(&api, "second.csv", second, &json!({})).await;
    let counts = ["created", "updated", "unchanged"].map(|name| import[name].as_i64().unwrap());
    assert_eq!(counts, [100, 80, 20], "{import:#}");
    let after = dump(&api).await;
    let is_new = |number: &&i64| !before.contains_key(number);
    let changed: Vec<i64> = after
        .keys()
        .copied()
        .filter(|number| before.get(number).is_some_and(|one| *one != after[number]))
        .collect();
    let new: Vec<i64> = after.keys().filter(is_new).copied().collect();
    let mut edited = BTreeSet::new();
    for number in changed.iter().step_by(8).chain(new.iter().step_by(10)) {
        edit(&api, &after[number], json!({ "attributes": { "called": "yes" } })).await;
        edited.insert(*number);
    }
    assert_eq!(edited.len(), 20);
    let edited_documents = dump(&api).await;

    let import = undo(&api, &path_of(&import)).await;
    assert_eq!(import["status"], "undone", "{import:#}");
    let tally = ["trashed", "returned", "kept", "gone"].map(|name| import["undo"][name].as_i64().unwrap());
    assert_eq!(tally, [90, 70, 20, 0], "{import:#}");
    let now = dump(&api).await;
    for (number, document) in &now {
        let expected = if edited.contains(number) { &edited_documents } else { &before };
        assert_eq!(Some(document), expected.get(number), "customer {number}");
    }
    assert_eq!(now.len(), 110);
    let mut names = kept_names(&app, &import).await;
    names.sort();
    let name = |number: &i64| edited_documents[number]["displayName"].as_str().unwrap().to_owned();
    let mut expected: Vec<String> = edited.iter().map(name).collect();
    expected.sort();
    assert_eq!(names, expected);

    let import = undo(&api, &path_of(&import)).await;
    assert_eq!(import["status"], "completed", "{import:#}");
    let tally = ["restored", "returned", "kept"].map(|name| import["undo"][name].as_i64().unwrap());
    assert_eq!(tally, [90, 70, 0], "{import:#}");
    assert_eq!(dump(&api).await, edited_documents, "the undo was taken back");
    let import = undo(&api, &path_of(&import)).await;
    assert_eq!(import["status"], "undone", "{import:#}");
    assert_eq!(dump(&api).await, now, "undone once more");
}

#[actix_web::test]
async fn a_customer_of_several_rows_goes_back_to_what_it_was_before_the_first() {
    let app = spawn().await;
    let api = app.api();
    imported(&api, "first.csv", "Name,Email,City\nAda,ada@example.org,Perth\n", &json!({})).await;
    let before = dump(&api).await;
    let rows = "Name,Email,City\nAda,ada@example.org,Sydney\nBo,bo@example.org,Perth\nAda,ada@example.org,Haymarket\n\
                Bo,bo@example.org,Cairns\n";
    let import = imported(&api, "twice.csv", rows, &json!({})).await;
    assert_eq!([&import["created"], &import["updated"]], [1, 3], "{import:#}");
    let after = dump(&api).await;
    let import = undo(&api, &path_of(&import)).await;
    assert_eq!(dump(&api).await, before);
    assert_eq!([&import["undo"]["trashed"], &import["undo"]["returned"]], [1, 1], "{import:#}");
    undo(&api, &path_of(&import)).await;
    assert_eq!(dump(&api).await, after);
}

#[actix_web::test]
async fn what_is_not_there_any_more_is_left_alone() {
    let app = spawn().await;
    let api = app.api();
    let import = imported(&api, "new.csv", "Name\nAda\nBo\nCy\n", &json!({})).await;
    let customers = dump(&api).await;
    let url = |at: usize| {
        let id = customers.values().nth(at).unwrap()["customerId"].as_str().unwrap().to_owned();
        format!("/api/v1/customers/{id}")
    };
    api.delete(&url(0)).await.assert_status(204);
    let import = undo(&api, &path_of(&import)).await;
    assert_eq!([&import["undo"]["trashed"], &import["undo"]["gone"]], [2, 1], "{import:#}");
    // What was thrown away by hand stays there when the undo is taken back.
    let console = app.sign_in().await;
    let id = url(1).replace("/api/v1", "");
    let purge = console.open(&format!("{id}/purge")).await;
    console.submit(&purge, purge.form("Delete for ever")).await.assert_status(303);
    let import = undo(&api, &path_of(&import)).await;
    assert_eq!([&import["undo"]["restored"], &import["undo"]["gone"]], [1, 1], "{import:#}");
    assert_eq!(dump(&api).await.len(), 1);
}

#[actix_web::test]
async fn c6_editors_undo_their_own_imports_and_administrators_any() {
    let app = spawn().await;
    let (admin, editor) = (app.api(), app.api_with_role("editor"));
    let of_admin = imported(&admin, "admin.csv", "Name\nAda\n", &json!({})).await;
    let of_editor = imported(&editor, "editor.csv", "Name\nBo\n", &json!({})).await;
    let ask =
        async |api: &Api, import: &Value| api.post(&format!("{}/undo", path_of(import)), &json!({})).await;
    ask(&app.api_with_role("viewer"), &of_editor).await.assert_status(403);
    ask(&editor, &of_admin).await.assert_status(403);
    assert_eq!(dump(&admin).await.len(), 2, "nothing was undone");
    ask(&editor, &of_editor).await.assert_status(202);
    undone(&editor, &path_of(&of_editor)).await;
    ask(&admin, &of_editor).await.assert_status(202);
    undone(&admin, &path_of(&of_editor)).await;
    ask(&admin, &of_admin).await.assert_status(202);
}

#[actix_web::test]
async fn after_thirty_days_it_stays() {
    let app = spawn().await;
    let api = app.api();
    let import = imported(&api, "old.csv", "Name\nAda\n", &json!({})).await;
    assert!(import["undoUntil"].is_string(), "{import:#}");
    let month = 30_i64 * 24 * 60 * 60 * 1_000_000;
    app.database().execute(&format!("update imports set finished_at = finished_at - {month}"));
    api.post(&format!("{}/undo", path_of(&import)), &json!({})).await.assert_status(409);
    let page = app.sign_in().await.open(&path_of(&import).replace("/api/v1", "")).await;
    assert!(!page.has_link("Undo this import"), "{page}");
    let nothing = imported(&api, "none.csv", "Name,Email\nBo,bo@\n", &json!({})).await;
    api.post(&format!("{}/undo", path_of(&nothing)), &json!({})).await.assert_status(409);
}
