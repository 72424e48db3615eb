//! What the pages of customers show: the list, one customer, the forms, the trash.

use askama::Template;

use super::attributes::{AttributeFilter, AttributeLine, TypedRow};
use super::invitations::InvitationsCard;
use super::people::{PeopleCard, PersonRow};
use super::provisions::Card;
use super::tags::{Picker, TagChip};
use super::{Crumb, Pager, State};
use crate::console::avatar::Avatar;
use crate::console::countries::Countries;
use crate::console::field::{Choice, Field, Problem};
use crate::console::shell::Shell;

/// The list. `as_list()` renders the part that a swap replaces (`X-Fragment: list`).
#[derive(Debug, Default, Template)]
#[template(path = "customers/list.html", blocks = ["list"])]
pub struct ListPage {
    /// The frame.
    pub shell: Shell,
    /// The number of customers beside the title.
    pub total: String,
    /// The organization has no customer at all yet.
    pub is_new: bool,
    /// What a screen reader hears after a swap: "318 customers".
    pub announce: String,
    /// Saved queries as tabs.
    pub views: Vec<Tab>,
    /// The filters that are on.
    pub filters: Vec<FilterChip>,
    /// What is kept when the query is saved as a view; nothing where it is one, or asks for everything.
    pub saved: Option<String>,
    /// The view that is open, for who may give it another name.
    pub view: Option<String>,
    /// The name of a new view.
    pub view_title: Field,
    /// Where all filters are off; nothing when none is on.
    pub clear: Option<String>,
    /// Why nobody is listed: a filter that cannot be read.
    pub problem: Option<String>,
    /// To the same search among all customers, where filters narrow it.
    pub everywhere: Option<String>,
    /// The choices of "Add filter".
    pub filter: FilterForm,
    /// The orders offered, the current one marked.
    pub sorts: Vec<Tab>,
    /// The list as a file, in each format; none for who may not take it.
    pub exports: Vec<Tab>,
    /// The header links.
    pub heads: Heads,
    /// Attributes that are columns.
    pub columns: Vec<String>,
    /// The customers.
    pub rows: Vec<Row>,
    /// The foot.
    pub pager: Pager,
    /// What a form that changes the page must carry on: names and values of the query.
    pub kept: Vec<(String, String)>,
    /// The limits of a dropped file, for who may import.
    pub upload: Option<Upload>,
}

/// A link among its siblings.
#[derive(Clone, Debug, Default)]
pub struct Tab {
    /// Its text.
    pub label: String,
    /// A count after it, or nothing.
    pub count: String,
    /// Where it leads.
    pub href: String,
    /// It is what is shown.
    pub is_current: bool,
}

/// A view's name, to be given or changed.
#[derive(Debug, Default, Template)]
#[template(path = "customers/view.html")]
pub struct ViewPage {
    /// The frame.
    pub shell: Shell,
    /// The way back.
    pub crumb: Crumb,
    /// What the page is called.
    pub title: String,
    /// Where the customers of a view are listed.
    pub listed: Option<String>,
    /// Where a view is deleted.
    pub delete: Option<String>,
    /// What is to be fixed.
    pub problems: Vec<Problem>,
    /// Where the form goes.
    pub action: String,
    /// The query that is to be kept.
    pub query: String,
    /// `title`.
    pub name: Field,
    /// The verb on the button.
    pub verb: String,
}

/// A filter that is on.
#[derive(Clone, Debug, Default)]
pub struct FilterChip {
    /// The field, such as "Tag".
    pub field: String,
    /// The condition, such as "is Restaurant".
    pub condition: String,
    /// Where it is off.
    pub remove: String,
}

/// The small form behind "Add filter".
#[derive(Clone, Debug, Default)]
pub struct FilterForm {
    /// What the form carries on.
    pub kept: Vec<(String, String)>,
    /// `kind`.
    pub kind: Field,
    /// Personal, corporate.
    pub kinds: Vec<Choice>,
    /// `status`.
    pub status: Field,
    /// Active, inactive.
    pub statuses: Vec<Choice>,
    /// `country`.
    pub country: Field,
    /// The closed list of countries.
    pub countries: &'static Countries,
    /// `email`: with one or without.
    pub email: Field,
    /// Present, absent.
    pub emails: Vec<Choice>,
    /// `invitation`: pending, or ending soon.
    pub invitation: Field,
    /// Both.
    pub invitations: Vec<Choice>,
    /// `provisioning`: where a program stands.
    pub provisioning: Field,
    /// Failed, in progress, stuck, …
    pub provisionings: Vec<Choice>,
    /// `since`: a day.
    pub since: Field,
    /// `tag`, as often as tags are ticked.
    pub tags: Vec<TagChip>,
    /// Attributes that customers are filtered by.
    pub attributes: Vec<AttributeFilter>,
}

/// The headers that sort.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "one for each column of that name")]
pub struct Heads {
    pub display_name: Head,
    pub updated: Head,
}

/// A header that may sort.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// Where the list is sorted by it; nothing where that is not offered.
    pub href: Option<String>,
    /// `ascending`, `descending`, or nothing.
    pub direction: &'static str,
}

/// A customer in the list.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The id, for the selection.
    pub id: String,
    /// The label of its checkbox.
    pub select: String,
    /// The customer's page.
    pub url: String,
    /// The display name.
    pub name: String,
    /// Beside the name.
    pub avatar: Avatar,
    /// First and last name.
    pub person: String,
    /// The first e-mail address.
    pub email: String,
    /// The first phone, as it is shown.
    pub phone: String,
    /// The first tags.
    pub tags: Vec<TagChip>,
    /// The values of attributes that are columns.
    pub attributes: Vec<String>,
    /// "+1", where there are more, and what they are.
    pub more_tags: Option<(String, String)>,
    /// Active, or inactive.
    pub state: State,
    /// "12 min ago".
    pub updated: String,
}

/// What a form that uploads tells the browser beforehand.
#[derive(Clone, Debug, Default)]
pub struct Upload {
    /// Largest file, in bytes.
    pub limit_bytes: u64,
    /// "2 GB".
    pub limit: String,
}

/// The head of a customer's pages: title, actions, tabs.
#[derive(Clone, Debug, Default)]
pub struct CustomerHead {
    /// The customer's page, without a slash at its end.
    pub url: String,
    /// The display name.
    pub name: String,
    /// Beside the name.
    pub avatar: Avatar,
    /// The version, as a number.
    pub version: String,
    /// "Updated 12 min ago by Neda Yari".
    pub updated: String,
    /// The whole time, for a title.
    pub updated_full: String,
    /// The machine form.
    pub updated_machine: String,
    /// The number of versions.
    pub versions: String,
    /// What Delete does, in full: "It moves to Trash for 30 days. …"
    pub delete_text: String,
    /// "This customer was deleted on 18 November by Reza Moradi.", when it is in the trash.
    pub deleted: Option<String>,
    /// The number of its files.
    pub files: String,
    /// The id, for files that are dropped on its page.
    pub id: String,
    /// The limits of a dropped file, for who may upload.
    pub upload: Option<Upload>,
    /// The limits of a picture, for who may change it.
    pub picture: Option<Upload>,
}

/// A customer: the overview tab.
#[derive(Debug, Default, Template)]
#[template(path = "customers/page.html")]
pub struct CustomerPage {
    /// The frame.
    pub shell: Shell,
    /// Title, actions, tabs.
    pub head: CustomerHead,
    /// The version that the four fields were made from.
    pub version: String,
    /// What is wrong with the four fields, when they came back.
    pub problems: Vec<Problem>,
    /// `first_name`.
    pub first_name: Field,
    /// `last_name`.
    pub last_name: Field,
    /// `display_name`.
    pub display_name: Field,
    /// `email_address`.
    pub email_address: Field,
    /// "Saves as version 8".
    pub saves_as: String,
    /// The phones.
    pub phones: Vec<PhoneLine>,
    /// The addresses.
    pub addresses: Vec<AddressLine>,
    /// The people.
    pub people: PeopleCard,
    /// Those who were invited to the portal.
    pub invitations: InvitationsCard,
    /// The attributes it has.
    pub attributes: Vec<AttributeLine>,
    /// What is known of a firm.
    pub company: Vec<Line>,
    /// Notes, or nothing.
    pub notes: String,
    /// Where tags are added and taken off.
    pub tags_url: String,
    /// The tags it carries.
    pub tags: Vec<TagChip>,
    /// Those that it does not carry yet.
    pub picker: Picker,
    /// The picker is open.
    pub is_picking: bool,
    /// The programs that are set up for it.
    pub programs: Card,
    /// Id, number, created, source, type.
    pub record: Vec<Line>,
}

/// A phone on the overview.
#[derive(Clone, Debug, Default)]
pub struct PhoneLine {
    /// The picture before it.
    pub icon: &'static str,
    /// The number as it is shown.
    pub number: String,
    /// "Phone · US".
    pub detail: String,
    /// As it was typed, when that differs; or nothing.
    pub local: String,
}

/// An address on the overview.
#[derive(Clone, Debug, Default)]
pub struct AddressLine {
    /// "4 Goldfield Rd., Suite 1500".
    pub street: String,
    /// "West Chicago, CO 80111, United States".
    pub place: String,
}

/// A name and a value.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// The name.
    pub label: String,
    /// The value.
    pub value: String,
    /// Ids and keys stand in monospace, left to right.
    pub is_code: bool,
}

/// Add New and the full editor.
#[derive(Debug, Default, Template)]
#[template(path = "customers/form.html")]
pub struct FormPage {
    /// The frame.
    pub shell: Shell,
    /// The customer edited; nothing for a new one.
    pub editing: Option<Editing>,
    /// Where the form goes.
    pub action: String,
    /// What is to be fixed.
    pub problems: Vec<Problem>,
    /// Customers that use the same e-mail address or phone: a warning, not an issue.
    pub duplicates: Vec<Crumb>,
    /// Their ids, so that the same warning does not come twice.
    pub duplicates_seen: String,
    /// The fields.
    pub form: CustomerForm,
}

/// What the editor knows of the customer it edits.
#[derive(Clone, Debug, Default)]
pub struct Editing {
    /// The customer's page.
    pub url: String,
    /// The display name that is stored.
    pub name: String,
    /// The version that the form was made from.
    pub version: String,
}

/// The fields of a customer. Their names are those of the form: `first_name`, `phones.0.number_local`, …
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "each field has its name in the form")]
pub struct CustomerForm {
    pub kind: Field,
    pub status: Field,
    pub first_name: Field,
    pub last_name: Field,
    pub display_name: Field,
    pub email_address: Field,
    pub father_name: Field,
    pub company_name: Field,
    pub business_line: Field,
    pub manager: Field,
    pub acronym: Field,
    pub headcount: Field,
    pub website: Field,
    pub tax_number: Field,
    pub registration_number: Field,
    pub locale: Field,
    pub notes: Field,
    pub phones: Vec<PhoneRow>,
    pub addresses: Vec<AddressRow>,
    pub people: Vec<PersonRow>,
    /// Attributes that are defined.
    pub typed: Vec<TypedRow>,
    pub attributes: Vec<AttributeRow>,
    /// The number of the next row of attributes.
    pub next_attribute: usize,
    pub tags: Picker,
    /// The closed list of countries.
    pub countries: &'static Countries,
    /// `Unknown`, `Phone`, `Mobile`.
    pub phone_types: Vec<Choice>,
}

/// A phone in the editor.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "each field has its name in the form")]
pub struct PhoneRow {
    /// `phones.0`.
    pub prefix: String,
    /// The stored id, or nothing.
    pub key: String,
    pub kind: Field,
    pub country: Field,
    pub local: Field,
    pub international: Field,
}

impl PhoneRow {
    /// An empty row at an index.
    #[must_use]
    pub fn at(index: &str) -> Self {
        let field = |name: &str| Field::new(format!("phones.{index}.{name}"), "");
        Self {
            prefix: format!("phones.{index}"),
            key: String::new(),
            kind: field("type"),
            country: field("country"),
            local: field("number_local"),
            international: field("number_international"),
        }
    }
}

/// An address in the editor.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "each field has its name in the form")]
pub struct AddressRow {
    /// `addresses.0`.
    pub prefix: String,
    /// The stored id, or nothing.
    pub key: String,
    pub address1: Field,
    pub address2: Field,
    pub suburb: Field,
    pub postcode: Field,
    pub state: Field,
    pub country: Field,
}

impl AddressRow {
    /// An empty row at an index.
    #[must_use]
    pub fn at(index: &str) -> Self {
        let field = |name: &str| Field::new(format!("addresses.{index}.{name}"), "");
        Self {
            prefix: format!("addresses.{index}"),
            key: String::new(),
            address1: field("address1"),
            address2: field("address2"),
            suburb: field("suburb"),
            postcode: field("postcode"),
            state: field("state"),
            country: field("country"),
        }
    }
}

/// An attribute in the editor.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "each field has its name in the form")]
pub struct AttributeRow {
    /// `attributes.0`.
    pub prefix: String,
    pub key: Field,
    pub value: Field,
    /// The value is JSON that is no text, and stays so.
    pub is_json: bool,
}

impl AttributeRow {
    /// An empty row at an index.
    #[must_use]
    pub fn at(index: &str) -> Self {
        let field = |name: &str| Field::new(format!("attributes.{index}.{name}"), "");
        Self {
            prefix: format!("attributes.{index}"),
            key: field("key"),
            value: field("value"),
            is_json: false,
        }
    }
}

/// A question before something happens: delete, delete for ever, a selection.
#[derive(Debug, Default, Template)]
#[template(path = "confirm.html")]
pub struct ConfirmPage {
    /// The frame.
    pub shell: Shell,
    /// The way back.
    pub crumbs: Vec<Crumb>,
    /// "Delete Art Restaurant?"
    pub title: String,
    /// What happens and how it is taken back.
    pub text: String,
    /// The names of what it happens to, when they are few.
    pub names: Vec<String>,
    /// Where the form goes.
    pub action: String,
    /// What the form carries.
    pub kept: Vec<(String, String)>,
    /// A text to type, with its label: the number of customers.
    pub typed: Option<Typed>,
    /// The tag to give to a selection, or to take off it.
    pub choice: Option<TagChoice>,
    /// The verb on the button.
    pub verb: String,
    /// It takes something away.
    pub is_danger: bool,
    /// Where Cancel leads.
    pub cancel: String,
}

/// One tag to choose.
#[derive(Clone, Debug, Default)]
pub struct TagChoice {
    /// `tag`.
    pub tag: Field,
    /// Those there are.
    pub tags: Vec<Choice>,
    /// `tag_title`, where a new one may be made.
    pub title: Option<Field>,
}

/// A field of a question.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The field.
    pub field: Field,
    /// Its label.
    pub label: String,
}

/// Deleted customers, or deleted files.
#[derive(Debug, Default, Template)]
#[template(path = "customers/trash.html", blocks = ["list"])]
pub struct TrashPage {
    /// The frame.
    pub shell: Shell,
    /// Customers, files.
    pub tabs: Vec<Tab>,
    /// It is the trash of files.
    pub is_of_files: bool,
    /// How many there are.
    pub total: String,
    /// What a screen reader hears after a swap.
    pub announce: String,
    /// What is in it.
    pub rows: Vec<TrashRow>,
    /// The foot.
    pub pager: Pager,
}

/// A deleted customer or file.
#[derive(Clone, Debug, Default)]
pub struct TrashRow {
    /// Its page.
    pub url: String,
    /// The display name or the title.
    pub name: String,
    /// Beside the name of a customer.
    pub avatar: Option<Avatar>,
    /// Beside the title of a file.
    pub icon: &'static str,
    /// The first e-mail address, or the file's name.
    pub detail: String,
    /// "18 Nov".
    pub deleted: String,
    /// "27 days left".
    pub left: String,
}
