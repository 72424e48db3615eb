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
    let mut alternatives = match numbers.as_slice() {
        [] => return None,
        [number] => digits_terms(number),
        _ => vec![Term::AllOf(numbers.iter().map(|number| any_of(digits_terms(number))).collect())],
    };

    // The zero of +49 (0) 89 is dialled only within the country.
    let is_international = written.starts_with('+') || written.starts_with("00");
    let dialled = if is_international { written.replacen("(0)", "", 1) } else { written.to_owned() };
    let digits: String = dialled.chars().filter(char::is_ascii_digit).collect();
    if numbers.len() > 1 {
        alternatives.extend(phone_terms(&digits));
    }
    if let Some(rest) = digits.strip_prefix("00") {
        alternatives.extend(phone_terms(rest));
    }
    Some(any_of(alternatives))
}

/// One run of digits: a word that begins so, or a phone number that begins or ends so.
fn digits_terms(digits: &str) -> Vec<Term> {
    let mut terms = vec![word_term(digits)];
    terms.extend(phone_terms(digits));
    terms
}

fn phone_terms(digits: &str) -> Vec<Term> {
    if digits.len() < PHONE_MIN_DIGITS {
        return Vec::new();
    }
    let reversed: String = digits.chars().rev().collect();
    let mut terms =
        vec![Term::Prefix(format!("{PHONE}{digits}")), Term::Prefix(format!("{PHONE_REVERSED}{reversed}"))];
    if !digits.starts_with('0') {
        terms.push(Term::Prefix(format!("{PHONE}0{digits}")));
    }
    terms
}

/// The term of customers that have this number, in its E.164 form.
pub fn whole_number(e164: &str) -> Term {
    Term::Word(e164.replacen('+', PHONE.encode_utf8(&mut [0; 4]), 1))
}

fn run_term(run: Run<'_>) -> Term {
    match run {
        Run::Word(word) if word.contains('\'') => {
            let parts = tokens::parts(word).map(word_term).collect();
            Term::AnyOf(vec![word_term(&tokens::joined(word)), Term::AllOf(parts)])
        }
        Run::Word(word) if word.bytes().all(|byte| byte.is_ascii_digit()) => any_of(digits_terms(word)),
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

/// The alternatives, or the only one.
fn any_of(mut terms: Vec<Term>) -> Term {
    if terms.len() == 1 { terms.remove(0) } else { Term::AnyOf(terms) }
}

#[cfg(test)]
mod tests;
