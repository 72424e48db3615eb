//! Who acts, and what they may: the one place that decides rights.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::invitation::Policy;
use crate::domain::organization::OrganizationId;

/// What a person or a token may do, by and large. Each role holds those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads.
    Viewer,
    /// Also writes, trashes, restores and imports.
    Editor,
    /// Also deletes for ever and manages operators, tokens and settings.
    Admin,
}

impl Role {
    /// Every role, the least first.
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Editor, Self::Admin];

    /// The word stored, sent and typed for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Editor => "editor",
            Self::Admin => "admin",
        }
    }

    /// Whether this role has the right.
    #[must_use]
    pub fn may(self, right: Right) -> bool {
        self >= right.least_role()
    }
}

impl fmt::Display for Role {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(word: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.as_str() == word).ok_or(UnknownRole)
    }
}

/// The word names no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a role is viewer, editor or admin")]
pub struct UnknownRole;

/// Something that not everyone may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// See customers, their history, imports and the trash.
    ViewCustomers,
    /// Add, edit, trash and restore customers.
    EditCustomers,
    /// Bring customers in from a file.
    ImportCustomers,
    /// Undo the imports of others; undoing one's own is importing.
    UndoAnyImport,
    /// Take the list of customers out as a file.
    ExportCustomers,
    /// Rename, recolour, merge and delete tags; giving them to customers, and making them, is editing.
    ManageTags,
    /// Edit and delete the notes of others; writing notes, and changing one's own, is editing.
    ManageNotes,
    /// Delete customers for ever.
    PurgeCustomers,
    /// See files, and open private ones.
    ViewAssets,
    /// Upload, edit, replace, share, trash and restore files.
    EditAssets,
    /// Delete files for ever.
    PurgeAssets,
    /// Add, change and disable operators.
    ManageOperators,
    /// Add and revoke tokens.
    ManageTokens,
    /// Define attributes, and change what is defined.
    ManageAttributes,
    /// See the mails that wait, and the links in them.
    ManageOutbox,
    /// Use one's own account: preferences, sign-out.
    OwnAccount,
    /// As a contact: see one's own customer in the portal.
    UsePortal,
    /// As a contact: correct one's own customer in the portal.
    EditPortal,
}

impl Right {
    /// The least role that has it.
    #[must_use]
    pub const fn least_role(self) -> Role {
        match self {
            Self::ViewCustomers | Self::ViewAssets | Self::OwnAccount | Self::UsePortal => Role::Viewer,
            Self::EditCustomers
            | Self::ImportCustomers
            | Self::ExportCustomers
            | Self::ManageTags
            | Self::EditAssets
            | Self::EditPortal => Role::Editor,
            Self::ManageNotes
            | Self::UndoAnyImport
            | Self::PurgeCustomers
            | Self::PurgeAssets
            | Self::ManageOperators
            | Self::ManageTokens
            | Self::ManageAttributes
            | Self::ManageOutbox => Role::Admin,
        }
    }

    /// Whether it is a contact's, which nobody else has; a contact has no other.
    #[must_use]
    pub const fn is_of_portal(self) -> bool {
        matches!(self, Self::UsePortal | Self::EditPortal)
    }

    /// The word `customary routes` prints for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ViewCustomers => "view-customers",
            Self::EditCustomers => "edit-customers",
            Self::ImportCustomers => "import-customers",
            Self::UndoAnyImport => "undo-any-import",
            Self::ExportCustomers => "export-customers",
            Self::ManageTags => "manage-tags",
            Self::ManageNotes => "manage-notes",
            Self::PurgeCustomers => "purge-customers",
            Self::ViewAssets => "view-assets",
            Self::EditAssets => "edit-assets",
            Self::PurgeAssets => "purge-assets",
            Self::ManageOperators => "manage-operators",
            Self::ManageTokens => "manage-tokens",
            Self::ManageAttributes => "manage-attributes",
            Self::ManageOutbox => "manage-outbox",
            Self::OwnAccount => "own-account",
            Self::UsePortal => "use-portal",
            Self::EditPortal => "edit-portal",
        }
    }
}

/// The id of an operator, a token or a contact: what a change is signed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ActorId(pub Uuid);

/// What kind of caller it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorKind {
    /// A person who signed in.
    Operator,
    /// A program with a bearer token.
    Token,
    /// A person of a customer, who signed in to the portal.
    Contact,
    /// The command line, which opens the store itself.
    CommandLine,
    /// The program itself: purge, resumed work.
    System,
    /// Someone who has not signed in, or not yet.
    Anonymous,
}

impl ActorKind {
    /// The word the audit stores.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Token => "token",
            Self::Contact => "contact",
            Self::CommandLine => "command_line",
            Self::System => "system",
            Self::Anonymous => "anonymous",
        }
    }

    /// The kind of caller that a stored word names; an unknown one has no rights.
    #[must_use]
    pub fn of_word(word: &str) -> Self {
        let kinds = [Self::Operator, Self::Token, Self::Contact, Self::CommandLine, Self::System];
        kinds.into_iter().find(|kind| kind.as_str() == word).unwrap_or(Self::Anonymous)
    }
}

/// Who is asking. Organization and role come from the session or the token, never from the request.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Operator, token or contact; none for the command line and the program itself.
    pub id: Option<ActorId>,
    /// What kind of caller.
    pub kind: ActorKind,
    /// The one organization it sees.
    pub organization: OrganizationId,
    /// What it may.
    pub role: Role,
    /// Shown as who did something.
    pub name: String,
    /// Network address, for the audit.
    pub address: Option<String>,
}

impl Actor {
    /// The command line, acting in this organization with every right: whoever runs it can read the database anyway.
    #[must_use]
    pub fn command_line(organization: OrganizationId) -> Self {
        Self {
            id: None,
            kind: ActorKind::CommandLine,
            organization,
            role: Role::Admin,
            name: "Command line".into(),
            address: None,
        }
    }

    /// The program itself, at its own work.
    #[must_use]
    pub fn system(organization: OrganizationId) -> Self {
        Self { kind: ActorKind::System, name: "Customary".into(), ..Self::command_line(organization) }
    }

    /// Someone who has not signed in. It has no right: the role is what the least has, and nothing asks for it.
    #[must_use]
    pub fn anonymous(organization: OrganizationId, address: Option<String>) -> Self {
        Self {
            kind: ActorKind::Anonymous,
            role: Role::Viewer,
            name: String::new(),
            address,
            ..Self::command_line(organization)
        }
    }

    /// A person of a customer, who may what the policy of their invitation says.
    #[must_use]
    pub fn contact(
        organization: OrganizationId,
        id: ActorId,
        policy: &Policy,
        name: String,
        address: Option<String>,
    ) -> Self {
        Self { id: Some(id), kind: ActorKind::Contact, organization, role: policy.role(), name, address }
    }

    /// Whether it may give this role to someone: none above its own.
    ///
    /// # Errors
    /// [`Forbidden`] when it may not.
    pub fn may_grant(&self, role: Role) -> Result<(), Forbidden> {
        self.may(Right::ManageOperators)?;
        if role <= self.role { Ok(()) } else { Err(Forbidden(Right::ManageOperators)) }
    }

    /// Whether it has the right.
    ///
    /// # Errors
    /// [`Forbidden`], naming the right, when it has not.
    pub fn may(&self, right: Right) -> Result<(), Forbidden> {
        let is_its_door = match self.kind {
            ActorKind::Anonymous => false,
            ActorKind::Contact => right.is_of_portal(),
            _ => !right.is_of_portal(),
        };
        if is_its_door && self.role.may(right) { Ok(()) } else { Err(Forbidden(right)) }
    }
}

/// The caller has not this right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the right {} is missing", .0.as_str())]
pub struct Forbidden(pub Right);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_holds_those_before_it() {
        for (role, right, may) in [
            (Role::Viewer, Right::ViewCustomers, true),
            (Role::Viewer, Right::EditCustomers, false),
            (Role::Editor, Right::ImportCustomers, true),
            (Role::Editor, Right::PurgeCustomers, false),
            (Role::Admin, Right::ManageOperators, true),
            (Role::Admin, Right::ViewCustomers, true),
        ] {
            assert_eq!(role.may(right), may, "{role} {right:?}");
        }
    }
}
