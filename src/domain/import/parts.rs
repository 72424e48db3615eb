//! The parts of what a customer has several of: phones, addresses, people.

/// Part of a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PhonePart {
    /// As dialled in the country, or with a leading `+`.
    NumberLocal,
    /// The same, of a phone that is a mobile.
    Mobile,
    /// Country.
    Country,
    /// Unknown, Phone or Mobile.
    Type,
    /// With the country's code; read when there is no local number.
    NumberInternational,
}

/// Part of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AddressPart {
    /// Address 1.
    Address1,
    /// Address 2.
    Address2,
    /// Suburb or city.
    Suburb,
    /// Post code.
    Postcode,
    /// State or province.
    State,
    /// Country.
    Country,
}

/// Part of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PersonPart {
    /// First name.
    FirstName,
    /// Last name.
    LastName,
    /// Shown for it.
    DisplayName,
    /// Its e-mail address.
    EmailAddress,
    /// Its phone number.
    Phone,
    /// What it is for.
    Type,
    /// Its role.
    Role,
    /// Yes for the main one.
    IsMain,
}

impl PhonePart {
    /// Every part, with its name in forms.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::NumberLocal, "number_local"),
        (Self::Mobile, "mobile"),
        (Self::Country, "country"),
        (Self::Type, "type"),
        (Self::NumberInternational, "number_international"),
    ];

    /// Whether it is a number, and not something about one.
    #[must_use]
    pub const fn is_number(self) -> bool {
        matches!(self, Self::NumberLocal | Self::Mobile | Self::NumberInternational)
    }
}

impl AddressPart {
    /// Every part, with its name in forms.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Address1, "address1"),
        (Self::Address2, "address2"),
        (Self::Suburb, "suburb"),
        (Self::Postcode, "postcode"),
        (Self::State, "state"),
        (Self::Country, "country"),
    ];
}

impl PersonPart {
    /// Every part, with its name in forms.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::FirstName, "first_name"),
        (Self::LastName, "last_name"),
        (Self::DisplayName, "display_name"),
        (Self::EmailAddress, "email_address"),
        (Self::Phone, "phone"),
        (Self::Type, "type"),
        (Self::Role, "role"),
        (Self::IsMain, "is_main"),
    ];
}
