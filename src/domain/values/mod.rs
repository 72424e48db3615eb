//! The values a customer is made of. Each is parsed once, at whichever door it comes in; one that exists is valid.
//! Nothing here trims: doors do, with [`text::trimmed`], where their rules say so.

pub mod country;
pub mod email;
pub mod locale;
pub mod phone;
pub mod text;

pub use country::CountryCode;
pub use email::Email;
pub use locale::{Locale, TimeZone};
pub use phone::{ParsedPhone, PhoneType};
