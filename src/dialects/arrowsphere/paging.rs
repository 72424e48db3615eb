//! Pages by number, as the client turns them.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::envelope::Pagination;
use crate::domain::issues::{Issue, Issues};

/// Items of a page, unless asked for otherwise.
const PER_PAGE: i64 = 25;
/// Most items of a page.
const MOST: i64 = 100;

/// Which page is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    page: i64,
    per_page: i64,
    /// What else the query asks, for the addresses of other pages.
    others: Vec<(String, String)>,
}

impl Paging {
    /// Reads `page` and `per_page`. The client appends its own to those of a call, so the last of a name counts.
    ///
    /// # Errors
    /// What is no number above 0.
    pub fn read(query: &[(String, String)]) -> Result<Self, Issues> {
        let mut issues = Issues::new();
        let mut number = |name: &str, otherwise: i64| {
            let sent = query.iter().rev().find(|(known, _)| known == name);
            let number = match sent.map(|(_, text)| text.as_str()) {
                None | Some("") => Ok(otherwise),
                Some(text) => above_zero(text).ok_or_else(|| Issue::new("number-invalid")),
            };
            issues.keep(name, number)
        };
        let (page, per_page) = (number("page", 1), number("per_page", PER_PAGE));
        let is_other = |(name, _): &&(String, String)| name != "page" && name != "per_page";
        let others = query.iter().filter(is_other).cloned().collect();
        match (page, per_page) {
            (Some(page), Some(per_page)) => Ok(Self { page, per_page: per_page.min(MOST), others }),
            _ => Err(issues),
        }
    }

    /// How many items stand before the page.
    #[must_use]
    pub fn offset(&self) -> usize {
        usize::try_from((self.page - 1).saturating_mul(self.per_page)).unwrap_or(usize::MAX)
    }

    /// How many items the page has at most.
    #[must_use]
    pub fn limit(&self) -> usize {
        usize::try_from(self.per_page).unwrap_or(usize::MAX)
    }

    /// Where the page stands in a list of so many at this address.
    #[must_use]
    pub fn within(&self, path: &str, total: i64) -> Pagination {
        let pages = total / self.per_page + i64::from(total % self.per_page > 0);
        let page = |page: i64| (1..=pages).contains(&page).then(|| self.address(path, page));
        Pagination {
            per_page: self.per_page,
            current_page: self.page,
            total_page: pages,
            total,
            next: page(self.page.saturating_add(1)),
            previous: page(self.page - 1),
        }
    }

    fn address(&self, path: &str, page: i64) -> String {
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let others = self.others.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
        let paging = [format!("per_page={}", self.per_page), format!("page={page}")];
        format!("{path}?{}", others.chain(paging).collect::<Vec<_>>().join("&"))
    }
}

/// A number of digits alone; what is too large for one is behind every list.
fn above_zero(text: &str) -> Option<i64> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(i64::MAX)).filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Vec<(String, String)> {
        let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    #[test]
    fn a_page_is_asked_for_by_its_number() {
        for (text, expected) in [
            ("", (0, 25)),
            ("page=3", (50, 25)),
            ("page=2&per_page=10", (10, 10)),
            ("per_page=1000", (0, 100)),
            ("page=&per_page=", (0, 25)),
            ("page=5&page=2", (25, 25)),
        ] {
            let paging = Paging::read(&query(text)).unwrap();
            assert_eq!((paging.offset(), paging.limit()), expected, "{text}");
        }
        let far = Paging::read(&query("page=99999999999999999999")).unwrap();
        assert!(far.offset() > 1_000_000 && far.within("/c", 5).next.is_none());
        for (text, name) in
            [("page=0", "page"), ("page=-1", "page"), ("per_page=x", "per_page"), ("page=1.0", "page")]
        {
            let issues = Paging::read(&query(text)).unwrap_err();
            assert_eq!(issues.get(name)[0].code(), "number-invalid", "{text}");
        }
    }

    #[test]
    fn the_addresses_of_other_pages_keep_what_was_asked() {
        let paging = Paging::read(&query("email=a@b c&page=2&per_page=10")).unwrap();
        let found = paging.within("/customers", 21);
        assert_eq!((found.total_page, found.total), (3, 21));
        assert_eq!(found.next.as_deref(), Some("/customers?email=a%40b%20c&per_page=10&page=3"));
        assert_eq!(found.previous.as_deref(), Some("/customers?email=a%40b%20c&per_page=10&page=1"));
        let whole = Paging::read(&[]).unwrap().within("/customers", 25);
        assert_eq!((whole.total_page, whole.next, whole.previous), (1, None, None));
        assert_eq!(Paging::read(&[]).unwrap().within("/customers", 0).total_page, 0);
    }
}
