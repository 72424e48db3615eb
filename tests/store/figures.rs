//! The figures that are kept instead of counted: they are what counting says, whatever happened.

use std::time::Duration;

use customary::domain::customer::{Customer, CustomerId, Signature};
use customary::domain::draft::RawCustomer;
use customary::domain::time::Time;
use customary::store::bulk::{self, Prepared, Revised};
use customary::store::{counts, customers, growth};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{NOW, Store, document, store};

/// What happens to a store.
#[derive(Debug, Clone)]
enum Step {
    Add { is_corporate: bool },
    Import { customers: usize },
    Turn { which: usize },
    ImportTurn { which: usize },
    Trash { which: usize },
    Restore { which: usize },
    Purge { which: usize },
    Fold,
}

fn step() -> impl Strategy<Value = Step> {
    let which = || 0..20_usize;
    prop_oneof![
        3 => any::<bool>().prop_map(|is_corporate| Step::Add { is_corporate }),
        1 => (1..7_usize).prop_map(|customers| Step::Import { customers }),
        1 => which().prop_map(|which| Step::Turn { which }),
        1 => which().prop_map(|which| Step::ImportTurn { which }),
        2 => which().prop_map(|which| Step::Trash { which }),
        2 => which().prop_map(|which| Step::Restore { which }),
        1 => which().prop_map(|which| Step::Purge { which }),
        1 => Just(Step::Fold),
    ]
}

fn raw(name: &str, is_corporate: bool) -> RawCustomer {
    RawCustomer {
        kind: Some(if is_corporate { "corporate" } else { "personal" }.into()),
        display_name: Some(name.into()),
        company_name: is_corporate.then(|| name.to_owned()),
        ..RawCustomer::default()
    }
}

/// The other kind of the same name.
fn turned(customer: &Customer) -> customary::domain::customer::Document {
    let is_corporate = customer.document.kind == customary::domain::customer::Kind::Corporate;
    document(raw(&customer.document.display_name, !is_corporate))
}

fn take(store: &Store, ids: &mut Vec<CustomerId>, at: Time, step: &Step) {
    let (organization, by) = (store.organization, Signature { at, ..store.by_hand() });
    let one = |which: usize| (!ids.is_empty()).then(|| ids[which % ids.len()]);
    match *step {
        Step::Add { is_corporate } => {
            let document = document(raw("Added", is_corporate));
            ids.push(store.write(move |conn| customers::insert(conn, &by, document)).unwrap().id);
        }
        Step::Import { customers } => {
            let prepared = (0..customers).map(|at| {
                Prepared::new(organization, document(raw("Imported", at % 2 == 0)), by.stamp()).unwrap()
            });
            let prepared: Vec<_> = prepared.collect();
            store.write(move |conn| bulk::insert(conn, organization, prepared)).unwrap();
        }
        Step::ImportTurn { which } => {
            let Some(former) =
                one(which).map(|id| store.read(|conn| customers::find(conn, organization, id)))
            else {
                return;
            };
            if former.deleted_at.is_none() {
                let revised = Revised::new(former.clone(), turned(&former), by.stamp());
                store.write(move |conn| bulk::update(conn, organization, vec![revised])).unwrap();
            }
        }
        Step::Turn { which } => {
            let Some(former) =
                one(which).map(|id| store.read(|conn| customers::find(conn, organization, id)))
            else {
                return;
            };
            let document = turned(&former);
            // What is in the trash is not edited.
            let _ =
                store.write(move |conn| customers::update(conn, &by, former.id, former.version, document));
        }
        Step::Trash { which } => {
            let Some(id) = one(which) else { return };
            let _ = store.write(move |conn| customers::trash(conn, &by, id));
        }
        Step::Restore { which } => {
            let Some(id) = one(which) else { return };
            let _ = store.write(move |conn| customers::restore(conn, &by, id));
        }
        Step::Purge { which } => {
            let Some(id) = one(which) else { return };
            if store.write(move |conn| customers::purge(conn, &by, id)).is_ok() {
                ids.retain(|known| *known != id);
            }
        }
        Step::Fold => store
            .write(move |conn| {
                counts::fold(conn, organization)?;
                growth::fold(conn, organization)
            })
            .unwrap(),
    }
}

#[test]
fn kept_figures_are_what_counting_says() {
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let steps = proptest::collection::vec((step(), 0..5_u64), 1..40);
    let outcome = runner.run(&steps, |steps| {
        let store = store();
        let organization = store.organization;
        let (mut ids, mut at) = (Vec::new(), NOW);
        for (step, days) in &steps {
            at = at.plus(Duration::from_hours(24 * days));
            take(&store, &mut ids, at, step);
        }
        let kept = store.read(|conn| counts::of(conn, organization));
        let count =
            |condition: &str| store.count(&format!("SELECT count(*) FROM customers WHERE {condition}"));
        prop_assert_eq!(kept.live, count("deleted_at IS NULL"));
        prop_assert_eq!(kept.trashed, count("deleted_at IS NOT NULL"));
        prop_assert_eq!(kept.corporate, count("deleted_at IS NULL AND kind = 1"));
        let week = |n: u64| NOW.plus(Duration::from_hours(24 * 7 * n));
        let weeks: Vec<Time> = (0..30).map(week).collect();
        let grown = store.read(|conn| growth::since(conn, organization, &weeks));
        for (at, grown) in grown.iter().enumerate() {
            let (from, until) = (week(at as u64).micros(), week(at as u64 + 1).micros());
            let range = format!("deleted_at IS NULL AND created_at >= {from} AND created_at < {until}");
            prop_assert_eq!(*grown, count(&range), "week {}", at);
        }
        Ok(())
    });
    outcome.unwrap();
}

/// Nepal's days begin at a quarter past an hour of UTC; slots of half an hour gave some customers to the day before.
#[test]
fn a_customer_belongs_to_the_day_it_was_created_on_where_days_begin_at_a_quarter_too() {
    let store = store();
    let midnight = NOW.plus(Duration::from_mins(18 * 60 + 15));
    for (name, at) in [("Before", midnight.minus(Duration::from_secs(1))), ("After", midnight)] {
        let by = Signature { at, ..store.by_hand() };
        let raw = RawCustomer { display_name: Some(name.into()), ..RawCustomer::default() };
        store.write(move |conn| customers::insert(conn, &by, document(raw))).unwrap();
    }
    let days = [midnight.minus(Duration::from_hours(24)), midnight];
    assert_eq!(store.read(|conn| growth::since(conn, store.organization, &days)), [1, 1]);
}
