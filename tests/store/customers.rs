//! Writing customers: versions, history, trash, references.

use customary::domain::customer::{Document, Reference, Version};
use customary::domain::draft::RawCustomer;
use customary::domain::event::EventKind;
use customary::domain::listing::ListQuery;
use customary::store::customers::Updated;
use customary::store::events::Asked;
use customary::store::{StoreError, counts, customers, events, listing, versions};

use super::{add_organization, by_hand, document, store};

fn named(name: &str) -> Document {
    document(RawCustomer { display_name: Some(name.into()), ..RawCustomer::default() })
}

#[test]
fn a_customer_reads_back_as_it_was_written() {
    let store = store();
    let raw = RawCustomer {
        kind: Some("corporate".into()),
        display_name: Some("کافی شاپ رادیو".into()),
        company_name: Some("رادیو".into()),
        headcount: Some("12".into()),
        notes: Some("one\ntwo".into()),
        email_address: Some("hi@radio.example".into()),
        attributes: Some(vec![("tier".into(), "gold".into()), ("limit".into(), 5000.into())]),
        references: Some(vec![Reference { system: "erp".into(), name: "id".into(), value: "42".into() }]),
        ..RawCustomer::default()
    };
    let written = store.add(raw);
    let read = store.read(|conn| customers::find(conn, store.organization, written.id));
    assert_eq!(read.document, written.document);
    assert_eq!((read.version, read.number), (Version(1), 1));
}

#[test]
fn an_update_keeps_the_former_document_and_tells_the_timeline() {
    let store = store();
    let (id, organization) = (store.add_named("Acme").id, store.organization);
    let update = |name: &'static str, read| {
        store.write(move |conn| customers::update(conn, &by_hand(organization), id, read, named(name)))
    };
    assert!(
        matches!(update("Acme Ltd", Version(1)).unwrap(), Updated::Changed(now) if now.version == Version(2))
    );
    assert!(matches!(update("Acme Ltd", Version(2)).unwrap(), Updated::Unchanged(_)), "nothing differs");
    assert!(matches!(update("Acme Inc", Version(1)), Err(StoreError::Stale)));
    let history = store.read(|conn| versions::list(conn, organization, id, None, 10));
    let names: Vec<_> =
        history.iter().map(|(version, document, _)| (version.0, &*document.display_name)).collect();
    assert_eq!(names, [(2, "Acme Ltd"), (1, "Acme")]);
    let (first, _) = store.read(|conn| versions::document(conn, organization, id, Version(1)));
    assert_eq!(first.display_name, "Acme");
    let lines = store.read(|conn| events::list(conn, organization, id, Asked::default(), 10));
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0].kind, EventKind::Updated { fields: vec!["display_name".into()] });
    assert_eq!(lines[1].kind, EventKind::Created);
}

#[test]
fn the_trash_hides_restores_and_ends() {
    let store = store();
    let (id, organization) = (store.add_named("Acme").id, store.organization);
    store.add_named("Zenith");
    let listed = || {
        let query = ListQuery { limit: 10, ..ListQuery::default() };
        store.read(|conn| listing::list(conn, organization, &query)).page.items.len()
    };
    let count = || {
        let counts = store.read(|conn| counts::of(conn, organization));
        (counts.live, counts.trashed)
    };
    store.write(move |conn| customers::trash(conn, &by_hand(organization), id)).unwrap();
    assert_eq!((listed(), count()), (1, (1, 1)));
    let update = store.write(move |conn| {
        customers::update(conn, &by_hand(organization), id, Version(1), named("Acme Ltd"))
    });
    assert!(matches!(update, Err(StoreError::NotFound)), "nobody edits what is in the trash");
    store.write(move |conn| customers::restore(conn, &by_hand(organization), id)).unwrap();
    assert_eq!((listed(), count()), (2, (2, 0)));
    let purge = move |conn: &mut _| customers::purge(conn, &by_hand(organization), id);
    assert!(matches!(store.write(purge), Err(StoreError::NotFound)), "only what is in the trash");
    store.write(move |conn| customers::trash(conn, &by_hand(organization), id)).unwrap();
    store.write(purge).unwrap();
    assert_eq!((listed(), count()), (1, (1, 0)));
    let gone = store.db.read_here(|conn| versions::list(conn, organization, id, None, 10));
    assert!(matches!(gone, Err(StoreError::NotFound)));
}

#[test]
fn c3_another_organizations_customer_is_not_there() {
    let store = store();
    let id = store.add_named("Acme").id;
    let other = add_organization(&store.db, "Another");
    let found = store.db.read_here(|conn| customers::find(conn, other, id));
    assert!(matches!(found, Err(StoreError::NotFound)));
    for result in [
        store.write(move |conn| customers::trash(conn, &by_hand(other), id).map(drop)),
        store.write(move |conn| {
            customers::update(conn, &by_hand(other), id, Version(1), named("X")).map(drop)
        }),
    ] {
        assert!(matches!(result, Err(StoreError::NotFound)));
    }
}

#[test]
fn a_unique_reference_has_one_live_holder() {
    let store = store();
    let organization = store.organization;
    let unique =
        Reference { system: "arrowsphere".into(), name: "internalReference".into(), value: "7".into() };
    let raw = RawCustomer {
        display_name: Some("Acme".into()),
        references: Some(vec![unique]),
        ..RawCustomer::default()
    };
    let first = store.add(raw.clone()).id;
    let twin = document(raw.clone());
    let taken = store.write(move |conn| customers::insert(conn, &by_hand(organization), twin));
    assert!(matches!(taken, Err(StoreError::Taken { by: Some(by), .. }) if by == first.0));
    store.write(move |conn| customers::trash(conn, &by_hand(organization), first)).unwrap();
    let second = store.add(raw).id;
    let taken = store.write(move |conn| customers::restore(conn, &by_hand(organization), first));
    assert!(matches!(taken, Err(StoreError::Taken { by: Some(by), .. }) if by == second.0));
}

#[test]
fn a_failed_change_leaves_nothing_of_it_and_harms_no_other() {
    let store = store();
    let organization = store.organization;
    let failed: Result<(), _> = store.write(move |conn| {
        customers::insert(conn, &by_hand(organization), named("Half"))?;
        Err(StoreError::Stale)
    });
    assert!(failed.is_err());
    let panicked: Result<(), _> = store.write(move |conn| {
        customers::insert(conn, &by_hand(organization), named("Half"))?;
        panic!("on purpose")
    });
    assert!(panicked.is_err());
    store.add_named("Whole");
    assert_eq!(store.read(|conn| counts::of(conn, organization)).live, 1);
}

#[test]
fn only_a_write_can_change_anything() {
    let store = store();
    let organization = store.organization;
    if store.is_postgres() {
        return; // Readers of PostgreSQL share the role of writers; the types alone keep them apart.
    }
    let sneaked =
        store.db.read_here(|conn| customers::insert(conn, &by_hand(organization), named("Sneaked")));
    assert!(matches!(sneaked, Err(StoreError::Unavailable(_))));
}
