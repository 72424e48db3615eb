//! What can go wrong in the store.

use crate::domain::issues::{Issue, Issues};
use crate::domain::operator::Forbidden;

/// Why the store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is none, or it belongs to another organization: the two answer alike.
    #[error("no such record")]
    NotFound,
    /// The record has another version than the one this change was made from.
    #[error("changed since it was read")]
    Stale,
    /// The attributes are defined otherwise than when the change was judged: it is to be judged again.
    #[error("judged by definitions that have changed")]
    Redefined,
    /// The caller may not, or may no longer.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// What was asked for is not acceptable.
    #[error("not acceptable")]
    Invalid(Issues),
    /// The record is at a step where this cannot be done.
    #[error("not possible now: {}", .0.code())]
    Refused(Issue),
    /// Something that is unique is in use, by the record named.
    #[error("{what} is already taken")]
    Taken {
        /// What is taken.
        what: &'static str,
        /// By which record.
        by: Option<uuid::Uuid>,
    },
    /// The organization may keep no more files.
    #[error("the organization may keep no more files")]
    Full,
    /// The database does not answer, or answers with an error.
    #[error("database failure")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl StoreError {
    /// A failure that is not the caller's.
    pub fn unavailable(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Unavailable(source.into())
    }
}

impl From<diesel::result::Error> for StoreError {
    fn from(error: diesel::result::Error) -> Self {
        match error {
            diesel::result::Error::NotFound => Self::NotFound,
            other => Self::unavailable(other),
        }
    }
}

impl From<diesel::r2d2::PoolError> for StoreError {
    fn from(error: diesel::r2d2::PoolError) -> Self {
        Self::unavailable(error)
    }
}
