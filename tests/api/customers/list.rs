//! The list: its pages, its bounds, its count.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value, json};

use super::{CUSTOMERS, assert_problem, create};
use crate::support::api::Api;
use crate::support::server::spawn;

#[actix_web::test]
async fn an_empty_list_is_a_list() {
    let app = spawn().await;
    let empty = app.api().get(CUSTOMERS).await.assert_status(200).json();
    assert_eq!(empty, json!({ "items": [], "next": null }));
}

#[actix_web::test]
async fn pages_follow_each_other_by_cursor_or_offset() {
    let app = spawn().await;
    let api = app.api();
    for number in 1..=5 {
        create(&api, json!({ "displayName": format!("Customer {number}") })).await;
    }
    let first = api.get(&format!("{CUSTOMERS}?limit=2")).await.json();
    assert_eq!(names(&first), ["Customer 5", "Customer 4"]);
    let cursor = first["next"].as_str().unwrap();
    let second = api.get(&format!("{CUSTOMERS}?limit=2&cursor={cursor}")).await.json();
    assert_eq!(names(&second), ["Customer 3", "Customer 2"]);
    let by_offset = api.get(&format!("{CUSTOMERS}?limit=2&offset=2")).await.json();
    assert_eq!(by_offset, second);
    let last = api.get(&format!("{CUSTOMERS}?limit=2&offset=4")).await.json();
    assert_eq!((names(&last), &last["next"]), (vec!["Customer 1".to_owned()], &Value::Null));
    let beyond = api.get(&format!("{CUSTOMERS}?offset=9999")).await.assert_status(200).json();
    assert_eq!(beyond["items"], json!([]));
    let counted = api.get(&format!("{CUSTOMERS}?limit=1&count=true")).await.assert_at("/count", 5);
    assert!(counted.json()["items"][0]["customerId"].is_string());
    let searched = api.get(&format!("{CUSTOMERS}?search=customer+3&sort=name&count=true")).await;
    assert_eq!(names(&searched.assert_at("/count", 1).json()), ["Customer 3"]);
}

#[actix_web::test]
async fn what_is_asked_wrongly_is_named() {
    let app = spawn().await;
    let api = app.api();
    for (query, name) in [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=-1", "limit"),
        ("limit=many", "limit"),
        ("offset=-1", "offset"),
        ("offset=10001", "offset"),
        ("cursor=garbage", "cursor"),
        ("cursor=%00", "cursor"),
        ("sort=height", "sort"),
        ("count=maybe", "count"),
        ("kind=robot", "kind"),
        ("status=asleep", "status"),
        ("country=Narnia", "country"),
        ("hasEmail=perhaps", "hasEmail"),
    ] {
        let reply = assert_problem(api.get(&format!("{CUSTOMERS}?{query}")).await, 422);
        assert!(reply.json()["issues"][name].is_array(), "{query}\n{reply}");
    }
    create(&api, json!({ "displayName": "A" })).await;
    create(&api, json!({ "displayName": "B" })).await;
    let cursor = api.get(&format!("{CUSTOMERS}?limit=1")).await.json()["next"].as_str().unwrap().to_owned();
    assert_problem(api.get(&format!("{CUSTOMERS}?cursor={cursor}&offset=1")).await, 422);
    // A cursor of one order in another is no cursor of it.
    let other = api.get(&format!("{CUSTOMERS}?cursor={cursor}&sort=name")).await;
    assert!(!other.status.is_server_error(), "{other}");
}

/// Whatever the names, the order and the size of a page: the pages joined are the whole list, each customer once.
#[test]
fn pages_joined_equal_the_whole_list() {
    let runtime = actix_web::rt::System::new();
    let app = runtime.block_on(spawn());
    let api = app.api();
    let made = std::cell::Cell::new(0);
    let case = (
        proptest::collection::vec("[a-zA-ZäÖßéı一 '.-]{0,6}", 1..6),
        1..9_usize,
        prop::sample::select(vec!["-updated", "updated", "name", "-name", "-created", "created"]),
    );
    let mut runner = TestRunner::new(Config { cases: 8, max_shrink_iters: 20, ..Config::default() });
    let verdict = runner.run(&case, |(names, limit, sort)| {
        runtime.block_on(async {
            for name in names {
                create(&api, json!({ "displayName": format!("x{name}") })).await;
                made.set(made.get() + 1);
            }
            let whole = ids(&api.get(&format!("{CUSTOMERS}?limit=200&sort={sort}")).await.json());
            let joined = joined(&api, &format!("{CUSTOMERS}?limit={limit}&sort={sort}")).await;
            let distinct: BTreeSet<&String> = joined.iter().collect();
            if joined != whole || distinct.len() != made.get() {
                let what = format!("by {sort} in pages of {limit}: {joined:?} is not {whole:?}");
                return Err(TestCaseError::fail(what));
            }
            Ok(())
        })
    });
    verdict.unwrap_or_else(|failure| panic!("{failure}"));
}

async fn joined(api: &Api, query: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut path = query.to_owned();
    loop {
        let page = api.get(&path).await.assert_status(200).json();
        all.extend(ids(&page));
        match page["next"].as_str() {
            Some(cursor) => path = format!("{query}&cursor={cursor}"),
            None => return all,
        }
    }
}

fn ids(page: &Value) -> Vec<String> {
    texts(page, "customerId")
}

fn names(page: &Value) -> Vec<String> {
    texts(page, "displayName")
}

fn texts(page: &Value, member: &str) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    items.iter().map(|item| item[member].as_str().unwrap().to_owned()).collect()
}
