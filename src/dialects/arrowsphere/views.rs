//! What makes the view of a customer safe, for any customer and any body.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::customer_input::{create, spelled, update};
use super::customer_json::CustomerJson;
use super::ids::SYSTEM;
use crate::domain::customer::{
    Address, Attributes, Cause, Channel, Company, ContactPoint, Customer, CustomerId, Document, Kind, Phone,
    Reference, Stamp, Version,
};
use crate::domain::draft::{CustomerDraft, RawCustomer, Rules};
use crate::domain::issues::Issues;
use crate::domain::organization::OrganizationId;
use crate::domain::person::Person;
use crate::domain::time::Time;
use crate::domain::values::{CountryCode, Email, PhoneType, phone};

fn stored(document: Document) -> Customer {
    let at = Time::from_micros(0);
    Customer {
        id: CustomerId(Uuid::from_u128(1)),
        organization: OrganizationId(1),
        number: 10_001,
        version: Version::FIRST,
        seq: 1,
        document,
        changed: Stamp { by: None, at, cause: Cause::Hand },
        created_by: None,
        created_at: at,
        deleted_at: None,
    }
}

fn judged(raw: &RawCustomer, former: Option<&Document>) -> Result<Document, Issues> {
    let draft = CustomerDraft::parse(raw, &Rules::default(), former);
    draft.and_then(|draft| draft.onto(former)).map_err(|issues| spelled(issues, raw))
}

fn made(body: &Value) -> Result<Customer, Issues> {
    create(body).and_then(|raw| judged(&raw, None)).map(stored)
}

fn changed(customer: &Customer, body: &Value) -> Result<Customer, Issues> {
    let raw = update(body, customer)?;
    let document = judged(&raw, Some(&customer.document))?;
    Ok(Customer { document, ..customer.clone() })
}

fn read(customer: &Customer) -> Map<String, Value> {
    CustomerJson::of(customer).members()
}

fn ferme() -> Value {
    json!({ "CompanyName": "Ferme du Lac", "AddressLine1": "1 rue du Port", "Zip": "01000", "City": "Bourg",
        "CountryCode": "FR", "ReceptionPhone": "+33 4 74 00 00 00",
        "Contact": { "FirstName": "Ana", "LastName": "Roy", "Email": "ana@ferme.example", "Phone": "",
            "Type": "Other", "Role": "primary" } })
}

#[test]
fn the_documented_body_reads_as_documented() {
    let customer = made(&ferme()).unwrap();
    let person = &customer.document.people[0];
    assert_eq!((person.kind.as_deref(), person.role.as_deref()), (Some("Other"), Some("primary")));
    let expected = json!({
        "Reference": "XSP10001", "CompanyName": "Ferme du Lac", "PartnerCompanyId": "XSP10001",
        "AddressLine1": "1 rue du Port", "AddressLine2": "", "Zip": "01000", "City": "Bourg",
        "CountryCode": "FR", "State": "", "ReceptionPhone": "+33 4 74 00 00 00", "WebsiteUrl": "",
        "EmailContact": "", "Headcount": null, "TaxNumber": "", "Ref": "", "RegistrationNumber": "",
        "BillingId": "", "InternalReference": "",
        "Contact": { "FirstName": "Ana", "Firstname": "Ana", "LastName": "Roy", "Email": "ana@ferme.example",
            "Phone": "", "SyncPartnerContactRefId": 0, "ContactPersonID": "" },
        "Details": {}, "DeletedAt": null, "CreatedAt": "1970-01-01T00:00:00.000Z",
        "WorkgroupCode": "", "Type": "", "customFields": [],
        "BillingAddress1": null, "BillingAddress2": null, "BillingCity": null, "BillingState": null,
        "BillingZipCode": null, "BillingCountryCode": null,
    });
    assert_eq!(Value::Object(read(&customer)), expected);
}

#[test]
fn a_bare_customer_has_every_member_that_the_client_takes_apart() {
    let bare = stored(Document { display_name: "Ada".into(), ..Document::default() });
    let read = read(&bare);
    let contact = json!({ "FirstName": "", "Firstname": "", "LastName": "", "Email": "", "Phone": "",
        "ContactPersonID": "" });
    assert_eq!((&read["Contact"], &read["Details"]), (&contact, &json!({})));
    assert_eq!((&read["CompanyName"], &read["Zip"]), (&json!("Ada"), &json!("")));
}

#[test]
fn numbers_are_taken_for_texts_and_keep_their_digits() {
    let mut body = ferme();
    for (name, value) in [("Zip", json!(1000)), ("BillingId", json!(77)), ("Headcount", json!("12"))] {
        body[name] = value;
    }
    let read = read(&made(&body).unwrap());
    assert_eq!((&read["Zip"], &read["BillingId"]), (&json!("1000"), &json!("77")));
    assert_eq!(read["Headcount"], json!(12));
}

#[test]
fn everything_wrong_is_named_as_the_client_spells_it() {
    let named = |body: &Value| {
        let issues = made(body).unwrap_err();
        issues.iter().map(|(field, _)| field.to_owned()).collect::<Vec<_>>()
    };
    let required = ["AddressLine1", "City", "CompanyName", "CountryCode", "ReceptionPhone", "Zip"];
    assert_eq!(named(&json!({})), required);
    for (member, value, expected) in [
        ("CompanyName", json!(""), "CompanyName"),
        ("CompanyName", json!(7), "CompanyName"),
        ("ReceptionPhone", json!(null), "ReceptionPhone"),
        ("ReceptionPhone", json!("call us"), "ReceptionPhone"),
        ("CountryCode", json!("France"), "CountryCode"),
        ("Zip", json!("x".repeat(501)), "Zip"),
        ("Zip", json!([]), "Zip"),
        ("EmailContact", json!("no address"), "EmailContact"),
        ("Headcount", json!(1.5), "Headcount"),
        ("Headcount", json!(true), "Headcount"),
        ("BillingId", json!("x".repeat(201)), "BillingId"),
        ("Contact", json!("Ana"), "Contact"),
        ("Contact", json!({ "FirstName": 7 }), "Contact.FirstName"),
        ("Contact", json!({ "Email": "ana" }), "Contact.Email"),
        ("Contact", json!({ "Phone": "+33474000000" }), "Contact.FirstName"),
        ("Details", json!("x"), "Details"),
        ("Details", json!({ "Migration": "yes" }), "Details.Migration"),
        ("Details", json!({ "TenantId": "x".repeat(1025) }), "Details.TenantID"),
        ("customFields", json!({}), "customFields"),
        ("BillingCity", json!("x".repeat(1025)), "BillingCity"),
    ] {
        let mut body = ferme();
        body[member] = value.clone();
        assert_eq!(named(&body), [expected], "{member} {value}");
    }
    assert_eq!(made(&json!([])).unwrap_err().get("")[0].code(), "json-not-an-object");
}

#[test]
fn a_part_changes_what_it_names_and_nothing_else() {
    let mut body = ferme();
    body["Details"] = json!({ "Migration": true, "TenantId": "t-1", "Odd": [1, 2] });
    body["InternalReference"] = json!("A-7");
    let customer = made(&body).unwrap();
    let before = read(&customer);
    assert_eq!(
        before["Details"],
        json!({ "Migration": true, "TenantID": "t-1", "TenantId": "t-1", "Odd": [1, 2] })
    );
    for (change, expected) in [
        (json!({ "City": "Mâcon" }), json!({ "City": "Mâcon" })),
        (json!({ "WebsiteUrl": "www.example.com" }), json!({ "WebsiteUrl": "www.example.com" })),
        (json!({ "InternalReference": null }), json!({ "InternalReference": "" })),
        (json!({ "PartnerCompanyId": "P1" }), json!({ "PartnerCompanyId": "P1" })),
        (json!({ "CountryCode": "ch" }), json!({ "CountryCode": "CH" })),
        (json!({ "ReceptionPhone": "" }), json!({ "ReceptionPhone": "" })),
        (json!({ "ReceptionPhone": "04 74 00 00 01" }), json!({ "ReceptionPhone": "04 74 00 00 01" })),
        (
            json!({ "BillingAddress1": "2 rue", "customFields": [{ "label": "a", "value": 1 }] }),
            json!({ "BillingAddress1": "2 rue", "customFields": [{ "label": "a", "value": 1 }] }),
        ),
        (
            json!({ "Details": { "TenantID": "t-2", "TenantId": "t-1", "Migration": null } }),
            json!({ "Details": { "TenantID": "t-2", "TenantId": "t-2", "Odd": [1, 2] } }),
        ),
        (
            json!({ "Details": { "Odd": null } }),
            json!({ "Details": { "Migration": true, "TenantID": "t-1", "TenantId": "t-1" } }),
        ),
        (
            json!({ "Details": [], "Reference": "XSP1", "DeletedAt": "2020", "Unknown": { "a": [] } }),
            json!({}),
        ),
        (
            json!({ "Contact": { "LastName": "Rey" } }),
            json!({ "Contact": { "FirstName": "Ana", "Firstname": "Ana", "LastName": "Rey",
                "Email": "ana@ferme.example", "Phone": "", "SyncPartnerContactRefId": 0, "ContactPersonID": "" } }),
        ),
        (
            json!({ "Contact": { "Firstname": "Eva", "ContactPersonID": 7 } }),
            json!({ "Contact": { "FirstName": "Eva", "Firstname": "Eva", "LastName": "Roy",
                "Email": "ana@ferme.example", "Phone": "", "SyncPartnerContactRefId": 0, "ContactPersonID": "7" } }),
        ),
        (
            json!({ "Contact": { "FirstName": "", "LastName": "", "Email": "" } }),
            json!({ "Contact": { "FirstName": "", "Firstname": "", "LastName": "", "Email": "", "Phone": "",
                "ContactPersonID": "" } }),
        ),
    ] {
        let mut expected_members = before.clone();
        expected_members.extend(expected.as_object().unwrap().clone());
        let after = changed(&customer, &change).unwrap_or_else(|issues| panic!("{change}: {issues:?}"));
        assert_eq!(Value::Object(read(&after)), Value::Object(expected_members), "{change}");
    }
    for emptied in ["CompanyName", "AddressLine1", "Zip", "City", "CountryCode"] {
        let issues = changed(&customer, &json!({ emptied: "", "State": "Ain" })).unwrap_err();
        assert_eq!(issues.get(emptied)[0].code(), "member-missing");
    }
}

#[test]
fn a_firm_that_is_named_here_was_a_person_before() {
    let ada = stored(Document {
        display_name: "Ada Byron".into(),
        given_name: Some("Ada".into()),
        family_name: Some("Byron".into()),
        ..Document::default()
    });
    let after = changed(&ada, &json!({ "CompanyName": "Byron & Co" })).unwrap().document;
    assert_eq!((after.kind, after.display_name.as_str()), (Kind::Corporate, "Byron & Co"));
    assert_eq!(after.given_name.as_deref(), Some("Ada"), "kept, though not shown here");
}

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
