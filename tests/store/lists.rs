//! Lists: pages by key, filters, search, counts.

use customary::domain::customer::Kind;
use customary::domain::draft::{RawAddress, RawCustomer, RawPhone};
use customary::domain::listing::{Count, Filter, ListQuery, Position, Sort};
use customary::domain::values::CountryCode;
use customary::store::listing;

use super::{Store, add_organization, store};

fn names(store: &Store, query: &ListQuery) -> Vec<String> {
    let list = store.read(|conn| listing::list(conn, store.organization, query));
    list.page.items.into_iter().map(|listed| listed.display_name).collect()
}

fn search(store: &Store, words: &str) -> Vec<String> {
    let filter = Filter { search: words.into(), ..Filter::default() };
    names(store, &ListQuery { filter, limit: 50, ..ListQuery::default() })
}

/// Every page of a list, walked forwards and then backwards: both must be the whole list, each customer once.
fn assert_pages_join(store: &Store, query: &ListQuery) -> Vec<String> {
    let mut forwards = Vec::new();
    let mut query = query.clone();
    let mut pages = 0;
    loop {
        let page = store.read(|conn| listing::list(conn, store.organization, &query)).page;
        assert_eq!(page.previous.is_some(), pages > 0, "{query:?}");
        forwards.extend(page.items.into_iter().map(|listed| listed.display_name));
        pages += 1;
        let Some(next) = page.next else { break };
        query.position = Position::After(next);
    }
    let mut backwards = Vec::new();
    query.position = Position::Last;
    loop {
        let page = store.read(|conn| listing::list(conn, store.organization, &query)).page;
        backwards.splice(0..0, page.items.into_iter().map(|listed| listed.display_name));
        let Some(previous) = page.previous else { break };
        query.position = Position::Before(previous);
    }
    assert_eq!(forwards, backwards, "{query:?}");
    forwards
}

#[test]
fn pages_joined_are_the_whole_list_in_every_order() {
    let store = store();
    for at in 0..23 {
        // Names repeat, so that a page often ends between equal keys.
        store.add(RawCustomer {
            display_name: Some(["Émile", "emile", "Zoë", "Ali", "علی"][at % 5].into()),
            kind: Some(["personal", "corporate"][at % 2].into()),
            ..RawCustomer::default()
        });
    }
    for (sort, _) in Sort::ALL {
        for limit in [1, 4, 23, 50] {
            for kind in [None, Some(Kind::Corporate)] {
                let filter = Filter { kind, ..Filter::default() };
                let all =
                    assert_pages_join(&store, &ListQuery { filter, sort, limit, ..ListQuery::default() });
                assert_eq!(all.len(), if kind.is_some() { 11 } else { 23 }, "{sort:?} {limit} {kind:?}");
            }
        }
    }
    let by_name = ListQuery { sort: Sort::Name, limit: 50, ..ListQuery::default() };
    let sorted = names(&store, &by_name);
    assert_eq!((&*sorted[0], &*sorted[22]), ("Ali", "علی"), "{sorted:?}");
}

#[test]
fn a_filter_lets_through_what_it_names() {
    let store = store();
    let with = |name: &str, email: Option<&str>, country: Option<&str>| {
        store.add(RawCustomer {
            display_name: Some(name.into()),
            email_address: email.map(Into::into),
            addresses: country
                .map(|country| vec![RawAddress { country: country.into(), ..RawAddress::default() }]),
            ..RawCustomer::default()
        });
    };
    with("Ada", Some("ada@example.org"), Some("Germany"));
    with("Bob", None, Some("DE"));
    with("Cleo", Some("cleo@example.org"), None);
    let germany = CountryCode::resolve("DE");
    for (filter, expected) in [
        (Filter { country: germany, ..Filter::default() }, &["Bob", "Ada"][..]),
        (Filter { has_email: Some(true), ..Filter::default() }, &["Cleo", "Ada"]),
        (Filter { has_email: Some(false), ..Filter::default() }, &["Bob"]),
        (Filter { country: germany, has_email: Some(true), ..Filter::default() }, &["Ada"]),
        (Filter { changed_since: Some(super::NOW), ..Filter::default() }, &["Cleo", "Bob", "Ada"]),
        (Filter { search: "exam".into(), country: germany, ..Filter::default() }, &["Ada"]),
    ] {
        let query = ListQuery { filter: filter.clone(), limit: 10, ..ListQuery::default() };
        assert_eq!(names(&store, &query), expected, "{filter:?}");
        let list = store.read(|conn| listing::list(conn, store.organization, &query));
        assert_eq!(list.hits, Some(Count::Exact(i64::try_from(expected.len()).unwrap())), "{filter:?}");
        let counted = store.read(|conn| listing::count(conn, store.organization, filter.clone()));
        assert_eq!(counted, list.hits, "{filter:?}");
    }
}

#[test]
fn a_search_finds_beginnings_of_words_parts_of_emails_and_ends_of_phones() {
    let store = store();
    let phone = |country: &str, local: &str| {
        Some(vec![RawPhone {
            country: country.into(),
            number_local: local.into(),
            phone_type: "Mobile".into(),
            ..RawPhone::default()
        }])
    };
    store.add(RawCustomer {
        display_name: Some("Siobhán Ní Dhomhnaill".into()),
        email_address: Some("siobhan.ni@harbour-vine.example".into()),
        phones: phone("DE", "0151 23456789"),
        ..RawCustomer::default()
    });
    store.add(RawCustomer {
        display_name: Some("کافی شاپ رادیو".into()),
        phones: phone("IR", "0912 111 2222"),
        ..RawCustomer::default()
    });
    store.add(RawCustomer { display_name: Some("北京烤鸭餐厅".into()), ..RawCustomer::default() });
    for (words, expected) in [
        ("siobhan", "Siobhán Ní Dhomhnaill"),
        ("DHOM sio", "Siobhán Ní Dhomhnaill"),
        ("harbour", "Siobhán Ní Dhomhnaill"),
        ("vine.example", "Siobhán Ní Dhomhnaill"),
        ("siobhan.ni@harbour-vine.example", "Siobhán Ní Dhomhnaill"),
        ("0151 234", "Siobhán Ní Dhomhnaill"),
        ("+49 151", "Siobhán Ní Dhomhnaill"),
        ("6789", "Siobhán Ní Dhomhnaill"),
        ("رادیو", "کافی شاپ رادیو"),
        ("كافي", "کافی شاپ رادیو"),
        ("۲۲۲۲", "کافی شاپ رادیو"),
        ("烤鸭", "北京烤鸭餐厅"),
        ("京烤鸭", "北京烤鸭餐厅"),
    ] {
        assert_eq!(search(&store, words), [expected], "{words:?}");
    }
    for words in ["homhnaill", "5678", "鸭烤", "siobhan radio", "\" OR *", "NOT x"] {
        assert!(search(&store, words).is_empty(), "{words:?} found {:?}", search(&store, words));
    }
}

#[test]
fn a_search_never_leaves_the_organization() {
    let store = store();
    store.add_named("Acme");
    let other = add_organization(&store.db, "Another");
    let filter = Filter { search: "acme".into(), ..Filter::default() };
    let query = ListQuery { filter, limit: 10, ..ListQuery::default() };
    let found = store.read(|conn| listing::list(conn, other, &query));
    assert!(found.page.items.is_empty());
}

#[test]
fn an_edit_is_found_by_its_new_words_only() {
    let store = store();
    let (id, organization) = (store.add_named("Acme").id, store.organization);
    let renamed =
        super::document(RawCustomer { display_name: Some("Zenith".into()), ..RawCustomer::default() });
    store
        .write(move |conn| {
            let first = customary::domain::customer::Version(1);
            customary::store::customers::update(conn, &super::by_hand(organization), id, first, renamed)
        })
        .unwrap();
    assert_eq!(search(&store, "zen"), ["Zenith"]);
    assert!(search(&store, "acme").is_empty());
}

#[test]
fn a_duplicate_is_found_by_any_email_or_number() {
    let store = store();
    store.add(RawCustomer {
        display_name: Some("Ada".into()),
        email_address: Some("Ada@Example.org".into()),
        phones: Some(vec![RawPhone {
            country: "DE".into(),
            number_local: "030 901820".into(),
            ..RawPhone::default()
        }]),
        ..RawCustomer::default()
    });
    let found = |email: Option<&str>, numbers: &[&str]| {
        let found = store.read(|conn| listing::duplicates(conn, store.organization, email, numbers, None));
        found.len()
    };
    assert_eq!(found(Some("ada@example.org"), &[]), 1);
    assert_eq!(found(None, &["+4930901820"]), 1);
    assert_eq!(found(Some("bob@example.org"), &["+4930901821"]), 0);
}
