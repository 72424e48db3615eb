//! An organization: whom customers, operators and files belong to. Nothing is ever seen across two of them.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::values::CountryCode;

/// The key of an organization, first in every index. Small on purpose; outsiders see the UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrganizationId(pub i64);

/// An organization as it is stored.
#[derive(Debug, Clone)]
pub struct Organization {
    /// Its key.
    pub id: OrganizationId,
    /// What other programs call it.
    pub uuid: Uuid,
    /// Its name.
    pub name: String,
    /// BCP 47 tag of the language its people read.
    pub locale: String,
    /// IANA name of the zone whose days it counts in.
    pub time_zone: String,
    /// The country of phone numbers that come without one.
    pub country: Option<CountryCode>,
    /// Queries of its list are kept under a name.
    pub has_views: bool,
}
