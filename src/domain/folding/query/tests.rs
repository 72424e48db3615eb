use proptest::prelude::*;

use super::*;
use crate::domain::folding::{Part, document_tokens};
use crate::domain::values::{CountryCode, Email, phone};

fn customer() -> String {
    document_tokens([
        Part::Words("ندا یاری"),
        Part::Words("کافی\u{200C}شاپ رادیو"),
        Part::Words("O’Hara & Brun-Fils 株式会社山田 Ünal 2024"),
        Part::Email(&Email::parse("n.yari@radio-cafe.example").unwrap()),
        Part::Phone { typed: "0912 555 6666", e164: Some("+989125556666") },
        Part::Phone { typed: "+49 (0) 89 5523 118-240", e164: Some("+49895523118240") },
    ])
}

#[test]
fn a_customer_is_found_by_what_people_type() {
    let customer = customer();
    let found = [
        "| ندا | یار | ياري | کافی شاپ | کافی\u{200C}شاپ | کافیشاپ | كافيش | رادیو ندا",
        "o'hara | O’Har | ohara | hara | brun-fils | BRUN FIL | ünal | una | – una –",
        "株式 | 会社山田 | 山 | 田 | 山田 ندا | n.yari@radio | radio-cafe.example | yari@ | @radio",
        "0912 | 0912 555 | ۰۹۱۲۵۵۵ | 912 55 | +98912 | +98 912 555 | 0098 912 | 98912 | 6666 | 55-6666",
        "(0912) 555.66 | +49 89 55 | +49 (0) 89 | 089 55 | 8955 | 118-240 | 240 | 0912 6666 | 2024 | 20",
    ];
    for typed in found.iter().flat_map(|line| line.split(" | ")) {
        assert!(matches(&customer, &query_terms(typed)), "{typed}: {:?}", query_terms(typed));
    }
    let missed = [
        "y | h | 1 | 5 | 024 | adio | 株会 | 社式 | nada | ndash 2024 | ohara brunfils",
        "5556 | 0913 | 66660 | p0912 | ħ | þ0912",
    ];
    for typed in missed.iter().flat_map(|line| line.split(" | ")) {
        assert!(!matches(&customer, &query_terms(typed)), "{typed}: {:?}", query_terms(typed));
    }
}

#[test]
fn a_query_is_bounded() {
    assert_eq!(query_terms("a b c d e f g h i j").len(), TERMS_MAX);
    assert_eq!(query_terms(" -–- ()"), []);
    assert_eq!(query_terms(&"ab".repeat(1000)), [Term::Prefix("ab".repeat(32))]);
    let Term::AllOf(pairs) = &query_terms(&"山田".repeat(60))[0] else { panic!("pairs of neighbours") };
    assert_eq!(pairs.len(), TERMS_MAX);
}

#[test]
fn alternatives_are_plain_where_there_is_one() {
    assert_eq!(query_terms("Art"), [Term::Prefix("art".into())]);
    assert_eq!(query_terms("a"), [Term::Word("a".into())]);
    assert_eq!(query_terms("山田"), [Term::Word("山田".into())]);
    assert_eq!(
        query_terms("0912"),
        [Term::AnyOf(vec![
            Term::Prefix("0912".into()),
            Term::Prefix("þ0912".into()),
            Term::Prefix("ð2190".into())
        ])]
    );
}

fn first_chars(text: &str, count: usize) -> String {
    text.chars().take(count).collect()
}

proptest! {
    #[test]
    fn a_customer_is_found_by_the_beginning_of_each_word(
        words in prop::collection::vec("[a-zA-ZÀ-ÖØ-öø-ɏآ-يپچژکگیА-яΑ-Ρα-ώ0-9۰-۹’]{2,9}", 1..6),
        count in 2usize..9,
    ) {
        let tokens = document_tokens([Part::Words(&words.join(" "))]);
        for word in &words {
            let typed = first_chars(word, count);
            let folded: String = crate::domain::folding::fold(&typed).replace('\'', "");
            // A single letter must be a whole word, and here it is only the beginning of one.
            if folded.chars().count() >= 2 && !typed.contains('’') {
                prop_assert!(matches(&tokens, &query_terms(&typed)), "{} in {}", typed, tokens);
            }
        }
        prop_assert!(matches(&tokens, &query_terms(&words.join(" "))), "{:?} in {}", words, tokens);
    }

    #[test]
    fn any_two_neighbours_find_a_text_without_blanks(text in "[\\p{Han}\\p{Thai}\\p{Hiragana}]{2,12}") {
        let tokens = document_tokens([Part::Words(&text)]);
        let mut folded = String::new();
        tokens::fold_for_words(&text, &mut folded);
        for run in tokens::runs(&folded) {
            if let Run::Dense(run) = run {
                for pair in tokens::neighbours(run) {
                    prop_assert!(matches(&tokens, &query_terms(pair)));
                }
                for character in run.chars() {
                    prop_assert!(matches(&tokens, &query_terms(&character.to_string())));
                }
            }
        }
    }

    #[test]
    fn a_number_is_found_by_its_first_and_last_digits(
        digits in "9[0-9]{9}", shown in 3usize..10, gap in 1usize..4, separator in "[ ./-]",
        form in 0usize..4,
    ) {
        let iran = CountryCode::parse("IR").unwrap();
        let typed = [format!("0{digits}"), format!("+98{digits}"), format!("0098{digits}"), format!("۰{digits}")];
        let typed = &typed[form];
        let parsed = phone::parse(typed, Some(iran), None).unwrap();
        let tokens = document_tokens([Part::Phone { typed, e164: parsed.e164.as_deref() }]);
        let grouped = |digits: &str| {
            let (head, tail) = digits.split_at(gap);
            format!("{head}{separator}{tail}")
        };
        let last = &digits[digits.len() - shown..];
        prop_assert!(matches(&tokens, &query_terms(&grouped(last))), "{last} in {tokens}");
        let first = first_chars(typed, shown + 2).replace('۰', "0");
        prop_assert!(matches(&tokens, &query_terms(&grouped(&first))), "{first} in {tokens}");
        if parsed.e164.is_some() {
            for begin in ["0", "", "+98", "0098", "98"] {
                let first = format!("{begin}{}", grouped(&digits[..shown]));
                prop_assert!(matches(&tokens, &query_terms(&first)), "{first} in {tokens}");
            }
        }
    }

    #[test]
    fn an_address_is_found_by_its_beginning(address in "[a-z]{2,8}[._+-][a-z0-9]{2,8}@[a-z]{2,6}\\.[a-z]{2,5}") {
        let email = Email::parse(&address).unwrap();
        let tokens = document_tokens([Part::Email(&email)]);
        prop_assert!(matches(&tokens, &query_terms(&address)));
        let (local, host) = address.split_once('@').unwrap();
        for typed in [local, host, &address[..2]] {
            prop_assert!(matches(&tokens, &query_terms(typed)), "{typed} in {tokens}");
        }
    }

    #[test]
    fn tokens_are_single_and_terms_few(text in "\\PC{0,60}") {
        let tokens = document_tokens([Part::Words(&text)]);
        let mut seen: Vec<&str> = tokens.split_whitespace().collect();
        prop_assert!(seen.iter().all(|token| token.chars().all(char::is_alphanumeric)));
        let all = seen.len();
        seen.sort_unstable();
        seen.dedup();
        prop_assert_eq!(seen.len(), all);
        prop_assert!(query_terms(&text).len() <= TERMS_MAX);
    }
}
