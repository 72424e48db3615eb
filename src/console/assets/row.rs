//! A file as lists show it, and the words that all pages of files share.

use std::collections::HashMap;

use crate::console::customers::head::who;
use crate::console::field::Choice;
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::views::Crumb;
use crate::console::views::assets::{Attached, Row};
use crate::domain::asset::{Asset, Category, Permission, Usage};
use crate::domain::customer::CustomerId;
use crate::domain::organization::OrganizationId;
use crate::store::actors::Names;
use crate::store::{Conn, StoreError, listing};

/// The display names of customers that files hang on.
pub type Customers = HashMap<CustomerId, String>;

/// The names of the customers of these files, those in the trash left out.
///
/// # Errors
/// When the store does not answer.
pub fn customers(
    conn: &mut Conn,
    organization: OrganizationId,
    assets: &[Asset],
) -> Result<Customers, StoreError> {
    let mut ids: Vec<CustomerId> = assets.iter().flat_map(|asset| asset.customers.iter().copied()).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = listing::of_ids(conn, organization, &ids)?;
    Ok(found.into_iter().map(|listed| (listed.id, listed.display_name)).collect())
}

/// The row of a file.
#[must_use]
pub fn row(frame: &Frame, asset: &Asset, customers: &Customers, names: &Names) -> Row {
    let content = &asset.file.content;
    let added = frame.dates().day(asset.created_at.micros());
    let hangs_on = |id: &CustomerId| {
        Some(Attached { id: id.to_string(), page: Crumb::new(links::files(*id), customers.get(id)?) })
    };
    Row {
        url: links::asset(asset.id),
        file: links::asset_file(asset.id),
        title: asset.title.clone(),
        description: asset.description.clone().unwrap_or_default(),
        picture: picture(asset, "row"),
        icon: icon(content.media.category()),
        is_public: asset.permission() == Permission::Public,
        customers: asset.customers.iter().filter_map(hangs_on).collect(),
        kind: content.media.label(&content.name),
        size: frame.language.bytes(content.length),
        updated: frame.dates().day(asset.changed_at.micros()),
        added_by: frame
            .language
            .say_with("asset-added-by", &[("when", &added), ("who", &who(frame, names, asset.created_by))]),
    }
}

/// Where a small copy of a picture is.
#[must_use]
pub fn picture(asset: &Asset, size: &str) -> Option<String> {
    let is_shown = asset.file.content.media.is_picture() && asset.file.content.size.is_some();
    is_shown.then(|| links::thumbnail(asset.id, size, asset.file.version))
}

/// The symbol of a category.
#[must_use]
pub fn icon(category: Category) -> &'static str {
    match category {
        Category::Image => "image",
        Category::Table => "table",
        Category::Recording => "eye",
        Category::Document | Category::Other => "asset",
    }
}

/// The name of a category.
#[must_use]
pub fn category(frame: &Frame, category: Category) -> String {
    frame.language.say(match category {
        Category::Image => "asset-images",
        Category::Document => "asset-documents",
        Category::Table => "asset-tables",
        Category::Recording => "asset-recordings",
        Category::Other => "asset-others",
    })
}

/// Private and Public, with their consequences.
#[must_use]
pub fn permissions(frame: &Frame) -> Vec<Choice> {
    let say = |id: &str| frame.language.say(id);
    let choice = |permission: Permission| match permission {
        Permission::Private => Choice::new("private", say("upload-private")).hint(say("upload-private-hint")),
        Permission::Public => Choice::new("public", say("upload-public")).hint(say("upload-public-hint")),
    };
    Permission::ALL.map(choice).into()
}

/// The largest file that is taken now; none when the organization may keep no more.
#[must_use]
pub fn room(frame: &Frame, usage: Usage) -> Option<u64> {
    let limits = &frame.site().limits;
    limits.quota.left(usage).filter(|left| *left > 0).map(|left| left.min(limits.upload_bytes))
}
