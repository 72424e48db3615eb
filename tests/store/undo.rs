//! An import taken back through the store's door: what happened to its customers since, and what that leaves of them.

use std::collections::{BTreeMap, BTreeSet};

use customary::domain::customer::{Customer, CustomerId};
use customary::domain::import::{EmptyCells, Import, State};
use customary::domain::listing::ListQuery;
use customary::domain::tag::{NewTag, TagId, TagTitle};
use customary::store::imports::kept::{self, Decision};
use customary::store::imports::{self, undo};
use customary::store::{attributes, bulk, customers, listing, tags};
use serde_json::json;

use super::attributes::{define, look_at, own, raw, run};
use super::imports::{Importing, counts};
use super::{Store, by_hand};

/// The import as it stands.
pub fn now(store: &Store, import: &Import) -> Import {
    store.read(|conn| imports::find(conn, store.organization, import.id))
}

/// Asks for an import to be taken back, or for that in turn.
pub fn ask(store: &Store, import: &Import) {
    let (by, import) = (store.by_hand(), now(store, import));
    store.write(move |conn| undo::ask(conn, &by, &import)).unwrap();
}

/// Takes an import back, or that in turn: how many customers were kept.
fn take_back(store: &Store, import: &Import) -> i64 {
    ask(store, import);
    run(store, 50);
    store.read(|conn| undo::last(conn, import)).unwrap().tally.kept
}

pub fn customer(store: &Store, name: &str) -> Customer {
    let list = store.read(|conn| {
        listing::list(conn, store.organization, &ListQuery { limit: 50, ..ListQuery::default() })
    });
    let found = list.page.items.into_iter().find(|listed| listed.display_name == name);
    let id = found.unwrap_or_else(|| panic!("{name} is not there")).id;
    store.read(|conn| customers::find(conn, store.organization, id))
}

/// What is noted by hand, as the next version.
pub fn note(store: &Store, id: CustomerId, notes: &str) {
    let (by, notes) = (store.by_hand(), notes.to_owned());
    let noted = store.write(move |conn| {
        let now = customers::find(conn, by.actor.organization, id)?;
        let document = customary::domain::customer::Document { notes: Some(notes), ..now.document };
        customers::update(conn, &by, id, now.version, document)
    });
    noted.unwrap();
}

pub fn tag(store: &Store, title: &str) -> TagId {
    let title = TagTitle::parse(title).unwrap();
    let organization = store.organization;
    if let Some(id) = store.read(|conn| tags::keys(conn, organization)).get(&title.key()) {
        return *id;
    }
    let (by, tag) = (store.by_hand(), NewTag::of(title));
    store.write(move |conn| tags::insert(conn, &by, &tag)).unwrap().id
}

#[test]
fn what_followed_a_tag_or_an_attribute_since_goes_back_all_the_same_and_follows_on() {
    let importing = Importing::new();
    let store = &importing.store;
    let size = define(store, &raw("size", "text")).definition;
    importing.import("first.csv", "Name,Email,size,Tags\nAda,ada@example.org,5,VIP\n", |_| {});
    let csv = "Name,Email,size,Tags\nAda,ada@example.org,7,Gold\nBo,bo@example.org,9,VIP\n";
    let import = importing.import("second.csv", csv, |_| {});
    assert_eq!(import.checkpoint.counts, counts([1, 1, 0, 0, 0, 0]));
    let (ada, bo) = (customer(store, "Ada").id, customer(store, "Bo").id);
    let change = |from: &_, key: &str| {
        let (by, id) = (store.by_hand(), look_at(store, from, key, "text").id);
        store.write(move |conn| attributes::apply(conn, &by, id)).unwrap();
        run(store, 50);
    };
    let (vip, partner, by) = (tag(store, "VIP"), tag(store, "Partner"), store.by_hand());
    change(&size, "staff");
    store.write(move |conn| tags::merge(conn, &by, vip, partner)).unwrap();
    let carried = |id| store.read(|conn| customers::find(conn, store.organization, id)).document.tags;

    assert_eq!(take_back(store, &import), 0, "nobody edited them");
    assert_eq!((own(store, ada), carried(ada)), (json!({ "staff": "5" }), BTreeSet::from([partner])));
    assert!(store.read(|conn| customers::find(conn, store.organization, bo)).deleted_at.is_some());

    // Those in the trash follow as well.
    let renamed = store.read(|conn| attributes::find(conn, store.organization, size.id));
    change(&renamed, "people");
    assert_eq!(take_back(store, &import), 0);
    assert_eq!(own(store, ada), json!({ "people": "7" }));
    assert_eq!(carried(ada), BTreeSet::from([partner, tag(store, "Gold")]));
    assert_eq!((own(store, bo), carried(bo)), (json!({ "people": "9" }), BTreeSet::from([partner])));
    assert!(store.read(|conn| customers::find(conn, store.organization, bo)).deleted_at.is_none());
}

/// Ada, changed by row 2 of an import, then by what `between` does, then by its row 3, which was corrected.
fn corrected(importing: &Importing, between: impl FnOnce(&Store, CustomerId)) -> (Import, Customer) {
    let store = &importing.store;
    importing.import("first.csv", "Name,Email,size\nAda,ada@example.org,1\n", |_| {});
    let csv = "Name,Email,size,Notes\nAda,ada@example.org,2,\nAda,ada@example.org,3,,extra\n";
    let import = importing.import("second.csv", csv, |_| {});
    assert_eq!(import.checkpoint.counts, counts([0, 1, 0, 0, 1, 0]));
    let id = customer(store, "Ada").id;
    between(store, id);
    let typed = BTreeMap::from([(3, BTreeMap::from([(3, "extra".to_owned())]))]);
    let corrections = importing.correct(&import, &typed);
    assert_eq!(corrections.state, State::Completed, "{corrections:?}");
    (now(store, &import), customer(store, "Ada"))
}

#[test]
fn an_undo_goes_back_to_before_the_first_row_whatever_operation_came_between_it_and_another() {
    let importing = Importing::new();
    let store = &importing.store;
    let size = define(store, &raw("size", "text")).definition;
    let (import, left) = corrected(&importing, |store, _| {
        let (by, id) = (store.by_hand(), look_at(store, &size, "staff", "text").id);
        store.write(move |conn| attributes::apply(conn, &by, id)).unwrap();
        run(store, 50);
    });
    assert_eq!(left.document.notes.as_deref(), Some("extra"));
    assert_eq!(take_back(store, &import), 0);
    let ada = customer(store, "Ada");
    assert_eq!((own(store, ada.id), ada.document.notes), (json!({ "staff": "1" }), None));
}

#[test]
fn an_undo_is_taken_back_for_a_customer_of_two_rows() {
    // It stood twice in one slice, which failed for ever, as its second change met another version than it was read with.
    let importing = Importing::new();
    let store = &importing.store;
    let (import, left) = corrected(&importing, |store, id| note(store, id, "by hand"));
    assert_eq!(take_back(store, &import), 1, "row 2 was edited since, row 3 was not");
    let (by, undone, version) = (store.by_hand(), now(store, &import), customer(store, "Ada").version);
    store.write(move |conn| kept::decide(conn, &by, &undone, 2, version, Decision::All)).unwrap();
    assert_eq!(own(store, left.id), json!({ "size": "1" }));
    assert_eq!(take_back(store, &import), 0);
    assert_eq!(customer(store, "Ada").document, left.document);
}

#[test]
fn corrections_of_what_was_undone_meanwhile_end_with_a_sentence() {
    let importing = Importing::new();
    let store = &importing.store;
    let import = importing.import("first.csv", "Name,Email\nAda,ada@example.org\nBo,bo@\n", |_| {});
    let file = importing.rejects(&import).replace("bo@", "bo@example.org");
    let checked = importing.run(&importing.bring("fixed.csv", file.as_bytes(), |_| {}));
    assert_eq!((checked.state, checked.merges_into), (State::Checked, Some(import.number)));
    store.execute(&format!("update imports set state = 'queued' where number = {}", checked.number));
    store.execute(&format!("update imports set state = 'undone' where number = {}", import.number));
    let owner = uuid::Uuid::now_v7();
    let claimed = store.write(move |conn| imports::work::claim(conn, owner, &[])).unwrap().unwrap();
    let ended = importing.work_on(claimed, owner);
    let why = ended.problem.map(|problem| problem.code);
    assert_eq!((ended.state, why.as_deref()), (State::Cancelled, Some("corrected-undone")));
    assert_eq!(
        store.write(move |conn| imports::work::claim(conn, owner, &[])).unwrap().map(|one| one.id),
        None
    );
}

#[test]
fn a_tag_that_was_deleted_meanwhile_does_not_come_back() {
    let importing = Importing::new();
    let store = &importing.store;
    importing.import("first.csv", "Name,Email,Tags\nAda,ada@example.org,VIP\n", |_| {});
    let import = importing.import("second.csv", "Name,Email,Tags\nAda,ada@example.org,\n", |options| {
        options.empty = EmptyCells::Clear;
    });
    let ada = customer(store, "Ada");
    assert!(ada.document.tags.is_empty());
    let (vip, by) = (tag(store, "VIP"), store.by_hand());
    ask(store, &import);
    let owner = uuid::Uuid::now_v7();
    let operation =
        store.write(move |conn| customary::store::operations::claim(conn, owner, &[])).unwrap().unwrap();
    let lease = customary::store::leases::Lease {
        organization: operation.organization,
        number: operation.number,
        owner,
    };
    let organization = store.organization;
    let (deleted, advanced) = super::undo_beside::both(
        store,
        super::undo_beside::and_pause(move |conn| tags::delete(conn, &by, vip).map(drop)),
        move |conn| customary::store::operations::advance(conn, &lease, &by_hand(organization), 50),
    );
    deleted.unwrap();
    advanced.unwrap();
    let ada = store.read(|conn| bulk::find(conn, organization, &[ada.id])).remove(&ada.id).unwrap();
    assert_eq!((ada.version.0, ada.document.tags.len()), (2, 0), "{:?}", ada.document.tags);
}
