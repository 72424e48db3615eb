//! What makes the view safe, for any customer and any body.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{changed, judged, made, read, stored};
use crate::dialects::arrowsphere::customer_input::update;
use crate::dialects::arrowsphere::ids::SYSTEM;
use crate::domain::customer::{
    Address, Attributes, Channel, Company, ContactPoint, Document, Kind, Phone, Reference,
};
use crate::domain::draft::RawCustomer;
use crate::domain::person::Person;
use crate::domain::values::{CountryCode, Email, PhoneType, phone};

fn line() -> impl Strategy<Value = String> {
    // Without the separators of lines and paragraphs, which one line may not hold.
    "[\\PC&&[^ \\p{Zl}\\p{Zp}]][\\PC&&[^\\p{Zl}\\p{Zp}]]{0,12}[\\PC&&[^ \\p{Zl}\\p{Zp}]]"
}

fn maybe<T: std::fmt::Debug + Clone + 'static>(
    of: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<Option<T>> {
    prop::option::of(of).boxed()
}

fn country() -> impl Strategy<Value = CountryCode> {
    prop::sample::select(CountryCode::all())
}

fn key() -> impl Strategy<Value = Uuid> {
    any::<u128>().prop_map(Uuid::from_u128)
}

fn phone_point() -> impl Strategy<Value = ContactPoint> {
    let kinds = prop::sample::select(&PhoneType::ALL[..]);
    (key(), kinds, "\\+?[0-9][0-9 ]{4,12}", maybe(country()), maybe(line())).prop_map(
        |(key, phone_type, value, country, label)| {
            let parsed = phone::parse(&value, country, None).unwrap();
            let country = country.or(parsed.country);
            let channel = Channel::Phone(Phone { phone_type, value, country, e164: parsed.e164 });
            ContactPoint { key, label, type_text: Some("tel".into()), ..ContactPoint::new(channel) }
        },
    )
}

fn email() -> impl Strategy<Value = Email> {
    "[a-z]{1,8}@[a-z]{1,8}\\.example".prop_map(|text| Email::parse(&text).unwrap())
}

fn point() -> impl Strategy<Value = ContactPoint> {
    prop_oneof![
        phone_point(),
        email().prop_map(|value| ContactPoint::new(Channel::Email { value })),
        line().prop_map(|value| ContactPoint::new(Channel::Other { value })),
    ]
}

fn address() -> impl Strategy<Value = Address> {
    let parts = (maybe(line()), maybe(line()), maybe(line()), maybe(line()), maybe(line()));
    (key(), parts, maybe(line())).prop_map(
        |(key, (line1, line2, locality, postcode, state), country_text)| {
            let country = country_text.as_deref().and_then(CountryCode::resolve);
            Address { key, line1, line2, locality, postcode, state, country_text, country }
        },
    )
}

fn reference() -> impl Strategy<Value = Reference> {
    let system = prop_oneof![Just(SYSTEM.to_owned()), line()];
    let name = prop_oneof![Just("billingId".to_owned()), Just("internalReference".to_owned()), line()];
    (system, name, line()).prop_map(|(system, name, value)| Reference { system, name, value })
}

fn person() -> impl Strategy<Value = Person> {
    let names = (maybe(line()), maybe(line()), line());
    (key(), 1..1_000_000_i64, names, maybe(email()), maybe("[0-9]{6,9}"), maybe(line()), maybe(line()))
        .prop_map(|(key, number, (given_name, family_name, display_name), email, phone, kind, role)| Person {
            key,
            number,
            given_name,
            family_name,
            display_name,
            email,
            phone,
            kind,
            role,
            ..Person::default()
        })
}

fn attributes() -> impl Strategy<Value = Attributes> {
    let value = prop_oneof![line().prop_map(Value::from), any::<bool>().prop_map(Value::from)];
    let keys = prop_oneof![Just("tenantId".to_owned()), Just("migration".to_owned()), line()];
    let values = prop::collection::btree_map(keys, value, 1..4);
    let spaces = prop::sample::select(vec!["", "vendor", "identity"]).prop_map(str::to_owned);
    prop::collection::btree_map(spaces, values, 0..3).prop_map(Attributes)
}

prop_compose! {
    fn document()(
        is_firm: bool,
        texts in prop::collection::vec(maybe(line()), 8),
        display_name in line(),
        headcount in maybe(0..1_000_000_i64),
        contact_points in prop::collection::vec(point(), 0..4),
        addresses in prop::collection::vec(address(), 0..3),
        people in prop::collection::vec(person(), 0..3),
        attributes in attributes(),
        mut references in prop::collection::vec(reference(), 0..3),
    ) -> Document {
        let mut texts = texts.into_iter();
        let mut text = || texts.next().flatten();
        references.sort();
        references.dedup();
        Document {
            kind: if is_firm { Kind::Corporate } else { Kind::Personal },
            display_name,
            given_name: text(),
            family_name: text(),
            company: Company { name: text(), acronym: text(), website: text(), headcount, manager: text(), ..Company::default() },
            tax_number: text(),
            registration_number: text(),
            contact_points,
            addresses,
            main_person: people.first().map(|person| person.key),
            people,
            attributes,
            references,
            ..Document::default()
        }
    }
}

/// A valid body: of some members, each with something in it.
fn body() -> impl Strategy<Value = Map<String, Value>> {
    let required = ["CompanyName", "AddressLine1", "Zip", "City"];
    let optional = [
        "AddressLine2",
        "State",
        "WebsiteUrl",
        "TaxNumber",
        "Ref",
        "RegistrationNumber",
        "PartnerCompanyId",
        "BillingId",
        "InternalReference",
        "BillingAddress1",
        "BillingCity",
    ];
    let texts = prop::collection::vec(line(), required.len());
    let more = prop::collection::vec(maybe(line()), optional.len());
    let contact =
        (line(), line(), email(), prop_oneof![Just(String::new()), Just("+41 44 668 18 00".to_owned())]);
    let details = (maybe(any::<bool>()), maybe(line()), maybe(line()));
    let others = (country(), maybe(email()), maybe(0..99_999_i64), "\\+33 4 74 0[0-9] [0-9]{2} [0-9]{2}");
    (texts, more, maybe(contact), details, others).prop_map(
        move |(texts, more, contact, (migration, tenant, odd), (country, email, headcount, phone))| {
            let mut body: Map<String, Value> = Map::new();
            body.extend(required.map(str::to_owned).into_iter().zip(texts.into_iter().map(Value::from)));
            let more = optional.into_iter().zip(more);
            body.extend(more.filter_map(|(name, text)| Some((name.to_owned(), text?.into()))));
            body.insert("CountryCode".into(), country.as_str().into());
            body.insert("ReceptionPhone".into(), phone.into());
            body.extend(email.map(|email| ("EmailContact".to_owned(), email.as_str().into())));
            body.extend(headcount.map(|count| ("Headcount".to_owned(), count.into())));
            body.extend(contact.map(|(first, last, email, phone)| {
                let contact = json!({ "FirstName": first, "Firstname": first, "LastName": last,
                    "Email": email.as_str(), "Phone": phone, "ContactPersonID": "", "SyncPartnerContactRefId": 0 });
                ("Contact".to_owned(), contact)
            }));
            let details: BTreeMap<&str, Value> = [
                ("Migration", migration.map(Value::from)),
                ("TenantID", tenant.clone().map(Value::from)),
                ("TenantId", tenant.map(Value::from)),
                ("Odd one", odd.map(Value::from)),
            ]
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect();
            body.insert("Details".into(), json!(details));
            body
        },
    )
}

proptest! {
    #[test]
    fn what_is_read_and_written_back_changes_nothing(document in document()) {
        let customer = stored(document);
        let raw = update(&Value::Object(read(&customer)), &customer).unwrap();
        prop_assert_eq!(&raw, &RawCustomer::default());
        prop_assert_eq!(judged(&raw, Some(&customer.document)).unwrap(), customer.document);
    }

    #[test]
    fn what_is_written_is_read(body in body()) {
        let customer = made(&Value::Object(body.clone())).unwrap();
        let read = read(&customer);
        for (name, value) in &body {
            prop_assert_eq!(read.get(name), Some(value), "{}", name);
        }
    }

    #[test]
    fn what_is_written_over_any_customer_is_read(document in document(), body in body()) {
        let customer = stored(document);
        let mut body = body;
        // Merged key by key, so what was there stays beside what is written.
        body.remove("Details");
        body.remove("Contact");
        let after = changed(&customer, &Value::Object(body.clone())).unwrap();
        let read = read(&after);
        for (name, value) in &body {
            prop_assert_eq!(read.get(name), Some(value), "{}", name);
        }
    }

    #[test]
    fn d5_no_body_panics(document in document(), name in "[A-Za-z]{0,10}", text in ".*") {
        let customer = stored(document);
        let odd = json!({ name.as_str(): text, "Contact": { name.as_str(): text }, "Details": { name.as_str(): text } });
        let _ = changed(&customer, &odd);
        let _ = made(&odd);
    }
}
