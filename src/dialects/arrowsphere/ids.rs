//! How records are named on this door: a customer by `XSP` and its number, one of its people by digits. Neither needs to
//! be escaped in an address, and neither is ever one of the words that stand in its place.

/// What references to other systems are kept under.
pub const SYSTEM: &str = "arrowsphere";

/// The most digits of a person's reference: as a JSON number it must be exact in every language.
const PERSON_DIGITS: usize = 15;

/// The reference of the customer of this number.
#[must_use]
pub fn reference(number: i64) -> String {
    format!("XSP{number}")
}

/// The number of the customer of this reference; nothing when none could have it.
#[must_use]
pub fn customer_number(reference: &str) -> Option<i64> {
    let number: i64 = reference.strip_prefix("XSP")?.parse().ok()?;
    (reference == self::reference(number)).then_some(number)
}

/// The number of the person of this reference; nothing when none could have it.
#[must_use]
pub fn person_number(reference: &str) -> Option<i64> {
    let number: i64 = reference.parse().ok().filter(|number| *number > 0)?;
    (reference.len() <= PERSON_DIGITS && reference == number.to_string()).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_has_one_reference() {
        assert_eq!(customer_number(&reference(10_001)), Some(10_001));
        for wrong in
            ["", "XSP", "XSP01", "XSP+1", "xsp1", "XSP1 ", "1", "invitations", "XSP99999999999999999999"]
        {
            assert_eq!(customer_number(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_person_has_one_reference() {
        assert_eq!(person_number("501"), Some(501));
        assert_eq!(person_number("999999999999999"), Some(999_999_999_999_999));
        for wrong in ["", "0", "-1", "+1", "01", "1.0", "1000000000000000", "x"] {
            assert_eq!(person_number(wrong), None, "{wrong}");
        }
    }
}
