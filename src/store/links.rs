//! Single-use links: the first run, invitations, resets. Only the SHA-256 of a link's secret is here; using one is one
//! atomic update, so that of two who use it at once one wins.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::account::LinkPurpose;
use crate::domain::operator::ActorId;
use crate::domain::organization::OrganizationId;
use crate::domain::secret::SecretHash;
use crate::domain::time::Time;
use crate::store::connection::Conn;
use crate::store::error::StoreError;
use crate::store::schema::operator_links;
use crate::store::uid::Id;

/// A link that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// What for.
    pub purpose: LinkPurpose,
    /// By whom: none for the first run.
    pub operator: Option<(OrganizationId, ActorId)>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = operator_links)]
struct LinkRow {
    purpose: String,
    organization_id: Option<i64>,
    operator_id: Option<Id>,
}

impl LinkRow {
    fn into_link(self) -> Result<Link, StoreError> {
        let purpose = LinkPurpose::parse(&self.purpose);
        let operator = self.organization_id.zip(self.operator_id);
        Ok(Link {
            purpose: purpose.ok_or_else(|| StoreError::unavailable("a link of unknown purpose"))?,
            operator: operator.map(|(organization, id)| (OrganizationId(organization), ActorId(id.0))),
        })
    }
}

/// Makes a link; the older ones of the same operator, or of the first run, end.
///
/// # Errors
/// When the database does not take it.
pub fn insert(conn: &mut Conn, link: Link, secret: SecretHash, at: Time) -> Result<(), StoreError> {
    match link.operator {
        Some((organization, operator)) => void(conn, organization, operator, at)?,
        None => void_first_run(conn, at)?,
    }
    diesel::insert_into(operator_links::table)
        .values((
            operator_links::id.eq(Id(Uuid::now_v7())),
            operator_links::secret.eq(&secret.0[..]),
            operator_links::purpose.eq(link.purpose.as_str()),
            operator_links::organization_id.eq(link.operator.map(|(organization, _)| organization.0)),
            operator_links::operator_id.eq(link.operator.map(|(_, id)| Id(id.0))),
            operator_links::created_at.eq(at.micros()),
            operator_links::expires_at.eq(at.plus(link.purpose.lasts()).micros()),
        ))
        .execute(conn)?;
    Ok(())
}

/// The link of this secret while it can be used; looking does not use it.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none, or it was used, has expired, or a newer one was made.
pub fn find(conn: &mut Conn, secret: SecretHash, now: Time) -> Result<Link, StoreError> {
    let row: LinkRow = operator_links::table
        .filter(operator_links::secret.eq(&secret.0[..]))
        .filter(operator_links::ended_at.is_null())
        .filter(operator_links::expires_at.gt(now.micros()))
        .select(LinkRow::as_select())
        .first(conn)?;
    row.into_link()
}

/// Uses a link up.
///
/// # Errors
/// As [`find`].
pub fn redeem(conn: &mut Conn, secret: SecretHash, at: Time) -> Result<Link, StoreError> {
    let redeemed = diesel::update(operator_links::table)
        .filter(operator_links::secret.eq(&secret.0[..]))
        .filter(operator_links::ended_at.is_null())
        .filter(operator_links::expires_at.gt(at.micros()))
        .set(operator_links::ended_at.eq(Some(at.micros())))
        .execute(conn)?;
    if redeemed == 0 {
        return Err(StoreError::NotFound);
    }
    let row: LinkRow = operator_links::table
        .filter(operator_links::secret.eq(&secret.0[..]))
        .select(LinkRow::as_select())
        .first(conn)?;
    row.into_link()
}

/// Ends every link of an operator.
pub(in crate::store) fn void(
    conn: &mut Conn,
    organization: OrganizationId,
    operator: ActorId,
    at: Time,
) -> Result<(), StoreError> {
    diesel::update(operator_links::table)
        .filter(operator_links::organization_id.eq(organization.0))
        .filter(operator_links::operator_id.eq(Id(operator.0)))
        .filter(operator_links::ended_at.is_null())
        .set(operator_links::ended_at.eq(Some(at.micros())))
        .execute(conn)?;
    Ok(())
}

fn void_first_run(conn: &mut Conn, at: Time) -> Result<(), StoreError> {
    diesel::update(operator_links::table)
        .filter(operator_links::purpose.eq(LinkPurpose::FirstRun.as_str()))
        .filter(operator_links::ended_at.is_null())
        .set(operator_links::ended_at.eq(Some(at.micros())))
        .execute(conn)?;
    Ok(())
}
