//! Columns that must not be stored: passwords and what is made of them, keys, accounts of banks. They are left out, and
//! it is said why; a person may still choose a field for one.

use super::words::squash;
use crate::import::read::Column;

/// What their names hold, squashed.
const NAMES: [&str; 22] = [
    "password",
    "passwd",
    "passwort",
    "motdepasse",
    "contrasena",
    "userpass",
    "pwhash",
    "passhash",
    "resettoken",
    "activationkey",
    "sessiontoken",
    "accesstoken",
    "authtoken",
    "apikey",
    "privatekey",
    "bankaccount",
    "bankkonto",
    "routingnumber",
    "sortcode",
    "cardnumber",
    "socialsecurity",
    "governmentid",
];
/// Names that are too short to be looked for inside of others.
const WHOLE_NAMES: [&str; 14] = [
    "pass",
    "pwd",
    "pin",
    "hash",
    "salt",
    "token",
    "iban",
    "bic",
    "swift",
    "cvc",
    "cvv",
    "ssn",
    "accnumber",
    "bankids",
];
/// How hashes of passwords begin.
const HASHES: [&str; 8] = ["$2a$", "$2b$", "$2y$", "$P$", "$H$", "$argon2", "$wp$", "pbkdf2"];

/// Whether a column holds secrets, by its name or by its values.
pub(super) fn is_secret(column: &Column) -> bool {
    let name = squash(&column.name);
    let by_name = WHOLE_NAMES.contains(&name.as_str())
        || name.contains("secret") && !name.contains("secretar")
        || NAMES.iter().any(|known| name.contains(known))
        || ["iban", "token", "cvc"].iter().any(|end| name.ends_with(end));
    by_name
        || !column.samples.is_empty() && column.samples.iter().all(|value| is_hash(value) || is_iban(value))
}

fn is_hash(value: &str) -> bool {
    HASHES.iter().any(|start| value.starts_with(start)) && value.len() > 20
}

/// Country, two digits, and as many letters and digits as some country has; by its own check digits (ISO 13616).
fn is_iban(value: &str) -> bool {
    let plain: Vec<u8> = value.bytes().filter(|byte| *byte != b' ').collect();
    let is_shaped = (15..=34).contains(&plain.len())
        && plain[..2].iter().all(u8::is_ascii_uppercase)
        && plain[2..4].iter().all(u8::is_ascii_digit)
        && plain[4..].iter().all(u8::is_ascii_alphanumeric);
    let digit = |rest: u32, byte: u8| match char::from(byte).to_digit(36) {
        Some(value) if value > 9 => (rest * 100 + value) % 97,
        Some(value) => (rest * 10 + value) % 97,
        None => rest,
    };
    is_shaped && plain[4..].iter().chain(&plain[..4]).copied().fold(0, digit) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_by_their_names_and_by_their_values() {
        for (name, sample, expected) in [
            ("user_pass", "x", true),
            ("Password hash", "x", true),
            ("reset_token", "x", true),
            ("BankAccountNumber", "12-3456", true),
            ("IBAN", "x", true),
            ("Konto", "DE89 3704 0044 0532 0130 00", true),
            ("pw", "$2y$10$abcdefghijklmnopqrstuv", true),
            ("Account No.", "4711", false),
            ("AccountNumber", "4711", false),
            ("Passport country", "DE", false),
            ("Compass", "north", false),
            ("Secretary", "Lee", false),
            ("client_secret", "x", true),
            ("Order", "DE12 3456 7890 1234 5678 90", false),
        ] {
            let column = Column { name: name.into(), samples: vec![sample.into()] };
            assert_eq!(is_secret(&column), expected, "{name}");
        }
    }
}
