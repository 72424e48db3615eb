//! The search index's view of a customer: tokens of folded letters and digits, separated by blanks. `unicode61` and
//! a `tsvector` made of the same words index them as they are.

use sha2::{Digest, Sha256};

use super::letters;
use crate::domain::values::{Email, phone};

/// Begins a token of a phone number's digits, forwards. No folded word begins with one of these three letters.
pub(super) const PHONE: char = 'þ';

/// Begins a token of a phone number's digits, from the last to the first.
pub(super) const PHONE_REVERSED: char = 'ð';

/// Begins an [`exact_token`].
const EXACT: char = 'ħ';

/// Longer words are found by their first so many characters.
pub(super) const WORD_MAX_CHARS: usize = 64;

/// One thing that a customer is found by.
#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    /// Words: a name, a company, an attribute's value, a tag.
    Words(&'a str),
    /// An address beside the main one: found by the words between its punctuation, and as a whole.
    Email(&'a Email),
    /// A number: found by its first and its last digits in all the ways it is dialled. A form that another has behind
    /// a zero has no token of its own; a query looks there, too.
    Phone {
        /// As typed.
        typed: &'a str,
        /// Where the number is valid.
        e164: Option<&'a str>,
    },
}

/// The tokens of a customer, each once, separated by blanks.
pub fn document_tokens<'a>(parts: impl IntoIterator<Item = Part<'a>>) -> String {
    let mut tokens = Tokens::default();
    for part in parts {
        match part {
            Part::Words(text) => tokens.add_words(text),
            Part::Email(email) => {
                tokens.add_words(email.as_str());
                tokens.add(&exact_token(&email.key()));
            }
            Part::Phone { typed, e164 } => tokens.add_phone(typed, e164),
        }
    }
    tokens.text
}

/// The token of a whole e-mail key, by which a customer is found that has the address beside its main one.
/// It is a short hash: whoever finds a customer by it compares the address itself.
pub fn exact_token(key: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let hash = Sha256::digest(key.as_bytes());
    let mut token = String::with_capacity(EXACT.len_utf8() + 16);
    token.push(EXACT);
    for byte in hash.iter().take(8) {
        token.push(char::from(HEX[usize::from(byte >> 4)]));
        token.push(char::from(HEX[usize::from(byte & 15)]));
    }
    token
}

#[derive(Default)]
struct Tokens {
    text: String,
    /// A hash and the place of each token: comparing numbers settles nearly every question whether one is there.
    hashes: Vec<u64>,
    places: Vec<(usize, usize)>,
    folded: String,
}

impl Tokens {
    fn add(&mut self, token: &str) {
        let hash = hash(token);
        let same = |at: usize| {
            let (start, end) = self.places[at];
            self.text[start..end] == *token
        };
        if self.hashes.iter().enumerate().any(|(at, known)| *known == hash && same(at)) {
            return;
        }
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        let start = self.text.len();
        self.text.push_str(token);
        self.hashes.push(hash);
        self.places.push((start, self.text.len()));
    }

    fn add_words(&mut self, text: &str) {
        let mut folded = std::mem::take(&mut self.folded);
        fold_for_words(text, &mut folded);
        for run in runs(&folded) {
            match run {
                Run::Word(word) if word.contains('\'') => {
                    parts(word).for_each(|part| self.add(beginning(part)));
                    self.add(beginning(&joined(word)));
                }
                Run::Word(word) => self.add(beginning(word)),
                Run::Dense(run) => {
                    neighbours(run).for_each(|pair| self.add(pair));
                    self.add(last(run));
                }
            }
        }
        self.folded = folded;
    }

    fn add_phone(&mut self, typed: &str, e164: Option<&str>) {
        let forms = phone::digit_forms(typed, e164);
        let is_behind_a_zero = |digits: &String| {
            forms.iter().any(|other| other.strip_prefix('0').is_some_and(|rest| rest == digits))
        };
        for digits in forms.iter().filter(|digits| !digits.is_empty() && !is_behind_a_zero(digits)) {
            self.add_marked(PHONE, digits.chars());
        }
        if let Some(longest) = forms.last() {
            self.add_marked(PHONE_REVERSED, longest.chars().rev());
        }
    }

    fn add_marked(&mut self, mark: char, digits: impl Iterator<Item = char>) {
        let mut token = String::with_capacity(24);
        token.push(mark);
        token.extend(digits);
        self.add(&token);
    }
}

/// FNV-1a: cheaper than any other for words of a few letters, and equality is checked after it.
fn hash(token: &str) -> u64 {
    token
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Folds like [`super::fold`], but with a `'` where a word has a joint.
pub(super) fn fold_for_words(text: &str, folded: &mut String) {
    folded.clear();
    if text.is_ascii() {
        folded.push_str(text);
        folded.make_ascii_lowercase();
        return;
    }
    for character in text.chars() {
        if letters::is_joint(character) {
            folded.push('\'');
        } else {
            letters::push_folded(character, folded);
        }
    }
}

/// What a folded text falls into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Run<'a> {
    /// A word of a script that sets blanks, with `'` at its joints.
    Word(&'a str),
    /// Neighbouring characters of scripts that do not.
    Dense(&'a str),
}

/// The runs of a text folded by [`fold_for_words`].
pub(super) fn runs(folded: &str) -> impl Iterator<Item = Run<'_>> {
    let mut rest = folded;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|character| !letters::is_of_word(character));
        let first = rest.chars().next()?;
        let dense = letters::is_dense(first);
        let goes_on = |character: char| match character {
            '\'' => !dense,
            _ if character.is_ascii() => !dense && character.is_ascii_alphanumeric(),
            _ => letters::is_of_word(character) && letters::is_dense(character) == dense,
        };
        let end = rest.find(|character| !goes_on(character)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        Some(if dense { Run::Dense(run) } else { Run::Word(run.trim_end_matches('\'')) })
    })
}

/// The parts of a word between its joints.
pub(super) fn parts(word: &str) -> impl Iterator<Item = &str> {
    word.split('\'').filter(|part| !part.is_empty())
}

/// The word without its joints.
pub(super) fn joined(word: &str) -> String {
    word.replace('\'', "")
}

/// The first [`WORD_MAX_CHARS`] of a word.
pub(super) fn beginning(word: &str) -> &str {
    if word.len() <= WORD_MAX_CHARS {
        return word;
    }
    word.char_indices().nth(WORD_MAX_CHARS).map_or(word, |(end, _)| &word[..end])
}

/// Every two neighbouring characters.
pub(super) fn neighbours(run: &str) -> impl Iterator<Item = &str> {
    let seconds = run.char_indices().skip(1).map(|(at, second)| at + second.len_utf8());
    run.char_indices().zip(seconds).map(|((start, _), end)| &run[start..end])
}

/// The last character, which begins no pair of neighbours.
fn last(run: &str) -> &str {
    run.char_indices().next_back().map_or("", |(start, _)| &run[start..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        document_tokens([Part::Words(text)])
    }

    #[test]
    fn a_text_falls_into_tokens() {
        for (text, expected) in [
            ("", ""),
            (" – & – ", ""),
            ("Art Restaurant, ART", "art restaurant"),
            ("Müller-Lüdenscheidt GmbH & Co. KG", "muller ludenscheidt gmbh co kg"),
            ("O’Hara & Daughters", "o hara ohara daughters"),
            ("Col·lecció COĿLECCIÓ", "col leccio colleccio"),
            ("'quoted' rock 'n' roll", "quoted rock n roll"),
            ("کافی\u{200C}شاپ رادیو", "كافي شاپ كافيشاپ راديو"),
            ("Room 4711b", "room 4711b"),
            ("株式会社山田", "株式 式会 会社 社山 山田 田"),
            ("山", "山"),
            ("ABC株式 会社", "abc 株式 式 会社 社"),
            ("ไทยแลนด์", "ไท ทย ยแ แล ลน นด ด"),
            ("한국 전력", "한국 전력"),
            ("🅰🅱 x²", "x2"),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
        assert_eq!(words(&"å".repeat(500)), "a".repeat(WORD_MAX_CHARS));
    }

    #[test]
    fn an_address_is_found_by_its_pieces_and_as_a_whole() {
        let email = Email::parse("Helen.Cron@art-house.example").unwrap();
        let expected =
            format!("helen cron art house example {}", exact_token("helen.cron@art-house.example"));
        assert_eq!(document_tokens([Part::Email(&email)]), expected);
    }

    #[test]
    fn a_number_is_found_from_both_ends_and_as_a_whole() {
        let number = Part::Phone { typed: "0912 555 6666", e164: Some("+989125556666") };
        assert_eq!(document_tokens([number]), "þ09125556666 þ989125556666 ð666655521989");
        let doubtful = Part::Phone { typed: "555-66 ext. 7", e164: None };
        assert_eq!(document_tokens([doubtful]), "þ55566 ð66555");
    }

    #[test]
    fn an_exact_token_never_changes() {
        // Stored in every index: another hash would lose every duplicate until the index is built again.
        assert_eq!(exact_token("helen@art.example"), "ħcd1a5b0585090906");
    }
}
