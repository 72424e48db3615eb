//! The laws of a view: what was read can be sent back and changes nothing, and what is sent is what is read.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::body::Fields;
use super::customer_input::CustomerInput;
use super::customer_json::CustomerJson;
use crate::domain::customer::{
    Attributes, Cause, Channel, Company, ContactPoint, Customer, CustomerId, Document, Kind, Phone, Stamp,
    Version,
};
use crate::domain::draft::{CustomerDraft, RawCustomer, Rules};
use crate::domain::issues::Issues;
use crate::domain::organization::{Organization, OrganizationId};
use crate::domain::time::Time;
use crate::domain::values::{CountryCode, Email, PhoneType};

fn organization() -> Organization {
    Organization {
        id: OrganizationId(1),
        uuid: uuid::Uuid::nil(),
        name: "Harbour".into(),
        locale: "en".into(),
        time_zone: "UTC".into(),
        country: None,
        has_views: false,
    }
}

fn shown(document: &Document) -> Map<String, Value> {
    let stamp = Stamp { by: None, at: Time::from_micros(0), cause: Cause::Hand };
    let customer = Customer {
        id: CustomerId::new(),
        organization: OrganizationId(1),
        number: 1,
        version: Version::FIRST,
        seq: 1,
        document: document.clone(),
        changed: stamp,
        created_by: None,
        created_at: stamp.at,
        deleted_at: None,
    };
    match serde_json::to_value(CustomerJson::of(&customer, &organization())) {
        Ok(Value::Object(members)) => members,
        other => panic!("{other:?}"),
    }
}

fn written(raw: &RawCustomer, former: Option<&Document>) -> Result<Document, Issues> {
    CustomerDraft::parse(raw, &Rules::default(), former)?.onto(former)
}

fn text() -> impl Strategy<Value = String> {
    "[ a-zA-Zآ-ی0-9&+=%'\"]{1,12}"
}

fn some() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(text())
}

fn channel() -> impl Strategy<Value = Channel> {
    let phone = |value: &str, country: Option<&str>, e164: Option<&str>, phone_type| {
        let country = country.map(|code| CountryCode::parse(code).unwrap());
        Channel::Phone(Phone { phone_type, value: value.into(), country, e164: e164.map(Into::into) })
    };
    prop_oneof![
        Just(Channel::Email { value: Email::parse("Ada@example.org").unwrap() }),
        Just(phone("0412 345 678", Some("AU"), Some("+61412345678"), PhoneType::Mobile)),
        Just(phone("+982123422342", Some("IR"), Some("+982123422342"), PhoneType::Landline)),
        Just(phone("001760-615-7972", Some("US"), Some("+17606157972"), PhoneType::Unknown)),
        Just(phone("110", None, None, PhoneType::Unknown)),
        text().prop_map(|value| Channel::Other { value }),
    ]
}

fn point() -> impl Strategy<Value = ContactPoint> {
    let word = proptest::option::of(prop_oneof![Just("tel"), Just("Mobile"), Just("fax")]);
    (channel(), word, [some(), some(), some(), some()]).prop_map(
        |(channel, word, [label, role, responder, note])| ContactPoint {
            type_text: word.map(str::to_owned),
            label,
            role,
            responder,
            note,
            ..ContactPoint::new(channel)
        },
    )
}

fn extras() -> impl Strategy<Value = Map<String, Value>> {
    let value = prop_oneof![
        text().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        Just(json!([1, { "a": null }]))
    ];
    let key = prop_oneof![Just("slogan"), Just("name"), Just("firstName"), Just("since")];
    proptest::collection::vec((key, value), 0..3)
        .prop_map(|pairs| pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

prop_compose! {
    fn document()(
        kind in prop_oneof![Just(Kind::Personal), Just(Kind::Corporate)],
        [given_name, family_name, father_name, name, business_line, manager, notes] in
            [some(), some(), some(), some(), some(), some(), some()],
        own_name in some(),
        contact_points in proptest::collection::vec(point(), 0..5),
        extras in extras(),
    ) -> Document {
        let mut attributes = Attributes::default();
        attributes.replace_own([("tier".to_owned(), json!("gold"))].into());
        attributes.0.insert("vendor".into(), [("tenantId".to_owned(), json!("t"))].into());
        if !extras.is_empty() {
            attributes.0.insert("identity".into(), extras.into_iter().collect());
        }
        let company = Company { name, business_line, manager, ..Company::default() };
        let mut document = Document {
            kind, given_name, family_name, father_name, company, notes, contact_points, attributes,
            ..Document::default()
        };
        document.display_name = own_name.or_else(|| document.derived_name()).unwrap_or_else(|| "Someone".into());
        document
    }
}

prop_compose! {
    fn body()(
        is_firm: bool,
        [one, two] in [text(), text()],
        three in some(),
        extras in extras(),
        contacts in proptest::collection::vec((prop_oneof![Just("fax"), Just("telegram")], text(), some(), some(), some()), 0..4),
    ) -> Map<String, Value> {
        let names = if is_firm { ["name", "title", "manager"] } else { ["firstName", "lastName", "fatherName"] };
        let mut identity = extras;
        for (name, value) in names.into_iter().zip([Value::from(one), Value::from(two), Value::from(three)]) {
            identity.insert(name.to_owned(), value);
        }
        let contact = |(kind, value, role, responder, note)| {
            json!({ "type": kind, "value": value, "role": role, "responder": responder, "note": note })
        };
        let contacts: Vec<Value> = contacts.into_iter().map(contact).collect();
        let kind = if is_firm { "corporate" } else { "personal" };
        let body = json!({ "type": kind, "identity": identity, "contacts": contacts });
        body.as_object().unwrap().clone()
    }
}

proptest! {
    #[test]
    fn what_was_read_changes_nothing_when_it_is_sent_back(document in document()) {
        let seen = shown(&document);
        let raw = CustomerInput::read(&Fields::of(seen.clone())).unwrap().changed_customer(&document).unwrap();
        let after = written(&raw, Some(&document)).unwrap();
        prop_assert_eq!(&after, &document);
        prop_assert_eq!(shown(&after)["identity"].clone(), seen["identity"].clone());
    }

    #[test]
    fn what_is_sent_is_what_is_read(body in body()) {
        prop_assume!(body["identity"].as_object().unwrap().values().take(2).all(|value| value.as_str().is_none_or(|text| !text.trim().is_empty())));
        prop_assume!(body["contacts"].as_array().unwrap().iter().all(|contact| !contact["value"].as_str().unwrap().trim().is_empty()));
        let Ok(raw) = CustomerInput::read(&Fields::of(body.clone())).unwrap().new_customer() else {
            // A name of blanks alone is no name.
            return Ok(());
        };
        let seen = shown(&written(&raw, None).unwrap());
        prop_assert_eq!(&seen["type"], &body["type"]);
        prop_assert_eq!(&seen["identity"], &body["identity"]);
        let contacts: Vec<&Value> = seen["contacts"].as_array().unwrap().iter().map(|contact| &contact["data"]).collect();
        prop_assert_eq!(contacts, body["contacts"].as_array().unwrap().iter().collect::<Vec<_>>());
    }

    #[test]
    fn d5_no_body_panics(text in ".{0,60}") {
        if let Ok(fields) = super::body::of_form(text.as_bytes())
            && let Ok(input) = CustomerInput::read(&Fields::of(fields))
        {
            let _ = input.new_customer();
        }
    }
}
