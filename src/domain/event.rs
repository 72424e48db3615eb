//! What is said on a customer's timeline, and in the activity of an organization. To tell of something new: a kind here,
//! its word and its topic; then its sentence in `console::timeline::sentence`.

use std::sync::atomic::{AtomicU32, Ordering};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::customer::{Customer, CustomerId, Stamp, Version};
use crate::domain::import::Fate;
use crate::domain::issues::Issue;
use crate::domain::operator::{ActorId, Right, Role};
use crate::domain::provision::Told as ProvisionTold;
use crate::domain::tag::TagId;
use crate::domain::time::Time;
use crate::domain::values::text;

/// One line of a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// In order of time: its first bits are the moment.
    pub id: Uuid,
    /// About whom; nobody, where it is about the organization.
    pub customer: Option<CustomerId>,
    /// Who did it.
    pub actor: Option<ActorId>,
    /// The customer's version then.
    pub version: Version,
    /// When.
    pub at: Time,
    /// What.
    pub kind: EventKind,
    /// The words of a note.
    pub note: Option<Note>,
}

/// What somebody wrote down about a customer. It has no history: that it was edited is said, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The words.
    pub text: String,
    /// One more with every edit.
    pub revision: Version,
    /// Who edited it last, and when.
    pub edited: Option<(Option<ActorId>, Time)>,
    /// It stands above the others.
    pub is_pinned: bool,
}

/// Reads a note as it was typed.
///
/// # Errors
/// When there is nothing in it, or too much, or characters that cannot be shown.
pub fn note_text(raw: &str) -> Result<String, Issue> {
    text::note(raw)?.filter(|note| !text::trimmed(note).is_empty()).ok_or_else(|| Issue::new("note-missing"))
}

/// What an event is about: the streams that a reader can choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// What people wrote.
    Notes,
    /// Customers created, changed, deleted and restored.
    Changes,
    /// Tags given and taken off.
    Tags,
    /// Files.
    Files,
    /// Files of customers brought in.
    Imports,
    /// Programs set up.
    Provisioning,
    /// Contacts invited.
    Invitations,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 7] = [
        Self::Notes,
        Self::Changes,
        Self::Tags,
        Self::Files,
        Self::Imports,
        Self::Provisioning,
        Self::Invitations,
    ];

    /// The small number stored for it.
    #[must_use]
    pub const fn code(self) -> i16 {
        match self {
            Self::Notes => 0,
            Self::Changes => 1,
            Self::Tags => 2,
            Self::Files => 3,
            Self::Imports => 4,
            Self::Provisioning => 5,
            Self::Invitations => 6,
        }
    }

    /// The word in an address.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Notes => "notes",
            Self::Changes => "changes",
            Self::Tags => "tags",
            Self::Files => "files",
            Self::Imports => "imports",
            Self::Provisioning => "provisioning",
            Self::Invitations => "invitations",
        }
    }

    /// The topic a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.as_str() == word)
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventKind {
    /// The customer was created.
    Created,
    /// Fields were changed: their names, never their values, which are in the history.
    Updated {
        /// Names of the fields.
        fields: Vec<String>,
    },
    /// An earlier version, or one field of it, was restored.
    VersionRestored {
        /// Which version.
        from: Version,
        /// Names of the fields that this changed.
        fields: Vec<String>,
    },
    /// It was given a tag.
    #[serde(rename = "add-tag")]
    TagAdded(TagTold),
    /// A tag was taken off it.
    #[serde(rename = "remove-tag")]
    TagRemoved(TagTold),
    /// One of its people was invited to the portal.
    Invited {
        /// What they were called.
        name: String,
    },
    /// The invitation was sent again.
    InvitedAgain {
        /// What they were called.
        name: String,
    },
    /// The invitation was taken back.
    InvitationRevoked {
        /// What they were called.
        name: String,
    },
    /// Whoever was invited has accepted.
    InvitationAccepted,
    /// It was put into the trash.
    Trashed,
    /// It was taken out of the trash.
    Restored,
    /// A row of a file created or changed it. The history tells; no event is stored.
    Imported {
        /// The import.
        import: Uuid,
        /// The row.
        row: i64,
        /// Whether it created the customer.
        created: bool,
    },
    /// Somebody wrote something down. The words stand beside the event, because they can be edited.
    Note,
    /// A file of customers was brought in, wholly or until somebody stopped it. How many rows became what is the
    /// import's to tell.
    ImportEnded {
        /// The import.
        import: Uuid,
    },
    /// What an import did was taken back.
    ImportUndone {
        /// The import.
        import: Uuid,
    },
    /// That was taken back in turn.
    ImportRedone {
        /// The import.
        import: Uuid,
    },
    /// The undo of an import, or of an undo, changed the customer of a row. Its ledger tells; no event is stored.
    Undone {
        /// The import.
        import: Uuid,
        /// The row.
        row: i64,
        /// What became of the customer.
        fate: Fate,
        /// Whether an undo was taken back.
        is_redo: bool,
    },
    /// A file was hung on the customer. What it is called is the asset's to tell: it may be gone.
    FileAdded {
        /// The asset.
        asset: Uuid,
    },
    /// A file of the customer was replaced by a newer one.
    FileReplaced {
        /// The asset.
        asset: Uuid,
    },
    /// A file was taken off the customer.
    FileDetached {
        /// The asset.
        asset: Uuid,
    },
    /// A file of the customer was put into the trash.
    FileTrashed {
        /// The asset.
        asset: Uuid,
    },
    /// A file of the customer was taken out of the trash.
    FileRestored {
        /// The asset.
        asset: Uuid,
    },
    /// A program was asked for, taken by a worker, set up, or not.
    Provision(ProvisionTold),
}

/// A tag as an event tells of it: with the title that it had then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TagTold {
    /// Which.
    pub tag_id: TagId,
    /// What it was called.
    pub title: String,
}

impl EventKind {
    /// The word stored for it.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated { .. } => "updated",
            Self::VersionRestored { .. } => "version_restored",
            // The words of Echonio's timeline.
            Self::TagAdded(_) => "add-tag",
            Self::TagRemoved(_) => "remove-tag",
            Self::Invited { .. } => "invited",
            Self::InvitedAgain { .. } => "invited_again",
            Self::InvitationRevoked { .. } => "invitation_revoked",
            Self::InvitationAccepted => "invitation_accepted",
            Self::Trashed => "trashed",
            Self::Restored => "restored",
            Self::Imported { .. } => "imported",
            Self::Note => "note",
            Self::ImportEnded { .. } => "import_ended",
            Self::ImportUndone { .. } => "import_undone",
            Self::ImportRedone { .. } => "import_redone",
            Self::Undone { .. } => "undone",
            Self::FileAdded { .. } => "file_added",
            Self::FileReplaced { .. } => "file_replaced",
            Self::FileDetached { .. } => "file_detached",
            Self::FileTrashed { .. } => "file_trashed",
            Self::FileRestored { .. } => "file_restored",
            Self::Provision(_) => "provision",
        }
    }

    /// What it is about.
    #[must_use]
    pub const fn topic(&self) -> Topic {
        match self {
            Self::Note => Topic::Notes,
            Self::Created
            | Self::Updated { .. }
            | Self::VersionRestored { .. }
            | Self::Trashed
            | Self::Restored => Topic::Changes,
            Self::TagAdded(_) | Self::TagRemoved(_) => Topic::Tags,
            Self::Imported { .. }
            | Self::ImportEnded { .. }
            | Self::ImportUndone { .. }
            | Self::ImportRedone { .. }
            | Self::Undone { .. } => Topic::Imports,
            Self::FileAdded { .. }
            | Self::FileReplaced { .. }
            | Self::FileDetached { .. }
            | Self::FileTrashed { .. }
            | Self::FileRestored { .. } => Topic::Files,
            Self::Provision(_) => Topic::Provisioning,
            Self::Invited { .. }
            | Self::InvitedAgain { .. }
            | Self::InvitationRevoked { .. }
            | Self::InvitationAccepted => Topic::Invitations,
        }
    }
}

impl Event {
    /// What the customer's current version tells of.
    #[must_use]
    pub fn of(customer: &Customer, kind: EventKind) -> Self {
        Self::signed(customer, kind, customer.changed)
    }

    /// Something that made no version of its own.
    #[must_use]
    pub fn signed(customer: &Customer, kind: EventKind, stamp: Stamp) -> Self {
        Self {
            customer: Some(customer.id),
            version: customer.version,
            ..Self::of_organization(kind, stamp.by, stamp.at)
        }
    }

    /// Something that is about no single customer.
    #[must_use]
    pub fn of_organization(kind: EventKind, actor: Option<ActorId>, at: Time) -> Self {
        let id = id_at(at, GIVEN.fetch_add(1, Ordering::Relaxed));
        Self { id, customer: None, actor, version: Version(0), at, kind, note: None }
    }

    /// A row of an import, which has no event of its own: the version that it made stands for it.
    #[must_use]
    pub fn of_row(customer: CustomerId, version: Version, stamp: Stamp, import: Uuid, row: i64) -> Self {
        let kind = EventKind::Imported { import, row, created: version == Version::FIRST };
        Self::untold(customer, version, kind, stamp.by, stamp.at)
    }

    /// Something that has no event of its own: what tells of it stands elsewhere.
    #[must_use]
    pub fn untold(
        customer: CustomerId,
        version: Version,
        kind: EventKind,
        actor: Option<ActorId>,
        at: Time,
    ) -> Self {
        let order = u32::try_from(version.0).unwrap_or(u32::MAX);
        // The same whenever it is looked at: pages begin behind it.
        let id = Uuid::from_u128(id_at(at, order).as_u128() & !RANDOM);
        Self { id, customer: Some(customer), actor, version, at, kind, note: None }
    }

    /// Whether someone may edit and delete it: a note of their own, or anybody's for who may.
    #[must_use]
    pub fn may_be_changed_by(&self, actor: Option<ActorId>, role: Role) -> bool {
        let is_own = actor.is_some() && self.actor == actor;
        self.note.is_some() && ((is_own && role.may(Right::EditCustomers)) || role.may(Right::ManageNotes))
    }
}

/// Ids given by this process.
static GIVEN: AtomicU32 = AtomicU32::new(0);
/// The bits of an id that are random.
const RANDOM: u128 = (1 << 30) - 1;

/// An id that sorts by its time to the microsecond, then by `order`: a UUID of version 7, whose second part is the
/// rest of the millisecond. So a stream is read in the order of ids, and an id says where a page of it begins.
fn id_at(at: Time, order: u32) -> Uuid {
    let micros = u128::from(at.micros().max(0).unsigned_abs());
    let (millis, rest) = (micros / 1000, micros % 1000);
    let random = Uuid::now_v7().as_u128() & RANDOM;
    Uuid::from_u128(millis << 80 | 7 << 76 | rest << 66 | 0b10 << 62 | u128::from(order) << 30 | random)
}

/// The time that an id begins with.
#[must_use]
pub fn time_of(id: Uuid) -> Time {
    let bits = id.as_u128();
    let (millis, rest) = (bits >> 80, bits >> 66 & 0x3ff);
    Time::from_micros(i64::try_from(millis * 1000 + rest).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_then_by_the_order_they_were_given_in() {
        let at = Time::from_micros;
        let times = [0, 999, 1_000, 1_795_132_800_000_000, 1_795_132_800_000_001, 1_795_132_800_001_000];
        let given = times.iter().flat_map(|time| [0, 1, u32::MAX].map(|order| id_at(at(*time), order)));
        let given: Vec<Uuid> = given.collect();
        assert!(given.is_sorted());
        for (id, time) in given.iter().zip(times.iter().flat_map(|time| [time; 3])) {
            assert_eq!((time_of(*id), id.get_version_num()), (at(*time), 7), "{id}");
        }
    }

    #[test]
    fn a_topic_has_one_word_and_one_number() {
        for topic in Topic::ALL {
            assert_eq!(Topic::parse(topic.as_str()), Some(topic));
            assert_eq!(Topic::ALL.iter().filter(|other| other.code() == topic.code()).count(), 1);
        }
    }

    #[test]
    fn a_note_has_words() {
        for (raw, expected) in [
            ("Tuesday mornings only.", Ok("Tuesday mornings only.")),
            (" \n\u{200b}", Err("note-missing")),
            ("a\0", Err("text-control-character")),
        ] {
            let read = note_text(raw);
            assert_eq!(read.as_deref().map_err(Issue::code), expected, "{raw:?}");
        }
    }
}
