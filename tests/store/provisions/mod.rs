//! Provisions: what is asked for, what workers take and report.

mod bounds;
mod list;

use std::collections::BTreeSet;
use std::time::Duration;

use customary::domain::customer::{CustomerId, Signature};
use customary::domain::draft::RawCustomer;
use customary::domain::event::EventKind;
use customary::domain::provision::{
    Asked, Claim, LEASE, Move, Program, Provision, ProvisionId, Report, Start, State,
};
use customary::store::provisions::Query;
use customary::store::{StoreError, customers, events, provisions};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use uuid::Uuid;

use super::{NOW, Store, store};

const HOUR: Duration = Duration::from_hours(1);

fn program(name: &str) -> Start {
    Start::parse(name, &[]).unwrap()
}

fn start(store: &Store, customer: CustomerId, name: &str) -> Result<Provision, StoreError> {
    let (by, start) = (store.by_hand(), program(name));
    store.write(move |conn| provisions::start(conn, &by, customer, &start))
}

fn claim(store: &Store) -> Option<Provision> {
    claim_as(store, store.by_hand())
}

fn claim_as(store: &Store, by: Signature) -> Option<Provision> {
    let claim = Claim { program: None, lease: LEASE };
    store.write(move |conn| provisions::claim(conn, &by, &claim)).unwrap()
}

fn report(store: &Store, taken: &Provision, moved: Move, message: &str) -> Result<Provision, StoreError> {
    let (by, id) = (store.by_hand(), taken.id);
    let report = Report {
        lease: taken.lease.map_or(Uuid::nil(), |lease| lease.id),
        moved,
        message: Some(message.to_owned()).filter(|message| !message.is_empty()),
        attributes: Vec::new(),
        lease_for: LEASE,
    };
    store.write(move |conn| provisions::report(conn, &by, id, &report))
}

fn cancel(store: &Store, id: ProvisionId) -> Result<Provision, StoreError> {
    let by = store.by_hand();
    store.write(move |conn| provisions::cancel(conn, &by, id, None))
}

fn retry(store: &Store, id: ProvisionId) -> Result<Provision, StoreError> {
    let by = store.by_hand();
    store.write(move |conn| provisions::retry(conn, &by, id, None))
}

fn now(store: &Store, id: ProvisionId) -> Provision {
    store.read(|conn| provisions::find(conn, store.organization, id))
}

/// What is refused, by its code.
fn refused<T: std::fmt::Debug>(result: Result<T, StoreError>) -> &'static str {
    match result {
        Err(StoreError::Refused(issue)) => issue.code(),
        other => panic!("{other:?}"),
    }
}

/// It was last heard of so long ago.
fn age(store: &Store, id: ProvisionId, by: Duration) {
    let (at, of_it) = (NOW.minus(by).micros(), is(store, "id", id.0));
    store.execute(&format!("UPDATE provisions SET reported_at = {at} WHERE {of_it}"));
}

/// A condition on an id.
fn is(store: &Store, column: &str, id: Uuid) -> String {
    if store.is_postgres() { format!("{column} = '{id}'") } else { format!("{column} = x'{}'", id.simple()) }
}

#[test]
fn a_program_goes_step_by_step_and_the_timeline_tells_of_it() {
    let store = store();
    let customer = store.add_named("Acme").id;
    let asked = start(&store, customer, "MSCSP").unwrap();
    assert_eq!((asked.state, asked.run, asked.version), (State::Pending, 1, 1));
    let taken = claim(&store).unwrap();
    assert_eq!((taken.id, taken.state, taken.version), (asked.id, State::InProgress, 2));
    let going = report(&store, &taken, Move::Report, "Account created").unwrap();
    assert_eq!((going.state, going.message.as_str()), (State::InProgress, "Account created"));
    // The same word again is no step.
    assert_eq!(report(&store, &taken, Move::Report, "Account created").unwrap().version, going.version);
    let failed = report(&store, &taken, Move::Fail, "The domain is taken").unwrap();
    assert_eq!((failed.state, failed.lease), (State::Failed, None));
    assert_eq!(refused(report(&store, &taken, Move::Fulfil, "")), "provision-lease-lost");
    let again = retry(&store, asked.id).unwrap();
    assert_eq!((again.state, again.run, again.message.as_str()), (State::Pending, 2, ""));
    let taken = claim(&store).unwrap();
    let done = report(&store, &taken, Move::Fulfil, "Ready").unwrap();
    assert_eq!(refused(cancel(&store, done.id)), "provision-over");
    assert_eq!(refused(retry(&store, done.id)), "provision-not-failed");
    let steps = store.read(|conn| provisions::steps(conn, store.organization, asked.id, 50));
    let told: Vec<_> = steps.iter().map(|step| (step.number, step.moved, step.message.as_str())).collect();
    let expected = [
        (1, Move::Start, ""),
        (2, Move::Claim, ""),
        (3, Move::Report, "Account created"),
        (4, Move::Fail, "The domain is taken"),
        (5, Move::Retry, ""),
        (6, Move::Claim, ""),
        (7, Move::Fulfil, "Ready"),
    ];
    assert_eq!(told, expected);
    let lines =
        store.read(|conn| events::list(conn, store.organization, customer, events::Asked::default(), 50));
    let moves: Vec<Move> = lines
        .iter()
        .rev()
        .filter_map(|line| match &line.kind {
            EventKind::Provision(told) => Some(told.moved),
            _ => None,
        })
        .collect();
    let expected = [Move::Start, Move::Claim, Move::Fail, Move::Retry, Move::Claim, Move::Fulfil];
    assert_eq!(moves, expected, "what is only a report is not told");
    // What is fulfilled can be started once more, with other attributes.
    let by = store.by_hand();
    let once_more = Start::parse("MSCSP", &[("domainName".into(), "acme.example".into())]).unwrap();
    let once_more = store.write(move |conn| provisions::start(conn, &by, customer, &once_more)).unwrap();
    assert_eq!((once_more.id, once_more.run, once_more.state), (asked.id, 3, State::Pending));
    assert_eq!(once_more.attributes["domainName"], "acme.example");
}

#[test]
fn of_several_who_start_at_once_one_wins() {
    let store = store();
    let customer = store.add_named("Acme").id;
    let results: Vec<_> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..6).map(|_| scope.spawn(|| start(&store, customer, "MSCSP"))).collect();
        tries.into_iter().map(|tried| tried.join().unwrap()).collect()
    });
    let (won, lost): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    assert_eq!((won.len(), lost.len()), (1, 5));
    for lost in lost {
        assert_eq!(refused(lost), "provision-running");
    }
    // A letter that differs makes another program.
    start(&store, customer, "mscsp").unwrap();
}

#[test]
fn workers_at_once_never_take_the_same_and_leave_nothing() {
    let store = store();
    let asked: BTreeSet<_> = (0..24)
        .map(|at| {
            let customer = store.add_named(&format!("Customer {at}")).id;
            start(&store, customer, "MSCSP").unwrap().id.0
        })
        .collect();
    let taken: Vec<Uuid> = std::thread::scope(|scope| {
        let work = || {
            let mut taken = Vec::new();
            while let Some(next) = claim(&store) {
                taken.push(next.id.0);
                report(&store, &next, Move::Fulfil, "").unwrap();
            }
            taken
        };
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert_eq!(taken.len(), asked.len(), "one was taken twice, or not at all");
    assert_eq!(taken.into_iter().collect::<BTreeSet<_>>(), asked);
}

#[test]
fn what_waits_longest_is_taken_first_and_a_worker_may_know_one_program() {
    let store = store();
    let (one, other) = (store.add_named("One").id, store.add_named("Other").id);
    let first = start(&store, one, "A").unwrap();
    let second = start(&store, other, "B").unwrap();
    let third = start(&store, other, "A").unwrap();
    // Begun again, it waits behind the others.
    cancel(&store, first.id).unwrap();
    retry(&store, first.id).unwrap();
    let queue = store.read(|conn| {
        let asked = vec![Asked::In(State::Pending)];
        provisions::list(conn, store.organization, &Query { asked, limit: 10, ..Query::default() })
    });
    let order: Vec<_> = queue.iter().map(|waiting| waiting.id).collect();
    assert_eq!(order, [second.id, third.id, first.id]);
    let (by, only) = (store.by_hand(), Program::parse("A").unwrap());
    let of_a = Claim { program: Some(only), lease: LEASE };
    let taken = store.write(move |conn| provisions::claim(conn, &by, &of_a)).unwrap();
    assert_eq!(taken.map(|taken| taken.id), Some(third.id));
    assert_eq!(claim(&store).map(|taken| taken.id), Some(second.id));
}

#[test]
fn a_lease_that_has_run_out_is_anothers_for_the_taking() {
    let store = store();
    let customer = store.add_named("Acme").id;
    let id = start(&store, customer, "MSCSP").unwrap().id;
    let former = claim(&store).unwrap();
    assert!(claim(&store).is_none(), "it is held");
    store.execute("UPDATE provisions SET lease_until = 5");
    // Nobody has taken it, so the worker that comes back still has it.
    let organization = store.organization;
    let lease = former.lease.unwrap().id;
    store.write(move |conn| provisions::extend(conn, organization, id, lease, HOUR)).unwrap();
    assert!(claim(&store).is_none(), "it was kept for longer");
    store.execute("UPDATE provisions SET lease_until = 5");
    let next = claim(&store).unwrap();
    assert_eq!(next.id, id);
    assert_ne!(next.lease.unwrap().id, lease);
    assert_eq!(refused(report(&store, &former, Move::Report, "Still here")), "provision-lease-lost");
    let kept = store.write(move |conn| provisions::extend(conn, organization, id, lease, HOUR));
    assert_eq!(refused(kept), "provision-lease-lost");
    report(&store, &next, Move::Fulfil, "").unwrap();
    assert!(claim(&store).is_none());
}

#[test]
fn who_cancels_or_retries_does_so_from_what_was_read() {
    let store = store();
    let customer = store.add_named("Acme").id;
    let read = start(&store, customer, "MSCSP").unwrap();
    let taken = claim(&store).unwrap();
    let by = store.by_hand();
    let stale = store.write(move |conn| provisions::cancel(conn, &by, read.id, Some(read.version)));
    assert!(matches!(stale, Err(StoreError::Stale)), "{stale:?}");
    cancel(&store, taken.id).unwrap();
    assert_eq!(refused(report(&store, &taken, Move::Fulfil, "Ready")), "provision-lease-lost");
    assert_eq!(now(&store, taken.id).state, State::Cancelled);
}

#[test]
fn whatever_is_tried_the_record_goes_where_the_states_lead_and_counts_its_steps() {
    let store = store();
    let moves = prop::collection::vec(prop::sample::select(&Move::ALL[..]), 1..25);
    let mut runner = TestRunner::new(Config { cases: 20, failure_persistence: None, ..Config::default() });
    let run = runner.run(&moves, |tried| {
        let customer = store.add_named("Acme").id;
        let (mut state, mut record): (Option<State>, Option<Provision>) = (None, None);
        for (at, moved) in tried.into_iter().enumerate() {
            let expected = moved.from(state);
            let known = record.clone();
            let result = match (moved, known) {
                (Move::Start, _) => start(&store, customer, "P"),
                (_, None) => continue,
                (Move::Retry, Some(known)) => retry(&store, known.id),
                (Move::Cancel, Some(known)) => cancel(&store, known.id),
                (Move::Claim, Some(known)) => {
                    store.execute("UPDATE provisions SET lease_until = 5 WHERE lease_until IS NOT NULL");
                    match claim(&store) {
                        Some(taken) if taken.id == known.id => Ok(taken),
                        other => {
                            prop_assert!(other.is_none() && expected.is_none(), "{:?}", other);
                            continue;
                        }
                    }
                }
                (moved, Some(known)) => report(&store, &known, moved, &format!("Step {at}")),
            };
            prop_assert_eq!(result.is_ok(), expected.is_some(), "{:?} from {:?}: {:?}", moved, state, result);
            if let Ok(next) = result {
                prop_assert_eq!(Some(next.state), expected);
                (state, record) = (expected, Some(next));
            }
        }
        if let Some(record) = record {
            let organization = store.organization;
            let steps = store.read(|conn| provisions::steps(conn, organization, record.id, 50));
            let numbers: Vec<i64> = steps.iter().map(|step| step.number).collect();
            prop_assert_eq!(numbers, (1..=record.version).collect::<Vec<_>>());
            if record.state.is_running() {
                cancel(&store, record.id).unwrap();
            }
        }
        Ok(())
    });
    run.unwrap();
}

#[test]
fn programs_rest_with_their_customer_in_the_trash_and_go_with_it() {
    let store = store();
    let customer = store.add_named("Acme").id;
    let id = start(&store, customer, "Waits").unwrap().id;
    let by = store.by_hand();
    store.write(move |conn| customers::trash(conn, &by, customer)).unwrap();
    assert!(claim(&store).is_none(), "nothing in the trash is handed out");
    let all = Query { limit: 10, ..Query::default() };
    assert!(store.read(|conn| provisions::list(conn, store.organization, &all)).is_empty());
    assert!(matches!(start(&store, customer, "More"), Err(StoreError::NotFound)));
    let by = store.by_hand();
    store.write(move |conn| customers::restore(conn, &by, customer)).unwrap();
    let taken = claim(&store).unwrap();
    assert_eq!(taken.id, id);
    // What a worker has done is noted, wherever the customer is by now.
    let by = store.by_hand();
    store.write(move |conn| customers::trash(conn, &by, customer)).unwrap();
    report(&store, &taken, Move::Fail, "Gone").unwrap();
    assert!(matches!(retry(&store, id), Err(StoreError::NotFound)));
    let by = store.by_hand();
    store.write(move |conn| customers::purge(conn, &by, customer)).unwrap();
    let found = store.db.read_here(|conn| provisions::find(conn, store.organization, id));
    assert!(matches!(found, Err(StoreError::NotFound)), "{found:?}");
    assert!(store.read(|conn| provisions::steps(conn, store.organization, id, 10)).is_empty());
}

#[test]
fn a_migration_and_the_customers_word_of_it_are_in_step() {
    let store = store();
    let customer = store.add_named("Acme").id;
    let word = || {
        let found = store.read(|conn| customers::find(conn, store.organization, customer));
        let vendor = found.document.attributes.0.get("vendor").cloned().unwrap_or_default();
        vendor.get("migration").and_then(serde_json::Value::as_bool)
    };
    let begin = |name: &str, is_migration: bool| {
        let (by, start) = (store.by_hand(), Start { is_migration, ..program(name) });
        store.write(move |conn| provisions::start(conn, &by, customer, &start)).unwrap()
    };
    assert_eq!(word(), None);
    let migration = begin("MSCSP", true);
    assert!(migration.is_migration);
    assert_eq!(word(), Some(true));
    cancel(&store, migration.id).unwrap();
    assert_eq!(word(), Some(false));
    retry(&store, migration.id).unwrap();
    assert_eq!(word(), Some(true));
    let taken = claim(&store).unwrap();
    report(&store, &taken, Move::Fulfil, "").unwrap();
    assert_eq!(word(), Some(true), "what was migrated stays so");
    let other = begin("AWS", true);
    cancel(&store, other.id).unwrap();
    assert_eq!(word(), Some(true), "the other one was called off");
    begin("MSCSP", false);
    assert_eq!(word(), Some(false), "it is set up anew, which is no migration");
}

#[test]
fn a_customer_that_is_made_again_has_nothing_of_the_former() {
    let store = store();
    let named = RawCustomer { display_name: Some("Acme".into()), ..RawCustomer::default() };
    let former = store.add(named.clone()).id;
    start(&store, former, "P").unwrap();
    let by = store.by_hand();
    store.write(move |conn| customers::trash(conn, &by, former)).unwrap();
    let fresh = store.add(named).id;
    assert!(store.read(|conn| provisions::of_customer(conn, store.organization, fresh)).is_empty());
}
