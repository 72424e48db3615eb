//! Records across customers, and customers by where their programs stand.

use customary::domain::customer::CustomerId;
use customary::domain::listing::{Filter, ListQuery, Position, Sort};
use customary::domain::provision::{Asked, Move, State, Trouble};
use customary::store::provisions::Query;
use customary::store::{attention, listing, provisions};

use super::{HOUR, age, cancel, claim, is, report, start};
use crate::store::{NOW, Store, store};

/// Customers by what their program came to; the second is stuck, and the last has none.
fn customers_of_every_state(store: &Store) -> Vec<CustomerId> {
    let ids: Vec<CustomerId> = (0..12).map(|at| store.add_named(&format!("Customer {at:02}")).id).collect();
    for (at, id) in ids.iter().enumerate().take(11) {
        start(store, *id, "P").unwrap();
        let taken = if at % 5 == 4 { None } else { claim(store) };
        match (at % 5, taken) {
            (0, Some(taken)) => drop(report(store, &taken, Move::Fail, "No").unwrap()),
            (1, Some(taken)) if at == 1 => age(store, taken.id, HOUR * 4),
            (2, Some(taken)) => drop(report(store, &taken, Move::Fulfil, "").unwrap()),
            (3, Some(taken)) => drop(cancel(store, taken.id).unwrap()),
            // So that the next one who claims does not get it.
            (4, None) => store.execute("UPDATE provisions SET state = 'pending_' WHERE state = 'pending'"),
            _ => {}
        }
    }
    store.execute("UPDATE provisions SET state = 'pending' WHERE state = 'pending_'");
    ids
}

fn pages(store: &Store, filter: &Filter, sort: Sort) -> Vec<String> {
    let mut query = ListQuery { filter: filter.clone(), sort, limit: 2, ..ListQuery::default() };
    let mut names = Vec::new();
    loop {
        let list = store.read(|conn| listing::list(conn, store.organization, &query));
        names.extend(list.page.items.into_iter().map(|listed| listed.display_name));
        let Some(next) = list.page.next else { return names };
        query.position = Position::After(next);
    }
}

#[test]
fn the_list_is_filtered_by_where_programs_stand_in_every_order() {
    let store = store();
    let ids = customers_of_every_state(&store);
    let before = NOW.minus(HOUR * 3);
    let cases = [
        (Asked::In(State::Failed), &[0, 5, 10][..]),
        (Asked::In(State::InProgress), &[1, 6]),
        (Asked::Stuck(before), &[1]),
        (Asked::In(State::Fulfilled), &[2, 7]),
        (Asked::In(State::Cancelled), &[3, 8]),
        (Asked::In(State::Pending), &[4, 9]),
    ];
    let check = |how: &str| {
        for (asked, expected) in &cases {
            let expected: Vec<String> = expected.iter().map(|at| format!("Customer {at:02}")).collect();
            for (sort, word) in Sort::ALL {
                let filter = Filter { provisioning: Some(*asked), ..Filter::default() };
                let mut found = pages(&store, &filter, sort);
                if word.starts_with('-') {
                    found.reverse();
                }
                assert_eq!(found, expected, "{how}: {asked:?} by {word}");
            }
            let searched =
                Filter { search: "customer".into(), provisioning: Some(*asked), ..Filter::default() };
            let mut found = pages(&store, &searched, Sort::Updated);
            found.reverse();
            assert_eq!(found, expected, "{how}: {asked:?} among hits");
        }
    };
    check("few");
    // Of more than can be sorted, the customers are walked and asked for theirs.
    let new_id = if store.is_postgres() { "gen_random_uuid()" } else { "randomblob(16)" };
    let of_each: Vec<String> = ids.iter().take(5).map(|id| is(&store, "customer_id", id.0)).collect();
    store.execute(&format!(
        "INSERT INTO provisions (id, organization_id, customer_id, program, state, message, attributes, is_migration, \
         is_live, run, version, seq, created_at, started_at, reported_at) \
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10001) \
         SELECT {new_id}, organization_id, customer_id, program || n.i, state, '', '{{}}', is_migration, is_live, 1, 1, \
         seq, 0, 0, reported_at FROM n, provisions WHERE {}",
        of_each.join(" OR ")
    ));
    check("many");
}

#[test]
fn those_that_need_a_person_are_found_at_once() {
    let store = store();
    let ids = customers_of_every_state(&store);
    let before = NOW.minus(HOUR * 3);
    let organization = store.organization;
    let failed = store.read(|conn| provisions::failed(conn, organization, 2));
    let customers: Vec<_> = failed.iter().map(|it| it.customer).collect();
    assert_eq!(customers, [ids[10], ids[5]], "the latest first, and no more than asked for");
    let stuck = store.read(|conn| provisions::stuck(conn, organization, before, 10));
    assert_eq!(stuck.iter().map(|it| it.customer).collect::<Vec<_>>(), [ids[1]]);
    assert!(stuck[0].is_stuck(before));
    let troubles = store.read(|conn| attention::of(conn, organization, &ids, before, before)).troubles;
    let found: Vec<_> = ids.iter().map(|id| troubles.get(id).copied()).collect();
    let (failed, stuck, going) = (Some(Trouble::Failed), Some(Trouble::Stuck), Some(Trouble::InProgress));
    let expected = [failed, stuck, None, None, None, failed, going, None, None, None, failed, None];
    assert_eq!(found, expected);
    // The worst of several is what shows.
    start(&store, ids[6], "Q").unwrap();
    store.execute("UPDATE provisions SET state = 'failed' WHERE program = 'Q'");
    let troubles = store.read(|conn| attention::of(conn, organization, &[ids[6]], before, before)).troubles;
    assert_eq!(troubles[&ids[6]], Trouble::Failed);
    assert_eq!(store.read(|conn| provisions::programs(conn, organization)), ["P".into(), "Q".into()].into());
}

#[test]
fn a_page_of_all_records_joined_is_every_one_once() {
    let store = store();
    customers_of_every_state(&store);
    let all = store
        .read(|conn| provisions::list(conn, store.organization, &Query { limit: 100, ..Query::default() }));
    assert_eq!(all.len(), 11);
    for is_newest_first in [false, true] {
        let mut query = Query { is_newest_first, limit: 3, ..Query::default() };
        let mut seqs: Vec<i64> = Vec::new();
        loop {
            let page = store.read(|conn| provisions::list(conn, store.organization, &query));
            let Some(last) = page.last() else { break };
            query.after = Some(last.seq);
            seqs.extend(page.iter().map(|it| it.seq));
        }
        if is_newest_first {
            seqs.reverse();
        }
        assert_eq!(seqs, all.iter().map(|it| it.seq).collect::<Vec<_>>());
    }
}
