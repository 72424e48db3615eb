//! A whole address in one cell: on lines, or with two blanks between its parts, as Mailchimp writes it.

use std::sync::LazyLock;

use regex::Regex;

use crate::domain::draft::RawAddress;
use crate::domain::values::CountryCode;
use crate::domain::values::text::trimmed;

/// "Haymarket, NSW 2000", "Portland OR 97201", "10115 Berlin".
static PLACE: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    [
        r"^(?<city>[^,0-9]+?),?\s+(?<state>[A-Z]{2,3}|[A-Z][a-z]+),?\s+(?<zip>[0-9A-Z][0-9A-Z -]{2,9})$",
        r"^(?<zip>[0-9]{4,6})\s+(?<city>[^0-9]+)$",
    ]
    .map(|pattern| Regex::new(pattern).expect("the patterns are constants"))
});

/// The parts of an address.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Whole {
    lines: Vec<String>,
    city: String,
    state: String,
    zip: String,
    country: String,
}

/// The parts of a text that is a whole address; none where it is one line of one. Where the other parts have columns,
/// `is_divided`, two blanks in a line are only that.
pub(super) fn address(text: &str, is_divided: bool) -> Option<Whole> {
    let on_lines = text.contains(['\n', '\r']);
    if is_divided && !on_lines {
        return None;
    }
    let parts: Vec<&str> =
        if on_lines { text.split(['\n', '\r']).collect() } else { text.split("  ").collect() };
    let mut parts: Vec<&str> = parts.into_iter().map(trimmed).filter(|part| !part.is_empty()).collect();
    if parts.len() < 2 {
        return None;
    }
    let mut whole = Whole::default();
    if parts.len() > 2 && parts.last().is_some_and(|last| CountryCode::resolve(last).is_some()) {
        whole.country = parts.pop().unwrap_or_default().to_owned();
    }
    if !on_lines && parts.len() >= 4 {
        // Street, perhaps a second line, city, state, post code.
        for field in [&mut whole.zip, &mut whole.state, &mut whole.city] {
            *field = parts.pop().unwrap_or_default().to_owned();
        }
    } else if let Some(found) =
        parts.last().and_then(|last| PLACE.iter().find_map(|place| place.captures(last)))
    {
        let part =
            |name: &str| found.name(name).map(|part| trimmed(part.as_str()).to_owned()).unwrap_or_default();
        (whole.city, whole.state, whole.zip) = (part("city"), part("state"), part("zip"));
        parts.pop();
    }
    whole.lines = parts.into_iter().map(str::to_owned).collect();
    Some(whole)
}

impl Whole {
    /// Puts the parts in the place of those that an address has.
    pub(super) fn put(self, address: &mut RawAddress) {
        let mut lines = self.lines.into_iter();
        address.address1 = lines.next().unwrap_or_default();
        let rest = lines.collect::<Vec<_>>().join(", ");
        let parts = [
            (&mut address.address2, rest),
            (&mut address.suburb, self.city),
            (&mut address.state, self.state),
            (&mut address.postcode, self.zip),
            (&mut address.country, self.country),
        ];
        // What it does not say, other columns may.
        for (part, said) in parts.into_iter().filter(|(_, said)| !said.is_empty()) {
            *part = said;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_address_is_taken_apart() {
        for (text, expected) in [
            (
                "1 Quay St\nHaymarket, NSW 2000\nAustralia",
                ["1 Quay St", "Haymarket", "NSW", "2000", "Australia"],
            ),
            ("12 Main St\r\nPortland OR 97201", ["12 Main St", "Portland", "OR", "97201", ""]),
            ("Hauptstr. 1\n10115 Berlin\nGermany", ["Hauptstr. 1", "Berlin", "", "10115", "Germany"]),
            ("1 Main St  Portland  OR  97201  US", ["1 Main St", "Portland", "OR", "97201", "US"]),
            ("c/o Ada\nSomewhere", ["c/o Ada|Somewhere", "", "", "", ""]),
        ] {
            let whole = address(text, false).unwrap();
            let found = [whole.lines.join("|"), whole.city, whole.state, whole.zip, whole.country];
            assert_eq!(found, expected, "{text:?}");
        }
        assert_eq!(address("1 Main St, Portland", false), None);
        assert_eq!(address("1 Main St  Portland  OR  97201", true), None);
    }
}
