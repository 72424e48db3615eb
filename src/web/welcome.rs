//! Links that let people in: the first administrator, an invited operator, one whose password is reset. All lead to one
//! page, which asks the store what the link is for.

use crate::domain::account::{LinkPurpose, Operator, OperatorStatus};
use crate::domain::secret::Secret;
use crate::domain::time::Time;
use crate::store::links::{self, Link};
use crate::store::{Conn, StoreError};

/// The path of a link.
#[must_use]
pub fn path(secret: &str) -> String {
    format!("/welcome/{secret}")
}

/// Makes the link that creates the first administrator, and answers its path. The one before it ends.
///
/// # Errors
/// When the database does not take it.
pub fn link_for_first_run(conn: &mut Conn, now: Time) -> Result<String, StoreError> {
    make(conn, Link { purpose: LinkPurpose::FirstRun, operator: None }, now)
}

/// Makes the link by which an operator chooses a password, and answers its path. Those before it end.
///
/// # Errors
/// When the database does not take it.
pub fn link_for(conn: &mut Conn, operator: &Operator, now: Time) -> Result<String, StoreError> {
    let purpose = match operator.status {
        OperatorStatus::Invited => LinkPurpose::Invite,
        OperatorStatus::Active | OperatorStatus::Disabled => LinkPurpose::Reset,
    };
    make(conn, Link { purpose, operator: Some((operator.organization, operator.id)) }, now)
}

fn make(conn: &mut Conn, link: Link, now: Time) -> Result<String, StoreError> {
    let secret = Secret::generate();
    links::insert(conn, link, secret.hash(), now)?;
    Ok(path(secret.expose()))
}
