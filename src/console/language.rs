//! The reader's language: every string of the console by its Fluent key, numbers with the reader's digits, direction.
//! English is complete; a string that another language lacks is shown in English.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{LazyLock, PoisonError, RwLock};

use fluent_templates::Loader;
use fluent_templates::fluent_bundle::FluentValue;
use unic_langid::{LanguageIdentifier, langid};

use crate::domain::issues::Issue;

fluent_templates::static_loader! {
    static WORDS = {
        locales: "./locales",
        fallback_language: "en",
        // Names are isolated here, and only where their direction differs: see `isolated`.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// A language that the console speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language(&'static Tongue);

#[derive(Debug, PartialEq, Eq)]
struct Tongue {
    id: LanguageIdentifier,
    tag: &'static str,
    dir: &'static str,
    zero: char,
    thousands: char,
    is_persian_calendar: bool,
}

static TONGUES: [Tongue; 2] = [
    Tongue {
        id: langid!("en"),
        tag: "en",
        dir: "ltr",
        zero: '0',
        thousands: ',',
        is_persian_calendar: false,
    },
    Tongue {
        id: langid!("fa"), tag: "fa", dir: "rtl", zero: '۰', thousands: '٬', is_persian_calendar: true
    },
];

impl Default for Language {
    fn default() -> Self {
        Self(&TONGUES[0])
    }
}

impl Language {
    /// The language of a BCP 47 tag such as `fa-IR`, if the console speaks it.
    #[must_use]
    pub fn of(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?.trim();
        TONGUES.iter().find(|tongue| tongue.tag.eq_ignore_ascii_case(primary)).map(Self)
    }

    /// The first language of an `Accept-Language` header that the console speaks, else English.
    #[must_use]
    pub fn accepted(header: &str) -> Self {
        let mut tags = header.split(',').filter_map(|part| part.split(';').next());
        tags.find_map(Self::of).unwrap_or_default()
    }

    /// The tag for `<html lang>`.
    #[must_use]
    pub fn lang(self) -> &'static str {
        self.0.tag
    }

    /// The direction for `<html dir>`: `ltr` or `rtl`.
    #[must_use]
    pub fn dir(self) -> &'static str {
        self.0.dir
    }

    pub(super) fn is_persian_calendar(self) -> bool {
        self.0.is_persian_calendar
    }

    /// The string of a Fluent key.
    #[must_use]
    pub fn say(self, id: &str) -> String {
        self.remembered(id, || WORDS.lookup(&self.0.id, id))
    }

    /// The words around the one value of a string, which stands in it as it is: for strings of every row of a list.
    #[must_use]
    pub fn around(self, id: &str, name: &'static str) -> Around {
        let text = self.remembered(&format!("{id} {name}"), || self.say_with(id, &[(name, PLACE)]));
        let (before, after) = text.split_once(PLACE).unwrap_or((&text, ""));
        Around { language: self, before: before.to_owned(), after: after.to_owned() }
    }

    /// A string that never changes, looked up once in the life of the program: a page says a hundred of them.
    fn remembered(self, id: &str, say: impl FnOnce() -> String) -> String {
        static SAID: LazyLock<[RwLock<HashMap<String, String>>; TONGUES.len()]> =
            LazyLock::new(Default::default);
        let tongue = TONGUES.iter().position(|tongue| tongue.tag == self.0.tag).unwrap_or_default();
        let said = &SAID[tongue];
        if let Some(text) = said.read().unwrap_or_else(PoisonError::into_inner).get(id) {
            return text.clone();
        }
        let text = say();
        said.write().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned(), text.clone());
        text
    }

    /// The string of a Fluent key, where there is one. The key may come from outside, so it is not remembered.
    #[must_use]
    pub fn try_say(self, id: &str) -> Option<String> {
        WORDS.try_lookup(&self.0.id, id)
    }

    /// [`Language::say_with`] for values whose names are only known at run time.
    #[must_use]
    pub fn say_args(self, id: &str, values: &[(&str, &str)]) -> String {
        let values =
            values.iter().map(|&(name, value)| (Cow::Owned(name.to_owned()), self.isolated(value).into()));
        WORDS.lookup_with_args(&self.0.id, id, &values.collect())
    }

    /// [`Language::say_args`], where there is such a key and every value it mentions is given.
    #[must_use]
    pub fn try_say_args(self, id: &str, values: &[(&str, &str)]) -> Option<String> {
        let values =
            values.iter().map(|&(name, value)| (Cow::Owned(name.to_owned()), self.isolated(value).into()));
        WORDS.try_lookup_with_args(&self.0.id, id, &values.collect())
    }

    /// The string of a key with its values in place. Give numbers through [`Language::number`].
    #[must_use]
    pub fn say_with(self, id: &str, values: &[(&'static str, &str)]) -> String {
        let values = values.iter().map(|&(name, value)| (Cow::Borrowed(name), self.isolated(value).into()));
        WORDS.lookup_with_args(&self.0.id, id, &values.collect())
    }

    /// An issue in the reader's words.
    #[must_use]
    pub fn issue(self, issue: &Issue) -> String {
        let args: Vec<(&'static str, &str)> =
            issue.args().iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.say_with(&format!("issue-{}", issue.code()), &args)
    }

    /// A string that counts. In the message `$n` chooses the plural form and `$count` is the number as it is shown.
    #[must_use]
    pub fn count(self, id: &str, n: u64) -> String {
        self.count_with(id, n, &[])
    }

    /// [`Language::count`] with further values.
    #[must_use]
    pub fn count_with(self, id: &str, n: u64, values: &[(&'static str, &str)]) -> String {
        let mut all: HashMap<Cow<'static, str>, FluentValue> = HashMap::with_capacity(values.len() + 2);
        all.insert("n".into(), n.into());
        all.insert("count".into(), self.number(n).into());
        all.extend(values.iter().map(|&(name, value)| (Cow::Borrowed(name), self.isolated(value).into())));
        WORDS.lookup_with_args(&self.0.id, id, &all)
    }

    /// `12486` as `12,486`, in the reader's digits.
    #[must_use]
    pub fn number(self, n: u64) -> String {
        let plain = n.to_string();
        let mut shown = String::with_capacity(2 * plain.len());
        for (place, digit) in plain.chars().enumerate() {
            if place > 0 && (plain.len() - place).is_multiple_of(3) {
                shown.push(self.0.thousands);
            }
            shown.push(self.digit(digit));
        }
        shown
    }

    /// A size as people say it: "2 GB", "3.1 MB".
    #[must_use]
    pub fn bytes(self, bytes: u64) -> String {
        let units = [("size-gb", 1 << 30), ("size-mb", 1 << 20), ("size-kb", 1 << 10)];
        let Some((unit, size)) = units.into_iter().find(|(_, size)| bytes >= *size) else {
            return self.say_with("size-bytes", &[("number", &self.number(bytes))]);
        };
        let tenths = (bytes * 10 + size / 2) / size;
        let whole = self.number(tenths / 10);
        let number = match tenths % 10 {
            0 => whole,
            tenth => format!("{whole}.{}", self.number(tenth)),
        };
        self.say_with(unit, &[("number", &number)])
    }

    /// A number below a hundred with at least `width` digits and no grouping: the hour, the day of a month.
    pub(super) fn digits(self, n: i32, width: usize) -> String {
        let mut plain = String::with_capacity(8);
        write!(plain, "{n:0width$}").expect("writing to a string does not fail");
        if self.0.zero == '0' { plain } else { plain.chars().map(|digit| self.digit(digit)).collect() }
    }

    fn digit(self, ascii: char) -> char {
        let value = ascii.to_digit(10).unwrap_or_default();
        char::from_u32(u32::from(self.0.zero) + value).unwrap_or(ascii)
    }

    /// The value between isolating marks when it holds letters of the other direction, so that a name never
    /// reorders the sentence around it. (Markup uses `<bdi>`; sentences, titles and labels have only this.)
    fn isolated(self, value: &str) -> Cow<'_, str> {
        let is_foreign = |letter: char| letter.is_alphabetic() && is_rtl(letter) != (self.0.dir == "rtl");
        if value.contains(is_foreign) {
            format!("\u{2068}{value}\u{2069}").into()
        } else {
            Cow::Borrowed(value)
        }
    }
}

/// Stands where a value will; no text has it.
const PLACE: &str = "\u{f8ff}";

/// A string with a place for one value.
#[derive(Clone, Debug)]
pub struct Around {
    language: Language,
    before: String,
    after: String,
}

impl Around {
    /// The string with this value in its place.
    #[must_use]
    pub fn say(&self, value: &str) -> String {
        [&self.before, &*self.language.isolated(value), &self.after].concat()
    }
}

/// Hebrew, Arabic and their neighbours, with their presentation forms.
pub(super) fn is_rtl(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_in_the_readers_digits() {
        let persian = Language::of("fa-IR").unwrap();
        for (n, english, farsi) in [
            (0, "0", "۰"),
            (999, "999", "۹۹۹"),
            (12_486, "12,486", "۱۲٬۴۸۶"),
            (1_000_000, "1,000,000", "۱٬۰۰۰٬۰۰۰"),
        ] {
            assert_eq!(Language::default().number(n), english);
            assert_eq!(persian.number(n), farsi);
        }
    }

    #[test]
    fn a_language_is_found_by_its_tag_or_the_browsers_wish() {
        for (header, lang) in
            [("fa-IR,fa;q=0.9,en;q=0.8", "fa"), ("de-AT, en;q=0.5", "en"), ("de", "en"), ("", "en")]
        {
            assert_eq!(Language::accepted(header).lang(), lang, "{header}");
        }
        assert_eq!(Language::of("fa").map(Language::dir), Some("rtl"));
        assert_eq!(Language::of("tlh"), None);
    }

    #[test]
    fn names_of_the_other_direction_are_isolated_in_sentences() {
        let english = Language::default();
        assert_eq!(english.isolated("Art Restaurant"), "Art Restaurant");
        assert_eq!(english.isolated("12,486"), "12,486");
        assert_eq!(english.isolated("کافی"), "\u{2068}کافی\u{2069}");
        assert_eq!(Language::of("fa").unwrap().isolated("Art"), "\u{2068}Art\u{2069}");
    }

    #[test]
    fn counting_chooses_the_plural_form() {
        let english = Language::default();
        assert_eq!(english.count("customers-count", 1), "1 customer");
        assert_eq!(english.count("customers-count", 12_486), "12,486 customers");
    }
}
