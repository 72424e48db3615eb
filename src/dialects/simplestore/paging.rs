//! What a list is asked for, by names in any casing, and the envelope that its pages come in.

use std::collections::HashMap;
use std::time::Duration;

use serde::Serialize;

use crate::domain::customer::CustomerId;
use crate::domain::issues::{Issue, Issues};

/// Items of a page, unless asked for otherwise.
const PAGE_SIZE: i64 = 10;
/// Most items of a page.
const MOST: i64 = 100;

/// What a list is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// These customers alone; none asks for all.
    pub ids: Vec<CustomerId>,
    /// The address that one must have.
    pub email: String,
    /// Phones are shown.
    pub has_phones: bool,
    /// Addresses are shown.
    pub has_addresses: bool,
    /// Attributes are shown.
    pub has_attributes: bool,
    size: i64,
    index: i64,
}

/// A page of a list.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the members are called so")]
pub struct Page<T> {
    result: Vec<T>,
    page_size: i64,
    page_index: i64,
    total_records_found: i64,
    result_count: usize,
    total_pages: i64,
    query_duration_milliseconds: u128,
}

impl Asked {
    /// Reads the query.
    ///
    /// # Errors
    /// What is no number, no id, or neither true nor false.
    pub fn read(query: &[(String, String)]) -> Result<Self, Issues> {
        let mut issues = Issues::new();
        let last: HashMap<String, &str> =
            query.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.as_str())).collect();
        let sent = |name: &str| last.get(&name.to_ascii_lowercase()).copied().filter(|text| !text.is_empty());
        let mut number = |name: &str, otherwise: i64, least: i64| {
            let number = match sent(name) {
                None => Ok(otherwise),
                Some(text) => whole(text, least),
            };
            issues.keep(name, number).unwrap_or(otherwise)
        };
        let (size, index) = (number("PageSize", PAGE_SIZE, 1).min(MOST), number("PageIndex", 0, 0));
        let mut flag = |name: &str| match sent(name).map(str::to_ascii_lowercase).as_deref() {
            None | Some("true") => true,
            Some("false") => false,
            Some(_) => {
                issues.add(name, Issue::new("json-wrong-type").with("expected", "true or false"));
                true
            }
        };
        let (has_phones, has_addresses) = (flag("IncludePhones"), flag("IncludeAddresses"));
        let has_attributes = flag("IncludeAttributes");
        let ids = query.iter().filter(|(name, id)| name.eq_ignore_ascii_case("CustomerId") && !id.is_empty());
        let ids = ids.map(|(_, id)| id.parse().map_err(|_| Issue::new("customer-id-invalid")));
        let ids = issues.keep("CustomerId", ids.collect::<Result<Vec<CustomerId>, _>>()).unwrap_or_default();
        let email = sent("EmailAddress").unwrap_or_default().to_owned();
        if issues.is_empty() {
            Ok(Self { ids, email, has_phones, has_addresses, has_attributes, size, index })
        } else {
            Err(issues)
        }
    }

    /// How many customers stand before the page.
    #[must_use]
    pub fn offset(&self) -> usize {
        usize::try_from(self.index.saturating_mul(self.size)).unwrap_or(usize::MAX)
    }

    /// How many the page has at most.
    #[must_use]
    pub fn limit(&self) -> usize {
        usize::try_from(self.size).unwrap_or(usize::MAX)
    }

    /// The page in its envelope.
    #[must_use]
    pub fn page<T>(&self, result: Vec<T>, total: i64, took: Duration) -> Page<T> {
        Page {
            page_size: self.size,
            page_index: self.index,
            total_records_found: total,
            result_count: result.len(),
            total_pages: total / self.size + i64::from(total % self.size > 0),
            query_duration_milliseconds: took.as_millis(),
            result,
        }
    }
}

/// A number of digits alone; what is too large for one is behind every list.
fn whole(text: &str, least: i64) -> Result<i64, Issue> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = is_number.then(|| text.parse().unwrap_or(i64::MAX)).filter(|number| *number >= least);
    number.ok_or_else(|| Issue::new("number-invalid"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Asked, Issues> {
        let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
        let pairs: Vec<_> = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Asked::read(&pairs)
    }

    #[test]
    fn names_are_read_in_any_casing() {
        for (text, expected) in [
            ("", (0, 10)),
            ("PageSize=5&PageIndex=2", (10, 5)),
            ("pageSize=5&pageindex=2", (10, 5)),
            ("pagesize=1000", (0, 100)),
            ("PageSize=&PageIndex=", (0, 10)),
        ] {
            let asked = read(text).unwrap();
            assert_eq!((asked.offset(), asked.limit()), expected, "{text}");
        }
        let asked = read("includephones=FALSE&IncludeAddresses=true&emailAddress=a@b.example").unwrap();
        assert_eq!((asked.has_phones, asked.has_addresses, asked.has_attributes), (false, true, true));
        assert_eq!(asked.email, "a@b.example");
        assert!(read("PageIndex=99999999999999999999").unwrap().offset() > 1_000_000);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, name) in [
            ("PageSize=0", "PageSize"),
            ("pageIndex=-1", "PageIndex"),
            ("PageIndex=x", "PageIndex"),
            ("IncludePhones=yes", "IncludePhones"),
            ("CustomerId=7", "CustomerId"),
        ] {
            let issues = read(text).unwrap_err();
            assert_eq!(issues.iter().map(|(field, _)| field).collect::<Vec<_>>(), [name], "{text}");
        }
    }
}
