//! Every address of the console that is made from data. A test follows each of them to the table of routes.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use uuid::Uuid;

use crate::domain::asset::AssetId;
use crate::domain::attribute::AttributeId;
use crate::domain::customer::{AvatarId, CustomerId, Version};
use crate::domain::invitation::InvitationId;
use crate::domain::operation::OperationId;
use crate::domain::provision::ProvisionId;
use crate::domain::tag::TagId;
use crate::domain::view::ViewId;

/// What stays as it is in a query: the unreserved characters of RFC 3986.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The start.
pub const DASHBOARD: &str = "/";
/// What happened in the organization.
pub const ACTIVITY: &str = "/activity";
/// The list.
pub const CUSTOMERS: &str = "/customers";
/// The list as a file.
pub const CUSTOMERS_EXPORT: &str = "/customers/export";
/// Add New.
pub const NEW_CUSTOMER: &str = "/customers/new";
/// The views of the list that are kept.
pub const VIEWS: &str = "/customers/views";
/// The people who can sign in.
pub const OPERATORS: &str = "/settings/operators";
/// The keys of other programs.
pub const TOKENS: &str = "/settings/tokens";
/// One's own account.
pub const ACCOUNT: &str = "/account";
/// The next file.
pub const IMPORTS_NEW: &str = "/imports/new";
/// Earlier imports, and the next file.
pub const IMPORTS: &str = "/imports";
/// A file of customers to begin with.
pub const IMPORT_TEMPLATE: &str = "/imports/template.csv";
/// The tags.
pub const TAGS: &str = "/tags";
/// The attributes that are defined.
pub const ATTRIBUTES: &str = "/settings/attributes";
/// The library of files.
pub const ASSETS: &str = "/assets";
/// Upload File.
pub const NEW_ASSET: &str = "/assets/new";
/// The trash.
pub const TRASH: &str = "/trash";
/// The trash of files.
pub const TRASH_OF_ASSETS: &str = "/trash/files";

/// A customer's page.
#[must_use]
pub fn customer(id: CustomerId) -> String {
    format!("/customers/{id}")
}

/// A view of the list that is kept.
#[must_use]
pub fn view(id: ViewId) -> String {
    format!("/customers/views/{id}")
}

/// A customer's history.
#[must_use]
pub fn history(id: CustomerId) -> String {
    format!("/customers/{id}/history")
}

/// A customer's timeline.
#[must_use]
pub fn timeline(id: CustomerId) -> String {
    format!("/customers/{id}/timeline")
}

/// A note about a customer.
#[must_use]
pub fn note(id: CustomerId, note: Uuid) -> String {
    format!("/customers/{id}/notes/{note}")
}

/// Two versions of a customer compared.
#[must_use]
pub fn compare(id: CustomerId, from: Version, to: Version) -> String {
    format!("/customers/{id}/history/compare?from={from}&to={to}")
}

/// Where an earlier version is restored.
#[must_use]
pub fn restore_version(id: CustomerId, version: Version) -> String {
    format!("/customers/{id}/versions/{version}/restore")
}

/// Where a customer is taken out of the trash.
#[must_use]
pub fn restore(id: CustomerId) -> String {
    format!("/customers/{id}/restore")
}

/// A picture that a customer has, or had.
#[must_use]
pub fn avatar(customer: CustomerId, id: AvatarId) -> String {
    format!("/customers/{customer}/avatar/{id}")
}

/// A customer's files.
#[must_use]
pub fn files(id: CustomerId) -> String {
    format!("/customers/{id}/files")
}

/// A file's page.
#[must_use]
pub fn asset(id: AssetId) -> String {
    format!("/assets/{id}")
}

/// Where a file is hung on a customer.
#[must_use]
pub fn attach(id: AssetId) -> String {
    format!("/assets/{id}/attach")
}

/// The file itself, for who is signed in.
#[must_use]
pub fn asset_file(id: AssetId) -> String {
    format!("/assets/{id}/file")
}

/// A file that an asset had before.
#[must_use]
pub fn former_file(id: AssetId, version: i64) -> String {
    format!("/assets/{id}/files/{version}")
}

/// A small copy of a picture; `size` is `row` or `page`. The version is there to be new when the file is.
#[must_use]
pub fn thumbnail(id: AssetId, size: &str, version: i64) -> String {
    format!("/assets/{id}/thumbnail/{size}?v={version}")
}

/// Where a public file is opened without signing in.
#[must_use]
pub fn public_file(key: &str) -> String {
    format!("/public/{key}")
}

/// Where a link that expires opens a file.
#[must_use]
pub fn shared_file(secret: &str) -> String {
    format!("/shared/{secret}")
}

/// Where an import is taken back, and that in turn.
#[must_use]
pub fn import_undo(id: Uuid) -> String {
    format!("/imports/{id}/undo")
}

/// An import.
#[must_use]
pub fn import(id: Uuid) -> String {
    format!("/imports/{id}")
}

/// A tag.
#[must_use]
pub fn tag(id: TagId) -> String {
    format!("/tags/{id}")
}

/// The customers that carry a tag.
#[must_use]
pub fn tagged(id: TagId) -> String {
    format!("/customers?tag={id}")
}

/// Where tags are given to a customer, and taken off it.
#[must_use]
pub fn tags_of(id: CustomerId) -> String {
    format!("/customers/{id}/tags")
}

/// An attribute that is defined.
#[must_use]
pub fn attribute(id: AttributeId) -> String {
    format!("/settings/attributes/{id}")
}

/// The customers whose value of an attribute does not fit its type.
#[must_use]
pub fn unfit(id: AttributeId) -> String {
    format!("/customers?unfit.{id}=yes")
}

/// Where a customer's people are changed.
#[must_use]
pub fn people_of(id: CustomerId) -> String {
    format!("/customers/{id}/people")
}

/// Where an invitation is sent again and taken back, with the verb behind it.
#[must_use]
pub fn invitation(customer: CustomerId, id: InvitationId) -> String {
    format!("/customers/{customer}/invitations/{id}")
}

/// Where a person of a customer is invited again.
#[must_use]
pub fn invite_person(id: CustomerId, person: Uuid) -> String {
    with_query(&format!("/customers/{id}/invite"), [("person", person.to_string().as_str())])
}

/// Where an invitation is accepted.
#[must_use]
pub fn accept_invitation(code: &str) -> String {
    format!("/invitations/{code}")
}

/// Where programs are started for a customer.
#[must_use]
pub fn provisions(id: CustomerId) -> String {
    format!("/customers/{id}/provisions")
}

/// The form that starts a program; with `again`, filled as that one was.
#[must_use]
pub fn new_provision(id: CustomerId, again: Option<ProvisionId>) -> String {
    let again = again.map(|again| format!("?again={again}")).unwrap_or_default();
    format!("/customers/{id}/provisions/new{again}")
}

/// A program of a customer.
#[must_use]
pub fn provision(customer: CustomerId, id: ProvisionId) -> String {
    format!("/customers/{customer}/provisions/{id}")
}

/// Work that goes on in the background.
#[must_use]
pub fn operation(id: OperationId) -> String {
    format!("/operations/{id}")
}

/// An address with this query; values that are empty are left out.
#[must_use]
pub fn with_query<'a>(path: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut link = path.to_owned();
    let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    for (at, (name, value)) in pairs.enumerate() {
        link.push(if at == 0 { '?' } else { '&' });
        link.push_str(name);
        link.push('=');
        link.extend(utf8_percent_encode(value, QUERY));
    }
    link
}
