//! What comes of an undo and of what somebody else does in the same moment: on PostgreSQL their transactions run beside
//! each other.

use std::sync::mpsc;
use std::time::Duration;

use customary::domain::customer::Document;
use customary::domain::import::State;
use customary::store::imports::kept::{self, Decision};
use customary::store::imports::{self, undo};
use customary::store::{Conn, StoreError, customers, tags};

use super::attributes::run;
use super::imports::{Importing, counts};
use super::undo::{ask, customer, note, now, tag};
use super::{Store, by_hand};

/// How long the first of two waits for a second one that does not wait for it. Only what is wrong depends on it.
const LONG_ENOUGH: Duration = Duration::from_millis(300);

/// What two transactions come to of which the second begins where the first pauses, once.
pub fn both<A: Send + 'static, B: Send + 'static>(
    store: &Store,
    first: impl FnOnce(&mut Conn, &dyn Fn()) -> Result<A, StoreError> + Send + 'static,
    second: impl FnOnce(&mut Conn) -> Result<B, StoreError> + Send + 'static,
) -> (Result<A, StoreError>, Result<B, StoreError>) {
    let (begin, begun) = mpsc::channel();
    let (end, ended) = mpsc::channel::<()>();
    let db = store.db.clone();
    let first = std::thread::spawn(move || {
        db.write_here(move |conn| {
            first(conn, &|| {
                begin.send(()).unwrap();
                let _ = ended.recv_timeout(LONG_ENOUGH);
            })
        })
    });
    begun.recv().unwrap();
    let second = store.write(second);
    let _ = end.send(());
    (first.join().unwrap(), second)
}

/// The pause of a transaction behind all that it does.
pub fn and_pause<A>(
    change: impl FnOnce(&mut Conn) -> Result<A, StoreError>,
) -> impl FnOnce(&mut Conn, &dyn Fn()) -> Result<A, StoreError> {
    move |conn, pause| {
        let done = change(conn)?;
        pause();
        Ok(done)
    }
}

#[test]
fn a_tag_is_deleted_beside_somebody_who_writes_several_of_its_customers() {
    let importing = Importing::new();
    let store = &importing.store;
    importing.import(
        "first.csv",
        "Name,Email,Tags\nAda,ada@example.org,VIP\nBo,bo@example.org,VIP\n",
        |_| {},
    );
    let (ada, bo) = (customer(store, "Ada").id, customer(store, "Bo").id);
    let (vip, by, organization) = (tag(store, "VIP"), store.by_hand(), store.organization);
    let note_in = move |conn: &mut Conn, id| {
        let now = customers::find(conn, organization, id)?;
        let document = Document { notes: Some("by hand".into()), ..now.document };
        customers::update(conn, &by_hand(organization), id, now.version, document).map(drop)
    };
    let (noted, deleted) = both(
        store,
        move |conn, pause| {
            tags::keep(conn, organization)?;
            note_in(conn, ada)?;
            pause();
            note_in(conn, bo)
        },
        move |conn| tags::delete(conn, &by, vip).map(drop),
    );
    noted.unwrap();
    deleted.unwrap();
    for name in ["Ada", "Bo"] {
        let document = customer(store, name).document;
        assert_eq!((document.notes.as_deref(), document.tags.len()), (Some("by hand"), 0));
    }
}

#[test]
fn an_undo_and_corrections_of_the_same_import_do_not_both_begin() {
    for is_undo_first in [true, false] {
        let importing = Importing::new();
        let store = &importing.store;
        let import = importing.import("first.csv", "Name,Email\nAda,ada@example.org\nBo,bo@\n", |_| {});
        let file = importing.rejects(&import).replace("bo@", "bo@example.org");
        let checked = importing.run(&importing.bring("fixed.csv", file.as_bytes(), |_| {}));
        assert_eq!(checked.state, State::Checked);
        let (by, of_undo, of_corrections) = (store.by_hand(), import.clone(), checked.clone());
        let undo = move |conn: &mut Conn| undo::ask(conn, &by, &of_undo);
        let apply = move |conn: &mut Conn| imports::ask_apply(conn, &of_corrections, None);
        let (first, second) = if is_undo_first {
            both(store, and_pause(undo), apply)
        } else {
            both(store, and_pause(apply), undo)
        };
        first.unwrap();
        assert!(matches!(second, Err(StoreError::Stale)), "{second:?}");
        let states = [now(store, &import).state, now(store, &checked).state];
        let expected =
            if is_undo_first { [State::Undoing, State::Checked] } else { [State::Completed, State::Queued] };
        assert_eq!(states, expected);
    }
}

#[test]
fn two_people_who_decide_at_once_are_both_counted() {
    let importing = Importing::new();
    let store = &importing.store;
    let import =
        importing.import("first.csv", "Name,Email\nAda,ada@example.org\nBo,bo@example.org\n", |_| {});
    assert_eq!(import.checkpoint.counts, counts([2, 0, 0, 0, 0, 0]));
    for name in ["Ada", "Bo"] {
        note(store, customer(store, name).id, "by hand");
    }
    ask(store, &import);
    run(store, 50);
    let undone = now(store, &import);
    let decide = |row, name| {
        let (by, undone, version) = (store.by_hand(), undone.clone(), customer(store, name).version);
        move |conn: &mut Conn| kept::decide(conn, &by, &undone, row, version, Decision::All)
    };
    let (ada, bo) = (decide(2, "Ada"), decide(3, "Bo"));
    let (first, second) = both(store, and_pause(ada), bo);
    first.unwrap();
    second.unwrap();
    let tally = store.read(|conn| undo::last(conn, &undone)).unwrap().tally;
    assert_eq!((tally.kept, tally.trashed), (0, 2), "{tally:?}");
}
