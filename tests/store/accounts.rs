//! Accounts in the store: what must hold also when it happens at once, or on two servers.

use std::time::Duration;

use customary::domain::account::{LinkPurpose, OperatorDraft, TokenDraft};
use customary::domain::operator::{Actor, ActorId, ActorKind, Role};
use customary::domain::secret::Secret;
use customary::store::failures::{self, Attempt, Subject};
use customary::store::links::{self, Link};
use customary::store::{StoreError, founding, operators, tokens};

use super::{NOW, Store, store};

pub(super) fn add(store: &Store, email: &str, role: Role) -> Actor {
    let draft = OperatorDraft::parse(email, "", role.as_str()).unwrap();
    let actor = Actor::command_line(store.organization);
    let added = store.write(move |conn| operators::insert(conn, &actor, &draft, Some("hash"), NOW)).unwrap();
    Actor {
        id: Some(ActorId(added.id.0)),
        kind: ActorKind::Operator,
        role,
        ..Actor::command_line(store.organization)
    }
}

fn attempt(store: &Store, at: customary::domain::time::Time) -> Attempt {
    let subjects = [Subject::Account("neda@example.test"), Subject::Address("192.0.2.1")];
    store.write(move |conn| failures::attempt(conn, &subjects, at)).unwrap()
}

#[test]
fn a4_the_delay_grows_and_ends_in_a_pause_of_at_most_a_quarter_of_an_hour() {
    let store = store();
    let delays: Vec<_> = (0..20)
        .map(|second| match attempt(&store, NOW.plus(Duration::from_secs(second))) {
            Attempt::After(delay, _) => delay.as_millis(),
            Attempt::NotFor(wait) => panic!("refused for {wait:?}"),
        })
        .collect();
    assert_eq!(delays[..5], [0; 5]);
    assert!(delays[4..].windows(2).all(|pair| pair[0] < pair[1]), "{delays:?}");
    let Attempt::NotFor(wait) = attempt(&store, NOW.plus(Duration::from_secs(20))) else {
        panic!("not refused")
    };
    assert_eq!(wait, Duration::from_secs(880), "until the first of them no longer counts");
    assert!(matches!(attempt(&store, NOW.plus(Duration::from_mins(15))), Attempt::After(..)));
}

#[test]
fn a4_attempts_at_once_count_each() {
    let store = store();
    let allowed = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..40).map(|_| scope.spawn(|| attempt(&store, NOW))).collect();
        tries
            .into_iter()
            .map(|one| one.join().unwrap())
            .filter(|one| matches!(one, Attempt::After(..)))
            .count()
    });
    assert_eq!(allowed, 20);
}

#[test]
fn a4_the_right_password_forgives_the_account_and_not_the_address() {
    let store = store();
    for _ in 0..10 {
        attempt(&store, NOW);
    }
    let Attempt::After(delay, noted) = attempt(&store, NOW) else { panic!("refused") };
    assert!(delay > Duration::ZERO);
    let subjects = [Subject::Account("neda@example.test"), Subject::Address("192.0.2.1")];
    store.write(move |conn| failures::forgive(conn, &noted, &subjects)).unwrap();
    let count = |subject| {
        let first = store.write(move |conn| failures::attempt(conn, &[subject], NOW)).unwrap();
        let Attempt::After(delay, _) = first else { panic!("refused") };
        delay
    };
    assert_eq!(count(Subject::Account("neda@example.test")), Duration::ZERO);
    assert!(count(Subject::Address("192.0.2.1")) > Duration::ZERO);
}

#[test]
fn a12_of_two_who_use_a_link_at_once_one_wins() {
    let store = store();
    let operator = add(&store, "neda@example.test", Role::Viewer).id.unwrap();
    let (secret, organization) = (Secret::generate().hash(), store.organization);
    let link = Link { purpose: LinkPurpose::Reset, operator: Some((organization, operator)) };
    store.write(move |conn| links::insert(conn, link, secret, NOW)).unwrap();
    let won = std::thread::scope(|scope| {
        let uses: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| store.write(move |conn| links::redeem(conn, secret, NOW)).is_ok()))
            .collect();
        uses.into_iter().map(|one| usize::from(one.join().unwrap())).sum::<usize>()
    });
    assert_eq!(won, 1);
}

#[test]
fn a14_of_two_who_make_the_first_administrator_one_does() {
    let store = store();
    let secret = Secret::generate().hash();
    let link = Link { purpose: LinkPurpose::FirstRun, operator: None };
    store.write(move |conn| links::insert(conn, link, secret, NOW)).unwrap();
    let made = std::thread::scope(|scope| {
        let make = |email: &'static str| {
            let draft = OperatorDraft::parse(email, "", "admin").unwrap();
            let make =
                move |conn: &mut _| founding::first_admin(conn, secret, "x", &draft, "hash", None, NOW);
            store.write(make).is_ok()
        };
        let one = scope.spawn(move || make("one@example.test"));
        let other = scope.spawn(move || make("other@example.test"));
        [one.join().unwrap(), other.join().unwrap()]
    });
    assert_eq!(made.into_iter().filter(|made| *made).count(), 1);
}

#[test]
fn c7_two_administrators_who_demote_each_other_at_once_leave_one() {
    for _ in 0..10 {
        let store = store();
        let (one, other) =
            (add(&store, "one@example.test", Role::Admin), add(&store, "two@example.test", Role::Admin));
        let demote = |by: Actor, whom: ActorId| {
            store.write(move |conn| operators::set_role(conn, &by, whom, Role::Viewer, NOW))
        };
        let (first, second) = std::thread::scope(|scope| {
            let (a, b) = (one.clone(), other.clone());
            let first = scope.spawn(move || demote(a, other.id.unwrap()));
            let second = scope.spawn(move || demote(b, one.id.unwrap()));
            (first.join().unwrap(), second.join().unwrap())
        });
        assert!(
            matches!(
                (&first, &second),
                (Ok(_), Err(StoreError::Invalid(_))) | (Err(StoreError::Invalid(_)), Ok(_))
            ),
            "{first:?} {second:?}"
        );
        let listed = store.read(|conn| operators::list(conn, store.organization));
        assert_eq!(listed.iter().filter(|operator| operator.role == Role::Admin).count(), 1);
    }
}

#[test]
fn c7_nobody_grants_a_role_above_their_own() {
    let store = store();
    let editor = add(&store, "editor@example.test", Role::Editor);
    let draft = OperatorDraft::parse("new@example.test", "", "admin").unwrap();
    let by = editor.clone();
    let refused = store.write(move |conn| operators::insert(conn, &by, &draft, None, NOW));
    assert!(matches!(refused, Err(StoreError::Forbidden(_))), "{refused:?}");
    let token = TokenDraft::parse("Nightly", "admin", "").unwrap();
    let secret = Secret::generate().hash();
    let refused = store.write(move |conn| tokens::insert(conn, &editor, &token, secret, NOW));
    assert!(matches!(refused, Err(StoreError::Forbidden(_))), "{refused:?}");
}
