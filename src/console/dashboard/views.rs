//! The views of the list, each with how many customers it has now.

use crate::console::customers::controls::shown_count;
use crate::console::customers::views as kept;
use crate::console::frame::Frame;
use crate::console::views::customers::Tab;
use crate::domain::listing::Count;
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::domain::view::View;
use crate::store::{Conn, StoreError, attributes, listing, views};

/// Views that are counted; the others are in the list.
const MOST: usize = 6;

/// A view with its count, where it can be counted: its filters may be of an attribute that is no more.
pub(super) type Counted = (View, Option<Count>);

/// The first views of the organization. Each costs at the most what a page of its list costs, and no more customers are
/// counted than there.
pub(super) fn read(
    conn: &mut Conn,
    organization: OrganizationId,
    zone: &str,
    silent_before: Time,
) -> Result<Vec<Counted>, StoreError> {
    let defined = attributes::list(conn, organization)?;
    let views = views::list(conn, organization)?.into_iter().take(MOST);
    views
        .map(|view| {
            let state = kept::state(&view.query, zone, silent_before, &defined);
            if !state.is_readable() {
                return Ok((view, None));
            }
            let count = listing::count(conn, organization, state.query.filter)?;
            Ok((view, count))
        })
        .collect()
}

pub(super) fn lines(frame: &Frame, views: &[Counted]) -> Vec<Tab> {
    let line = |(view, count): &Counted| Tab {
        label: view.title.clone(),
        count: count.map(|count| shown_count(frame, count)).unwrap_or_default(),
        href: kept::link(view),
        is_current: false,
    };
    views.iter().map(line).collect()
}
