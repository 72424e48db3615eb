//! The first moments of a store: its first organization, administrator and token. Of two servers, or two browsers,
//! that begin the same store at once, one does.

use crate::domain::account::{Operator, OperatorDraft, TokenDraft};
use crate::domain::operator::Actor;
use crate::domain::organization::Organization;
use crate::domain::secret::SecretHash;
use crate::domain::time::Time;
use crate::store::connection::{Conn, Turn, take_turn};
use crate::store::error::StoreError;
use crate::store::{links, operators, organizations, tokens};

/// What a store is begun with.
#[derive(Clone)]
pub struct Founding {
    /// The name of the first organization.
    pub organization: String,
    /// The first administrator, and the hash of the password.
    pub admin: Option<(OperatorDraft, String)>,
    /// The first token, and the hash of its secret.
    pub token: Option<(TokenDraft, SecretHash)>,
}

/// Begins a store that has no organization yet; says whether it did.
///
/// # Errors
/// When the database does not take it.
pub fn begin(conn: &mut Conn, founding: &Founding, at: Time) -> Result<bool, StoreError> {
    take_turn(conn, Turn::Founding)?;
    if !organizations::list(conn)?.is_empty() {
        return Ok(false);
    }
    let organization = organizations::insert(conn, &founding.organization, at)?;
    let actor = Actor::command_line(organization.id);
    if let Some((draft, hash)) = &founding.admin {
        operators::insert(conn, &actor, draft, Some(hash), at)?;
    }
    if let Some((draft, secret)) = &founding.token {
        tokens::insert(conn, &actor, draft, *secret, at)?;
    }
    Ok(true)
}

/// The organization that a first administrator will belong to: the oldest, if there is one.
///
/// # Errors
/// When the database does not answer.
pub fn organization(conn: &mut Conn) -> Result<Option<Organization>, StoreError> {
    Ok(organizations::list(conn)?.into_iter().next())
}

/// Makes the first administrator of the server, using up the link of the first run. Without an organization, one of
/// this name is made.
///
/// # Errors
/// [`StoreError::NotFound`] when the link cannot be used, or there is an operator already.
pub fn first_admin(
    conn: &mut Conn,
    link: SecretHash,
    organization_name: &str,
    draft: &OperatorDraft,
    password_hash: &str,
    address: Option<String>,
    at: Time,
) -> Result<Operator, StoreError> {
    take_turn(conn, Turn::Founding)?;
    let is_for_first_run = links::redeem(conn, link, at)?.operator.is_none();
    if !is_for_first_run || operators::is_any(conn)? {
        return Err(StoreError::NotFound);
    }
    let organization = match organization(conn)? {
        Some(organization) => organization,
        None => organizations::insert(conn, organization_name, at)?,
    };
    let actor = Actor { address, ..Actor::command_line(organization.id) };
    operators::insert(conn, &actor, draft, Some(password_hash), at)
}
