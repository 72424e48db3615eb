//! What a list is asked for: where it begins, and how many.

use std::collections::HashMap;

use actix_web::web::Query;

use crate::domain::issues::{Issue, Issues};

/// The query of a request.
pub(super) type Parameters = Query<HashMap<String, String>>;

/// Most items of a list.
const MOST: usize = 100;

/// A stretch of a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) offset: usize,
    pub(super) limit: usize,
}

impl Stretch {
    /// Reads `offset`, blank 0, and `limit`, blank or more than 100 is 100.
    ///
    /// # Errors
    /// What is no number, or less than 0.
    pub(super) fn read(parameters: &Parameters) -> Result<Self, Issues> {
        let mut issues = Issues::new();
        let offset = issues.keep("offset", number(parameters, "offset"));
        let limit = issues.keep("limit", number(parameters, "limit"));
        match (offset, limit) {
            (Some(offset), Some(limit)) => {
                Ok(Self { offset: offset.unwrap_or(0), limit: limit.unwrap_or(MOST).min(MOST) })
            }
            _ => Err(issues),
        }
    }
}

fn number(parameters: &Parameters, name: &str) -> Result<Option<usize>, Issue> {
    let text = parameters.get(name).map(|text| text.trim()).unwrap_or_default();
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    match text {
        "" => Ok(None),
        // What is too large for a number is behind every list.
        digits if is_number => Ok(Some(digits.parse().unwrap_or(usize::MAX))),
        _ => Err(Issue::new("number-invalid")),
    }
}

/// What a parameter says; nothing when it was not sent.
pub(super) fn text(parameters: &Parameters, name: &str) -> String {
    parameters.get(name).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_is_read_as_its_clients_mean_it() {
        for (query, expected) in [
            ("", Some((0, 100))),
            ("offset=&limit=", Some((0, 100))),
            ("search=Bob&offset=1&limit=200", Some((1, 100))),
            ("limit=0", Some((0, 0))),
            ("offset=99999999999999999999&limit=7", Some((usize::MAX, 7))),
            ("limit=-1", None),
            ("offset=x", None),
            ("limit=1.5", None),
        ] {
            let parameters = Parameters::from_query(query).unwrap();
            let read = Stretch::read(&parameters).ok().map(|stretch| (stretch.offset, stretch.limit));
            assert_eq!(read, expected, "{query}");
        }
    }
}
