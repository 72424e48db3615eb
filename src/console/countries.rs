//! The closed list of countries. It is the longest part of most pages that have it, so its HTML is made once.

use std::sync::LazyLock;

use askama::Template;

use crate::console::field::Choice;
use crate::domain::values::CountryCode;

/// The countries, by name.
#[derive(Debug, Template)]
#[template(path = "macros/countries.html")]
pub struct Countries {
    /// One choice each.
    pub choices: Vec<Choice>,
}

impl Default for &'static Countries {
    fn default() -> Self {
        Countries::all()
    }
}

impl Countries {
    /// Every country.
    #[must_use]
    pub fn all() -> &'static Self {
        static COUNTRIES: LazyLock<Countries> = LazyLock::new(|| {
            let choice = |country: &CountryCode| {
                Choice::new(country.as_str(), format!("{} ({country})", country.name()))
            };
            Countries { choices: CountryCode::all().iter().map(choice).collect() }
        });
        &COUNTRIES
    }

    /// The choices of a select, as HTML: up to the place where the chosen one is marked, and from there. No text that is
    /// no country's code marks any.
    #[must_use]
    pub fn around(&self, chosen: &str) -> (&'static str, &'static str) {
        static HTML: LazyLock<String> =
            LazyLock::new(|| Countries::all().render().expect("a String takes every write"));
        let is_code = CountryCode::all().iter().any(|country| country.as_str() == chosen);
        let value = format!("value=\"{chosen}\"");
        let at = HTML.find(&value).filter(|_| is_code).map_or(HTML.len(), |at| at + value.len());
        HTML.split_at(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_chosen_is_marked() {
        let countries = Countries::all();
        let (before, after) = countries.around("FR");
        assert!(before.ends_with("<option value=\"FR\""), "{before}");
        assert!(after.starts_with(">France (FR)</option>"), "{after}");
        for nothing in ["", "XX", "\"", "fr"] {
            assert_eq!(countries.around(nothing).1, "", "{nothing}");
        }
    }
}
