//! The view of a customer: what is written, what is read of it, and what a part of it changes.

mod any;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::customer_input::{create, spelled, update};
use super::customer_json::CustomerJson;
use crate::domain::customer::{Cause, Customer, CustomerId, Document, Kind, Stamp, Version};
use crate::domain::draft::{CustomerDraft, RawCustomer, Rules};
use crate::domain::issues::Issues;
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;

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
