//! What tags are called where customers are shown: those they carry, and in their history also those that are no more.

use std::collections::{BTreeSet, HashMap};

use crate::console::avatar;
use crate::console::customers::past::part_text;
use crate::console::frame::Frame;
use crate::console::tags::chip;
use crate::console::views::tags::TagChip;
use crate::domain::customer::Document;
use crate::domain::diff::{Field, Part};
use crate::domain::organization::OrganizationId;
use crate::domain::tag::{NewTag, Tag, TagId};
use crate::domain::time::Time;
use crate::store::{Conn, StoreError, tags};

/// The tags of some documents.
#[derive(Debug, Default)]
pub struct Titles(HashMap<TagId, Tag>);

impl Titles {
    /// Reads these tags, and those they were merged into.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn read(
        conn: &mut Conn,
        organization: OrganizationId,
        ids: &BTreeSet<TagId>,
    ) -> Result<Self, StoreError> {
        let mut tags = tags::of_ids(conn, organization, ids)?;
        let heirs: BTreeSet<TagId> = tags.values().filter_map(|tag| tag.merged_into).collect();
        tags.extend(tags::of_ids(conn, organization, &heirs)?);
        Ok(Self(tags))
    }

    /// As [`Titles::read`], where these tags are at hand: nearly always all that are asked for.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn beside(
        conn: &mut Conn,
        organization: OrganizationId,
        at_hand: &[Tag],
        ids: &BTreeSet<TagId>,
    ) -> Result<Self, StoreError> {
        let known: HashMap<TagId, Tag> =
            at_hand.iter().filter(|tag| ids.contains(&tag.id)).map(|tag| (tag.id, tag.clone())).collect();
        let missing = ids.iter().copied().filter(|id| !known.contains_key(id)).collect();
        let mut titles = Self::read(conn, organization, &missing)?;
        titles.0.extend(known);
        Ok(titles)
    }

    /// The tags of these documents.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn of<'a>(
        conn: &mut Conn,
        organization: OrganizationId,
        documents: impl IntoIterator<Item = &'a Document>,
    ) -> Result<Self, StoreError> {
        let ids = documents.into_iter().flat_map(|document| document.tags.iter().copied()).collect();
        Self::read(conn, organization, &ids)
    }

    /// With tags that are about to be made.
    #[must_use]
    pub fn with(mut self, fresh: &[NewTag], now: Time) -> Self {
        let tag = |new: &NewTag| Tag {
            id: new.id,
            title: new.title.to_string(),
            color: new.color,
            merged_into: None,
            created_at: now,
            changed_at: now,
            deleted_at: None,
        };
        self.0.extend(fresh.iter().map(|new| (new.id, tag(new))));
        self
    }

    /// The chips of these, by title: one that was merged is shown as what it became, one that was deleted is not.
    #[must_use]
    pub fn chips(&self, ids: &BTreeSet<TagId>) -> Vec<TagChip> {
        let heir = |id: &TagId| {
            let tag = self.0.get(id)?;
            tag.merged_into.and_then(|into| self.0.get(&into)).or(Some(tag))
        };
        let live = ids.iter().filter_map(heir).filter(|tag| tag.deleted_at.is_none());
        let mut chips: Vec<TagChip> = live.map(chip).collect();
        chips.sort_by_cached_key(|chip| crate::domain::folding::sort_key(&chip.title));
        chips.dedup();
        chips
    }

    /// What a tag is, or was, called.
    #[must_use]
    pub fn title(&self, frame: &Frame, id: TagId) -> String {
        self.0.get(&id).map_or_else(|| frame.language.say("tag-gone"), |tag| tag.title.clone())
    }

    /// The class of a tag's hue; of one that is not known, none of its colours but that of its id.
    #[must_use]
    pub fn hue(&self, id: TagId) -> &'static str {
        self.0.get(&id).map_or_else(|| avatar::hue(id.0.as_bytes()), |tag| chip(tag).hue)
    }

    /// A part of a document as a person reads it.
    #[must_use]
    pub fn text(&self, frame: &Frame, field: &Field, part: Option<&Part>) -> String {
        match part {
            Some(Part::Tag(id)) => self.title(frame, *id),
            Some(part) => part_text(frame, field, part),
            None => String::new(),
        }
    }
}
