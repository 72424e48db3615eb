//! What the pages of files show: the list, Upload File, a file's page, a customer's files.

use askama::Template;

use super::customers::{CustomerHead, FilterChip, Head, Tab, Upload};
use super::{Crumb, Pager, State};
use crate::console::field::{Choice, Field, Problem};
use crate::console::shell::Shell;
use crate::console::uploads::Waiting;

/// The list. `as_list()` renders the part that a swap replaces.
#[derive(Debug, Default, Template)]
#[template(path = "assets/list.html", blocks = ["list"])]
pub struct ListPage {
    /// The frame.
    pub shell: Shell,
    /// The organization has no file at all yet.
    pub is_new: bool,
    /// What a screen reader hears after a swap: "3 files".
    pub announce: String,
    /// All, public, private.
    pub views: Vec<Tab>,
    /// The filters that are on.
    pub filters: Vec<FilterChip>,
    /// Where all filters are off; nothing when none is on.
    pub clear: Option<String>,
    /// What "Add filter" carries on.
    pub kept: Vec<(String, String)>,
    /// `kind`.
    pub kind: Field,
    /// Pictures, documents, …
    pub kinds: Vec<Choice>,
    /// The header links.
    pub heads: Heads,
    /// The files.
    pub rows: Vec<Row>,
    /// The foot.
    pub pager: Pager,
    /// The limits of a dropped file, for who may upload.
    pub upload: Option<Upload>,
}

/// The headers that sort.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "one for each column of that name")]
pub struct Heads {
    pub title: Head,
    pub size: Head,
    pub updated: Head,
}

/// A file in a list.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Its page.
    pub url: String,
    /// The file itself.
    pub file: String,
    /// Its title.
    pub title: String,
    /// Its description.
    pub description: String,
    /// Where a small copy of a picture is.
    pub picture: Option<String>,
    /// Its symbol, where it is no picture.
    pub icon: &'static str,
    /// Whether it is public.
    pub is_public: bool,
    /// The customers that it hangs on.
    pub customers: Vec<Attached>,
    /// "JPEG".
    pub kind: String,
    /// "684 KB".
    pub size: String,
    /// When it was last changed: "21 Nov".
    pub updated: String,
    /// "20 Nov by Tom Okafor".
    pub added_by: String,
}

/// A customer that a file hangs on.
#[derive(Clone, Debug, Default)]
pub struct Attached {
    /// Its id.
    pub id: String,
    /// Its files.
    pub page: Crumb,
}

/// What can be hung on what: a file on customers, or files on a customer.
#[derive(Debug, Default, Template)]
#[template(path = "assets/attach.html")]
pub struct AttachPage {
    /// The frame.
    pub shell: Shell,
    /// The way back, without this page.
    pub crumbs: Vec<Crumb>,
    /// "Attach Agreement to a customer".
    pub title: String,
    /// `q`: what is searched for.
    pub query: Field,
    /// What is found.
    pub choices: Vec<Attachable>,
    /// Where a choice leads back to: `asset` or `customer`.
    pub then: &'static str,
}

/// One of several to choose from.
#[derive(Clone, Debug, Default)]
pub struct Attachable {
    /// Its title or name.
    pub label: String,
    /// What tells it from others of the name.
    pub detail: String,
    /// Where the form goes.
    pub action: String,
    /// The id of the customer.
    pub customer: String,
}

/// Upload File.
#[derive(Debug, Default, Template)]
#[template(path = "assets/new.html")]
pub struct NewPage {
    /// The frame.
    pub shell: Shell,
    /// What is to be fixed.
    pub problems: Vec<Problem>,
    /// The limits.
    pub upload: Upload,
    /// `file`, for its issue.
    pub file: Field,
    /// `title`.
    pub title: Field,
    /// `description`.
    pub description: Field,
    /// `access_permission`.
    pub access_permission: Field,
    /// Private, Public, with their consequences.
    pub permissions: Vec<Choice>,
    /// The id of the customer that the files are to hang on, or nothing.
    pub customer: String,
    /// What was uploaded with a form that is to be corrected.
    pub waiting: Vec<Waiting>,
}

/// A file's page.
#[derive(Debug, Default, Template)]
#[template(path = "assets/page.html")]
pub struct DetailsPage {
    /// The frame.
    pub shell: Shell,
    /// What is to be fixed in a form.
    pub problems: Vec<Problem>,
    /// What is wrong with no field.
    pub notice: Option<String>,
    /// Title, permission, customer, addresses.
    pub row: Row,
    /// "JPEG, 2,400 × 1,350", "684 KB", "Added 20 Nov by Tom Okafor".
    pub facts: Vec<String>,
    /// Where a copy of a picture is, as large as the page.
    pub picture: Option<String>,
    /// What its owner calls the file.
    pub file_name: String,
    /// The version that the form was made from.
    pub version: String,
    /// `title`.
    pub title: Field,
    /// `description`.
    pub description: Field,
    /// `access_permission`.
    pub access_permission: Field,
    /// Private, Public, with their consequences.
    pub permissions: Vec<Choice>,
    /// The reader may change it.
    pub may_edit: bool,
    /// Customers can be imported from it, by the reader.
    pub may_import: bool,
    /// Where it is opened without signing in, while it is public.
    pub public: Option<String>,
    /// The limits of another file; nothing when there is no room for one.
    pub upload: Option<Upload>,
    /// Its earlier files, the newest first.
    pub former: Vec<FormerFile>,
    /// The links that open it, the newest first.
    pub links: Vec<LinkRow>,
    /// `until`.
    pub until: Field,
    /// `uses`.
    pub uses: Field,
    /// A new link, this once.
    pub secret: Option<String>,
    /// That it is in the trash, and until when.
    pub deleted: Option<String>,
    /// What Delete does.
    pub delete_text: String,
}

/// A file that an asset had before.
#[derive(Clone, Debug, Default)]
pub struct FormerFile {
    /// The file itself.
    pub url: String,
    /// What its owner calls it.
    pub name: String,
    /// Which of the asset's files.
    pub number: String,
    /// "684 KB".
    pub size: String,
    /// "20 Nov by Tom Okafor".
    pub added: String,
}

/// A link that opens a file.
#[derive(Clone, Debug, Default)]
pub struct LinkRow {
    /// Where it is revoked.
    pub revoke: String,
    /// "20 Nov by Tom Okafor".
    pub made: String,
    /// The last day on which it is good.
    pub until: String,
    /// "Used once", "1 of 3 uses".
    pub used: String,
    /// It opens the file now.
    pub is_good: bool,
    /// Active, revoked, over.
    pub state: State,
}

/// The Files tab of a customer.
#[derive(Debug, Default, Template)]
#[template(path = "assets/of_customer.html")]
pub struct CustomerFilesPage {
    /// The frame.
    pub shell: Shell,
    /// Title, actions, tabs.
    pub head: CustomerHead,
    /// The files, the newest first.
    pub rows: Vec<Row>,
    /// To older ones.
    pub older: Option<String>,
}
