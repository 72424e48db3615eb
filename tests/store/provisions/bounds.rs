//! Whose they are, and how many there may be.

use customary::domain::provision::{LEASE, MOST_PROGRAMS, Move, Provision, Report, STEPS_KEPT, State};
use customary::store::provisions::Query;
use customary::store::{StoreError, attention, provisions};

use super::{HOUR, claim, claim_as, now, program, report, start};
use crate::store::{NOW, add_organization, by_hand, store};

#[test]
fn c3_another_organizations_programs_are_not_there() {
    let store = store();
    let customer = store.add_named("Acme").id;
    let id = start(&store, customer, "MSCSP").unwrap().id;
    let other = add_organization(&store.db, "Other");
    let stranger = by_hand(other);
    assert!(claim_as(&store, stranger.clone()).is_none());
    let taken = claim(&store).unwrap();
    let lease = taken.lease.unwrap().id;
    let by = stranger.clone();
    let tried: [Result<Provision, StoreError>; 5] = [
        store.db.read_here(|conn| provisions::find(conn, other, id)),
        store.write({
            let by = stranger.clone();
            move |conn| provisions::start(conn, &by, customer, &program("MSCSP"))
        }),
        store.write({
            let by = stranger.clone();
            move |conn| provisions::cancel(conn, &by, id, None)
        }),
        store.write({
            let by = stranger.clone();
            move |conn| provisions::retry(conn, &by, id, None)
        }),
        store.write(move |conn| {
            let (message, attributes) = (Some("Mine".to_owned()), Vec::new());
            let report = Report { lease, moved: Move::Fulfil, message, attributes, lease_for: LEASE };
            provisions::report(conn, &by, id, &report)
        }),
    ];
    for result in tried {
        assert!(matches!(result, Err(StoreError::NotFound)), "{result:?}");
    }
    let kept = store.write(move |conn| provisions::extend(conn, other, id, lease, HOUR));
    assert!(matches!(kept, Err(StoreError::NotFound)), "{kept:?}");
    assert!(store.read(|conn| provisions::of_customer(conn, other, customer)).is_empty());
    let all = Query { limit: 10, ..Query::default() };
    assert!(store.read(|conn| provisions::list(conn, other, &all)).is_empty());
    assert!(store.read(|conn| attention::of(conn, other, &[customer], NOW, NOW)).troubles.is_empty());
    assert!(store.read(|conn| provisions::steps(conn, other, id, 10)).is_empty());
    assert_eq!(now(&store, id).state, State::InProgress);
}

#[test]
fn d1_programs_steps_and_attributes_are_bounded() {
    let store = store();
    let customer = store.add_named("Acme").id;
    for at in 0..MOST_PROGRAMS {
        start(&store, customer, &format!("P{at}")).unwrap();
    }
    let full = start(&store, customer, "One more");
    assert!(
        matches!(&full, Err(StoreError::Invalid(issues)) if issues.get("program").len() == 1),
        "{full:?}"
    );
    let taken = claim(&store).unwrap();
    for at in 0..STEPS_KEPT + 5 {
        report(&store, &taken, Move::Report, &format!("Step {at}")).unwrap();
    }
    let steps = store.read(|conn| provisions::steps(conn, store.organization, taken.id, 1_000));
    assert_eq!(i64::try_from(steps.len()).unwrap(), STEPS_KEPT);
    assert_eq!(steps.last().unwrap().message, format!("Step {}", STEPS_KEPT + 4));
    let (by, id, lease) = (store.by_hand(), taken.id, taken.lease.unwrap().id);
    let attributes = (0..101).map(|at| (format!("k{at}"), Some(String::new()))).collect();
    let many = Report { lease, moved: Move::Report, message: None, attributes, lease_for: LEASE };
    let many = store.write(move |conn| provisions::report(conn, &by, id, &many));
    assert!(matches!(&many, Err(StoreError::Invalid(issues)) if !issues.get("attributes").is_empty()));
}
