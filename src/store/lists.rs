//! How the lists that belong to one customer alone are kept in its row: JSON with members of one letter, and keys that
//! are numbered from the customer's id. Written out like everywhere else they were half of the database.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, Visitor};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::customer::{Address, Channel, ContactPoint, CustomerId, Document, Phone};
use crate::domain::values::{CountryCode, Email, PhoneType, email};
use crate::store::StoreError;
use crate::store::customers::{from_json, json};

/// Keys up to so many behind the customer's id are kept as the distance.
const MOST_NUMBERED: u32 = 10_000;
/// The distance of the first address of a new customer; contact points come before.
const FIRST_ADDRESS: u32 = 1_001;

/// Numbers the keys of a customer that is about to be created, behind its id. They were issued a moment ago, and
/// nobody has seen them.
pub(in crate::store) fn number_keys(id: CustomerId, document: &mut Document) {
    for (point, place) in document.contact_points.iter_mut().zip(1..FIRST_ADDRESS) {
        point.key = Key::Numbered(place).whole(id);
    }
    for (address, place) in document.addresses.iter_mut().zip(FIRST_ADDRESS..MOST_NUMBERED) {
        address.key = Key::Numbered(place).whole(id);
    }
}

/// A customer's contact points, as text.
pub(in crate::store) fn points_text(
    id: CustomerId,
    home: Option<CountryCode>,
    points: &[ContactPoint],
) -> Result<String, StoreError> {
    json(&points.iter().zip(1..).map(|(point, place)| Point::of(id, home, place, point)).collect::<Vec<_>>())
}

/// The contact points of a text.
pub(in crate::store) fn points(
    id: CustomerId,
    home: Option<CountryCode>,
    text: &str,
) -> Result<Vec<ContactPoint>, StoreError> {
    let kept: Vec<Point<'_>> = from_json(text)?;
    kept.into_iter().zip(1..).map(|(point, place)| point.into_point(id, home, place)).collect()
}

/// A customer's addresses, as text.
pub(in crate::store) fn addresses_text(
    id: CustomerId,
    home: Option<CountryCode>,
    addresses: &[Address],
) -> Result<String, StoreError> {
    let first = FIRST_ADDRESS..;
    json(
        &addresses
            .iter()
            .zip(first)
            .map(|(address, place)| Place::of(id, home, place, address))
            .collect::<Vec<_>>(),
    )
}

/// The addresses of a text.
pub(in crate::store) fn addresses(
    id: CustomerId,
    home: Option<CountryCode>,
    text: &str,
) -> Result<Vec<Address>, StoreError> {
    let kept: Vec<Place<'_>> = from_json(text)?;
    Ok(kept
        .into_iter()
        .zip(FIRST_ADDRESS..)
        .map(|(kept, place)| kept.into_address(id, home, place))
        .collect())
}

/// The first e-mail address and the first phone number of a text, as lists show them.
pub(in crate::store) fn first_points(text: &str) -> Result<(Option<String>, Option<String>), StoreError> {
    /// The members that it takes; nothing else is read.
    #[derive(Deserialize)]
    struct Shown<'a> {
        #[serde(borrow, default)]
        e: Option<Cow<'a, str>>,
        #[serde(borrow, default)]
        p: Option<Cow<'a, str>>,
        #[serde(borrow, default)]
        i: Option<International<'a>>,
    }
    let points: Vec<Shown<'_>> = serde_json::from_str(text).map_err(StoreError::unavailable)?;
    let (mut email, mut phone) = (None, None);
    for point in points {
        if let Some(value) = point.e {
            email.get_or_insert_with(|| value.into_owned());
        }
        if let (Some(value), None) = (point.p, &phone) {
            let international = International::number(point.i, &value);
            phone = Some(international.unwrap_or_else(|| value.into_owned()));
        }
    }
    Ok((email, phone))
}

/// The match key of the first e-mail address of a text.
pub(in crate::store) fn main_email_key(text: &str) -> Result<Option<String>, StoreError> {
    let (email, _) = first_points(text)?;
    Ok(email.as_deref().map(email::key))
}

/// A key: its distance from the customer's id, or the whole. One that is as far as its place is not written.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Key {
    Numbered(u32),
    Whole(Uuid),
}

impl Key {
    fn of(id: CustomerId, place: u32, key: Uuid) -> Option<Self> {
        let distance = key.as_u128().wrapping_sub(id.0.as_u128());
        match u32::try_from(distance) {
            Ok(number) if number == place => None,
            Ok(number) if number < MOST_NUMBERED => Some(Self::Numbered(number)),
            _ => Some(Self::Whole(key)),
        }
    }

    fn read(id: CustomerId, place: u32, key: Option<Self>) -> Uuid {
        key.unwrap_or(Self::Numbered(place)).whole(id)
    }

    fn whole(self, id: CustomerId) -> Uuid {
        match self {
            Self::Numbered(number) => Uuid::from_u128(id.0.as_u128().wrapping_add(number.into())),
            Self::Whole(key) => key,
        }
    }
}

/// A country: the customer's own, which its row has in a column, or another, or none.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
#[serde(untagged)]
enum Country {
    Other(Option<CountryCode>),
    /// Never written.
    #[default]
    Home,
}

impl Country {
    fn of(home: Option<CountryCode>, country: Option<CountryCode>) -> Self {
        if country == home { Self::Home } else { Self::Other(country) }
    }

    const fn code(self, home: Option<CountryCode>) -> Option<CountryCode> {
        match self {
            Self::Home => home,
            Self::Other(country) => country,
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes what it may skip by reference")]
    const fn is_home(&self) -> bool {
        matches!(self, Self::Home)
    }
}

/// What is not to be seen from the typed number: written with a `+` it is taken for the international number itself,
/// without one for having none.
#[derive(Serialize)]
#[serde(untagged)]
enum International<'a> {
    /// Never `true`.
    IsThere(bool),
    Number(Cow<'a, str>),
}

/// Every row of a list has one or two of these; the derive would copy each before it looks at it.
impl<'de: 'a, 'a> Deserialize<'de> for International<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = International<'de>;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("a number or false")
            }

            fn visit_bool<E>(self, is_there: bool) -> Result<Self::Value, E> {
                Ok(International::IsThere(is_there))
            }

            fn visit_borrowed_str<E>(self, number: &'de str) -> Result<Self::Value, E> {
                Ok(International::Number(Cow::Borrowed(number)))
            }

            fn visit_str<E>(self, number: &str) -> Result<Self::Value, E> {
                Ok(International::Number(Cow::Owned(number.to_owned())))
            }
        }

        from.deserialize_any(Either)
    }
}

impl<'a> International<'a> {
    fn of(typed: &str, number: Option<&'a str>) -> Option<Self> {
        match number {
            number if number == as_typed(typed).as_deref() => None,
            None => Some(Self::IsThere(false)),
            Some(number) => Some(Self::Number(number.into())),
        }
    }

    fn number(kept: Option<Self>, typed: &str) -> Option<String> {
        match kept {
            None => as_typed(typed),
            Some(Self::IsThere(_)) => None,
            Some(Self::Number(number)) => Some(number.into_owned()),
        }
    }
}

fn as_typed(typed: &str) -> Option<String> {
    let digits = typed.strip_prefix('+')?.chars().filter(char::is_ascii_digit);
    Some(std::iter::once('+').chain(digits).collect())
}

/// A contact point: `k`ey; `e`-mail, `p`hone or `o`ther; the phone's `c`ountry, `i`nternational number and `t`ype;
/// another system's type `x`, `l`abel, `r`ole, `w`ho answers, `n`ote.
#[derive(Serialize, Deserialize)]
struct Point<'a> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    k: Option<Key>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    e: Option<Cow<'a, Email>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    p: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    o: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Country::is_home")]
    c: Country,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    i: Option<International<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    t: Option<Line>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    x: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    l: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    r: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    w: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    n: Option<Cow<'a, str>>,
}

/// What is at the other end, where it was told.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum Line {
    #[serde(rename = "l")]
    Landline,
    #[serde(rename = "m")]
    Mobile,
}

impl Line {
    const fn of(phone_type: PhoneType) -> Option<Self> {
        match phone_type {
            PhoneType::Unknown => None,
            PhoneType::Landline => Some(Self::Landline),
            PhoneType::Mobile => Some(Self::Mobile),
        }
    }

    const fn phone_type(kept: Option<Self>) -> PhoneType {
        match kept {
            None => PhoneType::Unknown,
            Some(Self::Landline) => PhoneType::Landline,
            Some(Self::Mobile) => PhoneType::Mobile,
        }
    }
}

impl<'a> Point<'a> {
    fn of(id: CustomerId, home: Option<CountryCode>, place: u32, point: &'a ContactPoint) -> Self {
        let bare = Self {
            k: Key::of(id, place, point.key),
            e: None,
            p: None,
            o: None,
            c: Country::Home,
            i: None,
            t: None,
            x: borrowed(point.type_text.as_ref()),
            l: borrowed(point.label.as_ref()),
            r: borrowed(point.role.as_ref()),
            w: borrowed(point.responder.as_ref()),
            n: borrowed(point.note.as_ref()),
        };
        match &point.channel {
            Channel::Email { value } => Self { e: Some(Cow::Borrowed(value)), ..bare },
            Channel::Phone(phone) => Self {
                p: Some(Cow::Borrowed(&phone.value)),
                c: Country::of(home, phone.country),
                i: International::of(&phone.value, phone.e164.as_deref()),
                t: Line::of(phone.phone_type),
                ..bare
            },
            Channel::Other { value } => Self { o: Some(Cow::Borrowed(value)), ..bare },
        }
    }

    fn into_point(
        self,
        id: CustomerId,
        home: Option<CountryCode>,
        place: u32,
    ) -> Result<ContactPoint, StoreError> {
        let channel = match (self.e, self.p, self.o) {
            (Some(email), None, None) => Channel::Email { value: email.into_owned() },
            (None, Some(value), None) => Channel::Phone(Phone {
                phone_type: Line::phone_type(self.t),
                country: self.c.code(home),
                e164: International::number(self.i, &value),
                value: value.into_owned(),
            }),
            (None, None, Some(value)) => Channel::Other { value: value.into_owned() },
            _ => return Err(StoreError::unavailable("a contact point of no kind")),
        };
        Ok(ContactPoint {
            key: Key::read(id, place, self.k),
            channel,
            type_text: owned(self.x),
            label: owned(self.l),
            role: owned(self.r),
            responder: owned(self.w),
            note: owned(self.n),
        })
    }
}

/// An address: `k`ey, lines `a` and `b`, `l`ocality, post code `z`, `s`tate, the country's te`x`t, unless that is its
/// `c`ode.
#[derive(Serialize, Deserialize)]
struct Place<'a> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    k: Option<Key>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    a: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    b: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    l: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    z: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    s: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "CountryText::is_code")]
    x: CountryText<'a>,
    #[serde(default, skip_serializing_if = "Country::is_home")]
    c: Country,
}

/// The country as typed: its code, or another text, or nothing.
#[derive(Default, Serialize, Deserialize)]
#[serde(untagged)]
enum CountryText<'a> {
    Text(#[serde(borrow)] Option<Cow<'a, str>>),
    /// Never written.
    #[default]
    Code,
}

impl CountryText<'_> {
    const fn is_code(&self) -> bool {
        matches!(self, Self::Code)
    }
}

impl<'a> Place<'a> {
    fn of(id: CustomerId, home: Option<CountryCode>, place: u32, address: &'a Address) -> Self {
        let is_code = address.country_text.as_deref() == address.country.as_ref().map(CountryCode::as_str);
        let text = || CountryText::Text(borrowed(address.country_text.as_ref()));
        Self {
            k: Key::of(id, place, address.key),
            a: borrowed(address.line1.as_ref()),
            b: borrowed(address.line2.as_ref()),
            l: borrowed(address.locality.as_ref()),
            z: borrowed(address.postcode.as_ref()),
            s: borrowed(address.state.as_ref()),
            x: if is_code { CountryText::Code } else { text() },
            c: Country::of(home, address.country),
        }
    }

    fn into_address(self, id: CustomerId, home: Option<CountryCode>, place: u32) -> Address {
        let country = self.c.code(home);
        Address {
            key: Key::read(id, place, self.k),
            line1: owned(self.a),
            line2: owned(self.b),
            locality: owned(self.l),
            postcode: owned(self.z),
            state: owned(self.s),
            country_text: match self.x {
                CountryText::Code => country.map(|code| code.as_str().to_owned()),
                CountryText::Text(text) => owned(text),
            },
            country,
        }
    }
}

fn borrowed(text: Option<&String>) -> Option<Cow<'_, str>> {
    text.map(|text| Cow::Borrowed(text.as_str()))
}

fn owned(text: Option<Cow<'_, str>>) -> Option<String> {
    text.map(Cow::into_owned)
}

#[cfg(test)]
mod tests;
