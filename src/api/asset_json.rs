//! Assets as the native API speaks them.

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::domain::asset::{Asset, AssetFile, AssetLink, LinkTerms, MOST_CUSTOMERS};
use crate::domain::customer::{CustomerId, Version};
use crate::domain::issues::{Issue, Issues};
use crate::domain::time::Time;
use crate::web::members::Members;

/// An asset on its way out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AssetJson<'a> {
    asset_id: Uuid,
    version: String,
    title: &'a str,
    description: Option<&'a str>,
    access_permission: &'static str,
    public_url: Option<String>,
    customer_ids: Vec<Uuid>,
    file: FileJson<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    earlier_files: Option<Vec<FileJson<'a>>>,
    created_by: Option<Uuid>,
    created_at: Option<String>,
    updated_at: Option<String>,
    deleted_at: Option<String>,
}

/// A file that an asset has, or had.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct FileJson<'a> {
    number: i64,
    name: &'a str,
    content_type: &'static str,
    kind: &'static str,
    length: u64,
    width: Option<u32>,
    height: Option<u32>,
    sha256: String,
    added_by: Option<Uuid>,
    added_at: Option<String>,
}

impl<'a> AssetJson<'a> {
    /// The asset as the API shows it; `origin` begins its public address.
    #[must_use]
    pub fn of(asset: &'a Asset, origin: &str) -> Self {
        let is_live = asset.deleted_at.is_none();
        let key = asset.public_key.as_deref().filter(|_| is_live);
        Self {
            asset_id: asset.id.0,
            version: asset.version.to_string(),
            title: &asset.title,
            description: asset.description.as_deref(),
            access_permission: asset.permission().as_str(),
            public_url: key.map(|key| format!("{origin}/public/{key}")),
            customer_ids: asset.customers.iter().map(|id| id.0).collect(),
            file: FileJson::of(&asset.file),
            earlier_files: None,
            created_by: asset.created_by.map(|by| by.0),
            created_at: asset.created_at.rfc3339(),
            updated_at: asset.changed_at.rfc3339(),
            deleted_at: asset.deleted_at.and_then(Time::rfc3339),
        }
    }

    /// With the files that it had before, the newest first.
    #[must_use]
    pub fn with_earlier(mut self, files: &'a [AssetFile]) -> Self {
        self.earlier_files = Some(files.iter().map(FileJson::of).collect());
        self
    }
}

impl<'a> FileJson<'a> {
    fn of(file: &'a AssetFile) -> Self {
        let content = &file.content;
        let (width, height) = content.size.unzip();
        Self {
            number: file.version,
            name: &content.name,
            content_type: content.media.content_type(),
            kind: content.media.category().as_str(),
            length: content.length,
            width,
            height,
            sha256: crate::files::FileHash(content.sha256).to_string(),
            added_by: file.added_by.map(|by| by.0),
            added_at: file.added_at.rfc3339(),
        }
    }
}

/// A link that opens a file for a while, without its address: that is told once, when it is made.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkJson {
    link_id: Uuid,
    expires_at: Option<String>,
    most_uses: Option<i64>,
    uses: i64,
    is_good: bool,
    created_by: Option<Uuid>,
    created_at: Option<String>,
    revoked_at: Option<String>,
}

impl LinkJson {
    /// The link as the API shows it.
    #[must_use]
    pub fn of(link: &AssetLink, now: Time) -> Self {
        Self {
            link_id: link.id,
            expires_at: link.terms.expires_at.rfc3339(),
            most_uses: link.terms.most_uses,
            uses: link.uses,
            is_good: link.is_good(now),
            created_by: link.created_by.map(|by| by.0),
            created_at: link.created_at.rfc3339(),
            revoked_at: link.revoked_at.and_then(Time::rfc3339),
        }
    }
}

/// A change on its way in: what is absent stays.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct AssetInput {
    /// Its title; empty is the file's name.
    pub title: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Who may open it.
    pub access_permission: Option<String>,
    /// All customers that it is to hang on.
    pub customers: Option<Vec<CustomerId>>,
    /// The version that the change was made from.
    pub version: Option<Version>,
}

impl AssetInput {
    /// Reads the body of a call. Members that only the server sets are passed over.
    ///
    /// # Errors
    /// Every member of a wrong type.
    pub fn read(body: &Value) -> Result<Self, Issues> {
        let Value::Object(body) = body else {
            return Err(Issues::of("", Issue::new("json-not-an-object")));
        };
        let mut issues = Issues::new();
        let members = Members::of(body, "", &mut issues);
        let input = Self {
            title: text(&mut issues, "title", members.get("title")),
            description: text(&mut issues, "description", members.get("description")),
            access_permission: text(&mut issues, "accessPermission", members.get("accesspermission")),
            customers: ids(&mut issues, members.get("customerids")),
            version: version(&mut issues, members.get("version")),
        };
        if issues.is_empty() { Ok(input) } else { Err(issues) }
    }
}

/// What a link is to be good for, as a program says it: a moment and a number.
///
/// # Errors
/// What is not acceptable.
pub fn terms(body: &Value, now: Time) -> Result<LinkTerms, Issues> {
    let Value::Object(body) = body else {
        return Err(Issues::of("", Issue::new("json-not-an-object")));
    };
    let mut issues = Issues::new();
    let members = Members::of(body, "", &mut issues);
    let until = text(&mut issues, "expiresAt", members.get("expiresat")).unwrap_or_default();
    let uses = text(&mut issues, "mostUses", members.get("mostuses")).unwrap_or_default();
    let judged = LinkTerms::until(Time::parse_rfc3339(&until), &uses, now);
    let names = |name: &str| if name == "until" { "expiresAt".to_owned() } else { "mostUses".to_owned() };
    match judged {
        Ok(terms) if issues.is_empty() => Ok(terms),
        Ok(_) => Err(issues),
        Err(wrong) => Err(wrong.renamed(names)),
    }
}

fn wrong_type(issues: &mut Issues, name: &str, expected: &'static str) {
    issues.add(name, Issue::new("json-wrong-type").with("expected", expected));
}

fn text(issues: &mut Issues, name: &str, value: Option<&Value>) -> Option<String> {
    match value? {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => {
            wrong_type(issues, name, "text");
            None
        }
    }
}

fn ids(issues: &mut Issues, value: Option<&Value>) -> Option<Vec<CustomerId>> {
    let values = match value? {
        Value::Null => return Some(Vec::new()),
        Value::Array(values) => values,
        _ => {
            wrong_type(issues, "customerIds", "a list");
            return None;
        }
    };
    if values.len() > MOST_CUSTOMERS {
        issues.add("customerIds", Issue::new("too-many-rows").with("max", MOST_CUSTOMERS));
        return None;
    }
    let mut ids = Vec::with_capacity(values.len());
    for (at, value) in values.iter().enumerate() {
        match value.as_str().and_then(|id| id.parse().ok()) {
            Some(id) if ids.contains(&id) => {}
            Some(id) => ids.push(id),
            None => wrong_type(issues, &format!("customerIds.{at}"), "an id"),
        }
    }
    Some(ids)
}

fn version(issues: &mut Issues, value: Option<&Value>) -> Option<Version> {
    let value = value.filter(|value| !value.is_null())?;
    let number = match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_i64(),
    };
    if number.is_none() {
        wrong_type(issues, "version", "a number");
    }
    number.map(Version)
}
