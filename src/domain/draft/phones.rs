//! The phones of a draft. One that comes back as it was read stays what it was, also where the rules by which a number is
//! understood are others by now: a view that is written back changes nothing.

use uuid::Uuid;

use crate::domain::customer::Phone;
use crate::domain::values::CountryCode;

/// A valid phone, before it is known whether it is one that there was.
#[derive(Debug, Clone)]
pub(super) struct PhoneDraft {
    /// The key it was shown with.
    pub(super) key: Option<Uuid>,
    pub(super) phone: Phone,
    /// The country it was sent with.
    pub(super) given: Option<CountryCode>,
}

impl PhoneDraft {
    /// Whether a phone sent without a key is this one.
    pub(super) fn is_same(&self, old: &Phone) -> bool {
        let phone = &self.phone;
        old.value == phone.value && (phone.country.is_none() || old.country == phone.country)
            || old.e164.is_some() && old.e164 == phone.e164
    }

    /// The phone that this makes of one that there was.
    pub(super) fn onto(self, old: &Phone) -> Phone {
        let is_as_read = old.value == self.phone.value
            && old.phone_type == self.phone.phone_type
            && old.country == self.given;
        if is_as_read { old.clone() } else { self.phone }
    }
}
