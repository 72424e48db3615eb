//! Entities that are to stand beside the customers which lead to them: each once, in a list named by its kind.

use serde_json::{Map, Value, json};

use crate::dialects::nutcache::paging::Parameters;
use crate::dialects::nutcache::references::{country_json, organization_json};
use crate::dialects::nutcache::{countries, customer_json};
use crate::domain::customer::Customer;
use crate::domain::issues::{Issue, Issues};
use crate::domain::organization::Organization;

/// The kinds of entities that customers lead to.
const KINDS: [&str; 5] = ["organizations", "countries", "currencies", "states", "taxes"];

/// Which kinds are asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Include(Vec<&'static str>);

impl Include {
    /// Reads `include`, or `includes`: kinds with commas between them.
    ///
    /// # Errors
    /// A kind that there is not.
    pub(super) fn read(parameters: &Parameters) -> Result<Self, Issues> {
        let mut kinds = Vec::new();
        let asked = parameters.iter().filter(|(name, _)| name == "include" || name == "includes");
        for word in
            asked.flat_map(|(_, words)| words.split(',')).map(str::trim).filter(|word| !word.is_empty())
        {
            match KINDS.into_iter().find(|kind| kind.eq_ignore_ascii_case(word)) {
                Some(kind) if kinds.contains(&kind) => {}
                Some(kind) => kinds.push(kind),
                None => return Err(Issues::of("include", Issue::new("parameter-unknown"))),
            }
        }
        Ok(Self(kinds))
    }

    /// The lists, by the names of their kinds. There are no currencies, states and taxes here that could be led to.
    pub(super) fn lists(&self, found: &[Customer], organization: &Organization) -> Map<String, Value> {
        let list = |kind: &str| match kind {
            "organizations" => vec![organization_json(organization)],
            "countries" => {
                let mut numbers: Vec<usize> =
                    found.iter().filter_map(|customer| customer_json::country(&customer.document)).collect();
                numbers.sort_unstable();
                numbers.dedup();
                let country =
                    |number| countries::of_number(number).map(|country| country_json(number, country));
                numbers.into_iter().filter_map(country).collect()
            }
            _ => Vec::new(),
        };
        self.0.iter().map(|kind| ((*kind).to_owned(), json!(list(kind)))).collect()
    }
}
