//! The history of one customer: every version of it is brought back exactly, whatever came between.

use customary::domain::attribute::{DefinitionDraft, RawDefinition};
use customary::domain::customer::{Cause, CustomerId, Document, Reference, Signature, Version};
use customary::domain::draft::{CustomerDraft, RawAddress, RawCustomer, RawPerson, RawPhone};
use customary::domain::tag::{NewTag, TagId, TagTitle};
use customary::store::avatars::Picture;
use customary::store::customers::Updated;
use customary::store::{attributes, avatars, customers, tags, versions};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use super::{Store, UNLIMITED, store};
use crate::support::settings;

/// What happens to a list that belongs to a customer. Places are taken modulo its length.
#[derive(Debug, Clone)]
enum Row {
    Add(u8),
    Change(usize, u8),
    Move(usize, usize),
    Remove(usize),
}

/// What happens to the customer.
#[derive(Debug, Clone)]
enum Edit {
    Text(usize, String),
    Kind(bool),
    Status(bool),
    Email(Option<u8>),
    Phones(Row),
    Addresses(Row),
    People(Row, bool),
    Attribute(usize, Option<Value>),
    References(Row),
    Tag(usize),
    Avatar(Option<u8>),
    Trash,
    Restore(usize),
}

/// The user's own attributes: the first two are defined, a number and a choice.
const KEYS: [&str; 5] = ["size", "tier", "free", "Freie Notiz", "کلید"];

fn row() -> impl Strategy<Value = Row> {
    prop_oneof![
        3 => any::<u8>().prop_map(Row::Add),
        2 => (any::<usize>(), any::<u8>()).prop_map(|(at, seed)| Row::Change(at, seed)),
        1 => (any::<usize>(), any::<usize>()).prop_map(|(from, to)| Row::Move(from, to)),
        2 => any::<usize>().prop_map(Row::Remove),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        select(vec![json!("12.50"), json!("Gold"), json!("Silver"), json!(7), json!(true), json!("يک")]),
        "[a-zü \"]{1,9}".prop_map(Value::from),
        Just(json!({ "a": [1, null, "b"] })),
    ]
}

fn edit() -> impl Strategy<Value = Edit> {
    let text = "(|[A-Za-zÀ-ÿ]{1,9}|[ا-ی]{2,6}( [ا-ی]{2,6})?)";
    prop_oneof![
        4 => (0..13_usize, text).prop_map(|(field, text)| Edit::Text(field, text)),
        1 => any::<bool>().prop_map(Edit::Kind),
        1 => any::<bool>().prop_map(Edit::Status),
        1 => any::<Option<u8>>().prop_map(Edit::Email),
        3 => row().prop_map(Edit::Phones),
        3 => row().prop_map(Edit::Addresses),
        3 => (row(), any::<bool>()).prop_map(|(row, is_main)| Edit::People(row, is_main)),
        4 => (0..KEYS.len(), prop::option::weighted(0.7, value()))
            .prop_map(|(key, value)| Edit::Attribute(key, value)),
        2 => row().prop_map(Edit::References),
        2 => (0..4_usize).prop_map(Edit::Tag),
        1 => any::<Option<u8>>().prop_map(Edit::Avatar),
        1 => Just(Edit::Trash),
        2 => any::<usize>().prop_map(Edit::Restore),
    ]
}

/// Does to a list what happens to it. Rows beyond a few are not added.
fn change<T>(list: &mut Vec<T>, row: &Row, new: impl Fn(u8) -> T, changed: impl Fn(&mut T, u8)) {
    let count = list.len();
    match row {
        Row::Add(seed) if count < 6 => list.push(new(*seed)),
        Row::Change(at, seed) if count > 0 => changed(&mut list[at % count], *seed),
        Row::Move(from, to) if count > 0 => list.swap(from % count, to % count),
        Row::Remove(at) if count > 0 => drop(list.remove(at % count)),
        _ => {}
    }
}

/// What a person's form would send after the edit.
fn typed(document: &Document, edit: &Edit, tags: &[TagId]) -> RawCustomer {
    let mut raw = RawCustomer::from_document(document);
    match edit {
        Edit::Text(field, text) => {
            let field = match field {
                0 => &mut raw.given_name,
                1 => &mut raw.family_name,
                2 => &mut raw.father_name,
                3 => &mut raw.company_name,
                4 => &mut raw.business_line,
                5 => &mut raw.manager,
                6 => &mut raw.acronym,
                7 => &mut raw.website,
                8 => &mut raw.tax_number,
                9 => &mut raw.registration_number,
                10 => &mut raw.notes,
                11 => &mut raw.locale,
                _ => &mut raw.display_name,
            };
            *field = Some(text.clone());
        }
        Edit::Kind(is_firm) => raw.kind = Some(if *is_firm { "corporate" } else { "personal" }.into()),
        Edit::Status(is_active) => raw.status = Some(if *is_active { "active" } else { "inactive" }.into()),
        Edit::Email(seed) => {
            raw.email_address = Some(seed.map_or_else(String::new, |seed| format!("a{seed}@example.org")));
        }
        Edit::Phones(row) => change(
            raw.phones.get_or_insert_default(),
            row,
            |seed| RawPhone { number_international: number(seed), ..RawPhone::default() },
            |phone, seed| {
                phone.phone_type = if seed % 2 == 0 { "Mobile" } else { "Phone" }.into();
                (phone.number_local, phone.number_international) = (String::new(), number(seed));
            },
        ),
        Edit::Addresses(row) => change(
            raw.addresses.get_or_insert_default(),
            row,
            |seed| RawAddress { address1: format!("{seed} Hafenstraße"), ..RawAddress::default() },
            |address, seed| {
                address.suburb = format!("Quarter {seed}");
                address.country = if seed % 2 == 0 { "DE" } else { "" }.into();
            },
        ),
        Edit::People(row, is_main) => change(
            raw.people.get_or_insert_default(),
            row,
            |seed| RawPerson { first_name: format!("Ana {seed}"), is_main: *is_main, ..RawPerson::default() },
            |person, seed| {
                person.email_address = format!("p{seed}@example.org");
                person.is_main = *is_main;
            },
        ),
        Edit::Attribute(key, value) => {
            let own = raw.attributes.get_or_insert_default();
            own.retain(|(known, _)| known != KEYS[*key]);
            own.extend(value.clone().map(|value| (KEYS[*key].to_owned(), value)));
        }
        Edit::References(row) => change(
            raw.references.get_or_insert_default(),
            row,
            |seed| Reference { system: "erp".into(), name: "id".into(), value: seed.to_string() },
            |reference, seed| reference.value = format!("b{seed}"),
        ),
        Edit::Tag(which) => {
            let (id, carried) = (tags[*which].to_string(), raw.tags.get_or_insert_default());
            match carried.iter().position(|known| *known == id) {
                Some(at) => drop(carried.remove(at)),
                None => carried.push(id),
            }
        }
        Edit::Avatar(_) | Edit::Trash | Edit::Restore(_) => {}
    }
    raw
}

fn number(seed: u8) -> String {
    format!("+4930901820{seed:03}")
}

/// A customer whose every version is known.
struct Watched<'a> {
    store: &'a Store,
    id: CustomerId,
    tags: Vec<TagId>,
    /// The document of each version, the first one first.
    was: Vec<Document>,
}

impl<'a> Watched<'a> {
    fn new(store: &'a Store) -> Self {
        for (label, kind, choices) in [("size", "number", ""), ("tier", "choice", "Gold\nSilver")] {
            let raw = RawDefinition {
                label: label.into(),
                kind: kind.into(),
                choices: choices.into(),
                is_filterable: true,
                ..RawDefinition::default()
            };
            let (by, draft) = (store.by_hand(), DefinitionDraft::parse(&raw).unwrap());
            store.write(move |conn| attributes::insert(conn, &by, &draft)).unwrap();
        }
        let tag = |title: &str| {
            let (by, tag) = (store.by_hand(), NewTag::of(TagTitle::parse(title).unwrap()));
            store.write(move |conn| tags::insert(conn, &by, &tag)).unwrap().id
        };
        let tags = ["VIP", "Erste", "Zweite", "برچسب"].map(tag).into();
        let customer = store.add_named("Acme");
        Self { store, id: customer.id, tags, was: vec![customer.document] }
    }

    fn now(&self) -> (Version, Document) {
        let customer = self.store.read(|conn| customers::find(conn, self.store.organization, self.id));
        (customer.version, customer.document)
    }

    /// Makes the edit, where it is a valid one, and notes the version that it makes.
    fn make(&mut self, edit: &Edit) {
        let (store, id, by) = (self.store, self.id, self.store.by_hand());
        let (version, former) = self.now();
        let expected = match edit {
            Edit::Avatar(Some(seed)) => {
                let picture = Picture { sha256: [*seed; 32], length: 1 };
                store.write(move |conn| avatars::insert(conn, &by, id, &picture, UNLIMITED)).unwrap();
                None
            }
            Edit::Avatar(None) => {
                store.write(move |conn| avatars::remove(conn, &by, id)).unwrap();
                None
            }
            Edit::Trash => {
                store.write(move |conn| customers::trash(conn, &by, id)).unwrap();
                let by = store.by_hand();
                store.write(move |conn| customers::restore(conn, &by, id)).unwrap();
                Some(former)
            }
            Edit::Restore(which) => {
                let from = which % self.was.len();
                self.restore(version, from);
                Some(self.was[from].clone())
            }
            edit => {
                let raw = typed(&former, edit, &self.tags);
                let rules = store.read(|conn| attributes::rules(conn, store.organization, None));
                let draft = CustomerDraft::parse(&raw, &rules, Some(&former));
                let Ok(document) = draft.and_then(|draft| draft.onto(Some(&former))) else { return };
                store.write(move |conn| customers::update(conn, &by, id, version, document)).unwrap();
                None
            }
        };
        let (version, document) = self.now();
        if let Some(expected) = expected {
            assert_eq!(document, expected, "{edit:?}");
        }
        if usize::try_from(version.0).unwrap() > self.was.len() {
            self.was.push(document);
        }
        assert_eq!(usize::try_from(version.0).unwrap(), self.was.len(), "{edit:?}");
    }

    /// Brings back the version at this place, from 0.
    fn restore(&self, read: Version, from: usize) {
        let from = Version(i64::try_from(from).unwrap() + 1);
        let by = Signature { cause: Cause::Restore { version: from }, ..self.store.by_hand() };
        let id = self.id;
        let restored =
            self.store.write(move |conn| versions::restore(conn, &by, id, read, from, None)).unwrap();
        assert!(restored.skipped.is_empty(), "{:?}", restored.skipped);
        let customer = match &restored.updated {
            Updated::Changed(customer) | Updated::Unchanged(customer) => customer,
        };
        assert_eq!(customer.document, self.was[usize::try_from(from.0).unwrap() - 1]);
    }
}

#[test]
fn any_version_is_brought_back_exactly_after_any_edits() {
    let mut runner = TestRunner::new(Config { cases: 4, failure_persistence: None, ..Config::default() });
    let edits = proptest::collection::vec(edit(), settings::edits());
    let outcome = runner.run(&edits, |edits| {
        let store = store();
        let mut customer = Watched::new(&store);
        for edit in &edits {
            customer.make(edit);
        }
        // Each is what it was, and an even walk through them brings back a dozen.
        let (count, step) = (customer.was.len(), customer.was.len().div_ceil(12));
        for (at, was) in customer.was.iter().enumerate() {
            let version = Version(i64::try_from(at).unwrap() + 1);
            let kept = store.read(|conn| versions::document(conn, store.organization, customer.id, version));
            prop_assert_eq!(&kept.0, was, "version {}", version);
        }
        for from in (0..count).step_by(step) {
            customer.make(&Edit::Restore(from));
        }
        Ok(())
    });
    outcome.unwrap();
}
