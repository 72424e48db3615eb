//! Saved views: a query of the list of customers under a name, for everybody of the organization. A view holds no
//! customers; what it lists is what its query finds when it is opened.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use uuid::Uuid;

use crate::domain::folding;
use crate::domain::issues::{Issue, Issues};
use crate::domain::values::text;

/// Longest title, in characters: it is a tab.
pub const TITLE_MAX_CHARS: usize = 40;
/// Longest query, in characters.
pub const QUERY_MAX_CHARS: usize = 2_000;
/// Most views of an organization: they stand side by side.
pub const MOST_OF_ORGANIZATION: i64 = 12;

/// The id of a view, issued here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct ViewId(pub Uuid);

impl fmt::Display for ViewId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl FromStr for ViewId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}

/// A view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Its id.
    pub id: ViewId,
    /// What it is called.
    pub title: String,
    /// The query of the list's address, as the list writes it.
    pub query: String,
}

/// A title that a view may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewTitle(String);

impl ViewTitle {
    /// Accepts one line of at most [`TITLE_MAX_CHARS`] with something to see in it.
    ///
    /// # Errors
    /// What is wrong with it, under `title`.
    pub fn parse(raw: &str) -> Result<Self, Issues> {
        let title = text::text(text::trimmed(raw), TITLE_MAX_CHARS).map(|title| title.map(Self));
        let missing = || Issue::new("view-title-missing");
        let seen = title.and_then(|title| title.filter(|title| !title.key().is_empty()).ok_or_else(missing));
        seen.map_err(|issue| Issues::of("title", issue))
    }

    /// As it was typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it has in common with other ways of writing it: two views of an organization never share it.
    #[must_use]
    pub fn key(&self) -> String {
        folding::fold(&self.0).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
