//! The names of those who changed things: operators, tokens and invited contacts by their ids.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::domain::operator::ActorId;
use crate::domain::organization::OrganizationId;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{contact_accounts, invitations, operators, people as customer_people, tokens};
use crate::store::uid::Id;

/// Ids asked for in one statement.
const SLICE: usize = 500;

/// The names of operators, tokens and contacts by their ids.
pub type Names = HashMap<ActorId, String>;

/// Those whose doings can be asked for, by name: operators, then tokens, whether or not they still can do anything, then
/// contacts who have an account; at most `limit` of each.
///
/// # Errors
/// When the database does not answer.
pub fn all(
    conn: &mut Conn,
    organization: OrganizationId,
    limit: i64,
) -> Result<Vec<(ActorId, String)>, StoreError> {
    let people: Vec<(Id, String)> = operators::table
        .filter(operators::organization_id.eq(organization.0))
        .order((operators::name, operators::id))
        .limit(limit)
        .select((operators::id, operators::name))
        .load(conn)?;
    let programs: Vec<(Id, String)> = tokens::table
        .filter(tokens::organization_id.eq(organization.0))
        .order((tokens::name, tokens::id))
        .limit(limit)
        .select((tokens::id, tokens::name))
        .load(conn)?;
    let is_account = customer_people::organization_id
        .eq(contact_accounts::organization_id)
        .and(customer_people::customer_id.eq(contact_accounts::customer_id))
        .and(customer_people::id.eq(contact_accounts::person_id));
    // The newest people, which the key's order gives: sorted by name, all accounts would have to be read.
    let mut contacts: Vec<(Id, String)> = contact_accounts::table
        .inner_join(customer_people::table.on(is_account))
        .filter(contact_accounts::organization_id.eq(organization.0))
        .order(contact_accounts::person_id.desc())
        .limit(limit)
        .select((customer_people::id, customer_people::display_name))
        .load(conn)?;
    contacts.sort_by(|one, other| one.1.cmp(&other.1));
    let all = people.into_iter().chain(programs).chain(contacts);
    Ok(all.map(|(id, name)| (ActorId(id.0), name)).collect())
}

/// The names of these actors; those that do not exist are left out.
///
/// # Errors
/// When the database does not answer.
pub fn names(
    conn: &mut Conn,
    organization: OrganizationId,
    ids: impl IntoIterator<Item = ActorId>,
) -> Result<Names, StoreError> {
    let mut ids: Vec<Id> = ids.into_iter().map(|id| Id(id.0)).collect();
    ids.sort_unstable_by_key(|id| id.0);
    ids.dedup();
    let mut names = HashMap::with_capacity(ids.len());
    for slice in ids.chunks(SLICE) {
        let people: Vec<(Id, String)> = operators::table
            .filter(operators::organization_id.eq(organization.0))
            .filter(operators::id.eq_any(slice))
            .select((operators::id, operators::name))
            .load(conn)?;
        let programs: Vec<(Id, String)> = tokens::table
            .filter(tokens::organization_id.eq(organization.0))
            .filter(tokens::id.eq_any(slice))
            .select((tokens::id, tokens::name))
            .load(conn)?;
        names.extend(people.into_iter().chain(programs).map(|(id, name)| (ActorId(id.0), name)));
        if slice.iter().all(|id| names.contains_key(&ActorId(id.0))) {
            continue;
        }
        // A contact may be gone from the customer; what they were invited as stays.
        let contacts: Vec<(Id, String)> = invitations::table
            .filter(invitations::organization_id.eq(organization.0))
            .filter(invitations::person_id.eq_any(slice))
            .filter(invitations::accepted_at.is_not_null())
            .order(invitations::id)
            .select((invitations::person_id, invitations::name))
            .load(conn)?;
        names.extend(contacts.into_iter().map(|(id, name)| (ActorId(id.0), name)));
    }
    Ok(names)
}
