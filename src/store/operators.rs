//! Operators, and the question whether an actor still may. Whatever takes rights away ends, in the same transaction,
//! the sessions and tokens that had them.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::account::{Operator, OperatorDraft, OperatorStatus};
use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::{Actor, ActorId, ActorKind, Forbidden, Right, Role};
use crate::domain::organization::OrganizationId;
use crate::domain::time::Time;
use crate::store::audit::{self, Outcome};
use crate::store::connection::{Conn, Turn, take_turn};
use crate::store::error::StoreError;
use crate::store::schema::operators;
use crate::store::uid::Id;
use crate::store::{contacts, links, sessions, tokens};

/// Most operators that are listed.
const MOST: i64 = 1000;

#[derive(Queryable, Selectable)]
#[diesel(table_name = operators)]
pub(in crate::store) struct OperatorRow {
    id: Id,
    organization_id: i64,
    email: String,
    name: String,
    role: String,
    status: String,
    locale: Option<String>,
    time_zone: Option<String>,
    created_at: i64,
    seen_at: Option<i64>,
}

impl OperatorRow {
    pub(in crate::store) fn into_operator(self) -> Result<Operator, StoreError> {
        let status = OperatorStatus::parse(&self.status);
        Ok(Operator {
            id: ActorId(self.id.0),
            organization: OrganizationId(self.organization_id),
            email: self.email,
            name: self.name,
            role: self.role.parse().map_err(StoreError::unavailable)?,
            status: status.ok_or_else(|| StoreError::unavailable("an operator of unknown status"))?,
            locale: self.locale,
            time_zone: self.time_zone,
            created_at: Time::from_micros(self.created_at),
            seen_at: self.seen_at.map(Time::from_micros),
        })
    }
}

/// Fails when the actor has not, or no longer, this right. Called in the transaction of what it wants to do.
///
/// # Errors
/// [`StoreError::Forbidden`].
pub fn still_may(conn: &mut Conn, actor: &Actor, right: Right) -> Result<(), StoreError> {
    actor.may(right)?;
    let role = match (actor.kind, actor.id) {
        (ActorKind::CommandLine | ActorKind::System, _) => return Ok(()),
        (ActorKind::Operator, Some(id)) => active_role(conn, actor.organization, id)?,
        (ActorKind::Token, Some(id)) => tokens::live_role(conn, actor.organization, id)?,
        (ActorKind::Contact, Some(id)) => contacts::live_role(conn, actor.organization, id)?,
        (ActorKind::Operator | ActorKind::Token | ActorKind::Contact | ActorKind::Anonymous, _) => None,
    };
    let has_it = role.is_some_and(|role| role.may(right));
    if has_it { Ok(()) } else { Err(Forbidden(right).into()) }
}

fn active_role(
    conn: &mut Conn,
    organization: OrganizationId,
    id: ActorId,
) -> Result<Option<Role>, StoreError> {
    let role: Option<String> = operators::table
        .filter(operators::organization_id.eq(organization.0))
        .filter(operators::id.eq(Id(id.0)))
        .filter(operators::status.eq(OperatorStatus::Active.as_str()))
        .select(operators::role)
        .first(conn)
        .optional()?;
    role.map(|role| role.parse().map_err(StoreError::unavailable)).transpose()
}

/// Whether the server has an operator at all.
///
/// # Errors
/// When the database does not answer.
pub fn is_any(conn: &mut Conn) -> Result<bool, StoreError> {
    let first: Option<Id> = operators::table.select(operators::id).first(conn).optional()?;
    Ok(first.is_some())
}

/// One operator of the organization.
///
/// # Errors
/// [`StoreError::NotFound`] when the organization has none of this id.
pub fn find(conn: &mut Conn, organization: OrganizationId, id: ActorId) -> Result<Operator, StoreError> {
    let row: OperatorRow = operators::table
        .filter(operators::organization_id.eq(organization.0))
        .filter(operators::id.eq(Id(id.0)))
        .select(OperatorRow::as_select())
        .first(conn)?;
    row.into_operator()
}

/// All of the organization, the oldest first.
///
/// # Errors
/// When the database does not answer.
pub fn list(conn: &mut Conn, organization: OrganizationId) -> Result<Vec<Operator>, StoreError> {
    let rows: Vec<OperatorRow> = operators::table
        .filter(operators::organization_id.eq(organization.0))
        .select(OperatorRow::as_select())
        .order(operators::id)
        .limit(MOST)
        .load(conn)?;
    rows.into_iter().map(OperatorRow::into_operator).collect()
}

/// The operator who signs in with this address, whatever its organization and status, and the hash of its password.
///
/// # Errors
/// When the database does not answer.
pub fn by_email(conn: &mut Conn, email_key: &str) -> Result<Option<(Operator, Option<String>)>, StoreError> {
    let found: Option<(OperatorRow, Option<String>)> = operators::table
        .filter(operators::email_key.eq(email_key))
        .select((OperatorRow::as_select(), operators::password_hash))
        .first(conn)
        .optional()?;
    found.map(|(row, hash)| Ok((row.into_operator()?, hash))).transpose()
}

/// The hash of the operator's password, for asking it again.
///
/// # Errors
/// [`StoreError::NotFound`] when the organization has no such operator.
pub fn password_hash(
    conn: &mut Conn,
    organization: OrganizationId,
    id: ActorId,
) -> Result<Option<String>, StoreError> {
    Ok(operators::table
        .filter(operators::organization_id.eq(organization.0))
        .filter(operators::id.eq(Id(id.0)))
        .select(operators::password_hash)
        .first(conn)?)
}

/// Adds an operator to the actor's organization: active when it has a password, else invited.
///
/// # Errors
/// [`StoreError::Taken`] when someone on this server signs in with this address, [`StoreError::Forbidden`] when the
/// role is above the actor's.
pub fn insert(
    conn: &mut Conn,
    actor: &Actor,
    draft: &OperatorDraft,
    password_hash: Option<&str>,
    at: Time,
) -> Result<Operator, StoreError> {
    actor.may_grant(draft.role)?;
    let email_key = draft.email.key();
    if by_email(conn, &email_key)?.is_some() {
        return Err(StoreError::Taken { what: "this email address", by: None });
    }
    let id = ActorId(Uuid::now_v7());
    let status = if password_hash.is_some() { OperatorStatus::Active } else { OperatorStatus::Invited };
    diesel::insert_into(operators::table)
        .values((
            operators::id.eq(Id(id.0)),
            operators::organization_id.eq(actor.organization.0),
            operators::email.eq(draft.email.as_str()),
            operators::email_key.eq(email_key),
            operators::name.eq(&draft.name),
            operators::role.eq(draft.role.as_str()),
            operators::status.eq(status.as_str()),
            operators::password_hash.eq(password_hash),
            operators::created_by.eq(actor.id.map(|id| Id(id.0))),
            operators::created_at.eq(at.micros()),
        ))
        .execute(conn)?;
    audit::record(conn, actor, "add", "operators", Some(id.0), Outcome::Done, at)?;
    find(conn, actor.organization, id)
}

/// Sets the password of an operator, who is active from now on, and ends its sessions and links.
///
/// # Errors
/// [`StoreError::NotFound`] when it does not exist or is switched off.
pub fn set_password(
    conn: &mut Conn,
    actor: &Actor,
    id: ActorId,
    password_hash: &str,
    at: Time,
) -> Result<Operator, StoreError> {
    let changed = diesel::update(operators::table)
        .filter(operators::organization_id.eq(actor.organization.0))
        .filter(operators::id.eq(Id(id.0)))
        .filter(operators::status.ne(OperatorStatus::Disabled.as_str()))
        .set((
            operators::password_hash.eq(Some(password_hash)),
            operators::status.eq(OperatorStatus::Active.as_str()),
        ))
        .execute(conn)?;
    if changed == 0 {
        return Err(StoreError::NotFound);
    }
    sessions::end_all(conn, actor.organization, id)?;
    links::void(conn, actor.organization, id, at)?;
    audit::record(conn, actor, "set_password", "operators", Some(id.0), Outcome::Done, at)?;
    find(conn, actor.organization, id)
}

/// Gives an operator another role, and ends its sessions and those of its tokens that may more than it.
///
/// # Errors
/// [`StoreError::Invalid`] for one's own row and for the last administrator.
pub fn set_role(
    conn: &mut Conn,
    actor: &Actor,
    id: ActorId,
    role: Role,
    at: Time,
) -> Result<Operator, StoreError> {
    actor.may_grant(role)?;
    refuse_own(actor, id)?;
    let operator = find(conn, actor.organization, id)?;
    if operator.role == role {
        return Ok(operator);
    }
    if operator.role == Role::Admin {
        refuse_last_admin(conn, &operator)?;
    }
    let operator = Operator { role, ..operator };
    put(conn, &operator)?;
    sessions::end_all(conn, actor.organization, id)?;
    tokens::revoke_made_by(conn, actor.organization, id, Some(role), at)?;
    audit::record(conn, actor, "set_role", "operators", Some(id.0), Outcome::Done, at)?;
    Ok(operator)
}

/// Switches an operator off: its sessions, links and tokens end with it.
///
/// # Errors
/// [`StoreError::Invalid`] for one's own row and for the last administrator.
pub fn disable(conn: &mut Conn, actor: &Actor, id: ActorId, at: Time) -> Result<Operator, StoreError> {
    refuse_own(actor, id)?;
    let operator = find(conn, actor.organization, id)?;
    if operator.role == Role::Admin {
        refuse_last_admin(conn, &operator)?;
    }
    let operator = Operator { status: OperatorStatus::Disabled, ..operator };
    put(conn, &operator)?;
    sessions::end_all(conn, actor.organization, id)?;
    links::void(conn, actor.organization, id, at)?;
    tokens::revoke_made_by(conn, actor.organization, id, None, at)?;
    audit::record(conn, actor, "disable", "operators", Some(id.0), Outcome::Done, at)?;
    Ok(operator)
}

/// Switches a disabled operator on again: active when it ever had a password, else invited. Its tokens stay revoked.
///
/// # Errors
/// [`StoreError::NotFound`] when the organization has no such operator.
pub fn enable(conn: &mut Conn, actor: &Actor, id: ActorId, at: Time) -> Result<Operator, StoreError> {
    let operator = find(conn, actor.organization, id)?;
    if operator.status != OperatorStatus::Disabled {
        return Ok(operator);
    }
    let has_password = password_hash(conn, actor.organization, id)?.is_some();
    let status = if has_password { OperatorStatus::Active } else { OperatorStatus::Invited };
    let operator = Operator { status, ..operator };
    put(conn, &operator)?;
    audit::record(conn, actor, "enable", "operators", Some(id.0), Outcome::Done, at)?;
    Ok(operator)
}

/// Notes that the operator is here, if it may sign in and this is still the hash of its password; answers whether. From
/// then on to the end of the transaction nobody sets another: whoever waits to do so ends what begins here.
///
/// # Errors
/// When the database does not take it.
pub fn enter(
    conn: &mut Conn,
    operator: &Operator,
    password_hash: &str,
    at: Time,
) -> Result<bool, StoreError> {
    let entered = diesel::update(operators::table)
        .filter(operators::organization_id.eq(operator.organization.0))
        .filter(operators::id.eq(Id(operator.id.0)))
        .filter(operators::status.eq(OperatorStatus::Active.as_str()))
        .filter(operators::password_hash.eq(password_hash))
        .set(operators::seen_at.eq(Some(at.micros())))
        .execute(conn)?;
    Ok(entered > 0)
}

/// Notes that the operator was here.
pub(in crate::store) fn touch(
    conn: &mut Conn,
    organization: OrganizationId,
    id: ActorId,
    at: Time,
) -> Result<(), StoreError> {
    diesel::update(operators::table)
        .filter(operators::organization_id.eq(organization.0))
        .filter(operators::id.eq(Id(id.0)))
        .set(operators::seen_at.eq(Some(at.micros())))
        .execute(conn)?;
    Ok(())
}

/// Writes the role and the status that the operator has now.
fn put(conn: &mut Conn, operator: &Operator) -> Result<(), StoreError> {
    diesel::update(operators::table)
        .filter(operators::organization_id.eq(operator.organization.0))
        .filter(operators::id.eq(Id(operator.id.0)))
        .set((operators::role.eq(operator.role.as_str()), operators::status.eq(operator.status.as_str())))
        .execute(conn)?;
    Ok(())
}

fn refuse_own(actor: &Actor, id: ActorId) -> Result<(), StoreError> {
    if actor.id == Some(id) {
        return Err(StoreError::Invalid(Issues::of("role", Issue::new("own-account"))));
    }
    Ok(())
}

/// Two administrators who demote each other at once must not both succeed: one waits for the other's turn to end.
fn refuse_last_admin(conn: &mut Conn, operator: &Operator) -> Result<(), StoreError> {
    take_turn(conn, Turn::Operators(operator.organization))?;
    let another: Option<Id> = operators::table
        .filter(operators::organization_id.eq(operator.organization.0))
        .filter(operators::id.ne(Id(operator.id.0)))
        .filter(operators::role.eq(Role::Admin.as_str()))
        .filter(operators::status.eq(OperatorStatus::Active.as_str()))
        .select(operators::id)
        .first(conn)
        .optional()?;
    if another.is_some() {
        return Ok(());
    }
    Err(StoreError::Invalid(Issues::of("role", Issue::new("last-admin"))))
}
