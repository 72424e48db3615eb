//! Tags: what customers carry, who is found by them, and what becomes of customers when a tag changes.

use std::collections::BTreeSet;

use customary::domain::customer::{Cause, Customer, CustomerId, Signature, Version};
use customary::domain::draft::RawCustomer;
use customary::domain::event::EventKind;
use customary::domain::listing::{Count, Filter, ListQuery, Position, Sort};
use customary::domain::tag::{NewTag, Tag, TagDraft, TagId, TagTitle};
use customary::store::events::Asked;
use customary::store::leases::Lease;
use customary::store::tags::DONE_AT_ONCE;
use customary::store::{StoreError, customers, events, listing, operations, tags, versions};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use uuid::Uuid;

use super::{Store, add_organization, by_hand, store};

fn title(text: &str) -> TagTitle {
    TagTitle::parse(text).unwrap()
}

fn add_tag(store: &Store, text: &str) -> Tag {
    let (by, tag) = (store.by_hand(), NewTag::of(title(text)));
    store.write(move |conn| tags::insert(conn, &by, &tag)).unwrap()
}

fn tagged(store: &Store, name: &str, carried: &[TagId]) -> Customer {
    store.add(RawCustomer {
        display_name: Some(name.into()),
        tags: Some(carried.iter().map(ToString::to_string).collect()),
        ..RawCustomer::default()
    })
}

/// Makes this the customer's tags, as its next version.
fn retag(store: &Store, id: CustomerId, carried: &BTreeSet<TagId>) {
    let (by, carried) = (store.by_hand(), carried.clone());
    store
        .write(move |conn| {
            let now = customers::find(conn, by.actor.organization, id)?;
            let mut document = now.document.clone();
            document.tags = carried;
            customers::update(conn, &by, id, now.version, document)
        })
        .unwrap();
}

fn found(store: &Store, filter: Filter) -> Vec<String> {
    let query = ListQuery { filter, limit: 50, ..ListQuery::default() };
    let list = store.read(|conn| listing::list(conn, store.organization, &query));
    list.page.items.into_iter().map(|listed| listed.display_name).collect()
}

fn with_tags(tags: &[TagId]) -> Filter {
    Filter { tags: tags.to_vec(), ..Filter::default() }
}

fn searched(store: &Store, words: &str) -> Vec<String> {
    found(store, Filter { search: words.into(), ..Filter::default() })
}

fn count(store: &Store, tag: TagId) -> i64 {
    store.read(|conn| tags::counts::of_tag(conn, store.organization, tag))
}

#[test]
fn any_version_is_restored_with_exactly_the_tags_it_had() {
    let store = store();
    let all: Vec<TagId> = ["VIP", "Premium", "Partner"].map(|text| add_tag(&store, text).id).into();
    let subsets = proptest::collection::vec(proptest::sample::subsequence(all.clone(), 0..=3), 1..6);
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let run = runner.run(&subsets, |history| {
        let id = store.add_named("Acme").id;
        for carried in &history {
            retag(&store, id, &carried.iter().copied().collect());
        }
        let organization = store.organization;
        let kept = store.read(|conn| versions::list(conn, organization, id, None, 50));
        for (version, former, _) in kept {
            let by = Signature { cause: Cause::Restore { version }, ..store.by_hand() };
            let restored = store.write(move |conn| {
                let now = customers::find(conn, organization, id)?;
                let (mut document, _) = versions::document(conn, organization, id, version)?;
                let skipped = tags::settle(conn, organization, &mut document)?;
                assert!(skipped.is_empty(), "{skipped:?}");
                customers::update(conn, &by, id, now.version, document)
            });
            let now = restored.unwrap().into_customer();
            prop_assert_eq!(&now.document.tags, &former.tags);
            // The index of who carries what follows the document.
            for tag in &all {
                let found = store.read(|conn| {
                    let query = ListQuery { filter: with_tags(&[*tag]), limit: 200, ..ListQuery::default() };
                    listing::list(conn, organization, &query)
                });
                let is_found = found.page.items.iter().any(|listed| listed.id == id);
                prop_assert_eq!(is_found, former.tags.contains(tag));
            }
        }
        Ok(())
    });
    run.unwrap();
}

#[test]
fn a_change_of_tags_is_a_version_and_an_event_for_each() {
    let store = store();
    let (vip, premium) = (add_tag(&store, "VIP"), add_tag(&store, "Premium"));
    let id = tagged(&store, "Acme", &[vip.id]).id;
    retag(&store, id, &[premium.id].into());
    let organization = store.organization;
    let now = store.read(|conn| customers::find(conn, organization, id));
    assert_eq!(now.version, Version(2));
    let lines = store.read(|conn| events::list(conn, organization, id, Asked::default(), 10));
    let told: Vec<(&str, String)> = lines
        .iter()
        .map(|line| {
            let about = match &line.kind {
                EventKind::TagAdded(told) | EventKind::TagRemoved(told) => told.title.clone(),
                _ => String::new(),
            };
            (line.kind.as_str(), about)
        })
        .collect();
    let expected = [("add-tag", "Premium"), ("remove-tag", "VIP"), ("add-tag", "VIP"), ("created", "")];
    assert_eq!(told, expected.map(|(kind, about)| (kind, about.to_owned())));
}

#[test]
fn pages_of_a_tag_joined_are_all_who_carry_it_in_every_order() {
    let store = store();
    let (vip, premium, other) =
        (add_tag(&store, "VIP"), add_tag(&store, "Premium"), add_tag(&store, "Other"));
    for at in 0..12 {
        let carried = [vip.id, premium.id, other.id];
        let carried: Vec<TagId> =
            (0..3).filter(|bit| at >> bit & 1 == 1).map(|bit: usize| carried[bit]).collect();
        tagged(&store, &format!("Customer {at:02}"), &carried);
    }
    for (sort, _) in Sort::ALL {
        let filter = with_tags(&[vip.id, premium.id]);
        let mut query = ListQuery { filter, sort, limit: 4, ..ListQuery::default() };
        let mut names = BTreeSet::new();
        loop {
            let list = store.read(|conn| listing::list(conn, store.organization, &query));
            assert_eq!(list.hits, Some(Count::Exact(9)), "{sort:?}");
            names.extend(list.page.items.into_iter().map(|listed| listed.display_name));
            let Some(next) = list.page.next else { break };
            query.position = Position::After(next);
        }
        assert_eq!(names.len(), 9, "{sort:?}: {names:?}");
    }
    let both = Filter { search: "customer".into(), ..with_tags(&[other.id]) };
    assert_eq!(found(&store, both).len(), 4);
}

#[test]
fn a_walk_along_a_common_tag_meets_only_those_who_carry_it() {
    let store = store();
    let vip = add_tag(&store, "VIP").id;
    for at in 0..30 {
        let carried: Vec<TagId> = (at % 3 != 0).then_some(vip).into_iter().collect();
        tagged(&store, &format!("Customer {at:02}"), &carried);
    }
    // More than can be sorted: rows of the index alone are enough for a walk to be chosen.
    let organization = store.organization.0;
    let id = if store.is_postgres() { format!("'{vip}'") } else { format!("x'{}'", vip.0.simple()) };
    store.execute(&format!(
        "INSERT INTO customer_tags (organization_id, tag_id, is_live, seq) \
         WITH RECURSIVE n(seq) AS (SELECT 1000000 UNION ALL SELECT seq + 1 FROM n WHERE seq < 1010100) \
         SELECT {organization}, {id}, true, seq FROM n"
    ));
    for (sort, first) in [(Sort::Updated, "Customer 29"), (Sort::UpdatedAscending, "Customer 01")] {
        let names = store.names_of_many(ListQuery {
            filter: with_tags(&[vip]),
            sort,
            limit: 6,
            ..ListQuery::default()
        });
        assert_eq!((names.len(), names[0].as_str()), (20, first), "{sort:?}");
    }
}

#[test]
fn the_count_of_a_tag_follows_its_customers() {
    let store = store();
    let vip = add_tag(&store, "VIP").id;
    let first = tagged(&store, "Acme", &[vip]).id;
    let second = store.add_named("Zenith").id;
    assert_eq!(count(&store, vip), 1);
    retag(&store, second, &[vip].into());
    assert_eq!(count(&store, vip), 2);
    let organization = store.organization;
    store.write(move |conn| customers::trash(conn, &by_hand(organization), first)).unwrap();
    assert_eq!(count(&store, vip), 1);
    assert_eq!(found(&store, with_tags(&[vip])), ["Zenith"]);
    store.write(move |conn| customers::restore(conn, &by_hand(organization), first)).unwrap();
    assert_eq!(count(&store, vip), 2);
    assert_eq!(searched(&store, "vip acme"), ["Acme"]);
    store.write(move |conn| tags::counts::fold(conn, organization)).unwrap();
    store.write(move |conn| customers::trash(conn, &by_hand(organization), second)).unwrap();
    store.write(move |conn| customers::purge(conn, &by_hand(organization), second)).unwrap();
    assert_eq!(count(&store, vip), 1);
}

#[test]
fn customers_are_found_by_the_titles_of_their_tags_as_they_are_now() {
    let store = store();
    let (vip, premium) = (add_tag(&store, "Very Important"), add_tag(&store, "Premium"));
    tagged(&store, "Acme", &[vip.id]);
    assert_eq!(searched(&store, "import"), ["Acme"]);
    let change = TagDraft { title: title("Erstklassig"), color: None };
    let by = store.by_hand();
    store.write(move |conn| tags::rename(conn, &by, vip.id, &change)).unwrap();
    assert_eq!(searched(&store, "erst"), ["Acme"]);
    assert!(searched(&store, "import").is_empty());
    let by = store.by_hand();
    store.write(move |conn| tags::merge(conn, &by, vip.id, premium.id)).unwrap();
    assert_eq!(searched(&store, "prem"), ["Acme"]);
    assert!(searched(&store, "erst").is_empty());
    let by = store.by_hand();
    store.write(move |conn| tags::delete(conn, &by, premium.id)).unwrap();
    assert!(searched(&store, "prem").is_empty());
    assert_eq!(searched(&store, "acme"), ["Acme"]);
}

#[test]
fn what_becomes_of_a_tag_becomes_of_those_in_the_trash_too() {
    let store = store();
    let (vip, premium, other) =
        (add_tag(&store, "VIP"), add_tag(&store, "Premium"), add_tag(&store, "Other"));
    let id = tagged(&store, "Acme", &[vip.id, other.id]).id;
    let organization = store.organization;
    store.write(move |conn| customers::trash(conn, &by_hand(organization), id)).unwrap();
    store.write(move |conn| tags::merge(conn, &by_hand(organization), vip.id, premium.id)).unwrap();
    store.write(move |conn| tags::delete(conn, &by_hand(organization), other.id)).unwrap();
    store.write(move |conn| customers::restore(conn, &by_hand(organization), id)).unwrap();
    let now = store.read(|conn| customers::find(conn, organization, id));
    assert_eq!(now.document.tags, [premium.id].into());
    assert_eq!((count(&store, premium.id), count(&store, vip.id)), (1, 0));
}

#[test]
fn a_restored_version_leads_to_what_its_tags_became() {
    let store = store();
    let [first, second, third] = ["One", "Two", "Three"].map(|text| add_tag(&store, text).id);
    let id = tagged(&store, "Acme", &[first]).id;
    let organization = store.organization;
    let settled = || {
        store.read(|conn| {
            let (mut document, _) = versions::document(conn, organization, id, Version(1))?;
            let skipped = tags::settle(conn, organization, &mut document)?;
            Ok((document.tags, skipped))
        })
    };
    store.write(move |conn| tags::merge(conn, &by_hand(organization), first, second)).unwrap();
    store.write(move |conn| tags::merge(conn, &by_hand(organization), second, third)).unwrap();
    assert_eq!(settled(), ([third].into(), Vec::new()));
    store.write(move |conn| tags::delete(conn, &by_hand(organization), third)).unwrap();
    assert_eq!(settled(), (BTreeSet::new(), vec!["One".to_owned()]));
}

#[test]
fn a_tag_that_is_not_there_is_given_to_nobody() {
    let store = store();
    let organization = store.organization;
    let other = add_organization(&store.db, "Another");
    let foreign = NewTag::of(title("VIP"));
    let (gone, elsewhere) = (add_tag(&store, "Gone").id, foreign.id);
    store.write(move |conn| tags::insert(conn, &by_hand(other), &foreign)).unwrap();
    store.write(move |conn| tags::delete(conn, &by_hand(organization), gone)).unwrap();
    let id = store.add_named("Acme").id;
    for tag in [gone, elsewhere, TagId::new()] {
        let given = store.write(move |conn| {
            let mut document = customers::find(conn, organization, id)?.document;
            document.tags.insert(tag);
            customers::update(conn, &by_hand(organization), id, Version(1), document)
        });
        assert!(matches!(given, Err(StoreError::Invalid(_))), "{given:?}");
    }
}

#[test]
fn a_title_is_one_tags_however_it_is_written() {
    let store = store();
    add_tag(&store, "Café");
    let (by, twin) = (store.by_hand(), NewTag::of(title("  CAFE ")));
    let refused = store.write(move |conn| tags::insert(conn, &by, &twin));
    assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
    let other = add_organization(&store.db, "Another");
    let twin = NewTag::of(title("Café"));
    store.write(move |conn| tags::insert(conn, &by_hand(other), &twin)).unwrap();
    let found = store.read(|conn| tags::list(conn, other));
    assert_eq!(found.len(), 1, "each organization has its own");
}

/// Customers that carry the tag, more than are done at once.
fn many(store: &Store, tag: TagId) -> usize {
    let count = usize::try_from(DONE_AT_ONCE).unwrap() + 40;
    let (by, organization) = (store.by_hand(), store.organization);
    store
        .write(move |conn| {
            let document = super::document(RawCustomer {
                display_name: Some("Customer".into()),
                tags: Some(vec![tag.to_string()]),
                ..RawCustomer::default()
            });
            let prepared = (0..count)
                .map(|_| customary::store::bulk::Prepared::new(organization, document.clone(), by.stamp()))
                .collect::<Result<Vec<_>, _>>()?;
            customary::store::bulk::insert(conn, organization, prepared)
        })
        .unwrap();
    count
}

#[test]
fn a_tag_of_many_is_ended_in_slices_that_any_runner_goes_on_with() {
    let store = store();
    let (vip, premium) = (add_tag(&store, "VIP").id, add_tag(&store, "Premium").id);
    let all = many(&store, vip);
    let organization = store.organization;
    assert_eq!(count(&store, vip), i64::try_from(all).unwrap());
    let changed = store.write(move |conn| tags::merge(conn, &by_hand(organization), vip, premium)).unwrap();
    let id = changed.operation.expect("more than are done at once");
    // At once it is gone for everybody.
    assert!(store.read(|conn| tags::list(conn, organization)).iter().all(|tag| tag.id != vip));

    let [one, two] = [Uuid::now_v7(), Uuid::now_v7()];
    let claim = |owner| store.write(move |conn| operations::claim(conn, owner, &[])).unwrap();
    let operation = claim(one).unwrap();
    let lease = |owner| Lease { organization, number: operation.number, owner };
    let advance = |owner| {
        let lease = lease(owner);
        store.write(move |conn| operations::advance(conn, &lease, &by_hand(organization), 100))
    };
    assert!(!advance(one).unwrap());
    assert!(claim(two).is_none(), "it is held");
    assert!(matches!(advance(two), Err(StoreError::Stale)), "by another");
    let held = lease(one);
    store.write(move |conn| operations::release(conn, &held)).unwrap();
    assert!(claim(two).is_some());
    assert_eq!((advance(two).unwrap(), advance(two).unwrap()), (false, true));
    let over = store.read(|conn| operations::find(conn, organization, id));
    assert!(over.finished_at.is_some() && over.done == i64::try_from(all).unwrap(), "{over:?}");
    assert_eq!((count(&store, vip), count(&store, premium)), (0, over.done));
    assert_eq!(searched(&store, "premium").len(), 50);
    assert!(searched(&store, "vip").is_empty());
}

#[test]
fn a_renamed_tag_of_many_is_found_by_its_new_title_slice_by_slice() {
    let store = store();
    let vip = add_tag(&store, "VIP").id;
    many(&store, vip);
    let organization = store.organization;
    let change = TagDraft { title: title("Erste"), color: None };
    let changed = store.write(move |conn| tags::rename(conn, &by_hand(organization), vip, &change)).unwrap();
    assert!(changed.operation.is_some());
    assert!(searched(&store, "erste").is_empty());
    let owner = Uuid::now_v7();
    let operation = store.write(move |conn| operations::claim(conn, owner, &[])).unwrap().unwrap();
    let lease = Lease { organization, number: operation.number, owner };
    let mut slices = 0;
    loop {
        let advance = move |conn: &mut _| operations::advance(conn, &lease, &by_hand(organization), 100);
        slices += 1;
        if store.write(advance).unwrap() {
            break;
        }
    }
    assert_eq!(slices, 3);
    assert!(searched(&store, "vip").is_empty());
    assert_eq!(searched(&store, "erste").len(), 50);
    let untouched = store.read(|conn| {
        let query = ListQuery { filter: with_tags(&[vip]), limit: 50, ..ListQuery::default() };
        listing::list(conn, organization, &query)
    });
    assert!(untouched.page.items.iter().all(|listed| listed.version == Version(1)), "a title is no version");
}
