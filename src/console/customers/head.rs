//! The head that all tabs of a customer share.

use crate::console::avatar::Avatar;
use crate::console::customers::avatar;
use crate::console::frame::Frame;
use crate::console::links;
use crate::console::tags::titles::Titles;
use crate::console::uploads;
use crate::console::views::customers::CustomerHead;
use crate::domain::attribute::Definitions;
use crate::domain::customer::{Customer, CustomerId};
use crate::domain::invitation::Invitation;
use crate::domain::operator::{ActorId, Right};
use crate::domain::organization::OrganizationId;
use crate::domain::tag::Tag;
use crate::domain::time::Time;
use crate::store::actors::{self, Names};
use crate::store::counts::{self, Counts};
use crate::store::{Conn, StoreError, assets, attributes, customers, invitations, tags};

/// How long a customer stays in the trash.
pub const IN_TRASH: std::time::Duration = std::time::Duration::from_hours(24 * 30);

/// A customer with what its pages show beside it.
pub struct Opened {
    /// The customer.
    pub customer: Customer,
    /// The names of who created and changed it.
    pub names: Names,
    /// The organization's customers.
    pub counts: Counts,
    /// What its tags are called.
    pub titles: Titles,
    /// What a form offers.
    pub offered: Offered,
    /// How many files it has.
    pub files: i64,
    /// The latest invitation of each of its people.
    pub invitations: Vec<Invitation>,
}

/// What the organization has for its customers.
pub struct Offered {
    /// The tags to choose from.
    pub tags: Vec<Tag>,
    /// The attributes that are defined.
    pub defined: Definitions,
}

/// Opens a customer, live or in the trash.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn open(conn: &mut Conn, organization: OrganizationId, id: CustomerId) -> Result<Opened, StoreError> {
    let customer = customers::find(conn, organization, id)?;
    let actors = [customer.created_by, customer.changed.by];
    let names = actors::names(conn, organization, actors.into_iter().flatten())?;
    let titles = Titles::of(conn, organization, [&customer.document])?;
    let counts = counts::of(conn, organization)?;
    let offered =
        Offered { tags: tags::list(conn, organization)?, defined: attributes::list(conn, organization)? };
    let files = assets::count_of_customer(conn, organization, id)?;
    let invitations = invitations::of_customer(conn, organization, id)?;
    Ok(Opened { customer, names, counts, titles, offered, files, invitations })
}

/// Who did something, as it is said.
#[must_use]
pub fn who(frame: &Frame, names: &Names, actor: Option<ActorId>) -> String {
    let known = actor.and_then(|actor| names.get(&actor)).cloned();
    known.unwrap_or_else(|| frame.language.say("actor-command-line"))
}

/// The day on which something that is put into the trash now is gone.
#[must_use]
pub fn trash_ends(frame: &Frame, deleted_at: Time) -> String {
    frame.dates().long_day(deleted_at.plus(IN_TRASH).micros())
}

/// The head of an opened customer.
#[must_use]
pub fn head(frame: &Frame, opened: &Opened) -> CustomerHead {
    let Opened { customer, names, .. } = opened;
    let dates = frame.dates();
    let changed_at = customer.changed.at.micros();
    let by = who(frame, names, customer.changed.by);
    let name = &customer.document.display_name;
    let version = frame.number(customer.version.0);
    let may_edit = customer.deleted_at.is_none() && frame.actor.may(Right::EditCustomers).is_ok();
    let takes_files = customer.deleted_at.is_none() && frame.actor.may(Right::EditAssets).is_ok();
    CustomerHead {
        id: customer.id.to_string(),
        files: frame.number(opened.files),
        upload: takes_files.then(|| uploads::shown(frame, frame.site().limits.upload_bytes)),
        url: links::customer(customer.id),
        name: name.clone(),
        avatar: Avatar::of_customer(customer.id, name, customer.document.kind, customer.document.avatar),
        picture: may_edit.then(|| uploads::shown(frame, avatar::LIMIT_BYTES)),
        version: customer.version.to_string(),
        versions: version,
        updated: frame
            .language
            .say_with("customer-updated", &[("when", &dates.ago_within(changed_at)), ("who", &by)]),
        updated_full: dates.full(changed_at),
        updated_machine: dates.machine(changed_at),
        delete_text: frame
            .language
            .say_with("customer-delete-text", &[("day", &trash_ends(frame, frame.db.now()))]),
        deleted: customer.deleted_at.map(|deleted_at| {
            frame.language.say_with(
                "customer-deleted",
                &[("day", &dates.long_day(deleted_at.micros())), ("until", &trash_ends(frame, deleted_at))],
            )
        }),
    }
}
