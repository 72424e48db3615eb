//! Notes and streams through the store's door.

use std::time::Duration;

use customary::domain::customer::{CustomerId, Signature};
use customary::domain::event::{Event, Topic};
use customary::domain::time::Time;
use customary::store::events::{self, Asked};
use customary::store::{StoreError, customers, notes};

use super::{NOW, Store, add_organization, by_hand, store};

fn write(store: &Store, customer: CustomerId, text: &str, at: Time) -> Event {
    let (by, text) = (Signature { at, ..store.by_hand() }, text.to_owned());
    store.write(move |conn| notes::insert(conn, &by, customer, text, false)).unwrap()
}

#[test]
fn a_deleted_note_is_gone_after_thirty_days() {
    let store = store();
    let (organization, customer) = (store.organization, store.add_named("Acme").id);
    let note = write(&store, customer, "Remember", NOW);
    let by = store.by_hand();
    store.write(move |conn| notes::delete(conn, &by, customer, note.id)).unwrap();
    let day = |days: u64| NOW.plus(Duration::from_hours(24 * days));
    store.write(move |conn| notes::expire(conn, organization, NOW, 10)).unwrap();
    assert_eq!(store.count("SELECT count(*) FROM events WHERE note IS NOT NULL"), 1);
    store.write(move |conn| notes::expire(conn, organization, day(1), 10)).unwrap();
    assert_eq!(store.count("SELECT count(*) FROM events WHERE note IS NOT NULL"), 0);
    let by = store.by_hand();
    let restored = store.write(move |conn| notes::restore(conn, &by, customer, note.id));
    assert!(matches!(restored, Err(StoreError::NotFound)));
}

#[test]
fn a_purged_customer_leaves_no_note() {
    let store = store();
    let (organization, customer) = (store.organization, store.add_named("Acme").id);
    write(&store, customer, "Remember", NOW);
    store.write(move |conn| customers::trash(conn, &by_hand(organization), customer)).unwrap();
    store.write(move |conn| customers::purge(conn, &by_hand(organization), customer)).unwrap();
    assert_eq!(store.count("SELECT count(*) FROM events"), 0);
}

#[test]
fn the_activity_is_in_the_order_of_time_whatever_it_is_about() {
    let store = store();
    let organization = store.organization;
    let (acme, zenith) = (store.add_named("Acme").id, store.add_named("Zenith").id);
    for at in 0..10_u64 {
        let customer = if at % 2 == 0 { acme } else { zenith };
        write(&store, customer, &format!("{at}"), NOW.plus(Duration::from_secs(60 * (at + 1))));
        // Another topic in between.
        let by = Signature { at: NOW.plus(Duration::from_secs(60 * (at + 1) + 30)), ..store.by_hand() };
        store
            .write(move |conn| {
                customers::trash(conn, &by, customer)?;
                customers::restore(conn, &by, customer)
            })
            .unwrap();
    }
    let all = store.read(|conn| events::activity(conn, organization, None, None, None, 100));
    assert_eq!(all.len(), 32);
    assert!(all.is_sorted_by_key(|event| std::cmp::Reverse(event.at)));
    let (mut joined, mut before) = (Vec::new(), None);
    loop {
        let page = store.read(|conn| events::activity(conn, organization, None, None, before, 7));
        let Some(last) = page.last() else { break };
        before = Some(last.id);
        joined.extend(page);
    }
    assert_eq!(joined, all);
    let noted = store.read(|conn| events::activity(conn, organization, Some(Topic::Notes), None, None, 100));
    assert_eq!(noted.len(), 10);
    let elsewhere = add_organization(&store.db, "Another");
    assert_eq!(store.read(|conn| events::activity(conn, elsewhere, None, None, None, 100)), []);
    let counted = store.read(|conn| events::count(conn, organization, acme, Asked::default()));
    assert_eq!(counted, 16);
}
