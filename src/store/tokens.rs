//! API tokens. Of a token's secret only the SHA-256 is here.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::account::{Token, TokenDraft};
use crate::domain::operator::{Actor, ActorId, Forbidden, Right, Role};
use crate::domain::organization::OrganizationId;
use crate::domain::secret::SecretHash;
use crate::domain::time::Time;
use crate::store::audit::{self, Outcome};
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::schema::tokens;
use crate::store::uid::Id;

/// Most tokens that are listed.
const MOST: i64 = 1000;

#[derive(Queryable, Selectable)]
#[diesel(table_name = tokens)]
struct TokenRow {
    id: Id,
    organization_id: i64,
    name: String,
    role: String,
    created_by: Option<Id>,
    created_at: i64,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
    used_at: Option<i64>,
}

impl TokenRow {
    fn into_token(self) -> Result<Token, StoreError> {
        Ok(Token {
            id: ActorId(self.id.0),
            organization: OrganizationId(self.organization_id),
            name: self.name,
            role: self.role.parse().map_err(StoreError::unavailable)?,
            created_by: self.created_by.map(|id| ActorId(id.0)),
            created_at: Time::from_micros(self.created_at),
            expires_at: self.expires_at.map(Time::from_micros),
            revoked_at: self.revoked_at.map(Time::from_micros),
            used_at: self.used_at.map(Time::from_micros),
        })
    }
}

/// The token of this secret, when it is neither revoked nor expired.
///
/// # Errors
/// When the database does not answer.
pub fn by_secret(conn: &mut Conn, secret: SecretHash, now: Time) -> Result<Option<Token>, StoreError> {
    let row: Option<TokenRow> = tokens::table
        .filter(tokens::secret.eq(&secret.0[..]))
        .filter(tokens::revoked_at.is_null())
        .filter(tokens::expires_at.is_null().or(tokens::expires_at.gt(now.micros())))
        .select(TokenRow::as_select())
        .first(conn)
        .optional()?;
    row.map(TokenRow::into_token).transpose()
}

/// The role of a token that is not revoked. That it has not expired was seen when the request came in.
pub(in crate::store) fn live_role(
    conn: &mut Conn,
    organization: OrganizationId,
    id: ActorId,
) -> Result<Option<Role>, StoreError> {
    let role: Option<String> = tokens::table
        .filter(tokens::organization_id.eq(organization.0))
        .filter(tokens::id.eq(Id(id.0)))
        .filter(tokens::revoked_at.is_null())
        .select(tokens::role)
        .first(conn)
        .optional()?;
    role.map(|role| role.parse().map_err(StoreError::unavailable)).transpose()
}

/// All of the organization, revoked ones too, the newest first.
///
/// # Errors
/// When the database does not answer.
pub fn list(conn: &mut Conn, organization: OrganizationId) -> Result<Vec<Token>, StoreError> {
    let rows: Vec<TokenRow> = tokens::table
        .filter(tokens::organization_id.eq(organization.0))
        .select(TokenRow::as_select())
        .order(tokens::id.desc())
        .limit(MOST)
        .load(conn)?;
    rows.into_iter().map(TokenRow::into_token).collect()
}

/// Adds a token of this secret to the actor's organization.
///
/// # Errors
/// [`StoreError::Forbidden`] when the role is above the actor's.
pub fn insert(
    conn: &mut Conn,
    actor: &Actor,
    draft: &TokenDraft,
    secret: SecretHash,
    at: Time,
) -> Result<ActorId, StoreError> {
    if draft.role > actor.role {
        return Err(Forbidden(Right::ManageTokens).into());
    }
    let id = ActorId(Uuid::now_v7());
    diesel::insert_into(tokens::table)
        .values((
            tokens::id.eq(Id(id.0)),
            tokens::organization_id.eq(actor.organization.0),
            tokens::name.eq(&draft.name),
            tokens::role.eq(draft.role.as_str()),
            tokens::secret.eq(&secret.0[..]),
            tokens::created_by.eq(actor.id.map(|id| Id(id.0))),
            tokens::created_at.eq(at.micros()),
            tokens::expires_at.eq(draft.lasts.map(|lasts| at.plus(lasts).micros())),
        ))
        .execute(conn)?;
    audit::record(conn, actor, "add", "tokens", Some(id.0), Outcome::Done, at)?;
    Ok(id)
}

/// Revokes a token: from the next request on it is refused everywhere.
///
/// # Errors
/// [`StoreError::NotFound`] when the organization has none of this id that is not revoked yet.
pub fn revoke(conn: &mut Conn, actor: &Actor, id: ActorId, at: Time) -> Result<(), StoreError> {
    let revoked = diesel::update(tokens::table)
        .filter(tokens::organization_id.eq(actor.organization.0))
        .filter(tokens::id.eq(Id(id.0)))
        .filter(tokens::revoked_at.is_null())
        .set(tokens::revoked_at.eq(Some(at.micros())))
        .execute(conn)?;
    if revoked == 0 {
        return Err(StoreError::NotFound);
    }
    audit::record(conn, actor, "revoke", "tokens", Some(id.0), Outcome::Done, at)
}

/// Revokes the tokens that an operator made; with a role, only those that may more than it.
pub(in crate::store) fn revoke_made_by(
    conn: &mut Conn,
    organization: OrganizationId,
    operator: ActorId,
    above: Option<Role>,
    at: Time,
) -> Result<(), StoreError> {
    let refused = Role::ALL.into_iter().filter(|role| above.is_none_or(|most| *role > most));
    let refused: Vec<&str> = refused.map(Role::as_str).collect();
    diesel::update(tokens::table)
        .filter(tokens::organization_id.eq(organization.0))
        .filter(tokens::created_by.eq(Id(operator.0)))
        .filter(tokens::role.eq_any(refused))
        .filter(tokens::revoked_at.is_null())
        .set(tokens::revoked_at.eq(Some(at.micros())))
        .execute(conn)?;
    Ok(())
}

/// Notes that the token was used.
///
/// # Errors
/// When the database does not take it.
pub fn touch(conn: &mut Conn, organization: OrganizationId, id: ActorId, at: Time) -> Result<(), StoreError> {
    diesel::update(tokens::table)
        .filter(tokens::organization_id.eq(organization.0))
        .filter(tokens::id.eq(Id(id.0)))
        .set(tokens::used_at.eq(Some(at.micros())))
        .execute(conn)?;
    Ok(())
}
