//! Countries: the closed list of ISO 3166-1, with the names people call them by.
//! What a phone or a settings page offers is this list; an address keeps its own text beside the code found here.

mod names;

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::folding;
use crate::domain::issues::Issue;

/// An alpha-2 code of ISO 3166-1, in upper case; also `XK`, which everyone uses for Kosovo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountryCode([u8; 2]);

impl CountryCode {
    /// Accepts an alpha-2 code, in any letter case.
    ///
    /// # Errors
    /// Everything else; [`resolve`](Self::resolve) also knows names.
    pub fn parse(raw: &str) -> Result<Self, Issue> {
        Self::from_alpha2(raw).ok_or_else(|| Issue::new("country-unknown"))
    }

    /// The country that a text means: its alpha-2 or alpha-3 code, or a name of it, whatever the case, accents,
    /// blanks and punctuation.
    pub fn resolve(text: &str) -> Option<Self> {
        if text.len() > 100 {
            return None;
        }
        Self::from_alpha2(text).or_else(|| LIST.by_name.get(&key(text)).copied())
    }

    /// The code, such as `US`.
    #[expect(clippy::missing_panics_doc, reason = "only ASCII letters are ever kept")]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a code is two ASCII letters")
    }

    /// The code of three letters, such as `USA`.
    #[must_use]
    pub fn alpha3(self) -> &'static str {
        rust_iso3166::from_alpha2(self.as_str()).map_or("XKX", |country| country.alpha3)
    }

    /// The country's short English name, such as `United States`.
    #[expect(clippy::missing_panics_doc, reason = "only codes of the list are ever kept")]
    pub fn name(self) -> &'static str {
        LIST.names[self.index()].expect("every code is on the list")
    }

    /// Every country, in the order of their English names.
    pub fn all() -> &'static [Self] {
        &LIST.all
    }

    fn from_alpha2(raw: &str) -> Option<Self> {
        let &[first, second] = raw.as_bytes() else { return None };
        let letters = [first.to_ascii_uppercase(), second.to_ascii_uppercase()];
        let code = letters.iter().all(u8::is_ascii_uppercase).then_some(Self(letters))?;
        LIST.names[code.index()].map(|_| code)
    }

    fn index(self) -> usize {
        let [first, second] = self.0.map(|letter| usize::from(letter - b'A'));
        first * 26 + second
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for CountryCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CountryCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(deserializer)?;
        Self::parse(&raw).map_err(|_| serde::de::Error::custom("not a country code"))
    }
}

struct List {
    /// The English name of each code, at the code's index.
    names: Box<[Option<&'static str>]>,
    all: Vec<CountryCode>,
    by_name: HashMap<String, CountryCode>,
}

static LIST: LazyLock<List> = LazyLock::new(|| {
    let standard = rust_iso3166::ALL.iter().map(|country| (country.alpha2, country.name));
    let countries: Vec<(CountryCode, &str)> = standard
        .chain([("XK", "Kosovo")])
        .map(|(alpha2, name)| (code(alpha2), names::short(alpha2).unwrap_or(name)))
        .collect();

    let mut names = vec![None; 26 * 26].into_boxed_slice();
    for (country, name) in &countries {
        names[country.index()] = Some(*name);
    }

    let mut all = countries.clone();
    all.sort_by_cached_key(|(_, name)| folding::sort_key(name));

    let of_standard = rust_iso3166::ALL
        .iter()
        .flat_map(|country| [country.alpha3, country.name].map(|name| (country.alpha2, name)));
    let mut by_name: HashMap<String, CountryCode> =
        of_standard.chain(names::others()).map(|(alpha2, name)| (key(name), code(alpha2))).collect();
    by_name.extend(countries.iter().map(|(country, name)| (key(name), *country)));

    List { names, all: all.into_iter().map(|(country, _)| country).collect(), by_name }
});

fn code(alpha2: &'static str) -> CountryCode {
    CountryCode(alpha2.as_bytes().try_into().expect("the tables have alpha-2 codes"))
}

/// What the spellings of one name share: only letters and digits, folded, without a leading article;
/// `&` and `St.` are read out.
fn key(name: &str) -> String {
    let folded = folding::fold(name).replace('&', " and ");
    let words = folded.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    let spelled = words.map(|word| if word == "st" { "saint" } else { word });
    let key: String = spelled.clone().skip_while(|word| *word == "the").collect();
    if key.is_empty() { spelled.collect() } else { key }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_is_two_letters_of_the_list() {
        assert_eq!(CountryCode::parse("us").unwrap().as_str(), "US");
        assert_eq!(CountryCode::parse("XK").unwrap().name(), "Kosovo");
        for raw in ["", "U", "USA", "ZZ", "EU", "UK", "é", "U ", " US", "1A"] {
            assert_eq!(CountryCode::parse(raw), Err(Issue::new("country-unknown")), "{raw}");
        }
    }

    #[test]
    fn a_country_is_found_by_what_people_write() {
        for (text, expected) in [
            ("US", "US"),
            ("usa", "US"),
            ("U.S.A.", "US"),
            ("the United States of America", "US"),
            ("United States", "US"),
            ("UK", "GB"),
            ("Great Britain", "GB"),
            ("england", "GB"),
            ("DEU", "DE"),
            ("Deutschland", "DE"),
            ("Iran", "IR"),
            ("Iran, Islamic Republic of", "IR"),
            ("ایران", "IR"),
            ("South Korea", "KR"),
            ("Korea, Republic of", "KR"),
            ("대한민국", "KR"),
            ("North Korea", "KP"),
            ("Czech Republic", "CZ"),
            ("CZECHIA", "CZ"),
            ("Turkey", "TR"),
            ("türkiye", "TR"),
            ("Cote d’Ivoire", "CI"),
            ("Ivory Coast", "CI"),
            ("Curacao", "CW"),
            ("St. Lucia", "LC"),
            ("Saint Vincent & the Grenadines", "VC"),
            ("Bosnia & Herzegovina", "BA"),
            ("The Netherlands", "NL"),
            ("Holland", "NL"),
            ("Russia", "RU"),
            ("Россия", "RU"),
            ("Viet Nam", "VN"),
            ("Vietnam", "VN"),
            ("Österreich", "AT"),
            ("中国", "CN"),
            ("日本", "JP"),
            ("مصر", "EG"),
            ("Congo", "CG"),
            ("DR Congo", "CD"),
            ("Guinea", "GN"),
            ("Niger", "NE"),
            ("Dominica", "DM"),
        ] {
            assert_eq!(
                CountryCode::resolve(text).map(|country| country.to_string()).as_deref(),
                Some(expected),
                "{text}"
            );
        }
        for text in ["", "the", "Atlantis", "-", "Korea Inc", &"a".repeat(200)] {
            assert_eq!(CountryCode::resolve(text), None, "{text}");
        }
    }

    #[test]
    fn the_list_is_whole_and_in_order() {
        let all = CountryCode::all();
        assert_eq!(all.len(), 250);
        assert_eq!(all.first().map(|country| country.name()), Some("Afghanistan"));
        assert_eq!(all[1].name(), "Åland Islands");
        for country in all {
            assert_eq!(CountryCode::resolve(country.name()), Some(*country), "{country}");
            assert!(country.name().len() <= 44 && !country.name().contains('('), "{}", country.name());
        }
    }

    #[test]
    fn every_name_stands_for_one_country() {
        let mut seen: HashMap<String, &str> = HashMap::new();
        for (alpha2, name) in names::others() {
            let former = seen.insert(key(name), alpha2);
            assert!(former.is_none_or(|former| former == alpha2), "{name}: {former:?} and {alpha2}");
            assert_eq!(
                CountryCode::resolve(name).map(|country| country.to_string()).as_deref(),
                Some(alpha2),
                "{name}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,12}") {
            if let Some(country) = CountryCode::resolve(&text) {
                prop_assert!(CountryCode::all().contains(&country));
            }
        }
    }
}
