//! A tag as the native API speaks it: alone, and as a member of a customer. What a customer shows can be sent back; a
//! tag may also be named by its id or its title alone.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::domain::customer::Customer;
use crate::domain::issues::{Issue, Issues};
use crate::domain::organization::OrganizationId;
use crate::domain::tag::{Tag, TagDraft, TagId};
use crate::store::{Conn, StoreError, tags};

/// A tag on its way out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TagJson<'a> {
    id: Uuid,
    title: &'a str,
    color: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    customers: Option<i64>,
    created_at: Option<String>,
    updated_at: Option<String>,
}

impl<'a> TagJson<'a> {
    /// The tag, with the number of customers that carry it.
    #[must_use]
    pub fn of(tag: &'a Tag, customers: Option<i64>) -> Self {
        Self {
            id: tag.id.0,
            title: &tag.title,
            color: tag.color.as_str(),
            customers,
            created_at: tag.created_at.rfc3339(),
            updated_at: tag.changed_at.rfc3339(),
        }
    }
}

/// A tag as a member of a customer.
#[derive(Debug, Serialize)]
pub struct TagMember<'a> {
    id: Uuid,
    title: &'a str,
    color: &'static str,
}

/// The tags that some customers carry.
#[derive(Debug, Default)]
pub struct Carried(HashMap<TagId, Tag>);

impl Carried {
    /// Reads the tags of these customers.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn read<'c>(
        conn: &mut Conn,
        organization: OrganizationId,
        customers: impl IntoIterator<Item = &'c Customer>,
    ) -> Result<Self, StoreError> {
        let tags = customers.into_iter().flat_map(|customer| customer.document.tags.iter().copied());
        let ids: BTreeSet<TagId> = tags.collect();
        tags::of_ids(conn, organization, &ids).map(Self)
    }

    /// The tags of one of them; one that was deleted in this moment is not shown.
    #[must_use]
    pub fn of(&self, customer: &Customer) -> Vec<TagMember<'_>> {
        let tags = customer.document.tags.iter().filter_map(|id| self.0.get(id));
        let live = tags.filter(|tag| tag.deleted_at.is_none());
        live.map(|tag| TagMember { id: tag.id.0, title: &tag.title, color: tag.color.as_str() }).collect()
    }
}

/// Reads the body of a call that makes or changes a tag.
///
/// # Errors
/// Every member that is not acceptable.
pub fn read(body: &Value, former: Option<&Tag>) -> Result<TagDraft, Issues> {
    let Value::Object(body) = body else {
        return Err(Issues::of("", Issue::new("json-not-an-object")));
    };
    let mut issues = Issues::new();
    let mut text = |name: &str| match body.get(name) {
        None => None,
        Some(Value::Null) => Some(""),
        Some(Value::String(text)) => Some(text.as_str()),
        Some(_) => {
            issues.add(name, Issue::new("json-wrong-type").with("expected", "text"));
            None
        }
    };
    let (title, color) = (text("title"), text("color"));
    if !issues.is_empty() {
        return Err(issues);
    }
    let title = title.or(former.map(|former| former.title.as_str()));
    TagDraft::parse(title.unwrap_or_default(), color.unwrap_or_default())
}
