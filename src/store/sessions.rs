//! Sessions, found by the SHA-256 of their cookie. A row that is gone is a session that has ended, on every node at
//! once.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::account::{Operator, SessionSummary};
use crate::domain::operator::ActorId;
use crate::domain::organization::{Organization, OrganizationId};
use crate::domain::secret::SecretHash;
use crate::domain::time::Time;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::operators::{self, OperatorRow};
use crate::store::organizations::OrganizationRow;
use crate::store::schema::{operators as people, organizations, sessions};
use crate::store::uid::Id;

/// Most sessions of one operator that are listed.
const MOST: i64 = 200;

/// A session with whose it is, read in one statement. Whether it still lives is for its limits to say.
#[derive(Debug, Clone)]
pub struct Session {
    /// By which its owner can end it.
    pub id: Uuid,
    /// What it is found by.
    pub secret: SecretHash,
    /// Whose it is.
    pub operator: Operator,
    /// Where that operator works.
    pub organization: Organization,
    /// When it was last used, to the minute.
    pub seen_at: Time,
    /// When its owner last typed the password.
    pub checked_at: Time,
    /// When it ends at the latest.
    pub expires_at: Time,
}

/// A session to be begun.
#[derive(Debug)]
pub struct NewSession {
    /// The hash of its cookie.
    pub secret: SecretHash,
    /// Where it is begun from.
    pub address: Option<String>,
    /// The browser, as it calls itself.
    pub agent: Option<String>,
    /// When it ends at the latest.
    pub expires_at: Time,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
struct SessionRow {
    id: Id,
    seen_at: i64,
    checked_at: i64,
    expires_at: i64,
}

/// The session of this cookie, with its operator and organization.
///
/// # Errors
/// When the database does not answer.
pub fn by_secret(conn: &mut Conn, secret: SecretHash) -> Result<Option<Session>, StoreError> {
    let found: Option<(SessionRow, OperatorRow, OrganizationRow)> = sessions::table
        .inner_join(people::table.on(people::id.eq(sessions::operator_id)))
        .inner_join(organizations::table.on(organizations::id.eq(people::organization_id)))
        .filter(sessions::secret.eq(&secret.0[..]))
        .select((SessionRow::as_select(), OperatorRow::as_select(), OrganizationRow::as_select()))
        .first(conn)
        .optional()?;
    let Some((session, operator, organization)) = found else { return Ok(None) };
    Ok(Some(Session {
        id: session.id.0,
        secret,
        operator: operator.into_operator()?,
        organization: organization.into_organization(),
        seen_at: Time::from_micros(session.seen_at),
        checked_at: Time::from_micros(session.checked_at),
        expires_at: Time::from_micros(session.expires_at),
    }))
}

/// Begins a session of an operator who has just typed the password, after [`operators::enter`].
///
/// # Errors
/// When the database does not take it.
pub fn insert(conn: &mut Conn, operator: &Operator, new: &NewSession, at: Time) -> Result<Uuid, StoreError> {
    let id = Uuid::now_v7();
    diesel::delete(sessions::table.filter(sessions::expires_at.le(at.micros()))).execute(conn)?;
    diesel::insert_into(sessions::table)
        .values((
            sessions::secret.eq(&new.secret.0[..]),
            sessions::id.eq(Id(id)),
            sessions::organization_id.eq(operator.organization.0),
            sessions::operator_id.eq(Id(operator.id.0)),
            sessions::address.eq(new.address.as_deref()),
            sessions::agent.eq(new.agent.as_deref()),
            sessions::created_at.eq(at.micros()),
            sessions::checked_at.eq(at.micros()),
            sessions::seen_at.eq(at.micros()),
            sessions::expires_at.eq(new.expires_at.micros()),
        ))
        .execute(conn)?;
    Ok(id)
}

/// Gives a session another secret, after its owner has typed the password again. It ends when it would have.
///
/// # Errors
/// [`StoreError::NotFound`] when it has ended meanwhile.
pub fn renew(conn: &mut Conn, former: SecretHash, secret: SecretHash, at: Time) -> Result<(), StoreError> {
    let renewed = diesel::update(sessions::table.filter(sessions::secret.eq(&former.0[..])))
        .set((
            sessions::secret.eq(&secret.0[..]),
            sessions::checked_at.eq(at.micros()),
            sessions::seen_at.eq(at.micros()),
        ))
        .execute(conn)?;
    if renewed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Notes that the session was used, and its operator here.
///
/// # Errors
/// When the database does not take it.
pub fn touch(conn: &mut Conn, session: &Session, at: Time) -> Result<(), StoreError> {
    let touched = diesel::update(sessions::table.filter(sessions::secret.eq(&session.secret.0[..])))
        .filter(sessions::seen_at.lt(at.micros()))
        .set(sessions::seen_at.eq(at.micros()))
        .execute(conn)?;
    if touched == 0 {
        return Ok(());
    }
    operators::touch(conn, session.operator.organization, session.operator.id, at)
}

/// The operator's sessions that have not expired, the newest first.
///
/// # Errors
/// When the database does not answer.
pub fn list(
    conn: &mut Conn,
    organization: OrganizationId,
    operator: ActorId,
    now: Time,
) -> Result<Vec<SessionSummary>, StoreError> {
    type Row = (Id, Option<String>, Option<String>, i64, i64, i64);
    let rows: Vec<Row> = sessions::table
        .filter(sessions::organization_id.eq(organization.0))
        .filter(sessions::operator_id.eq(Id(operator.0)))
        .filter(sessions::expires_at.gt(now.micros()))
        .select((
            sessions::id,
            sessions::address,
            sessions::agent,
            sessions::created_at,
            sessions::seen_at,
            sessions::expires_at,
        ))
        .order(sessions::id.desc())
        .limit(MOST)
        .load(conn)?;
    let summary = |(id, address, agent, created_at, seen_at, expires_at): Row| SessionSummary {
        id: id.0,
        address,
        agent,
        created_at: Time::from_micros(created_at),
        seen_at: Time::from_micros(seen_at),
        expires_at: Time::from_micros(expires_at),
    };
    Ok(rows.into_iter().map(summary).collect())
}

/// Ends one session of an operator.
///
/// # Errors
/// [`StoreError::NotFound`] when the operator has none of this id.
pub fn end(
    conn: &mut Conn,
    organization: OrganizationId,
    operator: ActorId,
    id: Uuid,
) -> Result<(), StoreError> {
    let ended = diesel::delete(sessions::table)
        .filter(sessions::organization_id.eq(organization.0))
        .filter(sessions::operator_id.eq(Id(operator.0)))
        .filter(sessions::id.eq(Id(id)))
        .execute(conn)?;
    if ended == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Ends the session of this cookie; that there is none is what was wanted.
///
/// # Errors
/// When the database does not answer.
pub fn end_by_secret(conn: &mut Conn, secret: SecretHash) -> Result<(), StoreError> {
    diesel::delete(sessions::table.filter(sessions::secret.eq(&secret.0[..]))).execute(conn)?;
    Ok(())
}

/// Ends every session of an operator, and says how many there were.
///
/// # Errors
/// When the database does not answer.
pub fn end_all(
    conn: &mut Conn,
    organization: OrganizationId,
    operator: ActorId,
) -> Result<usize, StoreError> {
    Ok(diesel::delete(sessions::table)
        .filter(sessions::organization_id.eq(organization.0))
        .filter(sessions::operator_id.eq(Id(operator.0)))
        .execute(conn)?)
}
