use proptest::prelude::*;

use super::*;

/// The customer whose id many of the keys are near.
const NEAR: CustomerId = CustomerId(Uuid::from_u128(7));

fn text() -> impl Strategy<Value = Option<String>> {
    prop::option::of("[a-zA-Zا-ی\"\\\\ 0-9é]{1,12}")
}

fn key(id: CustomerId) -> impl Strategy<Value = Uuid> {
    prop_oneof![
        (0u128..20_000).prop_map(move |distance| Uuid::from_u128(id.0.as_u128().wrapping_add(distance))),
        any::<u128>().prop_map(Uuid::from_u128),
    ]
}

fn country() -> impl Strategy<Value = Option<CountryCode>> {
    prop::option::of(prop::sample::select(CountryCode::all().to_vec()))
}

fn channel() -> impl Strategy<Value = Channel> {
    let email = "[a-z]{1,8}@[a-z]{1,8}\\.example";
    let kind = prop::sample::select(PhoneType::ALL.to_vec());
    let number = "\\+[1-9][0-9]{4,12}";
    let phone = (kind, text(), country(), "\\+[1-9][0-9 ]{4,12}", prop::option::of(number), any::<bool>());
    prop_oneof![
        email.prop_map(|email| Channel::Email { value: Email::parse(&email).unwrap() }),
        phone.prop_map(|(phone_type, typed, country, plus, other, is_same)| {
            let value = if is_same { plus } else { typed.unwrap_or(plus) };
            let e164 = if is_same { as_typed(&value) } else { other };
            Channel::Phone(Phone { phone_type, value, country, e164 })
        }),
        "[a-z:]{1,9}".prop_map(|value| Channel::Other { value }),
    ]
}

fn point(id: CustomerId) -> impl Strategy<Value = ContactPoint> {
    (key(id), channel(), text(), text(), text(), text(), text()).prop_map(
        |(key, channel, type_text, label, role, responder, note)| ContactPoint {
            key,
            channel,
            type_text,
            label,
            role,
            responder,
            note,
        },
    )
}

fn address(id: CustomerId) -> impl Strategy<Value = Address> {
    let lines = (text(), text(), text(), text(), text());
    (key(id), lines, text(), country(), any::<bool>()).prop_map(|(key, lines, typed, country, is_code)| {
        let code = country.as_ref().map(|code| code.as_str().to_owned());
        Address {
            key,
            line1: lines.0,
            line2: lines.1,
            locality: lines.2,
            postcode: lines.3,
            state: lines.4,
            country_text: if is_code { code } else { typed },
            country,
        }
    })
}

proptest! {
    #[test]
    fn what_is_kept_reads_back_as_it_was(
        far in any::<u128>(),
        points_in in prop::collection::vec(point(NEAR), 0..6),
        addresses_in in prop::collection::vec(address(NEAR), 0..4),
        home in country(),
    ) {
        for id in [NEAR, CustomerId(Uuid::from_u128(far))] {
            let text = points_text(id, home, &points_in).unwrap();
            prop_assert_eq!(&points(id, home, &text).unwrap(), &points_in);
            let (email, phone) = first_points(&text).unwrap();
            let document = Document { contact_points: points_in.clone(), ..Document::default() };
            prop_assert_eq!(email.as_deref(), document.email().map(Email::as_str));
            let first = document.phones().next().map(|(_, phone)| phone.e164.as_ref().unwrap_or(&phone.value));
            prop_assert_eq!(phone.as_ref(), first);
            prop_assert_eq!(&addresses(id, home, &addresses_text(id, home, &addresses_in).unwrap()).unwrap(), &addresses_in);
        }
    }
}

#[test]
fn the_usual_customer_is_short() {
    let id = CustomerId(Uuid::from_u128(0x01a1_fddc_5954_73bf_adda_b3c9_c0f2_13c8));
    let mut document = Document {
        contact_points: vec![
            ContactPoint::new(Channel::Email { value: Email::parse("helen@art.example").unwrap() }),
            ContactPoint::new(Channel::Phone(Phone {
                phone_type: PhoneType::Mobile,
                value: "+380 315 130 195".into(),
                country: CountryCode::parse("UA").ok(),
                e164: Some("+380315130195".into()),
            })),
        ],
        ..Document::default()
    };
    number_keys(id, &mut document);
    let text = points_text(id, document.country(), &document.contact_points).unwrap();
    assert_eq!(text, r#"[{"e":"helen@art.example"},{"p":"+380 315 130 195","t":"m"}]"#);
}
