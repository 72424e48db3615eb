//! What columns are taken for, and that a row written out of a document by the names of its fields makes the same
//! document again.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::domain::attribute::Definitions;
use crate::domain::customer::{Document, Reference};
use crate::domain::draft::{RawAddress, RawCustomer, RawPhone};
use crate::domain::import::{AddressPart, EmptyCells, Options, PhonePart};
use crate::domain::tag::TagBook;
use crate::domain::values::CountryCode;
use crate::import::read::Column;

fn columns(named: &[(&str, &[&str])]) -> Vec<Column> {
    let column = |(name, samples): &(&str, &[&str])| Column {
        name: (*name).to_owned(),
        samples: samples.iter().map(ToString::to_string).collect(),
    };
    named.iter().map(column).collect()
}

fn suggested(named: &[(&str, &[&str])]) -> Vec<String> {
    suggest(&columns(named), &Definitions::default()).0.iter().map(ToString::to_string).collect()
}

#[test]
fn columns_are_known_by_the_names_people_give_them() {
    for (names, expected) in [
        (
            &["given_name", "surname", "Company / trading as", "E-mail", "tel", "tier"][..],
            &[
                "first_name",
                "last_name",
                "display_name",
                "email_address",
                "phones.0.number_local",
                "attribute:tier",
            ][..],
        ),
        (
            &["Vorname", "Nachname", "Firma", "Straße", "PLZ", "Ort", "Land", "Handynummer"],
            &[
                "first_name",
                "last_name",
                "company_name",
                "addresses.0.address1",
                "addresses.0.postcode",
                "addresses.0.suburb",
                "addresses.0.country",
                "phones.0.mobile",
            ],
        ),
        (
            &["Prénom", "Nom", "Société", "Courriel", "Code postal", "Ville", "Téléphone"],
            &[
                "first_name",
                "last_name",
                "company_name",
                "email_address",
                "addresses.0.postcode",
                "addresses.0.suburb",
                "phones.0.number_local",
            ],
        ),
        (
            &["نام", "نام خانوادگی", "ایمیل", "تلفن همراه", "شهر", "کد پستی"],
            &[
                "first_name",
                "last_name",
                "email_address",
                "phones.0.mobile",
                "addresses.0.suburb",
                "addresses.0.postcode",
            ],
        ),
        (
            &["firstName", "displayName", "emailAddress", "company.name", "attributes.loyaltyTier"],
            &["first_name", "display_name", "email_address", "company_name", "attribute:loyaltyTier"],
        ),
        (
            &["Frist name", "emial", "Telefonummer", "postocde"],
            &["first_name", "email_address", "phones.0.number_local", "addresses.0.postcode"],
        ),
    ] {
        let named: Vec<(&str, &[&str])> = names.iter().map(|name| (*name, &["x"][..])).collect();
        assert_eq!(suggested(&named), expected, "{names:?}");
    }
}

#[test]
fn numbered_columns_have_their_place() {
    for (names, expected) in [
        (
            &["Phone 1", "Phone 1 country", "phone2", "Phone 2 - Type"][..],
            &["phones.0.number_local", "phones.0.country", "phones.1.number_local", "phones.1.type"][..],
        ),
        (
            &["phones.0.numberLocal", "phones.0.country", "phones.1.numberLocal", "phones.1.type"],
            &["phones.0.number_local", "phones.0.country", "phones.1.number_local", "phones.1.type"],
        ),
        (
            &["phones.1.number_local", "phones.2.number_local"],
            &["phones.0.number_local", "phones.1.number_local"],
        ),
        (
            &["address1", "address2", "city", "Address 2 City", "Address 2 - Postal Code"],
            &[
                "addresses.0.address1",
                "addresses.0.address2",
                "addresses.0.suburb",
                "addresses.1.suburb",
                "addresses.1.postcode",
            ],
        ),
        (
            &["addresses.0.address1", "addresses.0.suburb", "addresses.1.address1"],
            &["addresses.0.address1", "addresses.0.suburb", "addresses.1.address1"],
        ),
        (&["tel", "fax", "mobile"], &["phones.0.number_local", "attribute:fax", "phones.1.mobile"]),
        (&["E-mail 1 - Value", "E-mail 2 - Value"], &["email_address", "more_email_addresses"]),
    ] {
        let named: Vec<(&str, &[&str])> = names.iter().map(|name| (*name, &["DE"][..])).collect();
        assert_eq!(suggested(&named), expected, "{names:?}");
    }
}

#[test]
fn columns_without_a_telling_name_are_known_by_their_values() {
    let named: &[(&str, &[&str])] = &[
        ("c1", &["neda@radiocafe.example"]),
        ("c2", &["+98 21 2342 2342"]),
        ("c3", &["DE", "IR"]),
        ("c4", &["004418", "004419"]),
        ("c5", &[]),
        ("Column F", &["something"]),
        ("Phone", &["030 123456; 0171 1234567"]),
    ];
    let expected = [
        "email_address",
        "phones.0.number_local",
        "addresses.0.country",
        "attribute:c4",
        "ignore",
        "ignore",
        "phones",
    ];
    assert_eq!(suggested(named), expected);
}

#[test]
fn what_becomes_of_each_column_is_said() {
    let columns = columns(&[
        ("tel", &["0912 555 6666"]),
        ("tier", &["Gold"]),
        ("x", &[]),
        ("E-mail", &["a@b.example"]),
    ]);
    let mapping = suggest(&columns, &Definitions::default());
    let without = states(&columns, &mapping, &Options::default(), &Definitions::default());
    assert_eq!(
        without,
        [MatchState::NeedsCountry, MatchState::NewAttribute, MatchState::LeftOut, MatchState::Matched]
    );
    let with = Options { default_country: CountryCode::resolve("IR"), ..Options::default() };
    assert_eq!(states(&columns, &mapping, &with, &Definitions::default())[0], MatchState::Matched);
}

#[test]
fn a_mapping_by_names_overrules_what_was_guessed() {
    let columns = ["Mail".to_owned(), "Second mail".to_owned(), "Nick".to_owned()];
    let guessed = Mapping(vec![Target::Email, Target::Ignore, Target::Attribute("Nick".into())]);
    let named = [("second mail".to_owned(), Target::Email)];
    let mapping = from_names(&named, &columns, &guessed).unwrap();
    assert_eq!(mapping.0, [Target::Ignore, Target::Email, Target::Attribute("Nick".into())]);
    assert_eq!(from_names(&[("Fax".to_owned(), Target::Notes)], &columns, &guessed), Err("Fax".to_owned()));
    assert_eq!(columns_hash(&columns), columns_hash(&["NICK".into(), "mail".into(), "second_mail".into()]));
}

fn document_of(raw: &RawCustomer) -> Document {
    CustomerDraft::parse(raw, &Rules::default(), None).unwrap().onto(None).unwrap()
}

fn row_of(document: &Document, clears: bool) -> (Row, Mapper) {
    let (names, cells): (Vec<String>, Vec<String>) = fields_of(document).into_iter().unzip();
    let sample = |cell: &String| Some(cell.clone()).filter(|cell| !cell.is_empty()).into_iter().collect();
    let of_cell = |(name, cell): (String, &String)| Column { name, samples: sample(cell) };
    let columns: Vec<Column> = names.into_iter().zip(&cells).map(of_cell).collect();
    let empty = if clears { EmptyCells::Clear } else { EmptyCells::Keep };
    (Row::of(2, &cells), Mapper::new(&suggest(&columns, &Definitions::default()), empty))
}

/// A row laid over this document, or over nothing.
fn laid(named: &[(&str, &str)], base: Option<&Document>, empty: EmptyCells) -> Document {
    let mapping = Mapping(named.iter().map(|(target, _)| target.parse().unwrap()).collect());
    let cells: Vec<&str> = named.iter().map(|(_, cell)| *cell).collect();
    document(
        &Mapper::new(&mapping, empty),
        &Row::of(2, &cells),
        base,
        &Rules::default(),
        &mut TagBook::default(),
    )
    .unwrap()
}

#[test]
fn tags_are_added_unless_the_cell_is_all_of_them() {
    let mut book = TagBook::default();
    let mapping = Mapping(vec![Target::DisplayName, Target::Tags, Target::Tags]);
    let mut laid = |cells: [&str; 3], base: Option<&Document>, empty| {
        document(&Mapper::new(&mapping, empty), &Row::of(2, &cells), base, &Rules::default(), &mut book)
            .unwrap()
    };
    let first = laid(["Acme", "VIP; premium", "Partner | vip"], None, EmptyCells::Keep);
    assert_eq!(first.tags.len(), 3);
    let more = laid(["Acme", "Wholesale, Premium", ""], Some(&first), EmptyCells::Keep);
    assert!(more.tags.len() == 4 && more.tags.is_superset(&first.tags));
    assert_eq!(laid(["Acme", "", ""], Some(&first), EmptyCells::Keep).tags, first.tags);
    assert_eq!(laid(["Acme", "vip", ""], Some(&first), EmptyCells::Clear).tags.len(), 1);
    assert!(laid(["Acme", "", ""], Some(&first), EmptyCells::Clear).tags.is_empty());
    let wrong = Row::of(2, &["Acme", &"x".repeat(61), ""]);
    let issues =
        document(&Mapper::new(&mapping, EmptyCells::Keep), &wrong, None, &Rules::default(), &mut book)
            .unwrap_err();
    let columns: Vec<String> = ["Name", "Groups", "More"].map(str::to_owned).into();
    let problem = problems(&issues, &mapping, &columns, &wrong).remove(0);
    assert_eq!((problem.code.as_str(), problem.column.as_deref()), ("text-too-long", Some("Groups")));
}

#[test]
fn the_first_phone_column_is_the_first_phones_and_the_others_stay() {
    let phone =
        |number: &str| RawPhone { number_local: number.into(), country: "DE".into(), ..RawPhone::default() };
    let raw = RawCustomer {
        display_name: Some("Nordlicht".into()),
        phones: Some(vec![phone("030 123456"), phone("0171 1234567")]),
        ..RawCustomer::default()
    };
    let base = document_of(&raw);
    let numbers = |document: &Document| -> Vec<String> {
        document.phones().map(|(_, phone)| phone.value.clone()).collect()
    };
    let keys = |document: &Document| -> Vec<uuid::Uuid> { document.phones().map(|(key, _)| key).collect() };
    for (named, empty, expected) in [
        (
            &[("phones.0.number_local", "030 654321")][..],
            EmptyCells::Keep,
            &["030 654321", "0171 1234567"][..],
        ),
        (&[("phones.0.number_local", "")], EmptyCells::Keep, &["030 123456", "0171 1234567"]),
        (&[("phones.0.number_local", "")], EmptyCells::Clear, &["0171 1234567"]),
        (
            &[("phones.2.mobile", "0151 111222")],
            EmptyCells::Keep,
            &["030 123456", "0171 1234567", "0151 111222"],
        ),
        (&[("phones", "0171 1234567; 089 99887766")], EmptyCells::Keep, &["0171 1234567", "089 99887766"]),
        (&[("phones", "")], EmptyCells::Clear, &[]),
    ] {
        let after = laid(named, Some(&base), empty);
        assert_eq!(numbers(&after), expected, "{named:?} {empty:?}");
    }
    let same = laid(&[("phones.0.number_local", "030 654321")], Some(&base), EmptyCells::Keep);
    assert_eq!(keys(&same), keys(&base), "a phone keeps its key when its number is another");
    let listed = laid(&[("phones", "0171 1234567")], Some(&base), EmptyCells::Keep);
    assert_eq!(keys(&listed), keys(&base)[1..], "and when it is one of a list");
}

#[test]
fn words_of_other_programs_are_understood() {
    let made = laid(
        &[
            ("display_name", "X"),
            ("kind", "Company"),
            ("status", "no"),
            ("phones.0.number_local", "12345"),
            ("phones.0.type", "Handy"),
        ],
        None,
        EmptyCells::Keep,
    );
    assert_eq!((made.kind.as_str(), made.status.as_str()), ("corporate", "inactive"));
    assert_eq!(made.phones().next().unwrap().1.phone_type.as_str(), "Mobile");
    let firm = laid(&[("company_name", "Brun & Fils")], None, EmptyCells::Keep);
    assert_eq!((firm.kind.as_str(), firm.display_name.as_str()), ("corporate", "Brun & Fils"));
}

#[test]
fn f9_the_mark_that_an_export_puts_before_formulas_is_taken_off() {
    for (cell_text, value) in
        [("'=1+1", "=1+1"), ("'+49 30 1", "+49 30 1"), ("'s-Gravenhage", "'s-Gravenhage"), (" x ", "x")]
    {
        assert_eq!(cell(&Row::of(2, &[cell_text]), 0), value, "{cell_text}");
    }
}

/// Every field of a document under its own name, as an export would write it.
fn fields_of(document: &Document) -> Vec<(String, String)> {
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    let company = &document.company;
    let mut fields = vec![
        (Target::Kind, document.kind.as_str().to_owned()),
        (Target::Status, document.status.as_str().to_owned()),
        (Target::DisplayName, document.display_name.clone()),
        (Target::FirstName, text(&document.given_name)),
        (Target::LastName, text(&document.family_name)),
        (Target::FatherName, text(&document.father_name)),
        (Target::CompanyName, text(&company.name)),
        (Target::BusinessLine, text(&company.business_line)),
        (Target::Manager, text(&company.manager)),
        (Target::Acronym, text(&company.acronym)),
        (Target::Headcount, company.headcount.map(|count| count.to_string()).unwrap_or_default()),
        (Target::Website, text(&company.website)),
        (Target::TaxNumber, text(&document.tax_number)),
        (Target::RegistrationNumber, text(&document.registration_number)),
        (Target::Notes, text(&document.notes)),
        (Target::Email, document.email().map(ToString::to_string).unwrap_or_default()),
    ];
    for (at, (_, phone)) in document.phones().enumerate() {
        let country = phone.country.map(|country| country.to_string()).unwrap_or_default();
        fields.push((Target::Phone(at, PhonePart::NumberLocal), phone.value.clone()));
        fields.push((Target::Phone(at, PhonePart::Country), country));
        fields.push((Target::Phone(at, PhonePart::Type), phone.phone_type.as_str().to_owned()));
    }
    for (at, address) in document.addresses.iter().enumerate() {
        for (part, value) in [
            (AddressPart::Address1, &address.line1),
            (AddressPart::Address2, &address.line2),
            (AddressPart::Suburb, &address.locality),
            (AddressPart::Postcode, &address.postcode),
            (AddressPart::State, &address.state),
            (AddressPart::Country, &address.country_text),
        ] {
            fields.push((Target::Address(at, part), text(value)));
        }
    }
    for (key, value) in document.attributes.own() {
        fields.push((Target::Attribute(key.to_owned()), crate::domain::customer::attribute_text(value)));
    }
    for Reference { system, name, value } in &document.references {
        fields.push((Target::Reference { system: system.clone(), name: name.clone() }, value.clone()));
    }
    fields.into_iter().map(|(target, value)| (target.to_string(), value)).collect()
}

fn words() -> impl Strategy<Value = String> {
    "[A-Za-zÀ-öا-ی0-9&.]{1,8}( [A-Za-zÀ-öا-ی0-9&.]{1,8}){0,2}"
}

fn phones() -> impl Strategy<Value = Vec<RawPhone>> {
    let phone = (
        "(0[1-9][0-9]{6,9}|\\+4930[0-9]{6})",
        prop_oneof!["", "DE", "AU"],
        prop_oneof!["Mobile", "Phone", "Unknown"],
    );
    let raw = |(number_local, country, phone_type)| RawPhone {
        phone_type,
        country,
        number_local,
        ..RawPhone::default()
    };
    vec(phone.prop_map(raw), 0..3)
}

fn addresses() -> impl Strategy<Value = Vec<RawAddress>> {
    let address = (
        words(),
        prop_oneof![words(), Just(String::new())],
        words(),
        "[0-9]{4}",
        prop_oneof!["", "DE", "Iran", "Narnia"],
    );
    let raw = |(address1, address2, suburb, postcode, country)| RawAddress {
        address1,
        address2,
        suburb,
        postcode,
        country,
        ..RawAddress::default()
    };
    vec(address.prop_map(raw), 0..3)
}

prop_compose! {
    fn documents()(
        display_name in words(),
        given_name in option::of(words()),
        company_name in option::of(words()),
        notes in option::of("[a-z]{1,8}\n[a-z]{1,8}"),
        headcount in option::of(1..9999_i64),
        email in option::of("[a-z]{1,6}@[a-z]{1,6}\\.example"),
        kind in prop_oneof!["personal", "corporate"],
        phones in phones(),
        addresses in addresses(),
        attributes in proptest::collection::btree_map("[a-z]{3,6} [0-9]", words(), 0..3),
        billing in option::of("[0-9]{3,6}"),
    ) -> Document {
        let references = billing.map(|value| Reference { system: "arrowsphere".into(), name: "billingId".into(), value });
        document_of(&RawCustomer {
            kind: Some(kind),
            display_name: Some(display_name),
            given_name,
            company_name,
            notes,
            headcount: headcount.map(|count| count.to_string()),
            email_address: email,
            phones: Some(phones),
            addresses: Some(addresses),
            attributes: Some(attributes.into_iter().map(|(key, value)| (key, value.into())).collect()),
            references: Some(references.into_iter().collect()),
            ..RawCustomer::default()
        })
    }
}

/// Keys are issued anew for what is new.
fn without_keys(document: &Document) -> Document {
    let mut document = document.clone();
    document.contact_points.iter_mut().for_each(|point| point.key = uuid::Uuid::nil());
    document.addresses.iter_mut().for_each(|address| address.key = uuid::Uuid::nil());
    document.contact_points.sort_by_key(|point| format!("{:?}", point.channel).starts_with("Phone"));
    document
}

proptest! {
    #[test]
    fn a_row_written_out_of_a_document_makes_it_again(document in documents()) {
        let (row, mapper) = row_of(&document, false);
        let again = super::document(&mapper, &row, None, &Rules::default(), &mut TagBook::default()).unwrap();
        prop_assert_eq!(without_keys(&again), without_keys(&document));
    }

    #[test]
    fn a_row_written_out_of_a_document_changes_nothing_of_it(document in documents(), clears: bool) {
        let (row, mapper) = row_of(&document, clears);
        prop_assert_eq!(&super::document(&mapper, &row, Some(&document), &Rules::default(), &mut TagBook::default()).unwrap(), &document);
    }

    #[test]
    fn no_names_and_values_panic(names in vec(".{0,20}", 0..6), sample in ".{0,20}") {
        let columns: Vec<Column> = names.iter().map(|name| Column { name: name.clone(), samples: vec![sample.clone()] }).collect();
        let mapping = suggest(&columns, &Definitions::default());
        prop_assert_eq!(mapping.clash(), None);
        let cells: Vec<&str> = names.iter().map(|_| sample.as_str()).collect();
        let _ = super::document(&Mapper::new(&mapping, EmptyCells::Clear), &Row::of(1, &cells), None, &Rules::default(), &mut TagBook::default());
    }
}
