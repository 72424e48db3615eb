use std::sync::LazyLock;

use phonenumber::Mode;
use phonenumber::metadata::{DATABASE, Descriptor};
use proptest::prelude::*;

use super::*;

fn country(alpha2: &str) -> Option<CountryCode> {
    CountryCode::parse(alpha2).ok()
}

fn code(issue: Option<&Issue>) -> Option<&str> {
    issue.map(Issue::code)
}

/// The expected forms are those of libphonenumber 9.0.33.
#[test]
fn numbers_are_understood_and_shown_as_libphonenumber_has_them() {
    for (given, typed, e164, international, national) in [
        ("US", "(760) 615-7972", "+17606157972", "+1 760-615-7972", "(760) 615-7972"),
        ("US", "1 760 615 7972", "+17606157972", "+1 760-615-7972", "(760) 615-7972"),
        ("US", "011 49 89 5523118", "+49895523118", "+49 89 5523118", "089 5523118"),
        ("US", "+1 242 365 1234", "+12423651234", "+1 242-365-1234", "(242) 365-1234"),
        ("CA", "418-555-0137", "+14185550137", "+1 418-555-0137", "(418) 555-0137"),
        ("IR", "0912 555 6666", "+989125556666", "+98 912 555 6666", "0912 555 6666"),
        ("IR", "۰۲۱ ۲۳۴۲ ۲۳۴۲", "+982123422342", "+98 21 2342 2342", "021 2342 2342"),
        ("DE", "089/5523118-240", "+49895523118240", "+49 89 5523118240", "089 5523118240"),
        ("DE", "+49 (0) 89 5523118", "+49895523118", "+49 89 5523118", "089 5523118"),
        ("DE", "4989552311824", "+4989552311824", "+49 89 552311824", "089 552311824"),
        ("DE", "+39 02 3661 8300", "+390236618300", "+39 02 3661 8300", "02 3661 8300"),
        ("IT", "02 3661 8300", "+390236618300", "+39 02 3661 8300", "02 3661 8300"),
        ("SM", "0549 886377", "+3780549886377", "+378 0549 886377", "0549 886377"),
        ("GB", "020 7946 0412", "+442079460412", "+44 20 7946 0412", "020 7946 0412"),
        ("GB", "01481 720014", "+441481720014", "+44 1481 720014", "01481 720014"),
        ("FR", "01 84 88 12 06", "+33184881206", "+33 1 84 88 12 06", "01 84 88 12 06"),
        ("IE", "01 482 9930", "+35314829930", "+353 1 482 9930", "(01) 482 9930"),
        ("VN", "028 3822 0101", "+842838220101", "+84 28 3822 0101", "028 3822 0101"),
        ("JP", "052-951-1121", "+81529511121", "+81 52-951-1121", "052-951-1121"),
        ("KR", "02-312-3456", "+8223123456", "+82 2-312-3456", "02-312-3456"),
        ("RU", "8 800 555-35-35", "+78005553535", "+7 800 555-35-35", "8 (800) 555-35-35"),
        ("KZ", "8 701 123 4567", "+77011234567", "+7 701 123 4567", "8 (701) 123 4567"),
        ("AR", "011 15-2345-6789", "+5491123456789", "+54 9 11 2345-6789", "011 15-2345-6789"),
        ("MX", "55 1234 5678", "+525512345678", "+52 55 1234 5678", "55 1234 5678"),
        ("BR", "0 15 11 96123-4567", "+5511961234567", "+55 11 96123-4567", "(11) 96123-4567"),
        ("HU", "06 1 234 5678", "+3612345678", "+36 1 234 5678", "(06 1) 234 5678"),
        ("CI", "01 23 45 6789", "+2250123456789", "+225 01 23 45 6789", "01 23 45 6789"),
        ("", "+800 1234 5678", "+80012345678", "+800 1234 5678", "1234 5678"),
        ("", "0049 89 5523118", "+49895523118", "+49 89 5523118", "089 5523118"),
    ] {
        let parsed = parse(typed, None, country(given)).unwrap();
        assert_eq!(parsed.e164.as_deref(), Some(e164), "{typed}");
        assert_eq!(parsed.national.as_deref(), Some(national), "{typed}");
        assert_eq!(parsed.doubt, None, "{typed}");
        assert_eq!(display(e164), international);
        assert_eq!(national_form(e164).as_deref(), Some(national));
    }
}

#[test]
fn a_doubt_says_what_is_odd_about_a_number() {
    for (given, default, typed, doubt) in [
        ("", "", "0912 555 6666", "Choose a country, or begin the number with + and the country’s code"),
        ("IE", "", "01 48", "This number is too short for Ireland"),
        ("US", "", "760 615 7972 555", "This number is too long for United States"),
        ("US", "", "111 615 7972", "This is not a number of United States"),
        ("", "DE", "+999 1234 5678", "No country has the code that this number begins with"),
        ("", "", "+33 1 84", "This number is too short for France"),
        ("", "", "0033 1 84", "This number is too short for France"),
        ("AQ", "", "12345678", "This is not a number of Antarctica"),
        ("US", "", "1-800-FLOWERS", "Enter one phone number, in digits"),
        ("DE", "", "089 1234567, 089 1234568", "Enter one phone number, in digits"),
    ] {
        let parsed = parse(typed, country(given), country(default)).unwrap();
        assert_eq!(parsed.e164, None, "{typed}");
        assert_eq!(parsed.national, None, "{typed}");
        assert_eq!(parsed.country, country(given), "{typed}");
        assert_eq!(parsed.doubt.map(|doubt| doubt.english()).as_deref(), Some(doubt), "{typed}");
    }
}

#[test]
fn a_given_country_goes_before_the_default_and_the_number() {
    let of = |typed, given, default| parse(typed, country(given), country(default)).unwrap();
    assert_eq!(of("089 5523118", "DE", "US").e164.as_deref(), Some("+49895523118"));
    assert_eq!(of("089 5523118", "", "DE").country, country("DE"));
    assert_eq!(of("+33 1 84 88 12 06", "", "DE").country, country("FR"));
    assert_eq!(of("+290 8271", "", "").country, country("SH"));

    let foreign = of("+33 1 84 88 12 06", "DE", "");
    assert_eq!(foreign.e164.as_deref(), Some("+33184881206"));
    assert_eq!(foreign.country, country("DE"));
    let doubt = foreign.doubt.map(|doubt| doubt.english());
    assert_eq!(doubt.as_deref(), Some("This number is not of Germany but of France"));

    let neighbour = of("+1 760 615 7972", "CA", "");
    assert_eq!((neighbour.country, neighbour.doubt), (country("CA"), None));
}

#[test]
fn what_cannot_be_a_number_is_refused() {
    let long = "1 ".repeat(40);
    for (typed, expected) in [
        ("", "phone-no-digits"),
        ("n/a", "phone-no-digits"),
        ("+", "phone-no-digits"),
        ("4.91E+12", "phone-exponent"),
        ("089\u{0}5523118", "text-control-character"),
        ("089\n5523118", "text-line-break"),
        (&long, "text-too-long"),
    ] {
        assert_eq!(code(parse(typed, country("DE"), None).err().as_ref()), Some(expected), "{typed:?}");
    }
}

#[test]
fn a_number_is_looked_for_in_each_way_it_is_dialled() {
    for (typed, e164, expected) in [
        ("0912 555", Some("+98912555"), &["0912555", "912555", "98912555"][..]),
        ("+98 912 555", Some("+98912555"), &["0912555", "912555", "98912555"]),
        ("0098912555", Some("+98912555"), &["0098912555", "0912555", "912555", "98912555"]),
        ("(760) 615", Some("+1760615"), &["760615", "1760615"]),
        ("555 66 ext. 7", None, &["55566"]),
    ] {
        assert_eq!(digit_forms(typed, e164), expected, "{typed}");
    }
}

#[test]
fn types_have_the_names_of_the_contract() {
    for (kind, name) in
        [(PhoneType::Unknown, "Unknown"), (PhoneType::Landline, "Phone"), (PhoneType::Mobile, "Mobile")]
    {
        assert_eq!(serde_json::to_value(kind).unwrap(), name);
        assert_eq!(PhoneType::from_name(&name.to_lowercase()), Some(kind));
        assert_eq!(kind.as_str(), name);
    }
    assert_eq!(PhoneType::from_name("Fax"), None);
}

#[test]
fn what_is_no_e164_number_is_shown_as_it_is() {
    for text in ["", "+", "089 5523118", "+999", "+0", "nobody"] {
        assert_eq!(display(text), text);
        assert_eq!(national_form(text), None);
    }
}

/// Country, calling code and example number of every kind of every plan.
static EXAMPLES: LazyLock<Vec<(Option<CountryCode>, u16, &'static str)>> = LazyLock::new(|| {
    let metas = (1..1000_u16).filter_map(|code| DATABASE.by_code(&code)).flatten();
    let examples = metas.flat_map(|meta| {
        let of = move |kind: &'static Descriptor| {
            kind.example().map(|example| (country(meta.id()), meta.country_code(), example))
        };
        plan::kinds(meta.descriptors()).filter_map(of)
    });
    examples.collect()
});

#[test]
fn every_example_of_the_metadata_is_valid_and_reads_back() {
    assert!(EXAMPLES.len() > 900, "{}", EXAMPLES.len());
    for &(country, code, example) in EXAMPLES.iter() {
        let e164 = format!("+{code}{example}");
        let parsed = parse(&e164, None, None).unwrap();
        assert_eq!(parsed.e164.as_deref(), Some(e164.as_str()), "{country:?}");
        assert_eq!(parse(&display(&e164), None, None).unwrap(), parsed, "{e164}");
        if country.is_some() {
            for typed in [example, parsed.national.as_deref().unwrap()] {
                let within = parse(typed, country, None).unwrap();
                assert_eq!(within.e164.as_deref(), Some(e164.as_str()), "{typed} in {country:?}");
            }
        }
    }
}

/// A number as the `phonenumber` crate's own parser would have it if it stripped no more than libphonenumber does.
fn of_library(code: u16, national: &str) -> phonenumber::PhoneNumber {
    // With its cache of a hundred patterns, asking it would take minutes.
    DATABASE.cache().lock().unwrap().set_capacity(10_000);
    let digits = national.trim_start_matches('0');
    let zeros = u64::try_from(national.len() - digits.len()).unwrap();
    let value = digits.parse::<u64>().unwrap_or(0);
    serde_json::from_value(serde_json::json!({
        "code": { "value": code, "source": "plus" },
        "national": { "value": zeros << 56 | value },
        "extension": null,
        "carrier": null,
    }))
    .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    /// The library also calls numbers valid of which only the beginning matches a pattern; we call valid nothing that
    /// it does not.
    #[test]
    fn what_is_valid_is_valid_for_the_library_too(
        at in any::<prop::sample::Index>(), changed in 0usize..6, tail in "[0-9]{6}",
    ) {
        let (_, code, example) = at.get(&EXAMPLES);
        let kept = example.len().saturating_sub(changed).max(1);
        let typed = format!("+{code}{}{}", &example[..kept], &tail[..changed]);
        if let Some(e164) = parse(&typed, None, None).unwrap().e164 {
            let theirs = of_library(*code, &e164[1 + code.to_string().len()..]);
            prop_assert!(phonenumber::is_valid(&theirs), "{e164} from {typed}");
            prop_assert_eq!(display(&e164), theirs.format().mode(Mode::International).to_string());
            prop_assert_eq!(theirs.format().mode(Mode::E164).to_string(), e164);
        }
    }

    #[test]
    fn no_text_panics(typed in "\\PC{0,20}|[+0-9 ()x./-]{1,20}", at in any::<prop::sample::Index>()) {
        let given = *at.get(CountryCode::all());
        if let Ok(parsed) = parse(&typed, None, Some(given)) {
            prop_assert_eq!(parsed.e164.is_some(), parsed.doubt.is_none());
            if let Some(e164) = &parsed.e164 {
                prop_assert_eq!(parse(e164, None, None).unwrap().e164, parsed.e164.clone());
            }
            digit_forms(&typed, parsed.e164.as_deref());
        }
        display(&typed);
    }
}
