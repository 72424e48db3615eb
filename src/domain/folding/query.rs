//! What someone types into the search box, as terms that the store turns into its engine's query.
//! Every word typed must begin a word of the customer.

use super::tokens::{self, PHONE, PHONE_REVERSED, Run};

/// The most terms of a query; further words are not looked at, so that no query costs more than this.
pub const TERMS_MAX: usize = 8;

/// The most characters of a query that are looked at.
const QUERY_MAX_CHARS: usize = 200;

/// Fewer digits than this are in nearly every phone number, at one end or the other.
const PHONE_MIN_DIGITS: usize = 3;

/// A condition on the tokens of a customer; a query is all of its terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// One token is this.
    Word(String),
    /// One token begins with this.
    Prefix(String),
    /// At least one of the terms.
    AnyOf(Vec<Term>),
    /// Each of the terms.
    AllOf(Vec<Term>),
}

/// The terms of what was typed; none when nothing typed can be searched for.
///
/// - A word must begin a word of the customer; a single letter must be one, since it begins too many.
/// - Digits begin a word, or are the first or last digits of a phone number, however they are grouped.
/// - Addresses fall into words at their punctuation.
/// - In scripts without blanks every two neighbouring characters must be neighbours in the customer.
#[must_use]
pub fn query_terms(typed: &str) -> Vec<Term> {
    let end = typed.char_indices().nth(QUERY_MAX_CHARS).map_or(typed.len(), |(end, _)| end);
    let mut folded = String::new();
    tokens::fold_for_words(&typed[..end], &mut folded);

    let pieces: Vec<&str> = folded.split_whitespace().collect();
    let mut terms = Vec::new();
    for group in pieces.chunk_by(|before, after| is_of_number(before) && is_of_number(after)) {
        if is_of_number(group[0]) {
            terms.extend(number_term(&group.concat(), group));
        } else {
            terms.extend(group.iter().flat_map(|piece| tokens::runs(piece)).map(run_term));
        }
    }
    terms.truncate(TERMS_MAX);
    terms
}

/// Whether tokens, as [`super::document_tokens`] makes them, satisfy every term: what each engine answers.
#[must_use]
pub fn matches(tokens: &str, terms: &[Term]) -> bool {
    terms.iter().all(|term| holds(tokens, term))
}

fn holds(tokens: &str, term: &Term) -> bool {
    match term {
        Term::Word(word) => tokens.split(' ').any(|token| token == word),
        Term::Prefix(prefix) => tokens.split(' ').any(|token| token.starts_with(prefix)),
        Term::AnyOf(terms) => terms.iter().any(|term| holds(tokens, term)),
        Term::AllOf(terms) => terms.iter().all(|term| holds(tokens, term)),
    }
}

/// Whether a piece can be part of a phone number that is typed with blanks.
fn is_of_number(piece: &str) -> bool {
    piece.chars().all(|character| character.is_ascii_digit() || "+-./()[]‐–—−".contains(character))
}

/// Pieces of digits: each of its numbers for itself, or all of them together a phone number.
fn number_term(written: &str, pieces: &[&str]) -> Option<Term> {
    let numbers = pieces.iter().flat_map(|piece| piece.split(|character: char| !character.is_ascii_digit()));
    let numbers: Vec<&str> = numbers.filter(|number| !number.is_empty()).take(TERMS_MAX).collect();
    let each = match numbers.as_slice() {
        [] => return None,
        [number] => AnyTerm::from(digits_term(number)),
        _ => AnyTerm::from(Term::AllOf(numbers.iter().map(|number| digits_term(number)).collect())),
    };

    // The zero of +49 (0) 89 is dialled only within the country.
    let international = written.starts_with('+') || written.starts_with("00");
    let written = if international { written.replacen("(0)", "", 1) } else { written.to_owned() };
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let mut term = each;
    if numbers.len() > 1 {
        term = term.or(phone_terms(&digits));
    }
    if let Some(rest) = digits.strip_prefix("00") {
        term = term.or(phone_terms(rest));
    }
    Some(term.into())
}

/// One run of digits: a word that begins so, or a phone number that begins or ends so.
fn digits_term(digits: &str) -> Term {
    AnyTerm::from(word_term(digits)).or(phone_terms(digits)).into()
}

fn phone_terms(digits: &str) -> Vec<Term> {
    if digits.len() < PHONE_MIN_DIGITS {
        return Vec::new();
    }
    let reversed: String = digits.chars().rev().collect();
    vec![Term::Prefix(format!("{PHONE}{digits}")), Term::Prefix(format!("{PHONE_REVERSED}{reversed}"))]
}

fn run_term(run: Run<'_>) -> Term {
    match run {
        Run::Word(word) if word.contains('\'') => {
            let parts = tokens::parts(word).map(word_term).collect();
            Term::AnyOf(vec![word_term(&tokens::joined(word)), Term::AllOf(parts)])
        }
        Run::Word(word) if word.bytes().all(|byte| byte.is_ascii_digit()) => digits_term(word),
        Run::Word(word) => word_term(word),
        Run::Dense(run) => dense_term(run),
    }
}

fn word_term(word: &str) -> Term {
    if word.chars().nth(1).is_none() {
        Term::Word(word.to_owned())
    } else {
        Term::Prefix(tokens::beginning(word).to_owned())
    }
}

fn dense_term(run: &str) -> Term {
    let mut pairs: Vec<Term> =
        tokens::neighbours(run).take(TERMS_MAX).map(|pair| Term::Word(pair.to_owned())).collect();
    match pairs.len() {
        0 => Term::Prefix(run.to_owned()),
        1 => pairs.remove(0),
        _ => Term::AllOf(pairs),
    }
}

/// Alternatives, of which there may turn out to be only one.
struct AnyTerm(Vec<Term>);

impl AnyTerm {
    fn or(mut self, others: Vec<Term>) -> Self {
        self.0.extend(others);
        self
    }
}

impl From<Term> for AnyTerm {
    fn from(term: Term) -> Self {
        match term {
            Term::AnyOf(terms) => Self(terms),
            one => Self(vec![one]),
        }
    }
}

impl From<AnyTerm> for Term {
    fn from(mut any: AnyTerm) -> Self {
        if any.0.len() == 1 { any.0.remove(0) } else { Self::AnyOf(any.0) }
    }
}

#[cfg(test)]
mod tests {
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
        for typed in [
            "",
            "ندا",
            "یار",
            "ياري",
            "کافی شاپ",
            "کافی\u{200C}شاپ",
            "کافیشاپ",
            "كافيش",
            "رادیو ندا",
            "o'hara",
            "O’Har",
            "ohara",
            "hara",
            "brun-fils",
            "BRUN FIL",
            "ünal",
            "una",
            "株式",
            "会社山田",
            "山",
            "田",
            "山田 ندا",
            "n.yari@radio",
            "radio-cafe.example",
            "yari@",
            "@radio",
            "0912",
            "0912 555",
            "۰۹۱۲۵۵۵",
            "912 55",
            "+98912",
            "+98 912 555",
            "0098 912",
            "98912",
            "6666",
            "55-6666",
            "(0912) 555.66",
            "+49 89 55",
            "+49 (0) 89",
            "089 55",
            "8955",
            "118-240",
            "240",
            "0912 6666",
            "2024",
            "20",
            "ndash – 2024 –",
        ] {
            let expected = !typed.starts_with("ndash");
            assert_eq!(
                matches(&customer, &query_terms(typed)),
                expected,
                "{typed}: {:?}",
                query_terms(typed)
            );
        }
        for typed in [
            "y", "h", "1", "5", "024", "adio", "5556", "株会", "社式", "nada", "0913", "66660", "p0912", "ħ",
            "þ0912",
        ] {
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
            words in prop::collection::vec("[\\p{Latin}\\p{Arabic}\\p{Cyrillic}\\p{Greek}\\p{Nd}’]{2,9}", 1..6),
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
            digits in "9[0-9]{9}", shown in 3usize..10, gap in 1usize..4, separator in "[ -./]",
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
            prop_assert!(seen.iter().all(|token| token.chars().all(|character| character.is_alphanumeric())));
            let all = seen.len();
            seen.sort_unstable();
            seen.dedup();
            prop_assert_eq!(seen.len(), all);
            prop_assert!(query_terms(&text).len() <= TERMS_MAX);
        }
    }
}
