//! The two hundred searches that are measured: twenty-five of each kind, made from customers that are in a file of any size.

use std::collections::BTreeSet;

use crate::customers::{COMPANY, EMAIL, FIRST_NAME, Generator, LAST_NAME, MOBILE, PHONE, Random, Row};
use crate::names::{CHINESE, LATIN, PERSIAN};

pub struct Query {
    pub kind: &'static str,
    pub text: String,
}

const OF_EACH_KIND: usize = 25;

/// Customers the queries are made from; all are in the smallest file.
const AMONG: u64 = 10_000;

type Maker = fn(&Row) -> Option<String>;

const KINDS: [(&str, Maker); 8] = [
    ("rare", rare),
    ("common", common),
    ("two letters", two_letters),
    ("two words", two_words),
    ("persian", persian),
    ("chinese", chinese),
    ("phone end", phone_end),
    ("domain", domain),
];

pub fn record() -> Vec<Query> {
    let generator = Generator::new(1, 0);
    let mut random = Random::of(1, u64::MAX);
    let mut all = Vec::new();
    for (kind, make) in KINDS {
        let mut texts = BTreeSet::new();
        while texts.len() < OF_EACH_KIND {
            let row = generator.row(random.next() % AMONG);
            texts.extend(make(&row));
        }
        all.extend(texts.into_iter().map(|text| Query { kind, text }));
    }
    all
}

/// A coined word: the customer's own, and hardly anyone else's.
fn rare(row: &Row) -> Option<String> {
    let word = row[COMPANY].split(' ').next()?;
    (word.len() > 7 && word.is_ascii()).then(|| word.to_owned())
}

/// One of the frequent names.
fn common(row: &Row) -> Option<String> {
    let frequent = |names: &[&str], name: &str| names[..13].contains(&name).then(|| name.to_owned());
    frequent(LATIN.given, &row[FIRST_NAME]).or_else(|| frequent(LATIN.family, &row[LAST_NAME]))
}

fn two_letters(row: &Row) -> Option<String> {
    let first: String = row[LAST_NAME].chars().take(2).collect();
    LATIN.family.contains(&row[LAST_NAME].as_str()).then_some(first)
}

/// As people type while they look for someone: a whole given name, the beginning of a family name.
fn two_words(row: &Row) -> Option<String> {
    let beginning: String = row[LAST_NAME].chars().take(4).collect();
    LATIN.family.contains(&row[LAST_NAME].as_str()).then(|| format!("{} {beginning}", row[FIRST_NAME]))
}

/// With the Arabic forms of two letters that a keyboard set to Arabic gives.
fn persian(row: &Row) -> Option<String> {
    let given = PERSIAN.given.contains(&row[FIRST_NAME].as_str()).then_some(&row[FIRST_NAME])?;
    Some(format!("{given} {}", row[LAST_NAME]).replace('ی', "ي").replace('ک', "ك"))
}

/// Characters from the middle of a company's name, which is written without blanks.
fn chinese(row: &Row) -> Option<String> {
    CHINESE.family.contains(&row[LAST_NAME].as_str()).then_some(())?;
    let name: Vec<char> = row[COMPANY].chars().collect();
    let is_chinese = name.iter().all(|letter| !letter.is_ascii());
    (name.len() > 5 && is_chinese).then(|| name[2..5].iter().collect())
}

/// The last six digits, which is what people remember.
fn phone_end(row: &Row) -> Option<String> {
    let number = if row[LAST_NAME].len().is_multiple_of(2) { &row[PHONE] } else { &row[MOBILE] };
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    digits.get(digits.len().checked_sub(6)?..).map(str::to_owned)
}

fn domain(row: &Row) -> Option<String> {
    row[EMAIL].split_once('@').map(|(_, domain)| domain.to_owned())
}
