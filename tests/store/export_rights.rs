//! Who may go on with an export, and how many an hour, however many ask at once.

use customary::domain::draft::RawCustomer;
use customary::domain::listing::ListQuery;
use customary::domain::operator::Role;
use customary::export::{Export, ExportError, Format};
use customary::store::{StoreError, customers, operators};

use super::{NOW, Store, document, store};

/// More customers than one slice holds.
fn fill(store: &Store) {
    let by = store.by_hand();
    let insert = move |conn: &mut customary::store::Conn| {
        (0..1_100).try_for_each(|at| {
            let name = Some(format!("Customer {at}"));
            let document = document(RawCustomer { display_name: name, ..RawCustomer::default() });
            customers::insert(conn, &by, document).map(|_| ())
        })
    };
    store.write(insert).unwrap();
}

#[test]
fn c11_a_right_that_was_taken_away_ends_the_export_that_is_under_way() {
    let store = store();
    fill(&store);
    let editor = super::accounts::add(&store, "bo@example.org", Role::Editor);
    let admin = super::accounts::add(&store, "ada@example.org", Role::Admin);
    let mut export = Export::begin(&store.db, &editor, ListQuery::default(), Format::Csv, 5).unwrap();
    assert!(export.piece().unwrap().is_some());
    let whom = editor.id.unwrap();
    store.write(move |conn| operators::set_role(conn, &admin, whom, Role::Viewer, NOW)).unwrap();
    let refused = export.piece().unwrap_err();
    assert!(matches!(refused, ExportError::Store(StoreError::Forbidden(_))), "{refused}");
    assert_eq!(store.count("SELECT count(*) FROM audit WHERE action = 'exported'"), 0);
}

#[test]
fn f10_those_who_ask_at_once_begin_no_more_than_one_after_the_other() {
    let store = store();
    let editor = super::accounts::add(&store, "bo@example.org", Role::Editor);
    let begin = || Export::begin(&store.db, &editor, ListQuery::default(), Format::Csv, 5).is_ok();
    let begun = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..16).map(|_| scope.spawn(begin)).collect();
        asking.into_iter().map(|thread| thread.join().unwrap()).filter(|is_begun| *is_begun).count()
    });
    assert_eq!(begun, 5);
    assert_eq!(store.count("SELECT count(*) FROM audit WHERE action = 'export'"), 5);
}
