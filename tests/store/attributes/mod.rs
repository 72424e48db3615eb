//! Attributes that are defined: who is found by their values.

mod change;

use std::collections::BTreeSet;

use customary::domain::attribute::{Definition, DefinitionDraft, Definitions, RawDefinition, Typed};
use customary::domain::customer::{Customer, CustomerId};
use customary::domain::draft::RawCustomer;
use customary::domain::listing::{Count, Filter, ListQuery, Position, Sort};
use customary::domain::operation::{Operation, State};
use customary::domain::organization::OrganizationId;
use customary::store::attributes::{self, Changed};
use customary::store::leases::Lease;
use customary::store::{StoreError, bulk, customers, listing, operations};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Store, add_organization, by_hand, document, store};

pub(super) fn raw(label: &str, kind: &str) -> RawDefinition {
    let choices = if kind == "choice" { "Gold\nSilver" } else { "" };
    RawDefinition {
        label: label.into(),
        kind: kind.into(),
        choices: choices.into(),
        is_filterable: true,
        ..RawDefinition::default()
    }
}

fn draft(raw: &RawDefinition) -> DefinitionDraft {
    DefinitionDraft::parse(raw).unwrap()
}

pub(super) fn define(store: &Store, raw: &RawDefinition) -> Changed {
    let (by, draft) = (store.by_hand(), draft(raw));
    store.write(move |conn| attributes::insert(conn, &by, &draft)).unwrap()
}

fn having(store: &Store, name: &str, own: &Value) -> Customer {
    store.add(raw_customer(name, own))
}

fn raw_customer(name: &str, own: &Value) -> RawCustomer {
    let own = own.as_object().unwrap().iter().map(|(key, value)| (key.clone(), value.clone()));
    RawCustomer { display_name: Some(name.into()), attributes: Some(own.collect()), ..RawCustomer::default() }
}

fn is(value: &str) -> Typed {
    Typed { is: value.into(), ..Typed::default() }
}

fn between(from: &str, to: &str) -> Typed {
    Typed { from: from.into(), to: to.into(), ..Typed::default() }
}

fn unfit() -> Typed {
    Typed { unfit: "yes".into(), ..Typed::default() }
}

fn filter(definition: &Definition, typed: &Typed) -> Filter {
    let asked = definition.ask(typed).unwrap();
    Filter { attributes: asked.into_iter().collect(), ..Filter::default() }
}

/// The definition as it is stored now.
fn now(store: &Store, definition: &Definition) -> Definition {
    store.read(|conn| attributes::find(conn, store.organization, definition.id))
}

fn found(store: &Store, definition: &Definition, typed: &Typed) -> Vec<String> {
    let query =
        ListQuery { filter: filter(&now(store, definition), typed), limit: 50, ..ListQuery::default() };
    let list = store.read(|conn| listing::list(conn, store.organization, &query));
    list.page.items.into_iter().map(|listed| listed.display_name).collect()
}

pub(super) fn own(store: &Store, id: CustomerId) -> Value {
    let customer = store.read(|conn| customers::find(conn, store.organization, id));
    json!(customer.document.attributes.own().collect::<std::collections::BTreeMap<_, _>>())
}

/// Works through everything that waits, as runners do that come and go after each slice. Answers the number of slices.
pub(super) fn run(store: &Store, limit: usize) -> usize {
    let mut slices = 0;
    loop {
        let owner = Uuid::now_v7();
        let Some(operation) = store.write(move |conn| operations::claim(conn, owner, &[])).unwrap() else {
            return slices;
        };
        slice(store, &operation, owner, limit).unwrap();
        slices += 1;
    }
}

fn slice(store: &Store, operation: &Operation, owner: Uuid, limit: usize) -> Result<bool, StoreError> {
    let lease = Lease { organization: operation.organization, number: operation.number, owner };
    let by = store.by_hand();
    store.write(move |conn| {
        let is_over = operations::advance(conn, &lease, &by, limit)?;
        operations::release(conn, &lease)?;
        Ok(is_over)
    })
}

#[test]
fn customers_are_found_by_a_value_wherever_it_comes_from_and_goes() {
    let store = store();
    let tier = define(&store, &raw("tier", "choice"));
    assert!(tier.operation.is_none(), "there is nobody to be looked at");
    let tier = tier.definition;
    let id = having(&store, "Acme", &json!({ "tier": "Gold" })).id;
    let (by, organization) = (store.by_hand(), store.organization);
    store
        .write(move |conn| {
            let new = document(raw_customer("Zenith", &json!({ "tier": "Gold" })));
            let prepared = bulk::Prepared::new(organization, new, by.stamp())?;
            bulk::insert(conn, organization, vec![prepared])
        })
        .unwrap();
    having(&store, "Other", &json!({ "tier": "Silver" }));
    assert_eq!(found(&store, &tier, &is("gold")), ["Zenith", "Acme"]);

    store.write(move |conn| customers::trash(conn, &by_hand(organization), id)).unwrap();
    assert_eq!(found(&store, &tier, &is("Gold")), ["Zenith"]);
    store.write(move |conn| customers::restore(conn, &by_hand(organization), id)).unwrap();
    assert_eq!(found(&store, &tier, &is("Gold")), ["Acme", "Zenith"]);
    store
        .write(move |conn| {
            let former = customers::find(conn, organization, id)?;
            let new = document(raw_customer("Acme", &json!({ "tier": "Silver" })));
            bulk::update(conn, organization, vec![bulk::Revised::new(former.clone(), new, former.changed)])
        })
        .unwrap();
    assert_eq!(found(&store, &tier, &is("Gold")), ["Zenith"]);
    assert_eq!(found(&store, &tier, &is("Silver")), ["Acme", "Other"]);
    store.write(move |conn| customers::trash(conn, &by_hand(organization), id)).unwrap();
    store.write(move |conn| customers::purge(conn, &by_hand(organization), id)).unwrap();
    assert_eq!(found(&store, &tier, &is("Silver")), ["Other"]);
    assert_eq!(rows(&store), 2, "nothing is left of who is gone");
}

/// Rows of the index.
fn rows(store: &Store) -> i64 {
    store.count("SELECT count(*) FROM attribute_values")
}

#[test]
fn pages_of_values_joined_are_all_who_have_one_in_every_order() {
    let store = store();
    let size = define(&store, &raw("size", "number")).definition;
    for at in 0..12 {
        having(&store, &format!("Customer {at:02}"), &json!({ "size": format!("{}.5", at - 6) }));
    }
    having(&store, "Nobody", &json!({}));
    for (typed, expected) in
        [(between("-2.5", ""), 8), (between("-5.5", "0"), 5), (between("", "5"), 11), (is("3.50"), 1)]
    {
        for (sort, _) in Sort::ALL {
            let mut query =
                ListQuery { filter: filter(&size, &typed), sort, limit: 4, ..ListQuery::default() };
            let mut names = BTreeSet::new();
            loop {
                let list = store.read(|conn| listing::list(conn, store.organization, &query));
                assert_eq!(list.hits, Some(Count::Exact(expected)), "{sort:?} {typed:?}");
                names.extend(list.page.items.into_iter().map(|listed| listed.display_name));
                let Some(next) = list.page.next else { break };
                query.position = Position::After(next);
            }
            assert_eq!(i64::try_from(names.len()).unwrap(), expected, "{sort:?} {typed:?}: {names:?}");
        }
    }
}

#[test]
fn a_walk_along_a_common_value_meets_only_those_who_have_it() {
    let store = store();
    let tier = define(&store, &raw("tier", "choice")).definition;
    for at in 0..30 {
        let value = if at % 3 == 0 { "Silver" } else { "Gold" };
        having(&store, &format!("Customer {at:02}"), &json!({ "tier": value }));
    }
    // More than can be sorted: rows of the index alone are enough for a walk to be chosen.
    let (organization, index) = (store.organization.0, tier.index.unwrap().id);
    let index = if store.is_postgres() { format!("'{index}'") } else { format!("x'{}'", index.simple()) };
    store.execute(&format!(
        "INSERT INTO attribute_values (organization_id, index_id, is_live, value, seq) \
         WITH RECURSIVE n(seq) AS (SELECT 1000000 UNION ALL SELECT seq + 1 FROM n WHERE seq < 1010100) \
         SELECT {organization}, {index}, true, 'gold', seq FROM n"
    ));
    for (sort, first) in
        [(Sort::Updated, "Customer 29"), (Sort::UpdatedAscending, "Customer 01"), (Sort::Name, "Customer 01")]
    {
        let filter = filter(&tier, &is("Gold"));
        let names = store.names_of_many(ListQuery { filter, sort, limit: 6, ..ListQuery::default() });
        assert_eq!((names.len(), names[0].as_str()), (20, first), "{sort:?}");
    }
}

#[test]
fn a_filter_of_many_is_prepared_in_slices_that_any_runner_goes_on_with() {
    let store = store();
    let organization = store.organization;
    for at in 0..25 {
        having(&store, &format!("Customer {at}"), &json!({ "tier": if at < 10 { "Gold" } else { "Tin" } }));
    }
    let trashed = having(&store, "Trashed", &json!({ "tier": "Gold" })).id;
    store.write(move |conn| customers::trash(conn, &by_hand(organization), trashed)).unwrap();
    let made = define(&store, &raw("tier", "text"));
    let (tier, operation) = (made.definition, made.operation.expect("there are customers"));
    assert!(tier.ask(&is("Gold")).is_err(), "not all are in it yet");
    // Who is written meanwhile is in it already.
    having(&store, "Late", &json!({ "tier": "Gold" }));
    assert!(run(&store, 7) >= 4);
    let over = store.read(|conn| operations::find(conn, organization, operation));
    assert_eq!((over.state, over.done), (State::Completed, 26));
    assert_eq!(found(&store, &tier, &is("gold")).len(), 11);
    store.write(move |conn| customers::restore(conn, &by_hand(organization), trashed)).unwrap();
    assert_eq!(found(&store, &tier, &is("gold")).len(), 12);

    // Without the filter, its rows go.
    let (by, id) = (store.by_hand(), tier.id);
    let plain = draft(&RawDefinition { is_filterable: false, ..RawDefinition::of(&tier) });
    store.write(move |conn| attributes::update(conn, &by, id, &plain)).unwrap();
    run(&store, 7);
    assert_eq!(rows(&store), 0);
    assert!(now(&store, &tier).ask(&is("Gold")).is_err());
}

pub(super) fn look_at(store: &Store, definition: &Definition, key: &str, kind: &str) -> Operation {
    let raw = RawDefinition { key: key.into(), kind: kind.into(), ..RawDefinition::of(definition) };
    let (by, id, draft) = (store.by_hand(), definition.id, draft(&raw));
    let operation = store.write(move |conn| attributes::begin(conn, &by, id, &draft)).unwrap().unwrap();
    run(store, 3);
    store.read(|conn| operations::find(conn, store.organization, operation))
}

fn attributes_change(store: &Store, definition: &Definition, key: &str) -> Result<(), StoreError> {
    let draft = draft(&RawDefinition { key: key.into(), ..RawDefinition::of(definition) });
    let (by, id) = (store.by_hand(), definition.id);
    store.write(move |conn| attributes::begin(conn, &by, id, &draft)).map(drop)
}

fn list(store: &Store, organization: OrganizationId) -> Definitions {
    store.read(|conn| attributes::list(conn, organization))
}

#[test]
fn definitions_keep_their_order_and_a_key_is_ones_alone() {
    let store = store();
    let labels = |store: &Store| -> Vec<String> {
        list(store, store.organization).iter().map(|definition| definition.label.clone()).collect()
    };
    for label in ["One", "Two", "Three"] {
        define(&store, &raw(label, "text"));
    }
    let two = list(&store, store.organization).of_key("Two").unwrap().clone();
    let revision = list(&store, store.organization).revision;
    let (by, id) = (store.by_hand(), two.id);
    store.write(move |conn| attributes::shift(conn, &by, id, true)).unwrap();
    assert_eq!(labels(&store), ["Two", "One", "Three"]);
    assert!(list(&store, store.organization).revision > revision);
    let (by, twin) = (store.by_hand(), draft(&raw("Two", "date")));
    let refused = store.write(move |conn| attributes::insert(conn, &by, &twin));
    assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
    let clash = attributes_change(&store, &two, "One");
    assert!(matches!(clash, Err(StoreError::Invalid(_))), "{clash:?}");

    // What is deleted leaves its values, and its key.
    let customer = having(&store, "Acme", &json!({ "Two": "x" })).id;
    let by = store.by_hand();
    store.write(move |conn| attributes::delete(conn, &by, id)).unwrap();
    run(&store, 10);
    assert_eq!((labels(&store), rows(&store)), (vec!["One".to_owned(), "Three".to_owned()], 0));
    assert_eq!(own(&store, customer), json!({ "Two": "x" }));
    define(&store, &raw("Two", "date"));
}

#[test]
fn c3_another_organizations_definitions_are_not_there() {
    let store = store();
    let tier = define(&store, &raw("tier", "choice")).definition;
    having(&store, "Acme", &json!({ "tier": "Gold" }));
    let other = add_organization(&store.db, "Another");
    assert!(list(&store, other).is_empty());
    assert!(store.db.read_here(|conn| attributes::find(conn, other, tier.id)).is_err());
    assert_eq!(store.read(|conn| attributes::label(conn, other, tier.id)), None);
    let (id, change) = (tier.id, draft(&RawDefinition { key: "x".into(), ..RawDefinition::of(&tier) }));
    let by = move || by_hand(other);
    let begun = change.clone();
    for refused in [
        store.write(move |conn| attributes::update(conn, &by(), id, &change).map(drop)),
        store.write(move |conn| attributes::begin(conn, &by(), id, &begun).map(drop)),
        store.write(move |conn| attributes::delete(conn, &by(), id).map(drop)),
        store.write(move |conn| attributes::shift(conn, &by(), id, true).map(drop)),
    ] {
        assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
    }
    let query = ListQuery { filter: filter(&tier, &is("Gold")), limit: 5, ..ListQuery::default() };
    assert!(store.read(|conn| listing::list(conn, other, &query)).page.items.is_empty());
    let operation = look_at(&store, &tier, "level", "text").id;
    let applied = store.write(move |conn| attributes::apply(conn, &by_hand(other), operation));
    assert!(matches!(applied, Err(StoreError::NotFound)), "{applied:?}");
    // The same key is free there.
    let twin = draft(&raw("tier", "text"));
    store.write(move |conn| attributes::insert(conn, &by_hand(other), &twin)).unwrap();
}
