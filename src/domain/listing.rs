//! What a list of customers asks for, and a page of the answer. Pages are found by key, never by counting rows, so
//! that the millionth costs what the first does.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::domain::attribute;
use crate::domain::customer::{Kind, Status};
use crate::domain::provision::Asked;
use crate::domain::tag::TagId;
use crate::domain::time::Time;
use crate::domain::values::CountryCode;

/// The order of a list. Newest change first is the one that searching keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Most recently changed first.
    #[default]
    Updated,
    /// Least recently changed first.
    UpdatedAscending,
    /// By folded display name.
    Name,
    /// By folded display name, backwards.
    NameDescending,
    /// Newest customer first.
    Created,
    /// Oldest customer first.
    CreatedAscending,
}

impl Sort {
    /// Every order, with the word for it in URLs.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Updated, "-updated"),
        (Self::UpdatedAscending, "updated"),
        (Self::Name, "name"),
        (Self::NameDescending, "-name"),
        (Self::Created, "-created"),
        (Self::CreatedAscending, "created"),
    ];

    /// The word for it in URLs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(sort, _)| *sort == self).map_or("-updated", |(_, word)| word)
    }

    /// The order a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == word).map(|(sort, _)| sort)
    }

    /// The same order backwards.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Updated => Self::UpdatedAscending,
            Self::UpdatedAscending => Self::Updated,
            Self::Name => Self::NameDescending,
            Self::NameDescending => Self::Name,
            Self::Created => Self::CreatedAscending,
            Self::CreatedAscending => Self::Created,
        }
    }
}

/// Most tags that a filter names.
pub const MOST_TAGS_ASKED: usize = 10;

/// Which customers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words typed into the search box.
    pub search: String,
    /// Only this kind.
    pub kind: Option<Kind>,
    /// Only this status.
    pub status: Option<Status>,
    /// Only this country.
    pub country: Option<CountryCode>,
    /// Only those with, or those without, an e-mail address.
    pub has_email: Option<bool>,
    /// Only those changed at this moment or later.
    pub changed_since: Option<Time>,
    /// Only those with an invitation that can be accepted.
    pub invited: Option<Invited>,
    /// Only those that carry at least one of these; none lets all through.
    pub tags: Vec<TagId>,
    /// Only those whose attributes meet all of these.
    pub attributes: Vec<attribute::Asked>,
    /// Only those of which a program stands so.
    pub provisioning: Option<Asked>,
}

impl Filter {
    /// Whether it lets every customer through.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether anything but the search narrows the list.
    #[must_use]
    pub fn has_conditions(&self) -> bool {
        Self { search: String::new(), ..self.clone() } != Self::default()
    }
}

/// Invitations that can be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invited {
    /// All of them.
    Pending,
    /// Those that end soon.
    ExpiresSoon,
}

impl Invited {
    /// Both, with the word for each in URLs.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Pending, "pending"), (Self::ExpiresSoon, "soon")];

    /// The word for it in URLs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::ExpiresSoon => "soon",
        }
    }

    /// What a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == word).map(|(invited, _)| invited)
    }
}

/// A list as asked for.
#[derive(Debug, Clone, Default)]
pub struct ListQuery {
    /// Which customers.
    pub filter: Filter,
    /// In which order. Under a search with many hits it is always [`Sort::Updated`].
    pub sort: Sort,
    /// Where in that order.
    pub position: Position,
    /// Rows of a page.
    pub limit: usize,
}

/// Where a page stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Position {
    /// At the start.
    #[default]
    First,
    /// Behind this row.
    After(Cursor),
    /// Before this row.
    Before(Cursor),
    /// At the end.
    Last,
}

/// A row's place in an order: its sort key and its change number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The key, for orders that have one besides the change number.
    #[serde(rename = "k", default, skip_serializing_if = "Option::is_none")]
    pub key: Option<CursorKey>,
    /// The change number.
    #[serde(rename = "s")]
    pub seq: i64,
}

/// The value a list is sorted by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CursorKey {
    /// A customer's number.
    Number(i64),
    /// A folded name.
    Text(String),
}

impl Cursor {
    /// As it stands in a URL.
    #[must_use]
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// Reads one from a URL; `None` when it is not of our making.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
    }
}

/// A page of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// Its rows, in the list's order.
    pub items: Vec<T>,
    /// The place behind its last row, when there are more.
    pub next: Option<Cursor>,
    /// The place before its first row, when there are earlier ones.
    pub previous: Option<Cursor>,
    /// True where the page was cut short because a request's work is bounded: there may be more behind `next`.
    pub is_partial: bool,
}

impl<T> Page<T> {
    /// A page of nothing.
    #[must_use]
    pub const fn empty() -> Self {
        Self { items: Vec::new(), next: None, previous: None, is_partial: false }
    }
}

/// How many, and whether that is all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// So many.
    Exact(i64),
    /// More than this.
    MoreThan(i64),
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_reads_back(key in proptest::option::of(".*"), seq: i64) {
            let cursor = Cursor { key: key.map(CursorKey::Text), seq };
            prop_assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        }

        #[test]
        fn no_text_panics_as_a_cursor(text in ".*") {
            let _ = Cursor::decode(&text);
        }
    }
}
