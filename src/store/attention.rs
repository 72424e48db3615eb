//! What lists say of customers instead of their status: that they are invited, that a program of theirs is in trouble.

use std::collections::{HashMap, HashSet};

use diesel::dsl::exists;
use diesel::prelude::*;

use crate::domain::customer::CustomerId;
use crate::domain::organization::OrganizationId;
use crate::domain::provision::Trouble;
use crate::domain::time::Time;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{invitations as invited, provisions as programs};
use crate::store::{invitations, provisions};

/// What is to be said of some customers.
#[derive(Debug, Default)]
pub struct Attention {
    /// Those with an invitation that can be accepted.
    pub invited: HashSet<CustomerId>,
    /// The worst of the programs of each; those without trouble are left out.
    pub troubles: HashMap<CustomerId, Trouble>,
}

/// What is to be said of these customers, where no program should be silent since `silent_before`.
///
/// # Errors
/// When the database does not answer.
pub fn of(
    conn: &mut Conn,
    organization: OrganizationId,
    customers: &[CustomerId],
    now: Time,
    silent_before: Time,
) -> Result<Attention, StoreError> {
    // Whether there is any at all costs a quarter of looking for each customer's.
    let any_open = invitations::open(organization).filter(invited::expires_at.gt(now.micros()));
    let any_live = programs::table
        .filter(programs::organization_id.eq(organization.0))
        .filter(programs::is_live.eq(true));
    let (is_any_invited, is_any_program): (bool, bool) =
        diesel::select((exists(any_open), exists(any_live))).get_result(conn)?;
    let mut attention = Attention::default();
    if is_any_invited {
        attention.invited = invitations::pending_of(conn, organization, customers, now)?;
    }
    if is_any_program {
        attention.troubles = provisions::troubles(conn, organization, customers, silent_before)?;
    }
    Ok(attention)
}
