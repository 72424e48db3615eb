//! Invitations through the store's door: what must hold also when it happens at once, or on two servers.

use std::time::Duration;

use customary::domain::customer::{AvatarId, Customer, Signature, Version};
use customary::domain::draft::{RawCustomer, RawPerson};
use customary::domain::invitation::{Invitation, Policy};
use customary::domain::operator::ActorId;
use customary::domain::secret::{Key, Keys, Secret};
use customary::store::avatars::Picture;
use customary::store::{Conn, StoreError, avatars, contacts, customers, invitations, outbox};
use uuid::Uuid;

use super::{NOW, Store, UNLIMITED, by_hand, store};

/// At once, from as many threads.
const AT_ONCE: usize = 6;

fn keys() -> Keys {
    Keys::new(Key::of_secret(b"secret"), None)
}

/// A firm with Ana and Marc.
fn add_firm(store: &Store) -> (Customer, Uuid, Uuid) {
    let person = |name: &str| RawPerson {
        display_name: name.into(),
        email_address: format!("{}@ferme.example", name.to_lowercase()),
        ..RawPerson::default()
    };
    let firm = store.add(RawCustomer {
        display_name: Some("Ferme du Lac".into()),
        people: Some(vec![person("Ana"), person("Marc")]),
        ..RawCustomer::default()
    });
    let (ana, marc) = (firm.document.people[0].key, firm.document.people[1].key);
    (firm, ana, marc)
}

fn invite(
    conn: &mut Conn,
    by: &Signature,
    firm: &Customer,
    person: Uuid,
) -> Result<(Invitation, Secret), StoreError> {
    invitations::insert(conn, by, &keys(), firm.id, person, Policy::parse("view").unwrap())
}

/// A customer's card showed those among its last two hundred invitations only.
#[test]
fn everybody_who_was_invited_is_listed_however_often_others_were() {
    let store = store();
    let (firm, ana, marc) = add_firm(&store);
    let (by, of) = (store.by_hand(), firm.clone());
    store
        .write(move |conn| {
            invite(conn, &by, &of, marc)?;
            (0..205).try_for_each(|_| invite(conn, &by, &of, ana).map(drop))
        })
        .unwrap();
    let listed = store.read(|conn| invitations::of_customer(conn, store.organization, firm.id));
    let people: Vec<Uuid> = listed.iter().map(|invitation| invitation.person).collect();
    assert_eq!(people, [ana, marc]);
    assert!(listed.iter().all(|invitation| invitation.ended_at.is_none()), "each is the latest");
    let pending = |most| store.read(|conn| invitations::count_pending(conn, store.organization, NOW, most));
    assert_eq!((pending(10), pending(1)), (2, 1));
    let by = store.by_hand();
    store.write(move |conn| customers::trash(conn, &by, firm.id)).unwrap();
    assert_eq!(pending(10), 0, "of the trash none is open");
}

#[test]
fn of_two_who_invite_at_once_the_later_stays() {
    let store = store();
    let (firm, ana, _) = add_firm(&store);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            let (by, firm) = (store.by_hand(), firm.clone());
            scope.spawn(|| store.write(move |conn| invite(conn, &by, &firm, ana).map(drop)).unwrap());
        }
    });
    let open = "SELECT count(*) FROM invitations WHERE ended_at IS NULL";
    assert_eq!(store.count(open), 1);
    assert_eq!(store.count("SELECT count(*) FROM outbox"), 1);
}

#[test]
fn accounts_of_one_address_stand_beside_each_other() {
    let store = store();
    for at in ["one", "two"] {
        let (firm, ana, _) = add_firm(&store);
        let (by, of) = (store.by_hand(), firm.clone());
        let (_, code) = store.write(move |conn| invite(conn, &by, &of, ana)).unwrap();
        store.write(move |conn| invitations::accept(conn, code.hash(), at, NOW, None)).unwrap();
        if at == "one" {
            let other = store.read(|conn| contacts::other_hash(conn, "ana@ferme.example", ActorId(ana)));
            assert_eq!(other, None, "it has no other account");
        }
    }
    let accounts = store.read(|conn| contacts::by_email(conn, "ana@ferme.example"));
    let mut hashes: Vec<&str> = accounts.iter().map(|account| account.password_hash.as_str()).collect();
    hashes.sort_unstable();
    assert_eq!(hashes, ["one", "two"]);
    let first = accounts[0].contact.id;
    let other = store.read(|conn| contacts::other_hash(conn, "ana@ferme.example", first)).unwrap();
    assert_eq!(other, accounts[1].password_hash);
}

#[test]
fn a_mail_waits_while_its_customer_is_in_the_trash() {
    let store = store();
    let (firm, ana, _) = add_firm(&store);
    let (by, of) = (store.by_hand(), firm.clone());
    store.write(move |conn| invite(conn, &by, &of, ana)).unwrap();
    let later = NOW.plus(Duration::from_secs(1));
    let is_due = || store.read(|conn| outbox::is_due(conn, later));
    assert!(is_due());
    let (organization, id) = (store.organization, firm.id);
    store.write(move |conn| customers::trash(conn, &by_hand(organization), id)).unwrap();
    assert!(!is_due());
    assert!(store.write(move |conn| outbox::claim(conn, later)).unwrap().is_none());
    store.write(move |conn| customers::restore(conn, &by_hand(organization), id)).unwrap();
    assert!(is_due());
    let claimed = store.write(move |conn| outbox::claim(conn, later)).unwrap();
    assert_eq!(claimed.map(|claimed| claimed.person), Some(ana));
    assert!(!is_due(), "nobody else takes it");
}

/// On PostgreSQL one of two pictures that were given at once was refused as made from an old version.
#[test]
fn of_pictures_that_are_given_at_once_the_last_is_seen_and_none_is_refused() {
    let store = store();
    let (firm, _, _) = add_firm(&store);
    let seen: Vec<(Version, Option<AvatarId>)> = std::thread::scope(|scope| {
        let give = |at: usize| {
            let (by, id) = (store.by_hand(), firm.id);
            let picture = Picture { sha256: [u8::try_from(at).unwrap(); 32], length: 1 };
            let given = store.write(move |conn| avatars::insert(conn, &by, id, &picture, UNLIMITED)).unwrap();
            (given.version, given.document.avatar)
        };
        let given: Vec<_> = (0..AT_ONCE).map(|at| scope.spawn(move || give(at))).collect();
        given.into_iter().map(|given| given.join().unwrap()).collect()
    });
    let last = seen.iter().max_by_key(|(version, _)| version.0).unwrap();
    let stored = store.read(|conn| customers::find(conn, store.organization, firm.id));
    assert_eq!((stored.version, stored.document.avatar), *last);
    assert_eq!(stored.version.0, 1 + i64::try_from(AT_ONCE).unwrap());
}
