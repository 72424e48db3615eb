//! Tags: a title and a colour that customers carry. Titles are one when they fold alike.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::folding;
use crate::domain::issues::{Issue, Issues};
use crate::domain::time::Time;
use crate::domain::values::text;

/// Longest title, in characters.
pub const TITLE_MAX_CHARS: usize = 60;
/// Most tags of one customer.
pub const MOST_TAGS: usize = 100;
/// Most tags of an organization: a column of notes that is taken for tags must not make a tag of each.
pub const MOST_OF_ORGANIZATION: usize = 1_000;
/// What parts several titles in one text; so none has these inside.
const SEPARATORS: [char; 6] = [',', ';', '|', '\n', '،', '؛'];

/// The id of a tag, issued here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TagId(pub Uuid);

impl TagId {
    /// A new one, in order of time.
    #[must_use]
    pub fn new() -> Self {
        Self(Uuid::now_v7())
    }
}

impl Default for TagId {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for TagId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl FromStr for TagId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}

/// A title that a tag may have, kept as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagTitle(String);

impl TagTitle {
    /// Accepts one line of at most [`TITLE_MAX_CHARS`] with something to see in it and nothing that parts titles.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn parse(raw: &str) -> Result<Self, Issue> {
        let raw = text::trimmed(raw);
        if raw.contains(SEPARATORS) {
            return Err(Issue::new("tag-title-separator"));
        }
        let title = text::text(raw, TITLE_MAX_CHARS)?.map(Self);
        title.filter(|title| !title.key().is_empty()).ok_or_else(|| Issue::new("tag-title-missing"))
    }

    /// The titles in one text, parted by `,` `;` `|` or line ends, each once.
    ///
    /// # Errors
    /// What is wrong with the first that no tag may have.
    pub fn parse_list(raw: &str) -> Result<Vec<Self>, Issue> {
        let mut titles: Vec<Self> = Vec::new();
        for part in separated(raw) {
            let title = Self::parse(part)?;
            if titles.iter().all(|known| known.key() != title.key()) {
                titles.push(title);
            }
        }
        Ok(titles)
    }

    /// As it was typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it has in common with the other ways of writing it: two tags of an organization never share it.
    #[must_use]
    pub fn key(&self) -> String {
        folding::fold(&self.0).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Display for TagTitle {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// The parts of a text that holds several titles; empty ones are none.
pub fn separated(raw: &str) -> impl Iterator<Item = &str> {
    raw.split(SEPARATORS).map(text::trimmed).filter(|part| !part.is_empty())
}

/// The closed palette: the eight hues of the design.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each is the colour of its name")]
pub enum Color {
    Red,
    Orange,
    Yellow,
    Green,
    Teal,
    Blue,
    Violet,
    Pink,
}

impl Color {
    /// Every colour, in the order of the palette.
    pub const ALL: [Self; 8] = [
        Self::Red,
        Self::Orange,
        Self::Yellow,
        Self::Green,
        Self::Teal,
        Self::Blue,
        Self::Violet,
        Self::Pink,
    ];

    /// The word stored and sent for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Yellow => "yellow",
            Self::Green => "green",
            Self::Teal => "teal",
            Self::Blue => "blue",
            Self::Violet => "violet",
            Self::Pink => "pink",
        }
    }

    /// The colour a word names, in any case.
    ///
    /// # Errors
    /// The word names none of the palette.
    pub fn parse(word: &str) -> Result<Self, Issue> {
        let named = Self::ALL.into_iter().find(|color| color.as_str().eq_ignore_ascii_case(word));
        named.ok_or_else(|| Issue::new("tag-color-unknown"))
    }

    /// The colour of a tag for which nobody chose one: its id decides, whose last byte is drawn by lot.
    #[must_use]
    pub fn of(id: TagId) -> Self {
        Self::ALL[usize::from(id.0.as_bytes()[15]) % Self::ALL.len()]
    }
}

/// A tag as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its id.
    pub id: TagId,
    /// Its title.
    pub title: String,
    /// Its colour.
    pub color: Color,
    /// Into which it was merged.
    pub merged_into: Option<TagId>,
    /// When it was made.
    pub created_at: Time,
    /// When it was last renamed or recoloured.
    pub changed_at: Time,
    /// Since when it is no more: merged, or deleted.
    pub deleted_at: Option<Time>,
}

/// A valid title and colour for a tag, new or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagDraft {
    /// The title.
    pub title: TagTitle,
    /// The colour; none leaves it as it is, or to the new tag's id.
    pub color: Option<Color>,
}

impl TagDraft {
    /// Judges what came in. An empty colour is none.
    ///
    /// # Errors
    /// What is wrong with the title, and with the colour.
    pub fn parse(title: &str, color: &str) -> Result<Self, Issues> {
        let mut issues = Issues::new();
        let title = issues.keep("title", TagTitle::parse(title));
        let color = match color {
            "" => None,
            word => issues.keep("color", Color::parse(word)),
        };
        match title {
            Some(title) if issues.is_empty() => Ok(Self { title, color }),
            _ => Err(issues),
        }
    }

    /// The new tag that it is.
    #[must_use]
    pub fn new_tag(self) -> NewTag {
        let tag = NewTag::of(self.title);
        NewTag { color: self.color.unwrap_or(tag.color), ..tag }
    }
}

/// A tag that is to be made, under an id that documents may carry already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTag {
    /// Its id.
    pub id: TagId,
    /// Its title.
    pub title: TagTitle,
    /// Its colour.
    pub color: Color,
}

impl NewTag {
    /// One of this title, in a colour of its own.
    #[must_use]
    pub fn of(title: TagTitle) -> Self {
        let id = TagId::new();
        Self { id, title, color: Color::of(id) }
    }
}

/// The tags that titles of a file lead to: those there are, and while a file is only looked at, those that it would
/// make, each under one id that nobody else knows.
#[derive(Debug, Default)]
pub struct TagBook {
    made: BTreeMap<String, TagId>,
    imagined: BTreeMap<String, TagId>,
}

impl TagBook {
    /// A book of the tags there are, by the keys of their titles.
    #[must_use]
    pub const fn new(made: BTreeMap<String, TagId>) -> Self {
        Self { made, imagined: BTreeMap::new() }
    }

    /// Whether there is a tag of this title.
    #[must_use]
    pub fn is_made(&self, title: &TagTitle) -> bool {
        self.made.contains_key(&title.key())
    }

    /// Notes tags that were made.
    pub fn learn(&mut self, made: BTreeMap<String, TagId>) {
        self.made.extend(made);
    }

    /// The ids of these titles.
    ///
    /// # Errors
    /// When the organization would have too many tags.
    pub fn ids(&mut self, titles: &[TagTitle]) -> Result<BTreeSet<TagId>, Issue> {
        titles.iter().map(|title| self.id(title)).collect()
    }

    fn id(&mut self, title: &TagTitle) -> Result<TagId, Issue> {
        let key = title.key();
        if let Some(id) = self.made.get(&key).or_else(|| self.imagined.get(&key)) {
            return Ok(*id);
        }
        if self.made.len() + self.imagined.len() >= MOST_OF_ORGANIZATION {
            return Err(Issue::new("tags-full").with("max", MOST_OF_ORGANIZATION));
        }
        let id = TagId::new();
        self.imagined.insert(key, id);
        Ok(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_fold_alike_are_one() {
        let key = |raw: &str| TagTitle::parse(raw).map(|title| title.key()).map_err(|issue| issue.code());
        for (raw, expected) in [
            (" VIP ", Ok("vip")),
            ("Café  Bar", Ok("cafe bar")),
            ("مشتری ویژه", Ok("مشتري ويژه")),
            ("", Err("tag-title-missing")),
            ("\u{200D}", Err("tag-title-missing")),
            ("a, b", Err("tag-title-separator")),
            ("a\u{7}", Err("text-control-character")),
        ] {
            assert_eq!(key(raw), expected.map(str::to_owned), "{raw:?}");
        }
        assert_eq!(key(&"x".repeat(TITLE_MAX_CHARS + 1)), Err("text-too-long"));
    }

    #[test]
    fn several_titles_stand_in_one_text_each_once() {
        let titles = |raw: &str| -> Vec<String> {
            TagTitle::parse_list(raw).unwrap().iter().map(ToString::to_string).collect()
        };
        assert_eq!(titles(" VIP;Premium | vip\nNew York ,"), ["VIP", "Premium", "New York"]);
        assert_eq!(titles("ویژه، نقره‌ای"), ["ویژه", "نقره‌ای"]);
        assert!(titles(" ; ").is_empty());
    }

    #[test]
    fn colours_read_back() {
        for color in Color::ALL {
            assert_eq!(Color::parse(color.as_str()), Ok(color));
        }
        assert!(Color::parse("#ff0000").is_err());
    }
}
