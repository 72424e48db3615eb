//! Exports through the store's door: whatever a customer is made of goes out, comes in, and changes nothing.

use std::collections::BTreeMap;

use customary::domain::customer::{Channel, ContactPoint, Document, Phone, Reference};
use customary::domain::draft::{CustomerDraft, RawAddress, RawCustomer, RawPerson, RawPhone, Rules};
use customary::domain::import::{MatchBy, State};
use customary::domain::listing::{Filter, ListQuery, Sort};
use customary::domain::operator::Actor;
use customary::domain::values::{CountryCode, PhoneType};
use customary::export::{Chosen, Export, Format};
use customary::store::{customers, tags};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::imports::{Importing, counts};
use super::{Store, store};
use crate::support::settings;

/// Texts that spreadsheets, or those who read what they write, take for something else.
const TREACHEROUS: &[&str] = &[
    "=1+1",
    "+49 30 123",
    "-5",
    "@SUM(A1:A9)",
    "'=1+1",
    "'s-Gravenhage",
    "'00123",
    "''",
    " before and behind ",
    "say \"hi\"",
    "a,b;c|d",
    "{\"a\": [1]}",
    "[1, 2]",
    "00123",
    "9.12E+11",
    "1/2",
    "true",
    "NULL",
    "کافی شاپ رادیو",
    "\u{202B}שלום\u{202C}",
    "Zoë O'Shaughnessy & <b>Söhne</b>",
    "_x000D_",
    "🍷",
    "\u{A0}",
    "1 Main St  Portland  OR  97201",
];

/// Titles that look like what other programs write into a cell of tags.
const TAGS: &[&str] = &[
    "VIP",
    "premium",
    "Großhandel",
    "مشتری",
    "=tag",
    "\"quoted\"",
    "* starred",
    "Imported on 11/20",
    "[\"x\"]",
    "a ::: b",
];

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[A-Za-zÀ-ö]{1,8}( [A-Za-z0-9&.]{1,8}){0,2}",
        2 => proptest::sample::select(TREACHEROUS).prop_map(str::to_owned),
    ]
}

/// Nothing, now and then.
fn some() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), line()]
}

fn notes() -> impl Strategy<Value = String> {
    vec(line(), 0..4).prop_flat_map(|lines| {
        prop_oneof![Just("\n"), Just("\r\n"), Just("\n\t"), Just("\n\n")].prop_map(move |end| lines.join(end))
    })
}

fn phone() -> impl Strategy<Value = RawPhone> {
    let number = "(\\+49 30 [0-9]{6}|0[1-9][0-9]{7}|\\(760\\) 615-79[0-9]{2}|۰۹۱۲۵۵۵[۰-۹]{4}|[0-9]{3,5})";
    (number, prop_oneof!["", "DE", "IR", "US"], prop_oneof!["Mobile", "Phone", "Unknown"]).prop_map(
        |(number_local, country, phone_type)| RawPhone {
            number_local,
            country,
            phone_type,
            ..RawPhone::default()
        },
    )
}

fn address() -> impl Strategy<Value = RawAddress> {
    (line(), some(), some(), "[0-9]{0,5}", some(), prop_oneof!["", "DE", "Iran", "Narnia"]).prop_map(
        |(address1, address2, suburb, postcode, state, country)| RawAddress {
            key: String::new(),
            address1,
            address2,
            suburb,
            postcode,
            state,
            country,
        },
    )
}

fn person() -> impl Strategy<Value = RawPerson> {
    let email = option::of("[a-z]{1,6}@[a-z]{1,6}\\.example");
    (line(), some(), some(), email, prop_oneof!["", "\\+49 30 [0-9]{6}", "[0-9]{6}"], some(), some())
        .prop_map(|(first_name, last_name, display_name, email, phone, kind, role)| RawPerson {
            first_name,
            last_name,
            display_name,
            email_address: email.unwrap_or_default(),
            phone,
            kind,
            role,
            ..RawPerson::default()
        })
}

fn attributes() -> impl Strategy<Value = BTreeMap<String, Value>> {
    const KEYS: &[&str] =
        &["tier", "Tier", "Notes", "2024", "two  blanks", "a@b", "x.y", "کلید", "'=key", " led"];
    let value = prop_oneof![
        4 => line().prop_map(Value::from),
        1 => any::<i32>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => line().prop_map(|text| json!([1, { "text": text }])),
    ];
    let some = btree_map(proptest::sample::select(KEYS).prop_map(str::to_owned), value, 0..6);
    // So many different ones that no table has a column for each.
    let many = btree_map("k[0-4][0-9]{2}", "[a-z]{1,4}".prop_map(Value::from), 60..90);
    prop_oneof![30 => some, 1 => many]
}

fn references() -> impl Strategy<Value = Vec<Reference>> {
    let reference = (prop_oneof!["crm", "nutcache"], prop_oneof!["id", "billing/id", "a@b"], "[0-9']{1,6}");
    vec(reference.prop_map(|(system, name, value)| Reference { system, name, value }), 0..4)
}

prop_compose! {
    fn raw()(
        names in (line(), some(), some(), some()),
        company in (some(), some(), some(), some(), option::of(1..9999_i64)),
        numbers in (some(), some()),
        words in (prop_oneof!["personal", "corporate"], prop_oneof!["active", "inactive"], prop_oneof!["", "de", "fa-IR"]),
        notes in notes(),
        email in option::of("[a-z]{1,4}(\\|x)?@[a-c]\\.example"),
        more_emails in vec("[a-z]{1,4}(\\|x)?@[m-o]\\.example", 0..3),
        phones in prop_oneof![9 => vec(phone(), 0..=6), 1 => vec(phone(), 7..10)],
        addresses in vec(address(), 0..5),
        people in prop_oneof![40 => vec(person(), 0..5), 1 => vec(person(), 60..80)],
        attributes in attributes(),
        references in references(),
        tags in proptest::sample::subsequence(TAGS, 0..4),
    ) -> RawCustomer {
        let mut people = people;
        if let Some(first) = people.last_mut() {
            first.is_main = true;
        }
        RawCustomer {
            kind: Some(words.0),
            status: Some(words.1),
            locale: Some(words.2),
            display_name: Some(names.0),
            given_name: Some(names.1),
            family_name: Some(names.2),
            father_name: Some(names.3),
            company_name: Some(company.0),
            business_line: Some(company.1),
            manager: Some(company.2),
            acronym: Some(company.3),
            headcount: company.4.map(|count| count.to_string()),
            tax_number: Some(numbers.0),
            registration_number: Some(numbers.1),
            notes: Some(notes),
            email_address: email,
            more_emails: Some(more_emails),
            phones: Some(phones),
            addresses: Some(addresses),
            people: Some(people),
            attributes: Some(attributes.into_iter().collect()),
            references: Some(references),
            tag_titles: Some(tags.join("\n")),
            ..RawCustomer::default()
        }
    }
}

/// Gives a document what no form has and other systems write: an address twice, a fax, labels, a number that was read
/// without a country.
pub(super) fn of_other_systems(document: &mut Document, at: usize) {
    let mut add = |channel| document.contact_points.push(ContactPoint::new(channel));
    let phone = |value: &str| {
        let phone_type = PhoneType::Unknown;
        Channel::Phone(Phone { phone_type, value: value.into(), country: None, e164: None })
    };
    if at.is_multiple_of(3) {
        [phone("030 123456"), phone("030 1 ::: 2")].into_iter().for_each(&mut add);
    }
    if at.is_multiple_of(4) {
        add(Channel::Other { value: "fax 030 1".into() });
    }
    if let Some(value) = document.email().cloned().filter(|_| at.is_multiple_of(5)) {
        document.contact_points.push(ContactPoint::new(Channel::Email { value }));
    }
    if let Some(point) = document.contact_points.last_mut().filter(|_| at.is_multiple_of(2)) {
        point.label = Some("Sales, 2nd floor".into());
        (point.role, point.type_text) = (Some("CEO".into()), Some("tel".into()));
    }
    if at.is_multiple_of(7) {
        let kept = [("migration".to_owned(), json!(true)), ("domainName".to_owned(), json!("=a.example"))];
        document.attributes.0.insert("vendor".into(), kept.into());
    }
}

/// Adds so many different customers, as `finish` leaves them.
pub(super) fn fill(
    store: &Store,
    count: usize,
    is_fit: fn(&RawCustomer) -> bool,
    finish: fn(&mut Document, usize),
) {
    let mut runner = TestRunner::deterministic();
    let generated = std::iter::repeat_with(|| raw().new_tree(&mut runner).unwrap().current());
    let all: Vec<RawCustomer> = generated.filter(is_fit).take(count).collect();
    let by = store.by_hand();
    let numbered: Vec<(usize, RawCustomer)> = all.into_iter().enumerate().collect();
    for raws in numbered.chunks(250) {
        let (by, raws) = (by.clone(), raws.to_vec());
        let insert = move |conn: &mut customary::store::Conn| {
            for (at, raw) in &raws {
                let draft = CustomerDraft::parse(raw, &Rules::default(), None).unwrap();
                let named = tags::named(conn, by.actor.organization, draft.tag_titles())?;
                let mut document: Document = draft.tagged(named.ids).onto(None).unwrap();
                tags::make(conn, &by, &named.fresh, &mut document)?;
                finish(&mut document, *at);
                customers::insert(conn, &by, document)?;
            }
            Ok(())
        };
        store.write(insert).unwrap();
    }
}

pub(super) fn exported(store: &Store, query: ListQuery, format: Format) -> Vec<u8> {
    let actor = Actor::command_line(store.organization);
    let mut export = Export::begin(&store.db, &actor, query, format, 5).unwrap();
    let mut file = Vec::new();
    while let Some(piece) = export.piece().unwrap() {
        assert!(!piece.is_empty(), "an empty piece ends a download");
        file.extend(piece);
    }
    file
}

fn imported(importing: &Importing, name: &str, file: &[u8], expected: [i64; 6]) {
    let import = importing.bring(name, file, |options| {
        options.apply = true;
        // Numbers were read without one.
        options.default_country = CountryCode::resolve("DE");
    });
    let done = importing.run(&import);
    assert_eq!(done.state, State::Completed, "{name}: {:?}", done.problem);
    assert_eq!(done.checkpoint.counts, counts(expected), "{name}");
}

#[test]
fn what_goes_out_comes_in_unchanged_in_every_format() {
    let importing = Importing::new();
    let count = settings::customers();
    fill(&importing.store, count, |_| true, of_other_systems);
    let all = i64::try_from(count).unwrap();
    for format in Format::ALL {
        let first = exported(&importing.store, ListQuery::default(), format);
        imported(&importing, &format.file_name(), &first, [0, 0, all, 0, 0, 0]);
        let second = exported(&importing.store, ListQuery::default(), format);
        assert!(first == second, "{format}: the second export is another");
    }
}

#[test]
fn what_goes_out_of_one_store_is_whole_in_another() {
    let from = store();
    // A new customer does not get what is blank, nor a number that a spreadsheet seems to have damaged.
    fill(
        &from,
        60,
        |raw| {
            let text = format!("{raw:?}");
            !text.contains("\\u{a0}") && !text.contains("9.12E+11")
        },
        |_, _| {},
    );
    let by_name = || ListQuery { sort: Sort::Created, ..ListQuery::default() };
    for format in Format::ALL {
        let file = exported(&from, by_name(), format);
        let to = Importing::new();
        let import = to.bring(&format.file_name(), &file, |options| {
            options.apply = true;
            options.match_by = MatchBy::Id;
        });
        let done = to.run(&import);
        assert_eq!(done.checkpoint.counts, counts([60, 0, 0, 0, 0, 0]), "{format}");
        assert_eq!(facts(&to.store), facts(&from), "{format}");
    }
}

/// What people would call the same of all customers: without ids and times, blanks around texts, kinds of JSON.
fn facts(store: &Store) -> Vec<String> {
    let lines = exported(store, ListQuery::default(), Format::Ndjson);
    let mut facts: Vec<String> = String::from_utf8(lines)
        .unwrap()
        .lines()
        .map(|line| {
            let mut customer: Value = serde_json::from_str(line).unwrap();
            for member in ["customerId", "number", "createdAt", "updatedAt"] {
                customer.as_object_mut().unwrap().remove(member);
            }
            for value in customer["attributes"].as_object_mut().unwrap().values_mut() {
                *value = value.as_str().map_or_else(|| value.to_string(), str::to_owned).into();
            }
            customer["attributes"]
                .as_object_mut()
                .unwrap()
                .retain(|_, value| !value.as_str().unwrap().trim().is_empty());
            trim(&mut customer);
            customer.to_string()
        })
        .collect();
    facts.sort();
    facts
}

fn trim(value: &mut Value) {
    match value {
        Value::String(text) => *value = if text.trim().is_empty() { Value::Null } else { text.trim().into() },
        Value::Array(list) => list.iter_mut().for_each(trim),
        Value::Object(members) => members.values_mut().for_each(trim),
        _ => {}
    }
}

#[test]
fn a_customer_that_moves_while_the_file_is_made_is_in_it_once() {
    let store = store();
    let count = 1_200;
    let by = store.by_hand();
    let document =
        |name: String| super::document(RawCustomer { display_name: Some(name), ..RawCustomer::default() });
    let added = store.write(move |conn| {
        (0..count)
            .map(|at| customers::insert(conn, &by, document(format!("Customer {at:04}"))))
            .collect::<Result<Vec<_>, _>>()
    });
    let added = added.unwrap();
    for (sort, moved) in [
        (Sort::Updated, [0, 1_199]),
        (Sort::UpdatedAscending, [5, 1_100]),
        (Sort::NameDescending, [7, 1_190]),
    ] {
        let actor = Actor::command_line(store.organization);
        let query = ListQuery { sort, ..ListQuery::default() };
        let mut export = Export::begin(&store.db, &actor, query, Format::Csv, 5).unwrap();
        let mut file = export.piece().unwrap().unwrap();
        // One that was written already, and one that was not, get another name and the newest change number.
        for at in moved {
            let (by, id) = (store.by_hand(), added[at].id);
            let rename = move |conn: &mut customary::store::Conn| {
                let former = customers::find(conn, by.actor.organization, id)?;
                let name = format!("{} moved", former.document.display_name);
                let raw = RawCustomer { display_name: Some(name), ..RawCustomer::default() };
                let draft = CustomerDraft::parse(&raw, &Rules::default(), Some(&former.document)).unwrap();
                customers::update(conn, &by, id, former.version, draft.onto(Some(&former.document)).unwrap())
            };
            store.write(rename).unwrap();
        }
        while let Some(piece) = export.piece().unwrap() {
            file.extend(piece);
        }
        let file = String::from_utf8(file).unwrap();
        assert_eq!(file.lines().count(), count + 1, "{sort:?}");
        for customer in &added {
            assert_eq!(
                file.matches(&customer.id.to_string()).count(),
                1,
                "{sort:?} {}",
                customer.document.display_name
            );
        }
    }
}

#[test]
fn a_file_holds_what_the_list_shows_in_its_order() {
    let store = store();
    for (name, kind) in [("Zoë", "personal"), ("Acme", "corporate"), ("Émile", "personal")] {
        store.add(RawCustomer {
            display_name: Some(name.into()),
            kind: Some(kind.into()),
            ..RawCustomer::default()
        });
    }
    let filter = Filter { kind: Some(customary::domain::customer::Kind::Personal), ..Filter::default() };
    let query = ListQuery { filter, sort: Sort::Name, ..ListQuery::default() };
    let file = String::from_utf8(exported(&store, query, Format::Csv)).unwrap();
    let mut reader = csv::Reader::from_reader(file.trim_start_matches('\u{FEFF}').as_bytes());
    let heads = reader.headers().unwrap().clone();
    let name = heads.iter().position(|head| head == "Display Name").unwrap();
    let names: Vec<String> = reader.records().map(|row| row.unwrap()[name].to_owned()).collect();
    assert_eq!(names, ["Émile", "Zoë"]);
    let none =
        ListQuery { filter: Filter { search: "nobody".into(), ..Filter::default() }, ..ListQuery::default() };
    let empty = |format| String::from_utf8(exported(&store, none.clone(), format)).unwrap();
    assert_eq!(empty(Format::Csv).lines().count(), 1);
    assert_eq!(serde_json::from_str::<Value>(&empty(Format::Json)).unwrap(), json!([]));
    assert_eq!(empty(Format::Ndjson), "");
}

#[test]
fn a_table_of_the_columns_shown_can_be_edited_and_imported() {
    let importing = Importing::new();
    let is_fit = |raw: &RawCustomer| raw.display_name.as_deref().is_some_and(str::is_ascii);
    fill(&importing.store, 20, is_fit, |_, _| {});
    let actor = Actor::command_line(importing.store.organization);
    let export = Export::begin(&importing.store.db, &actor, ListQuery::default(), Format::Csv, 5).unwrap();
    let mut export = export.with_columns(Chosen::Listed);
    let mut file = Vec::new();
    while let Some(piece) = export.piece().unwrap() {
        file.extend(piece);
    }
    let head = "\"Customer ID\",\"Kind\",\"Status\",\"Display Name\",\"First Name\",\"Last Name\",\"Email Address\",\
                \"Phone 1\",\"Phone 1 Type\",\"Phone 1 Country\",\"Tags\",\"Updated\"\r\n";
    let text = String::from_utf8(file.clone()).unwrap();
    assert!(text.trim_start_matches('\u{FEFF}').starts_with(head), "{text}");
    imported(&importing, "listed.csv", &file, [0, 0, 20, 0, 0, 0]);
    let edited = text.replace("\"active\"", "\"inactive\"");
    let changed = i64::try_from(text.matches("\"active\"").count()).unwrap();
    imported(&importing, "listed.csv", edited.as_bytes(), [0, changed, 20 - changed, 0, 0, 0]);
}
