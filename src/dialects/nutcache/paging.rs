//! Pages: which one is asked for, and the links to those beside it.

use actix_web::web::Query;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::dialects::nutcache::Link;
use crate::domain::issues::{Issue, Issues};

/// The query of a request, in its order.
pub(super) type Parameters = Query<Vec<(String, String)>>;

/// Items of a page, unless asked for otherwise.
const LIMIT: usize = 10;
/// Most items of a page.
const MOST: usize = 100;

/// A page as it is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// Items of it.
    pub(super) limit: usize,
    /// Its number, from 1.
    number: usize,
    /// What else was asked for, as it stands in a link.
    rest: String,
}

impl Page {
    /// Reads `limit` and `page`.
    ///
    /// # Errors
    /// What is no number, or less than 1.
    pub(super) fn read(parameters: &Parameters) -> Result<Self, Issues> {
        let mut issues = Issues::new();
        let limit = issues.keep("limit", number(parameters, "limit"));
        let page = issues.keep("page", number(parameters, "page"));
        let (Some(limit), Some(page)) = (limit, page) else { return Err(issues) };
        let others = parameters.iter().filter(|(name, _)| name != "limit" && name != "page");
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let rest = others
            .fold(String::new(), |rest, (name, value)| rest + "&" + &encode(name) + "=" + &encode(value));
        Ok(Self { limit: limit.unwrap_or(LIMIT).min(MOST), number: page.unwrap_or(1), rest })
    }

    /// Items before it.
    pub(super) const fn offset(&self) -> usize {
        (self.number - 1).saturating_mul(self.limit)
    }

    /// The links of a list of `count` items at this address: to the page before it, and to the one behind it.
    pub(super) fn links(&self, address: &str, count: usize) -> Vec<Link> {
        let link = |rel, page: usize| {
            Link::to(rel, format!("{address}?limit={}&page={page}{}", self.limit, self.rest))
        };
        let previous = (self.number > 1).then(|| link("navigation-previous", self.number - 1));
        let is_more = self.offset().saturating_add(self.limit) < count;
        let next = is_more.then(|| link("navigation-next", self.number + 1));
        previous.into_iter().chain(next).collect()
    }
}

fn number(parameters: &Parameters, name: &str) -> Result<Option<usize>, Issue> {
    let Some((_, text)) = parameters.iter().find(|(known, _)| known == name) else { return Ok(None) };
    let number = text.trim().parse().ok().filter(|number| *number > 0);
    number.map(Some).ok_or_else(|| Issue::new("number-invalid"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hrefs(query: &str, count: usize) -> Option<Vec<String>> {
        let page = Page::read(&Parameters::from_query(query).unwrap()).ok()?;
        Some(
            page.links("customers", count)
                .into_iter()
                .map(|link| format!("{} {}", link.rel, link.href))
                .collect(),
        )
    }

    #[test]
    fn a_page_leads_to_those_beside_it() {
        for (query, count, expected) in [
            ("", 10, Some(&[][..])),
            ("", 11, Some(&["navigation-next customers?limit=10&page=2"])),
            ("page=2", 11, Some(&["navigation-previous customers?limit=10&page=1"])),
            (
                "limit=2&page=2&includes=countries",
                5,
                Some(&[
                    "navigation-previous customers?limit=2&page=1&includes=countries",
                    "navigation-next customers?limit=2&page=3&includes=countries",
                ]),
            ),
            ("limit=1000", 101, Some(&["navigation-next customers?limit=100&page=2"])),
            ("limit=0", 1, None),
            ("page=0", 1, None),
            ("page=x", 1, None),
            ("limit=-3", 1, None),
        ] {
            let expected: Option<Vec<String>> =
                expected.map(|links| links.iter().map(|link| (*link).to_owned()).collect());
            assert_eq!(hrefs(query, count), expected, "{query}");
        }
    }
}
