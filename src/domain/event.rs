//! What is said on a customer's timeline.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::customer::{Customer, CustomerId, Stamp, Version};
use crate::domain::operator::ActorId;
use crate::domain::provision::Told as ProvisionTold;
use crate::domain::tag::TagId;
use crate::domain::time::Time;

/// One line of a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// In order of time.
    pub id: Uuid,
    /// About whom.
    pub customer: CustomerId,
    /// Who did it.
    pub actor: Option<ActorId>,
    /// The customer's version then.
    pub version: Version,
    /// When.
    pub at: Time,
    /// What.
    pub kind: EventKind,
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
            Self::FileAdded { .. } => "file_added",
            Self::FileReplaced { .. } => "file_replaced",
            Self::FileDetached { .. } => "file_detached",
            Self::FileTrashed { .. } => "file_trashed",
            Self::FileRestored { .. } => "file_restored",
            Self::Provision(_) => "provision",
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
            id: Uuid::now_v7(),
            customer: customer.id,
            actor: stamp.by,
            version: customer.version,
            at: stamp.at,
            kind,
        }
    }
}
