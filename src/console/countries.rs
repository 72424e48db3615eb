//! The closed list of countries. It is the longest part of most pages that have it, so its HTML is made once.

use std::fmt;
use std::sync::LazyLock;

use askama::Template;
use askama::filters::HtmlSafe;

use crate::console::field::Choice;
use crate::domain::values::CountryCode;

/// A part of what the template of the countries has made. It is HTML and escaped already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made(&'static str);

impl Made {
    /// Whether there is nothing of it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Made {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.0)
    }
}

impl HtmlSafe for Made {}

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
    pub fn around(&self, chosen: &str) -> (Made, Made) {
        static HTML: LazyLock<String> =
            LazyLock::new(|| Countries::all().render().expect("a String takes every write"));
        let is_code = CountryCode::all().iter().any(|country| country.as_str() == chosen);
        let value = format!("value=\"{chosen}\"");
        let at = HTML.find(&value).filter(|_| is_code).map_or(HTML.len(), |at| at + value.len());
        let (before, after) = HTML.split_at(at);
        (Made(before), Made(after))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_chosen_is_marked() {
        let countries = Countries::all();
        let (before, after) = countries.around("FR");
        assert!(before.0.ends_with("<option value=\"FR\""), "{before}");
        assert!(after.0.starts_with(">France (FR)</option>"), "{after}");
        for nothing in ["", "XX", "\"", "fr"] {
            assert!(countries.around(nothing).1.is_empty(), "{nothing}");
        }
    }
}
