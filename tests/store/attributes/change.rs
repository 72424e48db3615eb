//! What becomes of customers, their history and what was chosen for imports when an attribute gets another key or type.

use std::time::Duration;

use customary::domain::attribute::{Definition, RawDefinition};
use customary::domain::customer::{Cause, CustomerId, Signature, Version};
use customary::domain::diff::Field;
use customary::domain::import::{Options, Target};
use customary::domain::operation::{OperationId, State};
use customary::domain::time::Time;
use customary::store::imports::mappings;
use customary::store::{StoreError, attributes, bulk, customers, operations, versions};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    attributes_change, between, define, draft, found, having, is, list, look_at, now, own, raw, raw_customer,
    rows, run, slice, unfit,
};
use crate::store::{NOW, Store, by_hand, document, store};

/// Customers with sizes of which some are no numbers, one of them in the trash, and the filterable text they are of.
fn sizes(store: &Store) -> (Definition, Vec<CustomerId>) {
    let size = define(store, &raw("size", "text")).definition;
    let values = [json!("5"), json!("many"), json!(7), json!("12.50"), json!(["a"])];
    let ids: Vec<CustomerId> = values
        .iter()
        .enumerate()
        .map(|(at, value)| {
            having(store, &format!("Customer {at}"), &json!({ "size": value, "free": "x" })).id
        })
        .collect();
    having(store, "Clash", &json!({ "size": "1", "staff": "2" }));
    having(store, "Nothing", &json!({ "free": "x" }));
    let (organization, trashed) = (store.organization, ids[0]);
    store.write(move |conn| customers::trash(conn, &by_hand(organization), trashed)).unwrap();
    (size, ids)
}

#[test]
fn a_change_is_looked_at_first_and_loses_nothing() {
    let store = store();
    let (size, ids) = sizes(&store);
    let operation = look_at(&store, &size, "staff", "number");
    let findings = &operation.findings;
    assert_eq!(
        (operation.state, findings.fitting, findings.unfit, findings.clashing),
        (State::Checked, 3, 2, 1)
    );
    assert_eq!(findings.examples.len(), 3);
    assert_eq!(now(&store, &size).key, "size", "nothing has changed yet");
    assert_eq!(own(&store, ids[2]), json!({ "size": 7, "free": "x" }));

    let (by, id) = (store.by_hand(), operation.id);
    store.write(move |conn| attributes::apply(conn, &by, id)).unwrap();
    let changed = now(&store, &size);
    assert_eq!((changed.key.as_str(), changed.kind.as_str()), ("staff", "number"));
    assert!(changed.ask(&is("5")).is_err(), "its customers have not followed yet");
    assert!(run(&store, 3) >= 3);
    for (id, expected) in
        ids.iter().zip([json!("5"), json!("many"), json!("7"), json!("12.50"), json!(["a"])])
    {
        assert_eq!(own(&store, *id), json!({ "staff": expected, "free": "x" }));
    }
    let customer = store.read(|conn| customers::find(conn, store.organization, ids[2]));
    assert_eq!(customer.version.0, 2);
    assert_eq!(customer.changed.cause, Cause::Operation { operation: operation.id.0 });
    assert_eq!(found(&store, &size, &between("6", "13")), ["Customer 3", "Customer 2"]);
    assert_eq!(rows(&store), 6, "the former index is gone: {:?}", now(&store, &size));
    // Live customers keep their order; who is in the trash followed too.
    let (organization, trashed) = (store.organization, ids[0]);
    store.write(move |conn| customers::restore(conn, &by_hand(organization), trashed)).unwrap();
    assert_eq!(found(&store, &size, &is("5.0")), ["Customer 0"]);
}

#[test]
fn a_change_is_given_up_stopped_and_gone_on_with() {
    let store = store();
    let (size, ids) = sizes(&store);
    let organization = store.organization;
    let dropped = look_at(&store, &size, "size", "number").id;
    store.write(move |conn| attributes::stop(conn, &by_hand(organization), dropped)).unwrap();
    let applied = store.write(move |conn| attributes::apply(conn, &by_hand(organization), dropped));
    assert!(matches!(applied, Err(StoreError::Stale)), "{applied:?}");

    let id = look_at(&store, &size, "staff", "text").id;
    store.write(move |conn| attributes::apply(conn, &by_hand(organization), id)).unwrap();
    let owner = Uuid::now_v7();
    let operation = store.write(move |conn| operations::claim(conn, owner, &[])).unwrap().unwrap();
    slice(&store, &operation, owner, 2).unwrap();
    // Another runner has it when it is stopped: that one finds its lease gone, and nothing of its slice is left.
    let other = Uuid::now_v7();
    let operation = store.write(move |conn| operations::claim(conn, other, &[])).unwrap().unwrap();
    store.write(move |conn| attributes::stop(conn, &by_hand(organization), id)).unwrap();
    let late = slice(&store, &operation, other, 2);
    assert!(matches!(late, Err(StoreError::Stale)), "{late:?}");
    let has_followed = |id: &&CustomerId| own(&store, **id).get("staff").is_some();
    assert_eq!(ids.iter().filter(has_followed).count(), 2);
    let stopped = store.read(|conn| operations::find(conn, organization, id));
    assert_eq!((stopped.state, stopped.done), (State::Stopped, 2));
    let busy = attributes_change(&store, &now(&store, &size), "other");
    assert!(matches!(busy, Err(StoreError::Invalid(_))), "{busy:?}");

    store.write(move |conn| attributes::go_on(conn, &by_hand(organization), id)).unwrap();
    run(&store, 2);
    assert_eq!(ids.iter().filter(has_followed).count(), ids.len());
    assert!(now(&store, &size).ready_index().is_some());
}

#[test]
fn who_is_written_by_the_former_key_while_a_change_runs_follows_too() {
    let store = store();
    let (size, ids) = sizes(&store);
    let organization = store.organization;
    let operation = look_at(&store, &size, "staff", "number").id;
    store.write(move |conn| attributes::apply(conn, &by_hand(organization), operation)).unwrap();

    // A form that was filled in before, a customer that comes out of the trash, one that goes there, an import.
    let (edited, restored, trashed) = (ids[1], ids[0], ids[2]);
    store
        .write(move |conn| {
            let by = by_hand(organization);
            let former = customers::find(conn, organization, edited)?;
            let mut document = former.document.clone();
            document.display_name = "Edited".into();
            customers::update(conn, &by, edited, former.version, document)?;
            customers::restore(conn, &by, restored)?;
            customers::trash(conn, &by, trashed)
        })
        .unwrap();
    assert_eq!(own(&store, edited)["size"], json!("many"));
    let owner = Uuid::now_v7();
    let claimed = store.write(move |conn| operations::claim(conn, owner, &[])).unwrap().unwrap();
    slice(&store, &claimed, owner, 3).unwrap();
    let imported = store
        .write(move |conn| {
            let new = document(raw_customer("Imported", &json!({ "size": 9 })));
            let prepared = bulk::Prepared::new(organization, new, by_hand(organization).stamp())?;
            bulk::insert(conn, organization, vec![prepared])
        })
        .unwrap();
    // Stopped, and gone on with, when all have followed that there were at first.
    while !has_gone_through(&store, operation) {
        run_one_slice(&store);
    }
    store.write(move |conn| attributes::stop(conn, &by_hand(organization), operation)).unwrap();
    let late = having(&store, "Late", &json!({ "size": "11" })).id;
    // What somebody called by the former key now would go along.
    let (by, again) = (store.by_hand(), draft(&raw("size", "text")));
    let taken = store.write(move |conn| attributes::insert(conn, &by, &again));
    assert!(matches!(taken, Err(StoreError::Invalid(_))), "{taken:?}");
    store.write(move |conn| attributes::go_on(conn, &by_hand(organization), operation)).unwrap();
    run(&store, 3);

    for (id, expected) in [
        (edited, json!({ "staff": "many", "free": "x" })),
        (restored, json!({ "staff": "5", "free": "x" })),
        (trashed, json!({ "staff": "7", "free": "x" })),
        (late, json!({ "staff": "11" })),
    ] {
        assert_eq!(own(&store, id), expected);
    }
    assert_eq!(imported.len(), 1);
    assert_eq!(found(&store, &size, &between("8", "12")), ["Late", "Imported"]);
    assert_eq!(rows(&store), 8, "each is in the index once");
    let over = store.read(|conn| operations::find(conn, organization, operation));
    assert_eq!(over.state, State::Completed);
}

fn has_gone_through(store: &Store, id: OperationId) -> bool {
    let operation = store.read(|conn| operations::find(conn, store.organization, id));
    operation.last_seq >= operation.began_seq
}

fn run_one_slice(store: &Store) {
    let owner = Uuid::now_v7();
    let operation = store.write(move |conn| operations::claim(conn, owner, &[])).unwrap().unwrap();
    slice(store, &operation, owner, 3).unwrap();
}

/// What was restored from before a change undid it for that customer: the value came back under the former key.
#[test]
fn a_version_from_before_a_change_comes_back_as_it_is_called_and_typed_by_now() {
    let store = store();
    let size = define(&store, &raw("size", "text")).definition;
    let organization = store.organization;
    let edit_at = |id: CustomerId, own: Value, at: Time| {
        let by = Signature { at, ..store.by_hand() };
        let former = store.read(|conn| customers::find(conn, organization, id));
        let own = own.as_object().unwrap().iter().map(|(key, value)| (key.clone(), value.clone()));
        let mut document = former.document.clone();
        document.attributes.replace_own(own.collect());
        store.write(move |conn| customers::update(conn, &by, id, former.version, document)).unwrap();
    };
    let edit = |id: CustomerId, own: Value| edit_at(id, own, NOW);
    let fitting = having(&store, "Fitting", &json!({ "size": "5", "free": "x" })).id;
    let unfit = having(&store, "Unfit", &json!({ "size": "many" })).id;
    edit(fitting, json!({ "size": "6" }));
    edit(unfit, json!({ "size": "7" }));
    let operation = look_at(&store, &size, "staff", "number").id;
    store.write(move |conn| attributes::apply(conn, &by_hand(organization), operation)).unwrap();
    let restore = |id: CustomerId, field: Option<Field>| {
        let (by, read) =
            (store.by_hand(), store.read(|conn| customers::find(conn, organization, id)).version);
        store.write(move |conn| versions::restore(conn, &by, id, read, Version(1), field)).unwrap().skipped
    };
    // While its customers follow, and when they have.
    assert!(restore(fitting, None).is_empty());
    assert_eq!(own(&store, fitting), json!({ "staff": "5", "free": "x" }));
    run(&store, 3);
    edit(fitting, json!({ "staff": "8" }));
    assert!(restore(fitting, None).is_empty());
    assert_eq!(own(&store, fitting), json!({ "staff": "5", "free": "x" }));
    for key in ["size", "staff"] {
        edit(fitting, json!({ "staff": "8" }));
        assert!(restore(fitting, Some(Field::Attribute(String::new(), key.into()))).is_empty());
        assert_eq!(own(&store, fitting), json!({ "staff": "5" }), "{key}");
    }
    // What no longer fits is left out, and said.
    for field in [None, Some(Field::Attribute(String::new(), "size".into()))] {
        assert_eq!(restore(unfit, field), ["size"]);
        assert_eq!(own(&store, unfit), json!({ "staff": "7" }));
    }
    // A free key of that name which came later is its own.
    edit_at(fitting, json!({ "size": "L" }), NOW.plus(Duration::from_secs(1)));
    let later = store.read(|conn| customers::find(conn, organization, fitting)).version;
    edit_at(fitting, json!({}), NOW.plus(Duration::from_secs(2)));
    let by = store.by_hand();
    store.write(move |conn| versions::restore(conn, &by, fitting, later.next(), later, None)).unwrap();
    assert_eq!(own(&store, fitting), json!({ "size": "L" }));
}

#[test]
fn what_was_judged_by_former_definitions_is_not_written() {
    let store = store();
    let size = define(&store, &raw("size", "text")).definition;
    let organization = store.organization;
    let judged_by = list(&store, organization).revision;
    store.write(move |conn| attributes::ensure_unchanged(conn, organization, judged_by)).unwrap();
    let operation = look_at(&store, &size, "staff", "text").id;
    store.write(move |conn| attributes::apply(conn, &by_hand(organization), operation)).unwrap();
    let late = store.write(move |conn| {
        let new = document(raw_customer("Late", &json!({ "size": "5" })));
        let customer = customers::insert(conn, &by_hand(organization), new)?;
        attributes::ensure_unchanged(conn, organization, judged_by)?;
        Ok(customer)
    });
    assert!(matches!(late, Err(StoreError::Redefined)), "{late:?}");
    assert_eq!(store.count("SELECT count(*) FROM customers"), 0);
}

#[test]
fn a_mapping_that_was_chosen_before_a_change_follows_it() {
    let store = store();
    let size = define(&store, &raw("size", "text")).definition;
    let organization = store.organization;
    let chosen = vec![
        ("Name".to_owned(), Target::DisplayName),
        ("Size".to_owned(), Target::Attribute("size".into())),
        ("Free".to_owned(), Target::Attribute("free".into())),
    ];
    let mapping = chosen.clone();
    store
        .write(move |conn| {
            mappings::save(conn, organization, &[7; 32], None, (&mapping, &Options::default()), NOW)
        })
        .unwrap();
    let operation = look_at(&store, &size, "staff", "text").id;
    store.write(move |conn| attributes::apply(conn, &by_hand(organization), operation)).unwrap();
    run(&store, 3);
    let (found, _) = store.read(|conn| mappings::find(conn, organization, &[7; 32])).unwrap();
    let expected = [chosen[0].1.clone(), Target::Attribute("staff".into()), chosen[2].1.clone()];
    assert_eq!(found.into_iter().map(|(_, target)| target).collect::<Vec<_>>(), expected);
}

/// A value that does not fit could be looked for only one customer at a time.
#[test]
fn those_whose_value_does_not_fit_are_found_whatever_the_type() {
    let store = store();
    let values = [json!("5"), json!("Gold"), json!("yes"), json!("2026-11-21"), json!("https://a.example")];
    for (kind, fitting) in [("number", 0), ("choice", 1), ("yes-no", 2), ("date", 3), ("url", 4), ("text", 5)]
    {
        let defined = define(&store, &raw(&format!("As {kind}"), "text")).definition;
        let key = defined.key.clone();
        let mut expected = Vec::new();
        for (at, value) in values.iter().chain([&json!({ "a": 1 })]).enumerate() {
            let name = format!("{kind} {at}");
            having(&store, &name, &json!({ key.as_str(): value }));
            // Texts take every one value, and an object is not one.
            let fits = if kind == "text" { value.is_string() } else { at == fitting };
            if !fits {
                expected.push(name);
            }
        }
        run(&store, 4);
        let choices = if kind == "choice" { "Gold\nSilver" } else { "" };
        let other = RawDefinition {
            key: key.clone(),
            kind: kind.into(),
            choices: choices.into(),
            ..raw("x", "text")
        };
        let (by, id, to) = (store.by_hand(), defined.id, draft(&other));
        let begun = store.write(move |conn| attributes::begin(conn, &by, id, &to)).unwrap();
        run(&store, 4);
        if let Some(operation) = begun {
            let by = store.by_hand();
            store.write(move |conn| attributes::apply(conn, &by, operation)).unwrap();
            run(&store, 4);
        }
        let mut names = found(&store, &defined, &unfit());
        names.sort();
        assert_eq!(names, expected, "{kind}");
        // What is written later is found too, and no more once it fits.
        let late = having(&store, "late", &json!({ key.as_str(): { "b": 2 } }));
        assert!(found(&store, &defined, &unfit()).contains(&"late".to_owned()), "{kind}");
        let (by, id) = (store.by_hand(), late.id);
        store.write(move |conn| customers::trash(conn, &by, id)).unwrap();
        assert_eq!(found(&store, &defined, &unfit()).len(), expected.len(), "{kind}");
    }
}
