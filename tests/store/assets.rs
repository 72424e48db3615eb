//! Files through the store's door, where customers and contents come and go meanwhile.

use std::sync::atomic::{AtomicUsize, Ordering};

use customary::domain::asset::{Asset, Content, Details, Media, Permission};
use customary::domain::customer::CustomerId;
use customary::store::assets::{NewAsset, attached};
use customary::store::avatars::{self, Picture};
use customary::store::{StoreError, assets, customers};

use super::{NOW, Store, UNLIMITED, store};

/// The one content of every file here.
const SHA256: [u8; 32] = [7; 32];
const ROUNDS: usize = 12;

fn new(customers: Vec<CustomerId>) -> NewAsset {
    NewAsset {
        details: Details { title: "Price list".into(), description: None, permission: Permission::Private },
        content: Content {
            name: "prices.csv".into(),
            media: Media::Other,
            length: 1,
            size: None,
            sha256: SHA256,
        },
        customers,
    }
}

fn add(store: &Store, customers: Vec<CustomerId>) -> Result<Asset, StoreError> {
    let (by, new) = (store.by_hand().actor, new(customers));
    store.write(move |conn| assets::insert(conn, &by, &new, UNLIMITED, NOW))
}

fn purge(store: &Store, id: CustomerId) -> Result<(), StoreError> {
    let by = store.by_hand();
    store.write(move |conn| {
        customers::trash(conn, &by, id)?;
        customers::purge(conn, &by, id)
    })
}

/// A file could be hung on a customer that another transaction of PostgreSQL was deleting, and stayed there; and who
/// took the content first waited for who took the customer first.
#[test]
fn nothing_hangs_on_a_customer_that_is_deleted_at_the_same_moment() {
    let store = store();
    let bystander = store.add_named("Bystander").id;
    let (hung, refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let answered = |what: &str, answer: Result<(), StoreError>| match answer {
        Ok(()) => drop(hung.fetch_add(1, Ordering::Relaxed)),
        Err(StoreError::NotFound | StoreError::Stale) => drop(refused.fetch_add(1, Ordering::Relaxed)),
        Err(error) => panic!("{what}: {error:?}"),
    };
    for round in 0..ROUNDS {
        let id = store.add_named(&format!("Customer {round}")).id;
        let loose = add(&store, Vec::new()).unwrap().id;
        // What was let go of is on a list, from which whoever keeps the same content takes it.
        let other = store.add_named("Other").id;
        add(&store, vec![other]).unwrap();
        purge(&store, other).unwrap();
        std::thread::scope(|scope| {
            scope.spawn(|| answered("several", add(&store, vec![bystander, id]).map(drop)));
            scope.spawn(|| answered("one", add(&store, vec![id]).map(drop)));
            scope.spawn(|| {
                let by = store.by_hand().actor;
                answered(
                    "attach",
                    store.write(move |conn| attached::attach(conn, &by, loose, id, NOW)).map(drop),
                );
            });
            scope.spawn(|| {
                let (by, picture) = (store.by_hand(), Picture { sha256: SHA256, length: 1 });
                let given = store.write(move |conn| avatars::insert(conn, &by, id, &picture, UNLIMITED));
                answered("avatar", given.map(drop));
            });
            scope.spawn(|| answered("purge", purge(&store, id)));
        });
        // Where others were in the way, it goes now.
        if store.read(|conn| customers::find(conn, store.organization, id).map(Some).or_else(none)).is_some()
        {
            purge(&store, id).unwrap();
        }
    }
    let dangling = "SELECT count(*) FROM asset_customers a WHERE NOT EXISTS (SELECT 1 FROM customers c \
         WHERE c.organization_id = a.organization_id AND c.id = a.customer_id)";
    assert_eq!(store.count(dangling), 0);
    assert_eq!(store.count("SELECT count(*) FROM avatars"), 0);
    let (hung, refused) = (hung.into_inner(), refused.into_inner());
    assert_eq!(hung + refused, 5 * ROUNDS);
}

fn none<T>(error: StoreError) -> Result<Option<T>, StoreError> {
    if matches!(error, StoreError::NotFound) { Ok(None) } else { Err(error) }
}
