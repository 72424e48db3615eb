//! Former documents brought into the present: what was renamed, merged or typed otherwise since, for many at once.

use crate::domain::attribute::Definitions;
use crate::domain::customer::{Document, Stamp};
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::{attributes, operations, tags};

/// What there is to know about the present.
pub(in crate::store) struct Settling {
    organization: OrganizationId,
    definitions: Definitions,
    /// Whether an attribute got another key or kind since the oldest of the documents.
    is_changed: bool,
}

impl Settling {
    /// For documents of which the oldest was made `since` then.
    pub(in crate::store) fn read(
        conn: &mut Conn,
        organization: OrganizationId,
        since: Option<Time>,
    ) -> Result<Self, StoreError> {
        let changes = operations::changes(conn, organization, since)?;
        let definitions = attributes::list(conn, organization)?;
        Ok(Self { organization, definitions, is_changed: !changes.0.is_empty() })
    }

    /// A former document as it is by now, to be written over `now`.
    pub(in crate::store) fn settled(
        &self,
        conn: &mut Conn,
        now: &Document,
        (mut document, stamp): (Document, Stamp),
    ) -> Result<Document, StoreError> {
        if self.is_changed {
            let since = operations::changes(conn, self.organization, Some(stamp.at))?;
            document.attributes = since.applied(&document.attributes);
        }
        if !document.tags.is_empty() {
            tags::settle(conn, self.organization, &mut document)?;
        }
        attributes::settle(&self.definitions, now, &mut document);
        Ok(document)
    }
}
